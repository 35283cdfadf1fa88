const { MODE } = require("../constants/blend_mode.js");
const layerConfigurations = [
  { growEditionSizeTo: 3, layersOrder: [{ name: "A" }, { name: "B", options: { blend: MODE.multiply, opacity: 0.5 } }] },
];
const format = { width: 70, height: 40, smoothing: false };
const background = { generate: true, brightness: "80%", static: false };
module.exports = { layerConfigurations, format, background };
