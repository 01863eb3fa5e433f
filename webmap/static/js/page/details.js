// Where the provinces of a country's outlines are listed in detail.

/** The address beside the outlines of a view; null where it has none. The layer asks it only when a reader is near. */
export function detailsOf({ arcs_url: url }) {
  return url?.replace(/\.arcs$/, ".details") ?? null;
}
