// The stock over time: a line with the plan of each year, the pace, and the projection with its band.

import { _ } from "../page/config.js";
import { BAND, GREY, INK, LINE, STOCK, tooltip, writeCount, writeDay } from "./look.js";

const MONTH_MS = 30.44 * 24 * 3600 * 1000;
const LONGEST_GAP_MS = 13 * MONTH_MS;
const HALF_DAY_MS = 12 * 3600 * 1000;

/** The option of the chart; `chart` is what `webmap.profile.chart_part` says. */
export function buildSeries({ chart }, look) {
  const last = chart.points.at(-1);
  const series = [
    ...drawBand(chart, last),
    ...chart.plans.map((plan) => drawPlan(plan, chart, look)),
    ...drawPace(chart, look),
    ...drawProjection(chart, last, look),
    drawStock(chart, last, look),
    ...drawEvents(chart, look),
  ];
  return {
    grid: { left: 4, right: look.isNarrow ? 14 : 30, top: 34, bottom: 6, containLabel: true },
    xAxis: {
      type: "time", minInterval: MONTH_MS, axisLine: { lineStyle: { color: GREY } }, axisTick: { lineStyle: { color: GREY } },
      axisLabel: { color: INK, fontSize: look.size, hideOverlap: true, alignMinLabel: "left", margin: 14, formatter: writeMonth }, splitLine: { show: false },
    },
    yAxis: {
      type: "value", min: 0, splitNumber: 4, splitLine: { lineStyle: { color: LINE } },
      axisLabel: { color: INK, fontSize: look.size, formatter: (count) => writeCount(count) },
    },
    tooltip: tooltip((items) => tell(chart, items), look.size, {
      trigger: "axis", axisPointer: { type: "line", lineStyle: { color: GREY, type: "solid" } },
    }),
    series,
  };
}

function writeMonth(time) {
  const day = new Date(time - HALF_DAY_MS); // a tick stands where a month has ended
  return `${String(day.getMonth() + 1).padStart(2, "0")}/${day.getFullYear()}`;
}

function label(text, look, more = {}) {
  return { show: true, formatter: text, color: INK, fontSize: look.size, fontWeight: 600, textBorderColor: "#fff", textBorderWidth: 3, ...more };
}

function drawStock(chart, last, look) {
  const isAtEnd = !chart.projection && chart.plans.every(([, end]) => end <= last[0]);
  return {
    type: "line", name: "stock", z: 5, lineStyle: { color: STOCK, width: 3.5 }, itemStyle: { color: STOCK },
    data: breakAtGaps(chart.points).map(([day, count, isOwn]) => (count === null ? { value: [day, null] } : {
      value: [day, count], symbol: "circle", symbolSize: day === last[0] ? 11 : 6,
      itemStyle: isOwn ? {} : { color: "#fff", borderColor: STOCK, borderWidth: 1.8 },
      label: day === last[0] ? label(writeCount(count), look, { position: "top", align: isAtEnd ? "right" : "center", color: STOCK, fontSize: look.size * 1.25 }) : {},
    })),
    labelLayout: { moveOverlap: "shiftY" },
    markLine: drawPilots(chart, look),
  };
}

// Over a year of which nothing is known no line is drawn.
function breakAtGaps(points) {
  return points.flatMap((point, at) => {
    const before = points[at - 1];
    const isFar = before && new Date(point[0]) - new Date(before[0]) > LONGEST_GAP_MS;
    return isFar ? [[before[0], null], point] : [point];
  });
}

function drawPilots(chart, look) {
  if (chart.pilots.length === 0) return undefined;
  return {
    silent: true, symbol: "none", lineStyle: { color: INK, type: [2, 4], width: 1.5 },
    data: chart.pilots.map(([day, count]) => ({
      xAxis: day,
      label: label(_("%(count)s xã điểm", { count }), look, { position: "insideEndTop", fontWeight: 400, rotate: 0, align: "right" }),
    })),
  };
}

function drawEvents(chart, look) {
  if (chart.events.length === 0) return [];
  return [{
    type: "scatter", name: "events", z: 4, silent: true, symbol: "triangle", symbolSize: 11, symbolOffset: [0, -7], itemStyle: { color: INK },
    data: chart.events.map(([day, count]) => ({
      value: [day, 0], label: label(_("%(count)s hội nghị", { count }), look, { position: "top", distance: 10, fontWeight: 400 }),
    })),
    labelLayout: { hideOverlap: true },
  }];
}

function drawPlan([first, end, count], chart, look) {
  const start = first < chart.points[0][0] ? chart.points[0][0] : first;
  const isLast = end === chart.plans.at(-1)[1];
  const text = _("Kế hoạch %(count)s", { count: writeCount(count) });
  return {
    type: "line", name: "plan", silent: true, symbol: "none", z: 3, lineStyle: { color: INK, width: 2.5 },
    data: [
      { value: [start, count], symbol: "circle", symbolSize: 1, label: isLast ? label(text, look, { position: "top", align: "left", offset: [2, 0] }) : {} },
      { value: [end, count] },
    ],
  };
}

function drawPace(chart, look) {
  if (chart.pace.length < 2) return [];
  const isUnderWay = chart.as_of < chart.pace.at(-1)[0];
  const isNow = (day) => isUnderWay && day === chart.as_of;
  return [{
    type: "line", name: "pace", silent: true, symbol: "none", z: 3, data: chart.pace.map(([day, count]) => ({
      value: [day, count],
      symbol: isNow(day) ? "diamond" : "none", symbolSize: 9,
      label: isNow(day) ? label(_("tiến độ %(count)s", { count: writeCount(count) }), look, { position: "right", color: GREY, offset: [2, 10], fontWeight: 400 }) : {},
    })),
    lineStyle: { color: GREY, width: 2, type: [7, 5] }, itemStyle: { color: GREY }, labelLayout: { moveOverlap: "shiftY" },
  }];
}

function drawProjection(chart, last, look) {
  const projection = chart.projection;
  if (!projection) return [];
  const plan = chart.plans.at(-1)?.[2] ?? 0;
  const isAbove = projection.expected >= plan;
  const text = _("dự báo %(count)s", { count: writeCount(projection.expected) });
  return [{
    type: "line", name: "projection", silent: true, z: 4, lineStyle: { color: STOCK, width: 2.5, type: [2, 5] }, itemStyle: { color: "#fff", borderColor: STOCK, borderWidth: 2 },
    data: [
      { value: [last[0], last[1]], symbol: "none" },
      { value: [projection.day, projection.expected], symbol: "circle", symbolSize: 9, label: label(text, look, { position: isAbove ? "top" : "bottom", align: "right", color: STOCK, offset: [4, isAbove ? -2 : 4] }) },
    ],
    labelLayout: { moveOverlap: "shiftY" },
  }];
}

function drawBand(chart, last) {
  const projection = chart.projection;
  if (!projection) return [];
  const shared = { type: "line", stack: "band", stackStrategy: "all", silent: true, symbol: "none", lineStyle: { width: 0 }, z: 1 };
  return [
    { ...shared, name: "low", data: [[last[0], last[1]], [projection.day, projection.low]] },
    { ...shared, name: "high", data: [[last[0], 0], [projection.day, projection.high - projection.low]], areaStyle: { color: BAND } },
  ];
}

function tell(chart, items) {
  const time = items[0]?.axisValue;
  const near = chart.points.reduce((best, point) => (distance(point[0], time) < distance(best[0], time) ? point : best));
  const projection = chart.projection;
  if (projection && distance(projection.day, time) < distance(near[0], time)) {
    return [
      writeDay(projection.day),
      _("dự báo %(count)s", { count: writeCount(projection.expected) }),
      _("từ %(low)s đến %(high)s", { low: writeCount(projection.low), high: writeCount(projection.high) }),
    ].join("\n");
  }
  const pace = chart.pace.find(([day]) => day === near[0]);
  const lines = [writeDay(near[0]), _("%(count)s người tham gia", { count: writeCount(near[1]) })];
  if (pace && pace[1] !== near[1]) lines.push(_("tiến độ %(count)s", { count: writeCount(pace[1]) }), _("chênh %(gap)s", { gap: writeCount(near[1] - pace[1], { signed: true }) }));
  if (!near[2]) lines.push(_("○ quy đổi từ ranh giới khác"));
  return lines.join("\n");
}

function distance(day, time) {
  return Math.abs(new Date(day).getTime() - time);
}
