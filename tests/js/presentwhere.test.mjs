/** Where we are while presenting, and the way back to the route. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { makePlanner } from "../../backlot/viewer/assets/itinerary.js";
import { newRun, reduce, remainingTour, statusOf } from "../../backlot/viewer/assets/presentstate.js";
import { BY_STOP, LOST_S, ROUGH_M, ageS, fixOf, found, isShownOnMap, makeWalker, nearestOn, toleranceM } from "../../backlot/viewer/assets/presentwhere.js";
import { frozen } from "./support.mjs";

const NOW = Date.parse("2026-05-04T10:00:00Z");
const DEGREE_M = 6371008.8 * (Math.PI / 180);
const LAT = 36;
/** A position some metres east and north of the crossing. */
const at = (east_m, north_m) => [east_m / (DEGREE_M * Math.cos(LAT * (Math.PI / 180))), LAT + north_m / DEGREE_M];

/**
 * A cross of lanes: 400 m to the west, east and north of the crossing, and 600 m to the south; the stops are at the
 * ends of the west, the east and the north, and the end of the tour is in the south.
 */
const ARMS = { west: [-400, 0], east: [400, 0], north: [0, 400], south: [0, -600] };
const NAMES = Object.keys(ARMS);
const way = (accuracy) => ({ id: "lane", name: null, class: "lane", accuracy, surface: "paved", incline_pct: 0, steps: false, lit: true, width_m: 4, access: "free", oneway: false, within: null, along: null });
const graphOf = (accuracy = "surveyed") => frozen({
  nodes: [at(0, 0), ...NAMES.map((name) => at(...ARMS[name]))],
  ways: [way(accuracy)],
  edges: NAMES.map((name, i) => [0, i + 1, 0, Math.hypot(...ARMS[name]), [at(0, 0), at(...ARMS[name])]]),
  snaps: Object.fromEntries(NAMES.map((name, i) => [name, [i, Math.hypot(...ARMS[name]), 0]])),
  rides: [],
});
const places = new Map(NAMES.map((id) => [id, { id, within: null, rank: 1, at: [...at(...ARMS[id])].reverse() }]));
const stop = (id) => ({ id, dwell_min: 10, photo_min: null, break_min: 0, lock: false, open: null, ride: null, notes: {} });
const tour = frozen({
  version: 1, id: "cross", revision: 0, name: {}, date: null, tz: "UTC", start: null, end: "south", depart: "09:50", back_by: "12:00",
  pace_kmh: 3.6, group_size: 1, needs: [], closed: [], stops: ["west", "east", "north"].map(stop), end_ride: null,
});
const tap = (east_m, north_m, accuracy_m = 10) => ({ kind: "tap", lat: at(east_m, north_m)[1], lon: at(east_m, north_m)[0], accuracy_m });
const fix = (east_m, north_m, accuracy_m = 10, age_s = 0) => ({ ...tap(east_m, north_m, accuracy_m), kind: "fix", time: NOW - age_s * 1000 });

/** What is found on the cross, on the way from the first stop in the west to the second in the east. */
function look(where, { accuracy, shown = 0, change = {}, graph = graphOf(accuracy), ...more } = {}) {
  const planner = makePlanner(graph, (id) => places.get(id), ["en"]);
  const walked = { ...tour, ...change };
  const { legs } = planner.plan(walked);
  const next = shown + 1 < walked.stops.length ? shown + 1 : null;
  const run = reduce(newRun(walked, { now: NOW }), { type: "go", to: shown }, { now: NOW });
  return found(where, {
    legs, at: shown, next, to: next === null ? walked.end : walked.stops[next].id, tour: remainingTour(run, { now: NOW }), walker: makeWalker(graph),
    awayFrom: (index, position) => nearestOn([at(...ARMS[walked.stops[index].id]), at(...ARMS[walked.stops[index].id])], position).away_m,
    isOnMap: ([lon]) => Math.abs(lon) < 1, now: NOW, ...more,
  });
}

// ---------------------------------------------------------------- figures

test("the nearest point of a line is on it, between its bends and at its ends", () => {
  const line = [at(0, 0), at(100, 0), at(100, 100)];
  for (const [position, away_m, left_m] of [[at(50, 30), 30, 150], [at(130, 40), 30, 60], [at(-30, -40), 50, 200], [at(100, 180), 80, 0]]) {
    const near = nearestOn(line, position);
    assert.deepEqual([away_m, left_m], [Math.round(near.away_m), Math.round(near.left_m)]);
  }
});

test("a line of two equal points is a point", () => {
  assert.deepEqual([50, 0], (({ away_m, left_m }) => [Math.round(away_m), left_m])(nearestOn([at(0, 0), at(0, 0)], at(30, 40))));
});

test("the less sure the fix and the drawing, the farther one may be from the line", () => {
  assert.deepEqual([40, 70, 90, 110], [toleranceM(fix(0, 0, 10), "surveyed"), toleranceM(fix(0, 0, 10), "approximate"), toleranceM(fix(0, 0, 10), "schematic"), toleranceM(fix(0, 0, 30), "schematic")]);
});

test("a tap is made on the drawing, so how well that fits the ground does not matter", () => {
  assert.equal(toleranceM(tap(0, 0), "surveyed"), toleranceM(tap(0, 0), "schematic"));
});

test("the browser's position is never of the future", () => {
  const position = { coords: { latitude: 36, longitude: 0, accuracy: 12 }, timestamp: NOW + 60_000 };
  assert.deepEqual({ kind: "fix", lat: 36, lon: 0, accuracy_m: 12, time: NOW }, fixOf(position, NOW));
  assert.deepEqual([0, 25, 0, 0], [fix(0, 0), fix(0, 0, 10, 25), tap(0, 0), BY_STOP].map((where) => ageS(where, NOW)));
});

// ---------------------------------------------------------------- on the way and off it

test("without a position one goes by the number of the stop", () => assert.equal(look(BY_STOP).state, "number"));

test("one is near the stop shown or the next one", () => {
  assert.deepEqual([["near", 0], ["near", 1]], [fix(-390, 10), fix(385, -5)].map((where) => look(where)).map(({ state, stop: index }) => [state, index]));
});

test("within a stop's ground one is near it, however far its middle is", () => {
  assert.deepEqual(["near", 0], (({ state, stop: index }) => [state, index])(look(fix(0, 200), { awayFrom: (index) => (index === 0 ? 0 : 900) })));
});

test("on the way to the next stop, it is told how far it still is", () => {
  const { state, stop: index, left_m } = look(fix(-100, 15));
  assert.deepEqual(["on", 1, 500], [state, index, Math.round(left_m)]);
});

test("who has gone on early is still on the way to the stop shown", () => {
  const { state, stop: index, left_m } = look(fix(-100, 0), { shown: 1 });
  assert.deepEqual(["on", 1, 500], [state, index, Math.round(left_m)]);
});

test("off the route, the way leads to the next stop from where one stands", () => {
  const { state, away_m, onward } = look(fix(0, -300), { change: { end: null } });
  assert.deepEqual(["off", 300, "east", 700], [state, Math.round(away_m), onward.to, Math.round(onward.length_m)]);
});

test("a part of the route that comes later is not the way to the next stop", () => {
  const { state, onward, back } = look(fix(0, 300));
  assert.deepEqual(["later", 700, null], [state, Math.round(onward.length_m), back]);
});

test("back to the route is offered where it is less than half the way to the next stop", () => {
  const beside = (where) => look(where, { change: { end: null } });
  const { back, onward } = beside(fix(0, -150));
  assert.deepEqual([150, 550, null], [Math.round(back.length_m), Math.round(onward.length_m), back.to]);
  assert.deepEqual(["off", null], (({ state, back: none }) => [state, none])(beside(fix(0, -500))));
});

test("what is off a surveyed lane may be on a sketched one", () => {
  assert.deepEqual(["off", "on", "off"], [look(fix(-100, 70)), look(fix(-100, 70), { accuracy: "schematic" }), look(tap(-100, 70), { accuracy: "schematic" })].map(({ state }) => state));
});

test("a fix that wanders does not say on and off by turns", () => {
  assert.deepEqual(["on", "off"], [false, true].map((wasOff) => look(fix(-100, 35), { wasOff }).state));
});

test("nobody is off a ride, whose line is not known", () => {
  const change = { stops: [stop("west"), { ...stop("east"), ride: { mode: "bus", minutes: 5 } }, stop("north")] };
  assert.equal(look(fix(0, -300), { change }).state, "ride");
});

test("after the last stop the way leads to the end, and without one there is none", () => {
  assert.deepEqual(["off", "south"], (({ state, onward }) => [state, onward.to])(look(fix(-200, 0), { shown: 2 })));
  assert.equal(look(fix(-200, 0), { shown: 2, change: { end: null } }).onward, null);
});

test("a way that what one needs forbids is told as none", () => {
  const graph = frozen({ ...graphOf(), ways: [{ ...way("surveyed"), steps: true }] });
  const { state, onward, back } = look(fix(0, -300), { graph, change: { needs: ["no-stairs"] } });
  assert.deepEqual(["unknown", false, null], [state, onward.ok, back]);
});

// ---------------------------------------------------------------- never a false position

test("outside the map, far from any path, too rough or too old, nobody is shown anywhere", () => {
  const lost = [fix(2e5, 0), fix(-200, 700), fix(0, 0, ROUGH_M + 1), fix(0, 0, 10, LOST_S + 1)].map((where) => look(where));
  assert.deepEqual(["outside", "far", "rough", "old"], lost.map(({ state }) => state));
  assert.deepEqual([false, false, false, false], lost.map(isShownOnMap));
  assert.ok(Math.abs(lost[1].away_m - Math.hypot(200, 300)) < 2);
});

test("where there are no paths, one is near a stop or nobody knows", () => {
  for (const graph of [null, { nodes: [], ways: [], edges: [], snaps: {}, rides: [] }]) {
    const walker = makeWalker(graph);
    assert.deepEqual(["near", "unknown"], [fix(-400, 0), fix(0, 0)].map((where) => look(where, { walker }).state));
  }
});

test("to a place no path leads to there is no leg", () => {
  assert.equal(makeWalker(graphOf()).leg(tour, at(0, 0), "moon"), null);
});

// ---------------------------------------------------------------- the time follows

test("off the route, arrival and slack count from where one stands, and from now", () => {
  const graph = graphOf();
  const planner = makePlanner(graph, (id) => places.get(id), ["en"]);
  const run = reduce(newRun(tour, { now: NOW }), { type: "go", to: 0 }, { now: NOW });
  const told = (from) => statusOf(run, planner, { now: NOW, from });
  const [planned, from] = [told(null), told(look(fix(0, -300)).onward)];
  // 10 minutes of the stay and 800 m as planned; 700 m and no stay from where one stands
  assert.deepEqual([10 * 60 + 800, 700], [planned, from].map(({ next, clock_s }) => Math.round(next.arrive_s - clock_s)));
  assert.ok(Math.abs(from.slack_s - planned.slack_s - 700) < 1);
  assert.deepEqual([12, 700], [from.next.leg.minutes, Math.round(from.next.leg.length_m)]);
});

test("a countdown to the departure still counts off the route", () => {
  const planner = makePlanner(graphOf(), (id) => places.get(id), ["en"]);
  const leaving = reduce(reduce(newRun(tour, { now: NOW }), { type: "go", to: 0 }, { now: NOW }), { type: "leaveIn", minutes: 5 }, { now: NOW });
  const { next, clock_s } = statusOf(leaving, planner, { now: NOW, from: look(fix(0, -300)).onward });
  assert.equal(Math.round(next.arrive_s - clock_s), 300 + 700);
});

test("a way to another place than the next is not taken for it", () => {
  const planner = makePlanner(graphOf(), (id) => places.get(id), ["en"]);
  const run = reduce(newRun(tour, { now: NOW }), { type: "go", to: 1 }, { now: NOW });
  const { next } = statusOf(run, planner, { now: NOW, from: look(fix(0, -300)).onward });
  assert.deepEqual(["north", 800], [next.id, Math.round(next.leg.length_m)]);
});
