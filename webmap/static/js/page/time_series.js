// All dates of a view, as /api/v1/series answers with format=columns (docs/developers/contracts.md).

import { AreaRows } from "./rows.js";

const NO_DATA = "n";

export class TimeSeries {
  #values = [];
  #rows = new Map();

  constructor(answer) {
    this.answer = answer;
    this.count = answer.view.area_count;
    this.level = answer.view.level;
    this.publication = answer.view.publication_id; // of all its dates, and of no other
    this.frames = answer.dates;
  }

  /** What the map draws on a date: one letter for each area; on a date without values all are without data. */
  columnsOf(at) {
    const { class_codes: codes = NO_DATA.repeat(this.count), estimated = [] } = this.frames[at];
    return { class_codes: codes, estimated, classes: this.answer.classes, states: this.answer.states };
  }

  /** A function that tells how many areas a letter has on a date. */
  countLetters(at) {
    const { class_codes: codes } = this.columnsOf(at);
    const byCode = new Uint32Array(128);
    for (let area = 0; area < codes.length; area += 1) byCode[codes.charCodeAt(area)] += 1;
    return (letter) => byCode[letter.charCodeAt(0)];
  }

  /** The whole numbers shown on a date, null where there is none. */
  valuesOf(at) {
    if (!this.#values.length) this.#values = addUp(this.frames, this.count);
    return this.#values[at];
  }

  /** The areas of a date for tooltip and screen reader; the counts behind the values come when time stands still. */
  rowsOf(at, { areas, page, state }) {
    if (!this.#rows.has(at)) {
      const columns = { ...this.columnsOf(at), values: this.valuesOf(at), estimated: [], estimated_shares: [] };
      this.#rows.set(at, new AreaRows({ columns, areas, counts: null, page: { ...page, sums: null }, state }));
    }
    return this.#rows.get(at);
  }
}

// Each value is written as the difference to the last one known before.
function addUp(frames, count) {
  const last = new Float64Array(count);
  const none = new Array(count).fill(null);
  return frames.map(({ changes }) => {
    if (!changes) return none;
    return changes.map((change, area) => {
      if (change === null) return null;
      last[area] += change;
      return last[area];
    });
  });
}
