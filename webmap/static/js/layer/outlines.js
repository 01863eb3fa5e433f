// Outlines of another vintage over the colours: dashed lines that nobody can choose, below the map's own borders.

import { COMMUNE, HIDDEN, lowestRank, MANAGING_UNIT, OUTER, PROVINCE, rankArcs } from "./borders.js";
import { loadGeometry } from "./geometry_source.js";
import { ScreenArcs, traceArc } from "./screen_arcs.js";

const KEPT = 8; // files decoded
const LEAST_SIDE = 7; // CSS pixels; dashes around smaller areas would be a carpet
const STROKES = [[1.9, "rgba(255, 255, 255, 0.75)", []], [1.1, "#14191e", [4, 3]]];
const kept = new Map(); // URL → promise of a geometry

/** A promise of the outlines in the files at `urls`; the last few files stay decoded. */
export async function loadOutlines(urls) {
  return new Outlines(await Promise.all(urls.map(keepGeometry)));
}

function keepGeometry(url) {
  if (!kept.has(url)) {
    const promise = loadGeometry(url);
    promise.catch(() => kept.delete(url));
    kept.set(url, promise);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  }
  return kept.get(url);
}

class Outlines {
  #files;

  constructor(geometries) {
    this.#files = geometries.map((geometry) => ({ geometry, arcs: new ScreenArcs(geometry), ranks: rankArcs(geometry) }));
  }

  /** Draw the borders of `level` and above in a view. */
  draw(context, view, level) {
    context.save();
    context.beginPath();
    for (const file of this.#files) {
      file.arcs.project(view);
      traceBorders(context, file, findLowest(file.geometry, view, level));
    }
    context.lineJoin = "round";
    for (const [width, color, dashes] of STROKES) {
      context.lineWidth = width * view.density;
      context.strokeStyle = color;
      context.setLineDash(dashes.map((length) => length * view.density));
      context.stroke();
    }
    context.restore();
  }
}

function traceBorders(context, { geometry, arcs, ranks }, lowest) {
  const highest = geometry.scope === "VN" ? PROVINCE : OUTER; // the coast of a country is that of any vintage
  for (let arc = 0; arc < ranks.length; arc++) {
    if (ranks[arc] !== HIDDEN && ranks[arc] >= lowest && ranks[arc] <= highest) traceArc(context, arcs, arc);
  }
}

/** The least rank whose areas are large enough in this view, from that of the level drawn. */
function findLowest(geometry, view, level) {
  const wanted = lowestRank(level, geometry.groups);
  const side = measureSide(geometry, view);
  const { managing_unit: units } = geometry.codes;
  const unitSide = units ? side * Math.sqrt(geometry.count / units.length) : 0;
  if (side >= LEAST_SIDE) return wanted;
  if (unitSide >= LEAST_SIDE) return Math.max(wanted, MANAGING_UNIT);
  return geometry.groups.province ? PROVINCE : Math.max(wanted, units ? MANAGING_UNIT : COMMUNE);
}

/** The usual side of an area of the lowest level, in CSS pixels. */
function measureSide({ areaBounds, count }, { scale, density }) {
  let sum = 0;
  let known = 0;
  for (let at = 0; at < 4 * count; at += 4) {
    const square = (areaBounds[at + 2] - areaBounds[at]) * (areaBounds[at + 3] - areaBounds[at + 1]);
    if (!(square > 0 && Number.isFinite(square))) continue;
    sum += Math.sqrt(square);
    known += 1;
  }
  return known ? (0.7 * sum * scale) / (known * density) : 0;
}
