// The layer as others see it: what the folium map's own script and the page import.

export { CoverageControl, createScale } from "./controls.js";
export { CoverageLayer } from "./coverage_layer.js";
export { findFirstView, findUnits } from "./geometry_source.js";
export { findCoverageMap, registerCoverageMap } from "./registry.js";
export { ViewPlaces } from "./view_places.js";
