// Keys of one character act without Ctrl (P, / and those of a story): who speaks to the computer, or hits keys unawares,
// switches them off in the guide, for this browser (WCAG 2.1.4). Keys of what has the focus are not meant, nor the space.

const KEY = "baophu-single-keys";
const OFF = "off";

/** Tell whether keys of one character act by themselves. */
export function areSingleKeysOn() {
  try {
    return localStorage.getItem(KEY) !== OFF;
  } catch {
    return true;
  }
}

/** Remember on this machine whether they do; returns whether the browser remembers. */
export function switchSingleKeys(on) {
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, OFF);
  } catch { /* a browser may refuse to remember */ }
  return areSingleKeysOn() === on;
}

/** Tell whether a key is one of those, and switched off. */
export function isSilenced(key) {
  return key.length === 1 && key !== " " && !areSingleKeysOn();
}
