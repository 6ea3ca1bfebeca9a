/** The list twin: everything the map shows, as text, in groups. */

import { h } from "#viewer/dom.js";
import { placeRow } from "#viewer/panel.js";

const BUILDINGS_AT_ONCE = 60;

/** @returns {Node[]} */
export function listPanel(app) {
  const { words, map } = app;
  const bounds = map.getBounds();
  const shown = app.shownPlaces().filter((place) => bounds.contains(place.at) && bigEnough(place, map.getZoom()));
  const groups = new Map(app.groupOrder().map((id) => [id, null]));
  for (const place of shown) {
    const symbol = app.symbolOf(place);
    const key = symbol?.group?.id ?? place.kind;
    if (!groups.get(key)) groups.set(key, { label: symbol?.group ? words.of(symbol.group.label) : words.say(`kind.${place.kind}`), places: [], buildings: [] });
    groups.get(key)[place.kind === "building" && place.rank >= 5 ? "buildings" : "places"].push(place);
  }
  if (!shown.length) return [h("p", { text: words.say("list.empty") })];
  const parts = [...groups.values()].filter(Boolean).map(({ label, places, buildings }) =>
    h(
      "section",
      { class: "part" },
      h("h3", {}, h("span", { text: label }), h("span", { class: "count", text: places.length + buildings.length })),
      h("ul", { class: "rows" }, ...places.sort((a, b) => a.rank - b.rank || (app.nameOf(a) < app.nameOf(b) ? -1 : 1)).map((place) => placeRow(app, place))),
      buildings.length ? folded(app, buildings) : null,
    ),
  );
  return [h("p", { class: "quiet", role: "status", text: words.say("list.count", { n: shown.length }) }), ...parts];
}

/** Whether a place is drawn large enough at a zoom to be told from its neighbours. */
export function bigEnough(place, zoom) {
  if (place.kind === "set") return zoom >= 13.5;
  if (place.kind === "spot" || place.kind === "gate" || place.kind === "building" || place.kind === "plaza") return zoom >= 15;
  return true;
}

/** Generic buildings stay folded, and are made only when somebody looks. */
function folded(app, buildings) {
  const list = h("ul", { class: "rows" });
  const box = h("details", { class: "fold" }, h("summary", { text: app.words.say("list.buildings", { n: buildings.length }) }), list);
  box.addEventListener("toggle", () => {
    if (box.open && !list.children.length) more(app, buildings, list, 0);
  });
  return box;
}

function more(app, buildings, list, from) {
  list.append(...buildings.slice(from, from + BUILDINGS_AT_ONCE).map((place) => placeRow(app, place)));
  const next = from + BUILDINGS_AT_ONCE;
  if (next >= buildings.length) return;
  const item = h("li", {}, h("button", { type: "button", class: "button", text: app.words.say("list.more", { n: buildings.length - next }), onclick: () => {
    item.remove();
    more(app, buildings, list, next);
  } }));
  list.append(item);
}
