// Numbers as the server writes them: whole numbers and a scale come in, the same digits go out.

import { english } from "./config.js";

const locale = english ? "en" : "vi";
const MINUS = "−";
const formats = new Map();

function format(decimals) {
  if (!formats.has(decimals)) {
    formats.set(decimals, new Intl.NumberFormat(locale, {
      minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: "always",
    }));
  }
  return formats.get(decimals);
}

function write(number, decimals, signed) {
  const text = format(decimals).format(Math.abs(number));
  if (number < 0) return MINUS + text;
  return signed && number > 0 ? "+" + text : text;
}

/** A count of people; nothing known is an empty text. */
export function writeCount(count, { signed = false } = {}) {
  return count === null || count === undefined ? "" : write(count, 0, signed);
}

/** A value of the indicator: `units` = value × scale, already rounded. `shape` is `config.shape`. */
export function writeValue(units, shape) {
  if (units === null || units === undefined) return "";
  const number = write(units / 10 ** shape.decimals, shape.decimals, shape.signed);
  if (shape.unit === "ratio") return number + "%";
  return shape.points ? `${number} ${shape.points}` : number;
}
