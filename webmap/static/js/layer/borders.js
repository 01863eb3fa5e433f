// Borders by rank, from the two areas beside each arc.

import { traceArc } from "./screen_arcs.js";

export const HIDDEN = 0;
export const COMMUNE = 1;
export const MANAGING_UNIT = 2;
export const PROVINCE = 3;
export const OUTER = 4; // coast, or the edge of what was loaded

const STYLES = {
  [COMMUNE]: { width: 0.6, color: "40, 48, 56" },
  [MANAGING_UNIT]: { width: 0.9, color: "40, 48, 56" },
  [PROVINCE]: { width: 1.4, color: "28, 34, 40" },
  [OUTER]: { width: 1, color: "28, 34, 40" },
};
const STRONG_WIDTH = 1.3;
const LEAST_SIDE = 4; // CSS pixels; below, hairlines would be all that is seen
const UNIT_SIDES = 4; // a unit is some 16 communes: four times as wide
const CASED_SIDE = 16; // CSS pixels; around smaller areas a casing would be more than their colour
const CASING = { width: 2, color: "rgba(255, 255, 255, 0.85)" }; // beyond the line, for readers who ask for more contrast
const moreContrast = globalThis.matchMedia?.("(prefers-contrast: more)"); // none in a worker: its picture stands a frame
const LEVEL_RANKS = { province: PROVINCE, managing_unit: MANAGING_UNIT };

/** The rank of each arc: the highest level at which its two sides differ. */
export function rankArcs({ arcCount, arcAreas, groups }) {
  const ranks = new Uint8Array(arcCount);
  for (let arc = 0; arc < arcCount; arc++) {
    const one = arcAreas[2 * arc];
    const other = arcAreas[2 * arc + 1];
    if (one < 0 || one === other) ranks[arc] = HIDDEN;
    else if (other < 0) ranks[arc] = OUTER;
    else if (groups.province && groups.province[one] !== groups.province[other]) ranks[arc] = PROVINCE;
    else if (groups.managing_unit && groups.managing_unit[one] !== groups.managing_unit[other]) {
      ranks[arc] = MANAGING_UNIT;
    } else ranks[arc] = COMMUNE;
  }
  return ranks;
}

/** The lowest rank drawn when areas of `level` are coloured. */
export function lowestRank(level, groups) {
  return groups[level] ? LEVEL_RANKS[level] : COMMUNE;
}

/**
 * Draw all borders from `lowest` up; `sideLength` is the usual side of an area in CSS pixels. `isStrong` makes the lesser
 * ones stand out from dashes below them.
 */
export function drawBorders(context, arcs, ranks, { lowest, sideLength, density, isStrong = false }) {
  const least = sideLength < LEAST_SIDE ? Math.max(lowest, MANAGING_UNIT) : lowest;
  for (let rank = least; rank <= OUTER; rank++) {
    context.beginPath();
    for (let arc = 0; arc < ranks.length; arc++) if (ranks[arc] === rank) traceArc(context, arcs, arc);
    strokeRank(context, rank, { sideLength, density, isStrong });
  }
}

/** Stroke the borders of one rank that were traced; see `drawBorders`. */
export function strokeRank(context, rank, { sideLength, density, isStrong = false }) {
  const { width, color } = STYLES[rank];
  const isCased = moreContrast?.matches && (rank >= PROVINCE || sideLength >= CASED_SIDE);
  const isLifted = (isStrong || isCased) && rank < PROVINCE;
  if (isCased) {
    context.lineWidth = (width + CASING.width) * density;
    context.strokeStyle = CASING.color;
    context.stroke();
  }
  context.lineWidth = (isLifted ? STRONG_WIDTH : width) * density;
  context.strokeStyle = `rgba(${color}, ${isLifted ? 0.9 : strengthOf(rank, sideLength)})`;
  context.stroke();
}

function strengthOf(rank, sideLength) {
  if (rank === COMMUNE) return hairlineStrength(sideLength);
  if (rank === MANAGING_UNIT) return Math.min(0.85, hairlineStrength(sideLength * UNIT_SIDES) + 0.15);
  return 0.85;
}

/** Where areas are small their borders would hide their colours: they fade with the size of the areas. */
function hairlineStrength(sideLength) {
  return Math.min(0.6, Math.max(0.1, (sideLength - 2) / 40));
}

/** Append the outline of a set of areas: arcs with one side within it and one outside. */
export function traceOutline(path, arcs, isWithin) {
  const { arcAreas, arcCount } = arcs.geometry;
  for (let arc = 0; arc < arcCount; arc++) {
    const one = arcAreas[2 * arc];
    const other = arcAreas[2 * arc + 1];
    if ((one >= 0 && isWithin(one)) !== (other >= 0 && isWithin(other))) traceArc(path, arcs, arc);
  }
}
