// The code to copy: every option shows at once what it makes, in the frame and in the text.

import { _, config } from "../page/config.js";
import { copyText } from "../page/copying.js";
import { readJson } from "../page/data.js";
import { toast } from "../page/announce.js";

const form = document.getElementById("code-form");
const preview = document.getElementById("preview");
let turn = 0;

function gather() {
  const free = [...form.querySelectorAll("[data-free]:checked")].map(({ value }) => value);
  form.elements.free.value = free.join(",");
  for (const box of form.querySelectorAll("[data-shows]")) form.elements[box.dataset.shows].value = box.checked ? "1" : "0";
  const query = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...query]) if (!value) query.delete(name);
  return query;
}

async function renew(event) {
  if (event?.target.name === "kind") form.elements.frame_height.value = config.heights[event.target.value];
  if (!form.reportValidity()) return;
  const mine = (turn += 1);
  const query = gather();
  try {
    const { address, height, texts } = await readJson(`/embed/code/parts?${query}`);
    if (mine !== turn) return;
    history.replaceState(null, "", `?${query}`);
    preview.height = height;
    preview.style.height = "";
    preview.width = query.get("frame_width") > 0 ? query.get("frame_width") : "100%";
    preview.src = address;
    for (const [id, text] of Object.entries(texts)) document.getElementById(id).value = text;
  } catch (error) {
    if (mine === turn) toast([error.message, error.hint].filter(Boolean).join(" "));
  }
}

form.addEventListener("change", renew);
form.addEventListener("submit", (event) => { event.preventDefault(); renew(); });
addEventListener("message", ({ source, data }) => {
  if (source === preview.contentWindow && data?.type === "baophu:height") preview.style.height = `${Math.max(80, data.height)}px`;
});
document.addEventListener("click", ({ target }) => {
  const id = target.closest("[data-copy]")?.dataset.copy;
  if (id) copyText(document.getElementById(id).value, _("Đã chép."));
});
