// Fetches geometry and has it decoded in a worker. Loaded on its own before all else, it begins with the geometry that
// the page names in <link rel="preload" as="fetch" data-geometry>, while Leaflet and the other modules are on their way.

const early = new Map(); // URL → promise
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

for (const { href } of document.querySelectorAll("link[data-geometry]")) {
  const promise = fetchGeometry(href);
  promise.catch(() => {}); // told to whoever asks for it
  early.set(href, promise);
}
