// The guide: whether keys of one character act, as this browser remembers it.

import { areSingleKeysOn, switchSingleKeys } from "../page/single_keys.js";

const field = document.querySelector("[data-single-keys]");
const box = field.querySelector("input");

function show() {
  box.checked = areSingleKeysOn();
}

box.addEventListener("change", () => {
  const isKept = switchSingleKeys(box.checked);
  field.querySelector("[data-refused]").hidden = isKept;
  show();
});
addEventListener("storage", show); // another tab
show();
field.hidden = false;
