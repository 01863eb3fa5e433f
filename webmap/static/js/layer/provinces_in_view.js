// Which provinces of a country a view shows, and whether a file is that of one of them.

/**
 * Codes of the provinces with an area in the box (world square), the nearest to its middle first; none where the geometry
 * knows no provinces.
 */
export function findProvincesIn({ count, areaBounds, groups, codes }, { west, north, east, south }) {
  if (!groups.province) return [];
  const [x, y] = [(west + east) / 2, (north + south) / 2];
  const distance = new Float64Array(codes.province.length).fill(Infinity);
  for (let area = 0, at = 0; area < count; area++, at += 4) {
    if (areaBounds[at] > east || areaBounds[at + 2] < west || areaBounds[at + 1] > south || areaBounds[at + 3] < north) continue;
    const dx = Math.max(areaBounds[at] - x, x - areaBounds[at + 2], 0);
    const dy = Math.max(areaBounds[at + 1] - y, y - areaBounds[at + 3], 0);
    const province = groups.province[area];
    distance[province] = Math.min(distance[province], Math.hypot(dx, dy));
  }
  return codes.province
    .map((code, province) => ({ code, distance: distance[province] }))
    .filter((one) => one.distance < Infinity)
    .sort((one, other) => one.distance - other.distance)
    .map(({ code }) => code);
}

/**
 * Position in the country of the first area of a province's own geometry; -1 unless it has the very areas, in their order,
 * that the country has of that province.
 */
export function checkProvince(geometry, country, code) {
  const own = geometry.codes.lowest;
  const first = country.codes.lowest.indexOf(own[0]);
  const province = country.codes.province.indexOf(code);
  const isSame =
    first >= 0 &&
    geometry.vintageId === country.vintageId &&
    own.every((area, at) => country.codes.lowest[first + at] === area && country.groups.province[first + at] === province);
  const isWhole = country.groups.province[first - 1] !== province && country.groups.province[first + own.length] !== province;
  return isSame && isWhole ? first : -1;
}
