// The walk along the rings of an arc file: arcs and references that follow from where it stands (geodata/layers/ring_walk.py).

const NEW = 0; // the next arc, forwards
const BACK = 255; // the arc just walked, the other way

/** A zigzag step in three planes of `count` bytes each. */
export function readStep(planes, at, count) {
  const step = planes[at] | (planes[count + at] << 8) | (planes[2 * count + at] << 16);
  return (step >> 1) ^ -(step & 1);
}

/**
 * Walk along all rings; gives `references`, and `columns` and `rows` of every point. `tokens` has one byte for each
 * reference, `far` three planes for the rings that begin with an arc walked before. Throws TypeError where the walk leads
 * nowhere.
 */
export function walkRings({ ringArc, tokens, far, farCount, arcStart, stepsX, stepsY }) {
  const written = stepsX.length / 3;
  const references = new Int32Array(tokens.length);
  const [columns, rows] = [0, 1].map(() => new Int32Array(arcStart.at(-1)));
  const ends = new Ends(arcStart, columns, rows);
  let [seen, point, farAt, column, row] = [0, 0, 0, 0, 0];

  const writeArc = (isJoined, from) => {
    if (seen + 1 >= arcStart.length) throw new TypeError("more arcs are walked than there are");
    let at = arcStart[seen];
    if (isJoined) {
      columns[at] = column = columns[from];
      rows[at++] = row = rows[from];
    }
    for (const last = arcStart[seen + 1]; at < last; at++, point++) {
      columns[at] = column += readStep(stepsX, point, written);
      rows[at] = row += readStep(stepsY, point, written);
    }
    ends.add(seen);
    return seen++;
  };

  for (let ring = 0; ring + 1 < ringArc.length; ring++) {
    let place = -1; // the point at which the walk stands
    let before = 0;
    for (let i = ringArc[ring]; i < ringArc[ring + 1]; i++) {
      const token = tokens[i];
      let reference;
      if (token === NEW) reference = writeArc(place >= 0, place);
      else if (place < 0) {
        const code = far[farAt] | (far[farCount + farAt] << 8) | (far[2 * farCount + farAt++] << 16);
        const arc = seen - 1 - (code >> 1);
        if (arc < 0) throw new TypeError("a ring begins with no arc");
        reference = code & 1 ? ~arc : arc;
      } else reference = token === BACK ? ~before : ends.find(place, token - 1, before);
      references[i] = before = reference;
      place = reference < 0 ? arcStart[~reference] : arcStart[reference + 1] - 1;
    }
  }
  if (seen + 1 !== arcStart.length || point !== written) throw new TypeError("not all that is written is walked");
  return { arcStart, columns, rows, references };
}

/** The ends of the arcs walked so far, by their place on the grid, the newest first. */
class Ends {
  #arcStart;
  #columns;
  #rows;
  #heads;
  #next;

  constructor(arcStart, columns, rows) {
    this.#arcStart = arcStart;
    this.#columns = columns;
    this.#rows = rows;
    this.#heads = new Int32Array(1 << Math.ceil(Math.log2(2 * arcStart.length + 2))).fill(-1);
    this.#next = new Int32Array(2 * arcStart.length);
  }

  add(arc) {
    for (const end of [2 * arc, 2 * arc + 1]) {
      const slot = this.#slotOf(this.#pointOf(end));
      this.#next[end] = this.#heads[slot];
      this.#heads[slot] = end;
    }
  }

  /** The reference that leaves a point, the one after `rank` newer ones, the way back of `before` left out. */
  find(point, rank, before) {
    let left = rank;
    for (let end = this.#heads[this.#slotOf(point)]; end >= 0; end = this.#next[end]) {
      const at = this.#pointOf(end);
      if (this.#columns[at] !== this.#columns[point] || this.#rows[at] !== this.#rows[point]) continue;
      const reference = end & 1 ? ~(end >> 1) : end >> 1;
      if (reference !== ~before && left-- === 0) return reference;
    }
    throw new TypeError("a ring leads to no arc");
  }

  #pointOf(end) {
    return end & 1 ? this.#arcStart[(end >> 1) + 1] - 1 : this.#arcStart[end >> 1];
  }

  #slotOf(point) {
    const mixed = Math.imul(this.#columns[point], 73856093) ^ Math.imul(this.#rows[point], 19349663);
    return (mixed ^ (mixed >>> 15)) & (this.#heads.length - 1);
  }
}
