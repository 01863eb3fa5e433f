// The provinces in view as their own files have them: asked for a few at a time, the nearest to the middle first, given up
// when they are no longer in view, decoded in a worker, kept within a bound.

import { DetailedView } from "./detailed_view.js";
import { worldX, worldY } from "./projection.js";
import { checkProvince, findProvincesIn } from "./provinces_in_view.js";

const AT_ONCE = 3;
const STILL_MS = 150; // a map that is being moved asks for nothing
const GATHER_MS = 120; // what arrives within this time is drawn at once
const MOST_BYTES = 24e6; // decoded; the 34 provinces of 2025 have 11 together

export class ProvinceDetail {
  #map;
  #surface;
  #listUrl = null;
  #urls = null; // province → address of its file
  #kept = new Map(); // province → {geometry, first, bytes}, what was seen last at the end
  #failed = new Set();
  #loading = new Map(); // province → number of its question
  #lastQuestion = 0;
  #worker = null;
  #stillness = 0;
  #gathering = 0;

  constructor(map, surface) {
    this.#map = map;
    this.#surface = surface;
  }

  /**
   * Draw what is there into the present drawing, and ask for what it lacks when the map stands still. Where nothing is
   * listed (null), or no whole country is drawn, nothing more is asked for; what is there is kept.
   */
  follow(listUrl) {
    const { drawing } = this.#surface;
    if (!listUrl || drawing?.geometry.scope !== "VN" || drawing.hasAside) return this.#rest();
    if (listUrl !== this.#listUrl) {
      this.#rest();
      this.#listUrl = listUrl;
      this.#urls = null;
      this.#kept = new Map();
    }
    if (drawing.detail?.kept !== this.#kept) drawing.detail = new DetailedView(drawing, this.#kept);
    clearTimeout(this.#stillness);
    this.#stillness = setTimeout(() => this.#ask(), STILL_MS);
  }

  #rest() {
    clearTimeout(this.#stillness);
    clearTimeout(this.#gathering);
    this.#gathering = 0;
    this.#worker?.terminate();
    this.#worker = null;
    this.#loading.clear();
    this.#failed.clear();
  }

  async #ask() {
    const listUrl = this.#listUrl;
    try {
      this.#urls ??= await readList(listUrl, this.#surface.drawing.geometry.vintageId);
    } catch {
      return; // the outline stays
    }
    if (listUrl === this.#listUrl) this.#askFor(this.#listInView());
  }

  #listInView() {
    const { geometry } = this.#surface.drawing;
    const bounds = this.#map.getBounds();
    const [west, north, east, south] = [
      worldX(bounds.getWest()), worldY(bounds.getNorth()), worldX(bounds.getEast()), worldY(bounds.getSouth()),
    ];
    return findProvincesIn(geometry, { west, north, east, south }).filter((code) => this.#urls[code]);
  }

  #askFor(inView) {
    for (const [code, question] of this.#loading) {
      if (inView.includes(code)) continue;
      this.#worker.postMessage({ question, isGivenUp: true });
      this.#loading.delete(code);
    }
    for (const code of inView.filter((one) => this.#kept.has(one)).reverse()) this.#touch(code);
    this.#forget(inView);
    for (const code of inView) {
      if (this.#loading.size >= AT_ONCE || this.#weigh() >= MOST_BYTES) return;
      if (this.#kept.has(code) || this.#loading.has(code) || this.#failed.has(code)) continue;
      this.#loading.set(code, ++this.#lastQuestion);
      this.#startWorker().postMessage({ question: this.#lastQuestion, url: new URL(this.#urls[code], document.baseURI).href });
    }
  }

  #startWorker() {
    if (this.#worker) return this.#worker;
    this.#worker = new Worker(new URL("./detail_worker.js", import.meta.url));
    this.#worker.onmessage = ({ data }) => this.#take(data);
    this.#worker.onerror = () => {
      for (const code of this.#loading.keys()) this.#failed.add(code);
      this.#loading.clear();
    };
    return this.#worker;
  }

  #take({ question, geometry, bytes }) {
    const code = [...this.#loading].find(([, asked]) => asked === question)?.[0];
    if (!code) return; // given up
    this.#loading.delete(code);
    const first = geometry ? checkProvince(geometry, this.#surface.drawing.geometry, code) : -1;
    if (first < 0) this.#failed.add(code);
    else {
      this.#kept.set(code, { geometry, first, bytes });
      this.#gathering ||= setTimeout(() => this.#draw(), GATHER_MS);
    }
    this.#askFor(this.#listInView());
  }

  #draw() {
    this.#gathering = 0;
    this.#surface.redraw("view", "fill", "lines", "overlay");
  }

  #touch(code) {
    const province = this.#kept.get(code);
    this.#kept.delete(code);
    this.#kept.set(code, province);
  }

  #weigh() {
    let sum = 0;
    for (const { bytes } of this.#kept.values()) sum += bytes;
    return sum;
  }

  /** Let go of what was seen longest ago while there is too much. */
  #forget(inView) {
    for (const code of [...this.#kept.keys()]) {
      if (this.#weigh() < MOST_BYTES) return;
      if (!inView.includes(code)) this.#kept.delete(code);
    }
  }
}

async function readList(url, vintageId) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  const { vintage_id: ownVintage, arcs_urls: urls } = await response.json();
  if (ownVintage !== vintageId) throw new Error(`${url}: of ${ownVintage}`);
  return urls;
}
