// What lies above the colours: borders, islets, pilots, picks, events, names. The same for the screen and for print.

import { createMeasure, drawLabels, placeLabels } from "./labels.js";
import { buildCandidates, hasArchipelago } from "./naming.js";
import { worldX, worldY } from "./projection.js";

const DARK = "#14191e";

/**
 * Draw outlines of another vintage, borders, islets and pilots over a cleared canvas: what lies above the colours, without
 * names. Smaller outlines lie below the map's own borders, larger ones above: most of their lines are also own borders.
 */
export function drawForegroundShapes(canvasContext, drawing, decor) {
  const { width, height } = drawing.view;
  canvasContext.setTransform(1, 0, 0, 1, 0, 0);
  canvasContext.clearRect(0, 0, width, height);
  const { outlines } = decor;
  const isAbove = Boolean(outlines?.areLargerThan(drawing.geometry));
  if (!isAbove) outlines?.draw(canvasContext, drawing.view, drawing.areas.level);
  drawing.drawLines(canvasContext, Boolean(outlines) && !isAbove);
  if (isAbove) outlines.draw(canvasContext, drawing.view, drawing.areas.level, { isAbove });
  drawBareIslets(canvasContext, drawing, decor.places);
  drawPilots(canvasContext, drawing, decor.pilots);
  drawClusters(canvasContext, drawing, decor.clusters ?? []);
  drawPicks(canvasContext, drawing, decor.picks ?? []);
  drawEvents(canvasContext, drawing, decor.events ?? []);
}

/**
 * Draw over a cleared canvas. `decor` is `{names, places, pilots, picks, clusters, events, outlines, obstacles}`; `frame` is `{width, height, shiftX,
 * shiftY}` in CSS pixels: the visible part of the canvas, within which no name is cut. Returns the labels placed.
 */
export function drawForeground(canvasContext, drawing, decor, frame) {
  const { density } = drawing.view;
  drawForegroundShapes(canvasContext, drawing, decor);
  const toFrame = (x, y) => {
    const [px, py] = drawing.toPixel(x, y);
    return [px / density - frame.shiftX, py / density - frame.shiftY];
  };
  const visible = { left: 2, top: 2, right: frame.width - 2, bottom: frame.height - 2 };
  const candidates = buildCandidates({
    drawing,
    names: decor.names,
    places: decor.places,
    frame: visible,
    toFrame,
    pixelsPerWorld: drawing.view.scale / density,
    measure: createMeasure(canvasContext),
  });
  const marks = boxMarks(drawing, decor.picks ?? [], toFrame);
  const aside = marks.length ? candidates.map((one) => ({ ...one, mayStepAside: true })) : candidates;
  const labels = placeLabels(aside, visible, [...decor.obstacles, ...marks]);
  drawLabels(canvasContext, labels, { density, shiftX: frame.shiftX, shiftY: frame.shiftY });
  return labels;
}

/** The boxes of the picks' diamonds: no name is written over them. */
function boxMarks(drawing, picks, toFrame) {
  if (!picks.length) return [];
  const { pointX, pointY } = drawing.areas.points;
  const radius = pickRadius(drawing);
  return picks.map((position) => {
    const [x, y] = toFrame(pointX[position], pointY[position]);
    return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
  });
}

function pickRadius(drawing) {
  return Math.min(6.5, Math.max(3, drawing.sideLength() / 4));
}

/** Draw the double outline of a selected area, or the single one of the area under the pointer. */
export function drawOutline(canvasContext, path, density, isSelected) {
  const strokes = isSelected ? [[5.5, DARK], [3.5, "#ffffff"], [1.5, DARK]] : [[3.5, "rgba(255,255,255,0.8)"], [1.8, DARK]];
  canvasContext.lineJoin = "round";
  for (const [width, color] of strokes) {
    canvasContext.lineWidth = width * density;
    canvasContext.strokeStyle = color;
    canvasContext.stroke(path);
  }
}

/** Islets of an archipelago for which the geometry has no area: on the map, without a value. */
function drawBareIslets(canvasContext, drawing, places) {
  if (drawing.geometry.scope !== "VN") return;
  canvasContext.beginPath();
  for (const place of places) {
    if (hasArchipelago(place, drawing.geometry)) continue;
    for (const [lon, lat] of place.islets ?? []) {
      const [x, y] = drawing.toPixel(worldX(lon), worldY(lat));
      canvasContext.moveTo(x, y);
      canvasContext.arc(x, y, 1.5 * drawing.view.density, 0, 2 * Math.PI);
    }
  }
  canvasContext.fillStyle = "#6b7278";
  canvasContext.fill();
}

/** Clusters: a dotted outline of all of them, and a white triangle that points down in each; no colour. */
function drawClusters(canvasContext, drawing, clusters) {
  if (!clusters.length) return;
  const { density } = drawing.view;
  const path = drawing.outlineOfAll(new Set(clusters));
  canvasContext.save();
  canvasContext.lineJoin = "round";
  canvasContext.lineCap = "round";
  for (const [width, color, dash] of [[4, "#ffffff", []], [2.1, DARK, [0.1, 3.6]]]) {
    canvasContext.lineWidth = width * density;
    canvasContext.strokeStyle = color;
    canvasContext.setLineDash(dash.map((length) => length * density));
    canvasContext.stroke(path);
  }
  canvasContext.restore();
  drawTriangles(canvasContext, drawing, clusters);
}

function drawTriangles(canvasContext, drawing, clusters) {
  const { density } = drawing.view;
  const { pointX, pointY } = drawing.areas.points;
  const radius = density * Math.min(5, Math.max(2.4, drawing.sideLength() / 5));
  canvasContext.fillStyle = "#ffffff";
  canvasContext.strokeStyle = DARK;
  canvasContext.lineWidth = radius / 3;
  for (const position of clusters) {
    const [x, y] = drawing.toPixel(pointX[position], pointY[position]);
    canvasContext.beginPath();
    for (const [dx, dy] of [[-1, -0.7], [1, -0.7], [0, 0.9]]) canvasContext.lineTo(x + dx * radius, y + dy * radius);
    canvasContext.closePath();
    canvasContext.fill();
    canvasContext.stroke();
  }
}

/** Picks: the outline of all of them, and a diamond in each, told from the ring of a pilot without colour. */
function drawPicks(canvasContext, drawing, picks) {
  if (!picks.length) return;
  const { density } = drawing.view;
  const { pointX, pointY } = drawing.areas.points;
  const radius = density * pickRadius(drawing);
  drawOutline(canvasContext, drawing.outlineOfAll(new Set(picks)), density, false);
  for (const position of picks) {
    const [x, y] = drawing.toPixel(pointX[position], pointY[position]);
    canvasContext.beginPath();
    for (const [dx, dy] of [[0, -1], [1, 0], [0, 1], [-1, 0]]) canvasContext.lineTo(x + dx * radius, y + dy * radius);
    canvasContext.closePath();
    canvasContext.lineWidth = radius / 2;
    canvasContext.strokeStyle = "#ffffff";
    canvasContext.stroke();
    canvasContext.fillStyle = DARK;
    canvasContext.fill();
  }
}

/** Events: a triangle up and to the right of the middle, where the ring of a pilot leaves it room. */
function drawEvents(canvasContext, drawing, events) {
  if (!events.length) return; // asking for points finds those of all areas
  const { density } = drawing.view;
  const { pointX, pointY } = drawing.areas.points;
  const radius = density * Math.min(5.5, Math.max(2.6, drawing.sideLength() / 5));
  for (const position of events) {
    const [x, y] = drawing.toPixel(pointX[position], pointY[position]);
    canvasContext.beginPath();
    for (const [dx, dy] of [[0.8, -1.8], [1.8, 0], [-0.2, 0]]) canvasContext.lineTo(x + dx * radius, y + dy * radius);
    canvasContext.closePath();
    canvasContext.lineWidth = radius / 2.2;
    canvasContext.strokeStyle = "#ffffff";
    canvasContext.stroke();
    canvasContext.fillStyle = DARK;
    canvasContext.fill();
  }
}

function drawPilots(canvasContext, drawing, pilots) {
  if (!pilots.length) return;
  const { density } = drawing.view;
  const { pointX, pointY } = drawing.areas.points;
  const radius = density * Math.min(5, Math.max(2.2, drawing.sideLength() / 5));
  for (const position of pilots) {
    const [x, y] = drawing.toPixel(pointX[position], pointY[position]);
    canvasContext.beginPath();
    canvasContext.arc(x, y, radius, 0, 2 * Math.PI);
    canvasContext.fillStyle = "#ffffff";
    canvasContext.fill();
    canvasContext.lineWidth = radius / 2.5;
    canvasContext.strokeStyle = DARK;
    canvasContext.stroke();
    canvasContext.beginPath();
    canvasContext.arc(x, y, radius / 2.6, 0, 2 * Math.PI);
    canvasContext.fillStyle = DARK;
    canvasContext.fill();
  }
}
