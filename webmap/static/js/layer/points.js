// One point inside each area, for names, marks and the way of the arrow keys.

/**
 * `pointX`, `pointY` (world square) inside each area and `size` (world square units of its largest ring). An area
 * without rings has its mark's place; one without either has NaN.
 */
export function findPoints(geometry) {
  const { count } = geometry;
  const points = { pointX: new Float64Array(count), pointY: new Float64Array(count), size: new Float64Array(count) };
  for (let area = 0; area < count; area++) {
    const { x, y, size } = findPoint(geometry, area);
    points.pointX[area] = x;
    points.pointY[area] = y;
    points.size[area] = size;
  }
  return points;
}

/** `{x, y, size}` of one area, as `findPoints` gives them. */
export function findPoint(geometry, area) {
  const main = findMainRing(geometry, area);
  if (main) return { x: findWidestMiddle(geometry, area, main.y) ?? main.x, y: main.y, size: main.size };
  const { marks } = geometry;
  const mark = marks.area.lastIndexOf(area);
  return { x: mark < 0 ? NaN : marks.x[mark], y: mark < 0 ? NaN : marks.y[mark], size: 0 };
}

/** Walk the points of one ring in order. */
function walkRing({ ringArc, references, arcStart, x, y }, ring, visit) {
  for (let i = ringArc[ring]; i < ringArc[ring + 1]; i++) {
    const isBackwards = references[i] < 0;
    const arc = isBackwards ? ~references[i] : references[i];
    const first = arcStart[arc];
    const last = arcStart[arc + 1] - 1;
    if (isBackwards) for (let point = last; point > first; point--) visit(x[point], y[point]);
    else for (let point = first; point < last; point++) visit(x[point], y[point]);
  }
}

/** The ring of an area that encloses most, with its centroid; null for an area without rings. */
function findMainRing(geometry, area) {
  let main = null;
  for (let ring = geometry.areaRing[area]; ring < geometry.areaRing[area + 1]; ring++) {
    const found = measureRing(geometry, ring);
    if (!main || found.size > main.size) main = found;
  }
  return main;
}

function measureRing(geometry, ring) {
  let originX = NaN;
  let originY = NaN;
  let lastX = 0;
  let lastY = 0;
  let doubled = 0;
  let sumX = 0;
  let sumY = 0;
  // Relative to the ring's first point: world coordinates are large beside an area, and their products cancel.
  walkRing(geometry, ring, (x, y) => {
    if (Number.isNaN(originX)) {
      originX = x;
      originY = y;
    }
    const dx = x - originX;
    const dy = y - originY;
    const cross = lastX * dy - dx * lastY;
    doubled += cross;
    sumX += (lastX + dx) * cross;
    sumY += (lastY + dy) * cross;
    lastX = dx;
    lastY = dy;
  });
  const isFlat = doubled === 0;
  return {
    size: Math.abs(doubled) / 2,
    x: originX + (isFlat ? 0 : sumX / (3 * doubled)),
    y: originY + (isFlat ? 0 : sumY / (3 * doubled)),
  };
}

/** Middle of the widest stretch of an area along the parallel at `level`; null where none is crossed. */
function findWidestMiddle(geometry, area, level) {
  const crossings = [];
  for (let ring = geometry.areaRing[area]; ring < geometry.areaRing[area + 1]; ring++) {
    let [firstX, firstY, lastX, lastY] = [NaN, NaN, NaN, NaN];
    const cross = (x, y) => {
      if (lastY > level !== y > level) crossings.push(lastX + ((level - lastY) / (y - lastY)) * (x - lastX));
      lastX = x;
      lastY = y;
    };
    walkRing(geometry, ring, (x, y) => {
      if (Number.isNaN(firstX)) {
        firstX = lastX = x;
        firstY = lastY = y;
      } else cross(x, y);
    });
    cross(firstX, firstY);
  }
  crossings.sort((one, other) => one - other);
  let middle = null;
  let widest = 0;
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    if (crossings[i + 1] - crossings[i] > widest) {
      widest = crossings[i + 1] - crossings[i];
      middle = (crossings[i] + crossings[i + 1]) / 2;
    }
  }
  return middle;
}

/** Points of the groups of a level: of each, the point of the member nearest to its centre of mass. -1 is no group. */
export function findGroupPoints({ pointX, pointY, size }, group, groupCount) {
  const mass = new Float64Array(groupCount);
  const sumX = new Float64Array(groupCount);
  const sumY = new Float64Array(groupCount);
  group.forEach((parent, area) => {
    if (parent < 0 || Number.isNaN(pointX[area])) return;
    const weight = size[area] || Number.MIN_VALUE;
    mass[parent] += weight;
    sumX[parent] += weight * pointX[area];
    sumY[parent] += weight * pointY[area];
  });
  const best = new Float64Array(groupCount).fill(Infinity);
  const points = {
    pointX: new Float64Array(groupCount).fill(NaN),
    pointY: new Float64Array(groupCount).fill(NaN),
    size: mass,
  };
  group.forEach((parent, area) => {
    if (parent < 0) return;
    const distance = Math.hypot(pointX[area] - sumX[parent] / mass[parent], pointY[area] - sumY[parent] / mass[parent]);
    if (distance < best[parent]) {
      best[parent] = distance;
      points.pointX[parent] = pointX[area];
      points.pointY[parent] = pointY[area];
    }
  });
  return points;
}
