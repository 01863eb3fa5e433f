// Decodes a topology beside the page: its text never enters the page's heap and its typed arrays are handed over.

import { decodeTopology, listBuffers } from "./topology.js";

self.onmessage = ({ data: { ticket, bytes } }) => {
  try {
    const geometry = decodeTopology(JSON.parse(new TextDecoder().decode(bytes)));
    self.postMessage({ ticket, geometry }, listBuffers(geometry));
  } catch (error) {
    self.postMessage({ ticket, fault: error.message });
  }
};
