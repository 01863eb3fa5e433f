// The choices at the left: each change is a new address.

import { change, changed } from "./state.js";

// A place or level chosen for one question may not exist for the next: what depends on the choice is left to the server.
const FORGETS = {
  scheme: ["as_of", "since", "method", "classes", "span"],
  indicator: ["since", "method", "classes"],
  level: ["area"],
  method: [],
  classes: [],
  as_of: ["since"],
};

function changesOf(name, value, { vintage = "", codesOf = "" } = {}) {
  const changes = { [name]: value };
  if (codesOf) changes.codes_of = codesOf; // a unit may not be there on another day
  if (name === "vintage") return changeBoundaries(value, value ? "fixed" : null);
  if (vintage) Object.assign(changes, changeBoundaries(vintage, null)); // the date brings its own boundaries
  for (const forgotten of FORGETS[name] ?? []) changes[forgotten] = null;
  return changes;
}

// Codes mean another place on other boundaries: the server is told whose they are, and carries the places over.
function changeBoundaries(vintage, kept) {
  const shown = document.querySelector('#controls [name="codes_of"]').value; // an address need not say it
  return { vintage: vintage || null, boundaries: kept, codes_of: vintage === shown ? null : shown };
}

/** The parameters of the address that a choice leads to. */
export function addressAfter(name, value) {
  return changed(changesOf(name, value));
}

export function startControls() {
  document.addEventListener("change", (event) => {
    const select = event.target.closest("#controls select");
    if (!select) return;
    change(changesOf(select.name, select.value, select.selectedOptions[0]?.dataset));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "controls") event.preventDefault();
  });
}
