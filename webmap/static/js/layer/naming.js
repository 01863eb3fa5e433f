// Which names a view asks for, in the order of their claim to room.

import { shortenName } from "./labels.js";
import { worldX, worldY } from "./projection.js";

const PROVINCE_NAMES_UNTIL_ZOOM = 9;
const ROOM_FACTOR = 1.35; // a name may be this much wider than the side of its area
const NEAR_DEGREES = 3;
const DEGREE = 1 / 360;

/**
 * Label candidates for `placeLabels`, in CSS pixels of the frame. `toFrame(x, y)` leads from the world square to the
 * frame, `pixelsPerWorld` is its scale, `names` holds the names by level and position, `places` those of the sea.
 */
export function buildCandidates({ drawing, names, places, frame, toFrame, pixelsPerWorld, measure }) {
  const { geometry, areas, view } = drawing;
  const isCountry = geometry.scope === "VN";
  const context = { frame, toFrame, pixelsPerWorld, measure, isCountry };
  const candidates = places
    .filter((place) => isCountry || isPartOf(place, geometry))
    .map((place) => buildPlace(place, context));
  const ownLevel = areas.group ? areas.level : "commune";
  const wantsProvinces = isCountry && geometry.groups.province && view.zoom < PROVINCE_NAMES_UNTIL_ZOOM;
  if (wantsProvinces && ownLevel !== "province") {
    const provinces = drawing.areasOf("province");
    candidates.push(...buildNames("province", names.province, provinces, { ...context, isRoomy: true }));
  }
  const own = names[areas.level] ?? names[ownLevel];
  const isRoomy = ownLevel === "province";
  candidates.push(...buildNames(ownLevel, own, areas, { ...context, isRoomy }));
  return candidates;
}

function isPartOf(place, { count, areaBounds }) {
  if (place.kind === "sea") return false;
  const x = worldX(place.lon);
  const y = worldY(place.lat);
  for (let at = 0; at < 4 * count; at += 4) {
    const dx = Math.max(areaBounds[at] - x, x - areaBounds[at + 2], 0);
    const dy = Math.max(areaBounds[at + 1] - y, y - areaBounds[at + 3], 0);
    if (Math.hypot(dx, dy) < NEAR_DEGREES * DEGREE) return true;
  }
  return false;
}

/** Whether a geometry has any area near an archipelago; else its islets are drawn without a value. */
export function hasArchipelago(place, geometry) {
  return isPartOf(place, geometry);
}

function buildPlace({ text, lon, lat, kind }, { frame, toFrame, measure, isCountry }) {
  const [x, y] = toFrame(worldX(lon), worldY(lat));
  const isAbroad = x < frame.left || x > frame.right || y < frame.top || y > frame.bottom;
  // An archipelago beyond the frame of its own province is still named, at the edge where it lies.
  const shown = isAbroad && !isCountry ? `${text} ${arrowTo(x, y, frame)}` : text;
  const isRequired = kind === "archipelago" && !(isAbroad && isCountry);
  return { text: shown, kind, x, y, ...measure(shown, kind), isRequired };
}

function arrowTo(x, y, frame) {
  const dx = x - (frame.left + frame.right) / 2;
  const dy = y - (frame.top + frame.bottom) / 2;
  if (Math.abs(dx) >= Math.abs(dy)) return dx > 0 ? "→" : "←";
  return dy > 0 ? "↓" : "↑";
}

function buildNames(kind, names, areas, { frame, toFrame, pixelsPerWorld, measure, isRoomy }) {
  if (!names) return []; // before anybody asks for the points of all areas
  const { pointX, pointY, size } = areas.points;
  const found = [];
  for (let position = 0; position < pointX.length; position++) {
    const name = names[position];
    if (!name || Number.isNaN(pointX[position])) continue;
    const side = Math.sqrt(size[position]) * pixelsPerWorld;
    if (!isRoomy && side < 14) continue; // no name is this short
    const [x, y] = toFrame(pointX[position], pointY[position]);
    if (x < frame.left || x > frame.right || y < frame.top || y > frame.bottom) continue;
    const text = shortenName(name);
    const extent = measure(text, kind);
    if (!isRoomy && (extent.width > ROOM_FACTOR * side || extent.height > side)) continue;
    found.push({ text, kind, x, y, ...extent, side, isRequired: false });
  }
  return found.sort((one, other) => other.side - one.side);
}
