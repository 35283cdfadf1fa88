#!/usr/bin/env node
import path, { join } from "path";
import { readdirSync } from "node:fs";
import { MODE } from "../constants/blend_mode.js";

const layersOrder = readdirSync(join(process.cwd(), "layers")).map((name) => ({ name, options: { blend: MODE.screen } }));
export const layerConfigurations = [{ growEditionSizeTo: 3, layersOrder }];
export default { format: { width: 70, height: 40 }, namePrefix: path.basename(import.meta.url) };
