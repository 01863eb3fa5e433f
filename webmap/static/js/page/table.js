// The areas as rows: sorted, only those in sight drawn, hover and choice shared with the map.
// Rows are known by position, as in the map layer; `rows` is an AreaRows (rows.js).

import { writeCount, writeValue } from "./numbers.js";

const SVG = "http://www.w3.org/2000/svg";
const SPARE = 6; // rows drawn above and below those in sight
const CELLS = ["rank", "name", "value", "numerator", "denominator", "gap", "change"];

export class AreaTable {
  /** `tell` has hover(position|null), select(position), drill(position), sort(key, order). */
  constructor(section, tell) {
    this.section = section;
    this.tell = tell;
    this.rows = null;
    this.order = [];
    this.selected = null;
    this.hovered = null;
    this.cursor = 0;
    this.frame = 0;
    this.drawn = [];
    section.addEventListener("click", (event) => this.onClick(event));
    section.addEventListener("dblclick", (event) => this.withRow(event, (position) => tell.drill(position)));
    section.addEventListener("pointerover", (event) => this.withRow(event, (position) => tell.hover(position)));
    section.addEventListener("pointerleave", () => tell.hover(null));
    section.addEventListener("keydown", (event) => this.onKey(event));
    addEventListener("resize", () => this.draw());
  }

  /** Take over the table that the server drew, after it was exchanged or when data came. */
  adopt() {
    this.body = this.section.querySelector("tbody");
    this.scroller = this.section.querySelector(".dock-body");
    this.scroller.classList.add("windowed");
    this.scroller.addEventListener("scroll", () => this.soon(), { passive: true });
    this.section.querySelector(".pager")?.remove();
    this.drawn = [];
  }

  /** Show `rows`, sorted as given; of them those at the positions of `only`, where it is given. */
  setRows(rows, { sort, order, selected, only = null }) {
    this.rows = rows;
    this.only = only && new Set(only);
    this.selected = selected;
    this.adopt();
    this.body.replaceChildren();
    this.height = 0;
    this.setSort(sort, order);
  }

  setSort(sort, order) {
    const all = this.rows.sorted(sort, order);
    this.order = this.only ? all.filter((position) => this.only.has(position)) : all;
    this.place = new Int32Array(all.length);
    this.order.forEach((position, place) => { this.place[position] = place; });
    for (const head of this.section.querySelectorAll("th[data-sort]")) {
      const on = head.dataset.sort === sort;
      if (on) head.setAttribute("aria-sort", order === "desc" ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
      head.querySelector(".arrow").textContent = on ? (order === "desc" ? "▾" : "▴") : "";
    }
    this.cursor = this.selected === null ? 0 : this.place[this.selected];
    this.draw();
    if (this.selected !== null) this.reveal(this.selected);
    else this.scroller.scrollTop = 0;
  }

  setSelected(position, { reveal = true } = {}) {
    this.selected = position;
    if (!this.rows) return;
    if (position !== null) this.cursor = this.place[position];
    if (reveal && position !== null) this.reveal(position);
    this.draw();
  }

  setHover(position) {
    this.hovered = position;
    for (const line of this.drawn) line.row.classList.toggle("hover", line.position === position);
  }

  reveal(position) {
    const top = this.place[position] * this.rowHeight();
    const covered = this.section.querySelector("thead").offsetHeight + this.section.querySelector("tfoot").offsetHeight;
    const room = this.scroller.clientHeight - covered - this.rowHeight();
    const from = this.scroller.scrollTop;
    if (top < from || top > from + room) this.scroller.scrollTop = Math.max(0, top - room / 2);
  }

  rowHeight() {
    if (!this.height && this.drawn.length) this.height = this.drawn[0].row.getBoundingClientRect().height;
    return this.height || 29;
  }

  soon() {
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  draw() {
    if (!this.rows || !this.body?.isConnected) return;
    const count = this.order.length;
    const height = this.rowHeight();
    const seen = Math.ceil((this.scroller.clientHeight || 300) / height);
    const first = Math.max(0, Math.min(Math.floor(this.scroller.scrollTop / height) - SPARE, count - seen - 2 * SPARE));
    const last = Math.min(count, first + seen + 2 * SPARE);
    this.grow(last - first);
    this.above.firstChild.style.height = `${first * height}px`;
    this.below.firstChild.style.height = `${(count - last) * height}px`;
    this.drawn.forEach((line, index) => this.fill(line, this.order[first + index], first + index));
  }

  // As many row elements as are in sight; the same ones are filled again and again.
  grow(wanted) {
    if (!this.body.firstChild) {
      this.above = spacer();
      this.below = spacer();
      this.body.append(this.above, this.below);
    }
    while (this.drawn.length > wanted) this.drawn.pop().row.remove();
    while (this.drawn.length < wanted) {
      const line = buildLine();
      this.drawn.push(line);
      this.below.before(line.row);
    }
  }

  fill(line, position, place) {
    const rows = this.rows;
    line.row.classList.toggle("selected", position === this.selected);
    line.row.classList.toggle("hover", position === this.hovered);
    if (position === this.selected) line.link.setAttribute("aria-current", "true");
    else line.link.removeAttribute("aria-current");
    line.link.tabIndex = place === this.cursor ? 0 : -1;
    if (line.position === position && line.source === rows) return;
    line.position = position;
    line.source = rows;
    line.row.setAttribute("aria-rowindex", place + 2);
    line.rank.textContent = writeCount(rows.rank[position] || null);
    line.link.textContent = rows.names[position];
    line.link.href = rows.urlOf(position);
    line.parent.textContent = rows.parentName(position);
    line.numerator.textContent = rows.textOf("numerator", position);
    line.denominator.textContent = rows.textOf("denominator", position);
    line.gap.textContent = rows.textOf("gap", position);
    line.change.textContent = rows.textOf("change", position);
    const words = rows.words(position);
    line.words.textContent = words;
    const estimate = rows.estimate(position);
    line.num.textContent = words ? "" : writeValue(rows.values[position], rows.shape);
    line.about.textContent = estimate;
    line.box.title = estimate;
    line.box.classList.toggle("estimated", Boolean(estimate));
    line.track.hidden = Boolean(words);
    if (words) return;
    const [x, width, zero] = rows.bar(position);
    line.bar.setAttribute("x", x);
    line.bar.setAttribute("width", width);
    line.bar.setAttribute("fill", rows.color(position));
    line.zero.setAttribute("x1", zero);
    line.zero.setAttribute("x2", zero);
  }

  withRow(event, act) {
    const row = event.target.closest?.("tbody tr");
    const line = row && this.drawn.find((each) => each.row === row);
    if (line) act(line.position);
  }

  onClick(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab or window
    const head = event.target.closest("th[data-sort]");
    if (head && this.rows) {
      event.preventDefault();
      const key = head.dataset.sort;
      const again = head.getAttribute("aria-sort");
      const natural = key === "rank" || key === "name" ? "asc" : "desc";
      const other = natural === "asc" ? "desc" : "asc";
      const order = again === (natural === "asc" ? "ascending" : "descending") ? other : natural;
      this.setSort(key, order);
      this.tell.sort(key, order);
      return;
    }
    this.withRow(event, (position) => {
      event.preventDefault();
      this.tell.select(position);
    });
  }

  onKey(event) {
    if (!this.rows || !event.target.closest("tbody") && event.target !== this.scroller) return;
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / this.rowHeight()) - 2);
    const last = this.order.length - 1;
    const to = {
      ArrowDown: this.cursor + 1, ArrowUp: this.cursor - 1, PageDown: this.cursor + page,
      PageUp: this.cursor - page, Home: 0, End: last,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.cursor = Math.max(0, Math.min(last, event.target === this.scroller ? this.cursor : to));
      this.reveal(this.order[this.cursor]);
      this.draw();
      this.drawn.find((line) => line.position === this.order[this.cursor])?.link.focus({ preventScroll: true });
      this.tell.hover(this.order[this.cursor]);
    } else if (event.key === "Enter" && event.target.closest("tbody")) {
      event.preventDefault();
      const position = this.order[this.cursor];
      if (position === this.selected) this.tell.drill(position);
      else this.tell.select(position);
    }
  }
}

function spacer() {
  const row = document.createElement("tr");
  row.className = "spacer";
  row.setAttribute("aria-hidden", "true");
  row.append(document.createElement("td"));
  return row;
}

function buildLine() {
  const line = { row: document.createElement("tr"), position: -1 };
  for (const name of CELLS) {
    const cell = line.row.insertCell();
    cell.className = "c-" + name;
    line[name] = cell;
  }
  line.link = document.createElement("a");
  line.parent = document.createElement("small");
  line.name.append(line.link, " ", line.parent);
  const box = line.box = part("span", "value-cell", line.value);
  line.num = part("span", "num", box);
  line.about = part("span", "visually-hidden", box);
  line.words = part("span", "words", box);
  line.track = part("span", "bar-track", box);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 100 12");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  line.bar = mark("rect", { y: 0.5, height: 11 }, svg);
  line.zero = mark("line", { y1: 0, y2: 12 }, svg);
  line.track.append(svg);
  return line;
}

function part(name, className, parent) {
  const element = document.createElement(name);
  element.className = className;
  parent.append(element);
  return element;
}

function mark(name, attributes, parent) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.setAttribute("vector-effect", "non-scaling-stroke");
  parent.append(element);
  return element;
}
