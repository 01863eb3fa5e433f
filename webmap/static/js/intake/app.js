// The pages on which data are loaded. All of it works without; this adds progress, dropping, and fewer page loads.

import { startMending, startRowLinks } from "./mending.js";
import { startPlaces } from "./places.js";
import { startUpload } from "./upload.js";

const upload = document.querySelector("[data-upload]");
if (upload) startUpload(upload);

const mend = document.querySelector("[data-mend]");
if (mend) startMending(mend);

document.querySelectorAll("[data-doubt]").forEach(startPlaces);
if (document.querySelector("[data-sheet]")) startRowLinks();

for (const form of document.querySelectorAll("[data-auto]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// One menu of consequences at a time; Escape closes it and gives the focus back.
for (const menu of document.querySelectorAll("details.confirm")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  menu.addEventListener("toggle", () => {
    if (!menu.open) return;
    for (const other of document.querySelectorAll("details.confirm[open]")) if (other !== menu) other.open = false;
  });
}

const notice = document.getElementById("notice");
if (notice && !window.location.hash) notice.focus({ preventScroll: true });
document.documentElement.dataset.ready = "true";
