// A drawing of the country in which some provinces are drawn as their own files have them, the others from its outlines.
// Where the two differ along their common border, the detail wins; what neither has gets the areas next to it.

import { lookAcross, traceAcross } from "./across.js";
import { drawBorders, HIDDEN, OUTER, PROVINCE, rankArcs, strokeRank } from "./borders.js";
import { NEAR_ZOOM } from "./detail_call.js";
import { settleGaps } from "./gaps.js";
import { Rasteriser } from "./raster.js";
import { ScreenArcs, traceArc } from "./screen_arcs.js";

const rasteriser = new Rasteriser();

export class DetailedView {
  #drawing;
  #parts = new Map(); // province → see #openPart
  #shown = []; // the parts that the view shows
  #isDetailed = null; // of each area of the country
  kept; // province → {geometry, first}
  marked = null; // arcs of the country with the islets of the view

  constructor(drawing, kept) {
    this.#drawing = drawing;
    this.kept = kept;
  }

  /** The same for a copy of the drawing in another view. */
  copyFor(drawing) {
    return new DetailedView(drawing, this.kept);
  }

  /** This, where a view is near enough and shows a province that is there; null where the outline does. */
  near(view) {
    if (view.zoom < NEAR_ZOOM || !this.kept.size || this.#drawing.hasAside) return null;
    this.#parts = new Map([...this.kept].map(([code, province]) => [code, this.#openPart(code, province)]));
    this.#shown = [...this.#parts.values()].filter(({ arcs }) => {
      arcs.project(view);
      return arcs.isVisible.includes(1);
    });
    return this.#shown.length ? this : null;
  }

  /** Write the pixel index of a view; returns how many pixels each area has. */
  fill(arcs, view, index, extent) {
    const { geometry } = this.#drawing;
    const isDetailed = (this.#isDetailed = new Uint8Array(geometry.count));
    for (const { first, geometry: own } of this.#shown) isDetailed.fill(1, first, first + own.count);
    const only = (wanted) => ({ ...arcs, isVisible: arcs.isVisible.map((seen, area) => seen & (isDetailed[area] === wanted)) });
    const gap = geometry.count + 2; // what an outline has and its detail may not
    rasteriser.fill(only(1), view, index, extent, gap);
    rasteriser.fill(only(0), view, index, extent);
    for (const part of this.#shown) rasteriser.fill(part.arcs, view, index, extent, 0, part.first);
    settleGaps({ index, view, extent, gap, isDetailed, province: geometry.groups.province });
    this.marked = { geometry: { ...geometry, marks: this.#gatherMarks() }, isVisible: arcs.isVisible };
    for (const part of this.#shown) part.across = lookAcross(part, view, index, geometry.groups.province);
    return countPixels(index, extent, view.width, geometry.count);
  }

  /** Draw borders as `drawBorders` does. */
  drawBorders(context, style) {
    const { arcs, geometry, ranks } = this.#drawing;
    drawBorders(context, arcs, ranks.map((rank, arc) => (this.#isOutline(geometry, arc) ? rank : HIDDEN)), style);
    for (const part of this.#shown) drawBorders(context, part.arcs, this.#rankInner(part), style);
    for (const rank of [PROVINCE, OUTER]) {
      context.beginPath();
      for (const part of this.#shown) traceAcross(context, part, (own, other) => this.#rankAcross(own, other) === rank);
      strokeRank(context, rank, style);
    }
  }

  /** Append the outline of a set of areas of the country: what lies between one of them and none. */
  traceOutline(path, isWithin) {
    const { arcs, geometry } = this.#drawing;
    const holds = (area) => area >= 0 && isWithin(area);
    for (let arc = 0; arc < geometry.arcCount; arc++) {
      const [one, other] = [geometry.arcAreas[2 * arc], geometry.arcAreas[2 * arc + 1]];
      if (holds(one) !== holds(other) && this.#isOutline(geometry, arc)) traceArc(path, arcs, arc);
    }
    for (const part of this.#shown) {
      const { arcAreas, arcCount } = part.geometry;
      for (let arc = 0; arc < arcCount; arc++) {
        const [one, other] = [arcAreas[2 * arc], arcAreas[2 * arc + 1]];
        if (other >= 0 && isWithin(part.first + one) !== isWithin(part.first + other)) traceArc(path, part.arcs, arc);
      }
      const isEdge = (own, other) => isWithin(own) !== holds(other) && (isWithin(own) || !this.#isDetailed[other]);
      traceAcross(path, part, isEdge);
    }
  }

  #openPart(code, { geometry, first }) {
    const part = this.#parts.get(code);
    if (part?.geometry === geometry) return part;
    return { geometry, first, arcs: new ScreenArcs(geometry), across: new Int32Array(geometry.x.length), ranks: null, units: null };
  }

  /** Whether an arc of the country is drawn: its areas are drawn from the outlines, both. */
  #isOutline({ arcAreas }, arc) {
    return !this.#isDetailed[arcAreas[2 * arc]] && !this.#isDetailed[arcAreas[2 * arc + 1]];
  }

  /** Ranks of the arcs within a province; its edge is drawn by what lies across. */
  #rankInner(part) {
    const units = this.#drawing.geometry.groups.managing_unit;
    if (part.ranks && part.units === units) return part.ranks;
    const { geometry, first } = part;
    const groups = units ? { managing_unit: units.subarray(first, first + geometry.count) } : {};
    part.units = units;
    part.ranks = rankArcs({ ...geometry, groups }).map((rank) => (rank === OUTER ? HIDDEN : rank));
    return part.ranks;
  }

  /** Borders between two provinces in detail stand in both files, and are drawn from the first. */
  #rankAcross(own, other) {
    if (other < 0) return OUTER;
    return this.#isDetailed[other] && other < own ? HIDDEN : PROVINCE;
  }

  #gatherMarks() {
    const { marks } = this.#drawing.geometry;
    const found = [...marks.area.keys()].filter((i) => !this.#isDetailed[marks.area[i]]);
    const gathered = found.map((i) => [marks.area[i], marks.x[i], marks.y[i]]);
    for (const { first, geometry } of this.#shown) {
      geometry.marks.area.forEach((area, i) => gathered.push([first + area, geometry.marks.x[i], geometry.marks.y[i]]));
    }
    const [area, x, y] = [0, 1, 2].map((part) => gathered.map((mark) => mark[part]));
    return { area: Int32Array.from(area), x: Float64Array.from(x), y: Float64Array.from(y) };
  }
}

function countPixels(index, { first, last }, width, count) {
  const pixelCount = new Uint32Array(count);
  for (let row = 0; row < first.length; row++) {
    for (let at = row * width + first[row]; at <= row * width + last[row]; at++) if (index[at]) pixelCount[index[at] - 1]++;
  }
  return pixelCount;
}
