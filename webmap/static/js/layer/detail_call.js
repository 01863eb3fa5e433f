// Calls for detail when the reader is near: the module that draws the provinces in view as their own files have them
// (province_detail.js) comes then; nobody who stays with the whole country loads it.

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
    const isNear = this.#url && this.#surface.view?.zoom >= NEAR_ZOOM;
    if (this.#detail) this.#detail.follow(isNear ? this.#url : null);
    else if (isNear && !this.#isAsked) this.#load();
  }

  #load() {
    this.#isAsked = true;
    import("./province_detail.js").then(
      ({ ProvinceDetail }) => {
        this.#detail = new ProvinceDetail(this.#map, this.#surface);
        this.follow();
      },
      () => { this.#isAsked = false; }, // the outline stays; asked for again when the map moves
    );
  }
}
