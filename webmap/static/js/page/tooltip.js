// What stands beside the pointer: name, value, the two counts it is made of. Text nodes only, so a name is never markup.

import { _ } from "./config.js";
import { writeCount, writeValue } from "./numbers.js";

function line(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

/** A node for an area of `rows`. */
export function buildTooltip(rows, position) {
  const box = document.createElement("div");
  box.className = "tip";
  box.append(line("b", rows.names[position]));
  const parent = rows.parentName(position);
  if (parent) box.append(line("small", parent));
  const words = rows.words(position);
  box.append(line("p", words || writeValue(rows.values[position], rows.shape), words ? "tip-words" : "tip-value"));
  const estimate = rows.estimate(position);
  if (estimate) box.append(line("small", estimate, "tip-estimate"));
  const { numerator_label: above, denominator_label: below } = rows.shape;
  const facts = document.createElement("dl");
  addFact(facts, above, rows.numberOf("numerator", position));
  if (below) addFact(facts, below, rows.numberOf("denominator", position));
  const rank = rows.parentRank(position);
  if (rank) facts.append(line("dt", _("Xếp hạng")), line("dd", rank.map((each) => writeCount(each)).join(" / ")));
  if (facts.childElementCount) box.append(facts);
  return box;
}

function addFact(facts, label, count) {
  if (count === null) return;
  facts.append(line("dt", label), line("dd", writeCount(count)));
}
