// Buttons on the map: nearer, farther, the whole view, the keys.

import { L } from "./leaflet.js";

function addButton(container, className, sign, title, act) {
  const button = L.DomUtil.create("button", `coverage-button ${className}`, container);
  button.type = "button";
  button.title = title;
  button.setAttribute("aria-label", title);
  const mark = document.createElement("span");
  mark.setAttribute("aria-hidden", "true");
  mark.textContent = sign;
  button.append(mark);
  button.addEventListener("click", act);
  return button;
}

/** One group of buttons; `texts` has `zoom_in`, `zoom_out`, `whole_view`, `keys`, `key_list` (pairs of keys and meaning). */
export class CoverageControl extends L.Control {
  #layer;
  #texts;
  #help = null;
  #helpButton = null;

  constructor(layer, texts, options = { position: "topleft" }) {
    super(options);
    this.#layer = layer;
    this.#texts = texts;
  }

  onAdd(map) {
    const box = L.DomUtil.create("div", "coverage-control leaflet-bar");
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    addButton(box, "is-zoom-in", "+", this.#texts.zoom_in, () => map.zoomIn());
    addButton(box, "is-zoom-out", "−", this.#texts.zoom_out, () => map.zoomOut());
    addButton(box, "is-whole-view", "⤢", this.#texts.whole_view, () => this.#layer.fitTo(null));
    this.#helpButton = addButton(box, "is-keys", "?", this.#texts.keys, () => this.#toggleHelp());
    this.#helpButton.setAttribute("aria-expanded", "false");
    this.#help = this.#buildHelp(map.getContainer());
    this.#layer.on("keyboardhelp", this.#toggleHelp, this);
    return box;
  }

  onRemove() {
    this.#layer.off("keyboardhelp", this.#toggleHelp, this);
    this.#help.remove();
  }

  #buildHelp(container) {
    const help = L.DomUtil.create("div", "coverage-keys", container);
    help.setAttribute("role", "status");
    help.hidden = true;
    const list = document.createElement("dl");
    for (const [keys, meaning] of this.#texts.key_list) {
      const term = document.createElement("dt");
      const detail = document.createElement("dd");
      term.textContent = keys;
      detail.textContent = meaning;
      list.append(term, detail);
    }
    help.append(list);
    return help;
  }

  #toggleHelp() {
    this.#help.hidden = !this.#help.hidden;
    this.#helpButton.setAttribute("aria-expanded", String(!this.#help.hidden));
  }
}

/** Leaflet's scale in metres and kilometres only. */
export function createScale() {
  return L.control.scale({ imperial: false, position: "bottomleft" });
}
