import { KINDS, KIND_NAMES } from "./data.js";

// Elements are made by calls, never from strings of HTML: what a text holds
// stays text.

function make(create, tag, props, children) {
  const e = create(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else e.setAttribute(name, value === true ? "" : value);
  }
  e.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== false));
  return e;
}

export const el = (tag, props, ...children) => make((t) => document.createElement(t), tag, props, children);
export const svg = (tag, props, ...children) => make((t) => document.createElementNS("http://www.w3.org/2000/svg", t), tag, props, children);

export const number = (n) => n.toLocaleString("en");
export const plural = (n, noun) => `${number(n)} ${noun}${n === 1 ? "" : "s"}`;
export const short = (text, n) => {
  const flat = text.replace(/\s+/g, " ").trim();
  const points = [...flat];
  return points.length > n ? `${points.slice(0, n - 1).join("").trimEnd()}…` : flat;
};

/** Counts things by a key and returns [key, count] pairs, most first. */
export function tally(keys) {
  const counts = new Map();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

/** Makes an element act as a button for the mouse and the keyboard. */
export function button(e, label, act) {
  e.setAttribute("role", "button");
  e.setAttribute("tabindex", "0");
  e.setAttribute("aria-label", label);
  e.addEventListener("click", act);
  e.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act(event);
  });
  return e;
}

export function empty(what) {
  return el("p", { class: "empty" }, `No ${what} pass the filters.`);
}

/** A table that lies behind a heading and is made when it is opened. */
export function asTable(caption, head, rows, limit = 200) {
  const details = el("details", { class: "as-table" }, el("summary", {}, `As a table: ${caption}`));
  details.addEventListener("toggle", () => {
    if (!details.open || details.querySelector("table")) return;
    if (rows.length > limit) details.append(el("p", { class: "note" }, `The first ${limit} of ${number(rows.length)}; filters narrow them down.`));
    details.append(
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Table: ${caption}` },
        el("table", {},
          el("caption", { class: "unseen" }, caption),
          el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col" }, name)))),
          el("tbody", {}, rows.slice(0, limit).map((cells) => el("tr", {}, cells.map((cell) => el("td", {}, cell instanceof Node ? cell : String(cell))))))),
      ),
    );
  });
  return details;
}

/** A labelled choice that keeps itself in the state. */
export function choice(state, key, label, options) {
  const select = el("select", { "data-choice": key, onchange: (event) => state.set({ [key]: event.target.value }) },
    options.map(([value, name]) => el("option", { value }, name)));
  select.value = state[key];
  if (select.selectedIndex < 0) select.selectedIndex = 0;
  return el("label", { class: "choice" }, label, " ", select);
}

export const kindTag = (kind) => el("span", { class: `tag ${KINDS[kind]}` }, KIND_NAMES[kind]);

/** "Iran → France", as far as the row tells. */
export function who(data, row) {
  const speaker = data.speakerName(row);
  const addressee = data.addresseeName(row);
  return addressee ? `${speaker || "not told"} → ${addressee}` : speaker;
}

const EVIDENCE = 20;

/** The rows behind a part of a graph, each a way into the reader. */
export function evidence(state, title, rows, filters) {
  const { data } = state;
  return el("section", { class: "evidence", "aria-label": title, tabindex: "-1" },
    el("h2", {}, title),
    el("p", {}, plural(rows.length, "row"), rows.length > EVIDENCE && `, the first ${EVIDENCE} are shown`, ". ",
      filters && el("button", { type: "button", onclick: () => state.set({ ...filters, view: "reader", row: "" }) }, "Filter by this and read")),
    el("ul", {}, rows.slice(0, EVIDENCE).map((row) =>
      el("li", {},
        el("button", { type: "button", class: "link", onclick: () => openRow(state, row) },
          kindTag(data.rows.kind[row]), ` ${data.facetName(row)} · ${who(data, row) || "not told"}: “${short(data.text(row), 160)}”`),
        el("small", {}, ` ${short(data.docTitle(data.rows.doc[row]), 60)}`)))));
}

/** Puts the evidence of what was chosen under a graph and leads there. */
export function showEvidence(place, section) {
  place.replaceChildren(section);
  section.focus({ preventScroll: true });
  section.scrollIntoView({ block: "nearest" });
}

export function openRow(state, row) {
  state.set({ view: "reader", row: state.data.string(state.data.rows.id[row]), page: "" });
}

/** Buttons that make a drawing larger and smaller within its frame. */
export function zoomable(drawing, width, label) {
  let scale = 1;
  const apply = (factor) => {
    scale = Math.min(4, Math.max(0.25, scale * factor));
    drawing.setAttribute("width", width * scale);
  };
  drawing.setAttribute("width", width);
  const act = (name, factor) => el("button", { type: "button", "aria-label": `${name} ${label}`, onclick: () => apply(factor) }, factor > 1 ? "+" : "−");
  return el("div", { class: "drawing" },
    el("div", { class: "zoom" }, act("Enlarge", 1.25), act("Reduce", 0.8)),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, drawing));
}

/** Breaks a text into at most n lines of about a width in characters. */
export function lines(text, width, n) {
  const out = [""];
  for (const word of short(text, width * n).split(" ")) {
    const last = out[out.length - 1];
    if (last && last.length + word.length + 1 > width && out.length < n) out.push(word);
    else out[out.length - 1] = last ? `${last} ${word}` : word;
  }
  return out.map((line) => short(line, width + 4));
}

/** About how wide a line is drawn, in pixels: East Asian characters are wide. */
export const measure = (line) => [...line].reduce((w, c) => w + (c.codePointAt(0) > 0x2e7f ? 12.5 : 6.7), 0);
