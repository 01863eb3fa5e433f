// Charts by ECharts, drawn to a canvas: tooltips and labels too, so that nothing is written as HTML or style.

import { LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { buildSeries } from "./series.js";
import { buildStrip } from "./strip.js";

use([LineChart, ScatterChart, GridComponent, TooltipComponent, MarkLineComponent, LabelLayout, CanvasRenderer]);

const BUILDERS = { series: buildSeries, strip: buildStrip };
const SHARP = 2; // paper has more dots than a screen

/** Draw the chart that an element names, from what the page says; drawn anew when its room changes. */
export function drawChart(place, config) {
  const build = BUILDERS[place.dataset.chart];
  const chart = init(place, null, { devicePixelRatio: Math.max(SHARP, devicePixelRatio) });
  const draw = () => chart.setOption({ ...base(place), ...build(config, readLook(place)) }, { notMerge: true });
  draw();
  new ResizeObserver(() => {
    chart.resize();
    draw();
  }).observe(place);
}

function base(place) {
  const { size } = readLook(place);
  const style = { fontFamily: '"Be Vietnam Pro", sans-serif', fontSize: size };
  return { animation: false, textStyle: style };
}

function readLook(place) {
  const size = parseFloat(getComputedStyle(place).fontSize) * 0.88;
  const width = place.clientWidth;
  return { size, width, isNarrow: width < 520 };
}
