// The dataset: its tables as columns of numbers, and the rows of claims,
// demands and conditions as one list in reading order.

export const KINDS = ["claim", "demand", "condition"];
export const KIND_NAMES = ["Claim", "Demand", "Condition"];
// What a row of each kind can be: stances, strengths, families.
export const FACETS = [
  ["assert", "support", "oppose", "doubt"],
  ["request", "urge", "demand", "ultimatum"],
  ["hypothetical", "exceptive", "temporal", "stipulated", "exchange"],
];
export const FACET_NAMES = ["Stance", "Strength", "Family"];
const TABLES = ["claims", "demands", "conditions"];

const NONE = -1;

/** Unpacks the blocks of the page and takes them out of it. */
export async function load() {
  const data = { texts: [] };
  for (const block of document.querySelectorAll("script.block")) {
    const packed = Uint8Array.from(atob(block.textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const value = JSON.parse(await new Response(stream).text());
    if (block.dataset.name === "texts") data.texts = data.texts.concat(value);
    else Object.assign(data, value);
    block.remove();
  }
  return new Dataset(data);
}

function typed({ type, values }) {
  if (type === "strings") return values;
  if (type === "real") return Float64Array.from(values);
  return Int32Array.from(values, (v) => v ?? NONE);
}

// A date before 1970 is a negative number, so a missing one cannot be -1.
const NO_DAY = -(2 ** 31);

export class Dataset {
  constructor({ version, strings, tables, texts }) {
    this.version = version;
    this.strings = strings;
    this.texts = texts;
    for (const [name, columns] of Object.entries(tables)) {
      this[name] = {};
      for (const [column, cells] of Object.entries(columns)) this[name][column] = typed(cells);
    }
    this.documents.published = Int32Array.from(tables.documents.published.values, (v) => v ?? NO_DAY);
    this.documentOf = this.index(this.documents.doc_id);
    this.actorOf = this.index(this.actors.actor_id);
    this.rootOf = this.actors.actor_id.map((_, a) => this.root(a));
    this.firstSentence = this.firsts(this.sentences.doc_id, this.documents.doc_id.length);
    this.joinRows();
  }

  /** Returns for each string the row of the table whose key it is. */
  index(key) {
    const rows = new Int32Array(this.strings.length).fill(NONE);
    key.forEach((code, row) => (rows[code] = row));
    return rows;
  }

  /** The actor that speaks for nobody else, up from this one. */
  root(actor) {
    for (let depth = 0; depth < 8; depth++) {
      const principal = this.actor(this.actors.principal_id[actor]);
      if (principal === NONE || principal === actor) break;
      actor = principal;
    }
    return actor;
  }

  /** Where the rows of each document begin in a column sorted by document. */
  firsts(docs, n) {
    const first = new Int32Array(n + 1);
    for (const code of docs) first[this.documentOf[code] + 1]++;
    for (let i = 0; i < n; i++) first[i + 1] += first[i];
    return first;
  }

  string(code) {
    return code < 0 ? "" : this.strings[code];
  }

  actor(code) {
    return code < 0 ? NONE : this.actorOf[code];
  }

  actorName(actor) {
    return actor < 0 ? "not told" : this.string(this.actors.name[actor]);
  }

  actorId(actor) {
    return this.string(this.actors.actor_id[actor]);
  }

  docId(doc) {
    return this.string(this.documents.doc_id[doc]);
  }

  docTitle(doc) {
    return this.string(this.documents.title[doc]) || this.docId(doc);
  }

  day(doc) {
    const day = this.documents.published[doc];
    return day === NO_DAY ? null : day;
  }

  // Offsets count code points, JavaScript counts UTF-16 units: after each
  // character that takes two of them the two counts drift apart by one.
  units(doc, point) {
    const wide = this.wide(doc);
    let low = 0;
    let high = wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (wide[middle] < point) low = middle + 1;
      else high = middle;
    }
    return point + low;
  }

  /** The offsets of a text's characters that take two units. */
  wide(doc) {
    this.wideOf ??= [];
    if (!this.wideOf[doc]) {
      const wide = [];
      for (const match of this.texts[doc].matchAll(/[\u{10000}-\u{10ffff}]/gu)) wide.push(match.index - wide.length);
      this.wideOf[doc] = wide;
    }
    return this.wideOf[doc];
  }

  slice(doc, start, end) {
    return this.texts[doc].slice(this.units(doc, start), this.units(doc, end));
  }

  // Each row of the three tables becomes a row of one list, in the order of
  // the texts. The columns that all kinds share are made alike.
  joinRows() {
    const { claims, demands, conditions } = this;
    const at = [];
    [claims.claim_id, demands.demand_id, conditions.condition_id].forEach((ids, kind) => {
      for (let i = 0; i < ids.length; i++) at.push({ kind, i });
    });
    const start = [claims.content_start, demands.action_start, conditions.antecedent_start];
    const docs = TABLES.map((name) => this[name].doc_id.map((code) => this.documentOf[code]));
    at.sort((a, b) => docs[a.kind][a.i] - docs[b.kind][b.i] || start[a.kind][a.i] - start[b.kind][b.i] || a.kind - b.kind || a.i - b.i);
    const n = at.length;
    const column = (f) => Int32Array.from(at, ({ kind, i }) => f(kind, i));
    const pick = (...columns) => column((kind, i) => columns[kind]?.[i] ?? NONE);
    const actors = (...columns) => column((kind, i) => this.actor(columns[kind]?.[i] ?? NONE));
    const facets = new Map(FACETS.flat().map((name, i) => [name, i]));

    this.rows = {
      n,
      kind: column((kind) => kind),
      at: column((_, i) => i),
      id: pick(claims.claim_id, demands.demand_id, conditions.condition_id),
      doc: column((kind, i) => docs[kind][i]),
      sentence: pick(claims.sentence_id, demands.sentence_id, conditions.sentence_id),
      start: pick(...start),
      end: pick(claims.content_end, demands.action_end, conditions.antecedent_end),
      speaker: actors(claims.source_id, demands.demander_id, conditions.setter_id),
      addressee: actors(undefined, demands.addressee_id),
      facet: column((kind, i) => facets.get(this.string([claims.stance, demands.strength, conditions.kind][kind][i])) ?? NONE),
      concept: pick(claims.concept, demands.concept, conditions.antecedent_concept),
      confidence: Float64Array.from(at, ({ kind, i }) => this[TABLES[kind]].confidence[i]),
      about: at.map(({ kind, i }) => (kind === 0 ? claims.about[i].map((code) => this.actor(code)).filter((a) => a >= 0) : [])),
    };
    const rows = this.rows;
    // A row names the principal even where the speaker is no known actor.
    const roots = (own, ...columns) =>
      column((kind, i) => this.actor(columns[kind]?.[i] ?? NONE)).map((principal, r) => {
        const actor = principal >= 0 ? principal : own[r];
        return actor < 0 ? NONE : this.rootOf[actor];
      });
    rows.speakerRoot = roots(rows.speaker, claims.source_principal, demands.demander_principal);
    rows.addresseeRoot = roots(rows.addressee, undefined, demands.addressee_principal);
    rows.aboutRoot = rows.about.map((list) => [...new Set(list.map((a) => this.rootOf[a]))]);

    this.rowOf = this.index(rows.id);
    this.firstRow = new Int32Array(this.documents.doc_id.length + 1);
    for (const doc of rows.doc) this.firstRow[doc + 1]++;
    for (let i = 0; i + 1 < this.firstRow.length; i++) this.firstRow[i + 1] += this.firstRow[i];
  }

  /** The names of a row's facet: its stance, strength or family. */
  facetName(row) {
    return FACETS.flat()[this.rows.facet[row]] ?? "";
  }

  text(row) {
    return this.slice(this.rows.doc[row], this.rows.start[row], this.rows.end[row]);
  }

  speakerName(row) {
    const { kind, at, speaker } = this.rows;
    const name = [this.claims.source_name, this.demands.demander_name][kind[row]]?.[at[row]] ?? NONE;
    return this.string(name) || (speaker[row] < 0 ? "" : this.actorName(speaker[row]));
  }

  addresseeName(row) {
    const { kind, at, addressee } = this.rows;
    if (kind[row] !== 1) return "";
    return this.string(this.demands.addressee_name[at[row]]) || (addressee[row] < 0 ? "" : this.actorName(addressee[row]));
  }

  /** The consequent of a condition, empty where none is written. */
  consequent(row) {
    const { consequent_start: start, consequent_end: end } = this.conditions;
    const i = this.rows.at[row];
    return start[i] < 0 ? "" : this.slice(this.rows.doc[row], start[i], end[i]);
  }

  conceptText(concept) {
    const { doc_id: doc, start, end } = this.concepts;
    return this.slice(this.documentOf[doc[concept]], start[concept], end[concept]);
  }

  /** All spans of a row: what they are of it, where they begin and end. */
  spans(row) {
    const i = this.rows.at[row];
    const table = this[TABLES[this.rows.kind[row]]];
    const names = [["content", "source", "cue"], ["action", "cue"], ["antecedent", "consequent", "marker"]][this.rows.kind[row]];
    return names
      .map((role) => ({ row, role, start: table[`${role}_start`][i], end: table[`${role}_end`][i] }))
      .filter((span) => span.start >= 0);
  }

  /** A row's remaining columns, as pairs of a name and a value to read. */
  details(row) {
    const i = this.rows.at[row];
    const kind = this.rows.kind[row];
    const table = this[TABLES[kind]];
    const names = [
      ["claim_id", "cue_lemma", "polarity", "modality", "certainty", "quote", "parent_claim_id", "rule"],
      ["demand_id", "cue_lemma", "direction", "plover", "claim_id", "rule"],
      ["condition_id", "marker_lemma", "polarity", "claim_id", "demand_id", "rule"],
    ][kind];
    const pairs = names.map((name) => [name, this.string(table[name][i])]);
    if (kind === 0) pairs.push(["about", this.rows.about[row].map((a) => this.actorName(a)).join(", ")]);
    pairs.push(["confidence", this.rows.confidence[row].toFixed(2)], ["offsets", `${this.rows.start[row]}–${this.rows.end[row]}`]);
    return pairs.filter(([, value]) => value);
  }
}

/** Days since 1 January 1970 as an ISO date, and back. */
export const isoDate = (day) => new Date(day * 864e5).toISOString().slice(0, 10);
export const parseDay = (text) => Math.round(Date.parse(`${text}T00:00:00Z`) / 864e5);
