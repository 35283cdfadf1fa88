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
  // Rows on the page, finished ones that have left it, and elements to use again.
  const rows = new Map();
  const kept = new Map();
  const spares = [];
  let found = new Uint32Array(0);
  let size = 1;
  let shape = { columns: 1, width: 0, box: 0, row: 1 };
  // What the scroller shows; to ask it each time would cost a layout.
  const view = { top: 0, height: 0 };
  // The place in `found` that the keyboard is at.
  let at = 0;
  // Counts changes of the address, which all links have to follow.
  let links = 0;

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
    const row = { element: element("div", { role: "row" }, ...cells), cells, keys: cells.map(() => ({})), index: -1, links: -1, context: null };
    if (painter.possible) {
      const across = shape.columns * (shape.width + GAP) - GAP;
      const canvas = element("canvas", { width: Math.round(across * devicePixelRatio), height: Math.round(shape.box * devicePixelRatio), "aria-hidden": "true" });
      canvas.style.width = `${across}px`;
      canvas.style.height = `${shape.box}px`;
      row.context = canvas.getContext("2d");
      row.element.append(canvas);
    }
    return row;
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
      row.cells[column].querySelector(".picture").classList.add("drawn");
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
    holder.classList.remove("drawn");
    if (row.context) drawCell(row, column, i);
    else holder.replaceChildren(element("img", { src: hrefOf(fileOf(model, i)), alt: "", decoding: "async", class: model.pixelated ? "pixelated" : null }));
  };

  const linkRow = (row) => {
    row.links = links;
    row.cells.forEach((cell, column) => {
      const i = found[row.index * shape.columns + column];
      if (i !== undefined) cell.firstChild.href = address(i);
    });
  };

  /** Takes a row from the page. A finished one is kept; the pictures that another still waits for are not drawn. */
  const release = (index, row) => {
    rows.delete(index);
    row.element.remove();
    const missing = row.keys.filter((key) => painter.forget(key)).length;
    if (missing === 0 && row.context) {
      kept.set(index, row);
      const most = KEPT_PIXELS / (row.context.canvas.width * row.context.canvas.height);
      if (kept.size > most) {
        const [oldest, other] = kept.entries().next().value;
        kept.delete(oldest);
        spares.push(other);
      }
    } else {
      spares.push(row);
    }
  };

  const place = (index) => {
    let row = kept.get(index);
    if (row) {
      kept.delete(index);
    } else {
      row = spares.pop() ?? makeRow();
      row.index = index;
      row.links = -1;
      row.element.setAttribute("aria-rowindex", index + 1);
      row.element.style.transform = `translateY(${index * shape.row}px)`;
      row.context?.clearRect(0, 0, row.context.canvas.width, row.context.canvas.height);
      row.cells.forEach((_, column) => fillCell(row, column));
    }
    if (row.links !== links) linkRow(row);
    row.cells.forEach((cell, column) => {
      cell.firstChild.tabIndex = index * shape.columns + column === at ? 0 : -1;
    });
    rows.set(index, row);
    grid.append(row.element);
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
  };

  /** Makes everything anew, for other editions or another shape. */
  const rebuild = (reshaped) => {
    for (const [index, row] of rows) release(index, row);
    spares.push(...kept.values());
    kept.clear();
    if (reshaped) spares.length = 0;
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
      for (const [index, row] of rows) release(index, row);
      found = editions;
      at = 0;
      links++;
      if (view.top > 0) scroller.scrollTop = 0;
      view.top = 0;
      rebuild(false);
    },
    /** Writes the links anew when only the rest of the address has changed. */
    relink() {
      links++;
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
