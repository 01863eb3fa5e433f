// Geometry from its file. The page's head names what it shows first in <link data-geometry> and <link data-values> and
// begins to fetch both while Leaflet and our scripts are on their way (`early_script` of webmap/maps/parts.py).
//
// Decoding happens here, not in a worker: an arc file takes some ten milliseconds, a worker a hundred to start.

import { decodeArcFile, isArcFile } from "./arc_file.js";
import { decodeTopology } from "./topology.js";

const early = new Map(); // URL → promise of bytes
const units = new Map(); // URL → promise of the units of a list, some kB each

/** A promise of the decoded geometry behind a URL; rejects with Error where it cannot be had or read. */
export async function loadGeometry(url) {
  const address = new URL(url, document.baseURI).href;
  const begun = early.get(address);
  early.delete(address); // its arrays have one owner
  const bytes = await (begun ?? fetchBytes(address));
  try {
    return decode(bytes);
  } catch (error) {
    throw new Error(`${url}: ${error.message}`, { cause: error });
  }
}

function decode(bytes) {
  return isArcFile(bytes) ? decodeArcFile(bytes) : decodeTopology(JSON.parse(new TextDecoder().decode(bytes)));
}

async function fetchBytes(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response.arrayBuffer();
}

/**
 * A promise of the units that a list gives the areas of a file, `{level, codes, groups}`: their codes, and of each area
 * the index of its unit, -1 for none; null where a view needs none. The geometry file is the same whatever the list says.
 */
export async function findUnits({ view }) {
  const url = view.geometry?.groups_url;
  if (!url) return null;
  if (!units.has(url)) units.set(url, fetchBytes(url).then((bytes) => JSON.parse(new TextDecoder().decode(bytes))));
  try {
    return await units.get(url);
  } catch (error) {
    units.delete(url); // may be asked for again
    throw error;
  }
}

/** The first view as the page's head names it: `{geometryUrl, columns}` (a promise), or null where it names none. */
export function findFirstView() {
  return first && { geometryUrl: first.geometryUrl, columns: first.columns };
}

const first = globalThis.coverageEarly ?? null; // {geometryUrl, bytes, columns}: promises, of an ArrayBuffer and of JSON
if (first) {
  for (const promise of [first.bytes, first.columns]) promise.catch(() => {}); // told to whoever asks for it
  early.set(first.geometryUrl, first.bytes);
  delete first.bytes; // half a megabyte that nobody needs once it is decoded
}
