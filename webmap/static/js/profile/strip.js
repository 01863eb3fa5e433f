// All areas of a board on one axis: how far apart they lie, who stands first and who last.

import { english } from "../page/config.js";
import { GREY, INK, STOCK, tooltip } from "./look.js";

const LABELLED = 2; // at each end

/** The option of the chart; `strip` is what `webmap.profile.board` lists, the best first. */
export function buildStrip({ strip, strip_mark: mark }, look) {
  const isRatio = mark !== null || strip.every(({ value }) => Math.abs(value) < 5);
  const write = (value) => (isRatio ? `${new Intl.NumberFormat(english ? "en" : "vi", { maximumFractionDigits: 1 }).format(value * 100)}%` : new Intl.NumberFormat(english ? "en" : "vi").format(value));
  const ends = new Set([...strip.slice(0, LABELLED), ...strip.slice(-LABELLED)]);
  return {
    grid: { left: 24, right: 24, top: 34, bottom: 4, containLabel: true },
    xAxis: {
      type: "value", scale: true, axisLine: { show: true, lineStyle: { color: GREY } }, splitLine: { show: false },
      axisLabel: { color: INK, fontSize: look.size, formatter: write, hideOverlap: true },
      max: (extent) => (mark !== null && extent.max < mark && extent.max > mark * 0.8 ? mark : null),
    },
    yAxis: { type: "value", show: false, min: 0, max: 1 },
    tooltip: tooltip(({ data }) => `${data.name}\n${data.text}`, look.size, { trigger: "item" }),
    series: [{
      type: "scatter", symbol: "rect", symbolSize: [5, 34], symbolOffset: [0, -1],
      data: strip.map((one) => ({
        ...one, value: [one.value, 0.42],
        itemStyle: one.small ? { color: "#fff", borderColor: STOCK, borderWidth: 1.5 } : { color: STOCK, opacity: 0.75 },
        label: ends.has(one) && !look.isNarrow ? { show: true, formatter: one.name, position: "top", color: INK, fontSize: look.size, textBorderColor: "#fff", textBorderWidth: 3 } : {},
      })),
      emphasis: { itemStyle: { color: INK, opacity: 1 } },
      labelLayout: { moveOverlap: "shiftX", hideOverlap: true },
      markLine: mark === null ? undefined : { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: INK, width: 2, type: "solid" }, data: [{ xAxis: mark }] },
    }],
  };
}
