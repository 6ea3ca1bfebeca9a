/**
 * What a tour lacks before it is presented: said before the start, not in front of the group. Pure.
 */

import { NEEDS } from "#viewer/pace.js";
import { minutesText, reasonText } from "#viewer/plantext.js";

/** How grave a finding is, the gravest first: something will not work, something is missing, something to know. */
export const GRADES = ["wrong", "missing", "note"];

/**
 * @typedef {{code: string, values: object, grade: "wrong"|"missing"|"note"}} Finding
 *   `values` may have `number` and `id` of the stop, `from` (id), `language`, `numbers` of several stops, `need`,
 *   `length_m`, `reason` (of a leg), `late_s`, `n`
 */

/**
 * Look a tour over.
 * @param {object} tour
 * @param {Map<string, object>} places with their `pictures`
 * @param {?object} planner of itinerary.js; null where there is no network
 * @param {string[]} languages the guests may choose
 * @returns {Finding[]} the gravest first, else in the order of the tour
 */
export function checkTour(tour, places, planner, languages) {
  if (!tour.stops.length) return [finding("no-stops", {}, "wrong")];
  const found = [
    ...unknownPlaces(tour, places),
    ...wayFindings(tour, places, planner),
    ...tour.stops.flatMap((stop, at) => pictureFindings(stop, at + 1, places.get(stop.id))),
    ...noteFindings(tour, languages),
    ...tour.needs.filter((need) => !NEEDS.includes(need)).map((need) => finding("need-not-known", { need }, "missing")),
    ...(tour.depart ? [] : [finding("no-depart", {}, "missing")]),
    ...(tour.back_by ? [] : [finding("no-back-by", {}, "missing")]),
  ];
  return GRADES.flatMap((grade) => found.filter((each) => each.grade === grade));
}

/** Addresses of the pictures a tour needs, each once, in the order of the tour. */
export function picturesOf(tour, places) {
  const pictures = tour.stops.flatMap((stop) => places.get(stop.id)?.pictures ?? []);
  return [...new Set(pictures.flatMap(addressesOf))];
}

/** A finding as a sentence. */
export function findingText(words, { code, values }, nameOf) {
  const { need, reason, language, numbers = [], length_m = 0, late_s = 0 } = values;
  return words.say(`present.check.${code}`, {
    ...values,
    name: values.id ? nameOf(values.id) : "",
    from: values.from ? nameOf(values.from) : "",
    why: reason ? reasonText(words, reason, nameOf) : "",
    need: need ? words.say(NEEDS.includes(need) ? `plan.need.${need}` : need) : "",
    language: language ? words.say(`language.${language}`) : "",
    numbers: numbers.join(", "),
    length: words.metres(length_m),
    time: minutesText(words, Math.ceil(late_s / 60)),
  });
}

/** What a picture is shown by: the size of a stop, the small one of the overview, and of a panorama the one to turn in. */
function addressesOf(picture) {
  const wide = picture.kind === "panorama" ? picture.wide ?? picture.full : null;
  return [picture.stop ?? picture.full, picture.thumb, wide].filter(Boolean);
}

const finding = (code, values, grade) => ({ code, values, grade });

function unknownPlaces(tour, places) {
  const stops = tour.stops.map((stop, at) => ({ id: stop.id, number: at + 1 })).filter(({ id }) => !places.has(id));
  const ends = ["start", "end"].filter((end) => tour[end] && !places.has(tour[end]));
  return [
    ...stops.map((values) => finding("unknown-place", values, "wrong")),
    ...ends.map((end) => finding(`unknown-${end}`, { id: tour[end] }, "wrong")),
  ];
}

function pictureFindings(stop, number, place) {
  if (!place) return [];
  const values = { number, id: stop.id };
  const pictures = place.pictures ?? [];
  const lost = Math.max(pictures[0]?.missing ?? 0, pictures.filter((picture) => !addressesOf(picture).length).length);
  if (lost) return [finding("picture-lost", { ...values, n: lost }, "missing")];
  if (!pictures.length) return [finding("no-picture", values, "missing")];
  return pictures.every((picture) => picture.stands_in) ? [finding("stand-in", values, "note")] : [];
}

/** Stops nobody says anything at, and stops whose notes lack a language. */
function noteFindings(tour, languages) {
  const silent = numbersOf(tour, (stop) => !languages.some((code) => hasNotes(stop, code)));
  const found = silent.length ? [finding("no-notes", { numbers: silent }, "missing")] : [];
  for (const language of languages) {
    const numbers = numbersOf(tour, (stop) => !hasNotes(stop, language)).filter((number) => !silent.includes(number));
    if (numbers.length) found.push(finding("notes-missing", { language, numbers }, "missing"));
  }
  return found;
}

const hasNotes = (stop, language) => Boolean(stop.notes[language]?.trim());
const numbersOf = (tour, rule) => tour.stops.map((stop, at) => (rule(stop) ? at + 1 : null)).filter((number) => number !== null);

/** Legs one cannot go or whose fitness nobody knows, and times that cannot be kept. */
function wayFindings(tour, places, planner) {
  if (!planner) return [finding("no-network", {}, "missing")];
  const { legs, timetable } = planner.plan(tour);
  const known = (leg) => places.has(leg.from) && places.has(leg.to);
  return [
    ...legs.filter((leg) => !leg.ok && known(leg)).map((leg) => finding("unreachable", { ...towards(leg), reason: leg.reason }, "wrong")),
    ...timeFindings(tour, timetable),
    ...NEEDS.map((need) => doubtOf(need, legs)).filter(Boolean),
    ...timetable.stops.map((stop, at) => ({ stop, at })).filter(({ stop }) => stop.breaks.includes("closed"))
      .map(({ stop, at }) => finding("closed", { number: at + 1, id: stop.id }, "note")),
  ];
}

/** Where a leg leads; the end has no number. */
const towards = (leg) => ({ number: leg.stop === null ? null : leg.stop + 1, id: leg.to, from: leg.from });

function timeFindings(tour, timetable) {
  const shut = timetable.stops.map((stop, at) => ({ stop, at })).filter(({ stop }) => stop.breaks.includes("after-hours"));
  const found = shut.map(({ stop, at }) => finding("after-hours", { number: at + 1, id: stop.id }, "wrong"));
  // without a way to somewhere the slack is not known
  if (timetable.slack_s !== null && timetable.slack_s < 0) found.push(finding("late", { late_s: -timetable.slack_s }, "wrong"));
  return found;
}

/** A need of the group of which parts of the way are not known to meet it. */
function doubtOf(need, legs) {
  const doubtful = legs.filter((leg) => leg.ok && (leg.unknown?.[need] ?? 0) > 0);
  if (!doubtful.length) return null;
  return finding("need-unknown", { need, length_m: doubtful.reduce((sum, leg) => sum + leg.unknown[need], 0) }, "note");
}
