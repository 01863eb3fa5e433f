// A box of text beside the pointer, kept within the map. Its content is nodes made by the page, never markup.

const DISTANCE = 14;

export class Tooltip {
  #box;
  #container;

  constructor(container) {
    this.#container = container;
    this.#box = document.createElement("div");
    this.#box.className = "coverage-tooltip";
    this.#box.hidden = true;
    container.append(this.#box);
  }

  get isOpen() {
    return !this.#box.hidden;
  }

  /** Show a node, or nothing for null. */
  setContent(node) {
    this.#box.replaceChildren(...(node ? [node] : []));
    this.#box.hidden = !node;
  }

  /** Move beside a point of the map, in CSS pixels. */
  moveTo(x, y) {
    if (this.#box.hidden) return;
    const { clientWidth, clientHeight } = this.#container;
    const { offsetWidth, offsetHeight } = this.#box;
    const left = x + DISTANCE + offsetWidth <= clientWidth ? x + DISTANCE : Math.max(0, x - DISTANCE - offsetWidth);
    const top = y + DISTANCE + offsetHeight <= clientHeight ? y + DISTANCE : Math.max(0, y - DISTANCE - offsetHeight);
    this.#box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  hide() {
    this.#box.hidden = true;
  }

  remove() {
    this.#box.remove();
  }
}
