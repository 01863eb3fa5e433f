// The page: follows the address. Each new address asks for the values (a few kB) and the words around them;
// what is on screen stays, dimmed, until both are there.

import { findCoverageMap, findFirstView, findUnits, ViewPlaces } from "../layer/map.js";
import { allUrl, partsUrl, valuesUrl } from "./addresses.js";
import { announce, toast } from "./announce.js";
import { nameAreas } from "./area_names.js";
import { _, config } from "./config.js";
import { startControls } from "./controls.js";
import { checkSamePublication, keepJson, Overtaken, readJson, showWhole } from "./data.js";
import { findValues } from "./derived.js";
import { detailsOf } from "./details.js";
import { startFolds } from "./folds.js";
import { startForesight } from "./foresight.js";
import { lightLegend } from "./legend.js";
import { followLinks } from "./links.js";
import { followMap } from "./map_clicks.js";
import { showParts } from "./parts.js";
import { startPresent } from "./present.js";
import { startPreview } from "./preview.js";
import { startPrint } from "./print.js";
import { AreaRows } from "./rows.js";
import { startSearch } from "./search.js";
import { startShare } from "./share.js";
import { startSheet } from "./sheet.js";
import { change, go, onState, readState, viewQuery, wordsQuery } from "./state.js";
import { AreaTable } from "./table.js";
import { startTimeline } from "./timeline.js";
import { buildTooltip } from "./tooltip.js";

const PATIENCE_MS = 1000; // for the first view; a slow network keeps nobody from the controls

const root = document.documentElement;
const { map, layer } = findCoverageMap(document.querySelector(".coverage-map"));
const table = new AreaTable(document.getElementById("table"), {
  hover: hoverFromTable,
  select: (position) => change({ area: rows.codes[position] }),
  drill: (position) => drill(rows.codes[position]),
  sort: (sort, order) => change({ sort, order }, { replace: true }),
});
const preview = startPreview();

let page = config; // what the server said of the screen that is shown
let rows = null; // the areas of that screen, once names and counts are there
let places = new ViewPlaces(null, 0); // where the areas of the view stand among those of the geometry
let geometryUrl = null;
let shownArea = readState().get("area"); // the area that the panel describes
let drawnWords = null; // query of what is drawn and said
let drawnValues = { query: null, columns: null }; // the values drawn, and the query that they answer
let drawnUnits = null; // of a list, where the file does not know them
let namedAreas = null; // codes, names and parents of the areas drawn
let moment = null; // the areas of another date, while time moves
let timeline = null;
let settling = Promise.resolve();
let turn = 0; // a newer address overtakes an older one

// The layer counts the areas of its whole file, the page those of its view.
const toLayer = (at) => places.toLayer(at);
const fromLayer = (position) => places.fromLayer(position);

function selectedPosition() {
  const code = readState().get("area");
  return code ? fromLayer(layer.positionOf(code)) : null;
}

async function drawView(columns, mine) {
  const finding = findUnits(columns);
  finding.catch(() => {}); // told below
  if (columns.arcs_url !== geometryUrl) {
    const drawn = await layer.setGeometry(columns.arcs_url);
    if (!drawn || mine !== turn) return false;
    geometryUrl = columns.arcs_url;
  }
  layer.setDetails(detailsOf(columns));
  const units = await finding;
  if (mine !== turn) return false;
  rows = null;
  moment = null;
  drawnUnits = units;
  places = new ViewPlaces(columns.view.geometry, columns.class_codes.length);
  layer.setTooltip(null);
  layer.highlight(null); // what stands beside the pointer is of the values before
  layer.setValues(places.spread(columns), { level: columns.view.level, units });
  layer.setPilots(columns.pilot_positions.map(toLayer));
  layer.select(toLayer(selectedPosition()));
  return true;
}

// Names and counts come after the colours: the map is read first, the tooltip a moment later.
async function fillRows(columns, mine, tablePart) {
  const [areas, counts] = await Promise.all([keepJson(columns.areas_url), keepJson(columns.counts_url)]);
  if (mine !== turn) return;
  checkShown(columns, counts);
  const values = await findValues(columns, counts.counts, () => keepJson(allUrl()));
  if (mine !== turn) return;
  namedAreas = areas;
  rows = new AreaRows({ columns: { ...columns, values }, areas, counts: counts.counts, page, state: readState() });
  layer.setNames(nameAreas(areas, places));
  layer.setTooltip(({ position }) => describe(position, (at) => buildTooltip(rowsNow(), at)));
  layer.setAnnouncement(({ position }) => describe(position, (at) => rowsNow().sentence(at)));
  if (tablePart) showParts({ table: tablePart });
  showTable();
}

// The areas as the map shows them: of the address, or of the date that passes by.
function rowsNow() {
  return moment ? moment() : rows;
}

// One date of the timeline: colours at once, words of an area when somebody points at it.
function paintDate(series, at) {
  const keepsPointer = layer.selected;
  layer.setValues(places.spread(series.columnsOf(at)), { level: series.level, units: drawnUnits });
  if (keepsPointer !== layer.selected) layer.select(keepsPointer);
  moment = () => series.rowsOf(at, { areas: namedAreas, page, state: readState() });
}

function describe(position, write) {
  const at = fromLayer(position);
  return at === null || !rows ? null : write(at);
}

function showTable() {
  const params = readState();
  table.setRows(rows, {
    sort: params.get("sort") ?? "rank", order: params.get("order") ?? "asc", selected: selectedPosition(),
    only: page.own_positions,
  });
}

async function showAddress(params, how) {
  const mine = (turn += 1);
  root.classList.add("busy");
  root.dataset.settled = "false";
  try {
    if (wordsQuery(params) === drawnWords) await showSelection(params, mine);
    else await showWhole(() => showView(params, mine), () => mine === turn);
  } catch (error) {
    if (mine === turn) fail(error, how);
  } finally {
    if (mine === turn) {
      root.classList.remove("busy", "moving");
      layer.setLoading(false);
      root.dataset.settled = "true"; // the screen is that of the address
    }
  }
}

async function showView(params, mine) {
  layer.setLoading(true);
  const answering = readJson(partsUrl(params));
  answering.catch(() => {}); // told below
  const columns = await readValues(params, answering);
  if (mine !== turn) return;
  const shown = { geometryUrl, places };
  if (!(await drawView(columns, mine))) return; // the colours do not wait for the words
  const answer = await answering;
  if (mine !== turn) return;
  checkShown(columns, answer.config);
  history.replaceState(null, "", answer.url); // what was left out of the address is said from now on
  drawnWords = wordsQuery(readState());
  drawnValues = { query: viewQuery(readState()), columns };
  page = answer.config;
  showOutlines();
  preview.forget();
  const { table: tablePart, ...others } = answer.parts;
  if (timeline?.isHeld()) delete others.timeline; // nobody takes the slider out of a hand
  showParts(others);
  shownArea = readState().get("area");
  layer.select(toLayer(selectedPosition()));
  document.title = answer.title;
  if (shown.geometryUrl !== geometryUrl || !places.equals(shown.places)) fitView();
  announce(answer.answer);
  await fillRows(columns, mine, tablePart);
}

// Values, words and counts of one screen are of one publication; the values drawn are not taken for others again.
function checkShown(columns, said) {
  if (columns.view.publication_id !== said.publication_id) drawnValues = { query: null, columns: null };
  checkSamePublication(columns.view.publication_id, said.publication_id);
}

// What is on screen was made of a publication that is no longer the newest.
function renew() {
  drawnWords = null;
  drawnValues = { query: null, columns: null };
  settling = showAddress(readState(), "renew");
  return settling;
}

// Places of other boundaries are carried over by the server: only its answer says what is to be drawn.
async function readValues(params, answering) {
  if (params.has("codes_of")) return keepJson((await answering).config.values_url);
  const query = viewQuery(params);
  return query === drawnValues.query ? drawnValues.columns : keepJson(valuesUrl(query));
}

async function showSelection(params, mine) {
  const at = selectedPosition();
  layer.select(toLayer(at));
  if (rows) table.setSelected(at);
  if (params.get("area") === shownArea) return;
  const answer = await readJson(partsUrl(params, "where"));
  if (mine !== turn) return;
  shownArea = params.get("area");
  preview.forget();
  showParts(answer.parts);
}

// Events, clusters and outlines of other boundaries come last: nobody waits for them.
function showOutlines() {
  layer.setEvents(page.event_positions.map(toLayer));
  layer.setPicks((page.own_positions ?? []).map(toLayer)); // the communes of an officer in charge
  layer.setClusters(page.cluster_positions.map(toLayer));
  layer.setOutlines(page.over_urls).catch((error) => fail(error, "outlines"));
}

function fail(error, how) {
  toast([error.message, error.hint].filter(Boolean).join(" ") || _("Không tải được số liệu."), { seconds: 9 });
  if (how === "push") history.back();
}

// Into an area that holds others; one that holds none is chosen.
// Not while another view is on its way; while the area that the keys have reached is told of, Enter goes on.
function drill(code) {
  if (root.classList.contains("busy") && wordsQuery(readState()) !== drawnWords) return;
  if (page.has_children) change({ within: code, level: null, area: null });
  else change({ area: code });
}

function hoverFromTable(at) {
  layer.highlight(toLayer(at));
  showHover(at);
}

function showHover(at) {
  table.setHover(at);
  lightLegend(at === null || !rows ? null : rowsNow().letters[at]);
  if (!moment) preview.show(rows, at, selectedPosition());
}

function fitView() {
  layer.fitTo(places.isWhole ? null : { positions: places.positions });
}

function roomChanged() {
  requestAnimationFrame(() => {
    map.invalidateSize({ animate: false });
    fitView();
    table.draw();
  });
}

async function start() {
  await Promise.race([layer.firstView, delay(PATIENCE_MS)]); // the map first; what can be pressed a moment later
  root.classList.remove("first");
  followLinks();
  followMap(layer, { place: fromLayer, page: () => page, hover: showHover, drill });
  startControls();
  startForesight(valuesUrl);
  startSearch({ choose: (address) => go(address) });
  startShare({ print: startPrint(layer, map) });
  startFolds(roomChanged);
  startPresent(roomChanged);
  startSheet(roomChanged);
  timeline = startTimeline({
    read: () => page.timeline, readPublication: () => page.publication_id, renew,
    paint: paintDate, whenSettled: () => settling,
  });
  onState((params, { how }) => { settling = showAddress(params, how); });
  const mine = (turn += 1);
  try {
    // The layer asked for both while this module was on its way.
    const first = findFirstView();
    const columns = await (first?.columns ?? keepJson(config.values_url)); // first: nothing is drawn without colours
    checkShown(columns, config);
    await layer.setGeometry(config.geometry_url);
    geometryUrl = config.geometry_url;
    drawnWords = wordsQuery(readState());
    drawnValues = { query: viewQuery(readState()), columns };
    if (!(await drawView(columns, mine))) return;
    if (!places.isWhole) fitView(); // the layer fits whole files by itself
    showOutlines();
    await fillRows(columns, mine);
    if (mine === turn) root.dataset.settled = "true";
  } catch (error) {
    if (!(error instanceof Overtaken)) return fail(error, "start");
    drawnWords = null; // all of it anew, unless a newer address does so
    if (mine === turn) await showAddress(readState(), "start");
  }
}

function delay(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

start();
