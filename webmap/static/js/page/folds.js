// Panels fold away and the table grows; how this screen likes it is remembered on this machine.

const KEY = "baophu-panels";
const PANELS = ["fold-what", "fold-where", "dock-tall", "dock-folded"];
const root = document.documentElement;

function remember() {
  try {
    localStorage.setItem(KEY, PANELS.filter((name) => root.classList.contains(name)).join(" "));
  } catch { /* a browser may refuse to remember */ }
}

function recall() {
  try {
    return (localStorage.getItem(KEY) ?? "").split(" ").filter((name) => PANELS.includes(name));
  } catch {
    return [];
  }
}

function showState() {
  for (const button of document.querySelectorAll("[data-fold]")) {
    button.setAttribute("aria-expanded", String(!root.classList.contains("fold-" + button.dataset.fold)));
  }
  const tall = document.querySelector('[data-action="dock-tall"]');
  const fold = document.querySelector('[data-action="dock-fold"]');
  tall?.setAttribute("aria-pressed", String(root.classList.contains("dock-tall")));
  fold?.setAttribute("aria-expanded", String(!root.classList.contains("dock-folded")));
}

/** Make the fold buttons work; `changed` is called when the room of the map has changed. */
export function startFolds(changed) {
  root.classList.add(...recall());
  showState();
  document.addEventListener("click", (event) => {
    const button = event.target.closest('[data-fold], [data-action="dock-tall"], [data-action="dock-fold"]');
    if (!button) return;
    if (button.dataset.fold) root.classList.toggle("fold-" + button.dataset.fold);
    else {
      const [name, other] = button.dataset.action === "dock-tall" ? ["dock-tall", "dock-folded"] : ["dock-folded", "dock-tall"];
      root.classList.toggle(name);
      root.classList.remove(other);
    }
    showState();
    remember();
    changed();
  });
  if (recall().length) changed();
}
