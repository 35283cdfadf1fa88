#!/usr/bin/env node
// Starts the program of the package for this platform, with the same words, streams, signals and exit code.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

const PLATFORMS = { "linux x64": "@simdgen/linux-x64", "linux arm64": "@simdgen/linux-arm64" };

/** Finds the program; ends with what to do where there is none. */
function program() {
  const platform = `${process.platform} ${process.arch}`;
  const name = PLATFORMS[platform];
  if (!name) {
    const known = Object.keys(PLATFORMS).join(", ");
    return fail(`there is no program for ${platform}, only for ${known}; build simdgen from source`);
  }
  try {
    return require.resolve(`${name}/bin/simdgen`);
  } catch {
    return fail(`the package ${name} is not installed; install simdgen again without --omit=optional or --no-optional`);
  }
}

function fail(text) {
  console.error(`simdgen: ${text}`);
  process.exit(1);
}

const path = program();
const words = process.argv.slice(2);
if (process.execve) {
  // The program takes the place of Node.js, so that nothing stands between it and the terminal.
  process.execve(path, ["simdgen", ...words], process.env);
}
const child = spawn(path, words, { stdio: "inherit", argv0: "simdgen" });
// A terminal gives Ctrl-C to both. The program ends in order at the first and at once at the second, so it may not get it twice.
const hasTerminal = [0, 1, 2].some((stream) => require("node:tty").isatty(stream));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) {
  process.on(signal, () => (hasTerminal && signal !== "SIGTERM" ? undefined : child.kill(signal)));
}
child.on("error", (error) => fail(`${path} cannot be started: ${error.message}`));
child.on("exit", (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
