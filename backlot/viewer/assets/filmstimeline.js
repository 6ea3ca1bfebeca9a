/** The timeline: the studio's own history on one side of the years, its films on the other. */

import { h } from "#viewer/dom.js";
import { differs, timelineOf } from "#viewer/films.js";
import { cite, differMark, otherTitle, yearText } from "#viewer/filmparts.js";

/** @returns {Node[]} */
export function timelineNodes(app) {
  const { words, scene, films } = app;
  const decades = timelineOf(scene.films.history ?? [], films.films);
  if (!decades.length) return [h("p", { class: "quiet", text: words.say("films.no-timeline") })];
  const jump = ({ decade }) => h("a", { href: `#films-${decade}`, text: decade === null ? "?" : String(decade), "aria-label": decade === null ? words.say("films.year-unknown") : decadeText(words, decade), onclick: (event) => {
    event.preventDefault();
    document.getElementById(`films-${decade}`).scrollIntoView({ block: "start" });
  } });
  return [
    h("nav", { class: "timeline-jumps", "aria-label": words.say("films.decades") }, ...decades.map(jump)),
    h("p", { class: "timeline-sides", "aria-hidden": "true" }, h("span", { text: words.say("films.side.history") }), h("span", { text: words.say("films.side.films") })),
    h("ol", { class: "timeline" }, ...decades.map((decade) => decadeNode(app, decade))),
  ];
}

const decadeText = (words, decade) => words.say("films.decade", { n: decade });

function decadeNode(app, { decade, years }) {
  const { words } = app;
  return h("li", { class: "timeline-decade", id: `films-${decade}` },
    h("h3", { text: decade === null ? words.say("films.year-unknown") : decadeText(words, decade) }),
    years.length ? h("ol", { class: "timeline-years" }, ...years.map((year) => yearNode(app, year))) : h("p", { class: "quiet timeline-empty", text: words.say("films.nothing-known") }));
}

function yearNode(app, { year, history, films }) {
  return h("li", { class: `timeline-year${history.length ? " has-history" : ""}${films.length ? " has-films" : ""}` },
    h("p", { class: "timeline-when", text: year === null ? "?" : String(year), "aria-hidden": year === null ? "true" : null }),
    history.length ? h("ul", { class: "timeline-history" }, ...history.map((each) => event(app, each))) : null,
    films.length ? h("ul", { class: "timeline-films" }, ...films.map((film) => ticket(app, film))) : null);
}

/** Something that happened to the studio; a conflict stands below it, never hidden. */
function event(app, { year, text, source, claims = [] }) {
  const { words } = app;
  const several = new Set(claims.map(({ value }) => words.of(value))).size > 1;
  return h("li", {},
    h("p", {}, year && year.from !== year.to ? h("b", { class: "figures", text: `${yearText(words, year)} ` }) : null, h("span", { text: words.of(text) })),
    claims.length ? h("ul", { class: "timeline-claims" }, several ? h("li", {}, differMark(words)) : null, ...claims.map((claim) => h("li", {}, h("span", { text: words.of(claim.value) }), cite(words, claim.source)))) : null,
    isTold(source, claims) ? null : cite(words, source));
}

/** Whether every source of an event stands beside one of its claims already. */
const isTold = (source, claims) => String(source).split("; ").every((part) => claims.some((claim) => claim.source.split("; ").includes(part)));

function ticket(app, film) {
  const { words } = app;
  const other = otherTitle(words, film);
  const isSpan = film.year && film.year.from !== film.year.to;
  return h("li", {},
    h("button", { type: "button", class: "timeline-film", data: { filmId: film.id }, onclick: () => app.openFilm(film.id) },
      h("span", { class: "film-title", text: words.of(film.title) }),
      other ? h("span", { class: "film-other", lang: other.lang, text: other.text }) : null,
      isSpan ? h("span", { class: "film-or", text: [yearText(words, film.year), differs(film, "year") ? words.say("films.year-differs") : null].filter(Boolean).join(", ") }) : null));
}
