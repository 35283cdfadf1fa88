// node-canvas or @napi-rs/canvas as the generators use it, traits decoded beforehand.
// usage: node canvas.js MANIFEST OUT_DIR MODULE
const fs = require("fs");
const path = require("path");
const [manifestFile, outDir, moduleName] = process.argv.slice(2);
const { createCanvas, loadImage } = require(moduleName);

async function main() {
  const { width, height, editions } = JSON.parse(fs.readFileSync(manifestFile, "utf8"));
  fs.mkdirSync(outDir, { recursive: true });
  const pictures = new Map();
  for (const file of new Set(editions.flat())) pictures.set(file, await loadImage(file));

  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  let bytes = 0;
  const start = process.hrtime.bigint();
  editions.forEach((files, index) => {
    context.clearRect(0, 0, width, height);
    for (const file of files) context.drawImage(pictures.get(file), 0, 0, width, height);
    const png = canvas.toBuffer("image/png");
    fs.writeFileSync(path.join(outDir, `${index + 1}.png`), png);
    bytes += png.length;
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  console.log(JSON.stringify({ editions: editions.length, seconds, bytes }));
}

main();
