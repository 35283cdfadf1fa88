// Takes the pictures of the gallery that the documentation shows: node screenshots.mjs FOLDER [BUILD].

import path from "node:path";
import { PHONE, launch, leave, visit } from "./browser.mjs";
import { demo, galleryOf } from "./project.mjs";

const [into, built = demo()] = process.argv.slice(2);
if (!into) throw new Error("say into which folder the pictures shall be written: node screenshots.mjs FOLDER");

/** Small enough for a page of text. */
const WINDOW = { width: 1040, height: 650 };

const VIEWS = { grid: "", filtered: "#trait=Sky/Midnight&trait=Sky/Aurora", large: "#edition=3", rarity: "#page=rarity" };

const browser = await launch();
for (const [size, viewport] of Object.entries({ window: WINDOW, phone: PHONE })) {
  for (const scheme of ["light", "dark"]) {
    for (const [view, hash] of Object.entries(VIEWS)) {
      const page = await visit(browser, galleryOf(built) + hash, { viewport, scheme });
      await page.waitForSelector("body.ready");
      await page.waitForTimeout(1500);
      await page.screenshot({ path: path.join(into, `gallery-${view}-${size}-${scheme}.png`), animations: "disabled" });
      await leave(page);
    }
  }
}
await browser.close();
