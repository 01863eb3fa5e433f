// The areas of one level of a geometry: positions, codes and points, whichever level is coloured.

import { findGroupPoints } from "./points.js";

const FAR = 2.5 / 360; // degrees, in the world square

export class LevelAreas {
  #points = null;

  constructor(geometry, level) {
    this.geometry = geometry;
    this.level = level;
    this.group = geometry.groups[level] ?? null; // null: the lowest level itself
    this.codes = this.group ? geometry.codes[level] : geometry.codes.lowest;
  }

  /** Position at this level of an area of the lowest level; -1 for none. */
  positionOfArea(area) {
    return area < 0 || !this.group ? area : this.group[area];
  }

  /** Points inside the areas of this level, in the world square, and their sizes. */
  get points() {
    const { points } = this.geometry;
    this.#points ??= this.group ? findGroupPoints(points, this.group, this.codes.length) : points;
    return this.#points;
  }

  /** Bounds of all areas: `[west, north, east, south]` in the world square. */
  bounds() {
    return this.#boundsWhere(() => true);
  }

  /**
   * Bounds of the areas at these positions (null: at all), without what lies far off: Trường Sa would shrink the rest of
   * its province to a stamp. Far is measured from the centre of mass.
   */
  mainBounds(positions = null) {
    const wanted = positions && new Set(positions);
    const isWanted = (area) => !wanted || wanted.has(this.positionOfArea(area));
    const { count, points } = this.geometry;
    const { pointX, pointY, size } = points;
    let [mass, x, y] = [0, 0, 0];
    for (let area = 0; area < count; area++) {
      if (!isWanted(area) || !(size[area] > 0)) continue;
      mass += size[area];
      x += size[area] * pointX[area];
      y += size[area] * pointY[area];
    }
    const isNear = (area) => Math.hypot(pointX[area] - x / mass, pointY[area] - y / mass) < FAR;
    return this.#boundsWhere((area) => isWanted(area) && (mass === 0 || isNear(area)));
  }

  /** `mainBounds` of one area. */
  boundsOf(position) {
    return this.mainBounds([position]);
  }

  #boundsWhere(isWanted) {
    const { areaBounds, count } = this.geometry;
    const bounds = [Infinity, Infinity, -Infinity, -Infinity];
    for (let area = 0; area < count; area++) {
      if (!isWanted(area)) continue;
      const at = 4 * area;
      bounds[0] = Math.min(bounds[0], areaBounds[at]);
      bounds[1] = Math.min(bounds[1], areaBounds[at + 1]);
      bounds[2] = Math.max(bounds[2], areaBounds[at + 2]);
      bounds[3] = Math.max(bounds[3], areaBounds[at + 3]);
    }
    return bounds;
  }
}
