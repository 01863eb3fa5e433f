// From an arc file (geodata/layers/arc_file.py) to the flat typed arrays of a geometry: no text, no small objects.

import { completeGeometry } from "./geometry.js";
import { worldX, worldY } from "./projection.js";

const MAGIC = 0x31415042; // "BPA1"

/** Whether bytes (an ArrayBuffer) begin as an arc file does. */
export function isArcFile(bytes) {
  return bytes.byteLength > 8 && new DataView(bytes).getUint32(0, true) === MAGIC;
}

/** Decode an arc file (an ArrayBuffer) into a geometry (geometry.js). Throws TypeError where it is none. */
export function decodeArcFile(bytes) {
  if (!isArcFile(bytes)) throw new TypeError("not an arc file");
  const length = new DataView(bytes).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, length)));
  const { areas, rings, references, arcs, points } = header.counts;
  if (![areas, rings, references, arcs, points].every((count) => Number.isInteger(count) && count >= 0)) {
    throw new TypeError("an arc file whose header counts nothing");
  }
  const planes = new Uint8Array(bytes, 8 + length);
  if (planes.length !== 2 * areas + 2 * rings + 3 * references + 2 * arcs + 6 * points) {
    throw new TypeError("an arc file of another length than its header says");
  }
  let at = 0;
  const take = (count, width) => planes.subarray(at, (at += count * width));
  return completeGeometry(header.baophu, header.codes, {
    areaRing: sumUp(take(areas, 2), areas, rings),
    ringArc: sumUp(take(rings, 2), rings, references),
    references: readSteps(take(references, 3), references),
    ...readArcs(sumUp(take(arcs, 2), arcs, points), take(points, 3), take(points, 3), header.transform),
  });
}

/** Where each of `count` runs begins and the last ends, from their lengths in two planes, which add up to `total`. */
function sumUp(planes, count, total) {
  const starts = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) starts[i + 1] = starts[i] + (planes[i] | (planes[count + i] << 8));
  // Before anything is laid out by it: a file of a megabyte may name more points than a machine holds.
  if (starts[count] !== total) throw new TypeError(`runs of an arc file add up to ${starts[count]} of ${total}`);
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

function readArcs(arcStart, stepsX, stepsY, { scale, translate }) {
  const arcCount = arcStart.length - 1;
  const count = arcStart[arcCount];
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  const arcBounds = new Float64Array(4 * arcCount);
  let column = 0;
  let row = 0;
  for (let arc = 0, point = 0; arc < arcCount; arc++) {
    let west = Infinity;
    let east = -Infinity;
    let south = -Infinity; // world y grows south
    let north = Infinity;
    for (const end = arcStart[arc + 1]; point < end; point++) {
      const right = stepsX[point] | (stepsX[count + point] << 8) | (stepsX[2 * count + point] << 16);
      const up = stepsY[point] | (stepsY[count + point] << 8) | (stepsY[2 * count + point] << 16);
      column += (right >> 1) ^ -(right & 1);
      row += (up >> 1) ^ -(up & 1);
      const px = (x[point] = worldX(column * scale[0] + translate[0]));
      const py = (y[point] = worldY(row * scale[1] + translate[1]));
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
  return { arcCount, arcStart, x, y, arcBounds };
}
