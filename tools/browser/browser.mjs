// A headless Chromium, and pages in it that watch themselves: errors, and requests that leave the machine.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"];

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** The browser's path: $CHROMIUM, or the first found by name; null when there is none. */
export function findBrowser() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // Not this one.
    }
  }
  return null;
}

/** Starts the browser. */
export function launch() {
  return chromium.launch({ executablePath: findBrowser(), args: FLAGS });
}

/**
 * Opens an address, and returns the page. `page.troubles` lists what went wrong, `page.requests` what it asked for beside itself.
 * `allowed` says which requests may go to a server; without it none may.
 */
export async function visit(browser, address, { viewport = DESKTOP, scheme = "light", scale = 1, touch = false, allowed = () => false } = {}) {
  const context = await browser.newContext({ viewport, colorScheme: scheme, deviceScaleFactor: scale, hasTouch: touch });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  page.troubles = [];
  page.requests = [];
  page.on("pageerror", (error) => page.troubles.push(error.message));
  page.on("console", (message) => {
    // A picture that is not there is no fault of the page.
    if (message.type() === "error" && !message.text().includes("ERR_FILE_NOT_FOUND")) page.troubles.push(message.text());
  });
  page.on("dialog", (dialog) => {
    page.troubles.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith("data:")) page.requests.push(url);
    if (/^(https?|wss?|ftp):/.test(url) && !allowed(url)) page.troubles.push(`a request leaves the page: ${url}`);
  });
  await page.goto(address);
  return page;
}

/** Closes a page, and fails on all that went wrong in it. */
export async function leave(page) {
  await page.context().close();
  if (page.troubles.length) throw new Error(page.troubles.join("\n"));
}

/** What axe finds wrong with the page as it is, a line for each element. */
export async function barriers(page) {
  // A policy of the page forbids scripts from elsewhere; one that the browser's tools run is none of these.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} (${node.failureSummary})`));
}
