/** Choose places oneself, to present them without planning a walk: a tour of nothing but its stops. */

import { encodeTour } from "#viewer/compact.js";
import { glyph, h, put } from "#viewer/dom.js";
import { setText } from "#viewer/patch.js";
import { makePlaceField } from "#viewer/placefield.js";
import { MAX_STOPS, newTour, withMoved, withStop, withoutStop } from "#viewer/plan.js";
import { PLAN_ICONS } from "#viewer/planicons.js";

export const PLACES = "backlot.places";
/** As long as the name of a tour may be. */
const NAME_CHARS = 120;

/** The places chosen before, as a tour; null where nothing is kept that can be read. */
export function keptPlaces(storage) {
  try {
    const tour = JSON.parse(storage.getItem(PLACES));
    return tour?.stops?.length && !encodeTour(tour).problem ? tour : null;
  } catch {
    // storage may be forbidden, or hold somebody else's text
    return null;
  }
}

/** What a selection is called, in every language its first and last place have a name in. Pure. */
export function nameOfPlaces(first, last) {
  const codes = Object.keys(first.name).filter((code) => code in last.name);
  const both = (code) => `${first.name[code]} – ${last.name[code]}`;
  return Object.fromEntries(codes.map((code) => [code, first === last || both(code).length > NAME_CHARS ? first.name[code] : both(code)]));
}

/**
 * @param {object} app
 * @param {{storage: Storage, newId: () => string, take: (tour: object) => void, changed?: () => void}} how `take` gets the
 *   tour when somebody wants to present it
 * @returns {{root: HTMLElement, draw: () => void, tour: object}}
 */
export function makePick(app, { storage, newId, take, changed = () => {} }) {
  const { words, site } = app;
  let tour = keptPlaces(storage) ?? { ...newTour(site.tz, newId()), depart: null };
  const field = makePlaceField(app, { id: "pick-place", take: (id) => id && change(withStop(tour, id)), noteOf });
  const list = h("ol", { class: "pick-list" });
  const said = h("p", { class: "visually-hidden", role: "status" });
  const go = h("button", { type: "button", class: "button primary", onclick: () => take(tour) });
  const root = h("section", { class: "pick-places" }, field.root, list, go, said);

  let made = "";

  const placeOf = (id) => app.places.get(id) ?? null;
  const nameOf = (id) => (placeOf(id) ? app.nameOf(placeOf(id)) : id);

  function noteOf(place) {
    if (tour.stops.some((stop) => stop.id === place.id)) return words.say("pick.has");
    return tour.stops.length >= MAX_STOPS ? words.say("pick.full", { n: MAX_STOPS }) : null;
  }

  function change(next) {
    tour = { ...next, name: named(next.stops) };
    keep();
    draw();
    changed();
  }

  function named(stops) {
    const known = stops.map((stop) => placeOf(stop.id)).filter(Boolean);
    return known.length ? nameOfPlaces(known[0], known.at(-1)) : {};
  }

  function keep() {
    try {
      storage.setItem(PLACES, JSON.stringify(tour));
    } catch {
      // storage may be forbidden or full; then the choice lasts as long as the page
    }
  }

  function move(from, by) {
    const { id } = tour.stops[from];
    change(withMoved(tour, from, from + by));
    // the button pressed goes along with its place; at an end the other one takes over
    const [up, down] = list.children[from + by].querySelectorAll("button");
    const [pressed, other] = by < 0 ? [up, down] : [down, up];
    (pressed.disabled ? other : pressed).focus();
    setText(said, words.say("plan.move.dropped", { name: nameOf(id), n: from + by + 1, count: tour.stops.length }));
  }

  function remove(at) {
    const name = nameOf(tour.stops[at].id);
    change(withoutStop(tour, at));
    (list.children[Math.min(at, list.children.length - 1)]?.querySelector(".pick-remove") ?? field.input).focus();
    setText(said, words.say("pick.removed", { name }));
  }

  function row({ id }, at) {
    const name = nameOf(id);
    const tool = (icon, key, act, extra = {}) => h("button", { type: "button", class: "icon-button flat", "aria-label": words.say(key, { name }), title: words.say(key, { name }), onclick: act, ...extra }, glyph(icon));
    return h("li", { class: "pick-row" }, h("span", { class: "pick-number", text: String(at + 1) }), h("span", { class: "pick-name", dir: "auto", text: name }),
      tool(PLAN_ICONS.up, "pick.earlier", () => move(at, -1), { disabled: at === 0 }),
      tool(PLAN_ICONS.down, "pick.later", () => move(at, 1), { disabled: at === tour.stops.length - 1 }),
      tool(PLAN_ICONS.bin, "plan.remove", () => remove(at), { class: "icon-button flat pick-remove" }));
  }

  function draw() {
    field.draw({ label: words.say("pick.add"), placeholder: words.say("pick.search") });
    const key = [words.lang, ...tour.stops.map((stop) => stop.id)].join(" ");
    // drawn anew while pictures load, it would take the focus from the buttons
    if (key !== made) put(list, ...tour.stops.map(row));
    made = key;
    setText(go, words.say("pick.go", { n: tour.stops.length }));
    go.disabled = !tour.stops.length;
  }

  draw();
  return {
    root, draw,
    get tour() {
      return tour;
    },
  };
}
