// Answers of the server, each asked for once. What an address returned is kept; an overtaken question is dropped.

import { _ } from "./config.js";

const KEPT = 48;
const kept = new Map();
let publication = null; // of the last answer: what was kept of another one is overtaken

/** What is on screen would be of two publications: all of it is to be asked for again. */
export class Overtaken extends Error {}

/** Throw where the numbers of publication differ. */
export function checkSamePublication(...numbers) {
  if (new Set(numbers).size > 1) throw new Overtaken(_("Số liệu vừa được công bố lại; mở lại trang."));
}

/** Do `show` again, after a moment, while what it asks for is overtaken on the way; all servers agree within seconds. */
export async function showWhole(show, isWanted) {
  for (let left = 5; ; left -= 1) {
    try {
      return await show();
    } catch (error) {
      if (!(error instanceof Overtaken) || !left || !isWanted()) throw error;
      kept.clear();
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
  }
}

/** The JSON at `url`; the error carries the server's message in the language of the page. */
export async function readJson(url, { signal } = {}) {
  const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
  notePublication(response.headers.get("Baophu-Publication"));
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  const error = new Error(body?.error?.message ?? response.statusText);
  error.hint = body?.error?.hint ?? "";
  throw error;
}

function notePublication(named) {
  if (named === null || named === publication) return;
  if (publication !== null) kept.clear();
  publication = named;
}

/** The JSON at `url`, kept in memory for the next time (values, names, counts). */
export function keepJson(url) {
  if (!kept.has(url)) {
    const promise = readJson(url);
    promise.catch(() => kept.delete(url));
    kept.set(url, promise);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  }
  return kept.get(url);
}
