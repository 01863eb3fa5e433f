// The timeline: a slider over all dates and a button that plays them. While time moves, colours, date, answer and the
// counts of the legend follow from one answer that holds all dates; where it stops, the page goes to that address.
// The answer and the words around the map are of one publication: where one came between, both are asked for again.

import { toast } from "./announce.js";
import { _ } from "./config.js";
import { checkSamePublication, keepJson, showWhole } from "./data.js";
import { writeCount } from "./numbers.js";
import { change, onState } from "./state.js";
import { TimeSeries } from "./time_series.js";

const STEP_MS = 420;
const CALM_STEP_MS = 1200; // for who asked for less motion
const SETTLE_MS = 280; // a key held down goes on

const root = document.documentElement;
const find = (selector) => document.querySelector(`#part-timeline ${selector}`);
const range = () => find("input[type=range]");

/**
 * Make the timeline work. `read()` gives the page's configuration, `readPublication()` what the page was made of,
 * `renew()` asks for the page again, `paint(series, at)` draws one date, `whenSettled()` resolves when the screen is
 * that of the address. Returns `{isHeld, showFrame, series}`.
 */
export function startTimeline({ read, readPublication, renew, paint, whenSettled }) {
  let series = null; // of the configuration in force
  let seriesUrl = null;
  let at = null; // what is drawn, an index of the dates; null while the screen is that of the address
  let wanted = null;
  let isRunning = false;
  let isPlaying = false;
  let isHeld = false;
  let isOwn = false; // the new address is the timeline's own
  let settling = 0;

  async function prepare() {
    if (!read().is_fixed) {
      move({ span: read().span, boundaries: "fixed" });
      await whenSettled();
    }
    await showWhole(readSeries, () => true);
    return series;
  }

  async function readSeries() {
    const { series_url: url } = read();
    if (url !== seriesUrl || series.publication !== readPublication()) {
      series = new TimeSeries(await keepJson(url));
      seriesUrl = url;
    }
    if (series.publication !== readPublication()) await renew();
    checkSamePublication(series.publication, readPublication());
  }

  function move(changes, options) {
    isOwn = true;
    change(changes, options);
    isOwn = false;
  }

  function show(next) {
    at = next;
    root.classList.add("moving");
    paint(series, at);
    write(read(), series, at);
  }

  // The newest wish counts; what was wished meanwhile is left out.
  async function follow(next) {
    wanted = next;
    if (isRunning) return;
    isRunning = true;
    try {
      await prepare();
      while (at !== wanted) {
        show(wanted);
        await nextFrame();
      }
    } finally {
      isRunning = false;
    }
  }

  function settle() {
    clearTimeout(settling);
    settling = setTimeout(async () => {
      if (isHeld || isPlaying) return;
      while (isRunning) await nextFrame();
      commit();
    }, SETTLE_MS);
  }

  function commit() {
    const day = at === null ? null : read().days[at];
    at = null;
    if (day) move({ as_of: day, span: read().span, boundaries: "fixed", codes_of: null }, { replace: true });
  }

  async function play() {
    setPlaying(true);
    const step = matchMedia("(prefers-reduced-motion: reduce)").matches ? CALM_STEP_MS : STEP_MS;
    try {
      await prepare();
      setPlaying(isPlaying); // the button is a new one where the address has changed
      const last = read().days.length - 1;
      let next = Number(range().value) >= last ? 0 : Number(range().value) + 1;
      for (; isPlaying && next <= last; next += 1) {
        show(next);
        await delay(step);
      }
    } finally {
      if (isPlaying) pause();
    }
  }

  function pause() {
    setPlaying(false);
    commit();
  }

  function setPlaying(on) {
    isPlaying = on;
    root.classList.toggle("playing", on);
    const button = find('[data-action="play"]');
    if (!button) return;
    button.setAttribute("aria-pressed", String(on));
    const words = on ? _("Dừng ở ngày này") : _("Phát qua các ngày chốt");
    button.title = words;
    button.querySelector(".visually-hidden").textContent = words;
  }

  const toggle = () => (isPlaying ? pause() : play().catch(tell));
  const tell = (error) => toast(error.message);
  const isRange = (event) => event.target.id === "timeline-range";

  document.addEventListener("click", (event) => { if (event.target.closest('[data-action="play"]')) toggle(); });
  document.addEventListener("pointerdown", (event) => { isHeld = isRange(event); });
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => { if (isHeld) { isHeld = false; if (at !== null || isRunning) settle(); } });
  }
  document.addEventListener("focusin", (event) => { if (isRange(event)) keepJson(read().series_url).catch(() => {}); });
  document.addEventListener("input", (event) => {
    if (!isRange(event)) return;
    if (isPlaying) setPlaying(false);
    follow(Number(event.target.value)).catch(tell);
    settle();
  });
  document.addEventListener("keydown", (event) => {
    if (!isRange(event) || event.key !== " ") return;
    event.preventDefault();
    toggle();
  });
  onState(() => {
    if (isOwn) return;
    at = null; // somebody went elsewhere
    clearTimeout(settling);
    if (isPlaying) setPlaying(false);
  });

  return { isHeld: () => isHeld, isPlaying: () => isPlaying, prepare, show };
}

function write(config, series, at) {
  const { total, status } = series.frames[at];
  const slider = range();
  if (Number(slider.value) !== at) slider.value = at;
  slider.setAttribute("aria-valuetext", config.labels[at]);
  const note = { no_data: _("không có số liệu chốt ngày này"), other_units: _("đơn vị quản lý khác với ngày đang xem") };
  find("[data-slot=day]").textContent = config.labels[at];
  find("[data-slot=day-note]").textContent = note[status] ?? "";
  if (config.event_notes) find("[data-slot=event-note]").textContent = config.event_notes[at];
  document.querySelector(".headline [data-slot=date]").textContent = config.labels[at];
  document.querySelector(".headline .answer").textContent = note[status] ? capitalise(note[status]) : say(total);
  writeLegend(series, at);
}

function say(total) {
  const text = total[root.lang === "en" ? "value_text_en" : "value_text_vi"];
  if (total.value_shown === null) return capitalise(text);
  const counts = [total.numerator, total.denominator].filter((count) => count !== null).map((count) => writeCount(count));
  const people = counts.length ? _("%(counts)s người", { counts: counts.join(" / ") }) : "";
  return counts.length === 1 ? people : [text, people].filter(Boolean).join(" · ");
}

function writeLegend(series, at) {
  const countOf = series.countLetters(at);
  for (const item of document.querySelectorAll(".legend li[data-class]")) {
    const letter = item.dataset.class;
    const count = letter ? countOf(letter) : item.matches(".state") ? series.columnsOf(at).estimated.length : null;
    if (count !== null) item.querySelector(".count").textContent = writeCount(count);
  }
}

const capitalise = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const delay = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
