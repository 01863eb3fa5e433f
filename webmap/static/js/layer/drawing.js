// One geometry in one view: the pixel index and what is painted from it. Knows canvases, not Leaflet.

import { drawBorders, HIDDEN, lowestRank, PROVINCE, rankArcs, traceOutline } from "./borders.js";
import { isSameView } from "./canvases.js";
import { LevelAreas } from "./levels.js";
import { buildLookUp, createTable, paintPixels } from "./painter.js";
import { ASIDE } from "./patterns.js";
import { addMarks, createIndex, Extent, isletRadius, Rasteriser } from "./raster.js";
import { ScreenArcs } from "./screen_arcs.js";

const rasteriser = new Rasteriser();

export class Drawing {
  #index = null;
  #extent = null;
  #image = null;
  #isNewView = true; // nothing of it is painted yet
  #context;
  #levels = new Map();
  #codes = "";
  #listed = null; // units that a list made, not the file
  #arcs;
  #areArcsOf = null; // the view that they are projected to
  #adopted = null; // an index written elsewhere
  #near = null; // of `detail`, where the view is near enough
  detail = null; // provinces as their own files have them (detailed_view.js), for views that are near

  /** `surroundings`: a geometry drawn plain around this one, or null. */
  constructor(geometry, surroundings = null) {
    this.geometry = geometry;
    this.#arcs = new ScreenArcs(geometry);
    this.ranks = rankArcs(geometry);
    this.table = createTable(geometry.count);
    this.areas = this.areasOf("lowest");
    this.#context = surroundings && { arcs: new ScreenArcs(surroundings), ranks: rankArcs(surroundings) };
    this.view = null;
    this.pixelCount = null;
    this.hasValues = false;
  }

  /** Put the areas under the units of a list, `{level, codes, groups}`; null takes these away again. */
  setUnits(listed) {
    if (listed === this.#listed) return;
    const { groups, codes } = this.geometry;
    const level = (listed ?? this.#listed).level;
    if (listed && listed.groups.length !== this.geometry.count) {
      throw new RangeError(`${listed.groups.length} units for ${this.geometry.count} areas`);
    }
    delete groups[level];
    delete codes[level];
    if (listed) {
      groups[level] = Int32Array.from(listed.groups);
      codes[level] = listed.codes;
    }
    this.#listed = listed;
    this.#levels.delete(level);
    this.ranks = rankArcs(this.geometry);
  }

  /** Colour the areas of `level`; see `buildLookUp`. */
  setValues(level, columns) {
    this.table = buildLookUp(this.geometry, level, columns);
    this.areas = this.areasOf(level);
    this.#codes = columns.codes;
    this.hasValues = true;
  }

  /** Colours and states of the columns that the page gives, for the areas of a level. */
  setColumns({ class_codes: codes, classes, states = [], estimated = [] }, level) {
    const aboveColor = states.find(({ state }) => state === "above_100")?.color;
    this.setValues(level, { codes, colors: classes.map(({ color }) => color), aboveColor, estimated });
  }

  /** The same geometry, colours and level in another view. */
  copyFor(view) {
    const copy = new Drawing(this.geometry, this.#context?.arcs.geometry ?? null);
    copy.table = this.table;
    copy.areas = this.areas;
    copy.#codes = this.#codes;
    copy.detail = this.detail?.copyFor(copy) ?? null;
    copy.setView(view);
    return copy;
  }

  /** `{width, height}` of the view in device pixels, as a canvas takes them. */
  sizeOfView() {
    return { width: this.view.width, height: this.view.height };
  }

  /** The arcs in the pixels of the view. */
  get arcs() {
    if (this.#areArcsOf !== this.view) this.#arcs.project(this.view);
    this.#areArcsOf = this.view;
    return this.#arcs;
  }

  /** The index of the view, as a worker hands it over and `adoptIndex` takes it. */
  takeIndex() {
    const { first, last } = this.#extent;
    return { view: this.view, pixelCount: this.pixelCount, pixels: this.#index, extent: { first, last } };
  }

  /** Keep an index that was written elsewhere for the moment when its view is wanted. */
  adoptIndex(index) {
    this.#adopted = index;
  }

  /** Write the pixel index for a view. */
  setView(view) {
    const adopted = this.#adopted;
    this.#adopted = null;
    this.#near = null;
    if (adopted && isSameView(adopted.view, view)) {
      this.#index = adopted.pixels;
      this.#extent = Object.assign(new Extent(0, 0), adopted.extent);
      this.pixelCount = adopted.pixelCount;
      this.view = view;
      this.#isNewView = true;
      return;
    }
    const size = view.width * view.height;
    if (this.#index?.length === size) this.#index.fill(0);
    else this.#index = createIndex(size, this.geometry.count);
    this.view = view;
    this.#isNewView = true;
    this.#extent = new Extent(view.width, view.height);
    if (this.#context) {
      this.#context.arcs.project(view);
      rasteriser.fill(this.#context.arcs, view, this.#index, this.#extent, this.geometry.count + 1);
    }
    this.#near = this.detail?.near(view) ?? null;
    this.pixelCount = (this.#near ?? rasteriser).fill(this.arcs, view, this.#index, this.#extent);
    addMarks(this.#near?.marked ?? this.arcs, view, this.#index, this.#extent, this.pixelCount);
  }

  /** Area of the lowest level under a device pixel of the canvas; -1 for none and for surroundings. */
  areaAt(x, y) {
    if (!this.view || x < 0 || y < 0 || x >= this.view.width || y >= this.view.height) return -1;
    const value = this.#index[Math.floor(y) * this.view.width + Math.floor(x)];
    const isArea = value > 0 && value <= this.geometry.count;
    return isArea && !this.isAside(this.areas.positionOfArea(value - 1)) ? value - 1 : -1;
  }

  /** Whether some areas of the level drawn only surround the view. */
  get hasAside() {
    return this.#codes.includes(ASIDE);
  }

  /** Whether an area of the level drawn only surrounds the view. */
  isAside(position) {
    return position < 0 || this.#codes[position] === ASIDE;
  }

  /** Paint the colours. */
  paintFill(canvasContext) {
    const { width, height } = this.view;
    if (this.#image?.width !== width || this.#image?.height !== height) {
      this.#image = canvasContext.createImageData(width, height);
    }
    const pixels = new Uint32Array(this.#image.data.buffer);
    if (this.#isNewView) pixels.fill(0);
    paintPixels(this.#index, this.#extent, this.view, this.table, pixels);
    // Of a view that is painted already only the land changes; the sea around it stays as it is.
    const { left, top, right, bottom } = this.#isNewView ? { left: 0, top: 0, right: width, bottom: height } : this.#extent.box();
    canvasContext.putImageData(this.#image, 0, 0, left, top, right - left, bottom - top);
    this.#isNewView = false;
  }

  /** Draw borders and the rings around islets over a transparent canvas; see `drawBorders` for `isStrong`. */
  drawLines(canvasContext, isStrong = false) {
    const { density } = this.view;
    this.#drawIslets(canvasContext);
    canvasContext.lineJoin = "round";
    if (this.#context) {
      drawBorders(canvasContext, this.#context.arcs, this.#context.ranks, { lowest: PROVINCE, sideLength: 99, density });
    }
    const lowest = lowestRank(this.areas.level, this.geometry.groups);
    const style = { lowest, sideLength: this.sideLength(), density, isStrong };
    if (this.#near) this.#near.drawBorders(canvasContext, style);
    else drawBorders(canvasContext, this.arcs, this.hasAside ? this.#ranksWithin() : this.ranks, style);
  }

  /** The areas of another level than the one drawn. */
  areasOf(level) {
    if (!this.#levels.has(level)) this.#levels.set(level, new LevelAreas(this.geometry, level));
    return this.#levels.get(level);
  }

  /** Usual side of a visible area of the lowest level, in CSS pixels. */
  sideLength() {
    let areas = 0;
    let pixels = 0;
    for (const count of this.pixelCount) {
      if (count > 0) areas++;
      pixels += count;
    }
    return areas ? Math.sqrt(pixels / areas) / this.view.density : 0;
  }

  /** Device pixels of a place in the world square. */
  toPixel(x, y) {
    return [x * this.view.scale - this.view.left, y * this.view.scale - this.view.top];
  }

  /** The outline of one area of the level drawn, with marks for its islets, as a path. */
  outlineOf(position) {
    return this.outlineOfAll(new Set([position]));
  }

  /** The outline of a set of areas together: no line between two of them. */
  outlineOfAll(positions) {
    const path = new Path2D();
    const isWithin = (area) => positions.has(this.areas.positionOfArea(area));
    if (this.#near) this.#near.traceOutline(path, isWithin);
    else traceOutline(path, this.arcs, isWithin);
    const marks = this.#marks;
    const radius = isletRadius(this.view) + this.view.density;
    marks.area.forEach((area, i) => {
      if (!isWithin(area)) return;
      const [x, y] = this.toPixel(marks.x[i], marks.y[i]);
      path.moveTo(x + radius, y);
      path.arc(x, y, radius, 0, 2 * Math.PI);
    });
    return path;
  }

  /** The islets as the view shows them. */
  get #marks() {
    return (this.#near?.marked ?? this).geometry.marks;
  }

  /** Ranks without the lesser borders between areas that only surround the view. */
  #ranksWithin() {
    const { arcAreas } = this.geometry;
    const isAside = (area) => area < 0 || this.isAside(this.areas.positionOfArea(area));
    return this.ranks.map((rank, arc) =>
      rank < PROVINCE && isAside(arcAreas[2 * arc]) && isAside(arcAreas[2 * arc + 1]) ? HIDDEN : rank,
    );
  }

  #drawIslets(canvasContext) {
    const marks = this.#marks;
    const radius = isletRadius(this.view);
    canvasContext.beginPath();
    for (let i = 0; i < marks.area.length; i++) {
      const [x, y] = this.toPixel(marks.x[i], marks.y[i]);
      canvasContext.moveTo(x + radius, y);
      canvasContext.arc(x, y, radius, 0, 2 * Math.PI);
    }
    canvasContext.lineWidth = 1.2 * this.view.density;
    canvasContext.strokeStyle = "rgba(28, 34, 40, 0.55)";
    canvasContext.stroke();
    // Where islets crowd only the edge of all of them is drawn: rings upon rings would hide their colours.
    canvasContext.globalCompositeOperation = "destination-out";
    canvasContext.fillStyle = "#000000";
    canvasContext.fill();
    canvasContext.globalCompositeOperation = "source-over";
  }
}
