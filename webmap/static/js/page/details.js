// Where the provinces of a country's outlines are listed in detail.

/** The address beside the outlines of a country's view; null for other views. The layer asks it when a reader is near. */
export function detailsOf({ arcs_url: url, view }) {
  return view.geometry?.scope_code === "VN" ? url.replace(/\.arcs$/, ".details") : null;
}
