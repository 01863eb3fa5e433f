// Arcs of a geometry in the device pixels of one view, without the points that fall on top of one another.

/** Points nearer than this to the last one kept are dropped; square of device pixels. */
const LEAST_STEP_SQUARED = 0.5;

/**
 * A view is what a canvas shows: `zoom`, `density` (device pixels per CSS pixel), `width` and `height` in device
 * pixels, `left` and `top` (position of its corner in the world, device pixels), `scale` (device pixels of the whole
 * world square).
 */
export class ScreenArcs {
  constructor(geometry) {
    this.geometry = geometry;
    this.x = new Float32Array(geometry.x.length);
    this.y = new Float32Array(geometry.y.length);
    this.start = new Int32Array(geometry.arcCount);
    this.end = new Int32Array(geometry.arcCount);
    this.isVisible = new Uint8Array(geometry.count);
  }

  /** Project every arc that a visible area needs; the others become empty. */
  project(view) {
    this.#findVisible(view);
    const { arcCount, arcStart, arcAreas, x, y } = this.geometry;
    const { scale, left, top } = view;
    let kept = 0;
    for (let arc = 0; arc < arcCount; arc++) {
      this.start[arc] = kept;
      if (this.#isNeeded(arcAreas[2 * arc]) || this.#isNeeded(arcAreas[2 * arc + 1])) {
        const last = arcStart[arc + 1] - 1;
        let lastX = Infinity;
        let lastY = Infinity;
        for (let point = arcStart[arc]; point <= last; point++) {
          const px = x[point] * scale - left;
          const py = y[point] * scale - top;
          const dx = px - lastX;
          const dy = py - lastY;
          if (dx * dx + dy * dy > LEAST_STEP_SQUARED || point === last) {
            this.x[kept] = px;
            this.y[kept++] = py;
            lastX = px;
            lastY = py;
          }
        }
      }
      this.end[arc] = kept;
    }
  }

  #isNeeded(area) {
    return area >= 0 && this.isVisible[area] === 1;
  }

  #findVisible({ scale, left, top, width, height }) {
    const { areaBounds, count } = this.geometry;
    for (let area = 0, at = 0; area < count; area++, at += 4) {
      this.isVisible[area] =
        areaBounds[at] * scale - left < width &&
        areaBounds[at + 2] * scale - left >= 0 &&
        areaBounds[at + 1] * scale - top < height &&
        areaBounds[at + 3] * scale - top >= 0
          ? 1
          : 0;
    }
  }
}

/** Append the points of an arc to a canvas path. */
export function traceArc(path, arcs, arc) {
  const { x, y, start, end } = arcs;
  if (end[arc] - start[arc] < 2) return;
  path.moveTo(x[start[arc]], y[start[arc]]);
  for (let point = start[arc] + 1; point < end[arc]; point++) path.lineTo(x[point], y[point]);
}
