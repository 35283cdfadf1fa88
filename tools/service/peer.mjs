// A picture for any text over HTTP, as it is made in Node today: one process for each core, traits read beforehand.
// usage: node peer.mjs KIND PORT MANIFEST
//   sharp         composites the decoded traits of an edition and writes PNG, all with the defaults of sharp
//   sharp-fast    the same with the fastest PNG settings
//   svg-png       puts the traits of an edition into an SVG, as DiceBear does with its parts, and renders it with resvg
//   dicebear      an avatar of DiceBear's own (avataaars) as SVG, which is not rendered
//   dicebear-png  the same, rendered with resvg at 512 pixels
import cluster from "node:cluster";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";

const [kind, port, manifest] = process.argv.slice(2);

/** The edition of a manifest that an address gets. */
function editionOf(editions, url) {
  const hash = createHash("sha256").update(url.slice(1, url.lastIndexOf("."))).digest();
  return editions[hash.readUInt32LE(0) % editions.length];
}

async function ofSharp(options) {
  const { default: sharp } = await import("sharp");
  // Each process has one core.
  sharp.concurrency(1);
  const { width, height, smooth, files, editions } = JSON.parse(readFileSync(manifest, "utf8"));
  const raw = { width, height, channels: 4 };
  const fit = { kernel: smooth ? "linear" : "nearest", fit: "fill" };
  const pictures = await Promise.all(
    files.map((file) => sharp(file).resize(width, height, fit).ensureAlpha().raw().toBuffer()),
  );
  return (url) => {
    const { background, pictures: drawn } = editionOf(editions, url);
    const layers = drawn.map(({ file }) => ({ input: pictures[file], raw }));
    const ground = background ? sharp({ create: { ...raw, background } }) : sharp(layers.shift().input, { raw });
    return ground.composite(layers).png(options).toBuffer();
  };
}

async function ofSvg() {
  const { Resvg } = await import("@resvg/resvg-js");
  const { width, height, files, editions } = JSON.parse(readFileSync(manifest, "utf8"));
  const images = files.map((file) => {
    const data = readFileSync(file).toString("base64");
    return `<image width="${width}" height="${height}" href="data:image/png;base64,${data}"/>`;
  });
  return (url) => {
    const { background, pictures } = editionOf(editions, url);
    const ground = background ? `<rect width="100%" height="100%" fill="${background}"/>` : "";
    const parts = pictures.map(({ file }) => images[file]).join("");
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${ground}${parts}</svg>`;
    return new Resvg(svg).render().asPng();
  };
}

async function ofDicebear(isRendered) {
  const { createAvatar } = await import("@dicebear/core");
  const { avataaars } = await import("@dicebear/collection");
  const { Resvg } = await import("@resvg/resvg-js");
  return (url) => {
    const svg = createAvatar(avataaars, { seed: url.slice(1), size: 512 }).toString();
    return isRendered ? new Resvg(svg).render().asPng() : Buffer.from(svg);
  };
}

const makers = {
  sharp: () => ofSharp({}),
  "sharp-fast": () => ofSharp({ compressionLevel: 1, adaptiveFiltering: false }),
  "svg-png": ofSvg,
  dicebear: () => ofDicebear(false),
  "dicebear-png": () => ofDicebear(true),
};

if (cluster.isPrimary) {
  if (!makers[kind]) throw new Error(`kinds are ${Object.keys(makers).join(", ")}`);
  let ready = 0;
  for (let i = 0; i < availableParallelism(); i++) cluster.fork();
  cluster.on("listening", () => ++ready === availableParallelism() && console.log("ready"));
  // The processes end with this one.
  process.on("SIGTERM", () => process.exit());
} else {
  const draw = await makers[kind]();
  const type = kind === "dicebear" ? "image/svg+xml" : "image/png";
  const answer = async (request, response) => {
    const body = await draw(request.url);
    response.writeHead(200, { "content-type": type, "content-length": body.length });
    response.end(body);
  };
  createServer((request, response) => {
    answer(request, response).catch((error) => {
      response.writeHead(500);
      response.end(String(error));
    });
  }).listen(Number(port), "127.0.0.1");
}
