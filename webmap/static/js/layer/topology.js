// From TopoJSON with its "baophu" member to a geometry: for files that no server of ours has made ready.

import { completeGeometry, emptyBounds } from "./geometry.js";
import { worldX, worldY } from "./projection.js";

/** Decode a parsed TopoJSON object into a geometry (geometry.js). Throws TypeError where it is no such topology. */
export function decodeTopology(topology) {
  const extra = topology?.baophu;
  const geometries = topology?.objects?.areas?.geometries;
  if (topology?.type !== "Topology" || !Array.isArray(topology.arcs) || !geometries || !extra) {
    throw new TypeError("not a TopoJSON topology with an object «areas» and a member «baophu»");
  }
  const codes = geometries.map((geometry) => String(geometry.id));
  return completeGeometry(extra, codes, { ...decodeAreas(geometries), ...decodeArcs(topology) });
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

function decodeAreas(geometries) {
  const areaRing = new Int32Array(geometries.length + 1);
  const ringEnds = [0];
  const references = [];
  geometries.forEach((geometry, area) => {
    for (const ring of ringsOf(geometry)) {
      references.push(...ring);
      ringEnds.push(references.length);
    }
    areaRing[area + 1] = ringEnds.length - 1;
  });
  return { areaRing, ringArc: Int32Array.from(ringEnds), references: Int32Array.from(references) };
}
