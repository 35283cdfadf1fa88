// A slider beside a number: two ways to the same value.

import { el, number, text } from "./dom.js";

/** Rounds up to 1, 2 or 5 with zeros. */
function round(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= value * 0.999999);
}

/** The end of a slider for weights of which `heaviest` is the largest, and its steps. */
export function scale(heaviest) {
  const most = round(Math.max(10, 2 * heaviest));
  return { most, step: most >= 50 ? round(most / 200) : 0.1 };
}

/** What is said of a value that cannot be. */
function rangeWords(label, limit, unit) {
  const end = Number.isFinite(limit) ? ` from 0 to ${number(limit)}${unit}` : ", 0 or more";
  return `${label} is a number${end}.`;
}

/**
 * Makes a dial from 0 to `most`, or beyond it by the number, up to `limit`, which `show` may give anew. `moved(value)` hears of
 * each value and promises when it is taken or refused: until then it is not written over by what the project says.
 */
export function dial(label, { most = 100, step = 1, limit = Infinity, unit = "" }, moved) {
  const slider = el("input", { type: "range", class: "grow", min: 0, max: most, step, aria: { label: `${label}, slider` }, oninput: () => tell(slider) });
  const field = el("input", { type: "number", class: "field dial-number", min: 0, max: Number.isFinite(limit) ? limit : "", step: "any", inputMode: "decimal", aria: { label }, oninput: () => tell(field), onblur: leave });
  const sign = el("span", { class: "muted", hidden: unit === "" }, unit);
  const wrong = el("p", { class: "small wrong", role: "alert", hidden: true });
  const node = el("div", { class: "dial" },
    el("div", { class: "row" }, el("span", { class: "grow muted" }, label), field, sign), slider, wrong);

  /** What the project says, and how many values of this dial it has not answered. */
  let shown = null;
  let held = 0;
  /** The largest value now. */
  let last = limit;

  function put(value) {
    slider.value = value;
    if (document.activeElement !== field || Number(field.value) !== value) field.value = value;
  }

  function leave() {
    if (shown && !held) put(shown.value);
    mark(false);
  }

  /** Says that what was typed cannot be, or no longer. */
  function mark(isWrong) {
    field.setAttribute("aria-invalid", String(isWrong));
    wrong.hidden = !isWrong;
    text(wrong, isWrong ? rangeWords(label, last, sign.textContent) : "");
  }

  function tell(from) {
    const value = Number(from.value);
    const isWrong = from.value === "" || !Number.isFinite(value) || value < 0 || value > last;
    mark(isWrong);
    if (isWrong) return;
    if (from === slider) field.value = String(value);
    else slider.value = value;
    const { key } = shown;
    held += 1;
    Promise.resolve(moved(value)).finally(() => {
      if (shown.key !== key) return;
      held = Math.max(0, held - 1);
      if (held === 0) put(shown.value);
    });
  }

  return {
    node,
    /** Shows a value; `key` tells what it is the value of. */
    show(value, key, { disabled = false, unit: other = unit, limit: end = limit, ...range } = {}) {
      last = end;
      const isOther = shown?.key !== key;
      if (isOther) {
        held = 0;
        mark(false);
        slider.max = range.most ?? most;
        slider.step = range.step ?? step;
      }
      shown = { key, value: Number(Number(value).toFixed(6)) };
      // The end stays where it is while a slider is moved towards it.
      if (shown.value > Number(slider.max)) slider.max = range.most ?? most;
      sign.textContent = other;
      sign.hidden = other === "";
      slider.disabled = field.disabled = disabled;
      if (held === 0) put(shown.value);
    },
  };
}
