// The index of the area under each pixel: 0 for none, else the area's position + 1.

import { findPoint } from "./points.js";

const LEAST_ISLET_RADIUS = 1.5; // CSS pixels at the country's view
const LARGEST_ISLET_RADIUS = 4;
const SEARCH_RADIUS = 4; // device pixels around its place within which a tiny area finds its pixel

/** An index array of `size` pixels that can name `count` areas and one value more. */
export function createIndex(size, count) {
  return count + 2 < 65536 ? new Uint16Array(size) : new Uint32Array(size);
}

/** Which columns of each row hold anything: painting leaves out the sea around. */
export class Extent {
  constructor(width, height) {
    this.first = new Int32Array(height).fill(width);
    this.last = new Int32Array(height).fill(-1);
  }

  /** The rectangle that holds all rows, right and bottom not with it; empty where there is nothing. */
  box() {
    const box = { left: Infinity, top: Infinity, right: 0, bottom: 0 };
    for (let row = 0; row < this.first.length; row++) {
      if (this.last[row] < 0) continue;
      box.left = Math.min(box.left, this.first[row]);
      box.right = Math.max(box.right, this.last[row] + 1);
      box.top = Math.min(box.top, row);
      box.bottom = row + 1;
    }
    return box.bottom ? box : { left: 0, top: 0, right: 0, bottom: 0 };
  }

  /** Take in the columns from `from` up to, not with, `to`. */
  add(row, from, to) {
    if (from < this.first[row]) this.first[row] = from;
    if (to - 1 > this.last[row]) this.last[row] = to - 1;
  }
}

/**
 * Writes areas into the index by the even-odd rule at pixel centres, so that neighbours neither overlap nor leave a
 * gap and holes stay open, whatever the number of crossings in a row.
 */
export class Rasteriser {
  #rows = new Int32Array(4096);
  #crossings = new Float32Array(4096);
  #sorted = new Float32Array(4096);
  #rowStart = new Int32Array(0);
  #used = 0;

  /**
   * Fill every visible area; returns how many pixels each has. With `constant`, all areas get that one value; `first` is
   * the position in the index of the first area.
   */
  fill(arcs, view, index, extent, constant = 0, first = 0) {
    const { count, areaBounds } = arcs.geometry;
    const pixelCount = new Uint32Array(count);
    if (this.#rowStart.length < view.height + 1) this.#rowStart = new Int32Array(view.height + 1);
    for (let area = 0; area < count; area++) {
      if (!arcs.isVisible[area]) continue;
      const top = Math.max(0, Math.floor(areaBounds[4 * area + 1] * view.scale - view.top));
      const last = Math.min(view.height - 1, Math.ceil(areaBounds[4 * area + 3] * view.scale - view.top));
      if (last < top) continue;
      this.#findCrossings(arcs, area, top, last);
      if (this.#used === 0) continue;
      this.#sortByRow(top, last);
      pixelCount[area] = this.#fillRows(top, last, view.width, index, extent, constant || first + area + 1);
    }
    return pixelCount;
  }

  #findCrossings({ geometry, x, y, start, end }, area, first, last) {
    const { areaRing, ringArc, references } = geometry;
    this.#used = 0;
    for (let i = ringArc[areaRing[area]]; i < ringArc[areaRing[area + 1]]; i++) {
      const arc = references[i] < 0 ? ~references[i] : references[i];
      for (let point = start[arc] + 1; point < end[arc]; point++) {
        // Every edge is walked from north to south, so that both its areas compute the same crossing.
        const south = y[point] >= y[point - 1] ? point : point - 1;
        const north = south === point ? point - 1 : point;
        const from = Math.max(first, Math.ceil(y[north] - 0.5));
        const to = Math.min(last, Math.ceil(y[south] - 0.5) - 1);
        if (from > to) continue;
        const slope = (x[south] - x[north]) / (y[south] - y[north]);
        if (this.#used + to - from + 1 > this.#rows.length) this.#grow(this.#used + to - from + 1);
        for (let row = from; row <= to; row++) {
          this.#rows[this.#used] = row;
          this.#crossings[this.#used++] = x[north] + (row + 0.5 - y[north]) * slope;
        }
      }
    }
  }

  #grow(least) {
    const size = Math.max(least, 2 * this.#rows.length);
    const rows = new Int32Array(size);
    const crossings = new Float32Array(size);
    rows.set(this.#rows);
    crossings.set(this.#crossings);
    this.#rows = rows;
    this.#crossings = crossings;
    this.#sorted = new Float32Array(size);
  }

  /** Counting sort of the crossings by row; afterwards `#rowStart[row - first]` is the end of that row. */
  #sortByRow(first, last) {
    const starts = this.#rowStart.fill(0, 0, last - first + 2);
    for (let i = 0; i < this.#used; i++) starts[this.#rows[i] - first]++;
    let sum = 0;
    for (let row = 0; row <= last - first; row++) {
      const size = starts[row];
      starts[row] = sum;
      sum += size;
    }
    for (let i = 0; i < this.#used; i++) this.#sorted[starts[this.#rows[i] - first]++] = this.#crossings[i];
  }

  #fillRows(first, last, width, index, extent, value) {
    let begin = 0;
    let filled = 0;
    for (let row = first; row <= last; row++) {
      const end = this.#rowStart[row - first];
      sortSlice(this.#sorted, begin, end);
      for (let i = begin; i + 1 < end; i += 2) {
        const from = Math.max(0, Math.ceil(this.#sorted[i] - 0.5));
        const to = Math.min(width, Math.ceil(this.#sorted[i + 1] - 0.5));
        if (from >= to) continue;
        index.fill(value, row * width + from, row * width + to);
        extent.add(row, from, to);
        filled += to - from;
      }
      begin = end;
    }
    return filled;
  }
}

function sortSlice(values, begin, end) {
  if (end - begin > 48) {
    values.subarray(begin, end).sort();
    return;
  }
  for (let i = begin + 1; i < end; i++) {
    const value = values[i];
    let j = i - 1;
    while (j >= begin && values[j] > value) values[j + 1] = values[j--];
    values[j + 1] = value;
  }
}

/** Radius of an islet's mark in device pixels. */
export function isletRadius({ zoom, density }) {
  return density * Math.min(LARGEST_ISLET_RADIUS, Math.max(LEAST_ISLET_RADIUS, LEAST_ISLET_RADIUS + (zoom - 7) / 2));
}

/**
 * Give islets a disc of least size where no other area lies, then every visible area without a pixel one pixel,
 * taken from the sea or from an area that has others. Updates `pixelCount`.
 */
export function addMarks(arcs, view, index, extent, pixelCount) {
  const { marks, count } = arcs.geometry;
  const radius = isletRadius(view);
  marks.area.forEach((area, i) => {
    const x = marks.x[i] * view.scale - view.left;
    const y = marks.y[i] * view.scale - view.top;
    pixelCount[area] += fillDisc(index, extent, view, x, y, radius, area + 1);
  });
  for (let area = 0; area < count; area++) {
    if (!arcs.isVisible[area] || pixelCount[area] > 0) continue;
    const place = findPlace(arcs.geometry, area, view.scale);
    const x = Math.floor(place.x * view.scale - view.left);
    const y = Math.floor(place.y * view.scale - view.top);
    const at = findFreePixel(index, view, x, y, pixelCount);
    if (at < 0) continue;
    const owner = index[at] - 1;
    if (owner >= 0 && owner < count) pixelCount[owner]--;
    index[at] = area + 1;
    extent.add(Math.floor(at / view.width), at % view.width, (at % view.width) + 1);
    pixelCount[area] = 1;
  }
}

/** A place in an area that got no pixel, in the world square: mostly so small an area that the middle will do. */
function findPlace(geometry, area, scale) {
  const [west, north, east, south] = geometry.areaBounds.subarray(4 * area, 4 * area + 4);
  const isTiny = Math.max(east - west, south - north) * scale < 2;
  return isTiny ? { x: (west + east) / 2, y: (north + south) / 2 } : findPoint(geometry, area);
}

function fillDisc(index, extent, { width, height }, centreX, centreY, radius, value) {
  let filled = 0;
  const lastRow = Math.min(height - 1, Math.ceil(centreY + radius));
  const lastColumn = Math.min(width - 1, Math.ceil(centreX + radius));
  for (let row = Math.max(0, Math.floor(centreY - radius)); row <= lastRow; row++) {
    for (let column = Math.max(0, Math.floor(centreX - radius)); column <= lastColumn; column++) {
      const dx = column + 0.5 - centreX;
      const dy = row + 0.5 - centreY;
      if (dx * dx + dy * dy > radius * radius || index[row * width + column] !== 0) continue;
      index[row * width + column] = value;
      extent.add(row, column, column + 1);
      filled++;
    }
  }
  return filled;
}

function findFreePixel(index, { width, height }, x, y, pixelCount) {
  for (let distance = 0; distance <= SEARCH_RADIUS; distance++) {
    for (let dy = -distance; dy <= distance; dy++) {
      const step = Math.abs(dy) === distance ? 1 : 2 * distance;
      for (let dx = -distance; dx <= distance; dx += step) {
        const column = x + dx;
        const row = y + dy;
        if (column < 0 || row < 0 || column >= width || row >= height) continue;
        const owner = index[row * width + column];
        if (owner === 0 || owner > pixelCount.length || pixelCount[owner - 1] > 1) return row * width + column;
      }
    }
  }
  return -1;
}
