/** Layers, filters and legend in one: every group with its swatch, its count and a switch. */

import { glyph, h } from "#viewer/dom.js";
import { countBy, toggled } from "#viewer/filters.js";
import { strengthTag } from "#viewer/filmparts.js";
import { ICONS, swatch } from "#viewer/symbols.js";

const GROUPS = [
  { key: "locale", list: "locales", swatch: "loc" },
  { key: "period", list: "periods", swatch: null },
  { key: "category", list: "categories", swatch: "cat" },
];

/** Parts of the drawing that can be hidden, by class of the map container. */
const DRAWING = ["labels", "buildings", "streets", "districts", "metro"];

/**
 * @returns {{nodes: Node[], refresh: () => void}} the panel, and how to bring its switches up to date
 *   without making it anew
 */
export function legendPanel(app) {
  const { words, store } = app;
  const all = h("button", { type: "button", class: "button", onclick: () => store.set({ filter: { period: null, locale: null, category: null } }) }, glyph(ICONS.undo), h("span", { text: words.say("legend.all") }));
  const groups = GROUPS.map((group) => filterGroup(app, group)).filter(Boolean);
  function refresh() {
    const { filter } = store.get();
    all.hidden = Object.values(filter).every((ids) => ids === null);
    for (const group of groups) group.refresh(filter);
  }
  refresh();
  return { nodes: [all, ...groups.map((group) => group.node), filmLayer(app), drawing(app), symbols(app)].filter(Boolean), refresh };
}

function filterGroup(app, { key, list, swatch: kind }) {
  const { words, store, site } = app;
  const entries = site[list];
  const ids = entries.map((each) => each.id);
  const counts = countBy([...app.places.values()], key, ids);
  const used = entries.filter((each) => counts.get(each.id) > 0);
  if (!used.length) return null;
  const boxes = new Map();
  const rows = used.map((each) => {
    const box = h("input", {
      type: "checkbox",
      data: { key, id: each.id },
      onchange: () => store.set({ filter: toggled(store.get().filter, key, each.id, ids) }),
    });
    boxes.set(each.id, box);
    return h("li", {}, h("label", { class: "switch" }, box, kind ? swatch(kind, each) : null,
      h("span", { class: "switch-name", text: words.of(each.label) }), h("span", { class: "count", text: counts.get(each.id) })));
  });
  const none = h("button", {
    type: "button",
    class: "text-link",
    hidden: used.length < 3,
    onclick: () => store.set({ filter: { ...store.get().filter, [key]: store.get().filter[key]?.length === 0 ? null : [] } }),
  });
  return {
    node: h("fieldset", { class: "part" }, h("legend", { text: words.say(`legend.${key}`) }), none, h("ul", { class: "switches" }, ...rows)),
    refresh(filter) {
      for (const [id, box] of boxes) box.checked = filter[key] === null || filter[key].includes(id);
      none.textContent = words.say(filter[key]?.length === 0 ? "legend.check-all" : "legend.check-none");
    },
  };
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

/** Where films were shot, as a layer of its own; how surely is said by its signs. */
function filmLayer(app) {
  if (!app.films?.ofPlace.size) return null;
  const { words, store } = app;
  const box = h("input", { type: "checkbox", data: { layer: "films" }, checked: store.get().filmLayer || null, onchange: () => store.set({ filmLayer: box.checked }) });
  const signs = ["shot here", "studio", "unsure"].map((strength) => h("li", { class: "sign" }, strengthTag(words, strength)));
  return h("fieldset", { class: "part" }, h("legend", { text: words.say("films.layer.title") }),
    h("ul", { class: "switches" }, h("li", {}, h("label", { class: "switch" }, box, h("span", { class: "switch-name", text: words.say("films.layer") }), h("span", { class: "count", text: app.films.ofPlace.size })))),
    h("ul", { class: "signs" }, ...signs));
}

function symbols(app) {
  const { words } = app;
  const entry = (name) => h("li", { class: "sign" }, h("span", { class: `sign-mark sign-${name}`, "aria-hidden": "true" }), h("span", { text: words.say(`sign.${name}`) }));
  return h("section", { class: "part" }, h("h3", { text: words.say("legend.signs") }), h("ul", { class: "signs" }, ...["schematic", "approximate", "own", "closed"].map(entry)));
}
