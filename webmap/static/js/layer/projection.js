// Web Mercator as a unit square: x grows east, y grows south; the same square at every zoom.

const RADIANS = Math.PI / 180;

/** World x in [0, 1] of a longitude in degrees. */
export function worldX(longitude) {
  return (longitude + 180) / 360;
}

/** World y in [0, 1] of a latitude in degrees. */
export function worldY(latitude) {
  const sine = Math.sin(latitude * RADIANS);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** Longitude in degrees of a world x. */
export function longitudeOf(x) {
  return x * 360 - 180;
}

/** Latitude in degrees of a world y. */
export function latitudeOf(y) {
  return Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) / RADIANS;
}

/** CSS pixels of the whole world square at a Leaflet zoom. */
export function worldSize(zoom) {
  return 256 * 2 ** zoom;
}
