// A map in a page of others: drawn, told by pointer, touch and keys; a choice is another address of the same frame.

import { findCoverageMap, findFirstView, findUnits, ViewPlaces } from "../layer/map.js";
import { announce } from "../page/announce.js";
import { config } from "../page/config.js";
import { readJson } from "../page/data.js";
import { lightLegend } from "../page/legend.js";
import { AreaRows } from "../page/rows.js";
import { buildTooltip } from "../page/tooltip.js";

const { layer } = findCoverageMap(document.querySelector(".coverage-map"));
let rows = null;
let places = null;

async function draw() {
  const columns = await (findFirstView()?.columns ?? readJson(config.values_url));
  const units = await findUnits(columns);
  await layer.setGeometry(columns.arcs_url);
  places = new ViewPlaces(columns.view.geometry, columns.class_codes.length);
  layer.setValues(places.spread(columns), { level: columns.view.level, units });
  layer.setPilots(columns.pilot_positions.map((at) => places.toLayer(at)));
  if (!places.isWhole) layer.fitTo({ positions: places.positions }, { animate: false });
  rows = new AreaRows({ columns, areas: columns.areas, counts: null, page: config, state: new URLSearchParams() });
  const names = new Array(places.held).fill("");
  rows.names.forEach((name, at) => { names[places.toLayer(at)] = name; });
  layer.setNames({ [columns.areas.level]: names });
  layer.setTooltip(({ position }) => tell(position, (at) => buildTooltip(rows, at)));
  layer.setAnnouncement(({ position }) => tell(position, (at) => rows.sentence(at)));
  if (config.area) pick(places.fromLayer(layer.positionOf(config.area)));
}

function tell(position, write) {
  const at = places?.fromLayer(position) ?? null;
  return at === null || !rows ? null : write(at);
}

function pick(at) {
  const line = document.getElementById("picked");
  const isArea = at !== null && at !== undefined && at >= 0;
  layer.select(isArea ? places.toLayer(at) : null);
  line.hidden = !isArea;
  line.textContent = isArea ? rows.sentence(at) : "";
  if (isArea) announce(line.textContent);
}

function goInto(code) {
  const address = new URL(config.into_url, location.href);
  address.searchParams.set("within", code);
  location.assign(address);
}

layer.on("areahover", ({ position }) => tell(position ?? null, (at) => lightLegend(rows.letters[at])) ?? lightLegend(null));
layer.on("areaclick", (event) => {
  const at = tell(event.position, (place) => place);
  if (at !== null && config.into_url && event.pointerType === "mouse") goInto(event.code);
  else pick(at);
});
layer.on("areaselect", (event) => { if (event.pointerType === "keyboard") pick(tell(event.position, (place) => place)); });
layer.on("areadrill", (event) => { if (config.into_url && event.pointerType === "keyboard") goInto(event.code); });
layer.on("areaup", () => {
  if (!document.getElementById("picked").hidden) pick(null);
  else if (config.up_url) location.assign(config.up_url);
});

draw().then(
  () => { document.documentElement.dataset.settled = "true"; },
  (error) => {
    const line = document.getElementById("picked");
    line.hidden = false;
    line.textContent = [error.message, error.hint].filter(Boolean).join(" ");
    document.documentElement.dataset.settled = "failed";
  },
);
