// The choices at the left: each change is a new address.

import { change, changed } from "./state.js";

// A place or level chosen for one question may not exist for the next: what depends on the choice is left to the server.
const FORGETS = {
  vintage: ["within", "level", "area", "as_of"],
  scheme: ["as_of", "method", "classes"],
  indicator: ["method", "classes"],
  level: ["area"],
  method: [],
  classes: [],
  as_of: [],
};

function changesOf(name, value) {
  const changes = { [name]: value };
  for (const forgotten of FORGETS[name] ?? []) changes[forgotten] = null;
  return changes;
}

/** The parameters of the address that a choice leads to. */
export function addressAfter(name, value) {
  return changed(changesOf(name, value));
}

export function startControls() {
  document.addEventListener("change", (event) => {
    const select = event.target.closest("#controls select");
    if (!select) return;
    change(changesOf(select.name, select.value));
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "controls") event.preventDefault();
  });
}
