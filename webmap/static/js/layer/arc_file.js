// From an arc file (geodata/layers/arc_file.py) to the flat typed arrays of a geometry: no text, no small objects.

import { completeGeometry } from "./geometry.js";
import { worldX, worldY } from "./projection.js";
import { readStep, walkRings } from "./ring_walk.js";

const OLD_MAGIC = 0x31415042; // "BPA1": references and points written out
const MAGIC = 0x32415042; // "BPA2": what follows from the walk along the rings is left out (ring_walk.js)

/** Whether bytes (an ArrayBuffer) begin as an arc file does. */
export function isArcFile(bytes) {
  return bytes.byteLength > 8 && [MAGIC, OLD_MAGIC].includes(new DataView(bytes).getUint32(0, true));
}

/** Decode an arc file (an ArrayBuffer) into a geometry (geometry.js). Throws TypeError where it is none. */
export function decodeArcFile(bytes) {
  if (!isArcFile(bytes)) throw new TypeError("not an arc file");
  const length = new DataView(bytes).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, length)));
  const { areas, rings, references, arcs, points, far = 0 } = header.counts;
  if (![areas, rings, references, arcs, points, far].every((count) => Number.isInteger(count) && count >= 0)) {
    throw new TypeError("an arc file whose header counts nothing");
  }
  const isOld = new DataView(bytes).getUint32(0, true) === OLD_MAGIC;
  const planes = new Uint8Array(bytes, 8 + length);
  const walked = isOld ? 3 * references : references + 3 * far;
  if (planes.length !== 2 * areas + 2 * rings + walked + 2 * arcs + 6 * points) {
    throw new TypeError("an arc file of another length than its header says");
  }
  let at = 0;
  const take = (count, width) => planes.subarray(at, (at += count * width));
  const areaRing = sumUp(take(areas, 2), areas, rings);
  const ringArc = sumUp(take(rings, 2), rings, references);
  if (isOld) {
    const numbers = readSteps(take(references, 3), references);
    const parts = readArcs(sumUp(take(arcs, 2), arcs, points), take(points, 3), take(points, 3), header.transform);
    return completeGeometry(header.baophu, header.codes, { areaRing, ringArc, references: numbers, ...parts });
  }
  const walk = { ringArc, tokens: take(references, 1), far: take(far, 3), farCount: far };
  const arcStart = sumUp(take(arcs, 2), arcs, points, arcs); // of a joined arc the first point is not written
  const parts = walkRings({ ...walk, arcStart, stepsX: take(points, 3), stepsY: take(points, 3) });
  return completeGeometry(header.baophu, header.codes, { areaRing, ringArc, ...placeArcs(parts, header.transform) });
}

/**
 * Where each of `count` runs begins and the last ends, from their lengths in two planes, which add up to `total`, or to
 * at most `more` beyond.
 */
function sumUp(planes, count, total, more = 0) {
  const starts = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) starts[i + 1] = starts[i] + (planes[i] | (planes[count + i] << 8));
  // Before anything is laid out by it: a file of a megabyte may name more points than a machine holds.
  if (starts[count] < total || starts[count] > total + more) throw new TypeError(`runs of an arc file add up to ${starts[count]} of ${total}`);
  return starts;
}

/** Numbers from zigzag steps in three planes. */
function readSteps(planes, count) {
  const numbers = new Int32Array(count);
  let number = 0;
  for (let i = 0; i < count; i++) {
    const step = planes[i] | (planes[count + i] << 8) | (planes[2 * count + i] << 16);
    numbers[i] = number += (step >> 1) ^ -(step & 1);
  }
  return numbers;
}

function readArcs(arcStart, stepsX, stepsY, transform) {
  const count = arcStart.at(-1);
  const columns = new Int32Array(count);
  const rows = new Int32Array(count);
  let column = 0;
  let row = 0;
  for (let point = 0; point < count; point++) {
    columns[point] = column += readStep(stepsX, point, count);
    rows[point] = row += readStep(stepsY, point, count);
  }
  return placeArcs({ arcStart, columns, rows }, transform);
}

/** Arcs on the grid as arcs in the world square, with their bounds. */
function placeArcs({ arcStart, columns, rows, ...more }, { scale, translate }) {
  const arcCount = arcStart.length - 1;
  const x = new Float64Array(columns.length);
  const y = new Float64Array(columns.length);
  const arcBounds = new Float64Array(4 * arcCount);
  for (let arc = 0, point = 0; arc < arcCount; arc++) {
    let west = Infinity;
    let east = -Infinity;
    let south = -Infinity; // world y grows south
    let north = Infinity;
    for (const end = arcStart[arc + 1]; point < end; point++) {
      const px = (x[point] = worldX(columns[point] * scale[0] + translate[0]));
      const py = (y[point] = worldY(rows[point] * scale[1] + translate[1]));
      if (px < west) west = px;
      if (px > east) east = px;
      if (py < north) north = py;
      if (py > south) south = py;
    }
    const at = 4 * arc;
    arcBounds[at] = west;
    arcBounds[at + 1] = north;
    arcBounds[at + 2] = east;
    arcBounds[at + 3] = south;
  }
  return { arcCount, arcStart, x, y, arcBounds, ...more };
}
