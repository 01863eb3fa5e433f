// The panel at the right shows the area under the pointer while it is there, and the chosen one again after.
// Only texts change, in the places that the server drew: nothing moves.

import { writeCount, writeValue } from "./numbers.js";

export function startPreview() {
  let kept = null; // texts of the chosen area, by place

  function places() {
    return [...document.querySelectorAll("#part-where [data-slot]")];
  }

  function restore() {
    for (const [place, text] of kept ?? []) place.textContent = text;
    forget();
  }

  function forget() {
    kept = null;
    document.getElementById("part-where").classList.remove("previewing");
  }

  function show(rows, position, selected) {
    restore();
    if (!rows || position === null || position === selected) return;
    kept = places().map((place) => [place, place.textContent]);
    document.getElementById("part-where").classList.add("previewing");
    for (const [place] of kept) place.textContent = textOf(rows, position, place.dataset.slot);
  }

  return { show, forget };
}

function textOf(rows, position, slot) {
  if (slot === "name") return rows.names[position];
  if (slot === "kind") return [rows.shape.level, rows.parentName(position)].filter(Boolean).join(" · ");
  if (slot === "value") return rows.words(position) || writeValue(rows.values[position], rows.shape);
  if (slot === "estimate") return rows.estimate(position);
  if (slot === "rank") return rows.parentRank(position)?.map((each) => writeCount(each)).join(" / ") ?? "–";
  if (slot.startsWith("count-")) return writeCount(rows.readCount(slot.slice(6), position)) || "–";
  if (slot.startsWith("change-")) return writeCount(rows.readCount(slot.slice(7), position), { signed: true }) || "–";
  return rows.textOf(slot, position) || "–";
}
