// Projects and builds to look at, made by the program under test.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { crc32, deflateSync } from "node:zlib";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** The program: $SIMDGEN, or the newest that has been built here. */
export function findProgram() {
  if (process.env.SIMDGEN) return path.resolve(process.env.SIMDGEN);
  const built = ["release", "debug"].map((kind) => path.join(ROOT, "target", kind, "simdgen")).filter(existsSync);
  return built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0] ?? null;
}

/** Runs the program; its output. */
export function simdgen(...args) {
  return execFileSync(findProgram(), args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 26 });
}

/** A folder that is removed when the process ends. */
export function temporary() {
  const folder = mkdtempSync(path.join(tmpdir(), "simdgen-browser-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A PNG of a function from place to [red, green, blue, alpha]. */
export function png(width, height, pixel) {
  const raw = Buffer.alloc(height * (1 + 4 * width));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) raw.set(pixel(x, y), y * (1 + 4 * width) + 1 + 4 * x);
  }
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    body.copy(framed, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6], 8);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", deflateSync(raw)), chunk("IEND", Buffer.alloc(0))]);
}

/** A disc in one of many colours; each layer has its own place and size on the canvas. */
function disc(side, layer, layers, hue) {
  const colour = [0, 2, 4].map((third) => Math.round(255 * (0.5 + 0.5 * Math.sin(hue * 6.28 + third))));
  const radius = (side / 2) * (1 - layer / layers) + 2;
  return png(side, side, (x, y) => {
    const distance = Math.hypot(x - side / 2, y - side / 2);
    return layer === 0 ? [...colour, 255] : distance < radius ? [...colour, 255 - Math.round((distance / radius) * 80)] : [0, 0, 0, 0];
  });
}

/** Writes a project: `layers` is a list of [name, names of traits]. */
export function writeProject(folder, { name, side, editions, layers, more = "" }) {
  layers.forEach(([layer, traits], at) => {
    const into = path.join(folder, "layers", `layer ${at}`);
    mkdirSync(into, { recursive: true });
    traits.forEach((trait, number) => {
      writeFileSync(path.join(into, `${trait}#${1 + (number % 9)}.png`), disc(side, at, layers.length, (number + at / layers.length) / traits.length));
    });
  });
  const quoted = (text) => JSON.stringify(text);
  const tables = layers.map(([layer], at) => `[[layers]]\nname = ${quoted(layer)}\nfolder = "layer ${at}"\n`);
  const head = `[collection]\nname = ${quoted(name)}\neditions = ${editions}\nseed = "browser"\n\n[canvas]\nwidth = ${side}\nheight = ${side}\n`;
  writeFileSync(path.join(folder, "simdgen.toml"), [head, more, ...tables].join("\n"));
}

/** The address of the gallery of a build. */
export function galleryOf(build) {
  return pathToFileURL(path.join(build, "gallery.html")).href;
}

/** The demo with its gallery; the folder of the build. $DEMO is the folder of a finished demo to take instead of a new one. */
export function demo() {
  const folder = process.env.DEMO ?? path.join(temporary(), "demo");
  const built = path.join(folder, "build");
  if (!existsSync(built)) simdgen("demo", folder);
  if (!existsSync(path.join(built, "gallery.html"))) simdgen("gallery", built);
  return built;
}

/** A finished build of a project, with its gallery; the folder of the build. */
export function build(project) {
  const folder = temporary();
  writeProject(folder, project);
  simdgen("generate", folder, "--gallery");
  return path.join(folder, "build");
}
