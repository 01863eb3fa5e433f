// What the page tells its scripts: language and texts.

const config = JSON.parse(document.getElementById("intake-config").textContent);

/** Return `text` in the language of the page, `%(name)s` filled in from `values`. */
export function _(text, values = {}) {
  const found = config.texts[text] ?? text;
  return found.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
}

export const lang = config.lang;

const live = document.getElementById("live");

/** Say `text` politely to a screen reader; the same text twice is said twice. */
export function announce(text) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}
