import { FACETS, FACET_NAMES, KINDS, KIND_NAMES } from "./data.js";
import { el, number, plural, short, tally } from "./dom.js";

const LONGEST = 15;

/** What the rows that pass hold, in numbers. */
export function overview(state) {
  const { data } = state;
  const { rows } = data;
  const counts = state.counts();
  const docs = tally([...state.passing].map((r) => rows.doc[r]));
  const speakers = tally([...state.passing].map((r) => state.speakers()[r]).filter((a) => a >= 0));
  const addressees = tally([...state.passing].map((r) => state.addressees()[r]).filter((a) => a >= 0));
  const facets = new Map(tally([...state.passing].map((r) => rows.facet[r])));
  const total = (name, n, of) =>
    el("div", { class: "total" }, el("dt", {}, name), el("dd", {}, number(n), state.filtered && el("small", {}, ` of ${number(of)}`)));
  const all = [0, 0, 0];
  for (const kind of rows.kind) all[kind]++;

  let first = 0;
  const facetTables = FACETS.map((names, kind) => {
    const at = first;
    first += names.length;
    return bars(`${KIND_NAMES[kind]}s by ${FACET_NAMES[kind].toLowerCase()}`, FACET_NAMES[kind],
      names.map((name, i) => ({ name, n: facets.get(at + i) ?? 0, act: () => state.set({ facets: name }) })), KINDS[kind]);
  });
  const actorBars = (caption, list, key) =>
    bars(caption, "Actor", list.slice(0, LONGEST).map(([a, n]) => ({ name: data.actorName(a), n, act: () => state.set({ [key]: data.actorId(a) }) })), "",
      list.length > LONGEST && `and ${plural(list.length - LONGEST, "other actor")}`);

  return [
    el("dl", { class: "totals" },
      total("Documents", docs.length, data.documents.doc_id.length),
      total("Actors who speak", speakers.length, data.actors.actor_id.length),
      KIND_NAMES.map((name, kind) => total(`${name}s`, counts[kind], all[kind]))),
    el("div", { class: "columns" }, facetTables),
    el("div", { class: "columns" },
      actorBars("Who speaks", speakers, "speaker"),
      actorBars("Of whom something is demanded", addressees, "towards"),
      bars("Documents", "Document", docs.slice(0, LONGEST).map(([d, n]) => ({ name: short(data.docTitle(d), 70), n, act: () => state.set({ doc: data.docId(d), view: "reader", row: "", page: "" }) })), "",
        docs.length > LONGEST && `and ${plural(docs.length - LONGEST, "other document")}`)),
    rejects(data),
  ];
}

/** A table whose numbers are bars too. Its names are buttons that filter. */
function bars(caption, head, items, kind, more) {
  const most = Math.max(1, ...items.map((item) => item.n));
  return el("div", { class: `bars ${kind}` },
    el("table", {},
      el("caption", {}, caption),
      el("thead", { class: "unseen" }, el("tr", {}, el("th", { scope: "col" }, head), el("th", { scope: "col" }, "Rows"), el("td"))),
      el("tbody", {}, items.map(({ name, n, act }) => {
        const bar = el("div", { class: "bar" });
        bar.style.width = `${(100 * n) / most}%`;
        return el("tr", {},
          el("th", { scope: "row" }, n > 0 ? el("button", { type: "button", class: "link", onclick: act }, name) : name),
          el("td", { class: "n" }, number(n)),
          el("td", { class: "track", "aria-hidden": "true" }, bar));
      }))),
    items.length === 0 && el("p", { class: "empty" }, "None."),
    more && el("p", { class: "note" }, more));
}

function rejects(data) {
  const { source_path: path, stage, reason } = data.rejects;
  if (path.length === 0) return el("p", { class: "note" }, "Every input was read.");
  return el("details", {},
    el("summary", {}, `${plural(path.length, "input")} could not be read`),
    el("ul", {}, [...path.slice(0, 100)].map((code, i) => el("li", {}, `${data.string(code)} (${data.string(stage[i])}): ${data.string(reason[i])}`))),
    path.length > 100 && el("p", { class: "note" }, "The first 100 are shown."));
}
