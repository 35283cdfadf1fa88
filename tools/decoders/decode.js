// Decodes PNG files with a Node library: for each argument width and height (u32, little endian), then RGBA, to stdout.
// usage: decode.js sharp|@napi-rs/canvas FILE...
// sharp gives straight pixels. A canvas holds premultiplied ones, so its RGBA is exact only where a picture is opaque.
const fs = require("fs");

const put = (bytes) => {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
};

const readers = {
  sharp: (sharp) => async (file) => {
    const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return [info.width, info.height, data];
  },
  "@napi-rs/canvas": ({ createCanvas, loadImage }) => async (file) => {
    const image = await loadImage(file);
    const context = createCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    return [image.width, image.height, context.getImageData(0, 0, image.width, image.height).data];
  },
};

(async () => {
  const [name, ...files] = process.argv.slice(2);
  const read = readers[name](require(name));
  for (const file of files) {
    const [width, height, rgba] = await read(file);
    const size = Buffer.alloc(8);
    size.writeUInt32LE(width, 0);
    size.writeUInt32LE(height, 4);
    put(size);
    put(Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength));
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
