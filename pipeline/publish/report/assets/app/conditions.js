import { layout } from "../vendor/layout.min.js";
import { FACETS } from "./data.js";
import { asTable, button, choice, el, empty, evidence, lines, measure, number, plural, short, showEvidence, svg, zoomable } from "./dom.js";

const SIZES = [["25", "25"], ["50", "50"], ["100", "100"]];
const LINE = 14;

/** The graph of what must come before what. */
export function conditions(state) {
  const { data } = state;
  const { rows } = data;
  const head = [
    el("p", {}, "An arrow leads from what must be the case to what depends on it. Clauses in similar words are one box, so that conditions form chains."),
    el("div", { class: "choices" }, choice(state, "size", "Arrows at most", SIZES)),
  ];
  const passing = [...state.passing].filter((r) => rows.kind[r] === 2);
  if (passing.length === 0) return [...head, empty("conditions")];

  const edges = new Map();
  let open = 0;
  for (const r of passing) {
    const i = rows.at[r];
    const from = data.conditions.antecedent_concept[i];
    const to = data.conditions.consequent_concept[i];
    // Without a consequent, or with clauses alike, there is nothing to draw.
    if (to < 0 || from === to) {
      open++;
      continue;
    }
    const waived = data.string(data.conditions.polarity[i]) === "unconditional";
    const family = data.facetName(r);
    const key = `${from} ${to} ${family} ${waived}`;
    if (!edges.has(key)) edges.set(key, { from, to, family, waived, rows: [] });
    edges.get(key).rows.push(r);
  }
  const size = Number(state.size) || Number(SIZES[0][0]);
  const shown = longest([...edges.values()], size);
  const place = el("div", { "aria-live": "polite" });
  const said = [
    edges.size > size && `The ${size} arrows in the longest chains, of ${number(edges.size)}.`,
    open > 0 && `${plural(open, "condition")} without a consequent of its own in the text: see the table.`,
  ].filter(Boolean).join(" ");
  const table = asTable("conditions", ["Family", "Marker", "Antecedent", "Consequent", "Set by", "Antecedent is"], passing.map((r) => {
    const i = rows.at[r];
    return [data.facetName(r), data.string(data.conditions.marker_lemma[i]), data.text(r), data.consequent(r), data.speakerName(r), data.string(data.conditions.polarity[i])];
  }));
  return [
    ...head,
    el("p", { class: "legend" }, FACETS[2].map((family) => el("span", {}, sample(family), ` ${family}`)), el("span", {}, sample("waived"), " said not to be required")),
    el("p", { class: "note" }, said),
    shown.length ? drawing(state, shown, place) : el("p", { class: "empty" }, "None of them has both clauses."),
    table,
    place,
  ];
}

/** The arrows of the components with most arrows, up to a number. */
function longest(edges, size) {
  const parent = new Map();
  const find = (c) => {
    while (parent.has(c) && parent.get(c) !== c) c = parent.get(c);
    return c;
  };
  for (const { from, to } of edges) parent.set(find(from), find(to));
  const sizes = new Map();
  for (const edge of edges) sizes.set(find(edge.from), (sizes.get(find(edge.from)) ?? 0) + edge.rows.length);
  return edges
    .map((edge, i) => ({ edge, i, root: find(edge.from) }))
    .sort((x, y) => sizes.get(y.root) - sizes.get(x.root) || x.root - y.root || y.edge.rows.length - x.edge.rows.length || x.i - y.i)
    .slice(0, size)
    .map(({ edge }) => edge);
}

function sample(family) {
  return svg("svg", { width: 36, height: 10, "aria-hidden": "true" }, svg("line", { class: `edge ${family}`, x1: 0, x2: 36, y1: 5, y2: 5, "stroke-width": 2 }));
}

function drawing(state, edges, place) {
  const { data } = state;
  const graph = new layout.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 16, ranksep: 90, marginx: 10, marginy: 10 });
  graph.setDefaultEdgeLabel(() => ({}));
  // A box says its clause in the words of the first condition, not in those of a
  // claim like it, which may hold the whole condition.
  const clauses = new Map();
  for (const edge of edges) {
    if (!clauses.has(edge.from)) clauses.set(edge.from, data.text(edge.rows[0]));
    if (!clauses.has(edge.to)) clauses.set(edge.to, data.consequent(edge.rows[0]));
  }
  const demanded = demanders(data);
  for (const concept of new Set(edges.flatMap((edge) => [edge.from, edge.to]))) {
    const label = lines(clauses.get(concept), 30, 4);
    const by = demanded.get(concept);
    graph.setNode(String(concept), { concept, label, by, width: 20 + Math.max(...label.map(measure), by ? measure(short(`asked by ${by}`, 34)) : 0), height: 14 + LINE * (label.length + (by ? 1 : 0)) });
  }
  edges.forEach((edge, i) => {
    const marker = data.string(data.conditions.marker_lemma[data.rows.at[edge.rows[0]]]);
    graph.setEdge(String(edge.from), String(edge.to), { edge, marker, width: measure(marker) + 8, height: LINE, labelpos: "c" }, String(i));
  });
  layout.layered(graph);
  const { width, height } = graph.graph();

  const arrows = graph.edges().map((id) => {
    const { edge, marker, points, x, y } = graph.edge(id);
    const title = `${short(clauses.get(edge.from), 100)} ${edge.waived ? "need not come" : "comes"} before ${short(clauses.get(edge.to), 100)} (${edge.family}${marker ? `, “${marker}”` : ""})`;
    const open = () => showEvidence(place, evidence(state, title, edge.rows));
    const g = svg("g", { class: "arrow" }, svg("title", {}, title),
      svg("path", { class: `edge ${edge.family} ${edge.waived ? "waived" : ""}`, d: `M${points.map((p) => `${p.x},${p.y}`).join("L")}`, "marker-end": "url(#arrowhead)", "stroke-width": 1 + Math.log2(1 + edge.rows.length) / 2 }),
      marker && svg("text", { class: "marker", x, y: y + 4 }, marker));
    return button(g, title, open);
  });
  const boxes = graph.nodes().map((id) => {
    const node = graph.node(id);
    const rows = edges.filter((edge) => edge.from === node.concept || edge.to === node.concept).flatMap((edge) => edge.rows);
    const text = node.by ? [...node.label, short(`asked by ${node.by}`, 34)] : node.label;
    const g = svg("g", { class: "node concept", transform: `translate(${node.x},${node.y})` }, svg("title", {}, clauses.get(node.concept)),
      svg("rect", { x: -node.width / 2, y: -node.height / 2, width: node.width, height: node.height, rx: 3 }),
      text.map((line, i) => svg("text", { y: (i - (text.length - 1) / 2) * LINE + 4, class: i === node.label.length ? "by" : undefined }, `${line} `)));
    return button(g, `${text.join(" ")}, ${plural(rows.length, "condition")}`, () => showEvidence(place, evidence(state, `Conditions with: ${node.label.join(" ")}`, [...new Set(rows)])));
  });
  const picture = svg("svg", { class: "graph", viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": "Graph of conditions" },
    svg("defs", {}, svg("marker", { id: "arrowhead", viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" }, svg("path", { d: "M0,0L10,5L0,10z" }))),
    arrows, boxes);
  return zoomable(picture, width, "Graph of conditions");
}

/** Who demands what some clauses say. */
function demanders(data) {
  const by = new Map();
  const { rows } = data;
  for (let r = 0; r < rows.n; r++) {
    if (rows.kind[r] !== 1 || rows.speaker[r] < 0) continue;
    if (!by.has(rows.concept[r])) by.set(rows.concept[r], data.actorName(rows.speaker[r]));
  }
  return by;
}
