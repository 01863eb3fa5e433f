// Files of provinces fetched and decoded beside the page: `{question, url}` is answered with the geometry and its size,
// `{question, isGivenUp}` ends what is on its way.

import { decodeGeometry } from "./decoding.js";
import { listBuffers } from "./geometry.js";

const asked = new Map(); // question → AbortController

onmessage = ({ data: { question, url, isGivenUp } }) => {
  if (isGivenUp) asked.get(question)?.abort();
  else answer(question, url).catch((error) => postMessage({ question, error: String(error.message) }));
};

async function answer(question, url) {
  const control = new AbortController();
  asked.set(question, control);
  try {
    const response = await fetch(url, { credentials: "same-origin", signal: control.signal });
    if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
    const geometry = decodeGeometry(await response.arrayBuffer());
    const buffers = listBuffers(geometry);
    const onScreen = 12 * geometry.x.length; // its points in pixels, and what lies across them (detailed_view.js)
    const bytes = buffers.reduce((sum, buffer) => sum + buffer.byteLength, onScreen);
    postMessage({ question, geometry, bytes }, buffers);
  } finally {
    asked.delete(question);
  }
}
