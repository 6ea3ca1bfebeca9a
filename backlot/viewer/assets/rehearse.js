/**
 * Rehearsing a tour: how long one spoke at each stop beside what the plan gives it. Pure.
 *
 * A stay that follows from the notes is made of talk, photographs and gathering; what one spoke at home takes the
 * place of the talk alone, for nobody photographs at home. A stay that somebody has set is compared, and replaced,
 * as a whole. A break after the visit is no part of either.
 */

import { withChange } from "#viewer/plan.js";
import { WORDS_PER_MIN, dwellOf } from "#viewer/timetable.js";

/** Words as the timetable counts them: what stands between spaces. */
export const wordsIn = (text) => text.split(/\s+/u).filter(Boolean).length;

/** Seconds it takes to say a text. */
export const readingSeconds = (text, wordsPerMin = WORDS_PER_MIN) => Math.floor((wordsIn(text) * 60) / wordsPerMin + 0.5);

/**
 * What the plan gives each stop, what one spoke, and the stay to keep.
 * @param {object} tour
 * @param {Object<number, number>} spoken seconds by index of the stop
 * @param {string[]} languages of the site, the first one first: the plan's talk is counted in the first with notes
 * @returns {{index: number, id: string, planned_s: number, spoken_s: ?number, reading_s: Object<string, number>,
 *   over_s: ?number, keep_min: ?number}[]} what was not spoken at has null; `over_s` is below 0 where time was left
 */
export function comparison(tour, spoken, languages) {
  return tour.stops.map((stop, index) => {
    const plan = plannedOf(stop, tour, languages);
    const spoken_s = spoken[index] ?? null;
    return {
      index,
      id: stop.id,
      planned_s: plan.talk_s,
      spoken_s,
      reading_s: Object.fromEntries(Object.entries(stop.notes).map(([language, text]) => [language, readingSeconds(text)])),
      over_s: spoken_s === null ? null : Math.round(spoken_s) - plan.talk_s,
      keep_min: spoken_s === null ? null : wholeMinutes(spoken_s + plan.rest_s),
    };
  });
}

/** The sums of a comparison, over the stops one has spoken at. */
export function totals(rows) {
  const spoken = rows.filter((row) => row.spoken_s !== null);
  const sum = (name) => spoken.reduce((total, row) => total + row[name], 0);
  return { stops: spoken.length, planned_s: sum("planned_s"), spoken_s: Math.round(sum("spoken_s")), over_s: sum("over_s") };
}

/** The tour with the measured times as its stays, at all stops one has spoken at or at some of them. */
export function withMeasured(tour, spoken, languages, indices = tour.stops.keys()) {
  const chosen = new Set(indices);
  return comparison(tour, spoken, languages)
    .filter((row) => row.keep_min !== null && chosen.has(row.index))
    .reduce((changed, row) => withChange(changed, row.index, { dwell_min: row.keep_min }), tour);
}

/** Whole minutes, at least one: a plan is made of such. */
export const wholeMinutes = (seconds) => Math.max(1, Math.round(seconds / 60));

/** What the plan gives a stop to talk, and what it gives it besides. */
function plannedOf(stop, tour, languages) {
  const code = [...languages, ...Object.keys(stop.notes)].find((each) => each in stop.notes);
  const dwell = dwellOf({ ...stop, words: wordsIn(stop.notes[code] ?? "") }, tour.group_size);
  return { talk_s: dwell.talk + dwell.set, rest_s: dwell.photo + dwell.gather };
}
