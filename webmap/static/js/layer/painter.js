// From values to pixels: a look-up table of the areas, and one pass over the pixel index.

import { ASIDE, buildTiles, CONTEXT_COLOR, findLook, OUTLINE, parseColor, PLAIN } from "./patterns.js";

/**
 * Colours, inks and patterns by pixel-index value for the codes of one level: entry 0 is the sea (transparent), the
 * last one the context around the geometry. Throws RangeError where codes and areas differ in number.
 */
export function buildLookUp(geometry, level, columns) {
  const { codes, colors, aboveColor, estimated } = columns;
  const group = geometry.groups[level];
  const expected = group ? geometry.codes[level].length : geometry.count;
  if (codes.length !== expected) throw new RangeError(`${codes.length} codes for ${expected} areas of «${level}»`);
  const isEstimated = new Uint8Array(expected);
  for (const position of estimated) isEstimated[position] = 1;
  const looks = []; // by letter, and by whether it is an estimate
  const look = (position) => {
    const code = position < 0 ? ASIDE : codes[position]; // an area under no unit only surrounds them
    const key = 2 * code.charCodeAt(0) + (isEstimated[position] ?? 0);
    return (looks[key] ??= findLook(code, { colors, aboveColor }, isEstimated[position] === 1));
  };
  const table = createTable(geometry.count);
  for (let area = 0; area < geometry.count; area++) {
    const { color, ink, pattern } = look(group ? group[area] : area);
    table.color[area + 1] = color;
    table.ink[area + 1] = ink;
    table.pattern[area + 1] = pattern;
  }
  return { ...table, unit: group ? unitsOf(group) : null };
}

/** A table in which no area has a colour yet: the plain surface of land. */
export function createTable(count) {
  const color = new Uint32Array(count + 2).fill(parseColor(CONTEXT_COLOR), 1);
  return { color, ink: new Uint32Array(count + 2), pattern: new Uint8Array(count + 2), unit: null };
}

/** Pixel-index value → number of the unit it belongs to at a level above the lowest. */
function unitsOf(group) {
  const unit = new Int32Array(group.length + 2).fill(-1);
  unit.set(group, 1);
  return unit;
}

/** Paint the pixel index into `pixels` (32 bits each), every pixel of the extent. Patterns are fixed to the ground, not to the canvas. */
export function paintPixels(index, extent, view, table, pixels) {
  const { width, height, density } = view;
  const { color, ink, pattern } = table;
  const tiles = buildTiles(density);
  const [left, top] = [Math.round(view.left), Math.round(view.top)];
  const edge = Math.max(1, Math.round(density));
  for (let row = 0; row < height; row++) {
    let column = extent.first[row];
    for (let i = row * width + column; column <= extent.last[row]; column++, i++) {
      const value = index[i];
      const look = pattern[value];
      if (look === PLAIN) {
        pixels[i] = color[value];
      } else if (look === OUTLINE) {
        pixels[i] = isAtEdge(index, table.unit, i, edge, width) ? ink[value] : color[value];
      } else {
        const { cell, bits } = tiles[look];
        const bit = bits[((row + top) % cell) * cell + ((column + left) % cell)];
        pixels[i] = bit === 1 ? ink[value] : color[value];
      }
    }
  }
}

function isAtEdge(index, unit, at, edge, width) {
  const own = unit ? unit[index[at]] : index[at];
  const differs = (other) => other >= 0 && other < index.length && (unit ? unit[index[other]] : index[other]) !== own;
  return differs(at - edge) || differs(at + edge) || differs(at - edge * width) || differs(at + edge * width);
}
