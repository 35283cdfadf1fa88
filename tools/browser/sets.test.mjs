// The pages on collections that others drew: $SETS is a folder of layer sets, one folder each. Without it nothing is tested.

import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { DESKTOP, PHONE, barriers, launch, leave, visit } from "./browser.mjs";
import { galleryOf, simdgen, temporary } from "./project.mjs";
import { forgive, startStudio } from "./studio.mjs";

const { SETS } = process.env;
const PATIENCE = 120_000;

let browser;

before(async () => {
  if (SETS) browser = await launch();
});

after(() => browser?.close());

/** Lets a copy be written to, whatever its source allowed. */
function allow(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) chmodSync(path.join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
}

/** Runs a test on a copy of a set; says so where it is not there. */
function onSet(name, what, run) {
  test(`${name}: ${what}`, async (context) => {
    if (!SETS) return context.skip("SETS names no folder of layer sets");
    const source = path.join(SETS, name);
    if (!existsSync(source)) return context.skip(`${source} is not there`);
    const folder = path.join(temporary(), name);
    cpSync(source, folder, { recursive: true });
    allow(folder);
    await run(folder);
  });
}

/** Writes a configuration of all layers of a set, from the bottom up. Names of files may have a "#" that begins no weight. */
function configure(folder, layers, { side, editions }) {
  const canvas = `[canvas]\nwidth = ${side}\nheight = ${side}\nresize = "smooth"\n\n[files]\nweight_delimiter = ""\n`;
  const tables = layers.map((layer) => `[[layers]]\nname = ${JSON.stringify(layer)}\n`);
  writeFileSync(path.join(folder, "simdgen.toml"), [`[collection]\nname = "Set"\neditions = ${editions}\nseed = "set"\n`, canvas, ...tables].join("\n"));
}

/** Goes through the views of the studio, and finds no barrier and nothing to scroll sideways. */
async function lookAtStudio(folder, act = async () => {}) {
  const studio = await startStudio(folder);
  try {
    for (const viewport of [DESKTOP, PHONE]) {
      const page = await visit(browser, studio.address, { viewport, allowed: (url) => url.startsWith(studio.address) });
      page.setDefaultTimeout(PATIENCE);
      const shown = () => page.waitForFunction(() => {
        const pictures = [...document.querySelectorAll(".sample-face canvas")];
        return pictures.length > 0 && pictures.every((picture) => picture.dataset.shown !== undefined);
      });
      await shown();
      if (viewport === DESKTOP) await act(page, shown);
      for (const view of ["samples", "layers", "rules", "build"]) {
        await page.evaluate((hash) => (location.hash = hash), view);
        await page.waitForTimeout(300);
        assert.deepEqual(await barriers(page), [], view);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${view} is too wide`);
      }
      forgive(page);
      await leave(page);
    }
  } finally {
    studio.end();
  }
}

onSet("robohash-set1", "samples, a changed weight and a rule", (folder) => {
  configure(folder, readdirSync(path.join(folder, "layers")).toSorted(), { side: 300, editions: 200 });
  return lookAtStudio(folder, async (page) => {
    await page.locator(".layer-face").first().click();
    await page.locator(".trait-face").first().click();
    await page.getByLabel("Weight", { exact: true }).fill("3.5");
    await page.waitForFunction(() => document.querySelector("#history button").getAttribute("aria-label").startsWith("Undo"));
    await page.keyboard.press("Escape");
    await page.keyboard.press("u");
    await page.waitForFunction(() => document.querySelector("#history button").disabled);
  });
});

onSet("hashlips-sample", "shown as it is, then taken over", (folder) =>
  lookAtStudio(folder, async (page, shown) => {
    assert.match(await page.locator("#offer").innerText(), /HashLips/);
    await page.getByRole("button", { name: "Write simdgen.toml" }).click();
    await page.waitForFunction(() => document.getElementById("offer").childElementCount === 0);
    assert.ok(existsSync(path.join(folder, "simdgen.toml")));
    await shown();
  }),
);

onSet("catavatar", "a gallery of 10,000 editions", async (folder) => {
  configure(folder, ["body", "fur", "eyes", "mouth", "accessorie"], { side: 64, editions: 10_000 });
  simdgen("generate", folder, "--gallery");
  for (const viewport of [DESKTOP, PHONE]) {
    const page = await visit(browser, galleryOf(path.join(folder, "build")), { viewport });
    page.setDefaultTimeout(PATIENCE);
    await page.waitForSelector("body.ready");
    assert.equal(await page.locator("#count").innerText(), "10,000 editions");
    await page.locator("#scroller").evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
    await page.waitForFunction(() => [...document.querySelectorAll("#grid .title")].some((title) => title.textContent === "#10000"));
    await page.waitForFunction(() => document.querySelectorAll("#grid [role=row].drawn").length > 2);
    for (const hash of ["#", "#edition=4711", "#page=rarity"]) {
      await page.evaluate((hash) => (location.hash = hash), hash);
      await page.waitForTimeout(500);
      assert.deepEqual(await barriers(page), [], hash);
      assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth), 0, hash);
    }
    await leave(page);
  }
});
