// Which key does what: a keyboard's and a clicker's, which sends PageDown, PageUp, a full stop or B.

import { isSilenced } from "../page/single_keys.js";

const KEYS = {
  ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next", Enter: "next", n: "next",
  ArrowLeft: "back", ArrowUp: "back", PageUp: "back", Backspace: "back", p: "back",
  Home: "first", End: "last", f: "full", F5: "full", b: "dark", ".": "dark", Escape: "leave",
};

/** What a key asks of the presentation; undefined where it is meant for what has the focus. */
export function readKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  const target = event.target;
  if (target.closest?.("input, select, textarea, [contenteditable]")) return undefined;
  const presses = event.key === " " || event.key === "Enter";
  if (presses && target.closest?.("a, button, summary, [role=button]")) return undefined;
  if (isSilenced(event.key)) return undefined;
  if (event.shiftKey) return event.key === " " ? "back" : undefined;
  return KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
}
