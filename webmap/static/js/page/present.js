// Presentation mode: question, answer, map, legend, source. Button or key P; Escape leaves.

import { isSilenced } from "./single_keys.js";
import { change, onState, readState } from "./state.js";

const root = document.documentElement;

/** Make the mode follow the address; `changed` is called when the room of the map has changed. */
export function startPresent(changed) {
  const show = (params) => {
    const on = params.get("present") === "1";
    if (root.classList.toggle("present", on) !== shown) changed();
    shown = on;
  };
  let shown = root.classList.contains("present");
  const toggle = () => {
    const on = !root.classList.contains("present");
    if (on && document.documentElement.requestFullscreen) document.documentElement.requestFullscreen().catch(() => {});
    if (!on && document.fullscreenElement) document.exitFullscreen().catch(() => {});
    change({ present: on ? "1" : null });
    document.querySelector(on ? ".leave-present" : '.top [data-action="present"]')?.focus();
  };
  onState(show);
  show(readState());
  document.addEventListener("click", (event) => {
    if (event.target.closest('[data-action="present"]')) toggle();
  });
  document.addEventListener("keydown", (event) => {
    if (root.classList.contains("framed")) return; // the story around it steps and leaves
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    if (isSilenced(event.key)) return;
    if (event.key === "p" || event.key === "P") toggle();
    else if (event.key === "Escape" && root.classList.contains("present") && !event.target.closest(".coverage-map")) toggle();
  });
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && root.classList.contains("present")) change({ present: null });
  });
}
