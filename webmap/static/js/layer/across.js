// What lies across the edge of a province: the file of a province knows its own areas only, the pixel index knows them all.

const STEPS = [1, 2]; // device pixels to either side of a line
const NONE = -1;

/**
 * Of each point of a province's edge the area of another province across the line that leads to it, -1 for none. `part`
 * is `{geometry, first, arcs, across}`: its areas are those of the country from `first` on; `province` tells of each area
 * of the country its province. Fills and returns `across`, by point of the arcs.
 */
export function lookAcross({ geometry, first, arcs, across }, view, index, province) {
  const { x, y, start, end } = arcs;
  const own = province[first];
  across.fill(NONE);
  for (let arc = 0; arc < geometry.arcCount; arc++) {
    if (!isEdge(geometry, arc)) continue;
    for (let point = start[arc] + 1; point < end[arc]; point++) {
      const [dx, dy] = [x[point] - x[point - 1], y[point] - y[point - 1]];
      const length = Math.hypot(dx, dy) || 1;
      const middle = [(x[point] + x[point - 1]) / 2, (y[point] + y[point - 1]) / 2];
      across[point] = findOther(middle, [-dy / length, dx / length], view, index, (area) => province[area] !== own && area < province.length);
    }
  }
  return across;
}

function isEdge({ arcAreas }, arc) {
  return arcAreas[2 * arc] >= 0 && arcAreas[2 * arc + 1] < 0;
}

function findOther([x, y], [stepX, stepY], { width, height }, index, isOther) {
  for (const step of STEPS) {
    for (const way of [step, -step]) {
      const column = Math.floor(x + way * stepX);
      const row = Math.floor(y + way * stepY);
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      const area = index[row * width + column] - 1;
      if (area >= 0 && isOther(area)) return area;
    }
  }
  return NONE;
}

/** Append the lines of a province's edge for which `isWanted(own area, area across or -1)`, positions of the country. */
export function traceAcross(path, { geometry, first, arcs, across }, isWanted) {
  const { x, y, start, end } = arcs;
  for (let arc = 0; arc < geometry.arcCount; arc++) {
    if (!isEdge(geometry, arc)) continue;
    const own = first + geometry.arcAreas[2 * arc];
    let isDrawing = false;
    for (let point = start[arc] + 1; point < end[arc]; point++) {
      const isLine = isWanted(own, across[point]);
      if (isLine && !isDrawing) path.moveTo(x[point - 1], y[point - 1]);
      if (isLine) path.lineTo(x[point], y[point]);
      isDrawing = isLine;
    }
  }
}
