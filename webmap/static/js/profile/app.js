// The page of an area and the boards: copying, printing, the choice of a date; charts come once they are near.

import { copyText } from "../page/copying.js";
import { _, config } from "../page/config.js";

const charts = new URL("charts.js", import.meta.url).href; // a file of its own, that pages without charts never load
const root = document.documentElement;

function click(event) {
  const button = event.target.closest("[data-copy-text], [data-print]");
  if (!button) return;
  if ("print" in button.dataset) print();
  else copyParagraphs(document.getElementById(button.dataset.copyText));
}

function copyParagraphs(element) {
  const text = [...element.querySelectorAll("p")].map((paragraph) => paragraph.textContent.trim()).join("\n");
  copyText(text, _("Đã chép đoạn văn."));
}

async function drawCharts() {
  const places = [...document.querySelectorAll("[data-chart]")];
  if (places.length === 0) return;
  const [{ drawChart }] = await Promise.all([import(charts), document.fonts.ready]);
  for (const place of places) drawChart(place, config);
}

for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
document.addEventListener("click", click);
drawCharts().finally(() => { root.dataset.settled = "true"; });
