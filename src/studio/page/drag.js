// Moves entries of a list by dragging a handle, with a finger or a mouse.

/** How near to an edge dragging scrolls, and how far at a time, in pixels. */
const EDGE = 40;
const SCROLL = 12;

/**
 * Lets entries of `list` be dragged by the handles that match `handle`; `moved(from, to)` gets places in the list, `to` as the
 * entry's place after the move. Escape lets go.
 */
export function sortable(list, handle, moved) {
  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(handle);
    const entry = grip?.closest("li");
    if (!entry || entry.parentElement !== list || event.button !== 0 || grip.disabled) return;
    event.preventDefault();
    drag(event, grip, entry);
  });

  function drag(start, grip, entry) {
    const entries = [...list.children];
    const from = entries.indexOf(entry);
    const scroller = scrollerOf(list);
    const scrolled = scroller.scrollTop;
    let to = from;
    grip.setPointerCapture(start.pointerId);
    entry.classList.add("dragged");

    function move(event) {
      const frame = scroller.getBoundingClientRect();
      if (event.clientY < frame.top + EDGE) scroller.scrollTop -= SCROLL;
      if (event.clientY > frame.bottom - EDGE) scroller.scrollTop += SCROLL;
      const others = entries.filter((other) => other !== entry);
      const before = others.filter((other) => {
        const { top, height } = other.getBoundingClientRect();
        return top + height / 2 < event.clientY;
      }).length;
      to = before;
      entry.style.translate = `0 ${event.clientY - start.clientY + scroller.scrollTop - scrolled}px`;
      for (const other of others) other.classList.remove("drop-before", "drop-after");
      if (to !== from) {
        if (to < others.length) others[to].classList.add("drop-before");
        else others.at(-1)?.classList.add("drop-after");
      }
    }

    function end(take) {
      grip.removeEventListener("pointermove", move);
      grip.removeEventListener("pointerup", drop);
      grip.removeEventListener("pointercancel", cancel);
      removeEventListener("keydown", escape, true);
      entry.classList.remove("dragged");
      entry.style.translate = "";
      for (const other of entries) other.classList.remove("drop-before", "drop-after");
      if (take && to !== from) moved(from, to);
    }

    const drop = () => end(true);
    const cancel = () => end(false);
    const escape = (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      end(false);
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", drop);
    grip.addEventListener("pointercancel", cancel);
    addEventListener("keydown", escape, true);
  }
}

function scrollerOf(node) {
  for (let at = node; at; at = at.parentElement) {
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.scrollingElement;
}
