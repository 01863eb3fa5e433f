// The planner's page: follows the address. A slider makes a new address; list, map and reasons change together.

import { findCoverageMap, ViewPlaces } from "../layer/map.js";
import { announce, toast } from "../page/announce.js";
import { _, config } from "../page/config.js";
import { checkSamePublication, keepJson, readJson } from "../page/data.js";
import { detailsOf } from "../page/details.js";
import { lightLegend } from "../page/legend.js";
import { writeValue } from "../page/numbers.js";
import { showParts } from "../page/parts.js";
import { change, go, onState, readState } from "../page/state.js";

const OWN = ["area", "against", "page"]; // not of what is drawn
const TOLD_LATER = ["selection", "why"]; // parts that hold what is found out after the list
const QUIET_MS = 250; // after the last change of a control
const PAPER_AFTER_MS = 1500;

const root = document.documentElement;
const { map, layer } = findCoverageMap(document.querySelector(".plan-map .coverage-map"));

let page = config;
let values = null;
let names = null;
let places = new ViewPlaces(null, 0);
let arcsUrl = null;
let drawn = null;
let turn = 0;
let waiting = 0;
let preparing = 0;
let isOwnChange = false;
let toldInFull = null; // what was drawn when all beside the list was known: asked for in full from then on

function drawnQuery(params) {
  const copy = new URLSearchParams(params);
  for (const name of OWN) copy.delete(name);
  copy.sort();
  return copy.toString();
}

function select() {
  const position = page.chosen && layer.areas ? layer.positionOf(page.chosen) : null;
  layer.select(position === -1 ? null : position);
}

async function draw(mine) {
  values = await keepJson(page.values_url);
  if (mine !== turn) return false;
  checkSamePublication(values.view.publication_id, page.publication_id);
  const isNew = values.arcs_url !== arcsUrl;
  if (isNew) await layer.setGeometry(values.arcs_url);
  if (mine !== turn) return false;
  arcsUrl = values.arcs_url;
  layer.setDetails(detailsOf(values));
  const before = places;
  places = new ViewPlaces(values.view.geometry, values.class_codes.length);
  layer.setTooltip(null);
  layer.highlight(null);
  layer.setValues(places.spread(values), { level: values.view.level });
  layer.setPilots(values.pilot_positions.map((at) => places.toLayer(at)));
  layer.setClusters(values.cluster_positions.map((at) => places.toLayer(at)));
  layer.setPicks(values.pick_positions.map((at) => places.toLayer(at)));
  select();
  if (isNew || !places.equals(before)) fit();
  return true;
}

async function name(mine) {
  const areas = await keepJson(values.areas_url);
  if (mine !== turn) return;
  names = areas;
  const labels = new Array(places.held).fill("");
  areas.names.forEach((text, at) => { labels[places.toLayer(at)] = text; });
  layer.setNames({ [areas.level]: labels });
  layer.setTooltip(({ position }) => tell(position, buildTip));
  layer.setAnnouncement(({ position }) => tell(position, (at) => `${names.names[at]}: ${say(at)}`));
}

function tell(position, write) {
  const at = places.fromLayer(position);
  return at === null || !names ? null : write(at);
}

function say(at) {
  const text = writeValue(values.values[at], page.shape) || page.shape.states[values.class_codes[at]] || "";
  const marks = [[values.pick_positions, _("được chọn")], [values.cluster_positions, _("cụm bao phủ thấp")]];
  return [text, ...marks.filter(([marked]) => marked.includes(at)).map(([, words]) => words)].join(" · ");
}

function buildTip(at) {
  const box = document.createElement("div");
  box.className = "tip";
  for (const [tag, text] of [["b", names.names[at]], ["small", `${_("Điểm ưu tiên")}: ${say(at)}`]]) {
    const element = document.createElement(tag);
    element.textContent = text;
    box.append(element);
  }
  return box;
}

function fit() {
  layer.fitTo(places.isWhole ? null : { positions: places.positions }, { animate: false });
}

async function showAddress(params, how) {
  const mine = (turn += 1);
  const keepsForm = isOwnChange;
  isOwnChange = false;
  root.classList.add("busy");
  root.dataset.settled = "false";
  try {
    const isSame = drawnQuery(params) === drawn;
    if (!isSame) layer.setLoading(true);
    const answer = await readParts(params, toldInFull !== null && drawnQuery(params) === toldInFull);
    if (mine !== turn) return;
    page = answer.config;
    history.replaceState(null, "", answer.url);
    if (!isSame && !(await draw(mine))) return;
    drawn = drawnQuery(readState());
    const { form, ...others } = answer.parts;
    showParts(keepsForm ? others : answer.parts);
    document.title = answer.title;
    select();
    announce(answer.answer);
    if (!isSame) await name(mine);
  } catch (error) {
    if (mine === turn) fail(error, how);
  } finally {
    if (mine === turn) settle();
  }
  tellRest(mine);
}

function readParts(params, isPatient) {
  const asked = new URLSearchParams(params);
  if (isPatient) asked.set("beside", "1");
  return readJson(`${config.urls.parts}?${asked}`);
}

/** The list does not wait for what takes long beside it: that is asked for when the list stands. */
async function tellRest(mine) {
  if (mine !== turn || !page.is_waiting) return;
  root.dataset.told = "false";
  try {
    const answer = await readParts(readState(), true);
    if (mine !== turn) return;
    page = answer.config;
    toldInFull = drawn;
    showParts(Object.fromEntries(TOLD_LATER.map((part) => [part, answer.parts[part]])));
  } catch (error) {
    if (mine === turn) toast(error.message || _("Không tải được số liệu."));
  } finally {
    if (mine === turn) root.dataset.told = "true";
  }
}

function fail(error, how) {
  toast([error.message, error.hint].filter(Boolean).join(" ") || _("Không tải được số liệu."), { seconds: 9 });
  if (how === "push") history.back();
}

function settle() {
  clearTimeout(preparing);
  const image = document.querySelector(".map-print");
  preparing = setTimeout(() => { image.src = page.svg_url; }, PAPER_AFTER_MS);
  root.classList.remove("busy");
  layer.setLoading(false);
  root.dataset.settled = "true";
}

/** The address that the form asks for; empty fields are left out. */
function readForm(form) {
  const changes = Object.fromEntries([...form.elements].filter((one) => one.name).map(({ name: key, value }) => [key, value]));
  return { ...changes, page: null };
}

function submit(form) {
  clearTimeout(waiting);
  if (!form.reportValidity()) return;
  isOwnChange = true;
  change(readForm(form));
  isOwnChange = false;
}

function followForm() {
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("#plan-form input[type=range]")) return;
    target.parentElement.querySelector("output").value = target.value;
  });
  document.addEventListener("change", ({ target }) => {
    if (target.id === "against") change({ against: target.value });
    const form = target.closest?.("#plan-form");
    if (!form) return;
    clearTimeout(waiting);
    root.dataset.settled = "false";
    waiting = setTimeout(() => submit(form), QUIET_MS);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "plan-form") return;
    event.preventDefault();
    submit(event.target);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-nav]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.href);
  });
}

function followMap() {
  const codeOf = (event) => (places.fromLayer(event.position) === null ? null : event.code);
  layer.on("areahover", ({ position }) => lightRow(position));
  layer.on("areaclick", (event) => { if (codeOf(event)) change({ area: codeOf(event), against: null }); });
  layer.on("areaselect", (event) => { if (event.pointerType === "keyboard" && codeOf(event)) change({ area: codeOf(event), against: null }); });
}

function lightRow(position) {
  const at = position === null ? null : places.fromLayer(position);
  for (const row of document.querySelectorAll("tr[data-place]")) row.classList.toggle("hover", Number(row.dataset.place) === at);
  lightLegend(at === null || !values ? null : values.class_codes[at]);
}

function followRows() {
  const light = (target) => {
    const row = target.closest?.("tr[data-place]");
    if (layer.areas && row) layer.highlight(places.toLayer(Number(row.dataset.place)));
  };
  document.addEventListener("pointerover", ({ target }) => light(target));
  document.addEventListener("focusin", ({ target }) => light(target));
  document.querySelector(".plan-right").addEventListener("pointerleave", () => { if (layer.areas) layer.highlight(null); });
}

async function start() {
  followForm();
  followMap();
  followRows();
  onState((params, { how }) => showAddress(params, how));
  const mine = (turn += 1);
  try {
    drawn = drawnQuery(readState());
    if (await draw(mine)) await name(mine);
    map.invalidateSize({ animate: false });
  } catch (error) {
    fail(error, "start");
  } finally {
    if (mine === turn) settle();
  }
  tellRest(mine);
}

start();
