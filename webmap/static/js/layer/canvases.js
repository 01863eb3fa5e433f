// The three canvases of the layer and the view that they show.

import { worldSize } from "./projection.js";

const PADDING = 0.25; // of the map's size on each side, so that a short pan meets no edge
const MOST_PIXELS = 8e6; // device pixels; beyond, first the padding and then the density give way
const NAMES = ["fill", "lines", "overlay"];

/** Padding (share of the size) and density with which a map of this size stays within the budget of pixels. */
export function fitBudget(width, height, density) {
  const own = width * height * density * density;
  if (own > MOST_PIXELS) return { padding: 0, density: Math.sqrt(MOST_PIXELS / (width * height)) };
  return { padding: Math.min(PADDING, (Math.sqrt(MOST_PIXELS / own) - 1) / 2), density };
}

/** The view of a rectangle of the world: corner in CSS pixels of the world at `zoom`, size in CSS pixels. */
export function buildView(zoom, left, top, width, height, density) {
  return {
    zoom,
    density,
    width: Math.round(width * density),
    height: Math.round(height * density),
    left: left * density,
    top: top * density,
    scale: worldSize(zoom) * density,
  };
}

/** Whether two views show the same. */
export function isSameView(one, other) {
  return Object.keys(one).every((key) => one[key] === other[key]);
}

export class Canvases {
  #picture = null; // a first view drawn elsewhere

  constructor(pane) {
    this.element = document.createElement("div");
    this.element.className = "coverage-canvases leaflet-zoom-animated";
    for (const name of NAMES) {
      const canvas = document.createElement("canvas");
      // The colours are put pixel by pixel: kept in memory they need no way to the graphics card and back.
      this[name] = canvas.getContext("2d", name === "fill" ? { willReadFrequently: true } : {});
      this.element.append(canvas);
    }
    pane.append(this.element);
    this.width = 0;
    this.height = 0;
  }

  /** Give all canvases the size of a view; what they showed is lost where it changes. */
  resize(view, cssWidth, cssHeight) {
    this.width = cssWidth;
    this.height = cssHeight;
    for (const name of NAMES) {
      const { canvas } = this[name];
      if (canvas.width !== view.width || canvas.height !== view.height) {
        canvas.width = view.width;
        canvas.height = view.height;
      }
      this.#setSize(canvas);
    }
    this.dropPicture();
  }

  #setSize(canvas) {
    canvas.style.width = `${this.width}px`;
    canvas.style.height = `${this.height}px`;
  }

  /** Show a bitmap in front of what the canvases show: it is handed on to the screen, not drawn. */
  showPicture(bitmap) {
    this.dropPicture();
    this.#picture = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
    this.#setSize(this.#picture);
    this.#picture.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
    this.overlay.canvas.before(this.#picture);
  }

  /** Take the picture away: the canvases show the same, or something newer. */
  dropPicture() {
    this.#picture?.remove();
    this.#picture = null;
  }

  clear(name) {
    const context = this[name];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  }

  remove() {
    this.element.remove();
  }
}
