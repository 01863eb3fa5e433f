// The first view, which the page names in its head, drawn without waiting for the page's own modules.

import { findFirstView, findUnits } from "./geometry_source.js";
import { ViewPlaces } from "./view_places.js";

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
  const { picture, index } = first.draw({ view, places: layer.options.places });
  picture.then((drawn) => layer.showPicture(drawn), () => {});
  return index.catch(() => null);
}

/** Call back when the present frame is through. */
function afterFrame(callback) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = callback;
  port2.postMessage(null);
}
