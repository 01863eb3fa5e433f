// The Leaflet layer that shows a geometry and its values; its interface is docs/developers/map_layer.md.

import { buildView, Canvases, fitBudget } from "./canvases.js";
import { Drawing } from "./drawing.js";
import { drawForeground, drawOutline } from "./foreground.js";
import { findFirstView, loadGeometry, startWorker } from "./geometry_source.js";
import { attachKeyboard } from "./keyboard.js";
import { labelFont } from "./labels.js";
import { ASIDE } from "./patterns.js";
import { latitudeOf, longitudeOf, worldX, worldY } from "./projection.js";
import { Tooltip } from "./tooltip.js";
import { decodeTopology } from "./topology.js";

const L = globalThis.L;
const FIT_PADDING = { paddingTopLeft: [56, 14], paddingBottomRight: [14, 14] }; // the buttons stand on the left
const ALL = ["fill", "lines", "overlay"];

export class CoverageLayer extends L.Layer {
  #canvases = null;
  #drawing = null; // what is on the screen
  #next = null; // decoded, waiting for its values
  #country = null; // geometry of scope VN, drawn around a province
  #lastCall = 0;
  #source = { url: null, promise: null }; // of the geometry asked for last
  #names = {};
  #pilots = [];
  #selected = null;
  #hovered = null;
  #describe = () => null;
  #announce = () => null;
  #tooltip = null;
  #live = null;
  #stale = new Set();
  #frameRequest = 0;
  #wasColoured = false;
  #detachers = [];

  /** `options.places`: names of the sea, `{text, lon, lat, kind, islets}`. */
  constructor(options = {}) {
    super();
    L.Util.setOptions(this, { places: [], ...options });
    startWorker();
  }

  onAdd(map) {
    this._map = map;
    const container = map.getContainer();
    this.#canvases = new Canvases(map.getPane("overlayPane"));
    this.#tooltip = new Tooltip(container);
    this.#live = L.DomUtil.create("div", "coverage-live", container);
    this.#live.setAttribute("aria-live", "polite");
    const watcher = new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false }));
    watcher.observe(container);
    this.#detachers = [() => watcher.disconnect(), attachKeyboard(this, map)];
    document.fonts?.load(labelFont("province")).then(() => this.#redraw("lines"));
    this.#reset();
    this.#drawFirstView();
    return this;
  }

  onRemove() {
    cancelAnimationFrame(this.#frameRequest);
    for (const detach of this.#detachers) detach();
    this.#canvases.remove();
    this.#tooltip.remove();
    this.#live.remove();
    return this;
  }

  getEvents() {
    return {
      moveend: this.#reset,
      resize: this.#reset,
      zoomanim: (event) => this.#transform(event.center, event.zoom),
      zoom: () => this.#transform(this._map.getCenter(), this._map.getZoom()),
      mousemove: this.#onMove,
      mouseout: () => this.#hover(null, "mouse"),
      click: this.#onClick,
      dblclick: (event) => this.#fireAt("areadrill", this.#positionAt(event.containerPoint), event),
    };
  }

  // ── what the page gives ──────────────────────────────────────────────────────────────────────────────────────

  setGeometry(source) {
    const url = typeof source === "string" ? new URL(source, document.baseURI).href : null;
    if (url && url === this.#source.url) return this.#source.promise;
    const call = ++this.#lastCall;
    const promise = this.#prepare(url ? loadGeometry(url) : source, call);
    this.#source = { url, promise };
    promise.catch(() => {
      if (call === this.#lastCall) this.#source = { url: null, promise: null }; // may be asked for again
    });
    return promise;
  }

  async #prepare(source, call) {
    const given = await source;
    const geometry = given.arcStart ? given : decodeTopology(given);
    if (call !== this.#lastCall) return null;
    if (geometry.scope === "VN") this.#country = geometry;
    const isAround = geometry.scope !== "VN" && this.#country?.vintageId === geometry.vintageId;
    this.#next = new Drawing(geometry, isAround ? this.#country : null);
    if (!this.#drawing) {
      this.#takeNext();
      this.fitTo(null, { animate: false });
    }
    return { scope: geometry.scope, count: geometry.count, levels: Object.keys(geometry.groups) };
  }

  /** Draw what the page named in its head, without waiting for the page's own modules. */
  async #drawFirstView() {
    const first = findFirstView();
    if (!first) return;
    try {
      const [found, columns] = await Promise.all([this.setGeometry(first.geometryUrl), first.columns]);
      const codes = columns.class_codes;
      const before = columns.view.geometry?.first_index ?? 0;
      if (!found || this.#drawing.hasValues) return; // the page was faster
      const held = this.#drawing.areasOf(columns.view.level).codes.length;
      const class_codes = (ASIDE.repeat(before) + codes).padEnd(held, ASIDE);
      const estimated = columns.estimated.map((position) => position + before);
      this.setValues({ ...columns, class_codes, estimated }, { level: columns.view.level });
    } catch {
      // The page asks for the same and tells the reader.
    }
  }

  setValues({ class_codes: codes, classes, states = [], estimated = [] }, { level }) {
    const target = this.#next ?? this.#drawing;
    if (!target) throw new RangeError("values before any geometry");
    const aboveColor = states.find(({ state }) => state === "above_100")?.color;
    const before = target.areas;
    const hadAside = target.hasAside;
    target.setValues(level, { codes, colors: classes.map(({ color }) => color), aboveColor, estimated });
    if (this.#next) this.#takeNext();
    else if (target.areas !== before) this.#forgetPositions();
    this.setLoading(false);
    const keepsLines = target.areas === before && !hadAside && !target.hasAside;
    this.#redraw(...(keepsLines ? ["fill"] : ALL));
  }

  setNames(names) {
    this.#names = names;
    this.#redraw("lines");
  }

  setPilots(positions) {
    this.#pilots = [...positions];
    this.#redraw("lines");
  }

  setTooltip(describe) {
    this.#describe = describe ?? (() => null);
  }

  setAnnouncement(describe) {
    this.#announce = describe ?? (() => null);
  }

  setLoading(isLoading) {
    const container = this._map.getContainer();
    container.classList.toggle("is-loading", isLoading);
    container.setAttribute("aria-busy", String(isLoading));
  }

  select(position, { pan = false } = {}) {
    this.#selected = position;
    this.#redraw("overlay");
    if (pan && position !== null) this._map.panInside(this.#placeOf(position), { padding: [60, 60] });
  }

  /** Outline an area as the pointer does, without an event: for a row of the table. */
  highlight(position) {
    this.#hovered = position;
    this.#tooltip.hide();
    this.#redraw("overlay");
  }

  fitTo(wanted = null, { animate = !prefersStillness() } = {}) {
    const shown = this.#drawing;
    if (!shown) return;
    const { first, count } = typeof wanted === "number" ? { first: wanted, count: 1 } : (wanted ?? {});
    const isCountry = wanted === null && shown.geometry.scope === "VN";
    const [west, north, east, south] = isCountry
      ? shown.areas.bounds()
      : shown.areas.mainBounds(first ?? 0, count ?? shown.areas.codes.length);
    const bounds = L.latLngBounds([latitudeOf(south), longitudeOf(west)], [latitudeOf(north), longitudeOf(east)]);
    if (isCountry) {
      for (const { lat, lon, islets = [] } of this.options.places) {
        bounds.extend([lat, lon]);
        for (const [isletLon, isletLat] of islets) bounds.extend([isletLat, isletLon]);
      }
    }
    this._map.fitBounds(bounds, { ...FIT_PADDING, animate });
  }

  snapshotCanvas({ density = 2 } = {}) {
    const { x: width, y: height } = this._map.getSize();
    const corner = this._map.getPixelBounds().min;
    const copy = this.#drawing.copyFor(buildView(this._map.getZoom(), corner.x, corner.y, width, height, density));
    const [result, layer] = [0, 1].map(() => Object.assign(document.createElement("canvas"), copy.sizeOfView()));
    const target = result.getContext("2d");
    target.fillStyle = "#ffffff";
    target.fillRect(0, 0, result.width, result.height);
    const context = layer.getContext("2d");
    copy.paintFill(context);
    target.drawImage(layer, 0, 0);
    drawForeground(context, copy, this.#decor([]), { width, height, shiftX: 0, shiftY: 0 });
    target.drawImage(layer, 0, 0);
    if (this.#selected !== null) drawOutline(target, copy.outlineOf(this.#selected), density, true);
    return result;
  }

  codeAt(position) {
    return this.#drawing?.areas.codes[position] ?? null;
  }

  positionOf(code) {
    return this.#drawing ? this.#drawing.areas.codes.indexOf(code) : -1;
  }

  /** The areas of the level drawn (`LevelAreas`), or null before the first geometry. */
  get areas() {
    return this.#drawing?.areas ?? null;
  }

  /** Whether an area of the level drawn belongs to the view, not to its surroundings. */
  isWithin(position) {
    return !this.#drawing.isAside(position);
  }

  /** The level that is coloured; null before the first values. */
  get level() {
    return this.#drawing?.hasValues ? this.#drawing.areas.level : null;
  }

  get selected() {
    return this.#selected;
  }

  // ── keyboard (keyboard.js) ───────────────────────────────────────────────────────────────────────────────────

  /** Move keyboard and outline to an area: chosen, told, brought into view. */
  moveTo(position) {
    this.select(position, { pan: true });
    this.#fire("areaselect", position, "keyboard");
    this.#hover(position, "keyboard");
    this.#live.textContent = this.#announce(this.#about(position)) ?? "";
  }

  /** Fire an event for the chosen area, or for none. */
  tell(type) {
    this.#fire(type, this.#selected, "keyboard");
  }

  /** Take the tooltip of the pointer away; tells whether there was one. */
  dismissTooltip() {
    const wasOpen = this.#tooltip.isOpen && this.#hovered !== this.#selected;
    this.#hover(null, "keyboard");
    return wasOpen;
  }

  // ── drawing ──────────────────────────────────────────────────────────────────────────────────────────────────

  #takeNext() {
    this.#drawing = this.#next;
    this.#next = null;
    this.#wasColoured = false;
    this.#pilots = [];
    this.#names = {};
    this.#forgetPositions();
    this.#redraw("view", ...ALL);
  }

  #forgetPositions() {
    this.#selected = null;
    this.#hovered = null;
    this.#tooltip?.hide();
  }

  #redraw(...parts) {
    for (const part of parts) this.#stale.add(part);
    if (!this._map || !this.#drawing || this.#frameRequest) return;
    this.#frameRequest = requestAnimationFrame(() => this.#draw());
  }

  /** Take the map's present view; drawn at once, for the canvas moves in the same frame. */
  #reset() {
    const { x: width, y: height } = this._map.getSize();
    if (!width || !height) return;
    const { padding, density } = fitBudget(width, height, globalThis.devicePixelRatio || 1);
    const shift = L.point(Math.round(width * padding), Math.round(height * padding));
    const corner = this._map.containerPointToLayerPoint(shift.multiplyBy(-1)).round();
    const origin = this._map.getPixelOrigin().add(corner);
    const size = [width + 2 * shift.x, height + 2 * shift.y];
    const view = buildView(this._map.getZoom(), origin.x, origin.y, ...size, density);
    L.DomUtil.setPosition(this.#canvases.element, corner);
    if (this._view && Object.keys(view).every((key) => view[key] === this._view[key])) return;
    this._frame = { width, height, shiftX: shift.x, shiftY: shift.y };
    this._view = view;
    this._corner = this._map.layerPointToLatLng(corner);
    this.#canvases.resize(view, ...size);
    this.#redraw("view", ...ALL);
    // Values usually follow in a moment: no time is spent on a map without colours.
    if (this.#drawing?.hasValues) this.#draw();
  }

  #transform(center, zoom) {
    const scale = this._map.getZoomScale(zoom, this._view.zoom);
    const corner = this._map._latLngToNewLayerPoint(this._corner, zoom, center);
    L.DomUtil.setTransform(this.#canvases.element, corner, scale);
  }

  #draw() {
    cancelAnimationFrame(this.#frameRequest);
    this.#frameRequest = 0;
    if (!this.#drawing || !this._view) return;
    const stale = this.#stale;
    this.#stale = new Set();
    if (stale.has("view")) this.#drawing.setView(this._view);
    if (stale.has("fill")) this.#drawing.paintFill(this.#canvases.fill);
    if (stale.has("lines")) {
      this.labels = drawForeground(this.#canvases.lines, this.#drawing, this.#decor(this.#obstacles()), this._frame);
    }
    if (stale.has("overlay")) this.#drawOverlay();
    const isFirst = this.#drawing.hasValues && !this.#wasColoured;
    this.#wasColoured = this.#drawing.hasValues;
    if (isFirst) performance.mark("coverage:first-paint");
    this.fire("paint", { firstPaint: isFirst });
  }

  #drawOverlay() {
    this.#canvases.clear("overlay");
    const { density } = this._view;
    const outline = (position, isSelected) =>
      drawOutline(this.#canvases.overlay, this.#drawing.outlineOf(position), density, isSelected);
    if (this.#hovered !== null && this.#hovered !== this.#selected) outline(this.#hovered, false);
    if (this.#selected !== null) outline(this.#selected, true);
  }

  #decor(obstacles) {
    return { names: this.#names, pilots: this.#pilots, places: this.options.places, obstacles };
  }

  #obstacles() {
    const base = this._map.getContainer().getBoundingClientRect();
    return [...this._map.getContainer().querySelectorAll(".leaflet-control")].map((control) => {
      const box = control.getBoundingClientRect();
      return { left: box.left - base.left, top: box.top - base.top, right: box.right - base.left, bottom: box.bottom - base.top };
    });
  }

  // ── pointer ──────────────────────────────────────────────────────────────────────────────────────────────────

  #positionAt(containerPoint) {
    if (!this.#drawing || !this._view) return null;
    const place = this._map.containerPointToLatLng(containerPoint);
    const [x, y] = this.#drawing.toPixel(worldX(place.lng), worldY(place.lat));
    const position = this.#drawing.areas.positionOfArea(this.#drawing.areaAt(x, y));
    return position < 0 ? null : position;
  }

  #placeOf(position) {
    const { pointX, pointY } = this.areas.points;
    return L.latLng(latitudeOf(pointY[position]), longitudeOf(pointX[position]));
  }

  #onMove(event) {
    this.#hover(this.#positionAt(event.containerPoint), pointerTypeOf(event));
    this.#tooltip.moveTo(event.containerPoint.x, event.containerPoint.y);
  }

  #onClick(event) {
    const position = this.#positionAt(event.containerPoint);
    this.#hover(position, pointerTypeOf(event));
    this.#tooltip.moveTo(event.containerPoint.x, event.containerPoint.y);
    if (position !== null) {
      this.select(position);
      this.#fireAt("areaselect", position, event);
    }
    this.#fireAt("areaclick", position, event);
  }

  #hover(position, pointerType) {
    if (position === this.#hovered) return;
    this.#hovered = position;
    this.#tooltip.setContent(position === null ? null : this.#describe(this.#about(position)));
    if (position !== null && pointerType === "keyboard") {
      const { x, y } = this._map.latLngToContainerPoint(this.#placeOf(position));
      this.#tooltip.moveTo(x, y);
    }
    this.#redraw("overlay");
    this.#fire("areahover", position, pointerType);
  }

  #about(position) {
    const { areas } = this.#drawing;
    return { position, code: areas.codes[position], level: areas.level };
  }

  #fireAt(type, position, event) {
    this.#fire(type, position, pointerTypeOf(event), event.originalEvent);
  }

  #fire(type, position, pointerType, originalEvent = null) {
    const about = position === null ? { position, code: null, level: this.areas?.level } : this.#about(position);
    this.fire(type, { ...about, pointerType, originalEvent });
  }
}

function pointerTypeOf({ originalEvent }) {
  return originalEvent?.pointerType || "mouse";
}

/** Whether the reader asked for no motion. */
export function prefersStillness() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
