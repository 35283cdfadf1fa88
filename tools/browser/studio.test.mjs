// The studio, as an artist meets it: samples, one edition, live changes, rules and the build, with mouse and keyboard.

import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { DESKTOP, PHONE, barriers, launch, leave, visit } from "./browser.mjs";
import { demoProject, forgive, startStudio } from "./studio.mjs";
import { findProgram, png, temporary, writeProject } from "./project.mjs";

const PATIENCE = 60_000;

let browser;
let planets;

before(async () => {
  browser = await launch();
  planets = await startStudio(demoProject());
});

after(async () => {
  planets?.end();
  await browser?.close();
});

/** Opens the page of a studio and waits for its samples; requests to anywhere else are troubles. */
async function open(studio, options = {}) {
  const page = await visit(browser, studio.address + (options.hash ?? ""), { ...options, allowed: (url) => url.startsWith(studio.address) });
  page.setDefaultTimeout(PATIENCE);
  await page.waitForFunction(() => document.getElementById("title").textContent !== "simdgen studio", null, { timeout: PATIENCE });
  return page;
}

/** Runs a test on the page of the demo. */
function onPage(name, options, run) {
  test(name, async () => {
    const page = await open(planets, options);
    if (!options.hash) await drawn(page);
    await run(page);
    await leave(page);
  });
}

/** What the samples say they show. */
const labels = (page) => page.$$eval(".sample-face", (faces) => faces.map((face) => face.getAttribute("aria-label")));

/** Waits until the pictures that are in sight have been drawn. */
function drawn(page) {
  return page.waitForFunction(() => {
    const pictures = [...document.querySelectorAll(".sample-face canvas")];
    return pictures.length > 0 && pictures.slice(0, 4).every((picture) => picture.dataset.shown !== undefined);
  });
}

/** Does something, and waits until the samples say something else. */
async function otherSamples(page, act) {
  const before = await labels(page);
  await act();
  await page.waitForFunction((old) => {
    const now = [...document.querySelectorAll(".sample-face")].map((face) => face.getAttribute("aria-label"));
    return now.length > 0 && JSON.stringify(now) !== old;
  }, JSON.stringify(before));
  return labels(page);
}

const config = (studio) => path.join(studio.folder, "simdgen.toml");

/** Replaces a text in the configuration, as an editor would, and returns how to take it back. */
function edit(studio, from, to) {
  const before = readFileSync(config(studio), "utf8");
  assert.ok(before.includes(from), from);
  writeFileSync(config(studio), before.replace(from, to));
  return () => writeFileSync(config(studio), before);
}

onPage("the page opens with samples of the project, and asks no other host", {}, async (page) => {
  assert.equal(await page.textContent("#title"), "Pocket Planets");
  assert.match(await page.textContent("#subtitle"), /100 editions of 298,722,816/);
  assert.equal((await labels(page)).length, 24);
  assert.match((await labels(page))[0], /^Sample 1: Sky \w+/);
});

onPage("a sample says its number and how rare it is, and all pictures come together", {}, async (page) => {
  const facts = await page.locator(".sample-facts").allInnerTexts();
  assert.ok(facts.every((words, at) => words.startsWith(`#${at + 1}`) && words.endsWith("rarest")), facts.join("\n"));
  assert.equal(facts.filter((words) => /#\d+\s*rarest$/.test(words)).length, 1);
  const asked = (path) => page.requests.filter((url) => url.includes(path)).length;
  await page.waitForFunction(() => [...document.querySelectorAll(".sample-face canvas")].every((picture) => picture.dataset.shown !== undefined));
  assert.deepEqual([asked("api/picture.png"), asked("api/sample")], [0, 1]);
  assert.ok(asked("api/pixels") < 6, `${asked("api/pixels")} requests of pixels`);
});

onPage("asked and got are named where they stand", {}, async (page) => {
  await choose(page, "Topper", "Crown");
  const row = page.locator(".trait-face", { hasText: "Crown" }).first();
  await page.waitForFunction(() => /got \d/.test(document.querySelector(".layer .trait-face.chosen").textContent));
  assert.match(await row.textContent(), /asked 3\.2%got \d/);
  assert.match(await page.locator(".layer .odds-head:visible").innerText(), /asked\s+got/);
  assert.match(await page.locator("#trait .odds-words").innerText(), /Asked by its weight\s+3\.2%\s+Got in 100 planned editions\s+\d/);
});

test("a page of which a part cannot be loaded says what to do", async () => {
  const page = await visit(browser, "about:blank", { allowed: (url) => url.startsWith(planets.address) });
  await page.route("**/page/studio.js", (route) => route.abort());
  await page.goto(planets.address);
  await page.getByText("The page has not begun").waitFor();
  assert.match(await page.locator("#unbegun").innerText(), /Reload the page/);
  forgive(page);
  await leave(page);
});

onPage("a new sample is another, and a seed gives the same again", {}, async (page) => {
  const first = await labels(page);
  const other = await otherSamples(page, () => page.keyboard.press("r"));
  assert.notDeepEqual(other, first);
  await page.fill("#seed", "pocket planets");
  assert.deepEqual(await otherSamples(page, () => page.press("#seed", "Enter")), first);
  await page.selectOption("#count", "8");
  await page.waitForFunction(() => document.querySelectorAll(".sample-face").length === 8);
  assert.deepEqual(await labels(page), first.slice(0, 8));
});

onPage("a locked trait stays while the rest is drawn anew", {}, async (page) => {
  await page.click(".sample:nth-child(2) .sample-face");
  const row = page.locator(".edition-row").last();
  await row.locator("button").nth(1).click();
  const [layer, name] = (await page.locator(".chip .clip").innerText()).split(": ");
  const samples = await otherSamples(page, () => page.click("text=New samples"));
  assert.ok(samples.every((label) => label.includes(`${layer} ${name}`)), samples.join("\n"));
  await page.click("text=Unlock all");
  assert.equal(await page.locator(".chip").count(), 0);
});

onPage("one sample is drawn anew, and the others stay", {}, async (page) => {
  const before = await labels(page);
  await page.hover(".sample:nth-child(3)");
  const now = await otherSamples(page, () => page.click(".sample:nth-child(3) [aria-label='Draw this sample anew']"));
  assert.notEqual(now[2], before[2]);
  assert.deepEqual(now.toSpliced(2, 1), before.toSpliced(2, 1));
});

onPage("one edition shows each layer alone or left out, and its metadata", {}, async (page) => {
  await page.click(".sample:nth-child(1) .sample-face");
  const picture = page.locator(".edition-picture");
  const whole = await picture.getAttribute("src");
  const planet = page.locator(".edition-row", { hasText: "Planet" }).first();
  await planet.getByRole("button", { name: "Leave out Planet" }).click();
  assert.match(await picture.getAttribute("src"), /[?&]hide=\d+/);
  await planet.getByRole("button", { name: "Planet alone" }).click();
  assert.match(await picture.getAttribute("src"), /[?&]only=\d+/);
  await page.click("text=Show all layers");
  assert.equal(await picture.getAttribute("src"), whole);
  await page.waitForFunction(() => document.querySelector(".metadata").textContent.startsWith("{"));
  const metadata = JSON.parse(await page.textContent(".metadata"));
  assert.equal(metadata.edition, 1);
  assert.ok(metadata.attributes.some(({ trait_type }) => trait_type === "Planet"));
});

onPage("the keyboard alone reaches the large view, goes on and comes back", {}, async (page) => {
  await page.focus(".sample-face");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  const across = await page.evaluate(() => Number(document.activeElement.parentElement.dataset.index));
  assert.ok(across >= 2);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#large", { state: "visible" });
  assert.match(await page.textContent("#large h2"), new RegExp(`${across + 1} of 24`));
  await page.keyboard.press("ArrowRight");
  assert.match(await page.textContent("#large h2"), new RegExp(`${across + 2} of 24`));
  await page.waitForFunction(() => document.querySelector(".large-picture").naturalWidth === 512);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => Number(document.activeElement.parentElement.dataset.index)), across + 1);
  await page.keyboard.press("?");
  assert.ok(await page.locator("dialog", { hasText: "New samples" }).isVisible());
  await page.keyboard.press("Escape");
});

onPage("a change in an editor shows at once in the samples that it touches", {}, async (page) => {
  const before = await labels(page);
  const undo = edit(planets, 'name = "Ring"', 'name = "Ring"\nopacity = 0.5');
  await page.waitForSelector(".sample.changed");
  const outlined = await page.$$eval(".sample.changed .sample-face", (faces) => faces.map((face) => face.getAttribute("aria-label")));
  assert.ok(outlined.every((label) => label.includes("Ring ")), outlined.join("\n"));
  assert.equal(outlined.length, before.filter((label) => label.includes("Ring ")).length);
  assert.deepEqual(await labels(page), before);
  undo();
  forgive(page);
});

onPage("a replaced picture is drawn as it is now", {}, async (page) => {
  const file = path.join(planets.folder, "layers/Sky");
  const sky = (await labels(page))[0].match(/Sky (\w+)/)[1];
  const name = ["4", "8", "9", "10", "12", "14"].map((weight) => path.join(file, `${sky}#${weight}.png`)).find(existsSync);
  const kept = path.join(temporary(), "kept.png");
  copyFileSync(name, kept);
  writeFileSync(name, png(512, 512, () => [255, 0, 0, 255]));
  await page.waitForFunction(() => {
    const canvas = document.querySelector(".sample-face canvas");
    const [red, green] = canvas.getContext("2d").getImageData(2, canvas.height - 2, 1, 1).data;
    return red > 200 && green < 120;
  });
  copyFileSync(kept, name);
  forgive(page);
});

onPage("an error in the configuration stands where it happened, and the last good samples stay", {}, async (page) => {
  const before = await labels(page);
  const undo = edit(planets, "opacity = 0.9", "opacty = 0.9");
  const banner = page.locator("#banner .card");
  await banner.waitFor();
  assert.match(await banner.innerText(), /opacty/);
  assert.match(await banner.innerText(), /simdgen\.toml/);
  assert.deepEqual(await labels(page), before);
  await page.waitForFunction(() => /opacty/.test(document.querySelector("#urgent").textContent));
  undo();
  await banner.waitFor({ state: "detached" });
  assert.deepEqual(await labels(page), before);
  forgive(page);
});

onPage("names are text, never markup", {}, async (page) => {
  const name = "<img src=x onerror=alert(1)> & more#5.png";
  const file = path.join(planets.folder, "layers/Sky", name);
  copyFileSync(path.join(planets.folder, "layers/Sky/Peach#10.png"), file);
  await page.waitForTimeout(1500);
  await otherSamples(page, () => page.keyboard.press("r"));
  assert.equal(await page.locator("main img[onerror], main img[src=x]").count(), 0);
  rmSync(file);
  forgive(page);
});

/** What an artist has written for people, which no change may touch. */
const comments = (text) => text.split("\n").filter((line) => line.includes("#")).map((line) => line.slice(line.indexOf("#")));

/** Waits until the configuration says something. */
async function written(studio, wanted) {
  for (let tries = 0; tries < 600; tries++) {
    const text = readFileSync(config(studio), "utf8");
    if (wanted(text)) return text;
    await new Promise((done) => setTimeout(done, 100));
  }
  return assert.fail(`not in simdgen.toml:\n${readFileSync(config(studio), "utf8")}`);
}

/** Opens a layer in the left column and chooses one of its traits. */
async function choose(page, layer, name) {
  const row = page.locator(".layer", { has: page.locator(`.layer-face:has-text("${layer}")`) });
  if ((await row.locator(".layer-face").getAttribute("aria-expanded")) === "false") await row.locator(".layer-face").click();
  await row.locator(".trait-face", { hasText: name }).click();
}

onPage("a weight is changed in simdgen.toml, and nothing else is; undo takes it back", {}, async (page) => {
  const before = readFileSync(config(planets), "utf8");
  await choose(page, "Topper", "Crown");
  await page.getByLabel("Weight", { exact: true }).fill("37.5");
  const after = await written(planets, (text) => text.includes("37.5"));
  assert.deepEqual(comments(after), comments(before));
  assert.ok(after.split("\n").filter((line) => !before.includes(line)).every((line) => /37\.5|weights/.test(line)), after);
  await page.waitForFunction(() => document.querySelector("#history button").getAttribute("aria-label").includes("Crown"));
  await page.locator("#history button").first().click();
  assert.equal(await written(planets, (text) => !text.includes("37.5")), before);
  forgive(page);
});

onPage("a layer is dragged to another place, and keys move it back", {}, async (page) => {
  const order = () => page.$$eval(".layer", (rows) => rows.map((row) => row.dataset.name));
  const before = await order();
  const text = readFileSync(config(planets), "utf8");
  const grip = page.locator(".layer").nth(1).locator(".grip");
  await page.locator(".layer").nth(1).hover();
  const from = await grip.boundingBox();
  const to = await page.locator(".layer").nth(3).boundingBox();
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 4, to.y + to.height / 2, { steps: 8 });
  await page.mouse.move(from.x + 4, to.y + to.height * 0.9, { steps: 4 });
  await page.mouse.up();
  const moved = before.toSpliced(1, 1).toSpliced(3, 0, before[1]);
  await page.waitForFunction((wanted) => JSON.stringify([...document.querySelectorAll(".layer")].map((row) => row.dataset.name)) === wanted, JSON.stringify(moved));
  assert.deepEqual(comments(await written(planets, (now) => now !== text)).toSorted(), comments(text).toSorted());
  await page.locator(".layer").nth(3).locator(".grip").focus();
  for (const at of [2, 1]) {
    await page.keyboard.press("ArrowUp");
    await page.waitForFunction(([place, name]) => document.querySelectorAll(".layer")[place].dataset.name === name, [at, before[1]]);
    await page.waitForFunction(() => document.activeElement.classList.contains("grip"));
  }
  assert.deepEqual(await order(), before);
  forgive(page);
});

onPage("a rule made from an ugly sample shows what it costs, and forbids it", {}, async (page) => {
  await page.click(".sample:nth-child(1) .sample-face");
  await page.click("text=Forbid …");
  const faces = page.locator(".edition-row:has(img[src]) .edition-trait");
  await faces.nth(0).click();
  await faces.nth(1).click();
  await page.click("text=Make the rule");
  await page.waitForFunction(() => /298,722,816 combinations/.test(document.querySelector(".rule-cost").textContent));
  await page.locator(".rule-touched li").first().waitFor();
  const text = readFileSync(config(planets), "utf8");
  await page.click("text=Add the rule");
  await written(planets, (now) => now.includes("[[rules]]"));
  await page.locator(".rule").first().waitFor();
  await page.locator(".rule button").last().click();
  assert.equal((await written(planets, (now) => !now.includes("[[rules]]"))).trimEnd(), text.trimEnd());
  forgive(page);
});

onPage("a trait gets a tag and loses it, and simdgen.toml is as before", {}, async (page) => {
  const before = readFileSync(config(planets), "utf8");
  await choose(page, "Topper", "Crown");
  await page.getByLabel("Tag to add").fill("#gold");
  await page.keyboard.press("Enter");
  await written(planets, (text) => /gold/.test(text));
  await page.locator("#trait .chip").waitFor();
  assert.deepEqual(await page.locator("#trait .chip").allInnerTexts(), ["gold"]);
  assert.deepEqual(await barriers(page), []);
  await page.getByRole("button", { name: "Take the tag gold away" }).click();
  const after = await written(planets, (text) => !text.includes("gold"));
  assert.equal(after, before);
  await page.getByLabel("Tag to add").fill(" # ");
  await page.keyboard.press("Enter");
  assert.match(await page.locator("#trait .wrong:visible").innerText(), /needs a name/);
  forgive(page);
});

onPage("a weight that cannot be is refused in words", {}, async (page) => {
  const before = readFileSync(config(planets), "utf8");
  await choose(page, "Topper", "Crown");
  const weight = page.getByLabel("Weight", { exact: true });
  const said = page.locator("#trait .dial .wrong:visible").first();
  for (const text of ["1e30", "-3"]) {
    await weight.fill(text);
    assert.equal(await said.innerText(), "Weight is a number from 0 to 10,000,000.");
    assert.deepEqual(await barriers(page), []);
  }
  await weight.fill("0.0000001");
  await written(planets, (text) => text.includes("0.0000001"));
  assert.equal(await page.locator("#trait .dial .wrong:visible").count(), 0);
  writeFileSync(config(planets), before);
  forgive(page);
});

onPage("a rule is changed in its place, with its traits picked already", {}, async (page) => {
  const before = readFileSync(config(planets), "utf8");
  writeFileSync(config(planets), `${before}\n# Too much.\n[[rules]]\ntrait = "Topper/Crown"\nexcludes = "Companion/Comet"\n`);
  await page.evaluate(() => (location.hash = "rules"));
  const change = page.getByRole("button", { name: /^Change the rule/ });
  await change.click();
  assert.deepEqual(await page.locator(".rule-maker .chip").allInnerTexts(), ["Topper: Crown", "Companion: Comet"]);
  await page.locator(".rule-maker select").first().selectOption("Companion");
  await page.locator(".rule-into").nth(1).click();
  await page.locator(".pick", { hasText: "Rocket" }).click();
  await page.waitForFunction(() => /combinations (or more )?become .*samples/.test(document.querySelector(".rule-cost").textContent));
  await page.getByRole("button", { name: "Save the rule" }).click();
  const after = await written(planets, (text) => text.includes("Rocket"));
  assert.ok(after.includes("# Too much.\n[[rules]]\ntrait = \"Topper/Crown\""), after);
  assert.equal(await change.count(), 1);
  await change.click();
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".rule-maker").isVisible(), false);
  writeFileSync(config(planets), before);
  forgive(page);
});

onPage("a rule that another program replaces while it is changed is not added as if it were that", {}, async (page) => {
  const before = readFileSync(config(planets), "utf8");
  const rule = (other) => `[[rules]]\ntrait = "Topper/Crown"\nexcludes = "Companion/${other}"\n`;
  writeFileSync(config(planets), `${before}\n${rule("Comet")}`);
  await page.evaluate(() => (location.hash = "rules"));
  await page.getByRole("button", { name: /^Change the rule/ }).click();
  // A rule before it moves it, and it is the same.
  writeFileSync(config(planets), `${before}\n${rule("Rocket")}\n${rule("Comet")}`);
  await page.waitForFunction(() => document.querySelectorAll(".rule").length === 2);
  assert.equal(await page.locator(".rule-end .primary").innerText(), "Save the rule");
  assert.equal(await page.locator(".rule-lost").isVisible(), false);
  writeFileSync(config(planets), `${before}\n${rule("Rocket")}`);
  await page.locator(".rule-lost").waitFor();
  assert.equal(await page.locator(".rule-end .primary").innerText(), "Add as a new rule");
  // A region is filled a moment after it was emptied.
  await page.waitForFunction(() => /one more rule/.test(document.querySelector("#urgent").textContent));
  await page.keyboard.press("Escape");
  writeFileSync(config(planets), before);
  forgive(page);
});

test("a rule that leaves no edition is named with those that it contradicts", async () => {
  const folder = temporary();
  writeProject(folder, { name: "Conflict", side: 16, editions: 2, layers: [["Ground", ["Sand", "Snow"]], ["Hat", ["Cap", "Crown"]]] });
  writeFileSync(path.join(folder, "simdgen.toml"), `${readFileSync(path.join(folder, "simdgen.toml"), "utf8")}\n[[rules]]\ntrait = "Hat/Cap"\nexcludes = ["Ground/Sand", "Ground/Snow"]\n`);
  const studio = await startStudio(folder);
  try {
    const page = await open(studio, { hash: "#rules" });
    await page.click("text=New rule");
    const pick = async (layer, name) => {
      await page.locator(".rule-maker select").first().selectOption(layer);
      await page.locator(".pick", { hasText: name }).click();
    };
    await pick("Hat", "Crown");
    await page.locator(".rule-into").nth(1).click();
    await pick("Ground", "Sand");
    await pick("Ground", "Snow");
    const card = page.locator(".rule-maker .card.bad");
    await card.waitFor();
    assert.match(await card.innerText(), /Cap/);
    assert.equal(await page.locator(".rule-end .primary").isDisabled(), true);
    await leave(page);
  } finally {
    studio.end();
  }
});

for (const scheme of ["dark", "light"]) {
  for (const viewport of [DESKTOP, { width: 800, height: 900 }, PHONE]) {
    onPage(`no barriers at ${viewport.width} pixels, ${scheme}`, { scheme, viewport }, async (page) => {
      const look = async (what) => assert.deepEqual(await barriers(page), [], what);
      await look("samples");
      await page.click(".sample:nth-child(2) .sample-face");
      await look("one edition");
      if (viewport !== PHONE) {
        await page.keyboard.press("Enter");
        await look("large");
        await page.keyboard.press("Escape");
      }
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await look("keys");
      await page.keyboard.press("Escape");
      for (const view of ["layers", "rules", "build"]) {
        await page.evaluate((hash) => (location.hash = hash), view);
        await page.waitForTimeout(200);
        await look(view);
      }
    });
  }
}

onPage("no view is wider than a phone", { viewport: PHONE }, async (page) => {
  for (const view of ["samples", "layers", "rules", "build"]) {
    await page.click(`#views [data-view=${view}]`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.getElementById("columns").scrollWidth > innerWidth);
    assert.equal(wide, false, view);
  }
});

test("a project without a picture teaches how to begin, and follows the first one", async () => {
  const folder = path.join(temporary(), "empty");
  mkdirSync(path.join(folder, "layers/Background"), { recursive: true });
  writeFileSync(path.join(folder, "simdgen.toml"), '[collection]\nname = "New"\neditions = 3\n\n[canvas]\nwidth = 16\nheight = 16\n\n[[layers]]\nname = "Background"\n');
  const studio = await startStudio(folder);
  try {
    const page = await open(studio);
    await page.waitForSelector(".teach");
    assert.match(await page.textContent(".teach"), /layers\/Background/);
    for (const [name, red] of [["Red", 255], ["Dark", 90], ["Black", 0]]) writeFileSync(path.join(folder, "layers/Background", `${name}.png`), png(16, 16, () => [red, 0, 0, 255]));
    await drawn(page);
    assert.equal(await page.locator(".teach").isVisible(), false);
    forgive(page);
    await leave(page);
  } finally {
    studio.end();
  }
});

test("200 layers and 5,000 traits leave the page quick", async () => {
  const folder = temporary();
  const some = (count) => Array.from({ length: count }, (_, at) => `Trait ${at}`);
  writeProject(folder, { name: "Many", side: 8, editions: 100, layers: Array.from({ length: 200 }, (_, at) => [`Layer ${at}`, some(at === 0 ? 5000 : 2)]) });
  const studio = await startStudio(folder);
  try {
    const page = await open(studio);
    await drawn(page);
    const longest = await page.evaluate(async () => {
      let worst = 0;
      const watch = new PerformanceObserver((list) => list.getEntries().forEach((entry) => (worst = Math.max(worst, entry.duration))));
      watch.observe({ type: "longtask" });
      document.querySelector(".sample-face").click();
      await new Promise((done) => setTimeout(done, 1500));
      return worst;
    });
    assert.ok(longest < 1000, `a click takes ${longest} ms`);
    await leave(page);
  } finally {
    studio.end();
  }
});

test("a build shows what it would do, makes it, stops, goes on, and leads to its gallery", async () => {
  const folder = temporary();
  const some = (count) => Array.from({ length: count }, (_, at) => `Trait ${at}`);
  writeProject(folder, { name: "Build", side: 64, editions: 100, layers: [["Ground", some(40)], ["Middle", some(40)], ["Top", some(40)]] });
  const studio = await startStudio(folder);
  try {
    const page = await open(studio, { hash: "#build" });
    await page.waitForSelector(".facts");
    assert.match(await page.textContent(".facts"), /100\s*pictures to make/);
    // As many as take some seconds to render, so that there is time to stop.
    const editions = findProgram().includes("debug") ? 3000 : 12_000;
    edit(studio, "editions = 100", `editions = ${editions}`);
    const shown = editions.toLocaleString("en");
    await page.waitForFunction((wanted) => document.querySelector(".facts").textContent.startsWith(wanted), shown);
    await page.keyboard.press("g");
    await page.waitForFunction(() => /^[1-9]/.test(document.querySelector(".build-done").textContent));
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByRole("button", { name: "Resume" }).waitFor();
    assert.equal(existsSync(path.join(folder, "build/images/1.png")), false, "a stopped build publishes nothing");
    await page.getByRole("button", { name: "Resume" }).click();
    await page.waitForSelector("h2:has-text('Done')", { timeout: 4 * PATIENCE });
    assert.ok(existsSync(path.join(folder, `build/images/${editions}.png`)));
    // What is up to date is there to be looked at.
    await page.waitForFunction(() => document.querySelector(".build-pane .primary").textContent === "Open the gallery");
    assert.equal(await page.locator("#inspector").isVisible(), false);
    const [gallery] = await Promise.all([page.context().waitForEvent("page"), page.click("text=Open the gallery")]);
    await gallery.waitForSelector("body.ready");
    await leave(page);
  } finally {
    studio.end();
  }
});
