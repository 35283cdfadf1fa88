// Measures how fast the pages are, and prints one table of medians: node measure.mjs [--write] [BUILD].
//
// BUILD is a finished build with its gallery; without it a collection of 10,000 editions is made. --write puts what has a target
// into the table of the guide as well. Measure on a machine that does nothing else.

import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { launch } from "./browser.mjs";
import { largeBuild, measureGallery } from "./measured-gallery.mjs";
import { measureStudio, readyProject } from "./measured-studio.mjs";

const ROUNDS = 5;
const GUIDE = path.resolve(import.meta.dirname, "../../src/guide/look.md");

const { values: options, positionals } = parseArgs({ options: { write: { type: "boolean" } }, allowPositionals: true });

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
const built = positionals[0] ?? largeBuild();
const rows = [["", "median", "target", ""], ...(await rounds(() => measureStudio(browser, project))), ...(await rounds(() => measureGallery(browser, built)))];
await browser.close();

const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
const line = ([name, found, target, met]) => `${name.padEnd(widths[0])}  ${found.padStart(widths[1])}  ${target.padStart(widths[2])}  ${met}`.trimEnd();
console.log(rows.map(line).join("\n"));

if (options.write) {
  const [{ model }, { length }] = [cpus()[0], cpus()];
  const table = rows.slice(1).filter(([, , target]) => target !== "").map(([name, found, target]) => `| ${name} | ${found} | ${target} |`);
  const text = [`Medians of ${ROUNDS} rounds on ${model.trim()}, ${length} cores, without a graphics card.`, "", "| what | measured | target |", "|---|---|---|", ...table].join("\n");
  const guide = readFileSync(GUIDE, "utf8");
  writeFileSync(GUIDE, guide.replace(/(<!-- measure:start -->\n)[^]*(<!-- measure:end -->)/, (_, start, end) => `${start}${text}\n${end}`));
}
process.exit(0);
