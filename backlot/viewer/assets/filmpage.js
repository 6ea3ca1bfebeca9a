/** A film's own page: what is known of it, what is not, who says so, and its places on the map. */

import { clipStillButton } from "#viewer/clipstill.js";
import { glyph, h } from "#viewer/dom.js";
import { STRENGTHS, differs } from "#viewer/films.js";
import { FILM_ICONS, cite, differMark, filmRow, otherTitles, strengthTag, yearText } from "#viewer/filmparts.js";
import { claims, placeRow, row, section } from "#viewer/panel.js";
import { ICONS } from "#viewer/symbols.js";

/**
 * All nodes of a film's page but its title.
 * @param {object} app
 * @param {object} film
 * @param {{walk: ?(() => void), far: object[], fit: ?(() => void)}} acts `walk` makes a walk of its places, null where
 *   there is none to make; `far` are the places that are no part of it; `fit` brings its places into view
 */
export function filmNodes(app, film, { walk, far, fit }) {
  const { words } = app;
  return [
    names(words, film),
    walk || fit ? actions(app, { walk, far, fit }) : null,
    synopsis(words, film),
    facts(words, film),
    places(app, film),
    claims(app, film),
  ].filter(Boolean);
}

function names(words, film) {
  const others = otherTitles(words, film);
  if (!others.length) return null;
  const [first, ...rest] = others;
  return h("div", { class: "names" },
    h("p", { class: "other-name", lang: words.lang === "ko" ? "en" : film.title.ko ? "ko" : "en", text: first }),
    rest.length ? h("p", { class: "say", text: rest.join(" · ") }) : null);
}

function actions(app, { walk, far, fit }) {
  const { words } = app;
  const button = (icon, key, act, look = "") => h("button", { type: "button", class: `button ${look}`, onclick: act }, glyph(icon), h("span", { text: words.say(key) }));
  return h("div", { class: "film-acts" },
    h("div", { class: "actions" },
      walk ? button(FILM_ICONS.walk, "films.walk", walk, "primary") : null,
      fit ? button(ICONS.fit, "films.on-map", fit) : null,
      button(ICONS.link, "panel.link", () => app.copyLink())),
    walk && far.length ? h("p", { class: "quiet", text: words.say("films.walk-far", { names: far.map(app.nameOf).join(", ") }) }) : null);
}

function synopsis(words, film) {
  const text = words.of(film.synopsis);
  if (!text) return h("p", { class: "quiet film-none", text: words.say("films.no-synopsis") });
  return h("div", { class: "film-synopsis" }, h("p", { class: "lede", text }), cite(words, film.synopsis_source));
}

function facts(words, film) {
  const unknown = () => h("span", { class: "film-unknown", text: words.say("films.unknown") });
  const list = (entries, textOf) => (entries?.length ? h("ul", { class: "film-list" }, ...entries.map((each) => h("li", {}, h("span", { text: textOf(each) }), cite(words, each.source)))) : unknown());
  const mark = (property) => (differs(film, property) ? differMark(words) : null);
  return h("dl", { class: "facts" },
    row(words.say("films.fact.kind"), words.say(`films.kind.${film.kind}`)),
    row(words.say("films.fact.year"), film.year ? h("span", { class: "figures", text: yearText(words, film.year) }) : unknown(), mark("year")),
    row(words.say("films.fact.director"), list(film.directors, ({ name }) => words.of(name)), mark("director")),
    row(words.say("films.fact.studio"), list(film.studios, ({ name }) => words.of(name)), mark("studio")),
    row(words.say("films.fact.award"), list(film.awards, (award) => [words.of(award.name), award.year].filter(Boolean).join(", "))),
    row(words.say("fact.source"), cite(words, film.source) ?? unknown()),
  );
}

function places(app, film) {
  const { words } = app;
  const links = [...(film.links ?? [])].filter(({ place }) => app.places.has(place)).sort((a, b) => STRENGTHS.indexOf(a.strength) - STRENGTHS.indexOf(b.strength));
  if (!links.length) return section(words.say("films.places"), h("p", { class: "quiet", text: words.say("films.no-places") }));
  const item = (link) => {
    const node = placeRow(app, app.places.get(link.place));
    node.append(h("div", { class: "film-link" }, strengthTag(words, link.strength), words.of(link.note) ? h("p", { text: words.of(link.note) }) : null, cite(words, link.source)));
    return node;
  };
  return section(words.say("films.places"), h("ul", { class: "rows film-places" }, ...links.map(item)));
}

/** In the panel of a place: the films tied to it, and what there is to do with them; null where there are none. */
export function filmsOfPlace(app, place) {
  const entries = app.films?.ofPlace.get(place.id) ?? [];
  if (!entries.length) return null;
  const { words } = app;
  const walk = app.filmWalk({ place });
  return h("section", { class: "part place-films" },
    h("h3", { text: words.say("films.of-place") }),
    h("ul", { class: "film-rows" }, ...entries.map(({ film, link }) => filmRow(app, film, strengthTag(words, link.strength)))),
    walk ? h("button", { type: "button", class: "button film-walk-here", onclick: walk.take }, glyph(FILM_ICONS.walk), h("span", { text: words.say("films.walk-of-place") })) : null,
    clipStillButton(app, place));
}

/** In the panel of a spot: what is painted or written there. */
export function signsOfPlace(app, place) {
  const signs = (app.scene.films?.signs ?? []).filter((sign) => sign.place === place.id);
  if (!signs.length) return null;
  return section(app.words.say("films.signs-of-place"), ...signs.map((sign) => signNode(app, sign)));
}

/** What a sign says, what that means, what it is for, and whether it is still there. */
export function signNode(app, sign, { withPlace = false } = {}) {
  const { words } = app;
  const place = withPlace ? app.places.get(sign.place) : null;
  const unknown = (key) => h("span", { class: "film-unknown", text: words.say(key) });
  const wording = sign.wording ?? [];
  const status = { "seen until 2021": "seen", "being removed in 2021": "removed" }[sign.status] ?? "unknown";
  return h("article", { class: "film-sign" },
    place ? h("h3", { text: app.nameOf(place) }) : null,
    wording.length
      ? h("div", { class: "sign-wordings" }, ...wording.map((each) => h("p", { class: "sign-wording" }, h("q", { lang: each.lang, text: each.text }), cite(words, each.source))))
      : h("p", { class: "sign-wording is-unknown" }, unknown("films.sign.no-wording")),
    h("dl", { class: "facts" },
      row(words.say("films.sign.means"), words.of(sign.translation) || unknown(wording.length ? "films.sign.no-translation" : "films.unknown")),
      row(words.say("films.sign.for"), words.of(sign.advertises) || unknown("films.unknown")),
      row(words.say("films.sign.status"), words.say(`films.status.${status}`)),
      row(words.say("fact.source"), cite(words, sign.source) ?? unknown("films.unknown"))),
    place ? h("ul", { class: "rows" }, placeRow(app, place)) : null);
}
