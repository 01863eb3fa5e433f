// Geometry from the worker that decodes it. The page begins in its head, with what it names in <link data-geometry>:
// it starts the worker and fetches the bytes for it while Leaflet and our scripts are on their way (`early_script` of
// webmap/maps/parts.py).

const FIRST_TICKET = 0;
const waiting = new Map(); // ticket → {resolve, reject, url}
const early = new Map(); // URL → promise of a geometry
let worker = null;
let lastTicket = FIRST_TICKET;

/** A promise of the decoded geometry behind a URL; rejects with Error where it cannot be had or read. */
export function loadGeometry(url) {
  const address = new URL(url, document.baseURI).href;
  const begun = early.get(address);
  early.delete(address); // its arrays have one owner
  return begun ?? askWorker(++lastTicket, address);
}

/** Start the worker now, so that it is ready when the first geometry is wanted. */
export function startWorker() {
  if (worker) return;
  listenTo(new Worker(new URL("./geometry_worker.js", import.meta.url), { type: "module" }));
}

function askWorker(ticket, url) {
  startWorker(); // again, where it died meanwhile
  worker.postMessage({ ticket, url });
  return waitFor(ticket, url);
}

function waitFor(ticket, url) {
  return new Promise((resolve, reject) => waiting.set(ticket, { resolve, reject, url }));
}

function listenTo(started) {
  worker = started;
  worker.onmessage = ({ data }) => settle(data);
  worker.onerror = (event) => {
    for (const ticket of [...waiting.keys()]) settle({ ticket, fault: event.message ?? "the worker did not start" });
    worker = null;
  };
}

function settle({ ticket, geometry, fault }) {
  const { resolve, reject, url } = waiting.get(ticket);
  waiting.delete(ticket);
  if (geometry) resolve(geometry);
  else reject(new Error(`${url}: ${fault}`));
}

/** The first view as the page names it: `{geometryUrl, columns}` (a promise), or null where it names none. */
export function findFirstView() {
  const [geometry, values] = ["data-geometry", "data-values"].map((name) => document.querySelector(`link[${name}]`));
  return geometry && values ? { geometryUrl: geometry.href, columns: firstColumns } : null;
}

async function fetchColumns(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response.json();
}

/** Take over what the head of the page began: the worker, and its answer if it was faster than this module. */
function adoptEarlyWorker({ worker: started, url, answers }) {
  listenTo(started);
  const promise = waitFor(FIRST_TICKET, url);
  promise.catch(() => {}); // told to whoever asks for it
  early.set(url, promise);
  answers.forEach(settle);
}

function beginColumns() {
  const link = document.querySelector("link[data-values]");
  const promise = link && fetchColumns(link.href);
  promise?.catch(() => {});
  return promise;
}

if (globalThis.coverageEarly) adoptEarlyWorker(globalThis.coverageEarly);
const firstColumns = beginColumns();
