/**
 * Join a tour, the network and the clock: how one gets from stop to stop, and when one is where. Pure.
 * The same rules as backlot.walks.plan, which says what they are and why; both pass tests/cases/itinerary.json.
 * Change them together.
 */

import { makeRouter } from "#viewer/router.js";
import { schedule } from "#viewer/timetable.js";

const LOWEST_RANK = 5;
const DAY_S = 24 * 3600;
const MOST_ROUTERS = 6;

/**
 * @param {object} graph the walk graph of Python's `Network.graph`
 * @param {(id: string) => object|undefined} placeOf the scene's place of an id, closed ones too
 * @param {string[]} languages of the site, the first one first
 * @param {() => Iterable<string>} [closedLanes] lanes a user has seen closed: nobody walks there either
 */
export function makePlanner(graph, placeOf, languages, closedLanes = () => []) {
  const routers = new Map();

  /** A router and the legs it has found; a few walkers are kept, so that undoing costs nothing. */
  function routerOf(tour) {
    const walker = { pace_kmh: tour.pace_kmh, needs: tour.needs, closed: [...tour.closed, ...closedLanes()] };
    const key = JSON.stringify(walker);
    const known = routers.get(key) ?? { router: makeRouter(graph, walker), legs: new Map() };
    routers.delete(key);
    routers.set(key, known);
    if (routers.size > MOST_ROUTERS) routers.delete(routers.keys().next().value);
    return known;
  }

  function walkOf(tour, from, to) {
    const { router, legs } = routerOf(tour);
    const key = `${from} ${to}`;
    if (!legs.has(key)) legs.set(key, from in graph.snaps && to in graph.snaps ? router.leg(from, to) : noLeg("no-path"));
    return legs.get(key);
  }

  function legOf(tour, from, to, ride) {
    const missing = [from, to].find((id) => !placeOf(id));
    if (missing !== undefined) return noLeg("unknown-place", { found: missing });
    if (!ride) return walkOf(tour, from, to);
    const seconds = ride.minutes * 60;
    const line = [from, to].map((id) => [placeOf(id).at[1], placeOf(id).at[0]]);
    return { ok: true, mode: ride.mode, walk_s: seconds, low_s: seconds, high_s: seconds, about: true, line };
  }

  /** Whether a stop is closed, itself or by a place it lies within. */
  function passedOver(tour, id) {
    const seen = new Set();
    for (let at = id; at && !seen.has(at); at = placeOf(at)?.within) {
      if (tour.closed.includes(at)) return true;
      seen.add(at);
    }
    return false;
  }

  function words(stop) {
    const code = [...languages, ...Object.keys(stop.notes)].find((each) => each in stop.notes);
    return (stop.notes[code] ?? "").split(/\s+/u).filter(Boolean).length;
  }

  function asked(tour, stop, closed) {
    return {
      id: stop.id,
      dwell_min: stop.dwell_min,
      words: words(stop),
      photo_min: stop.photo_min,
      break_min: stop.break_min,
      open: stop.open && stop.open.map((window) => window.map(seconds)),
      lock: stop.lock,
      worth: LOWEST_RANK + 1 - (placeOf(stop.id)?.rank ?? LOWEST_RANK),
      closed,
    };
  }

  /**
   * Plan a tour.
   * @returns {{route: string[], open: number[], legs: object[], request: object, timetable: object}} `route` are all
   *   places one comes to, `open` the indices of the stops that are not passed over, and `legs` have `from`, `to`
   *   and `stop`, the index of the stop they lead to, null for the end
   */
  function plan(tour) {
    const open = tour.stops.map((_, at) => at).filter((at) => !passedOver(tour, tour.stops[at].id));
    const stops = open.map((at) => ({ id: tour.stops[at].id, ride: tour.stops[at].ride, stop: at }));
    const nodes = [
      ...(tour.start ? [{ id: tour.start, ride: null, stop: null }] : []),
      ...stops,
      ...(tour.end ? [{ id: tour.end, ride: tour.end_ride, stop: null }] : []),
    ];
    const legs = nodes.slice(1).map((to, at) => ({ ...legOf(tour, nodes[at].id, to.id, to.ride), from: nodes[at].id, to: to.id, stop: to.stop }));
    const first = tour.start ? 1 : 0;
    const skips = open.map((_, number) => {
      const [before, after] = [nodes[number + first - 1], nodes[number + first + 1]];
      return before && after ? legOf(tour, before.id, after.id, after.ride) : null;
    });
    const request = {
      depart_s: seconds(tour.depart),
      back_by_s: backBy(tour),
      group_size: tour.group_size,
      stops: tour.stops.map((stop, at) => asked(tour, stop, !open.includes(at))),
      legs,
      start: Boolean(tour.start),
      end: Boolean(tour.end),
      skips,
    };
    return { route: nodes.map((node) => node.id), open, legs, request, timetable: schedule(request) };
  }

  return { plan, passedOver };
}

/** Seconds since midnight of a clock time, null of none. */
export function seconds(clock) {
  if (!clock) return null;
  const [hours, minutes] = clock.split(":").map(Number);
  return hours * 3600 + minutes * 60;
}

/** When one must be back; a time before departure is on the next day. */
function backBy(tour) {
  const [depart, back] = [seconds(tour.depart), seconds(tour.back_by)];
  return depart === null || back === null || back > depart ? back : back + DAY_S;
}

const noLeg = (code, values = {}) => ({ ok: false, mode: "walk", reason: { code, values } });

/** Time and distance along a plan, for its profile: [{t_s, m}], level at the stops. */
export function profileOf({ legs, open, timetable }, hasStart) {
  const points = [];
  let m = 0;
  const add = (t_s) => points.push({ t_s, m });
  if (hasStart) add(timetable.depart_s);
  legs.forEach((leg, at) => {
    if (at === 0 && !hasStart) stay(open[0]);
    m += leg.length_m ?? 0;
    if (leg.stop === null) add(timetable.end_s);
    else stay(leg.stop);
  });
  if (!legs.length && open.length) stay(open[0]);
  return points;

  function stay(stop) {
    const { arrive_s, leave_s } = timetable.stops[stop];
    add(arrive_s);
    add(leave_s);
  }
}
