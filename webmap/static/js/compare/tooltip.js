// What stands beside the pointer in a comparison: both values and their difference. Text nodes only.

import { writeValue } from "../page/numbers.js";

function line(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

/** A node for the area at one place of the views. */
export function buildCompareTip(at, { values, names, page }) {
  const box = document.createElement("div");
  box.className = "tip";
  box.append(line("b", names.names[at]));
  const parents = names.parents;
  if (parents.length > 1) box.append(line("small", parents[names.parent[at]].name));
  const facts = document.createElement("dl");
  for (const [side, label] of [["a", "A"], ["b", "B"], ["difference", "B − A"]]) {
    if (!values[side]) continue;
    facts.append(line("dt", label), line("dd", say(values[side], page.shapes[side], at)));
  }
  box.append(facts);
  return box;
}

/** A value as printed, or the words of the state that has none. */
export function say(columns, shape, at) {
  return writeValue(columns.values[at], shape) || (shape.states[columns.class_codes[at]] ?? "");
}
