// The page: follows the address. Each new address asks for the values (a few kB) and the words around them;
// what is on screen stays, dimmed, until both are there.

import { findCoverageMap } from "../layer/registry.js";
import { announce, toast } from "./announce.js";
import { _, config } from "./config.js";
import { startControls } from "./controls.js";
import { keepJson, readJson } from "./data.js";
import { startFolds } from "./folds.js";
import { lightLegend } from "./legend.js";
import { writeValue } from "./numbers.js";
import { showParts } from "./parts.js";
import { startPresent } from "./present.js";
import { startPreview } from "./preview.js";
import { startPrint } from "./print.js";
import { AreaRows } from "./rows.js";
import { startSearch } from "./search.js";
import { startShare } from "./share.js";
import { startSheet } from "./sheet.js";
import { change, go, onState, readState, viewQuery } from "./state.js";
import { AreaTable } from "./table.js";
import { buildTooltip } from "./tooltip.js";

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
let geometryUrl = null;
let drawnView = null; // query of the values that are drawn
let turn = 0; // a newer address overtakes an older one

function position(code) {
  return code ? page.codes_are_levels === undefined ? layer.positionOf(code) : layer.positionOf(code) : -1;
}

function selectedPosition() {
  const at = position(readState().get("area"));
  return at < 0 ? null : at;
}

async function drawView(columns, mine) {
  const changed = columns.geometry_url !== geometryUrl;
  if (changed) {
    const drawn = await layer.setGeometry(columns.geometry_url);
    if (!drawn || mine !== turn) return false;
    geometryUrl = columns.geometry_url;
  }
  rows = null;
  layer.setTooltip(null);
  layer.setValues(columns, { level: columns.view.level });
  layer.select(selectedPosition());
  return true;
}

// Names and counts come after the colours: the map is read first, the tooltip a moment later.
async function fillRows(columns, mine) {
  const [areas, counts] = await Promise.all([keepJson(columns.areas_url), keepJson(columns.counts_url)]);
  if (mine !== turn) return;
  rows = new AreaRows({ columns, areas: areas.levels[columns.view.level], counts: counts.counts, shape: page.shape, state: readState() });
  layer.setNames(Object.fromEntries(Object.entries(areas.levels).map(([level, each]) => [level, each.names])));
  layer.setTooltip(({ position: at }) => buildTooltip(rows, at));
  layer.setAnnouncement(({ position: at }) => rows.sentence(at, writeValue(rows.values[at], rows.shape)));
  showTable();
}

function showTable() {
  const params = readState();
  table.setRows(rows, {
    sort: params.get("sort") ?? "rank", order: params.get("order") ?? "asc", selected: selectedPosition(),
  });
}

function partsUrl(params, only = "") {
  const query = new URLSearchParams(params);
  if (only) query.set("only", only);
  return `${config.urls.parts}?${query}`;
}

async function showAddress(params, how) {
  const mine = (turn += 1);
  const view = viewQuery(params);
  const sameView = view === drawnView;
  root.classList.add("busy");
  try {
    if (sameView) {
      await showSelection(params, mine);
    } else {
      layer.setLoading(true);
      const [columns, answer] = await Promise.all([
        keepJson(`${config.urls.values}?${view}&format=columns`), readJson(partsUrl(params)),
      ]);
      if (mine !== turn) return;
      const moved = columns.geometry_url !== geometryUrl;
      if (!(await drawView(columns, mine))) return;
      drawnView = view;
      page = answer.config;
      showParts(answer.parts);
      document.title = answer.title;
      if (moved) layer.fitTo(null);
      announce(answer.answer);
      await fillRows(columns, mine);
    }
  } catch (error) {
    if (mine === turn) fail(error, how);
  } finally {
    if (mine === turn) {
      root.classList.remove("busy");
      layer.setLoading(false);
    }
  }
}

async function showSelection(params, mine) {
  const at = selectedPosition();
  layer.select(at);
  if (rows) table.setSelected(at);
  const answer = await readJson(partsUrl(params, "where"));
  if (mine !== turn) return;
  page = { ...page, ...answer.config };
  showParts(answer.parts);
  document.title = answer.title;
}

function fail(error, how) {
  toast([error.message, error.hint].filter(Boolean).join(" ") || _("Không tải được số liệu."), { seconds: 9 });
  if (how === "push") history.back();
}

function drill(code) {
  const level = config.urls && page.down?.[layer.level ?? ""];
  change({ within: code, level: level ?? null, area: null });
}

function hoverFromTable(at) {
  layer.highlight?.(at);
  showHover(at);
}

function showHover(at) {
  table.setHover(at);
  lightLegend(at === null || !rows ? null : rows.letters[at]);
  preview.show(rows, at, selectedPosition());
}

function roomChanged() {
  requestAnimationFrame(() => {
    map.invalidateSize({ animate: false });
    layer.fitTo(null);
    table.draw();
  });
}

function followMap() {
  layer.on("areahover", (event) => showHover(event.position));
  layer.on("areaselect", (event) => change({ area: event.code }));
  layer.on("areaclick", (event) => { if (event.position === null) change({ area: null }); });
  layer.on("areadrill", (event) => drill(event.code));
  layer.on("areaup", () => {
    if (readState().get("area")) change({ area: null });
    else if (page.up_url) go(page.up_url);
  });
}

function followLinks() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-nav], a[data-nav-table]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link.href);
  });
}

async function start() {
  followLinks();
  followMap();
  startControls();
  startSearch({ choose: (address) => go(address) });
  startShare({ print: startPrint(layer) });
  startFolds(roomChanged);
  startPresent(roomChanged);
  startSheet(roomChanged);
  onState((params, { how }) => showAddress(params, how));
  const mine = (turn += 1);
  try {
    const [columns] = await Promise.all([keepJson(config.values_url), layer.setGeometry(config.geometry_url)]);
    geometryUrl = config.geometry_url;
    drawnView = viewQuery(readState());
    if (await drawView(columns, mine)) await fillRows(columns, mine);
  } catch (error) {
    fail(error, "start");
  }
}

start();
