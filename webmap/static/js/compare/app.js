// The comparison: follows the address, as the map page does; what is on screen stays until the new values are there.

import { findCoverageMap, findUnits, ViewPlaces } from "../layer/map.js";
import { announce, toast } from "../page/announce.js";
import { _, config } from "../page/config.js";
import { checkSamePublication, keepJson, readJson } from "../page/data.js";
import { detailsOf } from "../page/details.js";
import { lightLegend } from "../page/legend.js";
import { showParts } from "../page/parts.js";
import { startPresent } from "../page/present.js";
import { startShare } from "../page/share.js";
import { change, changed, go, onState, readState } from "../page/state.js";
import { linkMaps } from "./linked_maps.js";
import { buildCompareTip, say } from "./tooltip.js";

const OWN = ["area", "rows_by", "rows_order", "page", "present"]; // of the table and of the page, not of what is drawn
// What depends on another scheme or indicator is left to the server.
const FORGETS = { scheme: ["as_of", "since", "method", "classes"], indicator: ["since", "method", "classes"], as_of: ["since"] };

const PAPER_AFTER_MS = 1500;

const root = document.documentElement;
const sides = ["a", "b"].map((name) => {
  const frame = document.querySelector(`.compare-maps [data-side="${name}"]`);
  return { name, frame, ...findCoverageMap(frame.querySelector(".coverage-map")) };
});

let page = config;
let values = null; // of both sides and their difference
let names = null;
let places = new ViewPlaces(null, 0);
let geometryUrl = null;
let drawn = null; // query of what is drawn
let turn = 0;
let preparing = 0;

const isOneMap = () => page.mode === "difference";
const shown = () => (isOneMap() ? sides.slice(0, 1) : sides);

function drawnQuery(params) {
  const copy = new URLSearchParams(params);
  for (const name of OWN) copy.delete(name);
  copy.sort();
  return copy.toString();
}

function selectedPosition() {
  const code = readState().get("area");
  return code && sides[0].layer.areas ? sides[0].layer.positionOf(code) : null;
}

function select() {
  const position = selectedPosition();
  for (const { layer } of shown()) layer.select(position === -1 ? null : position);
}

async function draw(mine) {
  values = await keepJson(page.values_url);
  if (mine !== turn) return false;
  checkSamePublication(values.b.view.publication_id, page.publication_id);
  const columnsOf = { a: isOneMap() ? values.difference : values.a, b: values.b };
  const units = await findUnits(columnsOf.a);
  const isNew = columnsOf.a.arcs_url !== geometryUrl;
  root.classList.toggle("one-map", isOneMap());
  for (const { map } of sides) map.invalidateSize({ animate: false });
  if (isNew) await Promise.all(sides.map(({ layer }) => layer.setGeometry(columnsOf.a.arcs_url)));
  if (mine !== turn) return false;
  geometryUrl = columnsOf.a.arcs_url;
  for (const { layer } of sides) layer.setDetails(detailsOf(columnsOf.a));
  const before = places;
  places = new ViewPlaces(columnsOf.a.view.geometry, columnsOf.a.class_codes.length);
  for (const { name, layer } of shown()) {
    const columns = columnsOf[name];
    layer.setTooltip(null);
    layer.highlight(null);
    layer.setValues(places.spread(columns), { level: columns.view.level, units });
    layer.setPilots(columns.pilot_positions.map((at) => places.toLayer(at)));
  }
  select();
  if (isNew || !places.equals(before)) fit();
  return true;
}

async function name(mine) {
  const areas = await keepJson(values.b.areas_url);
  if (mine !== turn) return;
  names = areas;
  const labels = new Array(places.held).fill("");
  areas.names.forEach((text, at) => { labels[places.toLayer(at)] = text; });
  for (const { layer } of shown()) {
    layer.setNames({ [areas.level]: labels });
    layer.setTooltip(({ position }) => tell(position, (at) => buildCompareTip(at, { values, names, page })));
    layer.setAnnouncement(({ position }) => tell(position, sentence));
  }
}

function tell(position, write) {
  const at = places.fromLayer(position);
  return at === null || !names ? null : write(at);
}

function sentence(at) {
  const labels = { a: "A", b: "B", difference: "B − A" };
  const parts = Object.keys(labels).filter((side) => values[side]);
  return [names.names[at], ...parts.map((side) => `${labels[side]}: ${say(values[side], page.shapes[side], at)}`)].join("; ");
}

function fit() {
  const { layer } = sides[0];
  layer.fitTo(places.isWhole ? null : { positions: places.positions }, { animate: false });
}

async function showAddress(params, how) {
  const mine = (turn += 1);
  root.classList.add("busy");
  root.dataset.settled = "false";
  try {
    const query = drawnQuery(params);
    const isSame = query === drawn;
    if (!isSame) for (const { layer } of shown()) layer.setLoading(true);
    const answer = await readJson(`${config.urls.parts}?${params}`);
    if (mine !== turn) return;
    page = answer.config;
    history.replaceState(null, "", pageUrl(answer.url, params));
    drawn = drawnQuery(readState());
    if (!isSame && !(await draw(mine))) return;
    showParts(answer.parts);
    document.title = answer.title;
    select();
    announce(answer.answer);
    if (!isSame) await name(mine);
  } catch (error) {
    if (mine === turn) fail(error, how);
  } finally {
    if (mine === turn) settle();
  }
}

// The page of the table is no part of the canonical address.
function pageUrl(url, params) {
  return params.has("page") ? `${url}&page=${params.get("page")}` : url;
}

// What is printed is the drawing of the server. It is fetched when the screen is done: a browser's own command to
// print waits for nothing.
function preparePaper() {
  clearTimeout(preparing);
  const image = document.querySelector(".map-print");
  preparing = setTimeout(() => { image.src = page.svg_url; }, PAPER_AFTER_MS);
}

async function printPage() {
  const image = document.querySelector(".map-print");
  image.src = page.svg_url;
  await image.decode().catch(() => {});
  print();
}

function settle() {
  preparePaper();
  root.classList.remove("busy");
  for (const { layer } of sides) layer.setLoading(false);
  root.dataset.settled = "true";
}

function fail(error, how) {
  toast([error.message, error.hint].filter(Boolean).join(" ") || _("Không tải được số liệu."), { seconds: 9 });
  if (how === "push") history.back();
}

function followChoices() {
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("#compare-form select")) return;
    const prefix = target.name.startsWith("b_") ? "b_" : "";
    const forgotten = FORGETS[target.name.slice(prefix.length)] ?? [];
    // Where the address says nothing of a side, the server chose: it is said from now on.
    const all = Object.fromEntries([...target.form.querySelectorAll("select")].map(({ name: key, value }) => [key, value]));
    const changes = { ...all, [target.name]: target.value, page: null };
    for (const each of forgotten) changes[prefix + each] = null;
    change(changes);
  });
  document.addEventListener("submit", (event) => { if (event.target.id === "compare-form") event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-nav]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.href);
  });
}

function followMaps() {
  const others = (side) => shown().filter((one) => one !== side);
  for (const side of sides) {
    const codeOf = (event) => (places.fromLayer(event.position) === null ? null : event.code);
    side.layer.on("areahover", ({ position }) => {
      for (const { layer } of others(side)) layer.highlight(position);
      lightRow(position);
    });
    side.layer.on("areaselect", (event) => { if (event.pointerType === "keyboard" && codeOf(event)) change({ area: codeOf(event) }); });
    side.layer.on("areaclick", (event) => {
      const area = codeOf(event);
      const goesIn = page.has_children && (event.pointerType === "mouse" || area === readState().get("area"));
      if (area && goesIn) drill(area);
      else change({ area });
    });
    side.layer.on("areadrill", (event) => { if (event.pointerType === "keyboard" && codeOf(event)) drill(codeOf(event)); });
    side.layer.on("areaup", () => {
      if (readState().get("area")) change({ area: null });
      else if (page.up_url) go(page.up_url);
    });
  }
}

function drill(code) {
  if (page.has_children) go("?" + changed({ within: code, level: null, area: null, page: null }));
  else change({ area: code });
}

function lightRow(position) {
  const at = position === null ? null : places.fromLayer(position);
  for (const row of document.querySelectorAll("#table tr[data-place]")) row.classList.toggle("hover", Number(row.dataset.place) === at);
  const letter = at === null || !values ? null : (isOneMap() ? values.difference : values.b).class_codes[at];
  lightLegend(letter);
}

function followRows() {
  const light = (target) => {
    const row = target.closest?.("#table tr[data-place]");
    const position = row ? places.toLayer(Number(row.dataset.place)) : null;
    for (const { layer } of shown()) if (layer.areas) layer.highlight(position);
  };
  document.addEventListener("pointerover", ({ target }) => { if (target.closest?.("#table")) light(target); });
  document.getElementById("table").addEventListener("pointerleave", () => light(document.body));
  document.addEventListener("focusin", ({ target }) => { if (target.closest?.("#table")) light(target); });
}

async function start() {
  followChoices();
  followMaps();
  followRows();
  linkMaps(sides[0].map, sides[1].map);
  startPresent(() => requestAnimationFrame(() => { for (const { map } of sides) map.invalidateSize({ animate: false }); fit(); }));
  startShare({ print: printPage });
  onState((params, { how }) => showAddress(params, how));
  const mine = (turn += 1);
  try {
    drawn = drawnQuery(readState());
    if (await draw(mine)) await name(mine);
    if (mine === turn) settle();
  } catch (error) {
    fail(error, "start");
  }
}

start();
