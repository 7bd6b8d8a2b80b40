import { UNTOLD } from "./state.js";
import { asTable, choice, el, empty, evidence, number, plural, showEvidence, tally } from "./dom.js";

const SIZES = [["20", "20"], ["40", "40"], ["80", "80"]];

/** The matrix of who demands how often of whom. */
export function demands(state) {
  const { data } = state;
  const { kind } = data.rows;
  const from = state.speakers();
  const to = state.addressees();
  const rows = [...state.passing].filter((r) => kind[r] === 1);
  const note = el("p", {}, "Each row demands of each column, so many times. A number leads to its demands.");
  if (rows.length === 0) return [note, empty("demands")];

  const size = Number(state.size) || Number(SIZES[0][0]);
  const pick = (column) => {
    const all = tally(rows.map((r) => column[r]));
    const known = all.filter(([a]) => a >= 0);
    // Actors not told stand last, however many they are.
    return { shown: [...known.slice(0, size), ...all.filter(([a]) => a < 0)], known: known.length };
  };
  const demanders = pick(from);
  const addressees = pick(to);
  const cells = new Map();
  for (const r of rows) {
    const key = `${from[r]} ${to[r]}`;
    if (!cells.has(key)) cells.set(key, []);
    cells.get(key).push(r);
  }
  const most = Math.max(...[...cells.values()].map((list) => list.length));
  const place = el("div", { "aria-live": "polite" });
  const id = (a) => (a < 0 ? UNTOLD : data.actorId(a));
  const cell = (d, a) => {
    const list = cells.get(`${d} ${a}`);
    if (!list) return el("td");
    const title = `${data.actorName(d)} of ${data.actorName(a)}`;
    const open = () => showEvidence(place, evidence(state, `Demands: ${title}`, list, { kinds: "demand", speaker: id(d), towards: id(a) }));
    const level = Math.ceil((5 * Math.log1p(list.length)) / Math.log1p(most));
    return el("td", { class: `heat${level}` }, el("button", { type: "button", "aria-label": `${title}: ${plural(list.length, "demand")}`, onclick: open }, number(list.length)));
  };
  const table = el("table", { class: "matrix", onkeydown: moveInGrid },
    el("caption", { class: "unseen" }, "Demands by demander (rows) and addressee (columns)"),
    el("thead", {}, el("tr", {},
      el("th", { scope: "col", class: "corner" }, "Demander ↓ Addressee →"),
      addressees.shown.map(([a]) => el("th", { scope: "col", title: data.actorName(a) }, el("span", {}, data.actorName(a)))),
      el("th", { scope: "col" }, el("span", {}, "All")))),
    el("tbody", {}, demanders.shown.map(([d, n]) => el("tr", {},
      el("th", { scope: "row", title: data.actorName(d) }, data.actorName(d)),
      addressees.shown.map(([a]) => cell(d, a)),
      el("td", { class: "sum" }, number(n))))),
    el("tfoot", {}, el("tr", {}, el("th", { scope: "row" }, "All"),
      addressees.shown.map(([, n]) => el("td", { class: "sum" }, number(n))),
      el("td", { class: "sum" }, number(rows.length)))));
  const list = [...cells].map(([key, members]) => [...key.split(" ").map((a) => data.actorName(Number(a))), members.length]);
  list.sort((x, y) => y[2] - x[2]);
  return [
    note,
    el("div", { class: "choices" }, choice(state, "size", "Actors at most", SIZES),
      el("span", { class: "note" }, `${plural(demanders.known, "demander")} and ${plural(addressees.known, "addressee")} pass the filters.`)),
    el("div", { class: "scroll matrix-frame", tabindex: "0", role: "region", "aria-label": "Demand matrix" }, table),
    asTable("demands by demander and addressee", ["Demander", "Addressee", "Demands"], list),
    place,
  ];
}

/** The arrow keys go from number to number. */
function moveInGrid(event) {
  const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
  const cell = event.target.closest("td");
  if (!step || !cell) return;
  event.preventDefault();
  const grid = [...event.currentTarget.tBodies[0].rows];
  let row = grid.indexOf(cell.parentElement);
  let column = cell.cellIndex;
  while (grid[(row += step[0])]?.cells[(column += step[1])]) {
    const found = grid[row].cells[column].querySelector("button");
    if (found) return found.focus();
  }
}
