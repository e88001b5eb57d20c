// The chart of an answer, drawn by ECharts from what stands in the page; without scripts the page's own drawing stays, and its table always.
// The box is reached by Tab; arrows go from figure to figure and say each.
const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const ROW = 26;
const ROOM = 130;
let library = null;

const load = (box) => {
  library ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = box.dataset.library;
    script.onload = () => done(window.echarts);
    script.onerror = () => { library = null; fail(new Error("The chart could not be loaded.")); };
    document.head.append(script);
  });
  return library;
};

// Colours are the page's own, so that they change with its theme.
const paints = (box) => {
  const style = getComputedStyle(box);
  const of = (name) => style.getPropertyValue(`--fig-${name}`).trim();
  return { ink: of("ink"), soft: of("soft"), line: of("line"), sheet: of("sheet"), series: [1, 2, 3, 4, 5, 6, 7, 8].map(of), font: style.fontFamily };
};

const number = (language, unit) => (value) => {
  const written = new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(value);
  return unit === "rate" ? `${written}${language === "fr" ? "\u00a0" : ""}%` : written;
};

// All charts: colours with patterns, words that are no HTML (the page's policy lets in no inline style), nothing that moves.
const base = (chart, ink) => ({
  animation: false,
  color: ink.series,
  textStyle: { fontFamily: ink.font, color: ink.ink },
  aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
  tooltip: { renderMode: "richText", confine: true, backgroundColor: ink.sheet, borderColor: ink.line, textStyle: { color: ink.ink } },
  legend: { show: chart.series.length > 1 || chart.view === "pie", type: "scroll", top: 0, textStyle: { color: ink.ink }, pageTextStyle: { color: ink.ink }, pageIconColor: ink.ink },
});

const told = (chart, at, row) => `${chart.categories[row]} – ${chart.series[at].name}\u00a0: ${chart.series[at].texts[row]}`;

const pie = (chart, ink) => ({
  ...base(chart, ink),
  tooltip: { ...base(chart, ink).tooltip, formatter: (one) => told(chart, 0, one.dataIndex) },
  series: [{
    type: "pie", radius: ["0%", "68%"], center: ["50%", "56%"], label: { color: ink.ink, formatter: (one) => `${one.name}\u00a0: ${chart.series[0].texts[one.dataIndex]}` },
    itemStyle: { borderColor: ink.sheet, borderWidth: 2 },
    data: chart.categories.map((name, row) => ({ name, value: chart.series[0].values[row] })),
  }],
});

const axes = (chart, ink, room) => {
  const names = { type: "category", data: chart.categories, inverse: !chart.isUpright, axisLabel: { color: ink.ink, hideOverlap: true, width: Math.min(190, room * 0.3), overflow: chart.isUpright ? "none" : "truncate", interval: chart.isUpright ? "auto" : 0 }, axisLine: { lineStyle: { color: ink.soft } }, axisTick: { alignWithLabel: true } };
  const scale = { type: "value", minInterval: chart.unit === "count" ? 1 : 0, axisLabel: { color: ink.soft, formatter: number(chart.language, chart.unit) }, splitLine: { lineStyle: { color: ink.line } } };
  return { names, scale };
};

const drawn = (chart, ink, room) => {
  if (chart.view === "pie") return pie(chart, ink);
  const { names, scale } = axes(chart, ink, room);
  const isLine = chart.view === "lines";
  const isPareto = chart.view === "pareto";
  const share = { type: "value", min: 0, max: 100, axisLabel: { color: ink.soft, formatter: number(chart.language, "rate") }, splitLine: { show: false } };
  const [x, y] = chart.isUpright || isPareto ? ["xAxis", "yAxis"] : ["yAxis", "xAxis"];
  const series = chart.series.map((one, at) => {
    const isShare = isPareto && at === 1;
    return {
      name: one.name,
      type: isLine || isShare ? "line" : "bar",
      stack: chart.view === "stacked" ? "whole" : undefined,
      barMaxWidth: 34,
      barCategoryGap: chart.view === "histogram" ? "4%" : "30%",
      symbol: ["circle", "rect", "diamond", "triangle"][at % 4],
      symbolSize: 8,
      lineStyle: { width: 2.5, type: one.isBefore ? "dashed" : isShare ? "dotted" : "solid" },
      [x === "xAxis" ? "yAxisIndex" : "xAxisIndex"]: isShare ? 1 : 0,
      data: one.values,
      label: { show: chart.series.length === 1 && chart.categories.length <= 24, position: x === "xAxis" ? "top" : "right", color: ink.ink, formatter: (given) => one.texts[given.dataIndex] },
    };
  });
  const upright = { ...names, inverse: false, axisLabel: { ...names.axisLabel, interval: "auto", width: 110, overflow: "truncate", rotate: isPareto && chart.categories.length > 6 ? 35 : 0 } };
  return {
    ...base(chart, ink),
    tooltip: { ...base(chart, ink).tooltip, formatter: (one) => told(chart, one.seriesIndex, one.dataIndex) },
    grid: { left: 16, right: 28, top: chart.series.length > 1 ? 40 : 20, bottom: 8, containLabel: true },
    [x]: x === "xAxis" ? upright : names,
    [y]: isPareto ? [scale, share] : scale,
    series,
  };
};

const height = (chart, box) => {
  if (chart.view === "pie" || chart.isUpright || chart.view === "pareto") return Math.max(280, Math.min(420, box.clientWidth * 0.5));
  const bars = chart.view === "stacked" ? 1 : chart.series.length;
  return Math.max(220, chart.categories.length * ROW * Math.max(1, bars * 0.7) + ROOM);
};

const show = async (box) => {
  const chart = JSON.parse(box.dataset.chart);
  const echarts = await load(box);
  const place = box.querySelector("[data-fig-place]");
  place.hidden = false;
  box.querySelector("[data-fig-plain]")?.remove();
  place.style.height = `${height(chart, box)}px`;
  const picture = echarts.init(place, null, { renderer: "canvas" });
  const draw = () => picture.setOption(drawn(chart, paints(box), box.clientWidth), true);
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new ResizeObserver(() => picture.resize()).observe(place);
  let at = 0;
  let row = -1;
  box.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey || event.target !== box) return;
    event.preventDefault();
    row = Math.min(chart.categories.length - 1, Math.max(0, row + step[0]));
    at = Math.min(chart.view === "pie" ? 0 : chart.series.length - 1, Math.max(0, at + step[1]));
    picture.dispatchAction({ type: "showTip", seriesIndex: at, dataIndex: row });
    box.querySelector("[data-fig-says]").textContent = told(chart, at, row);
  });
  box.addEventListener("blur", () => picture.dispatchAction({ type: "hideTip" }));
  box.classList.add("is-drawn");
};

// Points on the town's map: as large as the figure, by area. The map is drawn by its own script, maybe later than this one.
const pin = (event) => {
  const map = event.target;
  const box = map.closest("[data-fig-points]");
  if (!box || box.classList.contains("is-drawn")) return;
  const { L, map: on } = event.detail;
  const points = JSON.parse(box.dataset.figPoints);
  const most = Math.max(...points.map((one) => one.value));
  for (const one of points) {
    const radius = 5 + 21 * Math.sqrt(one.value / most);
    const words = document.createElement("span");
    words.textContent = `${one.label}\u00a0: ${one.text}`;
    L.circleMarker([one.lat, one.lon], { radius, className: "fig-point", weight: 1.5 }).bindTooltip(words).addTo(on);
  }
  if (points.length) on.fitBounds(points.map((one) => [one.lat, one.lon]), { maxZoom: 15, padding: [40, 40] });
  box.classList.add("is-drawn");
};

document.addEventListener("map-drawn", pin);
for (const box of document.querySelectorAll("[data-chart]")) show(box).catch(() => box.classList.add("is-plain"));
// Only days between dates are typed; the form without scripts shows the fields at all times.
for (const form of document.querySelectorAll("[data-fig-form]")) {
  const days = form.querySelector("[data-fig-days]");
  const period = form.elements.period;
  if (!days || !period) continue;
  const fit = () => { days.hidden = period.value !== "days"; };
  period.addEventListener("change", fit);
  fit();
}
