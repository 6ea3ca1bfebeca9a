/**
 * The run: a tour while it is presented. Pure: a run is plain JSON and is never changed in place, so that what was
 * kept before a reload is the whole of it.
 *
 * Members, beside the tour: `made`, when it was made; `at`, the index of the stop shown, -1 before the first; `begun`
 * and `ended`, ISO times or null; `since`, when the stop shown came up; `arrived` and `left`, ISO times by index of the
 * stop; `seen`, `skipped` and `cuts` (dropped to save time), indices; `heads`, counted people by index (-1: at the
 * start) of `expected`; `privates`, the guide's own notes by index; `back_by`, `closed`, `rain`; `shortened`, minutes
 * by index; `leaving`, the end of the countdown; `locked`, `black`, `turned`; `auto` {on, every_s}; `size` of the
 * text; `picture`, the id of another picture than the stop's first; `rehearsal`, seconds spoken by index, else null.
 *
 * A time of a run is told on the tour's own clock, in seconds since midnight of the day it departs, as the timetable
 * does; in a rehearsal that clock is set to the departure when the tour begins.
 */

import { encodeTour } from "#viewer/compact.js";
import { seconds } from "#viewer/itinerary.js";
import { MAX_STOPS, RAIN_FACTOR, newStop, newTour, withChange, withSettings } from "#viewer/plan.js";
import { wholeMinutes, withMeasured } from "#viewer/rehearse.js";
import { dwellOf, schedule } from "#viewer/timetable.js";

export const VERSION = 1;
export const SIZES = [1, 1.25, 1.5];
export const AUTO_S = 20;
/** A stop shown for less was passed by, by a slip or to look: nobody has been there. */
export const GLANCE_S = 20;
export const NOTE_CHARS = 10_000;
/** Who begins this much before the departure is early; earlier still, a day late. */
const EARLY_S = 6 * 3600;
const DAY_S = 24 * 3600;
const AUTO_RANGE = [3, 3600];
const MOST_HEADS = 1000;
const MOST_CLOSED = 60;
const MOST_MINUTES = 1440;
const MOST_STOPS = 1000;
const NOTES_CHARS = 6000;

const ID = /^[a-z0-9][a-z0-9-]{1,62}$/;
const CLOCK = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;

// ---------------------------------------------------------------- a run

/** A tour about to be presented, or rehearsed. */
export function newRun(tour, { now, rehearsal = false }) {
  const whole = wholeTour(tour);
  return {
    version: VERSION, tour: whole, made: isoOf(now), at: -1, begun: null, ended: null, since: null, arrived: {}, left: {},
    seen: [], skipped: [], heads: {}, expected: whole.group_size, privates: {}, back_by: whole.back_by, closed: [...whole.closed],
    rain: false, cuts: [], shortened: {}, leaving: null, locked: false, black: false, turned: false,
    auto: { on: false, every_s: AUTO_S }, size: SIZES[0], picture: null, rehearsal: rehearsal ? {} : null,
  };
}

/** The run of a kept text; null where it is none, is damaged, or is of another version. */
export function readRun(text) {
  const kept = parsed(text);
  if (!isObject(kept) || kept.version !== VERSION || !isTour(kept.tour)) return null;
  const fresh = newRun(kept.tour, { now: 0 });
  const run = Object.fromEntries(Object.keys(fresh).map((name) => [name, Object.hasOwn(kept, name) ? kept[name] : fresh[name]]));
  run.tour = fresh.tour;
  return isSound(run) ? run : null;
}

/**
 * The run after an action.
 * @param {object} run
 * @param {{type: string}} action a switch (`black`, `turn`, `rain`, `auto`) without `on` is turned over; what makes no
 *   sense changes nothing
 * @param {{now: Date|string|number, planner?: ?object}} options with a planner a closed place also closes what lies within it
 */
export function reduce(run, action, { now, planner = null }) {
  return Object.hasOwn(ACTIONS, action.type) ? ACTIONS[action.type](run, action, { now, planner }) : run;
}

const ACTIONS = {
  start(run, _, { now, planner }) {
    if (run.begun) return run;
    // a tour without a start of its own begins at its first stop
    return run.at < 0 && run.tour.start === null ? moved(run, nextOf(run, planner), now) : { ...run, begun: isoOf(now), since: run.since ?? isoOf(now) };
  },
  next: (run, _, context) => moved(run, nextOf(run, context.planner), context.now),
  previous: (run, _, context) => moved(run, previousOf(run, context.planner), context.now),
  go(run, { to }, { now }) {
    if (!isAt(run, to) && to !== -1) return run;
    // who goes to a stop has not left it out
    const isOut = run.skipped.includes(to) || run.cuts.includes(to);
    return moved(isOut ? { ...run, skipped: without(run.skipped, to), cuts: without(run.cuts, to) } : run, to, now);
  },
  seen: (run, { index, on }) => marked(run, "seen", index, on),
  skip: (run, { index, on }) => marked(run, "skipped", index, on),
  drop: (run, { index, on }) => marked(run, "cuts", index, on),
  count: (run, { index, n }) => (isAt(run, index) || index === -1 ? put(run, "heads", index, isCount(n) ? n : null) : run),
  expect: (run, { n }) => (isCount(n) && n > 0 ? set(run, { expected: n }) : run),
  note: (run, { index, text }) => (isAt(run, index) && typeof text === "string" ? put(run, "privates", index, text.trim() ? text.slice(0, NOTE_CHARS) : null) : run),
  backBy: (run, { time }) => (time === null || isText(time, CLOCK) ? set(run, { back_by: time }) : run),
  close(run, { id, on = !run.closed.includes(id) }) {
    if (!isText(id, ID) || (on && run.closed.length >= MOST_CLOSED)) return run;
    return set(run, { closed: on ? [...without(run.closed, id), id] : without(run.closed, id) });
  },
  rain: (run, { on = !run.rain }) => set(run, { rain: Boolean(on) }),
  shorten: (run, { index, min }) => (isAt(run, index) ? put(run, "shortened", index, isMinutes(min) ? min : null) : run),
  leaveIn: (run, { minutes }, { now }) => (isMinutes(minutes) ? set(run, { leaving: isoOf(msOf(now) + minutes * 60_000) }) : run),
  stayOn: (run) => set(run, { leaving: null }),
  lock: (run) => set(run, { locked: true }),
  unlock: (run) => set(run, { locked: false }),
  black: (run, { on = !run.black }) => set(run, { black: Boolean(on) }),
  turn: (run, { on = !run.turned }) => set(run, { turned: Boolean(on) }),
  auto(run, { on = !run.auto.on, every_s = run.auto.every_s }) {
    const [least, most] = AUTO_RANGE;
    return { ...run, auto: { on: Boolean(on), every_s: isFigure(every_s) ? Math.min(most, Math.max(least, every_s)) : run.auto.every_s } };
  },
  size: (run, { size }) => (SIZES.includes(size) ? set(run, { size }) : run),
  show: (run, { id }) => (id === null || isText(id, ID) ? set(run, { picture: id }) : run),
  end(run, _, { now }) {
    if (run.ended) return run;
    return { ...departed(run, now), ended: isoOf(now), leaving: null, rehearsal: spokenBy(run, now), auto: { ...run.auto, on: false } };
  },
};

/** Index of the stop that `next` shows, null at the last. */
export function nextOf(run, planner = null) {
  const found = run.tour.stops.findIndex((_, index) => index > run.at && isShown(run, index, planner));
  return found < 0 ? null : found;
}

/** Index of the stop that `previous` shows, -1 before the first, null where one is there already. */
export function previousOf(run, planner = null) {
  if (run.at < 0) return null;
  return run.tour.stops.findLastIndex((_, index) => index < run.at && isShown(run, index, planner));
}

/** Whether next and previous show a stop: it is not left out, and not closed. */
export function isShown(run, index, planner = null) {
  return !run.skipped.includes(index) && !run.cuts.includes(index) && !covers(run.closed, run.tour.stops[index].id, planner);
}

/** Show another stop: with it the tour begins, and an end is taken back. */
function moved(run, to, now) {
  if (to === null || (to === run.at && !run.ended)) return run;
  const time = isoOf(now);
  const gone = to > run.at ? departed(run, now) : glanced(run, now);
  // back from a slip one has never left
  const left = to < run.at && isGlance(run, now) ? omit(gone.left, to) : gone.left;
  return {
    ...gone, at: to, begun: run.begun ?? time, ended: null, since: time, leaving: null, picture: null, left, rehearsal: spokenBy(run, now),
    arrived: to < 0 ? gone.arrived : { ...gone.arrived, [to]: gone.arrived[to] ?? time },
  };
}

/** The stop shown is left behind: one was there, unless only for a glance. */
function departed(run, now) {
  if (run.at < 0 || run.ended) return run;
  if (isGlance(run, now)) return glanced(run, now);
  return { ...run, seen: [...without(run.seen, run.at), run.at], left: { ...run.left, [run.at]: run.left[run.at] ?? isoOf(now) } };
}

/** The seconds spoken at each stop of a rehearsal, with those at the stop shown: coming back to it adds to them. */
function spokenBy(run, now) {
  if (!run.rehearsal || run.at < 0 || run.ended || isGlance(run, now)) return run.rehearsal;
  return { ...run.rehearsal, [run.at]: (run.rehearsal[run.at] ?? 0) + Math.round(shownS(run, now)) };
}

/** The stop shown was only glanced at: one has not arrived there. */
function glanced(run, now) {
  return isGlance(run, now) ? { ...run, arrived: omit(run.arrived, run.at) } : run;
}

/** Whether the stop shown came up for the first time, a moment ago. */
const isGlance = (run, now) => run.arrived[run.at] === run.since && shownS(run, now) < GLANCE_S;
const shownS = (run, now) => (run.since ? Math.max(0, (msOf(now) - msOf(run.since)) / 1000) : 0);

// ---------------------------------------------------------------- what is ahead

/**
 * What is still ahead from the stop shown, as a tour: it starts where one stands, now, or when the stay planned here
 * or the countdown ends. Skipped, closed and dropped stops are left out; in the rain one walks slower. Before the tour
 * has begun it departs as planned.
 * @param {{now: Date|string|number, planner?: ?object}} options without a planner one leaves now
 */
export function remainingTour(run, { now, planner = null }) {
  const { tour } = run;
  const here = run.at < 0 ? tour.start : tour.stops[run.at].id;
  const stops = aheadOf(run, planner).map((index) => shortenedStop(run, index));
  const walking = withSettings(tour, { group_size: run.expected, ...(run.rain ? { pace_kmh: Math.round(tour.pace_kmh * RAIN_FACTOR * 10) / 10 } : {}) });
  return {
    ...walking,
    start: here,
    depart: run.begun ? clockOf(leaveS(run, now, planner)) : tour.depart,
    back_by: run.back_by,
    // where one stands is open, whatever was said of what lies around it
    closed: here === null ? run.closed : run.closed.filter((id) => !covers([id], here, planner)),
    stops,
  };
}

/** Indices of the stops ahead of the one shown that are neither left out nor closed. */
export function aheadOf(run, planner = null) {
  return run.tour.stops.map((_, index) => index).filter((index) => index > run.at && isShown(run, index, planner));
}

/**
 * How the tour goes at this moment.
 *
 * @param {object} run
 * @param {?object} planner of itinerary.js; null where there is no network: then nothing is known of ways and times ahead
 * @param {{now: Date|string|number, from?: ?object}} options `from`, the leg to what comes next from where one stands off
 *   the route: then one has left the stop shown, and what is ahead counts from there
 * @returns {object} `stop`, the index of the stop shown, null before the first, with its `number` (0 for none) of `count`;
 *   `next` {stop, id, leg, arrive_s}, null at the last; then `home` {id, leg, arrive_s}, the way to the end of the tour,
 *   null without one; legs are the planner's, with whole `minutes`, null for none; `clock_s` of the tour; `elapsed_s`,
 *   `planned_s`, `over_s` of the stay; `slack_s` until back by when every leg takes as long as it may; `late`;
 *   `countdown_s`; `missing` people; `ended`; `cuts`, what the timetable would cut, with the stops' indices in the run's
 *   own tour: worked out when asked for
 */
export function statusOf(run, planner, { now: clock, from = null }) {
  const now = run.ended ?? clock;
  const stop = run.tour.stops[run.at] ?? null;
  const ahead = planner && timed(run, planner, now, from);
  const elapsed = stop && run.arrived[run.at] ? Math.max(0, Math.round((msOf(now) - msOf(run.arrived[run.at])) / 1000)) : null;
  const planned = stop && plannedS(run, planner);
  const slack = ahead?.slack_s ?? null;
  return {
    stop: stop && run.at,
    number: run.at + 1,
    count: run.tour.stops.length,
    next: nextStop(run, planner, ahead),
    home: ahead?.home ?? null,
    clock_s: Math.round(clockS(run, now)),
    elapsed_s: elapsed,
    planned_s: planned,
    over_s: elapsed === null || planned === null ? null : Math.max(0, elapsed - planned),
    slack_s: slack,
    late: slack !== null && slack < 0,
    countdown_s: run.leaving && !run.ended ? Math.max(0, Math.ceil((msOf(run.leaving) - msOf(now)) / 1000)) : null,
    missing: run.at in run.heads ? run.expected - run.heads[run.at] : null,
    ended: run.ended !== null,
    get cuts() {
      return planner ? cutsOf(run, planner, now, from) : [];
    },
  };
}

/** The ways ahead with their times, exact to the second and right also past midnight and past the time to be back. */
function timed(run, planner, now, from) {
  const { plan, request } = requestOf(run, planner, { departS: departS(run, now, planner, from), now, from });
  // without a time to be back nothing is missing, and no cuts are looked for: that takes long
  const timetable = schedule({ ...request, back_by_s: null });
  const told = (leg, at) => ({ ...leg, minutes: wholeOf(leg.walk_s), minutes_low: wholeOf(leg.low_s), minutes_high: wholeOf(leg.high_s), seconds: timetable.legs[at].seconds });
  const broken = plan.legs.some((leg) => !leg.ok);
  const [first] = timetable.stops;
  const into = plan.legs.findIndex((leg) => leg.stop === 0);
  const home = plan.legs.findIndex((leg) => leg.stop === null);
  return {
    slack_s: request.back_by_s === null || broken ? null : request.back_by_s - timetable.end_high_s,
    first: first ? { leg: into < 0 ? null : told(plan.legs[into], into), arrive_s: first.arrive_s } : null,
    home: first || home < 0 ? null : { id: plan.legs[home].to, leg: told(plan.legs[home], home), arrive_s: timetable.end_s },
  };
}

function nextStop(run, planner, ahead) {
  const index = nextOf(run, planner);
  if (index === null) return null;
  return { stop: index, id: run.tour.stops[index].id, leg: ahead?.first.leg ?? null, arrive_s: ahead?.first.arrive_s ?? null };
}

function requestOf(run, planner, { departS: depart_s, now, from }) {
  // the planner takes a time to be back that has passed for the next day's; here both are on one clock
  const planned = planner.plan({ ...remainingTour(run, { now, planner }), depart: null, back_by: null });
  const legs = planned.legs.map((leg, at) => (isFrom(leg, at, planned, from) ? { ...leg, ...from } : leg));
  const plan = { ...planned, legs };
  return { plan, request: { ...planned.request, legs, depart_s, back_by_s: backS(run, now) } };
}

/** Whether a leg is the one that is now walked from somewhere else. */
const isFrom = (leg, at, { request }, from) => from !== null && at === 0 && request.start && leg.mode === "walk" && leg.to === from.to;

const cutsKept = new WeakMap();

/** What to cut, by the timetable. Looking for it takes long at sixty stops, so it is looked for once a minute. */
function cutsOf(run, planner, now, from) {
  const minuteS = Math.ceil(departS(run, now, planner, from) / 60) * 60;
  const kept = cutsKept.get(run);
  if (kept?.minuteS === minuteS && kept.planner === planner && kept.from === from) return kept.cuts;
  const ahead = aheadOf(run, planner);
  const cuts = schedule(requestOf(run, planner, { departS: minuteS, now, from }).request).cut.map((cut) => ({ ...cut, stop: ahead[cut.stop] }));
  cutsKept.set(run, { minuteS, planner, from, cuts });
  return cuts;
}

/** How long one stays at the stop shown: what was set, or what follows from the notes; null where nobody can tell. */
function plannedS(run, planner) {
  const stop = shortenedStop(run, run.at);
  if (stop.dwell_min === null && !planner) return null;
  const words = planner ? planner.plan({ ...run.tour, stops: [stop], start: null, end: null }).request.stops[0].words : 0;
  return dwellOf({ ...stop, words }, run.expected).total;
}

function shortenedStop(run, index) {
  const stop = run.tour.stops[index];
  return index in run.shortened ? { ...stop, dwell_min: run.shortened[index] } : stop;
}

// ---------------------------------------------------------------- the clock of a run

/** When one leaves the stop shown, on the tour's clock. */
function leaveS(run, now, planner) {
  const nowS = clockS(run, now);
  if (!run.begun || run.at < 0 || run.ended) return nowS;
  if (run.leaving) return Math.max(nowS, clockS(run, run.leaving));
  const planned = planner ? plannedS(run, planner) : null;
  return planned === null || !run.arrived[run.at] ? nowS : Math.max(nowS, clockS(run, run.arrived[run.at]) + planned);
}

/** When one sets out for what comes next: off the route one has left already. */
function departS(run, now, planner, from) {
  return from && !run.leaving ? clockS(run, now) : leaveS(run, now, planner);
}

/** A moment on the tour's clock. */
function clockS(run, moment) {
  if (!run.begun) return seconds(run.tour.depart) ?? timeOfDay(run.tour.tz, moment);
  return beginS(run) + (msOf(moment) - msOf(run.begun)) / 1000;
}

/** When the tour began on its clock, whose day is the one it was to depart. */
function beginS(run) {
  const depart = seconds(run.tour.depart);
  if (run.rehearsal && depart !== null) return depart;
  const began = timeOfDay(run.tour.tz, run.begun);
  if (depart === null) return began;
  return depart - EARLY_S + ((((began - depart + EARLY_S) % DAY_S) + DAY_S) % DAY_S);
}

/** When one must be back on the tour's clock: a time before the departure is on the next day. */
function backS(run, now) {
  const back = seconds(run.back_by);
  if (back === null) return null;
  const depart = seconds(run.tour.depart) ?? (run.begun ? beginS(run) : clockS(run, now));
  return back > depart ? back : back + DAY_S;
}

const zones = new Map();

/** Seconds since midnight in a time zone. */
function timeOfDay(tz, moment) {
  if (!zones.has(tz)) zones.set(tz, new Intl.DateTimeFormat("en-GB", { timeZone: tz, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }));
  const [hours, minutes, secs] = zones.get(tz).format(msOf(moment)).split(":").map(Number);
  return hours * 3600 + minutes * 60 + secs;
}

/** "HH:MM" of a time on the tour's clock, rounded up: no promise by the earlier minute. */
function clockOf(timeS) {
  const minutes = ((Math.ceil(timeS / 60) % 1440) + 1440) % 1440;
  return [Math.floor(minutes / 60), minutes % 60].map((each) => String(each).padStart(2, "0")).join(":");
}

// ---------------------------------------------------------------- what others get of a run

/**
 * What guests may see: never a note, a head count, or the time.
 * @param {{planner?: ?object}} [options]
 */
export function followState(run, { planner = null } = {}) {
  const next = run.ended ? null : nextOf(run, planner);
  return {
    version: VERSION,
    at: run.at,
    id: run.tour.stops[run.at]?.id ?? null,
    picture: run.picture,
    black: run.black,
    ended: run.ended !== null,
    next: next === null ? null : run.tour.stops[next].id,
  };
}

/**
 * The tour with what the guide has changed on the way, to be looked at in the planner: dropped stops are out, stays are
 * as measured, else as shortened, and the group is as large as was expected; what was skipped, the rain and the heads
 * counted are of this one day.
 * @param {{privates?: boolean, languages?: string[], measured?: number[]}} [options] private notes stay with the guide
 *   unless asked for; `measured`, the stops whose times of a rehearsal are kept, all without it
 */
export function proposalOf(run, { privates = false, languages = [], measured } = {}) {
  let tour = withSettings({ ...run.tour, back_by: run.back_by, closed: run.closed }, { group_size: run.expected });
  for (const index of tour.stops.keys()) {
    const dwell_min = stayedMin(run, index) ?? run.shortened[index];
    if (dwell_min !== undefined) tour = withChange(tour, index, { dwell_min });
    if (privates && run.privates[index]) tour = withChange(tour, index, { notes: noted(run, index) });
  }
  if (run.rehearsal) tour = withMeasured(tour, run.rehearsal, languages, measured);
  return { ...tour, stops: tour.stops.filter((_, index) => !run.cuts.includes(index)) };
}

/** Whole minutes one stayed at a stop without its break; undefined where nobody knows, and in a rehearsal. */
function stayedMin(run, index) {
  const [arrived, left] = [run.arrived[index], run.left[index]];
  if (run.rehearsal || !arrived || !left) return undefined;
  return wholeMinutes(Math.max(0, (msOf(left) - msOf(arrived)) / 1000 - run.tour.stops[index].break_min * 60));
}

/** A stop's notes with the private one at their end, in every language they have. */
function noted(run, index) {
  const { notes } = run.tour.stops[index];
  const text = run.privates[index];
  const codes = Object.keys(notes).length ? Object.keys(notes) : [Object.keys(run.tour.name)[0] ?? "en"];
  return { ...notes, ...Object.fromEntries(codes.map((code) => [code, [notes[code], text].filter(Boolean).join("\n").slice(0, NOTES_CHARS)])) };
}

// ---------------------------------------------------------------- rules of a kept run

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value, form) => typeof value === "string" && form.test(value);
const isFigure = (value) => typeof value === "number" && Number.isFinite(value);
const isMinutes = (value) => isFigure(value) && value >= 0 && value <= MOST_MINUTES;
const isCount = (value) => Number.isInteger(value) && value >= 0 && value <= MOST_HEADS;
const isTime = (value) => typeof value === "string" && !Number.isNaN(Date.parse(value));
const isFlag = (value) => typeof value === "boolean";
const isAt = (run, index) => Number.isInteger(index) && index >= 0 && index < run.tour.stops.length;
const orNull = (rule) => (value) => value === null || rule(value);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    // not JSON: damaged, or of somebody else
    return null;
  }
}

/** A tour with every member, those left out as the schema takes them. */
function wholeTour(tour) {
  return { ...newTour(tour.tz), ...tour, stops: tour.stops.map((stop) => ({ ...newStop(stop.id), ...stop })) };
}

/** Whether something is a tour, by the rules of its compact form; a run may have more stops than a saved tour. */
function isTour(tour) {
  if (!isObject(tour) || tour.version !== 1 || !Array.isArray(tour.stops) || tour.stops.length > MOST_STOPS || !tour.stops.every(isObject)) return false;
  if (!areTexts(tour.description ?? {}) || !tour.stops.every(({ notes = {}, sources = [] }) => areTexts(notes) && Array.isArray(sources) && areTexts({ ...sources }))) return false;
  const { revision: _, description: __, ...plain } = tour;
  for (let first = 0; first === 0 || first < tour.stops.length; first += MAX_STOPS) {
    if (encodeTour({ ...plain, stops: tour.stops.slice(first, first + MAX_STOPS) }).problem?.code === "compact-invalid") return false;
  }
  return true;
}

const areTexts = (texts) => isObject(texts) && Object.values(texts).every((text) => typeof text === "string");

function isSound(run) {
  const count = run.tour.stops.length;
  const isIndex = (value) => Number.isInteger(value) && value >= 0 && value < count;
  const areIndices = (list) => Array.isArray(list) && list.every(isIndex) && new Set(list).size === list.length;
  const isMap = (map, rule, least = 0) => isObject(map) && Object.entries(map).every(([key, value]) => String(Number(key)) === key && (isIndex(Number(key)) || Number(key) === least) && rule(value));
  return isTime(run.made) && (isIndex(run.at) || run.at === -1)
    && [run.begun, run.ended, run.since, run.leaving].every(orNull(isTime))
    && isMap(run.arrived, isTime) && isMap(run.left, isTime)
    && [run.seen, run.skipped, run.cuts].every(areIndices)
    && isMap(run.heads, isCount, -1) && isCount(run.expected)
    && isMap(run.privates, (text) => typeof text === "string" && text.length <= NOTE_CHARS)
    && orNull((time) => isText(time, CLOCK))(run.back_by)
    && Array.isArray(run.closed) && run.closed.every((id) => isText(id, ID))
    && isMap(run.shortened, isMinutes)
    && [run.rain, run.locked, run.black, run.turned].every(isFlag)
    && isObject(run.auto) && isFlag(run.auto.on) && isFigure(run.auto.every_s) && SIZES.includes(run.size)
    && orNull((id) => isText(id, ID))(run.picture)
    && orNull((spoken) => isMap(spoken, (value) => isFigure(value) && value >= 0))(run.rehearsal);
}

// ---------------------------------------------------------------- small things

const msOf = (moment) => new Date(moment).getTime();
const isoOf = (moment) => new Date(moment).toISOString();
const wholeOf = (timeS) => (timeS === undefined ? null : Math.floor(timeS / 60 + 0.5));
const without = (list, value) => list.filter((each) => each !== value);
const omit = (map, key) => Object.fromEntries(Object.entries(map).filter(([each]) => each !== String(key)));

/** Whether closed places cover a place: it is one of them, or lies within one. */
function covers(closed, id, planner) {
  return planner ? planner.passedOver({ closed }, id) : closed.includes(id);
}

const set = (run, change) => (Object.keys(change).every((name) => Object.is(run[name], change[name])) ? run : { ...run, ...change });

/** One entry of a map, taken out where the value is null. */
const put = (run, name, key, value) => ({ ...run, [name]: value === null ? omit(run[name], key) : { ...run[name], [key]: value } });

function marked(run, name, index, on = !run[name].includes(index)) {
  if (!isAt(run, index)) return run;
  return { ...run, [name]: on ? [...without(run[name], index), index] : without(run[name], index) };
}
