// From TopoJSON with its "baophu" member to flat typed arrays that a worker can hand over without copying.

import { findPoints } from "./points.js";
import { worldX, worldY } from "./projection.js";

const NO_AREA = -1;

/**
 * Decode a parsed TopoJSON object into a geometry:
 * `arcStart` (arc → first point), `x`, `y` (world square), `areaRing` (area → first ring), `ringArc` (ring → first
 * reference), `references` (arc, or ~arc when walked backwards), `areaBounds` and `arcBounds` (west, north, east,
 * south in the world square), `arcAreas` (two areas per arc, -1 for none), `groups` (level → index of the parent of
 * each area), `codes` (level → codes), `marks`, and of each area `pointX`, `pointY`, `size` (see points.js). Throws
 * TypeError where the object is no such topology.
 */
export function decodeTopology(topology) {
  const extra = topology?.baophu;
  const geometries = topology?.objects?.areas?.geometries;
  if (topology?.type !== "Topology" || !Array.isArray(topology.arcs) || !geometries || !extra) {
    throw new TypeError("not a TopoJSON topology with an object «areas» and a member «baophu»");
  }
  const arcs = decodeArcs(topology);
  const areas = decodeAreas(geometries, topology.arcs.length);
  const geometry = {
    vintageId: extra.vintage_id,
    scope: extra.scope_code,
    scale: extra.scale,
    count: geometries.length,
    ...arcs,
    ...areas,
    ...decodeLevels(extra.levels ?? {}, geometries),
    marks: decodeMarks(extra.marks ?? [], geometries.length),
  };
  geometry.areaBounds = boundAreas(geometry);
  geometry.arcAreas = findSides(geometry);
  return Object.assign(geometry, findPoints(geometry));
}

/** The buffers of a geometry, to be transferred instead of copied. */
export function listBuffers(geometry) {
  const arrays = [...Object.values(geometry), ...Object.values(geometry.groups), ...Object.values(geometry.marks)];
  return [...new Set(arrays.filter(ArrayBuffer.isView).map((array) => array.buffer))];
}

function decodeArcs({ arcs, transform }) {
  const [scaleX, scaleY] = transform?.scale ?? [1, 1];
  const [shiftX, shiftY] = transform?.translate ?? [0, 0];
  const arcStart = new Int32Array(arcs.length + 1);
  for (let arc = 0; arc < arcs.length; arc++) arcStart[arc + 1] = arcStart[arc] + arcs[arc].length;
  const x = new Float64Array(arcStart[arcs.length]);
  const y = new Float64Array(arcStart[arcs.length]);
  const arcBounds = emptyBounds(arcs.length);
  let point = 0;
  for (let arc = 0; arc < arcs.length; arc++) {
    const positions = arcs[arc];
    let column = 0;
    let row = 0;
    let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < positions.length; i++) {
      // Quantised arcs hold differences, plain ones hold coordinates.
      column = transform ? column + positions[i][0] : positions[i][0];
      row = transform ? row + positions[i][1] : positions[i][1];
      x[point] = worldX(column * scaleX + shiftX);
      y[point++] = worldY(row * scaleY + shiftY);
      if (column < west) west = column;
      if (column > east) east = column;
      if (row < south) south = row;
      if (row > north) north = row;
    }
    if (!positions.length) continue;
    arcBounds[4 * arc] = worldX(west * scaleX + shiftX);
    arcBounds[4 * arc + 1] = worldY(north * scaleY + shiftY);
    arcBounds[4 * arc + 2] = worldX(east * scaleX + shiftX);
    arcBounds[4 * arc + 3] = worldY(south * scaleY + shiftY);
  }
  return { arcCount: arcs.length, arcStart, x, y, arcBounds };
}

function ringsOf(geometry) {
  if (geometry.type === "Polygon") return geometry.arcs;
  if (geometry.type === "MultiPolygon") return geometry.arcs.flat();
  if (geometry.type === null || geometry.type === undefined) return [];
  throw new TypeError(`an area cannot be a ${geometry.type}`);
}

function decodeAreas(geometries, arcCount) {
  const areaRing = new Int32Array(geometries.length + 1);
  const ringEnds = [0];
  const references = [];
  geometries.forEach((geometry, area) => {
    for (const ring of ringsOf(geometry)) {
      for (const reference of ring) {
        if (!((reference < 0 ? ~reference : reference) < arcCount)) throw new TypeError(`no arc ${reference}`);
        references.push(reference);
      }
      ringEnds.push(references.length);
    }
    areaRing[area + 1] = ringEnds.length - 1;
  });
  return { areaRing, ringArc: Int32Array.from(ringEnds), references: Int32Array.from(references) };
}

function decodeLevels(levels, geometries) {
  const groups = {};
  const codes = { lowest: geometries.map((geometry) => String(geometry.id)) };
  for (const [level, { codes: parents, sizes }] of Object.entries(levels)) {
    const group = new Int32Array(geometries.length);
    let area = 0;
    sizes.forEach((size, parent) => {
      group.fill(parent, area, area + size);
      area += size;
    });
    if (area !== geometries.length) throw new TypeError(`the sizes of «${level}» add up to ${area}`);
    groups[level] = group;
    codes[level] = parents;
  }
  return { groups, codes };
}

function decodeMarks(marks, count) {
  if (marks.some(([area]) => !(area >= 0 && area < count))) throw new TypeError("a mark names no area");
  return {
    area: Int32Array.from(marks, (mark) => mark[0]),
    x: Float64Array.from(marks, (mark) => worldX(mark[1])),
    y: Float64Array.from(marks, (mark) => worldY(mark[2])),
  };
}

function emptyBounds(count) {
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
