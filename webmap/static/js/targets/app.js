// The page of targets: a rule or a cell that changes is answered in place. Without a script the same forms do it.

import { announce } from "../page/announce.js";

const QUIET_MS = 350; // after the last change of a control
const root = document.documentElement;
const main = () => document.getElementById("content");
let turn = 0;
let waiting = 0;
let sent = new Set(); // the cells that the last form told

/** The address that a form asks for; cells that nobody changed and empty answers are left out. */
function buildAddress(form) {
  const address = new URL(form.action, location.href);
  sent = new Set();
  for (const field of form.elements) {
    if (!field.name || field.disabled) continue;
    const isCell = field.dataset.was !== undefined;
    if (isCell ? field.value === field.dataset.was : field.value === "") continue;
    address.searchParams.set(field.name, field.value);
    if (isCell) sent.add(field.id);
  }
  return address;
}

/** Show the page of an address in place of this one; where that fails the browser goes there itself. */
async function show(address, { push = true } = {}) {
  const mine = (turn += 1);
  clearTimeout(waiting);
  root.classList.add("busy");
  root.dataset.settled = "false";
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== turn) return;
    if (!answer.ok || !page.querySelector(".targets-forms")) throw new Error(answer.statusText);
    if (push) history.pushState(null, "", answer.url);
    swap(page);
  } catch {
    if (mine === turn) location.assign(address);
  } finally {
    if (mine === turn) {
      root.classList.remove("busy");
      root.dataset.settled = "true";
    }
  }
}

function swap(page) {
  const { id: held, value: typed, dataset } = document.activeElement ?? {};
  const isTyping = dataset?.was !== undefined && typed !== dataset.was;
  const [left, top] = [scrollX, scrollY];
  main().replaceWith(document.adoptNode(page.getElementById("content")));
  for (const part of [".pages", ".lang"]) document.querySelector(part).replaceWith(document.adoptNode(page.querySelector(part)));
  document.title = page.title;
  const field = document.getElementById(held);
  if (field && isTyping && !sent.has(held)) field.value = typed; // typed while the answer was on its way
  (field ?? document.getElementById("result")).focus({ preventScroll: true });
  scrollTo(left, top);
  announce(document.querySelector("h1").textContent);
}

function submit(form) {
  if (form.reportValidity()) show(buildAddress(form));
}

document.addEventListener("input", ({ target }) => {
  if (target.matches("input[type=range]")) target.parentElement.querySelector("output").value = target.value;
});
document.addEventListener("change", ({ target }) => {
  const form = target.closest("#place-form, #rule-form, #cells");
  if (!form) return;
  clearTimeout(waiting);
  root.dataset.settled = "false";
  waiting = setTimeout(() => submit(form), QUIET_MS);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("#place-form, #rule-form, #cells")) return;
  event.preventDefault();
  submit(event.target);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link.href);
});
addEventListener("popstate", () => show(location.href, { push: false }));
root.dataset.settled = "true";
