// The blend mode and opacity of a layer, or those of a trait of its own.

import { dial } from "./dial.js";
import { el, fill } from "./dom.js";
import { change, changeSoon } from "./edit.js";

/** Blend modes by what they are like; others of the server come at the end. */
const GROUPS = {
  "Usual": ["source-over"],
  "Darker": ["multiply", "darken", "color-burn"],
  "Lighter": ["screen", "lighten", "color-dodge", "lighter"],
  "Contrast": ["overlay", "hard-light", "soft-light"],
  "Difference": ["difference", "exclusion", "xor"],
  "Colour": ["hue", "saturation", "color", "luminosity"],
};

/** `target` is `layer` or `trait`, and `kinds` names the changes of its blend mode and opacity. */
export function look(store, target, kinds) {
  let id = null;
  const blend = el("select", { class: "grow", onchange: () => change(store, { do: kinds.blend, [target]: id, blend: blend.value || null }) });
  const opacity = dial("Opacity", { most: 100, limit: 100, step: 1, unit: "%" },
    (value) => changeSoon(store, `${kinds.opacity} ${id}`, { do: kinds.opacity, [target]: id, opacity: Math.round(value * 10) / 1000 }));
  const node = el("div", { class: "stack" }, el("label", { class: "row" }, el("span", { class: "muted grow" }, "Blend mode"), blend), opacity.node);
  let offered = "";

  function offer(modes, inherits) {
    const key = `${modes.join()} ${inherits}`;
    if (key === offered) return;
    offered = key;
    const option = (value) => el("option", { value }, value);
    const known = new Set(Object.values(GROUPS).flat());
    const rest = modes.filter((mode) => !known.has(mode));
    fill(blend, inherits ? el("option", { value: "" }, "as its layer") : null,
      Object.entries(GROUPS).map(([label, own]) => el("optgroup", { label }, own.filter((mode) => modes.includes(mode)).map(option))),
      rest.length > 0 ? el("optgroup", { label: "Cut out" }, rest.map(option)) : null);
  }

  return {
    node,
    /** Shows those of a layer, or of a trait with its layer, whose stand where it has none of its own. */
    update(thing, disabled, layer = null) {
      id = thing.id;
      offer(store.state.blend_modes, layer !== null);
      blend.value = thing.blend ?? "";
      blend.disabled = disabled;
      opacity.show(inPercent(thing.opacity ?? layer?.opacity ?? 1), id, { disabled });
    },
  };
}

/** An opacity in percent, with as few digits as tell it from its neighbours: there are 255 steps. */
function inPercent(opacity) {
  const step = Math.round(opacity * 255);
  return [1, 10, 100].map((parts) => Math.round(opacity * 100 * parts) / parts).find((value) => Math.round((value / 100) * 255) === step) ?? opacity * 100;
}
