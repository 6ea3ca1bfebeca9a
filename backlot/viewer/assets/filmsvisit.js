/** What a visitor needs to know: how to get there, the festival, and what is asked most. */

import { h } from "#viewer/dom.js";
import { cite } from "#viewer/filmparts.js";
import { studioOf } from "#viewer/films.js";
import { journeyNode } from "#viewer/filmsjourney.js";
import { distanceM } from "#viewer/geo.js";
import { claims, placeRow, section } from "#viewer/panel.js";

/**
 * @param {object} app
 * @param {object} asked what was asked of the journey, kept while the panel lives
 * @returns {Node[]}
 */
export function visitNodes(app, asked) {
  const { festival = null, practical = [] } = app.scene.films;
  return [journeyNode(app, asked), festival ? festivalNode(app, festival) : null, ...practical.map((each) => practicalNode(app, each))].filter(Boolean);
}

function festivalNode(app, festival) {
  const { words } = app;
  return h("section", { class: "part films-festival" },
    h("h3", { text: words.of(festival.name) }),
    h("p", { class: "films-text", text: words.of(festival.text) }),
    words.of(festival.when) ? h("p", { class: "films-when" }, h("b", { text: words.say("films.festival.when") }), " ", words.of(festival.when)) : null,
    cite(words, festival.source),
    festival.venues?.length ? h("h4", { text: words.say("films.festival.venues") }) : null,
    h("ul", { class: "rows films-venues" }, ...(festival.venues ?? []).map((venue) => venueNode(app, venue))));
}

/** A venue: on the map where its place is known, and how far from the studio that is. */
function venueNode(app, venue) {
  const { words } = app;
  const place = app.places.get(app.formerOf(venue.place));
  const studio = studioOf(app);
  const metres = place && studio ? distanceM({ lat: place.at[0], lng: place.at[1] }, { lat: studio.at[0], lng: studio.at[1] }) : null;
  const node = place ? placeRow(app, place) : h("li", {}, h("p", { class: "venue-name", text: words.of(venue.name) }));
  node.append(h("div", { class: "film-link" },
    metres === null
      ? h("p", { class: "film-unknown", text: words.say("films.festival.no-place") })
      : h("p", { text: words.say("films.festival.away", { distance: words.metres(metres), name: app.nameOf(studio) }) }),
    words.of(venue.text) ? h("p", { text: words.of(venue.text) }) : null,
    cite(words, venue.source)));
  return node;
}

function practicalNode(app, each) {
  const { words } = app;
  const node = section(words.of(each.title), h("p", { class: "films-text", text: words.of(each.text) }), cite(words, each.source));
  node.dataset.topic = each.topic;
  const said = claims(app, each);
  if (said) node.append(said);
  return node;
}
