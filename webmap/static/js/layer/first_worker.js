// The first view beside the page: fetched, decoded and drawn in a worker while the page's own thread still reads scripts.
// It has the addresses as its name, tells what it knows, is asked with the view of the map and answers with what it has
// drawn; then it ends.

import { decodeGeometry } from "./decoding.js";
import { Drawing } from "./drawing.js";
import { drawForegroundShapes } from "./foreground.js";
import { listBuffers } from "./geometry.js";
import { LevelAreas } from "./levels.js";

let drawing = null;

onmessage = ({ data }) => draw(data);
begin(JSON.parse(name)).catch((error) => postMessage({ error: String(error.message) }));

async function begin({ geometryUrl, valuesUrl }) {
  const [bytes, columns] = await Promise.all([ask(geometryUrl, "arrayBuffer"), ask(valuesUrl, "json")]);
  const geometry = decodeGeometry(bytes);
  if (!isDrawnHere(geometry, columns)) return postMessage({ geometry, columns }, listBuffers(geometry));
  postMessage({ columns, bounds: new LevelAreas(geometry, "lowest").bounds() });
  drawing = new Drawing(geometry); // while the page fits its view
  drawing.setColumns(columns, columns.view.level);
}

async function ask(url, form) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response[form]();
}

// A whole country: its view follows from its bounds. Of a part, or of units that a list made, the page knows more.
function isDrawnHere(geometry, columns) {
  const placed = columns.view.geometry;
  const isWhole = !placed?.positions && placed?.area_count === columns.class_codes.length;
  return geometry.scope === "VN" && isWhole && !placed.groups_url && typeof OffscreenCanvas === "function";
}

function draw({ view, places }) {
  drawing.setView(view);
  const [sheet, lines] = [0, 1].map(() => new OffscreenCanvas(view.width, view.height).getContext("2d"));
  drawing.paintFill(sheet);
  drawForegroundShapes(lines, drawing, { places, pilots: [], outlines: null });
  sheet.drawImage(lines.canvas, 0, 0);
  const bitmap = sheet.canvas.transferToImageBitmap();
  postMessage({ picture: { view, bitmap } }, [bitmap]); // first: seen before the page has unpacked what is behind it
  const index = drawing.takeIndex();
  postMessage({ geometry: drawing.geometry, index }, [...listBuffers(drawing.geometry), index.pixels.buffer]);
}
