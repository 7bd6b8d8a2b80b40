import { FACETS, KINDS, KIND_NAMES, isoDate } from "./data.js";
import { asTable, button, choice, el, empty, number, plural, short, svg, tally } from "./dom.js";

const BARS = [["", "kinds of rows"], ["stance", "stances of claims"]];
const LANES = 12;
const MOST_BINS = 60;

/** Rows by the day on which their documents were published. */
export function timeline(state) {
  const { data } = state;
  const { rows } = data;
  const byStance = state.bars === "stance";
  const series = byStance ? FACETS[0] : KIND_NAMES;
  const wanted = [...state.passing].filter((r) => !byStance || rows.kind[r] === 0);
  const dated = wanted.filter((r) => data.day(rows.doc[r]) !== null);
  const head = [
    el("p", {}, "Rows by the day on which their documents were published. A bar narrows the filters to its time."),
    el("div", { class: "choices" }, choice(state, "bars", "Bars show", BARS)),
  ];
  const undated = wanted.length - dated.length;
  const note = undated > 0 && el("p", { class: "note" }, `${plural(undated, "row")} of documents without a date ${undated === 1 ? "is" : "are"} left out.`);
  if (dated.length === 0) return [...head, note, empty("dated rows")].filter(Boolean);

  let first = Infinity;
  let last = -Infinity;
  for (const r of dated) {
    const day = data.day(rows.doc[r]);
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  const bins = cut(first, last);
  const binOf = (r) => {
    const day = data.day(rows.doc[r]);
    let low = 0;
    let high = bins.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (bins[middle].from <= day) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const counts = bins.map(() => series.map(() => 0));
  for (const r of dated) counts[binOf(r)][byStance ? rows.facet[r] : rows.kind[r]]++;

  const speakers = state.speakers();
  const lanes = tally(dated.map((r) => speakers[r]).filter((a) => a >= 0)).slice(0, LANES).map(([actor, n]) => ({ actor, n, counts: bins.map(() => 0) }));
  const laneOf = new Map(lanes.map((lane) => [lane.actor, lane]));
  for (const r of dated) {
    const lane = laneOf.get(speakers[r]);
    if (lane) lane.counts[binOf(r)]++;
  }
  const list = bins.flatMap((bin, i) => {
    const sum = counts[i].reduce((a, b) => a + b, 0);
    return sum ? [[el("button", { type: "button", class: "link", onclick: () => narrow(state, bin) }, bin.name), ...counts[i], sum]] : [];
  });
  return [
    ...head,
    note,
    el("p", { class: "legend" }, series.map((name, i) =>
      el("span", {}, svg("svg", { width: 16, height: 12, "aria-hidden": "true" }, patterns(), svg("rect", { class: fill(byStance, i), width: 16, height: 12 })), ` ${name}`))),
    drawBars(state, bins, counts, series, byStance),
    el("h2", {}, "Who speaks when"),
    drawLanes(state, bins, lanes),
    asTable("rows by time", ["Time", ...series, "All"], list, 500),
  ].filter(Boolean);
}

const narrow = (state, bin) => state.set({ from: isoDate(bin.from), to: isoDate(bin.to) });
const fill = (byStance, i) => (byStance ? `stance${i}` : `fill-${KINDS[i]}`);

// Bars differ by pattern as well as by colour.
function patterns() {
  const stripe = (id, turn) =>
    svg("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turn})` }, svg("rect", { width: 6, height: 6, class: "ground" }), svg("rect", { width: 2.5, height: 6, class: "stripe" }));
  return svg("defs", {}, stripe("stripes-demand", 45), stripe("stripes-condition", 0), stripe("stripes-1", 45), stripe("stripes-2", 0), stripe("stripes-3", 135));
}

/** Cuts a span of days into days, months, quarters, years or more, as few as it takes. */
function cut(first, last) {
  if (last - first < MOST_BINS) {
    return Array.from({ length: last - first + 1 }, (_, i) => ({ from: first + i, to: first + i, name: isoDate(first + i) }));
  }
  const a = new Date(first * 864e5);
  const b = new Date(last * 864e5);
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth() + 1;
  const step = [1, 3, 12, 60, 120, 600, 1200].find((n) => months / n <= MOST_BINS) ?? 12000;
  const start = Math.floor((a.getUTCFullYear() * 12 + a.getUTCMonth()) / step) * step;
  const end = b.getUTCFullYear() * 12 + b.getUTCMonth();
  const dayOf = (month) => Date.UTC(Math.floor(month / 12), month % 12, 1) / 864e5;
  const bins = [];
  for (let m = start; m <= end; m += step) {
    const year = Math.floor(m / 12);
    const name = step === 1 ? isoDate(dayOf(m)).slice(0, 7) : step === 3 ? `${year} Q${(m % 12) / 3 + 1}` : step === 12 ? `${year}` : `${year}–${year + step / 12 - 1}`;
    bins.push({ from: dayOf(m), to: dayOf(m + step) - 1, name });
  }
  return bins;
}

const WIDTH = 960;
const LEFT = 150;

function axis(bins, top) {
  const w = (WIDTH - LEFT) / bins.length;
  const every = Math.ceil(72 / w);
  return bins.flatMap((bin, i) => (i % every === 0 ? [svg("text", { class: "tick", x: LEFT + i * w, y: top + 14 }, bin.name), svg("line", { class: "axis", x1: LEFT + i * w, x2: LEFT + i * w, y1: top, y2: top + 4 })] : []));
}

function drawBars(state, bins, counts, series, byStance) {
  const height = 220;
  const most = Math.max(...counts.map((c) => c.reduce((a, b) => a + b, 0)));
  const w = (WIDTH - LEFT) / bins.length;
  const bars = bins.flatMap((bin, i) => {
    const sum = counts[i].reduce((a, b) => a + b, 0);
    if (!sum) return [];
    const said = `${bin.name}: ${series.map((name, s) => `${name} ${counts[i][s]}`).join(", ")}`;
    let y = height;
    const parts = counts[i].map((n, s) => {
      const h = (n / most) * (height - 20);
      y -= h;
      return svg("rect", { class: fill(byStance, s), x: LEFT + i * w + 1, y, width: Math.min(Math.max(1, w - 2), 60), height: h });
    });
    return [button(svg("g", { class: "bin" }, svg("title", {}, said), parts), said, () => narrow(state, bin))];
  });
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows by time" },
    svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${height + 22}`, role: "group", "aria-label": "Rows by time" },
      patterns(),
      [1, 0.5].map((part) => {
        const y = height - part * (height - 20);
        return [svg("line", { class: "axis", x1: LEFT, x2: WIDTH, y1: y, y2: y }), most * part >= 1 && svg("text", { class: "tick end", x: LEFT - 8, y: y + 4 }, number(Math.round(most * part)))];
      }).flat(),
      svg("line", { class: "axis", x1: LEFT, x2: WIDTH, y1: height, y2: height }),
      bars,
      axis(bins, height)));
}

/** A line an actor, with a circle as large as what it says at a time. */
function drawLanes(state, bins, lanes) {
  const { data } = state;
  if (lanes.length === 0) return el("p", { class: "empty" }, "No known actor speaks.");
  const lane = 30;
  const height = lanes.length * lane;
  const w = (WIDTH - LEFT) / bins.length;
  const most = Math.max(...lanes.flatMap((l) => l.counts));
  const radius = (n) => 2 + 11 * Math.sqrt(n / most);
  const groups = lanes.map(({ actor, n, counts }, i) => {
    const y = i * lane + lane / 2;
    const name = data.actorName(actor);
    const busiest = counts.indexOf(Math.max(...counts));
    const said = `${name}: ${plural(n, "row")}, most in ${bins[busiest].name}`;
    return button(svg("g", { class: "bin lane" }, svg("title", {}, said),
      svg("rect", { class: "ground", x: 0, y: i * lane, width: WIDTH, height: lane }),
      svg("text", { class: "tick end", x: LEFT - 12, y: y + 4 }, short(name, 22)),
      svg("line", { class: "axis", x1: LEFT, x2: WIDTH, y1: y, y2: y }),
      counts.map((count, b) => count > 0 && svg("circle", { cx: LEFT + Math.min(b * w + w / 2, b * w + 31), cy: y, r: radius(count) }, svg("title", {}, `${name}, ${bins[b].name}: ${plural(count, "row")}`)))),
    `${said}. Filter by this actor`, () => state.set({ speaker: data.actorId(actor) }));
  });
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Who speaks when" },
    svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${height + 22}`, role: "group", "aria-label": "Who speaks when" }, groups, axis(bins, height)));
}
