// Find a place by its name, accents or not. The list follows the keys; without JavaScript the form has a page of its own.

import { announce } from "./announce.js";
import { _, config } from "./config.js";
import { readJson } from "./data.js";
import { isSilenced } from "./single_keys.js";

const DELAY = 120; // ms between the last key and the question

/** `choose(address)` goes to the place. */
export function startSearch({ choose }) {
  const input = document.getElementById("search");
  const list = document.getElementById("search-list");
  const form = input.form;
  let timer = 0;
  let asked = null;
  let found = [];
  let at = -1;

  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
  })) input.setAttribute(name, value);

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(next) {
    at = found.length ? (next + found.length) % found.length : -1;
    list.querySelectorAll("li[role=option]").forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === at));
      if (index === at) {
        item.scrollIntoView({ block: "nearest" });
        input.setAttribute("aria-activedescendant", item.id);
      }
    });
  }

  function take(place) {
    close();
    input.value = "";
    choose(place.url);
  }

  function draw() {
    list.replaceChildren(...found.map((place, index) => {
      const item = document.createElement("li");
      item.id = `found-${index}`;
      item.setAttribute("role", "option");
      item.append(place.name);
      const where = document.createElement("small");
      where.textContent = place.parents;
      item.append(where);
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(place); });
      return item;
    }));
    if (!found.length) {
      const none = document.createElement("li");
      none.className = "empty";
      none.textContent = _("Không có nơi nào tên như vậy.");
      list.append(none);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    announce(found.length ? _("%(count)s nơi", { count: found.length }) : _("Không có nơi nào tên như vậy."));
    mark(0);
  }

  async function ask() {
    const text = input.value.trim();
    asked?.abort();
    if (!text) return close();
    asked = new AbortController();
    const query = new URLSearchParams(location.search);
    query.set("q", text);
    try {
      const answer = await readJson(`${config.urls.search}?${query}`, { signal: asked.signal });
      found = answer.places;
      draw();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, DELAY); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      mark(at + (event.key === "ArrowDown" ? 1 : -1));
      event.preventDefault();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!list.hidden && at >= 0) take(found[at]);
    else ask();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !isSilenced("/") && !event.target.matches("input, select, textarea")) {
      input.focus();
      event.preventDefault();
    }
  });
}
