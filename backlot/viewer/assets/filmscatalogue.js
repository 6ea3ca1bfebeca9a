/** The catalogue of films: a field to search in, filters, and the films that pass; only what is seen is drawn. */

import { glyph, h, put } from "#viewer/dom.js";
import { filmRow, strengthTag, surest } from "#viewer/filmparts.js";
import { arrange, setText } from "#viewer/patch.js";
import { ICONS } from "#viewer/symbols.js";

/** So many films are drawn at once; more come on request. */
export const FIRST_ROWS = 60;
const FILTERS = ["kind", "decade", "place", "award"];

/**
 * @param {object} app
 * @param {{asked: object, shown: number, filtersOpen?: boolean}} state what is asked for, kept while the panel lives
 * @returns {Node[]}
 */
export function makeCatalogue(app, state) {
  const { words, films } = app;
  const rows = new Map();
  state.shown ||= FIRST_ROWS;

  const input = h("input", {
    type: "search", id: "films-search", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "search",
    placeholder: words.say("films.search"), "aria-label": words.say("films.search"), "aria-controls": "films-found", oninput: () => ask({ query: input.value }),
  });
  input.value = state.asked.query ?? "";
  const clear = h("button", { type: "button", class: "icon-button clear", "aria-label": words.say("search.clear"), onclick: empty }, glyph(ICONS.close));
  const count = h("p", { class: "films-count", role: "status" });
  const list = h("ul", { class: "film-rows", id: "films-found" });
  const more = h("button", { type: "button", class: "button films-more", onclick: showMore });
  const filters = makeFilters(app, state.asked, ask);
  const summary = h("span", {});
  const fold = h("details", { class: "films-filters", ontoggle: () => { state.filtersOpen = fold.open; } }, h("summary", {}, summary, glyph(ICONS.layers)), filters);
  fold.open = state.filtersOpen ?? false;
  const reset = h("button", { type: "button", class: "text-link", text: words.say("films.all"), onclick: () => { empty(); for (const select of filters.querySelectorAll("select")) select.value = ""; ask(Object.fromEntries(FILTERS.map((each) => [each, null]))); } });

  function empty() {
    input.value = "";
    ask({ query: "" });
    input.focus();
  }

  function ask(change) {
    Object.assign(state.asked, change);
    state.shown = FIRST_ROWS;
    draw();
  }

  function showMore() {
    const before = state.shown;
    state.shown += FIRST_ROWS;
    draw();
    list.children[before]?.querySelector("button").focus();
  }

  function rowOf(film) {
    if (!rows.has(film.id)) rows.set(film.id, filmRow(app, film, where(app, film)));
    return rows.get(film.id);
  }

  function draw() {
    const found = films.filter(state.asked);
    const active = FILTERS.filter((each) => state.asked[each]).length;
    arrange(list, found.slice(0, state.shown).map(rowOf));
    setText(count, words.say(found.length ? "films.count" : "films.nothing", { n: found.length, all: films.films.length }));
    setText(more, words.say("films.more", { n: Math.min(FIRST_ROWS, found.length - state.shown) }));
    setText(summary, words.say(active ? "films.filters-on" : "films.filters", { n: active }));
    more.hidden = found.length <= state.shown;
    clear.hidden = !input.value;
    reset.hidden = !active && !state.asked.query;
  }

  draw();
  return [
    h("search", { class: "search films-search", "aria-label": words.say("films.search") }, glyph(ICONS.search, "glyph search-glyph"), input, clear),
    fold,
    h("div", { class: "films-sum" }, count, reset),
    list, more,
  ];
}

/** Where a film belongs, as a note on its row. */
function where(app, film) {
  const { words, films } = app;
  const sets = films.setsOf(film).map((id) => app.places.get(id)).filter(Boolean);
  if (!sets.length) return null;
  const strength = surest((film.links ?? []).filter(({ place }) => app.places.has(place)));
  return h("span", { class: "film-where" }, strengthTag(words, strength), h("span", { text: sets.map(app.nameOf).join(", ") }));
}

function makeFilters(app, asked, ask) {
  const { words, films } = app;
  const found = films.facets();
  const textOf = {
    kind: (value) => words.say(`films.kind.${value}`),
    decade: (value) => (value === "unknown" ? words.say("films.year-unknown") : words.say("films.decade", { n: value })),
    place: (value) => app.nameOf(app.places.get(value)),
    award: (value) => words.of(films.films.flatMap((film) => film.awards ?? []).find(({ name }) => (name.en ?? Object.values(name)[0]) === value).name),
  };
  const select = (name) => {
    const node = h("select", { data: { filter: name }, onchange: () => ask({ [name]: node.value || null }) },
      h("option", { value: "", text: words.say(`films.any.${name}`) }),
      ...found[name].map(({ value, n }) => h("option", { value, text: `${textOf[name](value)} (${n})` })));
    node.value = asked[name] ?? "";
    return h("label", { class: "field" }, h("span", { text: words.say(`films.filter.${name}`) }), node);
  };
  return h("div", { class: "films-fields" }, ...FILTERS.filter((name) => found[name].length).map(select));
}
