// What the server says of the page: state, addresses, texts. Read once from the page, renewed with every answer.

const element = document.getElementById("page-config");

export const config = element ? JSON.parse(element.textContent) : {};
export const english = document.documentElement.lang === "en";

/** The text in the language of the page, with `%(name)s` filled in. Vietnamese is the key, as in the templates. */
export function _(message, values = {}) {
  const text = config.texts?.[message] ?? message;
  return text.replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
