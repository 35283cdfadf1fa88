// sharp (libvips) with its defaults, traits decoded beforehand.
// usage: node sharp.js MANIFEST OUT_DIR
const fs = require("fs");
const path = require("path");
const sharp = require("sharp");
const [manifestFile, outDir] = process.argv.slice(2);

async function main() {
  const { width, height, editions } = JSON.parse(fs.readFileSync(manifestFile, "utf8"));
  fs.mkdirSync(outDir, { recursive: true });
  const raw = { width, height, channels: 4 };
  const pictures = new Map();
  for (const file of new Set(editions.flat())) {
    const pixels = await sharp(file).resize(width, height, { kernel: "nearest", fit: "fill" }).ensureAlpha().raw().toBuffer();
    pictures.set(file, pixels);
  }

  let bytes = 0;
  const start = process.hrtime.bigint();
  for (const [index, files] of editions.entries()) {
    const [bottom, ...others] = files.map((file) => pictures.get(file));
    const png = await sharp(bottom, { raw }).composite(others.map((input) => ({ input, raw }))).png().toBuffer();
    fs.writeFileSync(path.join(outDir, `${index + 1}.png`), png);
    bytes += png.length;
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  console.log(JSON.stringify({ editions: editions.length, seconds, bytes }));
}

main();
