/** The place panel: what a place is, where each fact comes from, and what is not known. */

import { closesOnBack } from "#viewer/back.js";
import { glyph, h } from "#viewer/dom.js";
import { bearingDeg, compass } from "#viewer/geo.js";
import { pictureFigure } from "#viewer/gallery.js";
import { ICONS, plate } from "#viewer/symbols.js";
import { thenNowButton } from "#viewer/thennow.js";

const NEARBY = 6;
/** Claims of these speak of different things, so that several of them do not contradict. */
const SIDE_BY_SIDE = ["content", "film", "use", "location", "status", "renamed"];
const UNCHECKED = "general knowledge, unchecked";

/** All nodes of the panel for one place. */
export function placePanel(app, place) {
  return [
    pictureFigure(app, place),
    thenNowButton(app, place.pictures),
    names(app, place),
    badges(app, place),
    notice(app, place),
    app.words.of(place.description) ? h("p", { class: "lede", text: app.words.of(place.description) }) : null,
    actions(app, place),
    facts(app, place),
    ...(app.partsOf?.(place) ?? []),
    claims(app, place),
    inside(app, place),
    nearby(app, place),
  ].filter(Boolean);
}

function names(app, place) {
  const { words } = app;
  const korean = words.lang === "ko" ? place.name.en : place.name.ko;
  const say = [place.rr, place.mr && place.mr !== place.rr ? place.mr : null].filter(Boolean).join(" · ");
  return h(
    "div",
    { class: "names" },
    h("p", { class: "other-name", lang: words.lang === "ko" ? "en" : "ko", text: korean },
      place.hani ? h("span", { class: "hani", lang: "zh-Hant", text: place.hani }) : null),
    say ? h("p", { class: "say" }, h("span", { class: "say-label", text: words.say("panel.say") }), h("span", { text: say })) : null,
  );
}

function badges(app, place) {
  const { words } = app;
  const text =
    place.accuracy === "approximate" && place.accuracy_m !== null
      ? words.say("accuracy.within", { n: place.accuracy_m })
      : words.say(`accuracy.${place.accuracy}`);
  return h(
    "p",
    { class: "badges" },
    h("span", { class: `accuracy a-${place.accuracy}` }, glyph(ICONS.pin), h("span", { text })),
    place.corrected ? h("span", { class: "accuracy a-own" }, glyph(ICONS.pencil), h("span", { text: words.say("corrections.badge") })) : null,
  );
}

function notice(app, place) {
  const view = app.site.views.find((each) => each.within && each.notice && app.isWithin(place, each.within));
  return view ? noticeBox(app, view) : null;
}

/** The sentence said wherever a view is entered. */
export function noticeBox(app, view) {
  return h("p", { class: "notice" }, glyph(ICONS.info), h("span", { text: app.words.of(view.notice) }));
}

function actions(app, place) {
  const { words } = app;
  const button = (icon, key, onclick, extra = {}) =>
    h("button", { type: "button", class: "button", onclick, ...extra }, glyph(ICONS[icon]), h("span", { text: words.say(key) }));
  return h(
    "div",
    { class: "actions" },
    button("driver", "panel.driver", () => app.showToDriver(place)),
    button("fit", "panel.centre", () => app.centre(place.id)),
    app.addToPlan ? button("plus", "panel.add-to-walk", () => app.addToPlan(place)) : null,
    button("link", "panel.link", () => app.copyLink()),
    app.corrections ? button("pencil", "panel.correct", () => app.corrections.edit(place)) : null,
  );
}

/** One fact: its name and what is known. */
export function row(label, ...values) {
  return [h("dt", { text: label }), h("dd", {}, ...values)];
}

function facts(app, place) {
  const { words, site } = app;
  const label = (list, id) => words.of(list.find((each) => each.id === id)?.label);
  const parent = place.within ? app.places.get(place.within) : null;
  return h(
    "dl",
    { class: "facts" },
    row(words.say("fact.kind"), words.say(`kind.${place.kind}`)),
    parent ? row(words.say("fact.within"), link(app, parent)) : [],
    place.category ? row(words.say("fact.category"), label(site.categories, place.category)) : [],
    place.locale && place.locale !== place.id ? row(words.say("fact.locale"), label(site.locales, place.locale)) : [],
    place.period ? row(words.say("fact.period"), label(site.periods, place.period)) : [],
    place.area_m2 ? row(words.say("fact.area"), area(words, place)) : [],
    row(words.say("fact.position"), h("span", { class: "figures", text: `${place.at[0].toFixed(5)}, ${place.at[1].toFixed(5)}` })),
    row(words.say("fact.source"), h("ul", { class: "sources" }, ...String(place.source).split("; ").map((each) => h("li", {}, source(words, each))))),
    row(words.say("fact.confirmed"), place.confirmed ?? words.say("fact.never")),
  );
}

function area(words, place) {
  const n = place.area_m2 < 1000 ? Math.round(place.area_m2) : Math.round(place.area_m2 / 100) * 100;
  const text = words.say("unit.m2", { n: n.toLocaleString(words.lang) });
  return place.accuracy === "schematic" ? words.say("fact.drawn", { text }) : text;
}

/** Where something comes from; what nobody has checked is marked. */
export function source(words, text) {
  const unchecked = text === UNCHECKED;
  return h("span", { class: unchecked ? "unchecked" : null, text: unchecked ? words.say("source.unchecked") : text });
}

function link(app, place) {
  return h("button", { type: "button", class: "text-link", text: app.nameOf(place), onclick: () => app.open(place.id) });
}

/** What sources say of something that has `claims`, side by side; null where there are none. */
export function claims(app, place) {
  if (!place.claims?.length) return null;
  const { words } = app;
  const groups = new Map();
  for (const claim of place.claims) groups.set(claim.property, [...(groups.get(claim.property) ?? []), claim]);
  const items = [...groups].map(([property, list]) => {
    const differ = !SIDE_BY_SIDE.includes(property) && new Set(list.map((claim) => words.of(claim.value))).size > 1;
    return h(
      "li",
      { class: differ ? "claim differ" : "claim" },
      h("p", { class: "claim-name" }, h("span", { text: words.say(`claim.${property}`) }),
        differ ? h("span", { class: "differ-mark", text: words.say("panel.differ") }) : null),
      h("ul", {}, ...list.map((claim) => h("li", {}, h("span", { class: "claim-value", text: words.of(claim.value) }), h("cite", {}, source(words, claim.source))))),
    );
  });
  return section(words.say("panel.claims"), h("ul", { class: "claims" }, ...items));
}

/** A part of a panel under its heading. */
export function section(heading, ...nodes) {
  return h("section", { class: "part" }, h("h3", { text: heading }), ...nodes);
}

function inside(app, place) {
  const within = app.childrenOf(place.id).filter((child) => child.kind !== "building" || child.rank < 5);
  if (!within.length) return null;
  const rows = within.sort((a, b) => a.rank - b.rank || (app.nameOf(a) < app.nameOf(b) ? -1 : 1)).slice(0, 30).map((child) => placeRow(app, child));
  return section(app.words.say("panel.inside"), h("ul", { class: "rows" }, ...rows));
}

function nearby(app, place) {
  const rows = app.nearest(place, NEARBY).map(([other, metres]) => {
    const way = compass(bearingDeg({ lat: place.at[0], lng: place.at[1] }, { lat: other.at[0], lng: other.at[1] }));
    return placeRow(app, other, `${app.words.metres(metres)} ${app.words.say(`compass.${way}`)}`);
  });
  if (!rows.length) return null;
  return section(app.words.say("panel.nearby"), h("p", { class: "quiet", text: app.words.say("panel.straight") }), h("ul", { class: "rows" }, ...rows));
}

/** One tappable line: plate, name in both scripts, a note. */
export function placeRow(app, place, note = null) {
  const other = app.words.lang === "ko" ? place.name.en : place.name.ko;
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "row", data: { placeId: place.id }, onclick: () => app.open(place.id) },
      thumb(app, place),
      h("span", { class: "row-text" }, h("span", { class: "row-name", text: app.nameOf(place) }), h("span", { class: "row-other", lang: app.words.lang === "ko" ? "en" : "ko", text: other ?? "" })),
      note ? h("span", { class: "row-note", text: note }) : null,
    ),
  );
}

/** A place as a small picture beside its name, which says all; a footprint has only its symbol. */
export function thumb(app, place) {
  const symbol = app.symbolOf(place);
  const picture = place.pictures?.[0];
  if (!picture || picture.stands_in) return plate(symbol?.group, symbol?.kind, "plate-small");
  return h("img", { class: "thumb", src: picture.thumb, alt: "", width: 64, height: 40, loading: "lazy", decoding: "async" });
}

/** The Korean name as large as the screen takes, to hold out to a driver. */
export function driverCard(app, place) {
  const dialog = h(
    "dialog",
    { class: "driver", "aria-label": app.words.say("panel.driver") },
    h("p", { class: "driver-name", lang: "ko", text: place.name.ko ?? place.name.en }),
    h("p", { class: "driver-other", text: [place.name.en, place.rr].filter(Boolean).join(" · ") }),
    h("button", { type: "button", class: "button primary", onclick: () => dialog.close(), text: app.words.say("sheet.close") }),
  );
  dialog.addEventListener("close", () => dialog.remove());
  closesOnBack(app.back, dialog);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** What to say of an id nobody has. */
export function unknownPlace(app, id) {
  return [h("p", { class: "notice" }, glyph(ICONS.info), h("span", { text: app.words.say("panel.unknown", { id }) }))];
}

