// Pixels that the outline of a province has and its detail has not: sea, a neighbour, or a gap of some metres between two
// files. None stays open on land, and none takes an area for another's.

const FILES_APART = 25 / 40_075_000; // of the world square: grids of two files, in metres of the equator

/**
 * Settle every pixel of value `gap` in the index. Between two provinces in detail it takes the nearer; else the nearest of
 * the sea and of areas drawn from the outline; else it is no area's. `isDetailed` and `province` are told of each area.
 */
export function settleGaps({ index, view, extent, gap, isDetailed, province }) {
  const gaps = listGaps(index, view, extent, gap);
  bridge(index, view, gaps, gap, (one, other) => isDetailed[one - 1] && isDetailed[other - 1] && province[one - 1] !== province[other - 1]);
  flood(index, view, gaps, gap, (value) => value === 0 || !isDetailed[value - 1]);
  for (const at of gaps) if (index[at] === gap) index[at] = 0;
}

function listGaps(index, { width }, { first, last }, gap) {
  const gaps = [];
  for (let row = 0; row < first.length; row++) {
    for (let at = row * width + first[row]; at <= row * width + last[row]; at++) if (index[at] === gap) gaps.push(at);
  }
  return gaps;
}

/** Close what is no wider than two files may be apart, along rows and columns. */
function bridge(index, { width, height, scale }, gaps, gap, isBetween) {
  const reach = 1 + Math.ceil(FILES_APART * scale);
  const look = (at, step, room) => {
    for (let far = 1; far <= Math.min(reach, room); far++) {
      const value = index[at + far * step];
      if (value !== gap) return { value, far };
    }
    return null;
  };
  for (const at of gaps) {
    const [column, row] = [at % width, Math.floor(at / width)];
    for (const [step, before, behind] of [[1, column, width - 1 - column], [width, row, height - 1 - row]]) {
      const [one, other] = [look(at, -step, before), look(at, step, behind)];
      if (one?.value && other?.value && isBetween(one.value, other.value)) index[at] = (one.far <= other.far ? one : other).value;
      if (index[at] !== gap) break;
    }
  }
}

/** Let what is beside the gaps flow into them, step by step; land before the sea. */
function flood(index, { width, height }, gaps, gap, isSource) {
  const neighbours = (at) => [
    at % width > 0 ? at - 1 : at, at % width < width - 1 ? at + 1 : at, at >= width ? at - width : at, at < width * (height - 1) ? at + width : at,
  ];
  let front = [];
  for (const at of gaps) {
    if (index[at] !== gap) continue;
    const sources = neighbours(at).map((next) => index[next]).filter((value) => value !== gap && isSource(value));
    if (sources.length) front.push([at, Math.max(...sources)]);
  }
  while (front.length) {
    const reached = front.filter(([at, value]) => index[at] === gap && ((index[at] = value), true));
    front = reached.flatMap(([at, value]) => neighbours(at).filter((next) => index[next] === gap).map((next) => [next, value]));
  }
}
