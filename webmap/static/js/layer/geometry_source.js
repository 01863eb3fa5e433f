// Geometry from its file. The page's head names what it shows first in <link data-geometry> and <link data-values>; a
// worker begins to fetch, decode and draw both while our scripts are on their way (`early_script` of
// webmap/maps/parts.py, first_worker.js). What comes later is decoded here: an arc file takes some ten milliseconds,
// which a worker would not be worth.

import { decodeGeometry } from "./decoding.js";
import { givePoints } from "./geometry.js";

const early = new Map(); // URL → promise of bytes
const units = new Map(); // URL → promise of the units of a list, some kB each

/** A promise of the decoded geometry behind a URL; rejects with Error where it cannot be had or read. */
export async function loadGeometry(url) {
  const address = new URL(url, document.baseURI).href;
  const begun = early.get(address);
  early.delete(address); // its arrays have one owner
  const decoded = await begun?.catch(() => null); // what went wrong beside the page is tried again, and then told
  if (decoded) return decoded;
  const bytes = await fetchBytes(address);
  try {
    return decodeGeometry(bytes);
  } catch (error) {
    throw new Error(`${url}: ${error.message}`, { cause: error });
  }
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

/**
 * The first view as the page's head names it: `{geometryUrl, columns, bounds, draw}`, or null where it names none.
 * `columns` is a promise; `bounds` one of the bounds of a country that `draw({view, places}, show)` then draws beside the
 * page, or of null where the page draws. `show(picture)` is called with the picture and gives a promise: before that the
 * geometry and the index behind it, of which `draw` gives a promise, are not unpacked.
 */
export function findFirstView() {
  return first;
}

const first = begin(globalThis.coverageEarly); // {geometryUrl, valuesUrl, worker, told}: told is a promise of its first answer

function begin(asked) {
  if (!asked) return null;
  const told = asked.told.then(check);
  const drawn = openPromise();
  const end = () => asked.worker?.terminate();
  told.then(({ bounds }) => bounds ?? end(), end);
  early.set(asked.geometryUrl, told.then((answer) => (answer.geometry ? answer : drawn.promise)).then(({ geometry }) => givePoints(geometry)));
  early.get(asked.geometryUrl).catch(() => {}); // tried again by whoever asks for it
  return {
    geometryUrl: asked.geometryUrl,
    columns: told.then(({ columns }) => columns).catch(() => readValues(asked.valuesUrl)),
    bounds: told.then(({ bounds }) => bounds ?? null, () => null),
    draw(wanted, show) {
      let shown = null;
      asked.worker.onmessage = (event) => {
        if (shown) shown.then(() => drawn.resolve(event.data));
        else if (event.data.error) drawn.reject(new Error(event.data.error));
        else shown = show(event.data.picture);
      };
      asked.worker.onerror = drawn.reject;
      asked.worker.postMessage(wanted);
      drawn.promise.then(end, end);
      return drawn.promise.then(({ index }) => index);
    },
  };
}

function openPromise() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  parts.promise.catch(() => {});
  return parts;
}

function check(answer) {
  if (answer.error) throw new Error(answer.error);
  return answer;
}

async function readValues(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response.json();
}
