// The gallery of a build, as a visitor meets it: opened from disk, with mouse, keyboard and screen reader.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { DESKTOP, PHONE, barriers, launch, leave, visit } from "./browser.mjs";
import { build, demo, galleryOf, png, simdgen, temporary } from "./project.mjs";

const HOSTILE = ["<img src=x onerror=alert(1)>", "{{data}} ${alert(1)} `", "\u202Egnp.evil", "مرحبا بالعالم", "👩‍🚀 & 'quotes' \"more\"", "long ".repeat(40).trim(), "__proto__", "%2F&trait=+"];

let browser;
let planets;

before(async () => {
  browser = await launch();
  planets = demo();
});

after(() => browser?.close());

/** Runs a test on the page of the demo, and fails on errors and requests of the page. */
function onPage(name, options, run) {
  test(name, async () => {
    const page = await visit(browser, galleryOf(planets) + (options.hash ?? ""), options);
    await page.waitForSelector("body.ready");
    await openLayers(page);
    await run(page);
    await leave(page);
  });
}

/** Opens all layers of the filters: of a collection with many traits only the top ones are. */
const openLayers = (page) => page.locator("#groups details").evaluateAll((all) => all.forEach((layer) => (layer.open = true)));

const text = (page, selector) => page.locator(selector).innerText();
const cells = (page) => page.locator("#grid [role=gridcell]:not([hidden]) .cell");
const titles = (page) => page.locator("#grid [role=gridcell]:not([hidden]) .title").allInnerTexts();
const option = (page, name) => page.locator(".option", { has: page.getByText(name, { exact: true }) });
const openEdition = (page) => page.waitForSelector("#large[open]");

/** Waits until the pictures of all rows have been drawn: their canvases have pixels. */
function drawn(page) {
  return page.waitForFunction(() => {
    const rows = Array.from(document.querySelectorAll("#grid canvas"));
    return rows.length > 0 && rows.every((canvas) => canvas.getContext("2d").getImageData(canvas.height / 2, canvas.height / 2, 1, 1).data[3] > 0);
  });
}

onPage("the page opens from disk, and shows the first editions drawn", {}, async (page) => {
  assert.equal(await text(page, "#name"), "Pocket Planets");
  assert.equal(await text(page, "#count"), "100 editions");
  await drawn(page);
  assert.equal((await titles(page))[0], "#1");
  // Only what is seen exists.
  assert.ok((await cells(page).count()) < 100);
  assert.deepEqual(page.requests.filter((url) => !url.endsWith("gallery.html")), [], "the grid asks for no file");
});

onPage("scrolling reaches the last edition, and holds no more cells than a screen needs", {}, async (page) => {
  await page.locator("#scroller").evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
  await page.waitForFunction(() => Array.from(document.querySelectorAll(".title")).some((title) => title.textContent === "#100"));
  assert.ok((await cells(page).count()) < 80);
  await drawn(page);
});

onPage("a drawn edition agrees with its picture", {}, async (page) => {
  await page.locator("#size").fill("2");
  await drawn(page);
  const real = [1, 2, 3, 4].map((number) => `data:image/png;base64,${readFileSync(path.join(planets, "images", `${number}.png`), "base64")}`);
  const differences = await page.evaluate(async (addresses) => {
    const row = document.querySelector('#grid [aria-rowindex="1"] canvas');
    const cells = Array.from(row.parentNode.querySelectorAll("[role=gridcell]"));
    const scale = devicePixelRatio;
    const results = [];
    for (const [at, address] of addresses.entries()) {
      const picture = new Image();
      picture.src = address;
      await picture.decode();
      const box = cells[at].querySelector(".picture").getBoundingClientRect();
      const left = Math.round((box.left - row.getBoundingClientRect().left) * scale);
      const side = Math.round(box.width * scale);
      const canvas = new OffscreenCanvas(side, side);
      const context = canvas.getContext("2d");
      context.imageSmoothingQuality = "high";
      context.drawImage(picture, 0, 0, side, side);
      // Without the rounded corners.
      const [inset, inner] = [16, side - 32];
      const wanted = context.getImageData(inset, inset, inner, inner).data;
      const found = row.getContext("2d").getImageData(left + inset, inset, inner, inner).data;
      results.push(wanted.reduce((sum, value, i) => sum + Math.abs(value - found[i]), 0) / wanted.length);
    }
    return results;
  }, real);
  assert.equal(differences.length, 4);
  for (const difference of differences) assert.ok(difference < 4, `mean difference ${differences}`);
});

onPage("layers stand top first: in the filters, in the rarity and in one edition", { hash: "#edition=3" }, async (page) => {
  await openEdition(page);
  const metadata = JSON.parse(readFileSync(path.join(planets, "json", "3.json"), "utf8")).attributes.map(({ trait_type }) => trait_type);
  const names = (selector) => page.locator(selector).evaluateAll((all) => all.map((one) => one.textContent));
  assert.deepEqual((await names("#large .about th bdi")).filter((name) => metadata.includes(name)).toReversed(), metadata);
  const layers = await names("#groups summary .name");
  assert.deepEqual(layers.filter((name) => metadata.includes(name)).toReversed(), metadata);
  await page.evaluate(() => (location.hash = "#page=rarity"));
  await page.waitForSelector("#rarity h3");
  assert.deepEqual(await names("#rarity h3 bdi"), layers);
});

onPage("on a phone one edition has its rank, the page its help, and no word of usual length is broken", { viewport: PHONE, hash: "#edition=3" }, async (page) => {
  await openEdition(page);
  assert.match(await text(page, "#large .badge"), /^Rank \d+$/);
  const broken = await page.locator("#large .about td bdi, #large .about th bdi").evaluateAll((all) => all.filter((name) => {
    const range = document.createRange();
    range.selectNodeContents(name);
    const lines = new Set(Array.from(range.getClientRects(), ({ top }) => top)).size;
    return lines > name.textContent.split(/[ -]/).length;
  }).map((name) => name.textContent));
  assert.deepEqual(broken, []);
  await page.keyboard.press("Escape");
  await page.waitForSelector("#large:not([open])", { state: "attached" });
  await page.getByRole("button", { name: "Keys" }).click();
  assert.ok(await page.locator("#help").isVisible());
});

onPage("filters combine: one of a layer, all of several; counts follow", {}, async (page) => {
  const total = async (name) => Number(await option(page, name).locator(".count").innerText());
  const [dusk, mint] = [await total("Dusk"), await total("Mint")];
  await option(page, "Dusk").click();
  assert.equal(await text(page, "#count"), `${dusk} of 100 editions`);
  // The other traits of the layer keep their counts, those of other layers are of what is left.
  assert.equal(await total("Mint"), mint);
  const stars = await page.locator("#groups details").nth(-2).locator(".option .count").allInnerTexts();
  assert.equal(stars.reduce((sum, count) => sum + Number(count), 0), dusk);
  await option(page, "Mint").click();
  assert.equal(await text(page, "#count"), `${dusk + mint} of 100 editions`);
  const both = await total("Stardust");
  await option(page, "Stardust").click();
  assert.equal(await text(page, "#count"), `${both} of 100 editions`);
  assert.equal(await page.locator("#chips .chip").count(), 3);
  await page.getByRole("button", { name: "Remove the filter Starlight: Stardust" }).click();
  assert.equal(await text(page, "#count"), `${dusk + mint} of 100 editions`);
  await page.getByRole("button", { name: "Clear all" }).click();
  assert.equal(await text(page, "#count"), "100 editions");
  assert.equal(await page.locator("#groups input:checked").count(), 0);
});

onPage("search finds by number, trait, title and DNA, and says when nothing matches", {}, async (page) => {
  const find = async (words) => {
    await page.locator("#search").fill(words);
    return (await page.locator("#notice").isVisible()) ? [] : titles(page);
  };
  assert.deepEqual(await find("#42"), ["#42"]);
  assert.ok((await find("4")).every((title) => title.startsWith("#4")));
  assert.equal((await find("planets")).length, (await find("")).length);
  const dusk = Number(await option(page, "Dusk").locator(".count").innerText());
  await find("dusk");
  assert.equal(await text(page, "#count"), `${dusk} of 100 editions`);
  const dna = JSON.parse(readFileSync(path.join(planets, "json", "17.json"), "utf8")).dna;
  assert.deepEqual(await find(dna.slice(0, 12)), ["#17"]);
  assert.deepEqual(await find("nothing like this"), []);
  await page.getByRole("button", { name: "Clear filters" }).click();
  assert.equal(await text(page, "#count"), "100 editions");
  assert.equal(await page.locator("#search").inputValue(), "");
});

onPage("sorting by rank shows the rarest first", {}, async (page) => {
  await page.locator("#order").selectOption("rank");
  const ranks = await page.locator("#grid [role=gridcell]:not([hidden]) .rank").allInnerTexts();
  assert.deepEqual(ranks.slice(0, 3), ["Rank 1", "Rank 2", "Rank 3"]);
  await page.locator("#order").selectOption("number-down");
  assert.equal((await titles(page))[0], "#100");
});

onPage("one edition large: its file, traits, neighbours, next and previous, and back", {}, async (page) => {
  await cells(page).nth(2).click();
  await openEdition(page);
  assert.equal(await text(page, "#large-title"), "Pocket Planets #3");
  await page.waitForFunction(() => document.querySelector(".stage img")?.naturalWidth === 512);
  const metadata = JSON.parse(readFileSync(path.join(planets, "json", "3.json"), "utf8"));
  const shown = await page.locator("#large .about tbody tr").allInnerTexts();
  for (const { trait_type, value } of metadata.attributes) {
    assert.ok(shown.some((row) => row.includes(trait_type) && row.includes(value)), `${trait_type}: ${value} in ${shown}`);
  }
  assert.ok((await text(page, "#large code")) === metadata.dna);
  await page.getByRole("button", { name: "Next edition" }).click();
  assert.equal(await text(page, "#large-title"), "Pocket Planets #4");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await text(page, "#large-title"), "Pocket Planets #2");
  assert.match(page.url(), /#edition=2$/);
  await page.locator(".alike a").first().click();
  assert.notEqual(await text(page, "#large-title"), "Pocket Planets #2");
  await page.goBack();
  await page.waitForSelector("#large:not([open])", { state: "attached" });
  assert.equal(await page.locator("#large[open]").count(), 0);
  await page.goForward();
  await openEdition(page);
});

onPage("a trait of the large view leads to all editions that have it", { hash: "#edition=3" }, async (page) => {
  await openEdition(page);
  await page.locator("#large .about td a").first().click();
  await page.waitForSelector("#large:not([open])", { state: "attached" });
  assert.equal(await page.locator("#chips .chip").count(), 1);
  assert.match(page.url(), /#trait=Companion\//);
});

onPage("every view has an address that opens it again", { hash: "#trait=Sky/Dusk&trait=Sky/Mint&search=planets&sort=rank" }, async (page) => {
  assert.equal(await page.locator("#chips .chip").count(), 3);
  assert.equal(await page.locator("#order").inputValue(), "rank");
  await page.goto(galleryOf(planets) + "#page=rarity&edition=9");
  await openEdition(page);
  assert.ok(await page.locator("#rarity").isVisible());
  await page.goto(galleryOf(planets) + "#page=none&edition=x&trait=%&trait=Sky&sort=up&=&&");
  assert.ok(await page.locator("#editions").isVisible());
  assert.equal(await text(page, "#count"), "100 editions");
});

test("an address opens the layer of which it chooses traits", async () => {
  const page = await visit(browser, galleryOf(planets) + "#trait=Sky/Dusk");
  await page.waitForSelector("body.ready");
  await option(page, "Dusk").waitFor();
  assert.ok(await option(page, "Dusk").locator("input").isChecked());
  await leave(page);
});

onPage("back undoes a filter", {}, async (page) => {
  await option(page, "Dusk").click();
  await option(page, "Mint").click();
  await page.goBack();
  await page.waitForFunction(() => document.querySelectorAll("#chips .chip").length === 1);
  await page.goBack();
  await page.waitForFunction(() => document.querySelectorAll("#chips .chip").length === 0);
  assert.equal(await text(page, "#count"), "100 editions");
});

onPage("the page of rarity counts as the build does, and leads to editions", {}, async (page) => {
  await page.getByRole("link", { name: "Rarity" }).click();
  const rows = page.locator("#rarity section").first().locator("tbody tr");
  const counts = await rows.locator("td:nth-child(3)").allInnerTexts();
  assert.equal(counts.reduce((sum, count) => sum + Number(count), 0), 100);
  assert.deepEqual(counts.map(Number), counts.map(Number).toSorted((a, b) => a - b));
  const bars = await rows.locator(".bar .asked").count();
  assert.equal(bars, counts.length, "each bar has the tick of what was asked");
  await rows.first().locator("a").click();
  assert.equal(await text(page, "#count"), `${counts[0]} of 100 editions`);
});

onPage("everything can be reached by keyboard alone", {}, async (page) => {
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
  await press("/");
  assert.equal(await focused(), "search");
  await page.keyboard.type("rocket");
  await press("Escape");
  assert.equal(await page.locator("#search").inputValue(), "");
  await press("ArrowDown");
  assert.match(await focused(), /^#1 /);
  await press("ArrowRight", "ArrowDown");
  const columns = Number(await page.locator("#grid").getAttribute("aria-colcount"));
  assert.match(await focused(), new RegExp(`^#${columns + 2} `));
  await press("Control+End");
  assert.match(await focused(), /^#100 /);
  await press("Enter");
  await openEdition(page);
  assert.equal(await text(page, "#large-title"), "Pocket Planets #100");
  await press("Escape");
  await page.waitForSelector("#large:not([open])", { state: "attached" });
  assert.match(await focused(), /^#100 /, "the focus is back where it was");
  await press("Control+Home", "PageDown", "End", "f");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "INPUT");
  await press(" ");
  assert.equal(await page.locator("#chips .chip").count(), 1);
  await press("?");
  assert.ok(await page.locator("#help").isVisible());
  await press("Escape", "r");
  assert.ok(await page.locator("#rarity").isVisible());
  await press("Escape");
  assert.ok(await page.locator("#editions").isVisible());
  // Tab visits the grid at one place only.
  assert.equal(await page.locator("#grid a[tabindex='0']").count(), 1);
});

onPage("on a phone there is nothing to scroll sideways, and filters are in a drawer", { viewport: PHONE, touch: true, scale: 2 }, async (page) => {
  await drawn(page);
  const sideways = () => page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
  assert.equal(await sideways(), 0);
  assert.ok(!(await page.locator("#filters").isVisible()));
  await page.getByRole("button", { name: "Filters" }).tap();
  await option(page, "Dusk").tap();
  await page.getByRole("button", { name: /^Show \d+ editions$/ }).tap();
  await page.locator("#filters").waitFor({ state: "hidden" });
  assert.equal(await page.locator("#chips .chip").count(), 1);
  await cells(page).first().tap();
  await openEdition(page);
  assert.equal(await sideways(), 0);
  await page.getByRole("button", { name: "Close" }).tap();
  await page.getByRole("link", { name: "Rarity" }).tap();
  assert.equal(await sideways(), 0);
});

const VIEWS = { grid: "#", filtered: "#trait=Sky/Dusk&search=planets", "no match": "#search=zzz", rarity: "#page=rarity", large: "#edition=7" };

for (const [size, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
  for (const scheme of ["light", "dark"]) {
    onPage(`no view has barriers: ${size}, ${scheme}`, { viewport, scheme }, async (page) => {
      const check = async (view) => {
        await page.waitForTimeout(200);
        assert.deepEqual(await barriers(page), [], view);
      };
      for (const [view, hash] of Object.entries(VIEWS)) {
        await page.evaluate((hash) => (location.hash = hash), hash);
        await check(view);
      }
      await page.evaluate(() => (location.hash = "#"));
      await page.waitForSelector("#large:not([open])", { state: "attached" });
      if (viewport === PHONE) await page.getByRole("button", { name: "Filters" }).click();
      else await page.keyboard.press("?");
      await check("filters or keys");
    });
  }
}

test("names are text, whatever they say", async () => {
  const hard = build({
    name: "</script><script>alert(2)</script>",
    side: 24,
    editions: 60,
    layers: [
      ["<b>Sky</b>", HOSTILE],
      ["</script><script>alert(3)</script>", HOSTILE],
      ["constructor", ["one", "two", "three"]],
    ],
  });
  const page = await visit(browser, galleryOf(hard));
  await page.waitForSelector("body.ready");
  assert.equal(await text(page, "#name"), "</script><script>alert(2)</script>");
  assert.equal(await page.title(), "</script><script>alert(2)</script>");
  const names = await page.locator("#groups .option .name").evaluateAll((all) => all.map((name) => name.textContent));
  for (const name of HOSTILE) assert.ok(names.includes(name), `${name} in ${names}`);
  assert.equal(await page.locator("#groups b, #groups img[src='x'], #groups script").count(), 0);
  for (const name of HOSTILE) {
    await option(page, name).first().click();
    const here = page.url();
    assert.equal(await page.locator("#chips .chip").count(), 1, name);
    await page.goto("about:blank");
    await page.goto(here);
    await page.waitForSelector("body.ready");
    assert.equal(await page.locator("#chips .chip").count(), 1, `the address ${here}`);
    await page.locator("#chips .chip").click();
  }
  await page.goto(galleryOf(hard) + "#page=rarity&edition=5");
  await openEdition(page);
  assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth), 0);
  await leave(page);
});

test("the page draws all blend modes, opacities and backgrounds as the program does", async () => {
  const MODES = (
    "source-over source-in source-out source-atop destination-over destination-in destination-out destination-atop lighter copy xor " +
    "multiply screen overlay darken lighten color-dodge color-burn hard-light soft-light difference exclusion hue saturation color luminosity"
  ).split(" ");
  for (const last of [false, true]) {
    const folder = temporary();
    const side = 48;
    const below = png(side, side, (x, y) => (x < 40 ? [x * 6, y * 5, 200, x < 8 ? 0 : 55 + 5 * x] : [0, 0, 0, 0]));
    const above = png(side, side, (x, y) => (y > 8 && y < 40 ? [255 - y * 6, x * 5, 60, y < 24 ? 255 : 140] : [0, 0, 0, 0]));
    for (const [name, picture] of [["below", below], ["above", above]]) {
      mkdirSync(path.join(folder, "layers", name), { recursive: true });
      writeFileSync(path.join(folder, "layers", name, "one.png"), picture);
    }
    const traits = MODES.map((mode) => `  { file = "one.png", name = "${mode}", blend = "${mode}", opacity = 0.8 },`);
    const canvas = `[canvas]\nwidth = ${side}\nheight = ${side}\nbackground = "#40a06080"\nbackground_last = ${last}\n`;
    const layers = `[[layers]]\nname = "below"\n\n[[layers]]\nname = "above"\ntraits = [\n${traits.join("\n")}\n]\n`;
    writeFileSync(path.join(folder, "simdgen.toml"), `[collection]\neditions = ${MODES.length}\n\n${canvas}\n${layers}`);
    simdgen("generate", folder, "--gallery");
    const built = path.join(folder, "build");
    const alone = temporary();
    copyFileSync(path.join(built, "gallery.html"), path.join(alone, "gallery.html"));
    const page = await visit(browser, galleryOf(alone));
    await page.waitForSelector("body.ready");
    for (let number = 1; number <= MODES.length; number++) {
      await page.goto(`${galleryOf(alone)}#edition=${number}`);
      await page.waitForSelector(".stage canvas.drawn");
      const address = `data:image/png;base64,${readFileSync(path.join(built, "images", `${number}.png`), "base64")}`;
      const mode = await page.locator("#large .about td a").last().innerText();
      const [most, mean] = await page.evaluate(async (address) => {
        const picture = new Image();
        picture.src = address;
        await picture.decode();
        const drawn = document.querySelector(".stage canvas");
        const real = new OffscreenCanvas(drawn.width, drawn.height).getContext("2d");
        real.drawImage(picture, 0, 0);
        const bytes = (context) => context.getImageData(0, 0, drawn.width, drawn.height).data;
        const [wanted, found] = [bytes(real), bytes(drawn.getContext("2d"))];
        // Colours count as much as they are seen.
        let [most, sum] = [0, 0];
        for (let i = 0; i < wanted.length; i++) {
          const [of, is] = i % 4 === 3 ? [1, 1] : [wanted[i | 3] / 255, found[i | 3] / 255];
          const difference = Math.abs(wanted[i] * of - found[i] * is);
          most = Math.max(most, difference);
          sum += difference;
        }
        return [most, sum / wanted.length];
      }, address);
      // Browsers round after each step; most so for modes that compare the channels of a pixel.
      assert.ok(most <= 16 && mean <= 1, `${mode}, background last ${last}: pixels differ by up to ${most}, by ${mean} in the middle`);
    }
    await leave(page);
  }
});

test("of a build of another program, the page shows the picture files", async () => {
  const foreign = temporary();
  for (const folder of ["images", "json"]) {
    mkdirSync(path.join(foreign, folder));
    for (let number = 1; number <= 12; number++) {
      const name = `${number}.${folder === "json" ? "json" : "png"}`;
      copyFileSync(path.join(planets, folder, name), path.join(foreign, folder, name));
    }
  }
  simdgen("gallery", foreign);
  const page = await visit(browser, galleryOf(foreign));
  await page.waitForFunction(() => {
    const pictures = Array.from(document.querySelectorAll("#grid [role=gridcell]:not([hidden]) img"));
    return pictures.length === 12 && pictures.every((picture) => picture.naturalWidth === 512);
  });
  assert.equal(await text(page, "#count"), "12 editions");
  await cells(page).nth(3).click();
  await openEdition(page);
  await page.waitForFunction(() => document.querySelector(".stage img")?.naturalWidth === 512);
  assert.deepEqual(await barriers(page), []);
  await leave(page);
});

test("without the pictures beside it, the page draws an edition large", async () => {
  const alone = temporary();
  copyFileSync(path.join(planets, "gallery.html"), path.join(alone, "gallery.html"));
  const page = await visit(browser, galleryOf(alone) + "#edition=3");
  await page.waitForSelector(".stage canvas.drawn");
  await page.getByText("Drawn from its traits: images/3.png is not beside this page.").waitFor();
  await leave(page);
});

test("a damaged page says so", async () => {
  const folder = temporary();
  const whole = readFileSync(path.join(planets, "gallery.html"), "utf8");
  writeFileSync(path.join(folder, "gallery.html"), whole.replace('"version":1', '"version":7'));
  const page = await visit(browser, galleryOf(folder));
  await page.getByText("This page is damaged").waitFor();
  await leave(page);
});
