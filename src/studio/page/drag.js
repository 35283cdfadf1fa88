// Moves entries of a list by dragging a handle, with a finger or a mouse.

/** How near to an edge dragging scrolls, and how far for each picture that is drawn, in pixels. */
const EDGE = 48;
const SCROLL = 8;

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
    const others = [...list.children].filter((other) => other !== entry);
    const from = [...list.children].indexOf(entry);
    const scroller = scrollerOf(list);
    const scrolled = scroller.scrollTop;
    let to = from;
    let pointer = start.clientY;
    let drawing = null;
    grip.setPointerCapture(start.pointerId);
    grip.focus({ preventScroll: true });
    entry.classList.add("dragged");

    function unmark() {
      for (const other of others) other.classList.remove("drop-before", "drop-after");
    }

    /** Runs with each picture of the screen: near an edge the list scrolls on while the pointer rests. */
    function draw() {
      const { top, bottom } = scroller.getBoundingClientRect();
      if (pointer < top + EDGE) scroller.scrollTop -= SCROLL;
      else if (pointer > bottom - EDGE) scroller.scrollTop += SCROLL;
      entry.style.translate = `0 ${pointer - start.clientY + scroller.scrollTop - scrolled}px`;
      const place = others.filter((other) => {
        const frame = other.getBoundingClientRect();
        return frame.top + frame.height / 2 < pointer;
      }).length;
      if (place !== to) {
        to = place;
        unmark();
        if (to !== from && to < others.length) others[to].classList.add("drop-before");
        else if (to !== from) others.at(-1)?.classList.add("drop-after");
      }
      drawing = requestAnimationFrame(draw);
    }

    function end(take) {
      cancelAnimationFrame(drawing);
      grip.removeEventListener("pointermove", move);
      grip.removeEventListener("pointerup", drop);
      grip.removeEventListener("pointercancel", cancel);
      removeEventListener("keydown", escape, true);
      entry.classList.remove("dragged");
      entry.style.translate = "";
      unmark();
      if (take && to !== from) moved(from, to);
    }

    const move = (event) => (pointer = event.clientY);
    // The screen may not have been drawn since the last move.
    const drop = (event) => {
      cancelAnimationFrame(drawing);
      pointer = event.clientY;
      draw();
      end(true);
    };
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
    draw();
  }
}

function scrollerOf(node) {
  for (let at = node; at; at = at.parentElement) {
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  }
  return document.scrollingElement;
}
