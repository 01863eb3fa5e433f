// The map by keyboard alone: arrows from area to area, Enter down, Escape up.

import { findNearest, findNext, isArrow } from "./neighbours.js";
import { worldX, worldY } from "./projection.js";

const PAN_STEP = 80; // CSS pixels

/** Listen to the keys of the map region; returns the function that ends it. */
export function attachKeyboard(layer, map) {
  const container = map.getContainer();
  const listener = (event) => {
    // Keys of the controls within the region are theirs.
    if (event.target !== container || event.ctrlKey || event.altKey || event.metaKey) return;
    if (handleKey(layer, map, event)) event.preventDefault();
  };
  container.addEventListener("keydown", listener);
  return () => container.removeEventListener("keydown", listener);
}

function handleKey(layer, map, { key, shiftKey }) {
  if (isArrow(key)) {
    if (shiftKey) pan(map, key);
    else moveFocus(layer, map, key);
    return true;
  }
  const actions = {
    Enter: () => layer.tell("areadrill"),
    Escape: () => layer.dismissTooltip() || layer.tell("areaup"),
    "+": () => map.zoomIn(),
    "=": () => map.zoomIn(),
    "-": () => map.zoomOut(),
    0: () => layer.fitTo(null),
    Home: () => layer.fitTo(null),
    "?": () => layer.fire("keyboardhelp"),
  };
  if (!Object.hasOwn(actions, key)) return false;
  if (key === "Enter" && layer.selected === null) return false;
  actions[key]();
  return true;
}

function pan(map, key) {
  const step = { ArrowRight: [PAN_STEP, 0], ArrowLeft: [-PAN_STEP, 0], ArrowDown: [0, PAN_STEP], ArrowUp: [0, -PAN_STEP] };
  map.panBy(step[key]);
}

function moveFocus(layer, map, key) {
  if (!layer.areas) return;
  const { points } = layer.areas;
  const center = map.getCenter();
  const isWithin = (position) => layer.isWithin(position);
  const next =
    layer.selected === null
      ? findNearest(points, worldX(center.lng), worldY(center.lat), isWithin)
      : findNext(points, layer.selected, key, isWithin);
  if (next >= 0) layer.moveTo(next);
}
