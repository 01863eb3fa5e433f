// The next area in a direction, for the arrow keys.

const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** Whether a key is an arrow. */
export function isArrow(key) {
  return key in STEPS;
}

/**
 * Position of the wanted area that an arrow key leads to from `from`: among those within 45° of the direction the nearest,
 * where going astray counts double; where there are none, the nearest in that half of the map; else -1.
 */
export function findNext({ pointX, pointY }, from, key, isWanted = () => true) {
  const [stepX, stepY] = STEPS[key];
  let best = -1;
  let bestCost = Infinity;
  let fallback = -1;
  let fallbackCost = Infinity;
  for (let position = 0; position < pointX.length; position++) {
    if (position === from || !isWanted(position)) continue;
    const dx = pointX[position] - pointX[from];
    const dy = pointY[position] - pointY[from];
    const along = dx * stepX + dy * stepY;
    if (!(along > 0)) continue;
    const astray = Math.abs(dx * stepY) + Math.abs(dy * stepX);
    const cost = along + 2 * astray;
    if (astray <= along) {
      if (cost < bestCost) [best, bestCost] = [position, cost];
    } else if (cost < fallbackCost) [fallback, fallbackCost] = [position, cost];
  }
  return best >= 0 ? best : fallback;
}

/** Position of the wanted area nearest to a place in the world square; -1 where there is none. */
export function findNearest({ pointX, pointY }, x, y, isWanted = () => true) {
  let best = -1;
  let least = Infinity;
  for (let position = 0; position < pointX.length; position++) {
    const distance = Math.hypot(pointX[position] - x, pointY[position] - y);
    if (distance < least && isWanted(position)) [best, least] = [position, distance];
  }
  return best;
}
