// Which geometry is wanted: the one asked for last, with the country around a province.

import { Drawing } from "./drawing.js";
import { loadGeometry } from "./geometry_source.js";
import { decodeTopology } from "./topology.js";

export class DrawingSource {
  #lastCall = 0;
  #wanted = { url: null, promise: null };
  #country = null; // geometry of scope VN, drawn around a province

  /**
   * A promise of `setGeometry`'s answer for a URL or a parsed topology. `take(drawing)` is called with the new
   * drawing unless a later call overtook this one; asking again for the same URL gives the same promise.
   */
  load(source, take) {
    const url = typeof source === "string" ? new URL(source, document.baseURI).href : null;
    if (url && url === this.#wanted.url) return this.#wanted.promise;
    const call = ++this.#lastCall;
    const promise = this.#prepare(source, url, call, take);
    this.#wanted = { url, promise };
    promise.catch(() => {
      if (call === this.#lastCall) this.#wanted = { url: null, promise: null }; // may be asked for again
    });
    return promise;
  }

  async #prepare(source, url, call, take) {
    const geometry = await (url ? loadGeometry(url) : decodeTopology(source));
    if (call !== this.#lastCall) return null;
    if (geometry.scope === "VN") this.#country = geometry;
    const isAround = geometry.scope !== "VN" && this.#country?.vintageId === geometry.vintageId;
    take(new Drawing(geometry, isAround ? this.#country : null));
    return { scope: geometry.scope, count: geometry.count, levels: Object.keys(geometry.groups) };
  }
}
