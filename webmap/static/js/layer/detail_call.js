// Calls for detail when the reader is near: the files of the provinces in view, and the module that draws them
// (province_detail.js), which nobody who stays with the whole country loads.

/**
 * From this zoom on. An outline leaves out what is below 500 m, and its grid has 90 m (geodata/layers/scales.py): here a
 * pixel is 250 m, and its corners begin to show.
 */
export const NEAR_ZOOM = 9.25;

export class DetailCall {
  #map;
  #surface;
  #url = null; // of the list of files
  #detail = null; // once its module is there
  #isAsked = false;

  constructor(map, surface) {
    this.#map = map;
    this.#surface = surface;
  }

  /** Take provinces from the files listed at this address; null: from none. */
  list(url) {
    this.#url = url;
    this.follow();
  }

  /** See what the present drawing and view want. */
  follow() {
    const { drawing, view } = this.#surface;
    const isWanted = this.#url && view?.zoom >= NEAR_ZOOM && drawing?.geometry.scope === "VN" && !drawing.hasAside;
    if (!isWanted) this.#detail?.rest();
    else if (this.#detail) this.#detail.follow(this.#url);
    else this.#load();
  }

  remove() {
    this.#detail?.rest();
    this.#url = null;
  }

  async #load() {
    if (this.#isAsked) return;
    this.#isAsked = true;
    try {
      const { ProvinceDetail } = await import("./province_detail.js");
      this.#detail = new ProvinceDetail(this.#map, this.#surface);
      this.follow();
    } catch {
      this.#isAsked = false; // the outline stays; asked for again when the map moves
    }
  }
}
