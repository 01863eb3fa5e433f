// Look for another place of a doubtful row without leaving the page.

import { _, announce } from "./config.js";

/** Make the small search of one doubt add what it finds to the choices. */
export function startPlaces(doubt) {
  const form = doubt.querySelector("[data-find]");
  const choices = doubt.querySelector("[data-choices]");
  const input = form.querySelector("input[type=search]");
  const { name, places: address } = doubt.dataset;

  function add(place) {
    const known = [...choices.querySelectorAll("input")].find((one) => one.value === place.value);
    if (known) return known;
    const label = document.createElement("label");
    label.className = "choice";
    const radio = Object.assign(document.createElement("input"), { type: "radio", name, value: place.value });
    radio.setAttribute("form", "mend");
    const words = document.createElement("span");
    const strong = document.createElement("b");
    strong.textContent = place.label;
    const note = document.createElement("small");
    note.textContent = ` ${place.note}`;
    words.append(strong, note);
    label.append(radio, words);
    choices.append(label);
    return radio;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    form.querySelector(".hint")?.remove();
    const answer = await fetch(`${address}${address.includes("?") ? "&" : "?"}q=${encodeURIComponent(text)}`, {
      headers: { Accept: "application/json" },
    });
    const body = await answer.json();
    const found = answer.ok ? body.places.map(add) : [];
    if (found.length) {
      found[0].focus();
      announce(_("Tìm thấy %(count)s nơi", { count: found.length }));
      return;
    }
    const hint = document.createElement("p");
    hint.className = "hint";
    hint.textContent = answer.ok ? _("Không có nơi nào tên như vậy.") : body.error.message;
    form.append(hint);
    announce(hint.textContent);
  });
}
