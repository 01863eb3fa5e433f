// The layer as others see it: what the folium map's own script and the page import.

export { drawBorders, HIDDEN, OUTER, PROVINCE, rankArcs, strokeRank } from "./borders.js";
export { CoverageControl, createScale } from "./controls.js";
export { CoverageLayer } from "./coverage_layer.js";
export { NEAR_ZOOM } from "./detail_call.js";
export { findFirstView, findUnits } from "./geometry_source.js";
export { worldX, worldY } from "./projection.js";
export { Rasteriser } from "./raster.js";
export { findCoverageMap, registerCoverageMap } from "./registry.js";
export { ScreenArcs, traceArc } from "./screen_arcs.js";
export { ViewPlaces } from "./view_places.js";
