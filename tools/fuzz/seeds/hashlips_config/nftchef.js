module.exports = {
  layerConfigurations: [{
    growEditionSizeTo: 3, namePrefix: "P",
    layersOrder: [{ name: "A", trait: "T", blend: "multiply", opacity: 0.5 }, { name: "B", display_type: "number" }],
  }],
  format: { width: 70, height: 40 },
  incompatible: { two: ["one"] }, forcedCombinations: {}, startIndex: 1, hashImages: true, outputJPEG: false,
  rarityDelimiter: "#", useRootTraitType: true, extraAttributes: () => [{ value: 1 }],
};
