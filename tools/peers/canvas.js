// node-canvas or @napi-rs/canvas as the generators use it, traits decoded beforehand.
// usage: node canvas.js MANIFEST OUT_DIR MODULE
const fs = require("fs");
const path = require("path");
const [manifestFile, outDir, moduleName] = process.argv.slice(2);
const { createCanvas, loadImage } = require(moduleName);

async function main() {
  const { width, height, smooth, files, editions } = JSON.parse(fs.readFileSync(manifestFile, "utf8"));
  fs.mkdirSync(outDir, { recursive: true });
  const pictures = new Map();
  for (const id of new Set(editions.flatMap((edition) => edition.pictures.map((p) => p.file)))) {
    pictures.set(id, await loadImage(files[id]));
  }

  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = smooth;
  let bytes = 0;
  const [start, usage] = [process.hrtime.bigint(), process.cpuUsage()];
  for (const { number, background, pictures: drawn } of editions) {
    context.globalCompositeOperation = "source-over";
    context.globalAlpha = 1;
    context.clearRect(0, 0, width, height);
    if (background) {
      context.fillStyle = background;
      context.fillRect(0, 0, width, height);
    }
    for (const { file, blend, opacity } of drawn) {
      context.globalCompositeOperation = blend;
      context.globalAlpha = opacity;
      context.drawImage(pictures.get(file), 0, 0, width, height);
    }
    const png = canvas.toBuffer("image/png");
    fs.writeFileSync(path.join(outDir, `${number}.png`), png);
    bytes += png.length;
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(usage);
  console.log(JSON.stringify({ editions: editions.length, seconds, cpu_seconds: (user + system) / 1e6, bytes }));
}

main();
