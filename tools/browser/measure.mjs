// Measures how fast the gallery of a large collection is in the browser, and prints a table.
//
// A frame is late where the machine is busy with other things, so the processor time of the page's main thread stands beside it.

import { statSync } from "node:fs";
import path from "node:path";
import { DESKTOP, launch, leave, visit } from "./browser.mjs";
import { build, galleryOf } from "./project.mjs";

const EDITIONS = 10_000;
const LAYERS = 8;
const TRAITS = 25;

const folder =
  process.argv[2] ??
  build({
    name: "Measured",
    side: 256,
    editions: EDITIONS,
    layers: Array.from({ length: LAYERS }, (_, layer) => [`Layer ${layer}`, Array.from({ length: TRAITS }, (_, trait) => `Trait ${trait}`)]),
  });

/** Scrolls by pixels in each frame; returns the milliseconds of each frame. */
function scroll(page, step) {
  return page.evaluate(
    (step) =>
      new Promise((done) => {
        const scroller = document.getElementById("scroller");
        const frames = [];
        let before = 0;
        const next = (now) => {
          if (before) frames.push(now - before);
          before = now;
          if (frames.length === 150) return done(frames);
          scroller.scrollTop += step;
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      }),
    step,
  );
}

/** Runs an action, and returns its result with the processor milliseconds of the longest task of the page's main thread. */
async function traced(browser, page, action) {
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  const result = await action();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const thread = ({ pid, tid }) => `${pid}:${tid}`;
  const main = new Set(traceEvents.filter((event) => event.name === "thread_name" && event.args.name === "CrRendererMain").map(thread));
  const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && main.has(thread(event)));
  return [result, Math.max(...tasks.map((event) => (event.tdur ?? 0) / 1000))];
}

const ms = (value) => `${value.toFixed(1)} ms`;
const rows = [];
const browser = await launch();

const page = await visit(browser, galleryOf(folder), { viewport: DESKTOP });
await page.waitForSelector("body.ready");
await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
rows.push(["size of the page", `${(statSync(path.join(folder, "gallery.html")).size / 1e6).toFixed(1)} MB`, "12 MB"]);
rows.push(["first paint", ms(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime)), "500 ms"]);
await page.waitForTimeout(2000);

for (const [name, step] of [["reading", 30], ["fast", 150], ["flung", 900]]) {
  const [frames, longest] = await traced(browser, page, () => scroll(page, step));
  const sorted = frames.toSorted((a, b) => a - b);
  rows.push([`worst frame, scrolling ${name} (${step} pixels a frame)`, ms(sorted.at(-1)), "32 ms"]);
  rows.push(["  middle frame", ms(sorted[sorted.length >> 1]), ""]);
  rows.push(["  longest task of the main thread, processor time", ms(longest), ""]);
}

const times = await page.evaluate(() => {
  const timed = (action) => {
    const start = performance.now();
    action();
    return performance.now() - start;
  };
  const boxes = Array.from(document.querySelectorAll("#groups input")).slice(0, 12);
  const search = document.getElementById("search");
  const words = ["t", "tr", "trait 1", "17", "abcdef"].map((text) => () => {
    search.value = text;
    search.dispatchEvent(new Event("input"));
  });
  const filters = [...boxes, ...boxes].map((box) => timed(() => box.click()));
  return { filter: Math.max(...filters), search: Math.max(...words.map(timed)) };
});
rows.push(["slowest filter", ms(times.filter), "50 ms"]);
rows.push(["slowest search", ms(times.search), "50 ms"]);
await leave(page);
await browser.close();

const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length), ["", "measured", "target"][column].length));
const line = ([name, found, target]) => `${name.padEnd(widths[0])}  ${found.padStart(widths[1])}  ${target.padStart(widths[2])}`;
console.log([["", "measured", "target"], ...rows].map(line).join("\n"));
