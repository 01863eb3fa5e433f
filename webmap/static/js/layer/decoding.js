// From the bytes of a file to a geometry, whichever of the two forms it has; the same in the page and beside it.

import { decodeArcFile, isArcFile } from "./arc_file.js";
import { decodeTopology } from "./topology.js";

/** Decode an arc file or TopoJSON (an ArrayBuffer) into a geometry (geometry.js). Throws where it is neither. */
export function decodeGeometry(bytes) {
  return isArcFile(bytes) ? decodeArcFile(bytes) : decodeTopology(JSON.parse(new TextDecoder().decode(bytes)));
}
