// Sizes of files in words.

import { lang } from "./config.js";

const number = new Intl.NumberFormat(lang === "en" ? "en" : "vi", { maximumFractionDigits: 1 });

/** Return a number of bytes as kB or MB. */
export function formatSize(bytes) {
  return bytes < 1_000_000 ? `${number.format(Math.max(1, Math.round(bytes / 1000)))} kB` : `${number.format(bytes / 1_000_000)} MB`;
}
