// Take away: the link to this screen, a printed page. Downloads are plain links.

import { toast } from "./announce.js";
import { _ } from "./config.js";

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    toast(_("Đã chép đường dẫn."));
  } catch {
    // Browsers give the clipboard to secure addresses only; an office server often speaks plain HTTP.
    const field = document.createElement("input");
    field.value = location.href;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    toast(done ? _("Đã chép đường dẫn.") : _("Chưa chép được; hãy chép đường dẫn từ thanh địa chỉ."));
  }
}

/** Make the menus of the header work; `print` draws the page for paper. */
export function startShare({ print }) {
  document.addEventListener("click", (event) => {
    const action = event.target.closest("[data-action]")?.dataset.action;
    if (action === "copy-link") copyLink();
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
