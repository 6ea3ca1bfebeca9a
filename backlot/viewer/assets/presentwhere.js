/**
 * Where we are while presenting, how far off the route that is, and the way back to it. Pure.
 *
 * One goes by the number of the stop shown, unless somebody says better: `where` is
 * {kind: "stop"}; {kind: "tap", lat, lon, accuracy_m, at}, made while the stop `at` was shown; or
 * {kind: "fix", lat, lon, accuracy_m, time}, in ms since 1970.
 */

import { MAX_OFFSET_M } from "#viewer/pace.js";
import { makeRouter } from "#viewer/router.js";

export const BY_STOP = Object.freeze({ kind: "stop" });

/**
 * How far from the line one may be and still be on it.
 *
 * GROUP_M: a group fills a lane, and a plaza is wider than its line: 20 m to either side.
 * DRAWN_M: how far a real lane may lie from its line. A schematic one shows which lane comes after which, and may be
 * about a set's depth (60 m) beside it; a street drawn along an approximate one may be 40 m away.
 * To both comes the fix's own accuracy, within which it lies at 95 % by the Geolocation standard. A tap is made on the
 * drawing itself, so there only the finger's width counts.
 * Once off, one is back at three quarters of that: else a fix that wanders would say one and the other by turns.
 */
const GROUP_M = 20;
const DRAWN_M = { surveyed: 10, approximate: 40, schematic: 60 };
const BACK_SHARE = 0.75;
/** Less sure than this, a fix covers several streets: it is on nothing and off nothing. */
export const ROUGH_M = 150;
/** Less sure than this, a fix is only "about" there. */
export const POOR_M = 30;
/** From this age a fix is told with its age; from the second on it is not gone by: a group walks 200 m in that time. */
export const OLD_S = 20;
export const LOST_S = 180;
/** Back to the route is offered where it is less than half as long as the way to the next stop. */
const BACK_AT_MOST = 0.5;

/** Ways are found anew for every position; after so many what the router remembers of them is dropped. */
const MOST_POSITIONS = 200;

const RAD = Math.PI / 180;
const DEGREE_M = 6371008.8 * RAD;

/** A position of the browser. */
export function fixOf({ coords, timestamp }, now) {
  return { kind: "fix", lat: coords.latitude, lon: coords.longitude, accuracy_m: coords.accuracy, time: Math.min(timestamp, now) };
}

/** Seconds since a fix; 0 for what does not age. */
export const ageS = (where, now) => (where.kind === "fix" ? Math.max(0, (now - where.time) / 1000) : 0);

/**
 * The nearest point of a line to a position.
 * @param {[number, number][]} line
 * @param {[number, number]} position longitude, latitude
 * @returns {{away_m: number, at: [number, number], left_m: number}} `left_m` is what is left of the line from there
 */
export function nearestOn(line, [lon, lat]) {
  const perLon = Math.cos(lat * RAD) * DEGREE_M;
  const flat = line.map(([x, y]) => [(x - lon) * perLon, (y - lat) * DEGREE_M]);
  let best = { away_m: Infinity, at: line[0], along_m: 0 };
  let along_m = 0;
  for (let i = 1; i < flat.length; i++) {
    const [one, other] = [flat[i - 1], flat[i]];
    const way = [other[0] - one[0], other[1] - one[1]];
    const length_m = Math.hypot(...way);
    const share = length_m ? Math.min(1, Math.max(0, -(one[0] * way[0] + one[1] * way[1]) / length_m ** 2)) : 0;
    const away_m = Math.hypot(one[0] + share * way[0], one[1] + share * way[1]);
    if (away_m < best.away_m) best = { away_m, at: [0, 1].map((axis) => line[i - 1][axis] + share * (line[i][axis] - line[i - 1][axis])), along_m: along_m + share * length_m };
    along_m += length_m;
  }
  return { away_m: best.away_m, at: best.at, left_m: along_m - best.along_m };
}

/** How far from a line of such an accuracy `where` may be and still be on it. */
export function toleranceM(where, accuracy, wasOff = false) {
  const sure_m = where.kind === "tap" ? where.accuracy_m : where.accuracy_m + DRAWN_M[accuracy];
  return (GROUP_M + sure_m) * (wasOff ? BACK_SHARE : 1);
}

/**
 * Ways from wherever one stands.
 * @param {?object} graph the walk graph of Python's `Network.graph`; null where there is none
 */
export function makeWalker(graph) {
  let router = null;
  let madeFor = "";
  let asked = 0;

  function routerOf({ pace_kmh, needs, closed }) {
    const walker = { pace_kmh, needs, closed };
    const key = JSON.stringify(walker);
    if (key !== madeFor || asked >= MOST_POSITIONS) [router, madeFor, asked] = [makeRouter(graph, walker), key, 0];
    asked += 1;
    return router;
  }

  return {
    hasPaths: Boolean(graph?.edges.length),

    /** Metres from a position to the nearest path. */
    offM: (tour, position) => routerOf(tour).snap(position)[2],

    /** The way from a position to a place, or to another position, with its whole minutes; null to what no path leads to. */
    leg(tour, position, to) {
      if (typeof to === "string" && !Object.hasOwn(graph.snaps, to)) return null;
      const leg = routerOf(tour).leg(position, to);
      const told = leg.ok ? { minutes: wholeOf(leg.walk_s), minutes_low: wholeOf(leg.low_s), minutes_high: wholeOf(leg.high_s) } : {};
      return { ...leg, ...told, origin: position, to: typeof to === "string" ? to : null };
    },

    /** The least sure of the paths a leg goes along. */
    accuracyOf(leg) {
      const found = leg.parts.map((part) => graph.ways[part.way].accuracy);
      return ["schematic", "approximate"].find((each) => found.includes(each)) ?? "surveyed";
    },
  };
}

/**
 * What can be said of where we are.
 *
 * @param {object} where
 * @param {object} ground
 * @param {object[]} ground.legs the whole route as the planner gives it, each with the `stop` it leads to, null for the end
 * @param {number} ground.at index of the stop shown, -1 before the first
 * @param {?number} ground.next index of the next stop, null after the last
 * @param {?string} ground.to id of what comes next, a stop or the end; null if nothing does
 * @param {object} ground.tour what is still ahead, as it is walked
 * @param {object} ground.walker of `makeWalker`
 * @param {(index: number, position: [number, number]) => number} ground.awayFrom metres to a stop, 0 within it
 * @param {(position: [number, number]) => boolean} ground.isOnMap
 * @param {number} ground.now ms since 1970
 * @param {boolean} [ground.wasOff] whether one was off the route a moment ago
 * @returns {object} `state`: "number", "old", "rough", "outside" (the map), "far" (from any path, `away_m`), "near" or
 *   "on" the way to `stop` with `left_m` to go, "off" it by `away_m`, on a part of the route that comes "later", "ride"
 *   (no line to compare with) or "unknown" (no way is known); where one is not on it, `onward`, the leg to what comes
 *   next, and where one is off it `back`, the leg to the route, if that is worth it; null without
 */
export function found(where, ground) {
  if (where.kind === "stop") return said("number");
  if (ageS(where, ground.now) > LOST_S) return said("old");
  if (where.kind === "fix" && where.accuracy_m > ROUGH_M) return said("rough");
  const position = [where.lon, where.lat];
  if (!ground.isOnMap(position)) return said("outside");
  const near = nearStop(where, position, ground);
  if (near !== null) return said("near", { stop: near });
  if (!ground.walker.hasPaths) return said("unknown");
  const away_m = ground.walker.offM(ground.tour, position);
  return away_m > MAX_OFFSET_M ? said("far", { away_m }) : onRoute(where, position, ground);
}

/** Whether a finding has a place on the map: nobody is shown where they may not be. */
export const isShownOnMap = ({ state }) => ["near", "on", "off", "later", "ride", "unknown"].includes(state);

/** The stop shown or the next one, where one is within it or as good as there. */
function nearStop(where, position, { at, next, awayFrom }) {
  const within_m = GROUP_M + where.accuracy_m;
  const [best] = [at, next].filter((index) => index !== null && index >= 0)
    .map((index) => ({ index, away_m: awayFrom(index, position) }))
    .sort((one, other) => one.away_m - other.away_m);
  return best && best.away_m <= within_m ? best.index : null;
}

function onRoute(where, position, ground) {
  const { legs, next, to, tour, walker, wasOff } = ground;
  const current = legs.find((leg) => leg.stop === next && leg.to === to) ?? null;
  if (current?.ok && current.mode !== "walk") return said("ride");
  const isOn = ({ leg, away_m }) => away_m <= toleranceM(where, walker.accuracyOf(leg), wasOff);
  const nearest = (some) => some.filter((leg) => leg?.ok && leg.mode === "walk" && leg.line.length > 1).map((leg) => ({ leg, ...nearestOn(leg.line, position) }));
  // who has just gone on may still be on the way to the stop shown
  const now = nearest([current, ...legs.filter((leg) => leg !== current && leg.stop === ground.at)]);
  const on = now.find(isOn);
  if (on) return said("on", { stop: on.leg.stop, left_m: on.left_m });
  const onward = to === null ? null : walker.leg(tour, position, to);
  const later = nearest(legs.filter((leg) => leg !== current && (leg.stop === null || leg.stop > ground.at)));
  if (later.some(isOn)) return said("later", { onward });
  const [goal] = [...now, ...later];
  if (!goal) return said("unknown", { onward });
  const back = walker.leg(tour, position, goal.at);
  const isWorth = back.ok && (!onward?.ok || back.walk_s < onward.walk_s * BACK_AT_MOST);
  return said("off", { away_m: goal.away_m, onward, back: isWorth ? back : null });
}

const said = (state, values = {}) => ({ state, stop: null, away_m: null, left_m: null, onward: null, back: null, ...values });
const wholeOf = (timeS) => Math.floor(timeS / 60 + 0.5);
