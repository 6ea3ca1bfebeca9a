/** Layers, filters and legend in one: every group with its swatch, its count and a switch. */

import { glyph, h } from "#viewer/dom.js";
import { countBy, toggled } from "#viewer/filters.js";
import { ICONS, swatch } from "#viewer/symbols.js";

const GROUPS = [
  { key: "locale", list: "locales", swatch: "loc" },
  { key: "period", list: "periods", swatch: null },
  { key: "category", list: "categories", swatch: "cat" },
];

/** Parts of the drawing that can be hidden, by class of the map container. */
const DRAWING = ["labels", "buildings", "streets", "districts", "metro"];

/** @returns {Node[]} */
export function legendPanel(app) {
  const { words, store } = app;
  const { filter } = store.get();
  const filtered = Object.values(filter).some((ids) => ids !== null);
  return [
    filtered ? h("button", { type: "button", class: "button", onclick: () => store.set({ filter: { period: null, locale: null, category: null } }) }, glyph(ICONS.undo), h("span", { text: words.say("legend.all") })) : null,
    ...GROUPS.map((group) => filterGroup(app, group)),
    drawing(app),
    symbols(app),
  ].filter(Boolean);
}

function filterGroup(app, { key, list, swatch: kind }) {
  const { words, store, site } = app;
  const entries = site[list];
  const ids = entries.map((each) => each.id);
  const counts = countBy([...app.places.values()], key, ids);
  const used = entries.filter((each) => counts.get(each.id) > 0);
  if (!used.length) return null;
  const { filter } = store.get();
  const rows = used.map((each) =>
    h(
      "li",
      {},
      h(
        "label",
        { class: "switch" },
        h("input", {
          type: "checkbox",
          data: { key, id: each.id },
          checked: (filter[key] === null || filter[key].includes(each.id)) || null,
          onchange: () => store.set({ filter: toggled(store.get().filter, key, each.id, ids) }),
        }),
        kind ? swatch(kind, each) : null,
        h("span", { class: "switch-name", text: words.of(each.label) }),
        h("span", { class: "count", text: counts.get(each.id) }),
      ),
    ),
  );
  const only = used.length > 2 ? noneButton(app, key, ids) : null;
  return h("fieldset", { class: "part" }, h("legend", { text: words.say(`legend.${key}`) }), only, h("ul", { class: "switches" }, ...rows));
}

function noneButton(app, key, ids) {
  const { store, words } = app;
  const none = store.get().filter[key]?.length === 0;
  return h("button", {
    type: "button",
    class: "text-link",
    text: words.say(none ? "legend.check-all" : "legend.check-none"),
    onclick: () => store.set({ filter: { ...store.get().filter, [key]: none ? null : [] } }),
  });
}

function drawing(app) {
  const { words, store } = app;
  const hidden = store.get().hidden;
  const rows = DRAWING.map((name) =>
    h("li", {}, h("label", { class: "switch" },
      h("input", {
        type: "checkbox",
        data: { drawing: name },
        checked: !hidden.includes(name) || null,
        onchange: () => store.set({ hidden: hidden.includes(name) ? hidden.filter((each) => each !== name) : [...hidden, name] }),
      }),
      h("span", { class: "switch-name", text: words.say(`drawing.${name}`) }))),
  );
  return h("fieldset", { class: "part" }, h("legend", { text: words.say("legend.drawing") }), h("ul", { class: "switches" }, ...rows));
}

function symbols(app) {
  const { words } = app;
  const entry = (name) => h("li", { class: "sign" }, h("span", { class: `sign-mark sign-${name}`, "aria-hidden": "true" }), h("span", { text: words.say(`sign.${name}`) }));
  return h("section", { class: "part" }, h("h3", { text: words.say("legend.signs") }), h("ul", { class: "signs" }, ...["schematic", "approximate", "own", "closed"].map(entry)));
}
