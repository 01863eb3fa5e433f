// Parts of the page whose words the server makes: exchanged where they stand, so that nothing else moves.

/** Put the HTML of each part in its place; what had the focus keeps it. */
export function showParts(parts) {
  for (const [name, html] of Object.entries(parts)) {
    const place = document.querySelector(`[data-part="${name}"]`);
    if (!place) continue;
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    const open = [...place.querySelectorAll("details")].map((details) => details.open);
    const again = focused && describe(focused);
    place.innerHTML = html;
    place.querySelectorAll("details").forEach((details, index) => { details.open = open[index] ?? details.open; });
    if (again) (place.querySelector(again) ?? fallback(place)).focus({ preventScroll: true });
  }
}

function describe(element) {
  if (element.id) return "#" + CSS.escape(element.id);
  if (element.dataset.action) return `[data-action="${element.dataset.action}"]`;
  return element.localName === "summary" ? "summary" : "a[href]";
}

function fallback(place) {
  place.tabIndex = -1;
  return place;
}
