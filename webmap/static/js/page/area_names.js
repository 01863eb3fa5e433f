// The names that the map writes: of the areas of the view and, where it holds them all, of those above.

export function nameAreas(areas, places) {
  const names = new Array(places.held).fill("");
  areas.names.forEach((name, at) => { names[places.toLayer(at)] = name; });
  const own = { [areas.level]: names };
  if (!places.isWhole || areas.level === "province") return own;
  if (areas.provinces) return { ...own, province: areas.provinces }; // parents are units, or provinces beside them
  const above = areas.parents.map(({ name }) => name);
  return areas.parents.length > 1 ? { ...own, [areas.parents[0].level]: above } : own;
}
