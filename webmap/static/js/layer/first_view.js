// The first view, which the page names in its head, drawn without waiting for the page's own modules.

import { findFirstView, findUnits } from "./geometry_source.js";
import { ViewPlaces } from "./view_places.js";

const FRAME_MS = 250;

/** Draw it on a layer; the promise resolves when its frame is through, at once where there is nothing to draw. */
export async function drawFirstView(layer) {
  const first = findFirstView();
  if (!first) return;
  try {
    const columns = await first.columns; // before the geometry: nothing is drawn without colours
    const listed = findUnits(columns);
    const index = await drawBeside(layer, first);
    const found = await layer.setGeometry(first.geometryUrl);
    if (!found || layer.level !== null) return; // the page was faster
    if (index) layer.adoptIndex(index);
    const { level, geometry } = columns.view;
    const units = await listed;
    if (layer.level !== null) return;
    const places = new ViewPlaces(geometry, columns.class_codes.length);
    layer.setValues(places.spread(columns), { level, units });
    await new Promise((resolve) => layer.once("paint", () => afterFrame(resolve)));
  } catch {
    // The page asks for the same and tells the reader.
  }
}

/** Show a picture of the whole country by the worker that decoded it; the index behind it, null where the page draws. */
async function drawBeside(layer, first) {
  const bounds = await first.bounds;
  const view = bounds && layer.fitCountry(bounds);
  if (!view) return null;
  const show = (picture) => within(FRAME_MS, new Promise((resolve) => layer.showPicture(picture, () => afterFrame(resolve))));
  return first.draw({ view, places: layer.options.places }, show).catch(() => null);
}

/** A promise that resolves as another does, or after some time: no frame comes in a page that nobody sees. */
function within(milliseconds, promise) {
  return Promise.race([promise, new Promise((resolve) => setTimeout(resolve, milliseconds))]);
}

/** Call back when the present frame is through. */
function afterFrame(callback) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = callback;
  port2.postMessage(null);
}
