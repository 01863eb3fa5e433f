// What the page asks the server for, by the address that it is shown under.

import { config } from "./config.js";
import { readState, viewQuery } from "./state.js";

export function valuesUrl(query) {
  return `${config.urls.values}?${query}&format=classes`;
}

// The same view with every value, for the rare case that the counts do not give them.
export function allUrl() {
  return `${config.urls.values}?${viewQuery(readState())}&format=columns`;
}

export function partsUrl(params, only = "") {
  const query = new URLSearchParams(params);
  if (only) query.set("only", only);
  return `${config.urls.parts}?${query}`;
}
