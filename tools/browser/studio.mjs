// A studio that runs for a test: the program, the folder of its project, and the address of its page.

import { spawn } from "node:child_process";
import { cpSync } from "node:fs";
import path from "node:path";
import { demo, findProgram, temporary } from "./project.mjs";

/** Starts a studio on a project's folder; `{folder, address, end}`. `end` tells when it has ended. */
export function startStudio(folder) {
  const program = spawn(findProgram(), ["studio", "--no-open", folder], { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let told = "";
    const hear = (data) => {
      told += data;
      const address = /http:\/\/\S+/.exec(told)?.[0];
      if (address) resolve({ folder, address, end: () => new Promise((ended) => program.once("exit", ended) && program.kill("SIGINT")) });
    };
    program.stdout.on("data", hear);
    program.stderr.on("data", hear);
    program.on("exit", (code) => reject(new Error(`the studio ended with ${code}: ${told}`)));
  });
}

/** Forgets answers that came while the project changed: a picture or an edit of the revision before is refused. */
export function forgive(page) {
  page.troubles = page.troubles.filter((trouble) => !trouble.startsWith("Failed to load resource"));
}

/** A copy of the demo project without its build. */
export function demoProject() {
  const folder = path.join(temporary(), "pocket-planets");
  const from = path.dirname(demo());
  for (const name of ["simdgen.toml", "layers"]) cpSync(path.join(from, name), path.join(folder, name), { recursive: true });
  return folder;
}
