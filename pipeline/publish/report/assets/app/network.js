import { layout } from "../vendor/layout.min.js";
import { asTable, button, choice, el, empty, evidence, lines, measure, plural, short, showEvidence, svg, zoomable } from "./dom.js";

// Discourse network analysis after Leifeld: actors are joined by the concepts
// that they agree or disagree with. Two actors are congruent in a concept where
// both agree or both disagree, in conflict where one agrees and one does not.

const SIZES = [["15", "15"], ["30", "30"], ["60", "60"]];
const MODES = [["claims", "Actors and claims"], ["actors", "Congruence and conflict of actors"]];
const BY = [["words", "statements in similar words"], ["about", "actors spoken of"]];

/** Whether a claim agrees (1) or disagrees (-1) with its content, negation counted. */
export function sign(data, row) {
  const { stance, polarity } = data.claims;
  const i = data.rows.at[row];
  const against = ["oppose", "doubt"].includes(data.string(stance[i]));
  const negated = data.string(polarity[i]) === "negative";
  return against === negated ? 1 : -1;
}

/** Joins the claims that pass to actors × concepts. */
export function affiliations(state) {
  const { data } = state;
  const { rows } = data;
  const speakers = state.speakers();
  const abouts = state.abouts();
  const links = new Map();
  for (const r of state.passing) {
    const actor = speakers[r];
    if (rows.kind[r] !== 0 || actor < 0) continue;
    for (const concept of state.by === "about" ? abouts[r].filter((a) => a !== actor) : [rows.concept[r]]) {
      const key = `${actor} ${concept}`;
      if (!links.has(key)) links.set(key, { actor, concept, agree: 0, disagree: 0, rows: [] });
      const link = links.get(key);
      link[sign(data, r) > 0 ? "agree" : "disagree"]++;
      link.rows.push(r);
    }
  }
  return [...links.values()];
}

/** Counts the concepts in which each pair of actors is congruent or in conflict. */
export function pairs(links) {
  const byConcept = Map.groupBy(links, (link) => link.concept);
  const concepts = new Map();
  for (const { actor } of links) concepts.set(actor, (concepts.get(actor) ?? 0) + 1);
  const found = new Map();
  for (const members of byConcept.values()) {
    members.sort((x, y) => x.actor - y.actor);
    for (const [i, x] of members.entries()) {
      for (const y of members.slice(i + 1)) {
        const key = `${x.actor} ${y.actor}`;
        if (!found.has(key)) found.set(key, { a: x.actor, b: y.actor, congruence: 0, conflict: 0, rows: [] });
        const pair = found.get(key);
        if ((x.agree && y.agree) || (x.disagree && y.disagree)) pair.congruence++;
        if ((x.agree && y.disagree) || (x.disagree && y.agree)) pair.conflict++;
        pair.rows.push(...x.rows, ...y.rows);
      }
    }
  }
  // Who speaks much shares much: a share of the two's mean number of concepts
  // makes pairs comparable.
  for (const pair of found.values()) pair.mean = (concepts.get(pair.a) + concepts.get(pair.b)) / 2;
  return [...found.values()];
}

export function network(state) {
  const { data } = state;
  const byAbout = state.by === "about";
  const links = affiliations(state);
  const oneMode = state.mode === "actors";
  const head = [
    el("p", {}, oneMode
      ? "Actors who agree, or disagree, with the same are joined by congruence; those of whom one agrees and one disagrees by conflict."
      : "Each actor is joined to what it makes claims on: asserting and supporting agree, opposing and doubting disagree, and a negated content turns them round."),
    el("p", { class: "note" }, byAbout
      ? "A claim counts under each actor that it speaks of."
      : "Statements are taken for the same where they share most of their content words. Read the evidence before you build on a line."),
    el("div", { class: "choices" }, choice(state, "mode", "Show", MODES), choice(state, "by", "joined by", BY), choice(state, "size", "Actors at most", SIZES)),
  ];
  if (links.length === 0) return [...head, empty("claims of known actors")];

  const size = Number(state.size) || Number(SIZES[0][0]);
  const weight = new Map();
  for (const link of links) weight.set(link.actor, (weight.get(link.actor) ?? 0) + link.rows.length);
  const ranked = [...weight].sort((x, y) => y[1] - x[1] || x[0] - y[0]);
  const shown = new Set(ranked.slice(0, size).map(([a]) => a));
  const conceptName = (c) => (byAbout ? data.actorName(c) : data.conceptText(c));
  const place = el("div", { "aria-live": "polite" });
  const note = el("p", { class: "note" }, ranked.length > size ? `The ${size} actors with most claims, of ${ranked.length}.` : `${plural(ranked.length, "actor")}.`);
  const draw = oneMode ? drawActors : drawClaims;
  return [...head, note, ...draw({ state, links: links.filter((link) => shown.has(link.actor)), conceptName, place, weight, size }), place];
}

function drawClaims({ state, links, conceptName, place, weight, size }) {
  const { data } = state;
  // The concepts that join most actors say most; then those with most claims.
  const concepts = [...Map.groupBy(links, (link) => link.concept)]
    .map(([concept, members]) => ({ concept, actors: members.length, n: members.reduce((n, link) => n + link.rows.length, 0) }))
    .sort((x, y) => y.actors - x.actors || y.n - x.n || x.concept - y.concept);
  const kept = new Set(concepts.slice(0, size).map((c) => c.concept));
  const drawn = links.filter((link) => kept.has(link.concept));
  const nodes = new Map();
  for (const link of drawn) {
    nodes.set(`a${link.actor}`, { actor: link.actor, label: lines(data.actorName(link.actor), 16, 2), n: weight.get(link.actor) });
    nodes.set(`c${link.concept}`, { concept: link.concept, label: lines(conceptName(link.concept), 24, 3) });
  }
  const edges = drawn.map((link) => ({
    source: nodes.get(`a${link.actor}`),
    target: nodes.get(`c${link.concept}`),
    class: link.agree && link.disagree ? "mixed" : link.agree ? "agree" : "disagree",
    width: 1 + Math.log2(link.rows.length),
    title: `${data.actorName(link.actor)}: ${plural(link.agree, "claim")} for, ${link.disagree} against: ${short(conceptName(link.concept), 120)}`,
    rows: link.rows,
  }));
  const table = asTable("actors and claims", ["Actor", "Claim", "For", "Against"],
    [...links].sort((x, y) => y.rows.length - x.rows.length).map((link) => [data.actorName(link.actor), short(conceptName(link.concept), 160), link.agree, link.disagree]));
  const left = concepts.length - kept.size;
  return [
    legend([["agree", "for"], ["disagree", "against"], ["mixed", "both"]]),
    left > 0 && el("p", { class: "note" }, `Of the claims, the ${kept.size} that join most actors are drawn; the table and the filters hold the other ${left}.`),
    drawing(state, [...nodes.values()], edges, place, "Network of actors and claims"),
    table,
  ].filter(Boolean);
}

function drawActors({ state, links, place, weight }) {
  const { data } = state;
  const found = pairs(links).filter((pair) => pair.congruence || pair.conflict);
  if (found.length === 0) return [el("p", { class: "empty" }, "No two actors speak on the same. Try “actors spoken of”.")];
  const nodes = new Map();
  for (const actor of new Set(found.flatMap((pair) => [pair.a, pair.b]))) {
    nodes.set(actor, { actor, label: lines(data.actorName(actor), 16, 2), n: weight.get(actor) });
  }
  const edges = found.flatMap((pair) =>
    ["congruence", "conflict"].filter((what) => pair[what]).map((what) => ({
      source: nodes.get(pair.a),
      target: nodes.get(pair.b),
      class: what === "congruence" ? "agree" : "disagree",
      width: 1 + 1.5 * Math.log2(pair[what]),
      // Where a pair has both lines, they lie side by side.
      shift: pair.congruence && pair.conflict ? (what === "congruence" ? 4 : -4) : 0,
      title: `${data.actorName(pair.a)} and ${data.actorName(pair.b)}: ${what} in ${pair[what]}`,
      rows: pair.rows,
    })));
  const share = (n, pair) => (n / pair.mean).toFixed(2);
  const table = asTable("congruence and conflict", ["Actor", "Actor", "Congruence", "by activity", "Conflict", "by activity", "Congruence less conflict"],
    found.sort((x, y) => y.congruence + y.conflict - x.congruence - x.conflict).map((pair) => [
      data.actorName(pair.a), data.actorName(pair.b), pair.congruence, share(pair.congruence, pair), pair.conflict, share(pair.conflict, pair), pair.congruence - pair.conflict]));
  return [legend([["agree", "congruence"], ["disagree", "conflict"]]), drawing(state, [...nodes.values()], edges, place, "Network of actors"), table];
}

function legend(entries) {
  return el("p", { class: "legend" }, entries.map(([kind, name]) =>
    el("span", {}, svg("svg", { width: 36, height: 10, "aria-hidden": "true" }, svg("line", { class: `edge ${kind}`, x1: 0, x2: 36, y1: 5, y2: 5, "stroke-width": 2.5 })), ` ${name}`)));
}

const LINE = 14;

/** Draws nodes, as boxes with their labels, and edges; both lead to their rows. */
function drawing(state, nodes, edges, place, label) {
  for (const node of nodes) {
    // The names of actors are bold, and so wider.
    node.w = 16 + Math.max(...node.label.map(measure)) * (node.actor === undefined ? 1 : 1.12);
    node.h = 10 + LINE * node.label.length;
  }
  // Many lines a node need more room, and lie over each other thinner.
  const dense = Math.min(6, Math.max(1, edges.length / nodes.length));
  const widest = Math.max(...edges.map((edge) => edge.width));
  for (const edge of edges) edge.width = 1 + ((edge.width - 1) * Math.min(1, 5 / widest)) / dense;
  const simulation = layout.forceSimulation(nodes)
    .force("link", layout.forceLink(edges).distance(120 * Math.sqrt(dense)).strength(0.4 / dense))
    .force("charge", layout.forceManyBody().strength(-420 * dense).distanceMax(600 * dense))
    .force("x", layout.forceX().strength(0.05))
    .force("y", layout.forceY().strength(0.09))
    .force("apart", apart)
    .stop();
  simulation.tick(300);
  for (let i = 0; i < 60; i++) apart(1);

  const left = Math.min(...nodes.map((n) => n.x - n.w / 2)) - 10;
  const top = Math.min(...nodes.map((n) => n.y - n.h / 2)) - 10;
  const width = Math.max(...nodes.map((n) => n.x + n.w / 2)) + 10 - left;
  const height = Math.max(...nodes.map((n) => n.y + n.h / 2)) + 10 - top;

  const lineOf = (edge) => {
    const { source: s, target: t, shift = 0 } = edge;
    const length = Math.hypot(t.x - s.x, t.y - s.y) || 1;
    const dx = (-(t.y - s.y) / length) * shift;
    const dy = ((t.x - s.x) / length) * shift;
    const line = svg("line", { class: `edge ${edge.class}`, x1: s.x + dx, y1: s.y + dy, x2: t.x + dx, y2: t.y + dy, "stroke-width": edge.width }, svg("title", {}, edge.title));
    line.addEventListener("click", () => showEvidence(place, evidence(state, edge.title, edge.rows)));
    return { edge, line };
  };
  const lineElements = edges.map(lineOf);
  const touch = (node) => {
    for (const { edge, line } of lineElements) line.classList.toggle("faint", node !== null && edge.source !== node && edge.target !== node);
  };
  const groups = nodes.map((node) => {
    const mine = edges.filter((edge) => edge.source === node || edge.target === node);
    const rows = [...new Set(mine.flatMap((edge) => edge.rows))].sort((a, b) => a - b).filter((r) => node.actor === undefined || state.speakers()[r] === node.actor);
    const name = node.actor === undefined ? node.label.join(" ") : state.data.actorName(node.actor);
    const filters = node.actor === undefined ? undefined : { speaker: state.data.actorId(node.actor), kinds: "claim" };
    const g = svg("g", { class: node.actor === undefined ? "node concept" : "node actor", transform: `translate(${node.x},${node.y})`, onfocusin: () => touch(node), onfocusout: () => touch(null), onmouseenter: () => touch(node), onmouseleave: () => touch(null) },
      svg("rect", { x: -node.w / 2, y: -node.h / 2, width: node.w, height: node.h, rx: node.actor === undefined ? 2 : node.h / 2 }),
      node.label.map((line, i) => svg("text", { y: (i - (node.label.length - 1) / 2) * LINE + 4 }, `${line} `)));
    return button(g, `${name}, ${plural(mine.length, "line")}`, () => showEvidence(place, evidence(state, `Claims: ${name}`, rows, filters)));
  });
  const picture = svg("svg", { class: "graph", viewBox: `${left} ${top} ${width} ${height}`, role: "group", "aria-label": label },
    lineElements.map(({ line }) => line), groups);
  return zoomable(picture, width, label);

  /** Pushes boxes that overlap apart, the shorter way. */
  function apart() {
    for (const [i, a] of nodes.entries()) {
      for (const b of nodes.slice(i + 1)) {
        const x = (a.w + b.w) / 2 + 8 - Math.abs(a.x - b.x);
        const y = (a.h + b.h) / 2 + 8 - Math.abs(a.y - b.y);
        if (x <= 0 || y <= 0) continue;
        const [axis, by] = x < y ? ["x", x / 2] : ["y", y / 2];
        const way = a[axis] <= b[axis] ? 1 : -1;
        a[axis] -= way * by;
        b[axis] += way * by;
      }
    }
  }
}
