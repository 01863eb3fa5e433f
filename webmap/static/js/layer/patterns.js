// The look of every state: colours and patterns that stay apart in grey. Map and legend draw from the same tables.

export const PLAIN = 0;
export const DOTS = 1;
export const SPARSE_RISING = 2;
export const SPARSE_FALLING = 3;
export const DENSE = 4;
export const STEEP = 5;
export const OUTLINE = 6;
const PATTERN_COUNT = 6; // OUTLINE has no tile: it follows the edge of its area

/** CSS pixels after which a pattern repeats, and how thick its lines or dots are. */
const SPACING = { [DOTS]: 6, [SPARSE_RISING]: 10, [SPARSE_FALLING]: 10, [DENSE]: 4, [STEEP]: 9 };
const THICKNESS = { [DOTS]: 1.7, [SPARSE_RISING]: 1.2, [SPARSE_FALLING]: 1.2, [DENSE]: 1.7, [STEEP]: 1.5 };

// The colours of services/measures/palettes.py; a test compares them.
export const ABOVE_100_COLOR = "#0b1738";
export const CONTEXT_COLOR = "#eceeee";
const ESTIMATED_INK = parseColor("#3d4148");
const ESTIMATED_INK_ON_DARK = parseColor("#e6eaf2");

/** Code of an area of the geometry that is no part of the view: drawn as surroundings, deaf to the pointer. */
export const ASIDE = ".";

/** State code → colour below, colour of the pattern, pattern. */
export const STATE_LOOKS = {
  z: ["#ffffff", "#6b6f76", OUTLINE],
  n: ["#f6f6f4", "#9a9ea5", DOTS],
  d: ["#f6f6f4", "#7c8088", SPARSE_RISING],
  t: ["#f6f6f4", "#7c8088", SPARSE_FALLING],
  w: ["#e4e4e1", "#5b5f66", DENSE],
};

/** A CSS colour `#rrggbb` as the 32 bits of an opaque canvas pixel (little-endian). */
export function parseColor(text) {
  if (!/^#[0-9a-f]{6}$/i.test(text)) throw new RangeError(`not a colour #rrggbb: ${text}`);
  const rgb = Number.parseInt(text.slice(1), 16);
  return (0xff000000 | ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >> 16)) >>> 0;
}

/** The ink of an overlay that stays legible upon a pixel's colour. */
function inkOver(pixel) {
  const luminance = 0.299 * (pixel & 0xff) + 0.587 * ((pixel >> 8) & 0xff) + 0.114 * ((pixel >> 16) & 0xff);
  return luminance < 140 ? ESTIMATED_INK_ON_DARK : ESTIMATED_INK;
}

/** The look of one class code: `{color, ink, pattern}`, pixels as numbers. Throws RangeError for an unknown code. */
export function findLook(code, { colors, aboveColor = ABOVE_100_COLOR }, isEstimated = false) {
  if (code === ASIDE) return { color: parseColor(CONTEXT_COLOR), ink: 0, pattern: PLAIN };
  const state = STATE_LOOKS[code];
  if (state) return { color: parseColor(state[0]), ink: parseColor(state[1]), pattern: state[2] };
  const text = code === "a" ? aboveColor : colors[Number.parseInt(code, 10)];
  if (text === undefined) throw new RangeError(`class code «${code}» has no colour`);
  const color = parseColor(text);
  return { color, ink: inkOver(color), pattern: isEstimated ? STEEP : PLAIN };
}

/** Tiles of all patterns for a density: of each its `cell` (device pixels) and `bits`, by row and column. */
export function buildTiles(density) {
  const tiles = Array.from({ length: PATTERN_COUNT }, () => ({ cell: 1, bits: new Uint8Array(1) }));
  for (const pattern of Object.keys(SPACING).map(Number)) {
    const cell = Math.max(3, Math.round(SPACING[pattern] * density));
    const isInk = createTest(pattern, cell, Math.max(1, THICKNESS[pattern] * density));
    const bits = Uint8Array.from({ length: cell * cell }, (_, i) => isInk(i % cell, Math.floor(i / cell)));
    tiles[pattern] = { cell, bits };
  }
  return tiles;
}

function createTest(pattern, cell, thickness) {
  const tests = {
    [DOTS]: (x, y) => x < thickness && y < thickness,
    [SPARSE_RISING]: (x, y) => (x + y) % cell < thickness,
    [SPARSE_FALLING]: (x, y) => (x - y + cell) % cell < thickness,
    [DENSE]: (x, y) => (x + y) % cell < thickness,
    [STEEP]: (x, y) => (2 * x + y) % cell < thickness,
  };
  return tests[pattern];
}

/** Draw a legend swatch over a whole canvas (`width`, `height` in device pixels) with the patterns of the map. */
export function drawSwatch(canvas, { code, color, estimated = false, density = globalThis.devicePixelRatio || 1 }) {
  const { width, height } = canvas;
  const look = findLook(code, { colors: code >= "0" && code <= "8" ? { [code]: color } : [], aboveColor: color }, estimated);
  const { cell, bits } = buildTiles(density)[look.pattern] ?? {};
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const edge = Math.max(1, Math.round(density));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isEdge = x < edge || y < edge || x >= width - edge || y >= height - edge;
      const isInk =
        look.pattern === OUTLINE ? isEdge : bits[(y % cell) * cell + (x % cell)] === 1;
      pixels[y * width + x] = isInk ? look.ink : look.color;
    }
  }
  context.putImageData(image, 0, 0);
}
