import { FACETS, FACET_NAMES, KINDS, KIND_NAMES, load } from "./data.js";
import { State, UNTOLD, FILTERS } from "./state.js";
import { el, number, plural } from "./dom.js";
import { overview } from "./overview.js";
import { demands } from "./matrix.js";
import { network } from "./network.js";
import { conditions } from "./conditions.js";
import { timeline } from "./timeline.js";
import { Reader } from "./reader.js";

const TITLES = {
  overview: "Overview",
  demands: "Who demands what of whom",
  network: "Who claims what",
  conditions: "What must come before what",
  timeline: "When",
  reader: "Reader",
};
const SUGGESTIONS = 30;

const byId = (id) => document.getElementById(id);

function start(data) {
  const state = new State(data);
  const reader = new Reader(state);
  const draw = { overview, demands, network, conditions, timeline, reader: () => [reader.element] };
  byId("version").textContent = data.version;

  const show = () => {
    const counts = state.counts();
    byId("count").textContent = `${plural(state.passing.length, "row")}${state.filtered ? ` of ${number(data.rows.n)}` : ""}: ${KIND_NAMES.map((name, kind) => plural(counts[kind], name.toLowerCase())).join(", ")}`;
    for (const link of document.querySelectorAll("#views a")) {
      if (link.dataset.view === state.view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = `${TITLES[state.view]} – demarche report`;
    byId("view-title").textContent = TITLES[state.view];
    const view = byId("view");
    view.dataset.view = state.view;
    view.replaceChildren(...draw[state.view](state));
    if (state.view === "reader") reader.draw();
  };

  const filters = new Filters(state);
  state.onChange((keys) => {
    filters.show();
    // Another row or part changes the reader alone, which keeps its place.
    if (state.view === "reader" && [...keys].every((key) => key === "row" || key === "page")) reader.draw();
    else {
      // What had the focus is made anew: find it again by what it says.
      const held = document.activeElement?.dataset?.choice;
      show();
      if (held) document.querySelector(`[data-choice="${held}"]`)?.focus();
    }
    if (keys.has("view")) scrollTo(0, 0);
  });
  for (const link of document.querySelectorAll("#views a")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      state.set({ view: link.dataset.view });
    });
  }
  filters.show();
  show();
}

/** The form of the filters. */
class Filters {
  constructor(state) {
    this.state = state;
    this.form = byId("filters");
    const { data } = state;
    // On a narrow page they would stand above all else.
    if (matchMedia("(max-width: 56rem)").matches) this.form.querySelector("details").open = false;
    const actors = [...data.actors.actor_id].map((code, a) => ({ key: data.string(code), name: data.actorName(a), weight: data.actors.n_mentions[a] }));
    actors.sort((x, y) => y.weight - x.weight || (x.key < y.key ? -1 : 1));
    const docs = [...data.documents.doc_id].map((code, d) => ({ key: data.string(code), name: data.docTitle(d) }));
    this.pickers = [
      this.picker("actor", actors),
      this.picker("speaker", [...actors, { key: UNTOLD, name: "not told" }]),
      this.picker("towards", [...actors, { key: UNTOLD, name: "not told" }]),
      this.picker("doc", docs),
    ];
    this.checks("kinds", byId("kinds"), KINDS, KIND_NAMES.map((name) => `${name}s`));
    FACETS.forEach((names, kind) => {
      const group = el("div", { role: "group", "aria-label": `${FACET_NAMES[kind]} of ${KINDS[kind]}s` }, el("span", { class: "facet-name" }, `${FACET_NAMES[kind]} of ${KINDS[kind]}s`));
      byId("facets").append(group);
      this.checks("facets", group, names, names);
    });
    for (const key of ["text", "from", "to", "confidence"]) {
      // Typing shall not draw the view for every letter.
      let waiting;
      this.form.elements[key].addEventListener("input", (event) => {
        clearTimeout(waiting);
        waiting = setTimeout(() => state.set({ [key]: event.target.value, page: "" }), 200);
      });
    }
    this.form.elements.own.addEventListener("change", (event) => state.set({ own: event.target.checked ? "" : "1" }));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    byId("clear").addEventListener("click", () => state.set({ ...Object.fromEntries(FILTERS.map((key) => [key, ""])), page: "" }));
  }

  /** A field that offers what fits what is typed, and takes a name or a key. */
  picker(key, options) {
    const { state } = this;
    const input = this.form.elements[key];
    const list = byId(`${key}-options`);
    const offer = () => {
      const typed = input.value.toLowerCase();
      const fitting = [];
      for (const option of options) {
        if (fitting.length === SUGGESTIONS) break;
        if (option.name.toLowerCase().includes(typed) || option.key.toLowerCase().includes(typed)) fitting.push(option);
      }
      list.replaceChildren(...fitting.map((option) => el("option", { value: option.name === option.key ? option.key : `${option.name} (${option.key})` })));
    };
    const find = (typed) => options.find((o) => `${o.name} (${o.key})` === typed || o.key === typed) ?? options.find((o) => o.name.toLowerCase() === typed.toLowerCase());
    const take = () => {
      const typed = input.value.trim();
      const found = typed && find(typed);
      input.setAttribute("aria-invalid", String(typed !== "" && !found));
      if (typed === "" || found) state.set({ [key]: found ? found.key : "", row: key === "doc" ? "" : state.row, page: "" });
    };
    input.addEventListener("focus", offer);
    input.addEventListener("input", () => {
      offer();
      // A choice from the list comes as input too, a whole one.
      if (input.value === "" || find(input.value)?.key === input.value || /\)$/.test(input.value)) take();
    });
    input.addEventListener("change", take);
    return () => {
      if (document.activeElement === input && input.getAttribute("aria-invalid") === "true") return;
      const option = options.find((o) => o.key === state[key]);
      input.value = !state[key] ? "" : !option || option.name === option.key ? state[key] : `${option.name} (${option.key})`;
      input.setAttribute("aria-invalid", "false");
    };
  }

  checks(key, group, values, names) {
    group.append(...values.map((value, i) => {
      const box = el("input", { type: "checkbox", name: key, value });
      box.addEventListener("change", () => {
        const chosen = [...this.form.querySelectorAll(`input[name="${key}"]:checked`)].map((input) => input.value);
        this.state.set({ [key]: chosen.join(","), page: "" });
      });
      return el("label", { class: "check" }, box, ` ${names[i]}`);
    }));
  }

  /** Puts the state into the form. */
  show() {
    const { state, form } = this;
    for (const show of this.pickers) show();
    for (const key of ["kinds", "facets"]) {
      const chosen = new Set(state.list(key));
      for (const input of form.querySelectorAll(`input[name="${key}"]`)) input.checked = chosen.has(input.value);
    }
    for (const key of ["text", "from", "to", "confidence"]) if (document.activeElement !== form.elements[key]) form.elements[key].value = state[key] || (key === "confidence" ? "0" : "");
    byId("confidence-value").textContent = Number(state.confidence || 0).toFixed(2);
    form.elements.own.checked = !state.own;
    byId("clear").disabled = !state.filtered;
  }
}

/** Light, dark, or as the system has it; kept where the browser lets it. */
function theme() {
  const button = byId("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const storage = (() => {
    try {
      return localStorage;
    } catch {
      return undefined; // the browser keeps nothing for pages from disk
    }
  })();
  const isDark = () => (document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
  const show = () => (button.textContent = isDark() ? "Light colours" : "Dark colours");
  const kept = storage?.getItem("demarche-theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    storage?.setItem("demarche-theme", document.documentElement.dataset.theme);
    show();
  });
  dark.addEventListener("change", show);
  show();
}

theme();
// The address after the # is the state's: the link may not write there.
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main-start").focus();
});
try {
  start(await load());
  document.body.dataset.ready = "true";
} catch (error) {
  byId("count").textContent = `The report could not be read: ${error.message}. It wants a browser of 2024 or newer.`;
  throw error;
}
