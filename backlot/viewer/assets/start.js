/** What the sheet shows before anything is chosen: where one is and the best places to begin. */

import { glyph, h } from "#viewer/dom.js";
import { noticeBox, placeRow } from "#viewer/panel.js";
import { ICONS } from "#viewer/symbols.js";

const MOST_PROBLEMS = 3;

/** @returns {Node[]} */
export function startPanel(app) {
  const { words, site, scene } = app;
  const view = app.view();
  const first = (view?.start ?? []).map((id) => app.places.get(id)).filter(Boolean);
  return [
    ...scene.problems.slice(0, MOST_PROBLEMS).map((problem) => h("p", { class: "notice problem", role: "alert" }, glyph(ICONS.info), h("span", { text: words.of(problem) }))),
    scene.problems.length > MOST_PROBLEMS ? h("p", { class: "quiet", text: words.say("start.more-problems", { n: scene.problems.length - MOST_PROBLEMS }) }) : null,
    h("p", { class: "lede", text: words.of(site.tagline) }),
    view?.notice ? noticeBox(app, view) : null,
    first.length ? h("h3", { text: words.say("start.heading") }) : null,
    first.length ? h("ul", { class: "rows" }, ...first.map((place) => placeRow(app, place))) : h("p", { text: words.say("start.empty") }),
    h("div", { class: "actions" }, h("button", { type: "button", class: "button", onclick: () => app.copyLink() }, glyph(ICONS.link), h("span", { text: words.say("start.link") }))),
  ].filter(Boolean);
}
