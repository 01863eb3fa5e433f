// What charts share: colours told apart in grey, numbers and dates as the house writes them, tooltips.

import { english } from "../page/config.js";

export const INK = "#17212b";
export const GREY = "#5b6770";
export const LINE = "#d9dee2";
export const STOCK = "#0b559f";
export const BAND = "rgba(79, 127, 181, 0.22)";

const MINUS = "−";
const numbers = new Intl.NumberFormat(english ? "en" : "vi", { maximumFractionDigits: 0 });

/** A number of people: 4.299, in English 4,299; changes carry their sign. */
export function writeCount(count, { signed = false } = {}) {
  const digits = numbers.format(Math.abs(count));
  return count < 0 ? MINUS + digits : signed && count > 0 ? `+${digits}` : digits;
}

/** A day as 31/03/2019. */
export function writeDay(day) {
  const [year, month, date] = day.split("-");
  return `${date}/${month}/${year}`;
}

/** The look of a tooltip, drawn into the chart. */
export function tooltip(formatter, size, more = {}) {
  return {
    renderMode: "richText", confine: true, backgroundColor: "#fff", borderColor: "#838e97", borderWidth: 1,
    padding: [8, 12], textStyle: { color: INK, fontSize: size, fontFamily: '"Be Vietnam Pro", sans-serif', lineHeight: size * 1.5 },
    formatter, ...more,
  };
}
