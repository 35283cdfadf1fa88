// The grid of editions: only the rows that are seen exist, and a few around them.

import { element, named } from "./dom.js";
import { fileOf, hrefOf, shortTitleOf } from "./data.js";

/** Least width of a cell for each step of the size, and what its label takes below the picture. */
const SIZES = [
  { width: 88, label: 24 },
  { width: 150, label: 28 },
  { width: 250, label: 28 },
];
const GAP = 12;

/** Rows kept above and below those that are seen. */
const SPARE = 1;

/** Pixels of drawn cells that are kept for when they are seen again. */
const KEPT_PIXELS = 12_000_000;

/** The height of a picture that is this wide. Extreme forms are shown in a box that is no more than twice as high as wide. */
function heightFor(model, width) {
  return Math.round(width * Math.min(2, Math.max(0.5, model.canvas[1] / model.canvas[0])));
}

/** Makes the grid. `open` is called with an edition, `address` gives its link. */
export function makeGrid({ scroller, grid, model, painter, open, address }) {
  const rows = new Map();
  const spares = [];
  const drawn = new Map();
  let found = new Uint32Array(0);
  let size = 1;
  let shape = { columns: 1, width: 0, picture: 0, row: 1 };
  // The place in `found` that the keyboard is at.
  let at = 0;

  const measure = () => {
    const style = getComputedStyle(scroller);
    const room = scroller.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const wanted = Math.min(SIZES[size].width, room);
    const columns = Math.max(1, Math.floor((room + GAP) / (wanted + GAP)));
    const width = Math.floor((room - GAP * (columns - 1)) / columns);
    const picture = heightFor(model, width);
    return { columns, width, picture, row: picture + SIZES[size].label + GAP };
  };

  /** The drawn picture of an edition, newly made or from those kept. */
  const pictureOf = (i) => {
    let picture = drawn.get(i);
    if (picture) {
      drawn.delete(i);
    } else if (painter.possible) {
      picture = painter.canvas(i, painter.widthFor(shape.width));
    } else {
      picture = element("img", { src: hrefOf(fileOf(model, i)), alt: "", decoding: "async", class: model.pixelated ? "pixelated" : null });
    }
    drawn.set(i, picture);
    return picture;
  };

  /** Lets go of the pictures that were seen longest ago. */
  const trim = () => {
    const each = painter.possible ? painter.widthFor(shape.width) ** 2 : 250_000;
    const most = Math.max(rows.size * shape.columns, Math.floor(KEPT_PIXELS / each));
    for (const [i, picture] of drawn) {
      if (drawn.size <= most) break;
      if (!picture.isConnected) drawn.delete(i);
    }
  };

  const makeCell = () => {
    const link = element("a", { class: "cell", tabindex: "-1" }, element("span", { class: "picture" }), named("", { class: "title" }), " ", element("span", { class: "rank" }));
    return element("div", { role: "gridcell" }, link);
  };

  const fillCell = (cell, place, column) => {
    const i = found[place];
    const link = cell.firstChild;
    const [holder, title, rank] = link.children;
    cell.hidden = i === undefined;
    cell.setAttribute("aria-colindex", column + 1);
    if (i === undefined) return;
    link.dataset.place = place;
    link.tabIndex = place === at ? 0 : -1;
    link.href = address(i);
    title.textContent = shortTitleOf(model, i);
    rank.textContent = `Rank ${model.ranks[i].toLocaleString("en")}`;
    const picture = pictureOf(i);
    if (holder.firstChild !== picture) holder.replaceChildren(picture);
  };

  /** Pictures of cells that have left and were never drawn are not waited for. */
  const release = (row) => {
    for (const cell of row.children) {
      const picture = cell.firstChild.firstChild.firstChild;
      if (picture?.tagName !== "CANVAS" || !picture.isConnected) continue;
      if (painter.forget(picture)) continue;
      drawn.delete(found[cell.firstChild.dataset.place]);
    }
    row.remove();
    spares.push(row);
  };

  const fillRow = (row, index) => {
    while (row.children.length > shape.columns) row.lastChild.remove();
    while (row.children.length < shape.columns) row.append(makeCell());
    row.setAttribute("aria-rowindex", index + 1);
    row.style.transform = `translateY(${index * shape.row}px)`;
    for (let column = 0; column < shape.columns; column++) fillCell(row.children[column], index * shape.columns + column, column);
  };

  const rowCount = () => Math.ceil(found.length / shape.columns);

  /** Makes the rows that are seen, and removes those that are no more. */
  const update = () => {
    const top = Math.max(0, Math.floor(scroller.scrollTop / shape.row) - SPARE);
    const end = Math.min(rowCount(), Math.ceil((scroller.scrollTop + scroller.clientHeight) / shape.row) + SPARE);
    for (const [index, row] of rows) {
      // The row that has the focus stays, so that the focus does.
      if ((index < top || index >= end) && !row.contains(document.activeElement)) {
        release(row);
        rows.delete(index);
      }
    }
    for (let index = top; index < end; index++) {
      if (rows.has(index)) continue;
      const row = spares.pop() ?? element("div", { role: "row" });
      fillRow(row, index);
      rows.set(index, row);
      grid.append(row);
    }
    trim();
  };

  /** Makes everything anew, for other editions or another size. */
  const rebuild = () => {
    for (const row of rows.values()) release(row);
    rows.clear();
    grid.style.height = `${rowCount() * shape.row}px`;
    grid.style.setProperty("--cell", `${shape.width}px`);
    grid.style.setProperty("--picture", `${shape.picture}px`);
    grid.dataset.size = size;
    grid.setAttribute("aria-rowcount", rowCount());
    grid.setAttribute("aria-colcount", shape.columns);
    update();
  };

  /** Fits the grid to its room, and keeps the edition in view that was at the top. */
  const fit = () => {
    const before = shape;
    const first = Math.round(scroller.scrollTop / before.row) * before.columns;
    shape = measure();
    if (shape.width <= 0) return;
    if (painter.widthFor(shape.width) !== painter.widthFor(before.width)) drawn.clear();
    rebuild();
    scroller.scrollTop = Math.floor(first / shape.columns) * shape.row;
    update();
  };

  const linkAt = (place) => rows.get(Math.floor(place / shape.columns))?.children[place % shape.columns]?.firstChild;

  /** Brings a place into view. */
  const reveal = (place) => {
    const top = Math.floor(place / shape.columns) * shape.row;
    const bottom = top + shape.row + GAP;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = bottom - scroller.clientHeight;
    update();
  };

  const moveTo = (place, focus) => {
    if (found.length === 0) return;
    const old = linkAt(at);
    if (old) old.tabIndex = -1;
    at = Math.max(0, Math.min(found.length - 1, place));
    reveal(at);
    const link = linkAt(at);
    link.tabIndex = 0;
    if (focus) link.focus({ preventScroll: true });
    update();
  };

  const steps = () => {
    const { columns } = shape;
    const page = Math.max(1, Math.floor(scroller.clientHeight / shape.row)) * columns;
    return { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, PageUp: -page, PageDown: page };
  };

  grid.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey) return;
    let to = null;
    if (event.key === "Home") to = event.ctrlKey ? 0 : at - (at % shape.columns);
    else if (event.key === "End") to = event.ctrlKey ? found.length - 1 : at - (at % shape.columns) + shape.columns - 1;
    else if (!event.ctrlKey && event.key in steps()) to = at + steps()[event.key];
    if (to === null) return;
    event.preventDefault();
    // Up from the first row and down from the last stay in their column.
    if ((event.key === "ArrowUp" && to < 0) || (event.key === "ArrowDown" && to >= found.length && Math.floor(at / shape.columns) === rowCount() - 1)) return;
    moveTo(to, true);
  });
  grid.addEventListener("focusin", (event) => {
    const link = event.target.closest(".cell");
    if (link && Number(link.dataset.place) !== at) moveTo(Number(link.dataset.place), false);
  });
  grid.addEventListener("click", (event) => {
    const link = event.target.closest(".cell");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(found[link.dataset.place]);
  });
  scroller.addEventListener("scroll", update, { passive: true });
  new ResizeObserver(() => {
    const next = measure();
    if (next.width !== shape.width || next.columns !== shape.columns) fit();
    else update();
  }).observe(scroller);

  return {
    /** Shows other editions, from the first one on. */
    show(editions) {
      for (const row of rows.values()) release(row);
      rows.clear();
      found = editions;
      at = 0;
      if (shape.width <= 0) shape = measure();
      scroller.scrollTop = 0;
      rebuild();
    },
    /** Writes the links anew when only the rest of the address has changed. */
    relink() {
      for (const link of grid.querySelectorAll(".cell")) if (!link.parentNode.hidden) link.href = address(found[link.dataset.place]);
    },
    resize(step) {
      size = step;
      fit();
    },
    /** Brings an edition into view, and sets the focus on it. */
    focus(i) {
      const place = found.indexOf(i);
      moveTo(place < 0 ? at : place, true);
    },
    get found() {
      return found;
    },
  };
}
