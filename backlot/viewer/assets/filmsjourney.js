/**
 * The journey there: from a hotel to the studio and on to its sets, as a plan of bus, drive and walk.
 * Minutes that a source gives are put in; those that none gives are asked for, never made up.
 */

import { glyph, h, put } from "#viewer/dom.js";
import { studioOf } from "#viewer/films.js";
import { cite } from "#viewer/filmparts.js";
import { journeyTour, ridesOf } from "#viewer/filmwalk.js";
import { distanceM } from "#viewer/geo.js";
import { setAttr, setText } from "#viewer/patch.js";
import { numberOf } from "#viewer/stepper.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { makeWords } from "#viewer/words.js";

const HOTEL = "hotel";
const MOST_MINUTES = 1440;

/** The longest of published minutes; null where none are. */
export const longest = (ride) => ride?.minutes?.to ?? null;

/**
 * @param {object} app
 * @param {{hotel?: string, sets?: string[], drive?: string, uphill?: string, walks?: boolean}} asked filled as one goes
 * @returns {HTMLElement|null} null where there is no hotel or no studio to get to
 */
export function journeyNode(app, asked) {
  const { words, scene } = app;
  const studio = studioOf(app);
  const hotels = [...app.places.values()].filter(({ category }) => category === HOTEL).sort((a, b) => (app.nameOf(a) < app.nameOf(b) ? -1 : 1));
  if (!studio || !hotels.length) return null;
  const { drive, uphill } = ridesOf(scene.films.journey);
  const arrival = app.places.get(drive?.to) ?? studio;
  const sets = app.childrenOf(studio.id).filter(({ kind }) => kind === "set").sort((a, b) => Number(b.id === uphill?.to) - Number(a.id === uphill?.to) || (app.nameOf(a) < app.nameOf(b) ? -1 : 1));
  asked.hotel ??= hotels[0].id;
  asked.sets ??= sets.length ? [sets[0].id] : [];
  asked.drive ??= longest(drive) === null ? "" : String(longest(drive));
  asked.uphill ??= longest(uphill) === null ? "" : String(longest(uphill));
  asked.walks ??= false;

  const away = h("p", { class: "journey-away" });
  const missing = h("p", { class: "journey-missing", role: "status" });
  const make = app.takeTour ? h("button", { type: "button", class: "button primary journey-make", onclick: plan }, glyph(PLAN_ICONS.order), h("span", { text: words.say("films.journey.make") })) : null;
  const hotel = h("select", { id: "journey-hotel", onchange: () => { asked.hotel = hotel.value; draw(); } }, ...hotels.map((each) => h("option", { value: each.id, text: app.nameOf(each) })));
  hotel.value = asked.hotel;
  const byBus = minutesField("drive", words.say("films.journey.drive", { name: app.nameOf(arrival) }), drive, "films.journey.drive-note");
  const up = minutesField("uphill", words.say("films.journey.uphill"), uphill, "films.journey.uphill-note");
  const modes = ["bus", "walk"].map((mode) => h("button", { type: "button", data: { mode }, text: words.say(`plan.mode.${mode}`), onclick: () => { asked.walks = mode === "walk"; draw(); } }));
  const choice = h("div", { class: "segmented journey-modes", role: "group", "aria-label": words.say("films.journey.uphill") }, ...modes);
  const boxes = sets.map((set) => h("label", { class: "switch" }, h("input", { type: "checkbox", checked: asked.sets.includes(set.id) || null, onchange: (event) => tick(set.id, event.target.checked) }), h("span", { class: "switch-name", text: app.nameOf(set) })));

  /** A field of minutes: with what is published beside it, or empty and asked for. */
  function minutesField(name, label, ride, key) {
    const input = h("input", { id: `journey-${name}`, inputmode: "decimal", autocomplete: "off", value: asked[name], oninput: () => { asked[name] = input.value; draw(); } });
    const { from, to } = ride?.minutes ?? {};
    const note = ride?.minutes ? words.say(key, { from, to }) : words.say("films.journey.ask");
    return h("div", { class: "journey-leg" }, glyph(PLAN_ICONS.bus),
      h("label", { class: "field", for: `journey-${name}` }, h("span", { text: label }), h("span", { class: "journey-minutes" }, input, h("span", { text: words.say("plan.unit.min") }))),
      h("p", { class: "quiet" }, note, " ", cite(words, ride?.source)));
  }

  function tick(id, on) {
    asked.sets = sets.map((set) => set.id).filter((each) => (each === id ? on : asked.sets.includes(each)));
    draw();
  }

  /** What is still to be said before it is a plan; null when nothing is. */
  function lacks() {
    if (minutesOf(asked.drive) === null) return "films.journey.need-drive";
    if (!asked.sets.length) return "films.journey.need-set";
    return asked.walks || minutesOf(asked.uphill) !== null ? null : "films.journey.need-uphill";
  }

  function plan() {
    if (lacks()) return void put(missing, words.say(lacks()));
    const name = Object.fromEntries(app.languages.map((code) => {
      const of = (place) => place.name[code] ?? place.name.en;
      return [code, makeWords(scene.words, code).say("films.journey.name", { from: of(app.places.get(asked.hotel)), to: of(studio) })];
    }));
    const minutes = { drive: minutesOf(asked.drive), uphill: asked.walks ? null : minutesOf(asked.uphill) };
    app.takeTour(journeyTour({ tz: app.site.tz, name }, { hotel: asked.hotel, studio: arrival.id, sets: asked.sets, ...minutes }));
  }

  function draw() {
    const from = app.places.get(asked.hotel);
    const metres = distanceM({ lat: from.at[0], lng: from.at[1] }, { lat: studio.at[0], lng: studio.at[1] });
    setText(away, words.say("films.journey.away", { from: app.nameOf(from), to: app.nameOf(studio), distance: words.metres(metres) }));
    for (const button of modes) setAttr(button, "aria-pressed", String(asked.walks === (button.dataset.mode === "walk")));
    up.hidden = asked.walks;
    setText(missing, lacks() ? words.say(lacks()) : "");
    if (make) setAttr(make, "aria-disabled", lacks() ? "true" : null);
  }

  draw();
  return h("section", { class: "part films-journey" },
    h("h3", { text: words.say("films.journey.title") }),
    h("label", { class: "field" }, h("span", { text: words.say("films.journey.from") }), hotel),
    away,
    distances(app),
    byBus,
    h("p", { class: "films-label", text: words.say("films.journey.then") }), choice, up,
    h("fieldset", { class: "journey-sets" }, h("legend", { text: words.say("films.journey.sets") }), ...boxes),
    missing, make);
}

/** What sources say of distance and drive, side by side. */
function distances(app) {
  const { words, scene } = app;
  const said = scene.films.journey?.claims ?? [];
  if (!said.length) return null;
  return h("ul", { class: "journey-claims" }, ...said.map((claim) => h("li", {}, h("b", { text: words.say(`claim.${claim.property}`) }), " ", h("span", { text: words.of(claim.value) }), cite(words, claim.source))));
}

function minutesOf(text) {
  const value = numberOf(text);
  return value === null || value > MOST_MINUTES ? null : value;
}
