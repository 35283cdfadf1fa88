// sharp (libvips) with its defaults, traits decoded beforehand.
// usage: node sharp.js MANIFEST OUT_DIR
const fs = require("fs");
const path = require("path");
const sharp = require("sharp");
const [manifestFile, outDir] = process.argv.slice(2);

async function main() {
  const { width, height, smooth, source_over, files, editions } = JSON.parse(fs.readFileSync(manifestFile, "utf8"));
  if (!source_over) throw new Error("no blend modes or opacity here");
  fs.mkdirSync(outDir, { recursive: true });
  const raw = { width, height, channels: 4 };
  const fit = { kernel: smooth ? "linear" : "nearest", fit: "fill" };
  const pictures = new Map();
  for (const id of new Set(editions.flatMap((edition) => edition.pictures.map((p) => p.file)))) {
    pictures.set(id, await sharp(files[id]).resize(width, height, fit).ensureAlpha().raw().toBuffer());
  }

  let bytes = 0;
  const [start, usage] = [process.hrtime.bigint(), process.cpuUsage()];
  for (const { number, background, pictures: drawn } of editions) {
    const layers = drawn.map(({ file }) => ({ input: pictures.get(file), raw }));
    const ground = background ? sharp({ create: { ...raw, background } }) : sharp(layers.shift().input, { raw });
    const png = await ground.composite(layers).png().toBuffer();
    fs.writeFileSync(path.join(outDir, `${number}.png`), png);
    bytes += png.length;
  }
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(usage);
  console.log(JSON.stringify({ editions: editions.length, seconds, cpu_seconds: (user + system) / 1e6, bytes }));
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
