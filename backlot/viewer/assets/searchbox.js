/** The search field: a combobox over every name a place has. */

import { glyph, h, put } from "#viewer/dom.js";
import { buildIndex, search } from "#viewer/search.js";
import { thumb } from "#viewer/panel.js";
import { ICONS } from "#viewer/symbols.js";

const SUGGESTIONS = 8;

/** Names of a place in order of importance, as the index takes them. */
export function namesOf(place) {
  return [place.name.en, place.name.ko, place.rr, place.mr, place.hani, ...(place.alt ?? []), place.id].filter(Boolean);
}

export function makeSearchBox(app) {
  const { words } = app;
  let index = null;
  let hits = [];
  let active = -1;

  const input = h("input", {
    type: "search", id: "search", role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    enterkeyhint: "search", "aria-expanded": "false", "aria-controls": "suggestions", "aria-autocomplete": "list",
  });
  const list = h("ul", { id: "suggestions", class: "suggestions", role: "listbox", hidden: true });
  const status = h("p", { class: "visually-hidden", role: "status" });
  const clear = h("button", { type: "button", class: "icon-button clear", hidden: true, onclick: () => { input.value = ""; find(); input.focus(); } }, glyph(ICONS.close));
  const root = h("search", { class: "search" }, glyph(ICONS.search, "glyph search-glyph"), input, clear, list, status);

  function rebuild() {
    index = buildIndex([...app.places.values()].map((place) => ({ id: place.id, rank: place.rank, names: namesOf(place) })));
  }

  function find() {
    const query = input.value;
    clear.hidden = !query;
    if (!query.trim()) return show([]);
    if (!index) rebuild();
    show(search(index, query, SUGGESTIONS), true);
  }

  function show(found, asked = false) {
    hits = found;
    active = found.length ? 0 : -1;
    put(list, ...(found.length ? found.map(option) : asked ? [h("li", { class: "nothing", text: words.say("search.nothing") })] : []));
    list.hidden = !asked;
    input.setAttribute("aria-expanded", String(asked && found.length > 0));
    status.textContent = asked ? words.say("search.count", { n: found.length }) : "";
    mark();
  }

  function option(hit, i) {
    const place = app.places.get(hit.id);
    const other = hit.name !== app.nameOf(place) && hit.name !== place.id ? hit.name : words.lang === "ko" ? place.name.en : place.name.ko;
    return h(
      "li",
      { id: `option-${i}`, role: "option", class: "option", "aria-selected": "false", data: { placeId: place.id }, onpointerdown: (event) => event.preventDefault(), onclick: () => choose(i) },
      thumb(app, place),
      h("span", { class: "row-text" }, h("span", { class: "row-name", text: app.nameOf(place) }), h("span", { class: "row-other", text: other ?? "" })),
    );
  }

  function mark() {
    [...list.children].forEach((node, i) => node.setAttribute("aria-selected", String(i === active)));
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", `option-${active}`);
    } else input.removeAttribute("aria-activedescendant");
  }

  function choose(i) {
    const hit = hits[i];
    if (!hit) return;
    input.value = "";
    find();
    input.blur();
    app.open(hit.id, { fly: true });
  }

  input.addEventListener("input", find);
  input.addEventListener("focus", () => input.value && find());
  input.addEventListener("blur", () => setTimeout(() => (list.hidden = true), 150));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) {
      active = (active + step + hits.length) % hits.length;
      mark();
      list.children[active].scrollIntoView({ block: "nearest" });
      event.preventDefault();
    } else if (event.key === "Enter") {
      // the suggestions may trail the text while a composition ends
      find();
      choose(Math.max(0, active));
    } else if (event.key === "Escape") {
      event.stopPropagation();
      input.value = "";
      find();
    }
  });

  return {
    root,
    rebuild: () => (index = null),
    /** Make the index ahead of the first letter. */
    prepare: () => index ?? rebuild(),
    find,
    /** Places whose names go with a text, best first. */
    look(text) {
      if (!index) rebuild();
      return search(index, text, SUGGESTIONS).map((hit) => ({ place: app.places.get(hit.id), name: hit.name }));
    },
    input,
    relabel() {
      input.placeholder = words.say("search.placeholder");
      input.setAttribute("aria-label", words.say("search.label"));
      list.setAttribute("aria-label", words.say("search.label"));
      clear.setAttribute("aria-label", words.say("search.clear"));
      root.setAttribute("aria-label", words.say("search.label"));
    },
  };
}
