/** A field to choose a place by its name: a combobox over every name a place has. */

import { glyph, h, put } from "#viewer/dom.js";
import { thumb } from "#viewer/panel.js";
import { setAttr, setLabel, setText } from "#viewer/patch.js";
import { ICONS } from "#viewer/symbols.js";

const SUGGESTIONS = 7;

/**
 * @param {object} app
 * @param {{id: string, take: (id: ?string) => void, noteOf?: (place: object) => ?string}} how `noteOf` says why a
 *   place cannot be taken
 */
export function makePlaceField(app, { id, take, noteOf = () => null }) {
  const { words } = app;
  let hits = [];
  let active = -1;
  let chosen = "";

  const input = h("input", {
    type: "text", id, role: "combobox", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "done",
    "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
  });
  const label = h("label", { for: id, class: "place-field-label" });
  const list = h("ul", { id: `${id}-list`, class: "suggestions", role: "listbox", hidden: true });
  const status = h("p", { class: "visually-hidden", role: "status" });
  const clear = h("button", { type: "button", class: "icon-button clear", onclick: empty }, glyph(ICONS.close));
  const sign = h("span", { class: "place-field-sign" }, glyph(ICONS.search));
  const root = h("div", { class: "place-field" }, label, h("div", { class: "search" }, sign, input, clear, list, status));

  function empty() {
    const had = chosen;
    input.value = "";
    close();
    if (had) take(null);
    else showClear();
    input.focus();
  }

  function find() {
    const text = input.value.trim();
    showClear();
    if (!text) return close();
    hits = app.findPlaces(text).slice(0, SUGGESTIONS);
    active = hits.findIndex((hit) => !noteOf(hit.place));
    put(list, ...(hits.length ? hits.map(option) : [h("li", { class: "nothing", text: words.say("search.nothing") })]));
    list.hidden = false;
    setAttr(input, "aria-expanded", String(hits.length > 0));
    setText(status, words.say("search.count", { n: hits.length }));
    mark();
    list.scrollIntoView?.({ block: "nearest" });
  }

  function close() {
    hits = [];
    active = -1;
    list.hidden = true;
    put(list);
    setAttr(input, "aria-expanded", "false");
    setAttr(input, "aria-activedescendant", null);
    setText(status, "");
  }

  function option({ place, name }, at) {
    const note = noteOf(place);
    const main = app.nameOf(place);
    const other = name && name !== main && name !== place.id ? name : words.lang === "ko" ? place.name.en : place.name.ko;
    return h(
      "li",
      { id: `${id}-option-${at}`, role: "option", class: "option", "aria-selected": "false", "aria-disabled": note ? "true" : null, data: { placeId: place.id },
        onpointerdown: (event) => event.preventDefault(), onclick: () => choose(at) },
      thumb(app, place),
      h("span", { class: "row-text" }, h("span", { class: "row-name", text: main }), h("span", { class: "row-other", text: note ?? other ?? "" })),
    );
  }

  function mark() {
    [...list.children].forEach((node, at) => setAttr(node, "aria-selected", String(at === active)));
    setAttr(input, "aria-activedescendant", active >= 0 ? `${id}-option-${active}` : null);
  }

  function choose(at) {
    const hit = hits[at];
    if (!hit || noteOf(hit.place)) return;
    input.value = chosen;
    close();
    take(hit.place.id);
  }

  const showClear = () => { clear.hidden = !input.value; };

  input.addEventListener("input", find);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => setTimeout(() => {
    close();
    input.value = chosen;
    showClear();
  }, 150));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) {
      active = (active + step + hits.length) % hits.length;
      mark();
      list.children[active].scrollIntoView({ block: "nearest" });
      event.preventDefault();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (chosen && !input.value.trim()) return empty();
      // the suggestions may trail the text while a composition ends
      if (input.value !== chosen) find();
      choose(Math.max(0, active));
    } else if (event.key === "Escape" && (hits.length || input.value !== chosen)) {
      event.stopPropagation();
      input.value = chosen;
      close();
      showClear();
    }
  });

  return {
    root,
    input,
    /** @param {{name?: string, label: string, placeholder: string, icon?: string}} now `name` of the place chosen */
    draw({ name = "", label: text, placeholder }) {
      if (input.value === chosen) input.value = name;
      chosen = name;
      setText(label, text);
      setAttr(input, "placeholder", placeholder);
      setAttr(list, "aria-label", text);
      setLabel(clear, words.say("plan.clear", { label: text }));
      showClear();
    },
  };
}
