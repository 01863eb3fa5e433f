// What is on the screen: one drawing, painted into the canvases when something about it has changed.

import { buildView, Canvases, fitBudget, isSameView } from "./canvases.js";
import { DetailCall } from "./detail_call.js";
import { drawForeground, drawForegroundShapes, drawOutline } from "./foreground.js";
import { labelFont } from "./labels.js";
import { L } from "./leaflet.js";
import { latitudeOf, longitudeOf, worldX, worldY } from "./projection.js";

/** Everything that a drawing consists of, for `redraw`; `view` besides writes the pixel index anew. */
export const ALL = ["fill", "lines", "overlay"];

const PAD_AFTER_MS = 300;

export class Surface {
  drawing = null;
  labels = [];
  names = {};
  pilots = [];
  picks = [];
  clusters = [];
  events = [];
  outlines = null; // of another vintage
  selected = null;
  hovered = null;
  detail; // provinces in detail, where the view is near
  #map;
  #places;
  #onPaint;
  #canvases;
  #view = null;
  #frame = null; // the visible part of the canvases, CSS pixels
  #corner = null; // where their corner lies
  #stale = new Set();
  #request = 0;
  #isOverlayEmpty = true;
  #isColoured = false;
  #pictured = null; // the view that a picture from elsewhere shows
  #isPadded = false; // the very first picture has no rim: nobody pans before there is one

  /** `onPaint(isFirst)` is called after each painting, in the same frame. */
  constructor(map, places, onPaint) {
    this.#map = map;
    this.#places = places;
    this.#onPaint = onPaint;
    this.#canvases = new Canvases(map.getPane("overlayPane"));
    this.detail = new DetailCall(map, this);
    document.fonts?.load(labelFont("province")).then(() => this.redraw("lines"));
  }

  /** The view that the canvases have; null before the map has a size. */
  get view() {
    return this.#view;
  }

  remove() {
    cancelAnimationFrame(this.#request);
    this.#map = null;
    this.detail.list(null);
    this.#canvases.remove();
  }

  /** Show another drawing, at the next frame. */
  show(drawing) {
    this.drawing = drawing;
    this.#isColoured = false;
    this.pilots = [];
    this.picks = [];
    this.clusters = [];
    this.events = [];
    this.names = {};
    this.detail.follow();
    this.redraw("view", ...ALL);
  }

  /** Show a picture of the present view, drawn elsewhere, at the next frame; its drawing comes later. */
  showPicture({ view, bitmap }, done) {
    requestAnimationFrame(() => {
      if (this.#map && !this.drawing && this.#view && isSameView(view, this.#view)) {
        this.#canvases.showPicture(bitmap);
        this.#pictured = this.#view;
        this.#onPaint(true);
      }
      done();
    });
  }

  /** Mark areas as `pilots`, `picks`, `clusters` or `events`; the same ones again cost nothing. */
  mark(kind, positions) {
    if (hasSame(this[kind], positions)) return;
    this[kind] = [...positions];
    this.redraw("lines");
  }

  /** Name areas, `{level: names}`; the same names again cost nothing: another indicator changes none. */
  name(names) {
    const levels = Object.keys(names);
    if (hasSame(Object.keys(this.names), levels) && levels.every((level) => hasSame(this.names[level], names[level]))) return;
    this.names = names;
    this.redraw("lines");
  }

  /** Paint these parts at the next frame. */
  redraw(...parts) {
    for (const part of parts) this.#stale.add(part);
    if (!this.#map || !this.drawing || this.#request) return;
    this.#request = requestAnimationFrame(() => this.#draw());
  }

  /** Take the map's present view; drawn at once, for the canvas moves in the same frame. */
  reset() {
    const { x: width, y: height } = this.#map.getSize();
    if (!width || !height) return;
    const budget = fitBudget(width, height, globalThis.devicePixelRatio || 1);
    const { density } = budget;
    const padding = this.#isPadded ? budget.padding : 0;
    const shift = L.point(Math.round(width * padding), Math.round(height * padding));
    const corner = this.#map.containerPointToLayerPoint(shift.multiplyBy(-1)).round();
    const origin = this.#map.getPixelOrigin().add(corner);
    const size = [width + 2 * shift.x, height + 2 * shift.y];
    const view = buildView(this.#map.getZoom(), origin.x, origin.y, ...size, density);
    L.DomUtil.setPosition(this.#canvases.element, corner);
    if (this.#view && isSameView(view, this.#view)) return;
    this.#frame = { width, height, shiftX: shift.x, shiftY: shift.y };
    this.#view = view;
    this.#corner = this.#map.layerPointToLatLng(corner);
    this.#canvases.resize(view, ...size);
    this.detail.follow();
    this.redraw("view", ...ALL);
    // Values usually follow in a moment: no time is spent on a map without colours.
    if (this.drawing?.hasValues) this.#draw();
  }

  /** Move and scale what is drawn while the map zooms. */
  transform(center, zoom) {
    if (!this.#view) return;
    const scale = this.#map.getZoomScale(zoom, this.#view.zoom);
    const corner = this.#map._latLngToNewLayerPoint(this.#corner, zoom, center);
    L.DomUtil.setTransform(this.#canvases.element, corner, scale);
  }

  /** Position, at the level drawn, of the area under a point of the map region; null for none. */
  positionAt(containerPoint) {
    if (!this.drawing?.view) return null;
    const place = this.#map.containerPointToLatLng(containerPoint);
    const [x, y] = this.drawing.toPixel(worldX(place.lng), worldY(place.lat));
    const position = this.drawing.areas.positionOfArea(this.drawing.areaAt(x, y));
    return position < 0 ? null : position;
  }

  /** The place inside an area of the level drawn. */
  placeOf(position) {
    const { pointX, pointY } = this.drawing.areas.points;
    return L.latLng(latitudeOf(pointY[position]), longitudeOf(pointX[position]));
  }

  /** The visible map on white in a canvas of its own. */
  snapshot(density) {
    const { x: width, y: height } = this.#map.getSize();
    const corner = this.#map.getPixelBounds().min;
    const copy = this.drawing.copyFor(buildView(this.#map.getZoom(), corner.x, corner.y, width, height, density));
    const [result, sheet] = [0, 1].map(() => Object.assign(document.createElement("canvas"), copy.sizeOfView()));
    const target = result.getContext("2d");
    const context = sheet.getContext("2d");
    target.fillStyle = "#ffffff";
    target.fillRect(0, 0, result.width, result.height);
    copy.paintFill(context);
    target.drawImage(sheet, 0, 0);
    drawForeground(context, copy, this.#decor([]), { width, height, shiftX: 0, shiftY: 0 });
    target.drawImage(sheet, 0, 0);
    if (this.selected !== null) drawOutline(target, copy.outlineOf(this.selected), density, true);
    return result;
  }

  #draw() {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    if (!this.drawing || !this.#view) return;
    const stale = this.#stale;
    this.#stale = new Set();
    if (stale.has("view")) this.drawing.setView(this.#view);
    const isShown = this.#pictured === this.drawing.view; // by a picture from elsewhere
    this.#pictured = null;
    if (stale.has("fill") && !isShown) this.drawing.paintFill(this.#canvases.fill);
    const isFirst = this.drawing.hasValues && !this.#isColoured;
    this.#isColoured = this.drawing.hasValues;
    if (isFirst && !this.#isPadded) {
      if (!isShown) drawForegroundShapes(this.#canvases.lines, this.drawing, this.#decor([]));
      this.redraw("lines", ...(isShown ? ["fill"] : [])); // names a frame later: measuring them takes longer than drawing the map
    } else if (stale.has("lines")) {
      this.labels = drawForeground(this.#canvases.lines, this.drawing, this.#decor(this.#obstacles()), this.#frame);
    }
    if (stale.has("overlay")) this.#drawOverlay();
    if (!isShown) this.#canvases.dropPicture();
    this.#onPaint(isFirst && !isShown);
    if (isFirst && !this.#isPadded) setTimeout(() => this.#pad(), PAD_AFTER_MS);
  }

  #pad() {
    this.#isPadded = true;
    if (this.#map) this.reset();
  }

  #drawOverlay() {
    const { hovered, selected, drawing } = this;
    const isEmpty = hovered === null && selected === null;
    if (isEmpty && this.#isOverlayEmpty) return;
    this.#isOverlayEmpty = isEmpty;
    this.#canvases.clear("overlay");
    const outline = (position, isSelected) =>
      drawOutline(this.#canvases.overlay, drawing.outlineOf(position), this.#view.density, isSelected);
    if (hovered !== null && hovered !== selected) outline(hovered, false);
    if (selected !== null) outline(selected, true);
  }

  #decor(obstacles) {
    return { names: this.names, pilots: this.pilots, picks: this.picks, clusters: this.clusters, events: this.events, places: this.#places, outlines: this.outlines, obstacles };
  }

  /** Boxes of the controls within the map region: no name goes under them. */
  #obstacles() {
    const base = this.#map.getContainer().getBoundingClientRect();
    return [...this.#map.getContainer().querySelectorAll(".leaflet-control")].map((control) => {
      const { left, top, right, bottom } = control.getBoundingClientRect();
      return { left: left - base.left, top: top - base.top, right: right - base.left, bottom: bottom - base.top };
    });
  }
}

function hasSame(list, other) {
  return list.length === other.length && list.every((one, i) => one === other[i]);
}
