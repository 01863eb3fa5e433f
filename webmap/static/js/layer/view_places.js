// Where the areas of a view stand among those of their level in the layer's file: a run of them, or single ones.

import { ASIDE } from "./patterns.js";

export class ViewPlaces {
  #positions; // null: a run from #first on
  #first;
  #places = null; // position in the file → place in the view
  #count;
  #held;

  /** `geometry`: `view.geometry` of the answer of /api/v1/values, `count`: how many areas the view has. */
  constructor(geometry, count) {
    this.#positions = geometry?.positions ?? null;
    this.#first = geometry?.first_index ?? 0;
    this.#count = count;
    this.#held = geometry?.area_count ?? count;
    if (this.#positions) this.#places = new Map(this.#positions.map((position, at) => [position, at]));
  }

  /** How many areas of the level the file has. */
  get held() {
    return this.#held;
  }

  /** Whether the view has all of them. */
  get isWhole() {
    return this.#count === this.#held;
  }

  /** The position in the file of an area of the view; null for null. */
  toLayer(at) {
    if (at === null) return null;
    return this.#positions ? this.#positions[at] : at + this.#first;
  }

  /** The place in the view of an area of the file; null where it is not part of the view. */
  fromLayer(position) {
    if (position === null) return null;
    if (this.#places) return this.#places.get(position) ?? null;
    return position < this.#first || position >= this.#first + this.#count ? null : position - this.#first;
  }

  /** All positions of the view, for `fitTo`. */
  get positions() {
    return Array.from({ length: this.#count }, (_, at) => this.toLayer(at));
  }

  /** Whether another view has the same places. */
  equals(other) {
    return other.#count === this.#count && String(other.positions) === String(this.positions);
  }

  /** The columns of the view for the whole file: its other areas are drawn as surroundings. */
  spread(columns) {
    if (this.isWhole) return columns;
    const codes = new Array(this.#held).fill(ASIDE);
    [...columns.class_codes].forEach((code, at) => { codes[this.toLayer(at)] = code; });
    return { ...columns, class_codes: codes.join(""), estimated: columns.estimated.map((at) => this.toLayer(at)) };
  }
}
