// Take away: the link to this screen, a printed page. Downloads are plain links.

import { _ } from "./config.js";
import { copyText } from "./copying.js";

function copyLink() {
  copyText(location.href, _("Đã chép đường dẫn."));
}

// The menu was written for another selection: the step is what stands on the screen now.
function addToStory(link) {
  const address = new URL(link.href);
  address.searchParams.set("view", location.pathname + location.search);
  link.href = address.href;
}

/** Make the menus of the header work; `print` draws the page for paper. */
export function startShare({ print }) {
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-action]");
    const action = pressed?.dataset.action;
    if (action === "copy-link") copyLink();
    if (action === "add-to-story") addToStory(pressed);
    if (action === "print") print();
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (action || !menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector("details.menu[open]");
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
