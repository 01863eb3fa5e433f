// On a phone: legend, place, table and choices in one sheet that comes from below, in three heights.

const HEIGHTS = ["peek", "half", "full"];
const phone = matchMedia("(max-width: 699px)");

/** Make the sheet work; returns `openPane(name)`. */
export function startSheet(changed) {
  const sheet = document.querySelector(".sheet");
  const tabs = [...sheet.querySelectorAll("[role=tab]")];
  const grow = sheet.querySelector(".grow");

  function setHeight(name) {
    sheet.dataset.detent = name;
    grow.setAttribute("aria-expanded", String(name !== "peek"));
  }

  function openPane(name) {
    for (const tab of tabs) tab.setAttribute("aria-selected", String(tab.dataset.open === name));
    for (const tab of tabs) tab.tabIndex = tab.dataset.open === name ? 0 : -1;
    for (const pane of sheet.querySelectorAll("[data-pane]")) pane.classList.toggle("open", pane.dataset.pane === name);
    const side = sheet.querySelector("#side-what");
    side.hidden = phone.matches && name !== "legend" && name !== "controls";
    sheet.querySelector(".sheet-panes").scrollTop = 0;
    changed();
  }

  function measure() {
    const map = document.querySelector(".map-figure");
    document.documentElement.style.setProperty("--above", `${Math.round(map.getBoundingClientRect().top + scrollY)}px`);
    openPane(tabs.find((tab) => tab.getAttribute("aria-selected") === "true").dataset.open);
  }

  sheet.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) {
      const again = tab.getAttribute("aria-selected") === "true";
      openPane(tab.dataset.open);
      if (sheet.dataset.detent === "peek" && (again || tab.dataset.open !== "legend")) setHeight("half");
      else if (again) setHeight("peek");
    }
    if (event.target.closest(".grow")) setHeight(HEIGHTS[(HEIGHTS.indexOf(sheet.dataset.detent) + 1) % 3]);
  });
  sheet.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = tabs.indexOf(event.target);
    if (!step || at < 0) return;
    const next = tabs[(at + step + tabs.length) % tabs.length];
    openPane(next.dataset.open);
    next.focus();
    event.preventDefault();
  });
  startDrag(sheet, setHeight);
  phone.addEventListener("change", measure);
  addEventListener("resize", measure);
  measure();
  return (name) => { if (phone.matches) openPane(name); };
}

// Pulling the bar up or down goes one height further.
function startDrag(sheet, setHeight) {
  const bar = sheet.querySelector(".sheet-bar");
  let from = null;
  bar.addEventListener("touchstart", (event) => { from = event.touches[0].clientY; }, { passive: true });
  bar.addEventListener("touchend", (event) => {
    const moved = event.changedTouches[0].clientY - from;
    const at = HEIGHTS.indexOf(sheet.dataset.detent);
    if (moved < -24) setHeight(HEIGHTS[Math.min(2, at + 1)]);
    else if (moved > 24) setHeight(HEIGHTS[Math.max(0, at - 1)]);
  }, { passive: true });
}
