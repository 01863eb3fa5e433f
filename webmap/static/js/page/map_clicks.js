// What the pointer and the keys do on the map.

import { change, go, readState } from "./state.js";

// A click goes into an area that holds others, and chooses one that holds none. On a touch screen, where nothing
// shows a number before the click, the first touch chooses and the second goes in.
// `place` tells where in the view an area of the layer stands, null where it is outside; `page` what is shown.
export function followMap(layer, { place, page, hover, drill }) {
  const code = (event) => (place(event.position) === null ? null : event.code);
  layer.on("areahover", (event) => hover(place(event.position)));
  layer.on("areaselect", (event) => { if (event.pointerType === "keyboard" && code(event)) change({ area: code(event) }); });
  layer.on("areaclick", (event) => {
    const area = code(event);
    const goesIn = page().has_children && (event.pointerType === "mouse" || area === readState().get("area"));
    if (area && goesIn) drill(area);
    else change({ area });
  });
  layer.on("areadrill", (event) => { if (event.pointerType === "keyboard" && code(event)) drill(code(event)); });
  layer.on("areaup", () => {
    if (readState().get("area")) change({ area: null });
    else if (page().up_url) go(page().up_url);
  });
}
