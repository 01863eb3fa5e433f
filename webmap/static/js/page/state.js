// All state lives in the URL. A change makes a new address; Back, links and reload all go the same way.

const PAGE_ONLY = ["area", "sort", "order", "present", "page", "over", "marks", "officer", "clusters", "boundaries"];
const WORDED = ["over", "marks", "officer", "clusters", "boundaries"]; // of the page alone, and yet said in more places than the panel of an area
const listeners = new Set();

/** The parameters of the address as a plain URLSearchParams copy. */
export function readState() {
  return new URLSearchParams(location.search);
}

/** The query of what is drawn, without what concerns the page alone: two states with equal ones share their values. */
export function viewQuery(params) {
  const copy = new URLSearchParams(params);
  for (const name of PAGE_ONLY) copy.delete(name);
  copy.sort();
  return copy.toString();
}

/** The query of what is drawn and said, the selected area aside: two states with equal ones share all their words. */
export function wordsQuery(params) {
  return viewQuery(params) + WORDED.map((name) => `&${name}=${params.get(name) ?? ""}`).join("");
}

/** Tell `listener(params, {how})` of each new address; `how` is "push", "replace" or "back". */
export function onState(listener) {
  listeners.add(listener);
}

function tell(how) {
  const params = readState();
  for (const listener of listeners) listener(params, { how });
}

/** Go to an address of this page (absolute, or only its query). */
export function go(address, { replace = false } = {}) {
  const url = new URL(address, location.href);
  if (url.href === location.href) return;
  history[replace ? "replaceState" : "pushState"](null, "", url);
  tell(replace ? "replace" : "push");
}

/** The present parameters with some changed; null takes one away. */
export function changed(changes) {
  const params = readState();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") params.delete(name);
    else params.set(name, value);
  }
  return params;
}

/** Go to the present address with some parameters changed. */
export function change(changes, options) {
  go("?" + changed(changes).toString(), options);
}

addEventListener("popstate", () => tell("back"));
