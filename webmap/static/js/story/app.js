// A story on the stage: steps follow each other without loading this page anew, so that full screen stays.

import { _, config } from "../page/config.js";
import { copyText } from "../page/copying.js";
import { Frames } from "./frames.js";
import { readKey } from "./keys.js";

const { steps, title, cover_url: coverUrl } = config.story;
const body = document.body;
const root = document.documentElement;
const stage = document.querySelector(".stage");
const curtain = document.querySelector(".curtain");
const frames = stage && new Frames(stage.querySelector(".stage-frames"), steps, listen);
let at = config.story.at;
let wasFull = false;

function show(number, { push = true } = {}) {
  at = Math.max(0, Math.min(steps.length, number));
  curtain.hidden = true;
  body.classList.toggle("on-stage", at > 0);
  if (at > 0) showStep(steps[at - 1]);
  else leaveFullScreen();
  const url = at ? steps[at - 1].url : coverUrl;
  if (push) history.pushState({ at }, "", url);
  document.title = [at ? steps[at - 1].title : "", title, "Bao Phủ"].filter(Boolean).join(" · ");
}

function showStep(step) {
  stage.querySelector("[data-title]").textContent = step.title;
  stage.querySelector("[data-note]").textContent = step.note;
  stage.querySelector("[data-number]").textContent = String(at);
  stage.querySelector("[data-progress]").style.width = `${(at / steps.length) * 100}%`;
  stage.querySelector("[data-open]").href = step.open_url;
  stage.querySelector('[data-go="-1"]').href = at > 1 ? steps[at - 2].url : coverUrl;
  stage.querySelector('[data-go="1"]').href = at < steps.length ? steps[at].url : coverUrl;
  root.dataset.settled = "false";
  frames.show(at).then((shown) => { if (shown === at) root.dataset.settled = "true"; });
}

function start(number) {
  enterFullScreen();
  show(number);
  if (document.activeElement !== body) document.activeElement.blur(); // the space bar steps, it presses nothing
}

const ACTS = {
  next: () => { if (at < steps.length) show(at + 1); },
  back: () => { if (at > 1) show(at - 1); },
  first: () => show(1),
  last: () => show(steps.length),
  full: () => (document.fullscreenElement ? leaveFullScreen() : enterFullScreen()),
  dark: () => { curtain.hidden = !curtain.hidden; },
  leave: () => { if (curtain.hidden) show(0); else curtain.hidden = true; },
};

function press(event) {
  const act = at > 0 && readKey(event);
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  ACTS[act]();
}

// Whoever has clicked into the page of a step steps on with the same keys.
function listen(target) {
  target.addEventListener("keydown", press, { capture: true });
}

function enterFullScreen() {
  root.requestFullscreen?.().then(() => { wasFull = true; }).catch(() => {});
}

function leaveFullScreen() {
  wasFull = false;
  if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
}

function click(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("[data-step], [data-go], [data-full], [data-leave], [data-copy]");
  if (!link) return;
  const { step, go, copy } = link.dataset;
  event.preventDefault();
  if (step) start(Number(step));
  else if (go) show(at + Number(go));
  else if (copy) copyText(new URL(copy, location.href).href, _("Đã chép đường dẫn."));
  else if ("full" in link.dataset) ACTS.full();
  else show(0);
}

document.addEventListener("click", click);
if (stage) {
  listen(document);
  curtain.addEventListener("click", () => { curtain.hidden = true; });
  history.replaceState({ at }, "");
  addEventListener("popstate", (event) => show(event.state?.at ?? 0, { push: false }));
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && wasFull && at > 0) show(0); // Escape, which the browser keeps for itself
  });
  if (at > 0) show(at, { push: false });
}
