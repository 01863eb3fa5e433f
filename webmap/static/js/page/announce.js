// What a screen reader is told, and the short message at the foot of the screen.

const live = document.getElementById("live");
let timer = 0;

/** Say `text` politely; the same text twice is said twice. */
export function announce(text) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

/** Show `text` for a while, and say it. */
export function toast(text, { seconds = 5 } = {}) {
  document.querySelector(".toast")?.remove();
  clearTimeout(timer);
  const box = document.createElement("p");
  box.className = "toast";
  box.textContent = text;
  document.body.append(box);
  announce(text);
  timer = setTimeout(() => box.remove(), seconds * 1000);
}
