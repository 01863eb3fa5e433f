// The layer as others see it: what the folium map's own script and the page import.

export { CoverageControl, createScale } from "./controls.js";
export { CoverageLayer } from "./coverage_layer.js";
export { findFirstView } from "./geometry_source.js";
export { ASIDE } from "./patterns.js";
export { findCoverageMap, registerCoverageMap } from "./registry.js";
