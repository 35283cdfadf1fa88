// The tags of a trait: names for lists of traits, which rules use in place of the traits themselves.

import { el, icon, iconButton, list, text } from "./dom.js";
import { change, whyFixed } from "./edit.js";
import { say } from "./say.js";

/** The tags that traits have, by name: lists of ids. */
const tagged = (state) => Object.entries(state.tagged ?? {});

export function tagsPanel(store) {
  const id = () => Number(node.dataset.trait);
  const chips = el("ul", { class: "row wrap", aria: { label: "Tags of this trait" } });
  const known = el("datalist", { id: "known-tags" });
  const name = el("input", { type: "text", class: "field grow", maxLength: 100, autocomplete: "off", spellcheck: false, placeholder: "New or known tag", aria: { label: "Tag to add" } });
  name.setAttribute("list", known.id);
  const add = el("button", {}, icon("plus"), "Add");
  const form = el("form", { class: "row", onsubmit: (event) => {
    event.preventDefault();
    give();
  } }, name, add, known);
  const wrong = el("p", { class: "small wrong", role: "alert", hidden: true });
  name.addEventListener("input", () => {
    wrong.hidden = true;
    name.setAttribute("aria-invalid", "false");
  });
  const node = el("div", { class: "stack" }, el("h3", {}, "Tags"), chips, form, wrong);

  async function give() {
    const tag = name.value.trim().replace(/^#/, "");
    const problem = tag === "" ? "A tag needs a name, such as gold." : "";
    text(wrong, problem);
    wrong.hidden = problem === "";
    name.setAttribute("aria-invalid", String(problem !== ""));
    if (problem !== "") return name.focus();
    if (!(await change(store, { do: "tag", trait: id(), tag }))) return;
    name.value = "";
    say(`It has the tag ${tag}`);
  }

  async function take(tag) {
    if (!(await change(store, { do: "untag", trait: id(), tag }))) return;
    say(`It has not the tag ${tag} any more`);
    name.focus();
  }

  return {
    node,
    /** Shows the tags of a trait. */
    update(trait) {
      const { state } = store;
      const disabled = whyFixed(state) !== null;
      const all = tagged(state);
      if (Number(node.dataset.trait) !== trait.id) name.value = "";
      node.dataset.trait = trait.id;
      // A studio that does not tell of tags takes none.
      node.hidden = state.tagged === undefined || trait.nothing;
      const own = all.filter(([, ids]) => ids.includes(trait.id)).map(([tag]) => tag);
      chips.hidden = own.length === 0;
      list(chips, own, (tag) => tag,
        (tag) => el("li", { class: "chip" }, el("span", { class: "clip" }), iconButton("close", "", { onclick: () => take(tag) })),
        (chip, tag) => {
          text(chip.firstElementChild, tag);
          chip.lastElementChild.disabled = disabled;
          chip.lastElementChild.title = `Take the tag ${tag} away`;
          chip.lastElementChild.setAttribute("aria-label", `Take the tag ${tag} away`);
        });
      const others = all.map(([tag]) => tag).filter((tag) => !own.includes(tag));
      list(known, others, (tag) => tag, (tag) => el("option", { value: tag }));
      name.disabled = add.disabled = disabled;
    },
  };
}
