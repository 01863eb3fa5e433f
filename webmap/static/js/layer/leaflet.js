// The parts of Leaflet that a map without tiles, markers and popups uses, from the modules that its makers publish.
// folium's own script finds them where it looks for Leaflet: half of the script would be read for nothing.

import { Control, control } from "leaflet/src/control/Control.js";
import { Scale, scale } from "leaflet/src/control/Control.Scale.js";
import * as DomEvent from "leaflet/src/dom/DomEvent.js";
import * as DomUtil from "leaflet/src/dom/DomUtil.js";
import * as CRS from "leaflet/src/geo/crs/CRS.js";
import { EPSG3857 } from "leaflet/src/geo/crs/CRS.EPSG3857.js";
import { toLatLng as latLng } from "leaflet/src/geo/LatLng.js";
import { toLatLngBounds as latLngBounds } from "leaflet/src/geo/LatLngBounds.js";
import { toPoint as point } from "leaflet/src/geometry/Point.js";
import { Layer } from "leaflet/src/layer/Layer.js";
import { createMap as map, Map } from "leaflet/src/map/Map.js";
import * as Util from "leaflet/src/core/Util.js";
import "leaflet/src/map/handler/Map.BoxZoom.js";
import "leaflet/src/map/handler/Map.Drag.js";
import "leaflet/src/map/handler/Map.ScrollWheelZoom.js";
import "leaflet/src/map/handler/Map.TapHold.js";
import "leaflet/src/map/handler/Map.TouchZoom.js";

Control.Scale = Scale;
control.scale = scale;

export const L = {
  CRS: { ...CRS.CRS, EPSG3857 }, Control, DomEvent, DomUtil, Layer, Map, Util, control, latLng, latLngBounds, map, point,
};
globalThis.L = L;
