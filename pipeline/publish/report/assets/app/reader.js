import { KINDS, KIND_NAMES, isoDate } from "./data.js";
import { el, kindTag, number, openRow, plural, short, who } from "./dom.js";

// Two panes: the rows that pass the filters, and a document with their spans.
// Both hold only what can be seen of them, or near it, so that neither the
// number of rows nor the length of a text makes the page slow.

const ROW_HEIGHT = 64;
// Browsers bound the height of an element; this many rows stay well below.
const MOST_ROWS = 200000;
const AROUND = 12; // rows kept above and below those in view
const PAGE = 12000; // code points of a text shown at a time, about

export class Reader {
  constructor(state) {
    this.state = state;
    this.data = state.data;
    this.list = new RowList(state, (row) => this.choose(row, "text"));
    this.text = el("article", { class: "text", id: "text", "aria-label": "Document" });
    this.element = el("div", { class: "reader" }, this.list.element, this.text);
    this.text.addEventListener("click", (event) => this.clicked(event));
    this.text.addEventListener("keydown", (event) => this.pressed(event));
  }

  /** Draws both panes anew for the state. */
  draw() {
    const { state, data } = this;
    const row = this.row();
    this.list.draw(row);
    const doc = row >= 0 ? data.rows.doc[row] : state.doc ? state.codeRow(state.doc, data.documents.doc_id) : state.passing.length ? data.rows.doc[state.passing[0]] : -1;
    this.drawText(doc, row);
  }

  /** The chosen row, -1 where there is none. */
  row() {
    const code = this.state.row ? this.data.strings.indexOf(this.state.row) : -1;
    return code < 0 ? -1 : this.data.rowOf[code];
  }

  /** Chooses a row and leads to where it stands: in the text or in the list. */
  choose(row, lead) {
    openRow(this.state, row);
    if (lead === "text") this.chip(row)?.focus({ preventScroll: true });
    else this.list.focus(row);
  }

  chip(row) {
    return this.text.querySelector(`.chip[data-row="${row}"]`);
  }

  drawText(doc, row) {
    const { data, state } = this;
    if (doc < 0) {
      this.text.replaceChildren(el("p", { class: "empty" }, "No document to show."));
      return;
    }
    const bounds = this.pages(doc);
    let page = Math.min(bounds.length - 2, Math.max(0, Number(state.page) || 0));
    if (row >= 0 && !state.page) page = Math.max(0, bounds.findLastIndex((start) => start <= data.rows.start[row]));
    page = Math.min(page, bounds.length - 2);
    const { documents } = data;
    const day = data.day(doc);
    const meta = [
      documents.authors[doc].map((code) => data.string(code)).join(", "),
      data.string(documents.publisher[doc]),
      day === null ? "" : isoDate(day),
      data.string(documents.genre[doc]),
      data.string(documents.source_path[doc]),
      plural(documents.n_chars[doc], "character"),
    ].filter(Boolean);
    const n = bounds.length - 1;
    const turn = (name, to) => el("button", { type: "button", disabled: to < 0 || to >= n, onclick: () => { state.set({ page: String(to) }); this.text.querySelector("h2").focus(); } }, name);
    const pager = () => n > 1 && el("nav", { class: "pager", "aria-label": "Parts of the document" }, turn("Earlier", page - 1), el("span", {}, `Part ${number(page + 1)} of ${number(n)}`), turn("Later", page + 1));
    const body = el("div", { class: "body", dir: "auto", lang: data.string(documents.language[doc]) });
    this.fill(body, doc, bounds[page], bounds[page + 1], row);
    this.text.replaceChildren(
      el("h2", { tabindex: "-1", dir: "auto" }, data.docTitle(doc)),
      el("p", { class: "note" }, meta.join(" · ")),
      row >= 0 ? this.details(row) : "",
      pager() || "", body, pager() || "");
    const target = this.text.querySelector(".sentence.current") ?? this.text.querySelector(".chosen");
    if (target) {
      // Only the pane scrolls: the page stays where it is.
      this.text.scrollTop += target.getBoundingClientRect().top - this.text.getBoundingClientRect().top - this.text.clientHeight / 3;
    } else {
      this.text.scrollTop = 0;
    }
  }

  /** Where the parts of a long text begin, at sentences, and where the last ends. */
  pages(doc) {
    const { data } = this;
    const length = data.documents.n_chars[doc];
    const bounds = [0];
    for (let s = data.firstSentence[doc]; s < data.firstSentence[doc + 1]; s++) {
      const start = data.sentences.start[s];
      if (start - bounds[bounds.length - 1] >= PAGE) bounds.push(start);
    }
    return [...bounds, length];
  }

  details(row) {
    const { data } = this;
    return el("div", { class: `details ${KINDS[data.rows.kind[row]]}` },
      el("p", {}, kindTag(data.rows.kind[row]), ` ${data.facetName(row)} · ${who(data, row) || "not told"}`),
      el("dl", {}, data.details(row).map(([name, value]) => {
        const linked = name.endsWith("claim_id") || name === "demand_id" ? this.linked(row, value) : undefined;
        return el("div", {}, el("dt", {}, name.replaceAll("_", " ")), el("dd", {}, linked ?? value));
      })));
  }

  /** A way to another row, where the value is the key of one. */
  linked(row, key) {
    const code = this.data.strings.indexOf(key);
    const other = code < 0 ? -1 : this.data.rowOf[code];
    if (other < 0 || other === row) return undefined;
    return el("button", { type: "button", class: "link", onclick: () => openRow(this.state, other) }, key);
  }

  /**
   * Puts a part of a text into an element. Spans overlap and nest, so the text
   * is cut wherever one begins or ends, and each piece says which lie over it.
   */
  fill(body, doc, from, to, chosen) {
    const { data, state } = this;
    const { rows } = data;
    const spans = [];
    let low = lowerBound(state.passing, data.firstRow[doc]);
    for (; low < state.passing.length && rows.doc[state.passing[low]] === doc; low++) {
      const row = state.passing[low];
      spans.push(...data.spans(row).filter((span) => ["content", "action", "antecedent", "consequent"].includes(span.role)));
    }
    // The chosen row shows even where the filters hide it, with its smaller parts.
    if (chosen >= 0 && rows.doc[chosen] === doc) {
      const seen = spans.some((span) => span.row === chosen);
      spans.push(...data.spans(chosen).filter((span) => !seen || ["source", "cue", "marker"].includes(span.role)));
    }
    const inside = spans.filter((span) => span.start < to && span.end > from);
    const cuts = new Set([from, to]);
    for (const { start, end } of inside) {
      if (start > from) cuts.add(start);
      if (end < to) cuts.add(end);
    }
    const first = data.firstSentence[doc];
    const sentences = [];
    for (let s = first; s < data.firstSentence[doc + 1]; s++) {
      const start = data.sentences.start[s];
      const end = data.sentences.end[s];
      if (end <= from || start >= to) continue;
      sentences.push({ start, end, id: s - first });
      cuts.add(Math.max(start, from)).add(Math.min(end, to));
    }
    const sorted = [...cuts].sort((a, b) => a - b);
    const begins = Map.groupBy(inside, (span) => Math.max(span.start, from));
    const current = chosen >= 0 && rows.doc[chosen] === doc ? rows.sentence[chosen] : -1;
    let over = [];
    let s = 0;
    let parent = body;
    for (let i = 0; i + 1 < sorted.length; i++) {
      const [start, end] = [sorted[i], sorted[i + 1]];
      while (s < sentences.length && sentences[s].end <= start) {
        s++;
        parent = body;
      }
      if (parent === body && sentences[s]?.start <= start) {
        const here = sentences[s].id === current;
        parent = el("span", { class: here ? "sentence current" : "sentence", id: `s${sentences[s].id}`, "aria-current": here ? "true" : undefined });
        body.append(parent);
      }
      over = over.filter((span) => span.end > start);
      for (const span of begins.get(start) ?? []) {
        over.push(span);
        // A span that began on the part before has its sign there.
        if (span.start >= from) this.sign(parent, span, chosen);
      }
      parent.append(this.piece(data.slice(doc, start, end), over, chosen));
    }
  }

  /** The small button before a span: what colours say, in letters, and for the keyboard. */
  sign(parent, { row, role }, chosen) {
    const sign = { content: "C", action: "D", antecedent: "If", consequent: "Then" }[role];
    if (!sign) return;
    const { data } = this;
    const kind = data.rows.kind[row];
    const label = `${kind === 2 ? `${sign}: ` : ""}${KIND_NAMES[kind]}${kind === 2 ? `, ${role}` : ""}: ${data.facetName(row)}, ${who(data, row) || "not told"}. Show its row`;
    parent.append(el("button", { type: "button", class: `chip ${KINDS[kind]}`, "data-row": row, "data-role": role, "aria-label": label, "aria-pressed": String(row === chosen), tabindex: row === chosen && role !== "consequent" ? "0" : "-1" }, sign));
  }

  piece(text, over, chosen) {
    if (over.length === 0) return document.createTextNode(text);
    const classes = new Set(["span"]);
    // Inmost first: the shortest span is the one that a click means.
    const marks = over.filter((span) => !["source", "cue", "marker"].includes(span.role)).sort((a, b) => a.end - a.start - (b.end - b.start));
    for (const { row } of marks) classes.add(KINDS[this.data.rows.kind[row]]);
    for (const { row, role } of over) {
      if (row !== chosen) continue;
      classes.add("chosen").add(role);
    }
    return el("span", { class: [...classes].join(" "), "data-rows": marks.map((span) => span.row).join(" ") || undefined }, text);
  }

  clicked(event) {
    const chip = event.target.closest(".chip");
    if (chip) return this.choose(Number(chip.dataset.row), "list");
    const piece = event.target.closest("[data-rows]");
    if (!piece || !getSelection().isCollapsed) return;
    // Another click on the same place goes on to the span around.
    const rows = piece.dataset.rows.split(" ").map(Number);
    this.choose(rows[(rows.indexOf(this.row()) + 1) % rows.length], "list");
  }

  /** The arrow keys go from span to span, Escape goes back to the row. */
  pressed(event) {
    const chip = event.target.closest(".chip");
    if (!chip) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const chips = [...this.text.querySelectorAll(".chip")];
      chips[chips.indexOf(chip) + step]?.focus();
    } else if (event.key === "Escape") {
      this.list.focus(Number(chip.dataset.row));
    }
  }
}

function lowerBound(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A table of any number of rows, of which it holds those in view. */
class RowList {
  constructor(state, open) {
    this.state = state;
    this.data = state.data;
    this.open = open;
    this.active = 0; // place in the list of the row that the keys move
    this.above = el("tr", { class: "space", "aria-hidden": "true" }, el("td", { colspan: "3" }));
    this.below = el("tr", { class: "space", "aria-hidden": "true" }, el("td", { colspan: "3" }));
    this.body = el("tbody", {}, this.above, this.below);
    this.table = el("table", { class: "rows" },
      el("caption", { class: "unseen" }, "Rows that pass the filters. Arrow keys move, Enter leads to the sentence."),
      el("thead", {}, el("tr", { "aria-rowindex": "1" }, ["Kind", "Who", "What"].map((name) => el("th", { scope: "col" }, name)))),
      this.body);
    this.frame = el("div", { class: "list", tabindex: "-1" }, this.table);
    this.note = el("p", { class: "note", hidden: true });
    this.element = el("section", { class: "list-pane", "aria-label": "Rows" }, this.note, this.frame);
    this.frame.addEventListener("scroll", () => this.window());
    this.body.addEventListener("click", (event) => {
      const tr = event.target.closest("tr[data-row]");
      if (tr) this.open(Number(tr.dataset.row));
    });
    this.frame.addEventListener("keydown", (event) => this.pressed(event));
    new ResizeObserver(() => this.window()).observe(this.frame);
  }

  get n() {
    return Math.min(this.state.passing.length, MOST_ROWS);
  }

  draw(chosen) {
    const { passing } = this.state;
    const changed = this.passing !== passing;
    this.passing = passing;
    this.chosen = chosen;
    this.table.setAttribute("aria-rowcount", this.n + 1);
    this.note.hidden = this.n === passing.length;
    this.note.textContent = `The first ${number(this.n)} rows are listed; filters narrow them down.`;
    const at = chosen < 0 ? -1 : lowerBound(passing, chosen);
    if (at >= 0 && passing[at] === chosen) this.show(at);
    else if (changed) this.show(0);
    this.window(true);
  }

  /** Makes a place the active one and brings it into view. */
  show(at) {
    this.active = at;
    const top = at * ROW_HEIGHT;
    const head = this.table.tHead.offsetHeight;
    const seen = this.frame.clientHeight - head;
    if (top < this.frame.scrollTop) this.frame.scrollTop = top;
    else if (top + ROW_HEIGHT > this.frame.scrollTop + seen) this.frame.scrollTop = top + ROW_HEIGHT - seen;
  }

  focus(row) {
    const at = lowerBound(this.state.passing, row);
    if (this.state.passing[at] === row && at < this.n) {
      this.show(at);
      this.window(true);
    }
    (this.body.querySelector(`tr[data-row="${row}"]`) ?? this.frame).focus({ preventScroll: true });
  }

  /** Makes the rows in view, and some around, anew where they are others. */
  window(always) {
    // Space is made first, so that the frame can scroll as far as it should.
    this.above.firstChild.style.height = `${(this.from ?? 0) * ROW_HEIGHT}px`;
    const from = Math.max(0, Math.min(this.n, Math.floor(this.frame.scrollTop / ROW_HEIGHT)) - AROUND);
    const to = Math.min(this.n, from + Math.ceil(this.frame.clientHeight / ROW_HEIGHT) + 2 * AROUND);
    if (!always && from === this.from && to === this.to) return;
    const held = this.body.contains(document.activeElement);
    this.from = from;
    this.to = to;
    const { scrollTop } = this.frame;
    const made = [];
    for (let at = from; at < to; at++) made.push(this.tr(at));
    this.above.firstChild.style.height = `${from * ROW_HEIGHT}px`;
    this.below.firstChild.style.height = `${(this.n - to) * ROW_HEIGHT}px`;
    this.body.replaceChildren(this.above, ...made, this.below);
    // A browser may look at the empty table in between and scroll to its top.
    this.frame.scrollTop = scrollTop;
    // The keys go on working where the row that had the focus is gone.
    if (held) (this.body.querySelector('tr[tabindex="0"]') ?? this.frame).focus({ preventScroll: true });
  }

  tr(at) {
    const { data } = this;
    const row = this.state.passing[at];
    const kind = data.rows.kind[row];
    const then = kind === 2 ? data.consequent(row) : "";
    const what = short(data.text(row), 180);
    return el("tr", { "data-row": row, "aria-rowindex": at + 2, "aria-selected": String(row === this.chosen), class: row === this.chosen ? "chosen" : undefined, tabindex: at === this.active ? "0" : "-1" },
      el("td", {}, kindTag(kind), el("small", {}, data.facetName(row))),
      el("td", {}, el("div", { class: "clamp" }, who(data, row) || "not told")),
      el("td", {}, el("div", { class: "clamp", dir: "auto" }, then ? `${what} → ${short(then, 120)}` : what), el("small", { class: "one-line" }, data.docTitle(data.rows.doc[row]))));
  }

  pressed(event) {
    const page = Math.max(1, Math.floor(this.frame.clientHeight / ROW_HEIGHT) - 1);
    const to = { ArrowDown: this.active + 1, ArrowUp: this.active - 1, PageDown: this.active + page, PageUp: this.active - page, Home: 0, End: this.n - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const at = Math.min(this.n - 1, Math.max(0, to));
      if (at >= 0) this.focus(this.state.passing[at]);
    } else if ((event.key === "Enter" || event.key === " ") && this.active < this.n) {
      event.preventDefault();
      this.open(this.state.passing[this.active]);
    }
  }
}
