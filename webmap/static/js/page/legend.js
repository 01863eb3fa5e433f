// The legend answers to the pointer: a class lights up its row while an area of it is under the pointer.

/** Mark the entry of a class code; null marks none. */
export function lightLegend(code) {
  for (const item of document.querySelectorAll(".legend li[data-class]")) {
    item.classList.toggle("lit", code !== null && item.dataset.class === code);
  }
}
