/** What every part about films shows alike: years, titles, strengths, sources, a film as one line. */

import { glyph, h } from "#viewer/dom.js";
import { STRENGTHS, UNRECORDED, differs, slugOf } from "#viewer/films.js";
import { source } from "#viewer/panel.js";

export const FILM_ICONS = {
  film: "M3 9H21V20H3ZM5 11V18H19V11ZM2.600 6.400L20 2L20.800 5L3.400 9.400ZM7 7.300L9.600 4.700L11.500 4.200L8.900 6.800ZM12.200 6L14.800 3.400L16.700 2.900L14.100 5.500Z",
  timeline: "M5 2H7V22H5ZM3 5.500A3 3 0 1 1 9 5.500A3 3 0 1 1 3 5.500ZM3 15A3 3 0 1 1 9 15A3 3 0 1 1 3 15ZM11.500 4.500H21V6.500H11.500ZM11.500 14H18V16H11.500Z",
  walk: "M13 2A2 2 0 1 1 12.900 2ZM9.800 8.300L12.600 7.200C13.600 6.900 14.400 7.300 14.900 8.200L15.900 10L19 11.200L18.300 13L14.500 11.600L13.700 10.300L12.900 13.600L15.300 16L16.300 21.500L14.300 21.900L13.400 17.200L10.600 14.700L9.500 18.200L6 21.800L4.600 20.400L7.700 17.200L9.800 10L8.300 10.800L7.600 13.600L5.700 13.100L6.600 9.500Z",
};

/** One year, or from when to when: 1978–81. */
export function yearText(words, year) {
  if (!year) return words.say("films.year-unknown");
  const [from, to] = [year.from, year.to].map(String);
  if (from === to) return from;
  return `${from}–${from.slice(0, 2) === to.slice(0, 2) ? to.slice(2) : to}`;
}

/** A film's title with its year, where that is known, as one says it in a language. */
export const titleIn = (film, code) => [film.title[code] ?? film.title.en, film.year ? `(${yearText(null, film.year)})` : null].filter(Boolean).join(" ");

/** The titles of a film that are not its first in this language, each once. */
export function otherTitles(words, film) {
  const own = words.of(film.title);
  const all = [film.title.ko, film.title.en, film.title["ko-Latn-RR"], film.title["ko-Latn-MR"], ...(film.alt_titles ?? [])];
  return [...new Set(all.filter((title) => title && title !== own))];
}

/** The title in the other language, null where only one is known. */
export function otherTitle(words, film) {
  const text = words.lang === "ko" ? film.title.en : film.title.ko;
  return text && text !== words.of(film.title) ? { text, lang: words.lang === "ko" ? "en" : "ko" } : null;
}

/** How surely a film belongs to a place: a sign, and what it means. */
export function strengthTag(words, strength) {
  return h("span", { class: "strength" }, strengthSign(strength), h("span", { text: words.say(`films.strength.${slugOf(strength)}`) }));
}

/** The sign alone, as on the map. */
export const strengthSign = (strength) => h("span", { class: `film-badge is-${slugOf(strength)}`, "aria-hidden": "true" }, glyph(FILM_ICONS.film));

/** Where something comes from. */
export function cite(words, text) {
  if (!text) return null;
  return h("cite", {}, text === UNRECORDED ? words.say("films.unrecorded") : source(words, text));
}

/** That sources contradict each other. */
export const differMark = (words) => h("span", { class: "differ-mark", text: words.say("panel.differ") });

/** One tappable film: year, titles, a note. */
export function filmRow(app, film, note = null) {
  const { words } = app;
  const other = otherTitle(words, film);
  const people = (film.directors ?? []).map(({ name }) => words.of(name)).join(", ");
  return h("li", {},
    h("button", { type: "button", class: "film-row", data: { filmId: film.id }, onclick: () => app.openFilm(film.id) },
      h("span", { class: `film-year${film.year ? "" : " is-unknown"}` },
        h("span", { "aria-hidden": film.year ? null : "true", text: film.year ? yearText(words, film.year) : "?" }),
        film.year ? null : h("span", { class: "visually-hidden", text: words.say("films.year-unknown") }),
        differs(film, "year") ? h("span", { class: "film-or", text: words.say("films.year-differs") }) : null),
      h("span", { class: "film-names" },
        h("span", { class: "film-title", text: words.of(film.title) }),
        other ? h("span", { class: "film-other", lang: other.lang, text: other.text }) : null,
        people ? h("span", { class: "film-people", text: people }) : null,
        note)));
}

/** The surest strength among links, for a row. */
export const surest = (links) => STRENGTHS.find((each) => links.some(({ strength }) => strength === each));
