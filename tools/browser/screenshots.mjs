// Takes pictures of the pages: node screenshots.mjs writes those that README and the guide show into src/guide/pictures, and
// node screenshots.mjs FOLDER [BUILD] writes every view of both pages, in both schemes, large and small, into a folder.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { PHONE, launch, leave, visit } from "./browser.mjs";
import { demo, galleryOf } from "./project.mjs";
import { demoProject, startStudio } from "./studio.mjs";

const [into, built = demo()] = process.argv.slice(2);
const DOCUMENTED = path.resolve(import.meta.dirname, "../../src/guide/pictures");

/** Small enough for a page of text. */
const WINDOW = { width: 1040, height: 650 };
/** The quality of WebP at which text on the pictures is still sharp. */
const QUALITY = 60;

const browser = await launch();

/** Opens a view of the gallery. */
async function gallery(hash, options) {
  const page = await visit(browser, galleryOf(built) + hash, options);
  await page.waitForSelector("body.ready");
  return page;
}

/** Opens the studio, and goes to a view by a few clicks. */
async function studio(address, act, options) {
  const page = await visit(browser, address, { ...options, allowed: (url) => url.startsWith(address) });
  await page.waitForFunction(() => document.querySelectorAll(".sample-face canvas[data-shown]").length === 24);
  await act(page, options.viewport === PHONE);
  return page;
}

const GALLERY = { grid: "", filtered: "#trait=Sky/Midnight&trait=Sky/Aurora", large: "#edition=3", rarity: "#page=rarity" };

const to = (page, view) => page.click(`#views [data-view=${view}]`);

async function openTopper(page, isPhone) {
  if (isPhone) await to(page, "layers");
  await page.locator(".layer-face", { hasText: "Topper" }).click();
}

const STUDIO = {
  samples: async () => {},
  edition: (page) => page.click(".sample:nth-child(3) .sample-face"),
  layers: openTopper,
  trait: async (page, isPhone) => {
    await openTopper(page, isPhone);
    await page.locator(".trait-face", { hasText: "Crown" }).first().click();
  },
  rules: async (page) => {
    await to(page, "rules");
    await page.getByRole("button", { name: "New rule" }).click();
    await page.locator(".rule-maker select").first().selectOption("Topper");
    await page.locator(".pick", { hasText: "Mushrooms" }).click();
    await page.locator(".rule-into").nth(1).click();
    await page.locator(".rule-maker select").first().selectOption("Ring");
    await page.locator(".pick", { hasText: "Pebbles" }).click();
    await page.waitForFunction(() => /combinations/.test(document.querySelector(".rule-cost").textContent));
  },
  build: async (page) => {
    await to(page, "build");
    await page.waitForSelector(".facts");
  },
};

/** Waits until nothing moves, and keeps the picture; a name that ends with webp is made for a page of text. */
async function take(page, file) {
  await page.waitForTimeout(1500);
  if (file.endsWith(".webp")) {
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
    writeFileSync(file, Buffer.from(data, "base64"));
  } else {
    await page.screenshot({ path: file, animations: "disabled" });
  }
  await leave(page);
}

const { address, end } = await startStudio(demoProject());
if (into) {
  for (const [size, viewport] of Object.entries({ window: WINDOW, phone: PHONE })) {
    for (const scheme of ["light", "dark"]) {
      const options = { viewport, scheme };
      for (const [view, hash] of Object.entries(GALLERY)) await take(await gallery(hash, options), path.join(into, `gallery-${view}-${size}-${scheme}.png`));
      for (const [view, act] of Object.entries(STUDIO)) await take(await studio(address, act, options), path.join(into, `studio-${view}-${size}-${scheme}.png`));
    }
  }
} else {
  const options = { viewport: WINDOW, scheme: "dark" };
  await take(await studio(address, STUDIO.trait, { viewport: { width: 1120, height: 600 }, scheme: "dark" }), path.join(DOCUMENTED, "studio.webp"));
  await take(await gallery(GALLERY.large, { ...options, scheme: "light" }), path.join(DOCUMENTED, "gallery.webp"));
}
end();
await browser.close();
process.exit(0);
