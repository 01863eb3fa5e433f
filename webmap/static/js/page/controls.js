// The choices at the left: each change is a new address.

import { change } from "./state.js";

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

export function startControls() {
  document.addEventListener("change", (event) => {
    const select = event.target.closest("#controls select");
    if (!select) return;
    const changes = { [select.name]: select.value };
    for (const name of FORGETS[select.name] ?? []) changes[name] = null;
    change(changes);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "controls") event.preventDefault();
  });
}
