import { FACETS, KINDS, parseDay } from "./data.js";

// What the page shows: the view, the filters, the row. It lives in the
// address after the #, so that an address shares a view.

export const VIEWS = ["overview", "demands", "network", "conditions", "timeline", "reader"];

const defaults = {
  view: "overview",
  actor: "", // in any role
  speaker: "", // source of a claim, demander, setter of a condition
  towards: "", // addressee of a demand, actor that a claim is about
  doc: "",
  kinds: "",
  facets: "",
  text: "",
  from: "",
  to: "",
  confidence: "",
  own: "", // "1": count persons and offices for themselves
  row: "",
  page: "", // of a long document
  // How a view draws itself.
  size: "",
  mode: "",
  by: "",
  bars: "",
};

export const FILTERS = ["actor", "speaker", "towards", "doc", "kinds", "facets", "text", "from", "to", "confidence"];

// An actor that the text does not name, or that could not be told.
export const UNTOLD = "?";

export class State {
  constructor(data) {
    this.data = data;
    this.listeners = [];
    this.read();
    addEventListener("hashchange", () => {
      if (location.hash.slice(1) === this.hash()) return;
      this.read();
      this.changed(new Set(Object.keys(defaults)));
    });
  }

  read() {
    Object.assign(this, defaults);
    for (const [key, value] of new URLSearchParams(location.hash.slice(1))) {
      if (key in defaults) this[key] = value;
    }
    if (!VIEWS.includes(this.view)) this.view = defaults.view;
    this.filter();
  }

  hash() {
    const params = new URLSearchParams();
    for (const key of Object.keys(defaults)) if (this[key] !== defaults[key]) params.set(key, this[key]);
    return params.toString();
  }

  /** Changes some of the state, the address and all that listens. */
  set(changes) {
    const keys = new Set(Object.keys(changes).filter((key) => this[key] !== changes[key]));
    if (keys.size === 0) return;
    // Another view is a step that the browser's back button takes back.
    const step = keys.has("view") ? "pushState" : "replaceState";
    Object.assign(this, changes);
    history[step](null, "", `#${this.hash()}`);
    if (keys.has("own") || FILTERS.some((key) => keys.has(key))) this.filter();
    this.changed(keys);
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  changed(keys) {
    for (const listener of this.listeners) listener(keys);
  }

  list(key) {
    return this[key] ? this[key].split(",") : [];
  }

  get filtered() {
    return FILTERS.some((key) => this[key] !== "");
  }

  /** The speaker, addressee and topics as they count: themselves or for whom they speak. */
  speakers() {
    return this.own ? this.data.rows.speaker : this.data.rows.speakerRoot;
  }

  addressees() {
    return this.own ? this.data.rows.addressee : this.data.rows.addresseeRoot;
  }

  abouts() {
    return this.own ? this.data.rows.about : this.data.rows.aboutRoot;
  }

  /** Finds the rows that pass the filters, in the order of the rows. */
  filter() {
    const { data } = this;
    const { rows } = data;
    const tests = [];
    const kinds = new Set(this.list("kinds").map((name) => KINDS.indexOf(name)));
    if (kinds.size) tests.push((r) => kinds.has(rows.kind[r]));
    const names = FACETS.flat();
    const facets = new Set(this.list("facets").map((name) => names.indexOf(name)));
    if (facets.size) tests.push((r) => facets.has(rows.facet[r]));
    if (this.doc) {
      const doc = this.codeRow(this.doc, data.documents.doc_id);
      tests.push((r) => rows.doc[r] === doc);
    }
    // An actor is meant by itself and, unless asked otherwise, by all who speak for it.
    const speakers = this.speakers();
    const addressees = this.addressees();
    const abouts = this.abouts();
    const speaks = (r, a) => rows.speaker[r] === a || speakers[r] === a;
    const isAddressed = (r, a) => rows.addressee[r] === a || addressees[r] === a;
    const isTopic = (r, a) => rows.about[r].includes(a) || abouts[r].includes(a);
    const untold = (r) => speakers[r] < 0;
    const towardsNobody = (r) => addressees[r] < 0 && abouts[r].length === 0;
    const test = (key, known, unknown) => {
      if (!this[key]) return;
      const actor = this.codeRow(this[key], data.actors.actor_id);
      tests.push(this[key] === UNTOLD ? unknown : (r) => actor >= 0 && known(r, actor));
    };
    test("actor", (r, a) => speaks(r, a) || isAddressed(r, a) || isTopic(r, a), (r) => untold(r) && towardsNobody(r));
    test("speaker", speaks, untold);
    test("towards", (r, a) => isAddressed(r, a) || isTopic(r, a), towardsNobody);
    if (this.from || this.to) {
      const from = this.from ? parseDay(this.from) : -Infinity;
      const to = this.to ? parseDay(this.to) : Infinity;
      tests.push((r) => {
        const day = data.day(rows.doc[r]);
        return day !== null && day >= from && day <= to;
      });
    }
    if (this.confidence) tests.push((r) => rows.confidence[r] >= Number(this.confidence));
    if (this.text) {
      const wanted = this.text.toLowerCase();
      tests.push((r) => data.text(r).toLowerCase().includes(wanted) || (rows.kind[r] === 2 && data.consequent(r).toLowerCase().includes(wanted)));
    }
    const passing = new Int32Array(rows.n);
    let n = 0;
    for (let r = 0; r < rows.n; r++) if (tests.every((passes) => passes(r))) passing[n++] = r;
    this.passing = passing.subarray(0, n);
  }

  /** The row of a table by its key, -1 where there is none. */
  codeRow(key, column) {
    const code = this.data.strings.indexOf(key);
    return code < 0 ? -1 : column.indexOf(code);
  }

  /** How many of the passing rows are of each kind. */
  counts() {
    const counts = [0, 0, 0];
    for (const r of this.passing) counts[this.data.rows.kind[r]]++;
    return counts;
  }
}
