/** Make a walk of the places films are tied to, and a day that leads from a hotel to the sets. Pure. */

import { STRENGTHS } from "#viewer/films.js";
import { distanceM } from "#viewer/geo.js";
import { MAX_STOPS, newStop, newTour } from "#viewer/plan.js";

/** Nobody on a walk goes farther than this from what it is about: this project's own assumption. */
export const ON_FOOT_M = 2500;

const away = (a, b) => distanceM({ lat: a.at[0], lng: a.at[1] }, { lat: b.at[0], lng: b.at[1] });

/**
 * The places of some films, in an order one may walk them in.
 * A place that others of them lie in is left out, and so is what is too far from the surest one to walk there.
 *
 * @param {{film: object, link: {place: string, strength: string}}[]} entries
 * @param {(id: string) => object|undefined} placeOf
 * @param {?string} first the place to begin at
 * @returns {{stops: {place: object, films: object[]}[], far: object[]}}
 */
export function walkStops(entries, placeOf, first = null) {
  const byPlace = new Map();
  const sure = ({ link }) => (link.place === first ? -1 : STRENGTHS.indexOf(link.strength));
  for (const { film, link } of [...entries].sort((a, b) => sure(a) - sure(b))) {
    const place = placeOf(link.place);
    if (!place) continue;
    if (!byPlace.has(place.id)) byPlace.set(place.id, { place, films: [] });
    const { films } = byPlace.get(place.id);
    if (!films.includes(film)) films.push(film);
  }
  const all = [...byPlace.values()];
  const inner = all.filter(({ place }) => !all.some((other) => other.place !== place && isWithin(other.place, place.id, placeOf)));
  if (!inner.length) return { stops: [], far: [] };
  const near = inner.filter(({ place }) => away(inner[0].place, place) <= ON_FOOT_M);
  return { stops: inOrder(near).slice(0, MAX_STOPS), far: inner.filter((each) => !near.includes(each)).map(({ place }) => place) };
}

function isWithin(place, id, placeOf) {
  for (let at = placeOf(place.within), depth = 0; at && depth < 8; at = placeOf(at.within), depth++) if (at.id === id) return true;
  return false;
}

/** Always on to the nearest: good enough for a handful of places, and the planner can do better. */
function inOrder(stops) {
  const left = [...stops];
  const order = left.splice(0, 1);
  while (left.length) {
    const last = order.at(-1).place;
    left.sort((a, b) => away(last, a.place) - away(last, b.place));
    order.push(left.shift());
  }
  return order;
}

/**
 * A tour of such places.
 * @param {{tz: string, name: Object<string, string>, start: ?string}} how `start` is where a visit begins
 * @param {{place: object, films: object[]}[]} stops
 * @param {(film: object, code: string) => string} titleOf what a film is called in a language
 */
export function walkTour({ tz, name, start }, stops, titleOf) {
  const codes = Object.keys(name);
  return {
    ...newTour(tz), name,
    start: start && !stops.some(({ place }) => place.id === start) ? start : null,
    stops: stops.map(({ place, films }) => ({
      ...newStop(place.id),
      notes: Object.fromEntries(codes.map((code) => [code, films.map((film) => titleOf(film, code)).join("\n")])),
    })),
  };
}

/**
 * A day from a hotel to the studio and on to its sets: by bus, by the drive uphill or on foot, then on foot.
 * @param {{tz: string, name: Object<string, string>}} how
 * @param {{hotel: string, studio: string, sets: string[], drive: number, uphill: number|null}} asked minutes as they were
 *   given; `uphill` null walks
 */
export function journeyTour({ tz, name }, { hotel, studio, sets, drive, uphill }) {
  const by = (place, minutes) => ({ ...newStop(place), ride: minutes === null ? null : { mode: "bus", minutes } });
  return {
    ...newTour(tz), name, start: hotel,
    stops: [by(studio, drive), ...sets.map((set, at) => by(set, at === 0 ? uphill : null))],
  };
}

/** How a journey is known: the ride from the centre, and the one that goes on from where it ends. */
export function ridesOf(journey) {
  const rides = journey?.rides ?? [];
  const drive = rides.find(({ from }) => from === "centre") ?? rides[0] ?? null;
  return { drive, uphill: rides.find((ride) => drive && ride !== drive && ride.from === drive.to) ?? null };
}
