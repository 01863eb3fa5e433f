// Links of the page that need no new page.

import { go } from "./state.js";

export function followLinks() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-nav], a[data-nav-table]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.href);
  });
}
