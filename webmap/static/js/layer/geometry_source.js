// Fetches geometry and has it decoded in a worker. Loaded on its own before all else, it begins with what the page
// names in <link rel="preload" as="fetch" data-geometry> and data-values, while Leaflet and the other modules are on
// their way.

const early = new Map(); // URL → promise of a geometry
const waiting = new Map();
let worker = null;
let lastTicket = 0;

/** A promise of the decoded geometry behind a URL; rejects with Error where it cannot be had or read. */
export function loadGeometry(url) {
  const address = new URL(url, document.baseURI).href;
  const begun = early.get(address);
  early.delete(address); // its arrays have one owner
  return begun ?? fetchGeometry(address);
}

async function fetchGeometry(url) {
  startWorker(); // while the bytes are on their way
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return decodeInWorker(await response.arrayBuffer(), url);
}

/** Start the worker now, so that it is ready when the first geometry arrives. */
export function startWorker() {
  if (worker) return;
  worker = new Worker(new URL("./geometry_worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => settle(data);
  worker.onerror = (event) => {
    for (const ticket of waiting.keys()) settle({ ticket, fault: event.message ?? "the worker did not start" });
    worker = null;
  };
}

function decodeInWorker(bytes, url) {
  startWorker(); // again, where it died meanwhile
  const ticket = ++lastTicket;
  return new Promise((resolve, reject) => {
    waiting.set(ticket, { resolve, reject, url });
    worker.postMessage({ ticket, bytes }, [bytes]);
  });
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

/** Begin now; a fault is told to whoever asks for the result. */
function begin(attribute, load) {
  const link = document.querySelector(`link[${attribute}]`);
  const promise = link && load(link.href);
  promise?.catch(() => {});
  return { href: link?.href, promise };
}

const firstGeometry = begin("data-geometry", fetchGeometry);
if (firstGeometry.promise) early.set(firstGeometry.href, firstGeometry.promise);
const firstColumns = begin("data-values", fetchColumns).promise;
