// Values that may be asked for next, fetched while the reader still chooses: a list that is open leaves time enough.

import { addressAfter } from "./controls.js";
import { keepJson } from "./data.js";
import { readState, viewQuery } from "./state.js";

const LISTS = '#controls select[name="indicator"], #controls select[name="scheme"]';

/** Fetch what the options of a list would show once the list has the focus; `valuesUrl(query)` is where it stands. */
export function startForesight(valuesUrl) {
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(LISTS)) fetchOptions(target, valuesUrl);
  });
}

async function fetchOptions(select, valuesUrl) {
  const begun = viewQuery(readState());
  for (const { value } of [...select.options]) {
    if (value === select.value) continue;
    // One after another: what was chosen meanwhile is not kept waiting.
    await keepJson(valuesUrl(viewQuery(addressAfter(select.name, value)))).catch(() => {});
    if (viewQuery(readState()) !== begun) return;
  }
}
