// A geometry: flat typed arrays that a worker can hand over without copying, whichever file they came from.

import { findPoints } from "./points.js";
import { worldX, worldY } from "./projection.js";

const NO_AREA = -1;

/**
 * The geometry of decoded arcs and areas and of what the file says beside them (`extra`: the "baophu" member; `codes`
 * of the areas, in order). It has
 * `arcStart` (arc → first point), `x`, `y` (world square), `areaRing` (area → first ring), `ringArc` (ring → first
 * reference), `references` (arc, or ~arc when walked backwards), `areaBounds` and `arcBounds` (west, north, east,
 * south in the world square), `arcAreas` (two areas per arc, -1 for none), `groups` (level → index of the parent of
 * each area), `codes` (level → codes), `marks`, and `points` (see points.js), found when first asked for. Throws
 * TypeError where the parts do not fit one another.
 */
export function completeGeometry(extra, codes, parts) {
  const count = codes.length;
  const geometry = {
    vintageId: extra.vintage_id,
    scope: extra.scope_code,
    scale: extra.scale,
    count,
    ...parts,
    ...decodeLevels(extra.levels ?? {}, codes),
    marks: decodeMarks(extra.marks ?? [], count),
  };
  checkRuns(geometry);
  checkReferences(geometry);
  geometry.areaBounds = boundAreas(geometry);
  geometry.arcAreas = findSides(geometry);
  return givePoints(geometry);
}

/** The buffers of a geometry, which a worker hands over with it; then `givePoints` makes it whole. */
export function listBuffers(geometry) {
  const parts = [geometry, geometry.groups, geometry.marks].flatMap((part) => Object.values(part));
  return parts.filter(ArrayBuffer.isView).map(({ buffer }) => buffer);
}

/** Let a geometry find its points when they are first asked for: a first picture does without most of them. */
export function givePoints(geometry) {
  let points = null;
  return Object.defineProperty(geometry, "points", { get: () => (points ??= findPoints(geometry)) });
}

function decodeLevels(levels, lowest) {
  const groups = {};
  const codes = { lowest };
  for (const [level, { codes: parents, sizes }] of Object.entries(levels)) {
    const group = new Int32Array(lowest.length);
    let area = 0;
    if (parents.length !== sizes.length || !sizes.every((size) => Number.isInteger(size) && size >= 0)) {
      throw new TypeError(`the sizes of «${level}» are none`);
    }
    sizes.forEach((size, parent) => {
      group.fill(parent, area, area + size);
      area += size;
    });
    if (area !== lowest.length) throw new TypeError(`the sizes of «${level}» add up to ${area}`);
    groups[level] = group;
    codes[level] = parents;
  }
  return { groups, codes };
}

function decodeMarks(marks, count) {
  if (!marks.every(([area]) => Number.isInteger(area) && area >= 0 && area < count)) throw new TypeError("a mark names no area");
  return {
    area: Int32Array.from(marks, (mark) => mark[0]),
    x: Float64Array.from(marks, (mark) => worldX(mark[1])),
    y: Float64Array.from(marks, (mark) => worldY(mark[2])),
  };
}

function checkRuns({ count, areaRing, ringArc, references }) {
  const last = ringArc.length - 1;
  if (areaRing.length !== count + 1 || areaRing[count] !== last || ringArc[last] !== references.length) {
    throw new TypeError("areas, rings and arcs do not fit one another");
  }
}

function checkReferences({ arcCount, references }) {
  for (let i = 0; i < references.length; i++) {
    if (!((references[i] < 0 ? ~references[i] : references[i]) < arcCount)) throw new TypeError(`no arc ${references[i]}`);
  }
}

/** Bounds that hold nothing yet. */
export function emptyBounds(count) {
  const bounds = new Float64Array(4 * count);
  for (let i = 0; i < bounds.length; i += 4) {
    bounds[i] = bounds[i + 1] = Infinity;
    bounds[i + 2] = bounds[i + 3] = -Infinity;
  }
  return bounds;
}

function widen(bounds, at, west, north, east, south) {
  if (west < bounds[at]) bounds[at] = west;
  if (north < bounds[at + 1]) bounds[at + 1] = north;
  if (east > bounds[at + 2]) bounds[at + 2] = east;
  if (south > bounds[at + 3]) bounds[at + 3] = south;
}

function boundAreas({ count, areaRing, ringArc, references, arcBounds, marks }) {
  const bounds = emptyBounds(count);
  for (let area = 0; area < count; area++) {
    for (let i = ringArc[areaRing[area]]; i < ringArc[areaRing[area + 1]]; i++) {
      const arc = references[i] < 0 ? ~references[i] : references[i];
      const at = 4 * arc;
      widen(bounds, 4 * area, arcBounds[at], arcBounds[at + 1], arcBounds[at + 2], arcBounds[at + 3]);
    }
  }
  marks.area.forEach((area, i) => widen(bounds, 4 * area, marks.x[i], marks.y[i], marks.x[i], marks.y[i]));
  return bounds;
}

function findSides({ count, arcCount, areaRing, ringArc, references }) {
  const sides = new Int32Array(2 * arcCount).fill(NO_AREA);
  for (let area = 0; area < count; area++) {
    for (let i = ringArc[areaRing[area]]; i < ringArc[areaRing[area + 1]]; i++) {
      const at = 2 * (references[i] < 0 ? ~references[i] : references[i]);
      sides[sides[at] === NO_AREA ? at : at + 1] = area;
    }
  }
  return sides;
}
