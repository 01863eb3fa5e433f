// What the map brings into view: a country with its islands at sea, a place, some areas.

import { L } from "./leaflet.js";
import { latitudeOf, longitudeOf } from "./projection.js";

const FIT_PADDING = { paddingTopLeft: [56, 14], paddingBottomRight: [14, 14] }; // the buttons stand on the left

/** Fit a map to a drawing (`wanted` null), to a position or to `{positions}`; a whole country with its `places` at sea. */
export function fitMap(map, drawing, wanted, places, animate) {
  const positions = typeof wanted === "number" ? [wanted] : (wanted?.positions ?? null);
  const isCountry = wanted === null && drawing.geometry.scope === "VN";
  const [west, north, east, south] = isCountry ? drawing.areas.bounds() : drawing.areas.mainBounds(positions);
  const bounds = L.latLngBounds([latitudeOf(south), longitudeOf(west)], [latitudeOf(north), longitudeOf(east)]);
  for (const { lat, lon, islets = [] } of isCountry ? places : []) {
    bounds.extend([lat, lon]);
    for (const [isletLon, isletLat] of islets) bounds.extend([isletLat, isletLon]);
  }
  map.fitBounds(bounds, { ...FIT_PADDING, animate });
}

/** Whether the reader asked for no motion. */
export function prefersStillness() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
