// What is not saved yet: the button says so, leaving the page asks, going to the preview saves first.

import { _, announce } from "./config.js";

/** Watch every control of the form, wherever it stands on the page. */
export function startMending(form) {
  const buttons = [...document.querySelectorAll("button[form=mend]:not([name])")];
  let changed = false;

  function note(event) {
    if (event.target.form !== form || changed) return;
    changed = true;
    for (const button of buttons) button.classList.add("primary");
    document.documentElement.classList.add("unsaved");
    announce(_("Có thay đổi chưa lưu"));
  }

  document.addEventListener("change", note);
  document.addEventListener("input", note);
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

/** Light the row that a link leads to, and bring it into the middle of the sheet. */
export function startRowLinks() {
  function show() {
    document.querySelectorAll(".grid tr.lit").forEach((row) => row.classList.remove("lit"));
    const target = window.location.hash ? document.getElementById(window.location.hash.slice(1)) : null;
    if (target?.matches(".grid tr")) {
      target.classList.add("lit");
      target.scrollIntoView({ block: "center", inline: "nearest" });
    }
  }
  window.addEventListener("hashchange", show);
  show();
}
