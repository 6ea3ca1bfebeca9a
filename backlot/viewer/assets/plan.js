/**
 * Change a tour, and take changes back. Pure: a tour is plain JSON (geodata/schema/tour.schema.json) and is
 * never changed in place.
 */

import { NEEDS } from "#viewer/pace.js";

export const MAX_STOPS = 60;
/** How much slower a group walks in the rain: this project's own assumption, said where it is used. */
export const RAIN_FACTOR = 0.8;
const PACE_KMH = [0.5, 8];
const GROUP_SIZE = [1, 500];
const MAX_MINUTES = 1440;
const HISTORY = 200;

/** A stop nobody has said anything of. */
export const newStop = (id) => ({ id, dwell_min: null, photo_min: null, break_min: 0, lock: false, open: null, ride: null, notes: {} });

/** A tour without stops. */
export const newTour = (tz, id = "my-walk") => ({
  version: 1, id, revision: 0, name: {}, date: null, tz, start: null, end: null, depart: "09:00", back_by: null,
  pace_kmh: 4, group_size: 1, needs: [], closed: [], stops: [], end_ride: null,
});

export const withStop = (tour, id) => (tour.stops.length >= MAX_STOPS ? tour : { ...tour, stops: [...tour.stops, newStop(id)] });

export const withoutStop = (tour, index) => ({ ...tour, stops: tour.stops.filter((_, at) => at !== index) });

/** One stop taken out and put in so that it is at `to` afterwards. */
export function withMoved(tour, from, to) {
  const moving = tour.stops[from];
  if (!moving || from === to || to < 0 || to >= tour.stops.length) return tour;
  const stops = tour.stops.filter((_, at) => at !== from);
  stops.splice(to, 0, moving);
  return { ...tour, stops };
}

export const withLock = (tour, index, on) => withChange(tour, index, { lock: on });

/** A stop with some of its members changed; figures are kept within what a tour may have. */
export function withChange(tour, index, change) {
  const fitting = { ...change };
  for (const name of ["dwell_min", "photo_min", "break_min"]) {
    if (typeof fitting[name] === "number") fitting[name] = clamp(figure(fitting[name]), 0, MAX_MINUTES);
  }
  if (fitting.ride) fitting.ride = { ...fitting.ride, minutes: clamp(figure(fitting.ride.minutes), 0, MAX_MINUTES) };
  return { ...tour, stops: tour.stops.map((stop, at) => (at === index ? { ...stop, ...fitting } : stop)) };
}

/** A tour with some of its settings changed; figures are kept within what a tour may have. */
export function withSettings(tour, change) {
  const fitting = { ...change };
  if ("pace_kmh" in fitting) fitting.pace_kmh = clamp(figure(fitting.pace_kmh), ...PACE_KMH);
  if ("group_size" in fitting) fitting.group_size = clamp(Math.round(fitting.group_size), ...GROUP_SIZE);
  if ("needs" in fitting) fitting.needs = NEEDS.filter((need) => fitting.needs.includes(need));
  if (fitting.end_ride) fitting.end_ride = { ...fitting.end_ride, minutes: clamp(figure(fitting.end_ride.minutes), 0, MAX_MINUTES) };
  return { ...tour, ...fitting };
}

export const withClosed = (tour, id, on) => ({ ...tour, closed: on ? [...new Set([...tour.closed, id])] : tour.closed.filter((each) => each !== id) });

/** What a proposed cut of the timetable says, done. */
export const withCut = (tour, cut) => (cut.action === "drop" ? withoutStop(tour, cut.stop) : withChange(tour, cut.stop, { dwell_min: cut.to_min }));

/** Two decimals, as a tour has them. */
const figure = (value) => Math.round(value * 100) / 100;
const clamp = (value, least, most) => Math.min(most, Math.max(least, Number.isFinite(value) ? value : least));

/** The tours one has had, to go back and forth between. */
export function makeHistory(first) {
  let past = [];
  let now = first;
  let future = [];
  return {
    get now() {
      return now;
    },
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
    /** Take a changed tour; false when nothing has changed. */
    push(tour) {
      if (tour === now || JSON.stringify(tour) === JSON.stringify(now)) return false;
      past = [...past, now].slice(-HISTORY);
      [now, future] = [tour, []];
      return true;
    },
    undo() {
      if (!past.length) return;
      future = [now, ...future];
      [now, past] = [past.at(-1), past.slice(0, -1)];
    },
    redo() {
      if (!future.length) return;
      past = [...past, now];
      [now, future] = [future[0], future.slice(1)];
    },
    /** Put something in the place of the present tour that is no change of one's own, such as a new revision. */
    amend(change) {
      now = { ...now, ...change };
      past = past.map((tour) => ({ ...tour, ...change }));
      future = future.map((tour) => ({ ...tour, ...change }));
    },
  };
}
