// Fetches and decodes a topology beside the page: its text never enters the page's heap and its typed arrays are
// handed over.

import "./points.js"; // named here too, so that all are fetched at once
import "./projection.js";
import { decodeTopology, listBuffers } from "./topology.js";

async function readTopology({ url, bytes }) {
  if (bytes) return JSON.parse(new TextDecoder().decode(bytes)); // fetched by the page while this worker started
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

self.onmessage = async ({ data }) => {
  const { ticket } = data;
  try {
    if (data.fault) throw new Error(data.fault);
    const geometry = decodeTopology(await readTopology(data));
    self.postMessage({ ticket, geometry }, listBuffers(geometry));
  } catch (error) {
    self.postMessage({ ticket, fault: error.message });
  }
};
