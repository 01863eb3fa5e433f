// Outlines of another vintage over the colours: dashed lines that nobody can choose.

import { COMMUNE, HIDDEN, lowestRank, MANAGING_UNIT, OUTER, PROVINCE, rankArcs } from "./borders.js";
import { loadGeometry } from "./geometry_source.js";
import { ScreenArcs, traceArc } from "./screen_arcs.js";

const KEPT = 8; // files decoded
const LEAST_SIDE = 7; // CSS pixels; dashes around smaller areas would be a carpet
const FILLED = 0.7; // an area beside the box around it
const LARGER = 1.2; // as large as own areas, to lie above them
const STROKES = [[1.9, "rgba(255, 255, 255, 0.75)", []], [1.1, "#14191e", [4, 3]]];
const STROKES_ABOVE = [[3.6, "rgba(255, 255, 255, 0.9)", []], [1.9, "#14191e", [7, 3]]];
const keptSides = new WeakMap(); // geometry → see measureSides
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
    this.#files = geometries.map((geometry) => ({
      geometry,
      arcs: new ScreenArcs(geometry),
      ranks: rankArcs(geometry),
      sides: keepSides(geometry),
    }));
  }

  /** Whether areas are usually larger here than in the geometry of a map: drawn above its borders. */
  areLargerThan(geometry) {
    const counts = this.#files.map((file) => file.sides.length);
    const all = this.#files.reduce((sum, file, at) => sum + usualSide(file.sides) * counts[at], 0);
    const count = counts.reduce((sum, one) => sum + one, 0);
    return all / Math.max(count, 1) > LARGER * usualSide(keepSides(geometry));
  }

  /** Draw the borders of `level` and above in a view. */
  draw(context, view, level, { isAbove = false } = {}) {
    context.save();
    context.beginPath();
    for (const file of this.#files) {
      file.arcs.project(view);
      traceBorders(context, file, findLowest(file, view, level), (LEAST_SIDE * view.density) / view.scale);
    }
    context.lineJoin = "round";
    for (const [width, color, dashes] of isAbove ? STROKES_ABOVE : STROKES) {
      context.lineWidth = width * view.density;
      context.strokeStyle = color;
      context.setLineDash(dashes.map((length) => length * view.density));
      context.stroke();
    }
    context.restore();
  }
}

/** Trace the borders from rank `lowest` up; between communes both smaller than `leastSide` there would be dashes only. */
function traceBorders(context, { geometry, arcs, ranks, sides }, lowest, leastSide) {
  const { arcAreas } = geometry;
  const highest = geometry.scope === "VN" ? PROVINCE : OUTER; // the coast of a country is that of any vintage
  for (let arc = 0; arc < ranks.length; arc++) {
    if (ranks[arc] === HIDDEN || ranks[arc] < lowest || ranks[arc] > highest) continue;
    const isCrowded = Math.max(sides[arcAreas[2 * arc]], sides[arcAreas[2 * arc + 1]] ?? 0) < leastSide;
    if (ranks[arc] !== COMMUNE || !isCrowded) traceArc(context, arcs, arc);
  }
}

/** The least rank whose areas are large enough in this view, from that of the level drawn. */
function findLowest({ geometry, sides }, view, level) {
  const wanted = lowestRank(level, geometry.groups);
  const side = (usualSide(sides) * view.scale) / view.density;
  const { managing_unit: units } = geometry.codes;
  const unitSide = units ? side * Math.sqrt(geometry.count / units.length) : 0;
  if (side >= LEAST_SIDE) return wanted;
  if (unitSide >= LEAST_SIDE) return Math.max(wanted, MANAGING_UNIT);
  return geometry.groups.province ? PROVINCE : Math.max(wanted, units ? MANAGING_UNIT : COMMUNE);
}

function usualSide(sides) {
  const known = sides.filter((side) => side > 0);
  return known.reduce((sum, side) => sum + side, 0) / Math.max(known.length, 1);
}

function keepSides(geometry) {
  if (!keptSides.has(geometry)) keptSides.set(geometry, measureSides(geometry));
  return keptSides.get(geometry);
}

/** The side of each area of the lowest level, in the units of the file; 0 where it is not known. */
function measureSides({ areaBounds, count }) {
  return Float64Array.from({ length: count }, (_nothing, area) => {
    const [west, south, east, north] = areaBounds.subarray(4 * area, 4 * area + 4);
    const square = (east - west) * (north - south);
    return square > 0 && Number.isFinite(square) ? FILLED * Math.sqrt(square) : 0;
  });
}
