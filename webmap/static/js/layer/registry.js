// Where the page finds the map that folium's script made.

const maps = new WeakMap();

/** Remember the Leaflet map and the layer of a map region. */
export function registerCoverageMap(map, layer) {
  maps.set(map.getContainer(), { map, layer });
}

/** The `{map, layer}` of a map region; throws Error where no map was made there. */
export function findCoverageMap(element) {
  const found = element && maps.get(element);
  if (!found) throw new Error("no coverage map in this element");
  return found;
}
