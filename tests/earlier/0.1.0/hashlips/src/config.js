const layerConfigurations = [
  { growEditionSizeTo: 4, layersOrder: [{ name: "Sky" }, { name: "Body", blend: "multiply" }] },
];
module.exports = {
  layerConfigurations,
  format: { width: 8, height: 8, smoothing: false },
  baseUri: "ipfs://kept",
  namePrefix: "Kept",
  description: "Kept for later versions",
  rarityDelimiter: "#",
  network: "eth", solanaMetadata: {}, uniqueDnaTorrance: 10000, shuffleLayerConfigurations: false,
};
