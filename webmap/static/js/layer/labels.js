// Names on the map: which, where, never cut and never upon one another.

const FAMILY = '"Be Vietnam Pro", system-ui, sans-serif';
const STYLES = {
  sea: { weight: "italic 500", size: 14, color: "#4d6a7d", spacing: 2 },
  archipelago: { weight: "italic 600", size: 12, color: "#2b3a44", spacing: 0 },
  province: { weight: "600", size: 12, color: "#1c2228", spacing: 0 },
  managing_unit: { weight: "600", size: 12, color: "#1c2228", spacing: 0 },
  commune: { weight: "400", size: 11, color: "#1c2228", spacing: 0 },
};
const LINE_HEIGHT = 1.5; // room for stacked accents: Ễ, Ộ
const HALO = "rgba(255, 255, 255, 0.88)";
const GAP = 2;

// What a name says beyond the kind of unit; a mere number keeps its kind (Phường 1, Quận 3).
const KIND = /^(BHXH cơ sở|BHXH|Thành phố|Tỉnh|Thị trấn|Thị xã|Quận|Huyện|Phường|Xã|Đặc khu)\s+(?=\D)/u;

/** The name as it stands on the map. */
export function shortenName(name) {
  if (name === "Thành phố Hồ Chí Minh") return "TP. Hồ Chí Minh"; // a person's name without it
  return name.replace(KIND, "");
}

/** CSS font of a kind of label. */
export function labelFont(kind) {
  const { weight, size } = STYLES[kind];
  return `${weight} ${size}px ${FAMILY}`;
}

/** A function text, kind → `{width, height}` in CSS pixels; remembers what it measured. */
export function createMeasure(context) {
  const widths = new Map();
  return (text, kind) => {
    const key = `${kind} ${text}`;
    if (!widths.has(key)) {
      context.font = labelFont(kind);
      widths.set(key, context.measureText(text).width + text.length * STYLES[kind].spacing);
    }
    return { width: widths.get(key), height: STYLES[kind].size * LINE_HEIGHT };
  };
}

/**
 * Choose and place labels. A candidate is `{text, kind, x, y, width, height, room, isRequired}` with its wished
 * centre in pixels; `room` is the width of its area. Earlier candidates win. Those required are moved into the frame
 * and always placed; the others only where they lie whole within `frame`, clear of `obstacles` and of one another.
 * What `mayStepAside` may stand above or below a mark of its area.
 */
export function placeLabels(candidates, frame, obstacles) {
  const taken = [...obstacles];
  const placed = [];
  for (const candidate of candidates) {
    const spots = listSpots(candidate, frame);
    const spot = spots.find((box) => isInside(box, frame) && !taken.some((other) => overlaps(box, other)));
    const box = spot ?? (candidate.isRequired ? spots.at(-1) : null);
    if (!box) continue;
    taken.push(box);
    placed.push({ ...candidate, x: box.left + candidate.width / 2, y: box.top + candidate.height / 2, box });
  }
  return placed;
}

function listSpots({ x, y, width, height, isRequired, mayStepAside }, frame) {
  const shifts = [[0, 0], [0, -0.6 * height], [0, 0.6 * height]];
  if (mayStepAside) shifts.push([0, 1.1 * height], [0, -1.1 * height]);
  if (isRequired) shifts.push([0, -1.4 * height], [0, 1.4 * height]);
  const boxes = shifts.map(([dx, dy]) => boxAround(x + dx, y + dy, width, height));
  if (!isRequired) return boxes;
  const left = Math.max(frame.left, Math.min(x - width / 2, frame.right - width));
  const top = Math.max(frame.top, Math.min(y - height / 2, frame.bottom - height));
  return [...boxes, { left, top, right: left + width, bottom: top + height }];
}

function boxAround(x, y, width, height) {
  return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
}

function isInside(box, frame) {
  return box.left >= frame.left && box.top >= frame.top && box.right <= frame.right && box.bottom <= frame.bottom;
}

function overlaps(one, other) {
  return (
    one.left < other.right + GAP && one.right > other.left - GAP && one.top < other.bottom && one.bottom > other.top
  );
}

/** Draw placed labels; `shiftX` and `shiftY` lead from their frame to the canvas, in CSS pixels. */
export function drawLabels(context, labels, { density, shiftX, shiftY }) {
  context.save();
  context.setTransform(density, 0, 0, density, shiftX * density, shiftY * density);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.strokeStyle = HALO;
  context.lineWidth = 3;
  for (const { text, kind, x, y } of labels) {
    context.font = labelFont(kind);
    context.letterSpacing = `${STYLES[kind].spacing}px`;
    context.fillStyle = STYLES[kind].color;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
  context.restore();
}
