// The Leaflet layer that shows a geometry and its values; its interface is docs/developers/map_layer.md.

import { DrawingSource } from "./drawing_source.js";
import { drawFirstView } from "./first_view.js";
import { fitMap, prefersStillness } from "./framing.js";
import { attachKeyboard } from "./keyboard.js";
import { L } from "./leaflet.js";
import { loadOutlines } from "./outlines.js";
import { ALL, Surface } from "./surface.js";
import { Tooltip } from "./tooltip.js";

export class CoverageLayer extends L.Layer {
  #source = new DrawingSource();
  #surface = null;
  #next = null; // decoded, waiting for its values
  #describe = () => null;
  #announce = () => null;
  #tooltip = null;
  #live = null;
  #firstView = null;
  #outlineUrls = "";
  #detachers = [];

  /** `options.places`: names of the sea, `{text, lon, lat, kind, islets}`. */
  constructor(options = {}) {
    super();
    L.Util.setOptions(this, { places: [], ...options });
  }

  onAdd(map) {
    const container = map.getContainer();
    this.#surface = new Surface(map, this.options.places, (isFirst) => this.#onPaint(isFirst));
    this.#tooltip = new Tooltip(container);
    this.#live = L.DomUtil.create("div", "coverage-live", container);
    this.#live.setAttribute("aria-live", "polite");
    const watcher = new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false }));
    watcher.observe(container);
    this.#detachers = [() => watcher.disconnect(), attachKeyboard(this, map)];
    this.#surface.reset();
    container.classList.add("is-waiting");
    this.#firstView = drawFirstView(this).finally(() => this.#stopWaiting());
    return this;
  }

  onRemove() {
    for (const detach of this.#detachers) detach();
    this.#surface.remove();
    this.#tooltip.remove();
    this.#live.remove();
    return this;
  }

  getEvents() {
    const reset = () => this.#surface.reset();
    return {
      moveend: reset,
      resize: reset,
      zoomanim: (event) => this.#surface.transform(event.center, event.zoom),
      zoom: () => this.#surface.transform(this._map.getCenter(), this._map.getZoom()),
      mousemove: this.#onMove,
      mouseout: () => this.#hover(null, "mouse"),
      click: this.#onClick,
      dblclick: (event) => this.#fireAt("areadrill", this.#surface.positionAt(event.containerPoint), event),
    };
  }

  // ── what the page gives ──────────────────────────────────────────────────────────────────────────────────────

  setGeometry(source) {
    return this.#source.load(source, (drawing) => {
      this.#next = drawing;
      if (this.#drawing) return;
      this.#takeNext();
      this.fitTo(null, { animate: false });
    });
  }

  setValues(columns, { level, units = null }) {
    const target = this.#next ?? this.#drawing;
    if (!target) throw new RangeError("values before any geometry");
    const before = target.areas;
    const hadAside = target.hasAside;
    target.setUnits(units);
    target.setColumns(columns, level);
    if (this.#next) this.#takeNext();
    else if (target.areas !== before) this.#forgetPositions();
    this.setLoading(false);
    const keepsLines = target.areas === before && !hadAside && !target.hasAside;
    this.#surface.redraw(...(keepsLines ? ["fill"] : ALL));
  }

  /** Where the provinces of the country drawn are listed in detail, for views that are near; null: there are none. */
  setDetails(url) {
    this.#surface.detail.list(url);
  }

  setNames(names) {
    this.#surface.name(names);
  }

  setPilots(positions) {
    this.#surface.mark("pilots", positions);
  }

  /** Draw the outlines in these files of another vintage over the colours; none takes them away. */
  async setOutlines(urls) {
    const wanted = urls.join(" ");
    if (wanted === this.#outlineUrls) return;
    this.#outlineUrls = wanted;
    const outlines = urls.length ? await loadOutlines(urls) : null;
    if (wanted !== this.#outlineUrls) return; // overtaken
    this.#surface.outlines = outlines;
    this.#surface.redraw("lines");
  }

  /** Mark these areas: outreach events were held there. */
  setEvents(positions) {
    this.#surface.mark("events", positions);
  }

  /** Outline and mark these areas: picks. */
  setPicks(positions) {
    this.#surface.mark("picks", positions);
  }

  /** Outline these areas by dots and mark them: clusters, below picks. */
  setClusters(positions) {
    this.#surface.mark("clusters", positions);
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
    this.#surface.selected = position;
    this.#surface.redraw("overlay");
    if (pan && position !== null) this._map.panInside(this.#surface.placeOf(position), { padding: [60, 60] });
  }

  /** Outline an area as the pointer does, without an event: for a row of the table. */
  highlight(position) {
    this.#surface.hovered = position;
    this.#tooltip.hide();
    this.#surface.redraw("overlay");
  }

  fitTo(wanted = null, { animate = !prefersStillness() } = {}) {
    const shown = this.#drawing;
    if (!shown) return;
    fitMap(this._map, shown, wanted, this.options.places, animate);
  }

  snapshotCanvas({ density = 2 } = {}) {
    return this.#surface.snapshot(density);
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

  /** The labels on the map. */
  get labels() {
    return this.#surface?.labels ?? [];
  }

  get selected() {
    return this.#surface.selected;
  }

  // ── the first view (first_view.js) ───────────────────────────────────────────────────────────────────────────

  /** Fit the map to the bounds of a country that is still being drawn; the view that it then has, null for none. */
  fitCountry(bounds) {
    const country = { geometry: { scope: "VN" }, areas: { bounds: () => bounds } };
    fitMap(this._map, country, null, this.options.places, false);
    return this.#surface.view;
  }

  /** Show a picture of that view at the next frame, before anything is known of its areas; `done` is called in it. */
  showPicture(picture, done) {
    this.#surface.showPicture(picture, done);
  }

  /** Take over the index behind the picture. */
  adoptIndex(index) {
    this.#drawing?.adoptIndex(index);
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
    this.#fire(type, this.#surface.selected, "keyboard");
  }

  /** Take the tooltip of the pointer away; tells whether there was one. */
  dismissTooltip() {
    const wasOpen = this.#tooltip.isOpen && this.#surface.hovered !== this.#surface.selected;
    this.#hover(null, "keyboard");
    return wasOpen;
  }

  // ── drawing ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** What is on the screen; null before the first geometry. */
  get #drawing() {
    return this.#surface?.drawing ?? null;
  }

  /** A promise that the frame with the first view is through: nothing else need be done before. */
  get firstView() {
    return this.#firstView;
  }

  #takeNext() {
    const drawing = this.#next;
    this.#next = null;
    this.#forgetPositions();
    this.#surface.show(drawing);
  }

  #forgetPositions() {
    this.#surface.selected = null;
    this.#surface.hovered = null;
    this.#tooltip?.hide();
  }

  #onPaint(isFirst) {
    if (isFirst) performance.mark("coverage:first-paint");
    if (isFirst) requestAnimationFrame(() => this.#stopWaiting()); // buttons a frame after the map
    this.fire("paint", { firstPaint: isFirst });
  }

  #stopWaiting() {
    this._map?.getContainer().classList.remove("is-waiting");
  }

  // ── pointer ──────────────────────────────────────────────────────────────────────────────────────────────────

  #onMove(event) {
    this.#hover(this.#surface.positionAt(event.containerPoint), pointerTypeOf(event));
    this.#tooltip.moveTo(event.containerPoint.x, event.containerPoint.y);
  }

  #onClick(event) {
    const position = this.#surface.positionAt(event.containerPoint);
    this.#hover(position, pointerTypeOf(event));
    this.#tooltip.moveTo(event.containerPoint.x, event.containerPoint.y);
    if (position !== null) {
      this.select(position);
      this.#fireAt("areaselect", position, event);
    }
    this.#fireAt("areaclick", position, event);
  }

  #hover(position, pointerType) {
    if (position === this.#surface.hovered) return;
    this.#surface.hovered = position;
    this.#tooltip.setContent(position === null ? null : this.#describe(this.#about(position)));
    if (position !== null && pointerType === "keyboard") {
      const { x, y } = this._map.latLngToContainerPoint(this.#surface.placeOf(position));
      this.#tooltip.moveTo(x, y);
    }
    this.#surface.redraw("overlay");
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
