// Measures how fast the pages are, and prints one table of medians: node measure.mjs [BUILD].
//
// BUILD is a finished build with its gallery; without it a collection of 10,000 editions is made. Measure on a machine that does
// nothing else.

import { launch } from "./browser.mjs";
import { largeBuild, measureGallery } from "./measured-gallery.mjs";
import { measureStudio, readyProject } from "./measured-studio.mjs";

const ROUNDS = 5;

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** Measures some rounds; a line of the table for each row. */
async function rounds(measure) {
  const all = [];
  for (let round = 0; round < ROUNDS; round++) all.push(await measure());
  return all[0].map(({ name, unit, target }, at) => {
    const found = median(all.map((rows) => rows[at].value));
    return [name, `${found.toFixed(1)} ${unit}`, target === null ? "" : `${target} ${unit}`, target === null ? "" : found <= target ? "met" : "missed"];
  });
}

const browser = await launch();
const project = readyProject();
const built = process.argv[2] ?? largeBuild();
const rows = [["", "median", "target", ""], ...(await rounds(() => measureStudio(browser, project))), ...(await rounds(() => measureGallery(browser, built)))];
await browser.close();

const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
const line = ([name, found, target, met]) => `${name.padEnd(widths[0])}  ${found.padStart(widths[1])}  ${target.padStart(widths[2])}  ${met}`.trimEnd();
console.log(rows.map(line).join("\n"));
process.exit(0);
