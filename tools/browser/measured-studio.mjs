// How fast the studio is, from the command and from a file that is saved to what is seen in the browser.

import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DESKTOP, leave, visit } from "./browser.mjs";
import { png, simdgen } from "./project.mjs";
import { demoProject, forgive, startStudio } from "./studio.mjs";

/** A project whose pack is ready, in a folder of its own. */
export function readyProject() {
  const folder = demoProject();
  simdgen("pack", folder);
  return folder;
}

/** Waits until all samples are on the screen; when that was, in milliseconds since 1970. */
async function seen(page) {
  const when = await page.waitForFunction(
    () => {
      const pictures = [...document.querySelectorAll(".sample-face canvas")];
      return pictures.length > 0 && pictures.every((picture) => picture.dataset.shown !== undefined) ? performance.timeOrigin + performance.now() : 0;
    },
    null,
    { polling: "raf" },
  );
  return when.jsonValue();
}

/** Presses a key, and waits for the frame in which all samples are others; the milliseconds. */
function newSample(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        const pictures = () => [...document.querySelectorAll(".sample-face canvas")];
        for (const picture of pictures()) delete picture.dataset.shown;
        const start = performance.now();
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "r", bubbles: true }));
        const look = () => (pictures().every((picture) => picture.dataset.shown !== undefined) ? done(performance.now() - start) : requestAnimationFrame(look));
        requestAnimationFrame(look);
      }),
  );
}

/** Moves the slider of a trait, and waits for the frame in which its odds are others; the milliseconds. */
function moveSlider(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        const slider = document.querySelector('#trait [aria-label="Weight, slider"]');
        const odds = () => document.querySelector(".odds-words dd").textContent;
        const before = odds();
        const start = performance.now();
        slider.value = Number(slider.value) + 10 * Number(slider.step);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        const look = () => (odds() === before ? requestAnimationFrame(look) : done(performance.now() - start));
        requestAnimationFrame(look);
      }),
  );
}

/** Replaces the sky of the first sample, and waits for the frame in which a sample shows it; the milliseconds. */
async function replacePicture(page, folder, picture) {
  const sky = /Sky (\w+)/.exec(await page.locator(".sample-face").first().getAttribute("aria-label"))[1];
  const file = ["4", "8", "9", "10", "12", "14"].map((weight) => path.join(folder, "layers/Sky", `${sky}#${weight}.png`)).find(existsSync);
  const before = readFileSync(file);
  const shown = page.evaluate(
    () =>
      new Promise((done) => {
        const first = document.querySelector(".sample-face canvas");
        const watch = new MutationObserver(() => {
          watch.disconnect();
          requestAnimationFrame(() => done(performance.timeOrigin + performance.now()));
        });
        watch.observe(first, { attributeFilter: ["data-look"] });
      }),
  );
  await page.waitForTimeout(200);
  const start = performance.timeOrigin + performance.now();
  copyFileSync(picture, file);
  const took = (await shown) - start;
  writeFileSync(file, before);
  await page.waitForTimeout(1000);
  return took;
}

/** One round, as `measureGallery` gives it. */
export async function measureStudio(browser, folder) {
  const rows = [];
  const row = (name, value, target) => rows.push({ name, value, unit: "ms", target });
  const begun = performance.timeOrigin + performance.now();
  const studio = await startStudio(folder);
  try {
    // Two pixels of the screen for one of the page: samples of 192 pixels are drawn at 400.
    const page = await visit(browser, studio.address, { viewport: DESKTOP, scale: 2, allowed: (url) => url.startsWith(studio.address) });
    row("studio: first samples on the screen, from the command", (await seen(page)) - begun, 1000);
    await page.selectOption("#cell", "medium");
    await page.waitForTimeout(1500);
    await newSample(page);
    row("studio: 24 other samples of 400 pixels", await newSample(page), 100);
    await page.locator(".layer-face", { hasText: "Topper" }).click();
    await page.locator(".trait-face", { hasText: "Flag" }).first().click();
    await page.waitForTimeout(500);
    row("studio: odds after a slider has moved", await moveSlider(page), 50);
    await page.waitForTimeout(1000);
    const picture = path.join(folder, "replaced.png");
    if (!existsSync(picture)) writeFileSync(picture, png(512, 512, (x, y) => [255, x >> 1, y >> 1, 255]));
    row("studio: a saved picture on the screen", await replacePicture(page, folder, picture), 200);
    await page.keyboard.press("u");
    forgive(page);
    await leave(page);
  } finally {
    await studio.end();
  }
  return rows;
}
