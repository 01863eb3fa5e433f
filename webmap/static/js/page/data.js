// Answers of the server, each asked for once. What an address returned is kept; an overtaken question is dropped.

const KEPT = 48;
const kept = new Map();

/** The JSON at `url`; the error carries the server's message in the language of the page. */
export async function readJson(url, { signal } = {}) {
  const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  const error = new Error(body?.error?.message ?? response.statusText);
  error.hint = body?.error?.hint ?? "";
  throw error;
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
