// The first view beside the page: fetched, decoded and drawn in a worker while the page's own thread still reads scripts.
// It has the addresses as its name, tells what it knows, is asked with the view of the map and answers with what it has
// drawn; then it ends.

import { decodeGeometry } from "./decoding.js";
import { Drawing } from "./drawing.js";
import { drawForegroundShapes } from "./foreground.js";
import { listBuffers } from "./geometry.js";

let geometry = null;
let columns = null;

onmessage = ({ data }) => draw(data);
begin(JSON.parse(name)).catch((error) => postMessage({ error: String(error.message) }));

async function begin({ geometryUrl, valuesUrl }) {
  const [bytes, values] = await Promise.all([ask(geometryUrl, "arrayBuffer"), ask(valuesUrl, "json")]);
  geometry = decodeGeometry(bytes);
  columns = values;
  if (!isDrawnHere()) return postMessage({ geometry, columns }, listBuffers(geometry));
  postMessage({ columns, bounds: new Drawing(geometry).areas.bounds() });
}

async function ask(url, form) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response[form]();
}

// A whole country: its view follows from its bounds. Of a part, or of units that a list made, the page knows more.
function isDrawnHere() {
  const placed = columns.view.geometry;
  const isWhole = !placed?.positions && placed?.area_count === columns.class_codes.length;
  return geometry.scope === "VN" && isWhole && !placed.groups_url && typeof OffscreenCanvas === "function";
}

function draw({ view, places }) {
  const drawing = new Drawing(geometry);
  drawing.setColumns(columns, columns.view.level);
  drawing.setView(view);
  const [fill, lines] = [0, 1].map(() => new OffscreenCanvas(view.width, view.height).getContext("2d"));
  drawing.paintFill(fill);
  const decor = { places, pilots: [], outlines: null };
  drawForegroundShapes(lines, drawing, decor);
  const picture = { view, fill: fill.canvas.transferToImageBitmap(), lines: lines.canvas.transferToImageBitmap() };
  postMessage({ picture }, [picture.fill, picture.lines]); // first: seen before the page has unpacked what is behind it
  const index = drawing.takeIndex();
  postMessage({ geometry, index }, [...listBuffers(geometry), index.pixels.buffer]);
}
