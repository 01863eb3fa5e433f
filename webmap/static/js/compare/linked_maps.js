// Two maps that move as one: the same place, the same zoom, the same area under the pointer.

/** Make the moves of either map those of both; ends with `unlink()`. */
export function linkMaps(left, right) {
  let leader = null; // whose move it is; the other one follows and leads nothing itself

  function lead(own, other) {
    const follow = (act) => {
      if (leader && leader !== own) return;
      leader = own;
      act();
      leader = null;
    };
    const handlers = {
      move: () => follow(() => drag(own, other)),
      moveend: () => follow(() => other.setView(own.getCenter(), own.getZoom(), { animate: false })),
      zoomanim: ({ center, zoom }) => follow(() => other.setView(center, zoom, { animate: true })),
    };
    own.on(handlers);
    return () => own.off(handlers);
  }

  const ends = [lead(left, right), lead(right, left)];
  return () => ends.forEach((end) => end());
}

// While a map is dragged only its pane moves; the other one's goes along without being drawn anew.
function drag(own, other) {
  if (own.getZoom() !== other.getZoom()) return; // while one zooms, both are on their way
  const from = other.latLngToLayerPoint(other.getCenter());
  const to = other.latLngToLayerPoint(own.getCenter());
  const offset = to.subtract(from).round();
  if (offset.x || offset.y) other._rawPanBy(offset);
}
