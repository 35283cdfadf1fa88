// The grid of editions: only the rows that are seen exist, and a few around them. A row has one canvas for all its pictures.

import { element, grouped, named } from "./dom.js";
import { fileOf, hrefOf, shortTitleOf } from "./data.js";

/** Least width of a cell for each step of the size, and what its label takes below the picture. */
const SIZES = [
  { width: 88, label: 24, corner: 8 },
  { width: 150, label: 28, corner: 12 },
  { width: 250, label: 28, corner: 12 },
];
const GAP = 12;

/** Rows kept above and below those that are seen. */
const SPARE = 1;

/** Pixels of finished rows that are kept for when they are seen again. */
const KEPT_PIXELS = 12_000_000;

/** The height of a picture that is this wide. Extreme forms are shown in a box that is no more than twice as high as wide. */
function boxHeight(model, width) {
  return Math.round(width * Math.min(2, Math.max(0.5, model.canvas[1] / model.canvas[0])));
}

/** Makes the grid. `open` is called with an edition, `address` gives its link. */
export function makeGrid({ scroller, grid, model, painter, open, address }) {
  // Rows on the page, pictures of finished ones that have left it, and rows and canvases to use again.
  const rows = new Map();
  const kept = new Map();
  const spares = [];
  const blanks = [];
  let found = new Uint32Array(0);
  let size = 1;
  let shape = { columns: 1, width: 0, box: 0, row: 1 };
  // What the scroller shows; to ask it each time would cost a layout.
  const view = { top: 0, height: 0 };
  // The place in `found` that the keyboard is at.
  let at = 0;

  const measure = () => {
    const style = getComputedStyle(scroller);
    const room = scroller.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const wanted = Math.min(SIZES[size].width, room);
    const columns = Math.max(1, Math.floor((room + GAP) / (wanted + GAP)));
    const width = Math.floor((room - GAP * (columns - 1)) / columns);
    const box = boxHeight(model, width);
    return { columns, width, box, row: box + SIZES[size].label + GAP };
  };

  const makeCell = (column) => {
    const link = element("a", { class: "cell", tabindex: "-1" }, element("span", { class: "picture" }), named("", { class: "title" }), " ", element("span", { class: "rank" }));
    const cell = element("div", { role: "gridcell", "aria-colindex": column + 1 }, link);
    cell.style.transform = `translateX(${column * (shape.width + GAP)}px)`;
    return cell;
  };

  /** Makes a row for the present shape. */
  const makeRow = () => {
    const cells = Array.from({ length: shape.columns }, (_, column) => makeCell(column));
    return { element: element("div", { role: "row" }, ...cells), cells, keys: cells.map(() => ({})), index: -1, missing: 0, context: null };
  };

  /** Makes a canvas for a row of the present shape, or takes one that is no more needed. */
  const makeContext = () => {
    const across = shape.columns * (shape.width + GAP) - GAP;
    const blank = blanks.pop();
    if (blank) {
      blank.clearRect(0, 0, blank.canvas.width, blank.canvas.height);
      return blank;
    }
    const canvas = element("canvas", { width: Math.round(across * devicePixelRatio), height: Math.round(shape.box * devicePixelRatio), "aria-hidden": "true" });
    canvas.style.width = `${across}px`;
    canvas.style.height = `${shape.box}px`;
    return canvas.getContext("2d");
  };

  /** Draws the picture of a cell when there is time, in the middle of its box and with its corners. */
  const drawCell = (row, column, i) => {
    const inPixels = (css) => Math.round(css * devicePixelRatio);
    const [boxWide, boxHigh] = [inPixels(shape.width), inPixels(shape.box)];
    const scale = Math.min(boxWide / model.canvas[0], boxHigh / model.canvas[1]);
    const [wide, high] = [Math.round(model.canvas[0] * scale), Math.round(model.canvas[1] * scale)];
    const left = inPixels(column * (shape.width + GAP));
    painter.want(row.keys[column], i, wide, (picture) => {
      const { context } = row;
      context.save();
      context.beginPath();
      context.roundRect(left, 0, boxWide, boxHigh, inPixels(SIZES[size].corner));
      context.clip();
      context.imageSmoothingEnabled = !model.pixelated;
      context.drawImage(picture, left + Math.round((boxWide - wide) / 2), Math.round((boxHigh - high) / 2), Math.max(wide, 1), Math.max(high, 1));
      context.restore();
      row.missing--;
      if (row.missing === 0) row.element.classList.add("drawn");
    });
  };

  const fillCell = (row, column) => {
    const place = row.index * shape.columns + column;
    const i = found[place];
    const cell = row.cells[column];
    const link = cell.firstChild;
    cell.hidden = i === undefined;
    if (i === undefined) return;
    const [holder, title, rank] = link.children;
    link.dataset.place = place;
    title.textContent = shortTitleOf(model, i);
    rank.textContent = `Rank ${grouped(model.ranks[i])}`;
    if (!painter.possible) holder.replaceChildren(element("img", { src: hrefOf(fileOf(model, i)), alt: "", decoding: "async", class: model.pixelated ? "pixelated" : null }));
  };

  const linkRow = (row) => {
    row.cells.forEach((cell, column) => {
      const i = found[row.index * shape.columns + column];
      if (i !== undefined) cell.firstChild.href = address(i);
    });
  };

  /**
   * Takes a row out of use. Its picture is kept if it is finished, and not drawn further if it is not. The element stays on the
   * page for `place` to use again: to take it off and put it back would lay out all of it anew.
   */
  const release = (index, row) => {
    rows.delete(index);
    spares.push(row);
    const { context } = row;
    if (!context) return;
    for (const key of row.keys) painter.forget(key);
    row.context = null;
    context.canvas.remove();
    if (row.missing > 0) return void blanks.push(context);
    kept.set(index, context);
    if (kept.size > KEPT_PIXELS / (context.canvas.width * context.canvas.height)) {
      const [oldest, other] = kept.entries().next().value;
      kept.delete(oldest);
      blanks.push(other);
    }
  };

  /** Shows the pictures of a row: those that were kept, or new ones when there is time. */
  const drawRow = (row) => {
    const finished = kept.get(row.index);
    kept.delete(row.index);
    row.context = finished ?? makeContext();
    row.missing = 0;
    row.element.classList.toggle("drawn", finished !== undefined);
    row.element.append(row.context.canvas);
    if (finished) return;
    row.cells.forEach((_, column) => {
      const i = found[row.index * shape.columns + column];
      if (i === undefined) return;
      row.missing++;
      drawCell(row, column, i);
    });
  };

  const place = (index) => {
    // The first that was let go, so that rows that are filled anew stay in their order.
    const row = spares.shift() ?? makeRow();
    row.index = index;
    row.element.setAttribute("aria-rowindex", index + 1);
    row.element.style.transform = `translateY(${index * shape.row}px)`;
    row.cells.forEach((_, column) => fillCell(row, column));
    linkRow(row);
    if (painter.possible) drawRow(row);
    row.cells.forEach((cell, column) => {
      cell.firstChild.tabIndex = index * shape.columns + column === at ? 0 : -1;
    });
    rows.set(index, row);
    if (!row.element.isConnected) grid.append(row.element);
  };

  const rowCount = () => Math.ceil(found.length / shape.columns);

  /** Makes the rows that are seen, and removes those that are no more. */
  const update = () => {
    if (shape.width <= 0) return;
    const top = Math.max(0, Math.floor(view.top / shape.row) - SPARE);
    const end = Math.min(rowCount(), Math.ceil((view.top + view.height) / shape.row) + SPARE);
    for (const [index, row] of rows) {
      // The row that has the focus stays, so that the focus does.
      if ((index < top || index >= end) && !row.element.contains(document.activeElement)) release(index, row);
    }
    for (let index = top; index < end; index++) if (!rows.has(index)) place(index);
    for (const { element } of spares) element.remove();
  };

  /** Makes everything anew, for other editions or another shape. */
  const rebuild = (reshaped) => {
    // Rows are used again where they are, and the focus is of the edition that was there.
    if (grid.contains(document.activeElement)) document.activeElement.blur();
    for (const [index, row] of rows) release(index, row);
    blanks.push(...kept.values());
    kept.clear();
    if (reshaped) {
      for (const { element } of spares) element.remove();
      spares.length = blanks.length = 0;
    }
    // Not on the screen: its room is measured when it is.
    if (shape.width <= 0) return;
    grid.style.height = `${rowCount() * shape.row}px`;
    grid.style.setProperty("--cell", `${shape.width}px`);
    grid.style.setProperty("--picture", `${shape.box}px`);
    grid.style.setProperty("--row", `${shape.row - GAP}px`);
    grid.dataset.size = size;
    grid.setAttribute("aria-rowcount", rowCount());
    grid.setAttribute("aria-colcount", shape.columns);
    update();
  };

  /** Fits the grid to its room, and keeps the edition in view that was at the top. */
  const fit = () => {
    const first = Math.round(view.top / shape.row) * shape.columns;
    const next = measure();
    if (next.width <= 0) return;
    shape = next;
    view.top = Math.floor(first / shape.columns) * shape.row;
    rebuild(true);
    scrollTo(view.top);
  };

  /** Scrolls as far as there is something. */
  const scrollTo = (top) => {
    scroller.scrollTop = top;
    view.top = scroller.scrollTop;
    update();
  };

  const linkAt = (to) => rows.get(Math.floor(to / shape.columns))?.cells[to % shape.columns].firstChild;

  /** Brings a place into view. */
  const reveal = (to) => {
    const top = Math.floor(to / shape.columns) * shape.row;
    const bottom = top + shape.row + GAP;
    if (top < view.top) scrollTo(top);
    else if (bottom > view.top + view.height) scrollTo(bottom - view.height);
    else update();
  };

  const moveTo = (to, focus) => {
    if (found.length === 0) return;
    const old = linkAt(at);
    if (old) old.tabIndex = -1;
    at = Math.max(0, Math.min(found.length - 1, to));
    reveal(at);
    const link = linkAt(at);
    if (!link) return;
    link.tabIndex = 0;
    if (focus) link.focus({ preventScroll: true });
    update();
  };

  const steps = () => {
    const { columns } = shape;
    const page = Math.max(1, Math.floor(view.height / shape.row)) * columns;
    return { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, PageUp: -page, PageDown: page };
  };

  grid.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.shiftKey) return;
    const inRow = at % shape.columns;
    let to = null;
    if (event.key === "Home") to = event.ctrlKey ? 0 : at - inRow;
    else if (event.key === "End") to = event.ctrlKey ? found.length - 1 : at - inRow + shape.columns - 1;
    else if (!event.ctrlKey && event.key in steps()) to = at + steps()[event.key];
    if (to === null) return;
    event.preventDefault();
    // Up from the first row and down from the last stay in their column.
    if ((event.key === "ArrowUp" && to < 0) || (event.key === "ArrowDown" && at - inRow + shape.columns >= found.length)) return;
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
  const scrolled = () => {
    view.top = scroller.scrollTop;
    update();
  };
  scroller.addEventListener("scroll", scrolled, { passive: true });
  let ratio = devicePixelRatio;
  new ResizeObserver(() => {
    view.height = scroller.clientHeight;
    const next = measure();
    if (next.width !== shape.width || next.columns !== shape.columns || ratio !== devicePixelRatio) fit();
    else scrolled();
    ratio = devicePixelRatio;
  }).observe(scroller);

  return {
    /** Shows other editions, from the first one on. */
    show(editions) {
      found = editions;
      at = 0;
      if (view.top > 0) scroller.scrollTop = 0;
      view.top = 0;
      rebuild(false);
    },
    /** Writes the links anew when only the rest of the address has changed. */
    relink() {
      for (const row of rows.values()) linkRow(row);
    },
    resize(step) {
      size = step;
      fit();
    },
    /** Brings an edition into view, and sets the focus on it. */
    focus(i) {
      const to = found.indexOf(i);
      moveTo(to < 0 ? at : to, true);
    },
    get found() {
      return found;
    },
  };
}
