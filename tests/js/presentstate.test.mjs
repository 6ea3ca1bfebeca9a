/** The run: a tour while it is presented. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

import { encodeTour } from "../../backlot/viewer/assets/compact.js";
import { makePlanner, seconds } from "../../backlot/viewer/assets/itinerary.js";
import {
  GLANCE_S, NOTE_CHARS, aheadOf, followState, isShown, newRun, nextOf, proposalOf, readRun, reduce, remainingTour, statusOf,
} from "../../backlot/viewer/assets/presentstate.js";
import { HOSTILE, frozen, randomFrom } from "./support.mjs";

const read = (path) => frozen(JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")));
const shared = read("../cases/itinerary.json");
const places = new Map(shared.places.map((place) => [place.id, { ...place, at: [0, 0] }]));
const planner = makePlanner(shared.graph, (id) => places.get(id), shared.languages);
const TOURS = new URL("../../geodata/tours/", import.meta.url);
const shipped = readdirSync(TOURS).filter((name) => name.endsWith(".json")).map((name) => read(new URL(name, TOURS)));

const WALK = ["slip-square", "tea-house", "navy-dock", "lighthouse"];
/** A walk of four stops on the shared network, ten minutes at each. */
const tourOf = (change = {}, stops = WALK) => frozen({
  ...shared.tour, start: "north-gate", end: "north-gate", back_by: "11:00", group_size: 12, stops: stops.map((id) => ({ ...shared.stop, id })), ...change,
});
/** A moment of the day the tour is on: its zone is the Azores, an hour behind Greenwich in winter. */
const at = (clock, secs = 0) => new Date(Date.parse(`2026-01-15T${clock}:00-01:00`) + secs * 1000);
const begun = (tour = tourOf(), clock = "09:00") => act(newRun(tour, { now: at(clock) }), clock, { type: "start" });
const act = (run, clock, ...actions) => actions.reduce((now, action) => frozen(reduce(now, action, { now: clock instanceof Date ? clock : at(clock), planner })), run);
const later = (clock, minutes) => new Date(at(clock).getTime() + minutes * 60_000);
const status = (run, clock) => statusOf(run, planner, { now: clock instanceof Date ? clock : at(clock) });

// ---------------------------------------------------------------- steps

test("a tour begins when start is pressed, and the first stop comes with next", () => {
  const run = begun();
  assert.deepEqual([run.at, run.begun], [-1, at("09:00").toISOString()]);
  assert.deepEqual([0, at("09:02").toISOString()], (({ at: stop, arrived }) => [stop, arrived[0]])(act(run, "09:02", { type: "next" })));
});

test("a tour without a start of its own begins at its first stop", () => {
  const run = begun(tourOf({ start: null }));
  assert.deepEqual([run.at, run.arrived], [0, { 0: at("09:00").toISOString() }]);
});

test("a tour nobody has started begins with its first step", () => {
  const run = act(newRun(tourOf(), { now: at("08:00") }), "09:00", { type: "next" });
  assert.equal(run.begun, at("09:00").toISOString());
});

test("starting twice does not set the clock back", () => {
  const run = begun();
  assert.equal(act(run, "09:30", { type: "start" }), run);
});

test("next and previous pass over what is skipped, dropped or closed, and what lies within a closed place", () => {
  const [skipped, dropped, closed, around] = [{ type: "skip", index: 1, on: true }, { type: "drop", index: 1, on: true }, { type: "close", id: "tea-house", on: true }, { type: "close", id: "customs-court", on: true }];
  for (const action of [skipped, dropped, closed, around]) {
    const run = act(begun(), "09:10", action, { type: "next" }, { type: "next" });
    assert.equal(run.at, 2, action.type);
    assert.equal(act(run, "09:20", { type: "previous" }).at, 0, action.type);
  }
});

test("next at the last stop and previous before the first change nothing", () => {
  const run = act(begun(), "09:10", { type: "go", to: 3 });
  assert.equal(act(run, "09:20", { type: "next" }), run);
  const first = begun();
  assert.equal(act(first, "09:20", { type: "previous" }), first);
});

test("who goes to a stop that was left out has not left it out", () => {
  const run = act(begun(), "09:10", { type: "skip", index: 2, on: true }, { type: "drop", index: 2, on: true }, { type: "go", to: 2 });
  assert.deepEqual([run.at, run.skipped, run.cuts], [2, [], []]);
  assert.deepEqual(act(run, "09:11", { type: "skip", index: 2, on: true }, { type: "go", to: 2 }).skipped, []);
});

test("an end by mistake is taken back by the next step", () => {
  const run = act(begun(), "09:10", { type: "next" }, { type: "end" });
  assert.equal(status(run, "09:11").ended, true);
  assert.equal(status(act(run, "09:11", { type: "previous" }), "09:11").ended, false);
  assert.equal(status(act(run, "09:11", { type: "go", to: 0 }), "09:11").ended, false);
});

test("a stop passed by with a slip of the finger counts for nothing", () => {
  const here = act(begun(), "09:02", { type: "next" });
  const slipped = act(act(act(here, at("09:10"), { type: "next" }), at("09:10", 2), { type: "next" }), at("09:10", 4), { type: "previous" });
  const back = act(slipped, at("09:10", 6), { type: "previous" });
  assert.deepEqual([back.at, back.arrived, back.left], [0, here.arrived, {}]);
  for (const leaving of [at("09:10", 9), at("09:15")]) {
    const gone = act(back, leaving, { type: "next" });
    assert.deepEqual([gone.left, gone.seen], [{ 0: leaving.toISOString() }, [0]]);
  }
});

test("looking back leaves the times as they are", () => {
  const there = act(act(begun(), "09:02", { type: "next" }), "09:12", { type: "next" });
  const looked = act(act(there, "09:20", { type: "previous" }), "09:22", { type: "next" });
  assert.deepEqual([looked.at, looked.arrived, looked.left], [1, there.arrived, there.left]);
  assert.equal(status(looked, "09:22").elapsed_s, 600);
});

test("the countdown ends with the next step, and when one stays", () => {
  const run = act(act(begun(), "09:02", { type: "next" }), "09:10", { type: "leaveIn", minutes: 5 });
  assert.equal(status(run, at("09:11", 1)).countdown_s, 239);
  assert.equal(status(run, "09:30").countdown_s, 0);
  assert.equal(status(act(run, "09:11", { type: "stayOn" }), "09:11").countdown_s, null);
  assert.equal(status(act(run, "09:11", { type: "next" }), "09:11").countdown_s, null);
});

test("switches are set, and turned over when nothing is said", () => {
  for (const [type, member] of [["black", "black"], ["turn", "turned"], ["rain", "rain"]]) {
    const run = begun();
    assert.equal(act(run, "09:01", { type, on: true })[member], true);
    assert.equal(act(run, "09:01", { type })[member], true);
    assert.equal(act(run, "09:01", { type }, { type })[member], false);
  }
  assert.deepEqual(act(begun(), "09:01", { type: "auto", on: true, every_s: 1e9 }).auto, { on: true, every_s: 3600 });
  assert.equal(act(begun(), "09:01", { type: "lock" }).locked, true);
  assert.equal(act(begun(), "09:01", { type: "lock" }, { type: "unlock" }).locked, false);
});

test("what makes no sense changes nothing", () => {
  const run = act(begun(), "09:02", { type: "next" });
  const senseless = [
    { type: "dance" }, { type: "constructor" }, { type: "__proto__" }, { type: undefined },
    { type: "go", to: 4 }, { type: "go", to: -2 }, { type: "go", to: 0.5 }, { type: "go", to: "1" }, { type: "go" }, { type: "go", to: 0 },
    { type: "seen", index: 9, on: true }, { type: "skip", index: -1, on: true }, { type: "drop", index: null, on: true },
    { type: "count", index: 9, n: 3 }, { type: "expect", n: 0 }, { type: "note", index: 0 }, { type: "note", index: 9, text: "x" },
    { type: "backBy", time: "24:00" }, { type: "backBy" }, { type: "close", id: "No Place", on: true }, { type: "shorten", index: 7, min: 3 },
    { type: "leaveIn", minutes: Number.NaN }, { type: "leaveIn", minutes: -1 }, { type: "size", size: 9 }, { type: "show", id: "<b>" }, { type: "unlock" },
    ...HOSTILE.flatMap((text) => [{ type: text }, { type: "backBy", time: text }, { type: "show", id: text === "constructor" ? "<" : text }]),
  ];
  for (const action of senseless) assert.equal(act(run, "09:05", action), run, JSON.stringify(action));
});

test("head counts say who is missing, at the start too", () => {
  const run = act(begun(), "09:01", { type: "count", index: -1, n: 11 });
  assert.equal(status(run, "09:01").missing, 1);
  const next = act(run, "09:02", { type: "next" });
  assert.equal(status(next, "09:02").missing, null);
  assert.equal(status(act(next, "09:03", { type: "count", index: 0, n: 12 }, { type: "expect", n: 14 }), "09:03").missing, 2);
  assert.equal(status(act(next, "09:03", { type: "count", index: 0, n: 12 }, { type: "count", index: 0, n: null }), "09:03").missing, null);
});

// ---------------------------------------------------------------- time

test("on time, the slack is that of the plan, from the start to the end", () => {
  const tour = tourOf();
  const planned = planner.plan(tour).timetable.slack_s;
  let run = newRun(tour, { now: at("08:30") });
  assert.equal(status(run, "08:30").slack_s, planned);
  run = begun(tour);
  assert.equal(status(run, "09:00").slack_s, planned);
  for (const stop of planner.plan(tour).timetable.stops) {
    const arrival = at("00:00", stop.arrive_s);
    run = act(run, arrival, { type: "next" });
    assert.equal(status(run, arrival).slack_s, planned);
    assert.equal(status(run, at("00:00", stop.leave_s)).slack_s, planned);
  }
});

test("the slack is that of the timetable of what remains", () => {
  const random = randomFrom(7);
  for (let n = 0; n < 60; n++) {
    let run = begun();
    let minutes = 1;
    for (let step = Math.floor(random() * 4); step > 0; step--) run = act(run, later("09:00", (minutes += Math.floor(random() * 20))), { type: "next" });
    const now = later("09:00", minutes + Math.floor(random() * 15));
    if (now > at("10:40")) continue;
    const { timetable } = planner.plan(remainingTour(run, { now, planner }));
    // what remains departs at a whole minute: up to one later than now
    const slack = statusOf(run, planner, { now }).slack_s;
    assert.ok(slack >= timetable.slack_s && slack - timetable.slack_s < 60, `${slack} ${timetable.slack_s}`);
  }
});

test("on paths that are only sketched, every leg ahead counts with the longest it may take", () => {
  const ways = shared.graph.ways.map((way) => ({ ...way, accuracy: "schematic" }));
  const sketched = makePlanner({ ...shared.graph, ways }, (id) => places.get(id), shared.languages);
  const { slack_s, end_s, end_high_s } = sketched.plan(tourOf()).timetable;
  assert.ok(end_high_s > end_s);
  assert.equal(statusOf(begun(), sketched, { now: at("09:00") }).slack_s, slack_s);
});

test("staying too long costs slack second by second", () => {
  const run = act(begun(), "09:02", { type: "next" });
  const [before, there] = [status(run, "09:12"), status(run, at("09:13", 30))];
  assert.deepEqual([before.over_s, there.over_s, there.elapsed_s, there.planned_s], [0, 90, 690, 600]);
  assert.equal(before.slack_s - there.slack_s, 90);
});

test("a shortened stay is worth its minutes", () => {
  const run = act(begun(), "09:02", { type: "next" });
  const gained = (action) => status(act(run, "09:02", action), "09:02").slack_s - status(run, "09:02").slack_s;
  assert.equal(gained({ type: "shorten", index: 0, min: 4 }), 360);
  assert.equal(gained({ type: "shorten", index: 2, min: 4 }), 360);
  assert.equal(gained({ type: "shorten", index: 2, min: null }), 0);
});

test("the countdown is when one leaves", () => {
  const run = act(begun(), "09:02", { type: "next" });
  const leaving = act(run, "09:04", { type: "leaveIn", minutes: 3 });
  assert.equal(status(leaving, "09:04").slack_s - status(run, "09:04").slack_s, 300);
});

test("past the time to be back one is late, not early for tomorrow", () => {
  const run = act(begun(), "09:02", { type: "next" });
  for (const clock of ["11:00", "11:30", "13:00"]) {
    const { late, slack_s, cuts } = status(run, clock);
    assert.ok(late && slack_s < seconds("11:00") - seconds(clock), `${clock} ${slack_s}`);
    assert.ok(cuts.length > 0);
  }
});

test("a tour that begins late is late from its first minute", () => {
  assert.ok(status(begun(tourOf(), "15:00"), "15:00").slack_s < seconds("11:00") - seconds("15:00"));
});

test("a tour over midnight keeps its day", () => {
  const tour = tourOf({ depart: "23:00", back_by: "01:00" });
  const planned = planner.plan(tour).timetable.slack_s;
  const run = begun(tour, "23:00");
  assert.equal(status(run, "23:00").slack_s, planned);
  const after = act(run, at("23:59", 120), { type: "next" });
  assert.equal(status(after, at("23:59", 120)).clock_s, seconds("23:59") + 120);
  assert.ok(status(after, at("23:59", 120)).slack_s < planned);
  assert.equal(status(begun(tour, "22:50"), "22:50").slack_s, planned + 600);
});

test("without a time to be back there is no slack and nobody is late", () => {
  const { slack_s, late, cuts } = status(begun(tourOf({ back_by: null })), "20:00");
  assert.deepEqual([slack_s, late, cuts], [null, false, []]);
});

test("where there is no way on, no slack is promised", () => {
  const run = act(begun(tourOf({}, ["slip-square", "no-such-place", "tea-house"])), "09:02", { type: "next" });
  const { slack_s, next } = status(run, "09:02");
  assert.deepEqual([slack_s, next.leg.ok, next.id], [null, false, "no-such-place"]);
});

test("the guide's new time to be back counts at once", () => {
  const run = act(begun(), "09:02", { type: "next" });
  const moved = (time) => status(act(run, "09:02", { type: "backBy", time }), "09:02").slack_s;
  assert.equal(moved("11:30") - status(run, "09:02").slack_s, 1800);
  assert.equal(moved(null), null);
});

test("in the rain the ways take longer, the stays do not", () => {
  const run = act(begun(), "09:02", { type: "next" });
  const wet = act(run, "09:02", { type: "rain", on: true });
  assert.ok(status(wet, "09:02").slack_s < status(run, "09:02").slack_s);
  assert.equal(status(wet, "09:02").planned_s, 600);
});

test("who finds a set closed on arriving can still leave it", () => {
  const run = act(begun(), "09:05", { type: "go", to: 1 }, { type: "close", id: "customs-court", on: true });
  const { next, slack_s } = status(run, "09:06");
  assert.deepEqual([next.id, next.leg.ok], ["navy-dock", true]);
  assert.ok(slack_s > 0);
});

test("next tells the way and the time, and after the last stop comes the way home", () => {
  const run = act(begun(), "09:02", { type: "next" });
  const { next, home, number, count, stop } = status(run, "09:02");
  assert.deepEqual([next.stop, next.id, next.leg.minutes, next.arrive_s, home], [1, "tea-house", 3, seconds("09:12") + 200, null]);
  assert.deepEqual([stop, number, count], [0, 1, 4]);
  const last = status(act(run, "09:40", { type: "go", to: 3 }), "09:40");
  assert.deepEqual([last.next, last.home.id, last.home.leg.ok], [null, "north-gate", true]);
});

test("before the first stop there is none, and the way leads to it", () => {
  const { stop, number, elapsed_s, planned_s, next } = status(begun(), "09:00");
  assert.deepEqual([stop, number, elapsed_s, planned_s, next.stop, next.leg.from], [null, 0, null, null, 0, "north-gate"]);
});

test("cuts name the stops of the run's own tour, and done they help", () => {
  const run = act(begun(tourOf({ back_by: "09:45" })), "09:05", { type: "go", to: 1 });
  const before = status(run, "09:05");
  assert.ok(before.late);
  for (const cut of before.cuts) assert.deepEqual([cut.id, cut.stop > 1], [WALK[cut.stop], true]);
  const done = act(run, "09:05", ...before.cuts.map((cut) => (cut.action === "drop" ? { type: "drop", index: cut.stop, on: true } : { type: "shorten", index: cut.stop, min: cut.to_min })));
  assert.ok(status(done, "09:05").slack_s > before.slack_s);
});

test("without a network the rest is told", () => {
  const run = act(begun(), "09:02", { type: "next" });
  const told = statusOf(run, null, { now: at("09:05") });
  assert.deepEqual([told.elapsed_s, told.planned_s, told.slack_s, told.next, told.cuts], [180, 600, null, { stop: 1, id: "tea-house", leg: null, arrive_s: null }, []]);
});

test("a rehearsal has the tour's clock, and adds up what one speaks", () => {
  let run = act(newRun(tourOf(), { now: at("20:00"), rehearsal: true }), "20:00", { type: "start" }, { type: "next" });
  assert.equal(status(run, "20:10").clock_s, seconds("09:10"));
  run = act(act(act(run, "20:02", { type: "next" }), "20:05", { type: "previous" }), "20:06", { type: "next" });
  assert.deepEqual(run.rehearsal, { 0: 180, 1: 180 });
  run = act(run, "20:08", { type: "next" });
  assert.deepEqual(run.rehearsal, { 0: 180, 1: 300 });
});

test("the end of the tour stops its clock", () => {
  const run = act(act(begun(), "09:02", { type: "next" }), "09:20", { type: "end" });
  assert.deepEqual(status(run, "12:00"), status(run, "09:20"));
});

// ---------------------------------------------------------------- what others get

test("a proposal has the changes that are the plan's, and no private notes", () => {
  let run = act(begun(), "09:02", { type: "next" }, { type: "note", index: 0, text: "mind the cable" }, { type: "shorten", index: 2, min: 4 });
  run = act(run, "09:16", { type: "next" }, { type: "drop", index: 3, on: true }, { type: "skip", index: 2, on: true }, { type: "rain", on: true }, { type: "backBy", time: "11:30" }, { type: "close", id: "navy-dock", on: true });
  const tour = proposalOf(run);
  assert.deepEqual(tour.stops.map((stop) => [stop.id, stop.dwell_min]), [["slip-square", 14], ["tea-house", 10], ["navy-dock", 4]]);
  assert.deepEqual([tour.back_by, tour.closed, tour.pace_kmh], ["11:30", ["navy-dock"], shared.tour.pace_kmh]);
  assert.ok(!JSON.stringify(tour).includes("cable"));
  assert.equal(encodeTour(tour).problem, undefined);
});

test("private notes come along when asked for, after what is there, no longer than notes may be", () => {
  const noted = tourOf({ stops: [{ ...shared.stop, id: "tea-house", notes: { en: "Tea.", pt: "Cha." } }, { ...shared.stop, id: "navy-dock" }], name: { pt: "Passeio" } });
  const run = act(begun(noted), "09:02", { type: "note", index: 0, text: "Ask for Ana" }, { type: "note", index: 1, text: "x".repeat(99_999) });
  assert.equal(run.privates[1].length, NOTE_CHARS);
  const [first, second] = proposalOf(run, { privates: true }).stops;
  assert.deepEqual(first.notes, { en: "Tea.\nAsk for Ana", pt: "Cha.\nAsk for Ana" });
  assert.deepEqual(second.notes, { pt: "x".repeat(6000) });
});

test("a rehearsed tour is proposed with the times measured", () => {
  const run = act(act(newRun(tourOf(), { now: at("20:00"), rehearsal: true }), "20:00", { type: "next" }), "20:07", { type: "next" });
  assert.deepEqual(proposalOf(run).stops.map((stop) => stop.dwell_min), [7, 10, 10, 10]);
});

test("of the times measured those chosen are proposed", () => {
  const rehearsed = act(act(newRun(tourOf(), { now: at("20:00"), rehearsal: true }), "20:00", { type: "next" }), "20:07", { type: "next" });
  const run = act(rehearsed, "20:12", { type: "next" });
  assert.deepEqual([[7, 5], [10, 5], [10, 10]], [undefined, [1], []].map((measured) => proposalOf(run, { measured }).stops.slice(0, 2).map((stop) => stop.dwell_min)));
});

test("a group of another size goes back to the plan, and what is ahead is timed for it", () => {
  const run = act(begun(), "09:02", { type: "expect", n: 20 });
  assert.deepEqual([20, 20], [proposalOf(run).group_size, remainingTour(run, { now: at("09:02"), planner }).group_size]);
  const most = act(run, "09:02", { type: "expect", n: 900 });
  assert.equal(proposalOf(most).group_size, 500);
  assert.equal(proposalOf(begun()).group_size, 12);
});

test("guests get where the guide is and what comes next, and nothing else", () => {
  const run = act(begun(), "09:02", { type: "next" }, { type: "show", id: "tea-house-door" }, { type: "black", on: true });
  assert.deepEqual(followState(run), { version: 1, at: 0, id: "slip-square", picture: "tea-house-door", black: true, ended: false, next: "tea-house" });
  assert.deepEqual(followState(act(run, "09:30", { type: "end" })), { version: 1, at: 0, id: "slip-square", picture: "tea-house-door", black: true, ended: true, next: null });
  assert.equal(followState(act(run, "09:12", { type: "next" })).picture, null);
});

// ---------------------------------------------------------------- kept and read back

test("a run of another version, of somebody else, or damaged, is none", () => {
  const run = begun();
  const texts = [
    null, undefined, "", "{", "null", "[]", "7", '"run"', "{}", ...HOSTILE, ...HOSTILE.map((text) => JSON.stringify(text)),
    ...[
      { version: 2 }, { version: "1" }, { tour: null }, { tour: [] }, { tour: { ...run.tour, version: 2 } }, { tour: { ...run.tour, stops: [null] } },
      { tour: { ...run.tour, stops: [{ id: "../x" }] } }, { tour: { ...run.tour, tz: "Nowhere/Nowhere" } }, { tour: { ...run.tour, depart: "9:00" } },
      { tour: { ...run.tour, stops: [{ id: "tea-house", notes: { en: 7 } }] } }, { tour: { ...run.tour, closed: "all" } },
      { tour: { ...run.tour, description: "x" } }, { tour: { ...run.tour, description: { en: {} } } }, { tour: { ...run.tour, stops: [{ id: "tea-house", sources: "x" }] } },
      { tour: { ...run.tour, stops: [{ id: "tea-house", sources: [7] }] } }, { begun: false }, { expected: null }, { arrived: null }, { back_by: undefined, made: null },
      { at: 4 }, { at: -2 }, { at: "0" }, { begun: "yesterday" }, { arrived: { 9: run.begun } }, { arrived: [run.begun] }, { left: { x: run.begun } },
      { seen: [9] }, { seen: [0, 0] }, { skipped: { 0: 1 } }, { cuts: ["0"] }, { heads: { 0: -1 } }, { expected: 1.5 }, { privates: { 0: 7 } },
      { back_by: "noon" }, { closed: ["A B"] }, { closed: 7 }, { rain: "yes" }, { shortened: { 0: "x" } }, { auto: { on: 1, every_s: 2 } }, { auto: [] },
      { size: 7 }, { picture: "<img>" }, { rehearsal: { 0: -1 } }, { rehearsal: 4 }, { leaving: 7 },
    ].map((change) => JSON.stringify({ ...run, ...change })),
  ];
  for (const text of texts) assert.equal(readRun(text), null, String(text).slice(0, 200));
});

test("a damaged text never throws, wherever it was cut or changed", () => {
  const random = randomFrom(11);
  const text = JSON.stringify(act(begun(), "09:02", { type: "next" }, { type: "note", index: 0, text: "\u202e안녕 👋" }));
  for (let n = 0; n < 500; n++) {
    const place = Math.floor(random() * text.length);
    const damaged = random() < 0.3 ? text.slice(0, place) : text.slice(0, place) + String.fromCharCode(32 + Math.floor(random() * 95)) + text.slice(place + 1);
    const run = readRun(damaged);
    if (run) assert.doesNotThrow(() => statusOf(run, planner, { now: at("09:05") }).cuts);
  }
});

test("members a run did not have yet are taken as at the start", () => {
  const { tour, version } = begun();
  assert.deepEqual(readRun(JSON.stringify({ version, tour })), { ...newRun(tour, { now: 0 }) });
});

test("two hundred stops are kept and told like twelve", () => {
  const run = act(begun(tourOf({}, Array.from({ length: 200 }, (_, n) => WALK[n % 4]))), "09:05", { type: "go", to: 150 });
  assert.deepEqual(readRun(JSON.stringify(run)), run);
  assert.equal(status(run, "09:05").count, 200);
});

// ---------------------------------------------------------------- any hands

const SECRETS = ["zebra", "quartz", "vellum", "privatim"];

/** Something a guide might do, sensible or not. */
function anyAction(random, count) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const index = Math.floor(random() * (count + 2)) - 1;
  const on = random() < 0.6;
  return pick([
    { type: "start" }, { type: "next" }, { type: "next" }, { type: "next" }, { type: "previous" }, { type: "go", to: index }, { type: "seen", index, on }, { type: "skip", index, on },
    { type: "count", index, n: Math.floor(random() * 20) }, { type: "note", index, text: pick(["privatim zebra", "", ...HOSTILE]) }, { type: "backBy", time: pick(["10:00", "23:59", "00:00", null, "x"]) },
    { type: "close", id: pick([...places.keys()]), on }, { type: "rain", on }, { type: "drop", index, on }, { type: "shorten", index, min: pick([0, 3, 7.5, null, 99999]) },
    { type: "leaveIn", minutes: pick([0, 5, -1]) }, { type: "stayOn" }, { type: "lock" }, { type: "unlock" }, { type: "black", on }, { type: "turn" }, { type: "auto", on, every_s: pick([1, 20, null]) },
    { type: "size", size: pick([1, 1.25, 1.5, 2]) }, { type: "show", id: pick(["a-door", null, "Z"]) }, { type: "expect", n: index }, { type: "end" }, { type: pick(HOSTILE) },
  ]);
}

function anyTour(random) {
  const ids = Array.from({ length: 1 + Math.floor(random() * 8) }, () => [...places.keys()][Math.floor(random() * places.size)]);
  const stops = ids.map((id) => ({ ...shared.stop, id, dwell_min: random() < 0.5 ? null : 5, notes: { en: "zebra quartz vellum" } }));
  return tourOf({ start: random() < 0.5 ? "north-gate" : null, end: random() < 0.5 ? "lighthouse" : null, back_by: random() < 0.7 ? "10:30" : null, stops });
}

function holds(run, now) {
  const count = run.tour.stops.length;
  assert.ok(run.at >= -1 && run.at < count);
  assert.deepEqual(readRun(JSON.stringify(run)), run);
  for (const list of [run.seen, run.skipped, run.cuts]) assert.ok(list.every((index) => index >= 0 && index < count) && new Set(list).size === list.length);
  const follow = JSON.stringify(followState(run, { planner }));
  for (const secret of SECRETS) assert.ok(!follow.includes(secret));
  assert.deepEqual(Object.keys(followState(run, { planner })), ["version", "at", "id", "picture", "black", "ended", "next"]);
  for (const tour of [remainingTour(run, { now, planner }), remainingTour(run, { now }), proposalOf(run, { privates: true })]) {
    assert.equal(encodeTour(tour).problem, undefined);
    planner.plan(tour);
  }
  const told = statusOf(run, planner, { now });
  assert.equal(told.next?.stop ?? null, nextOf(run, planner));
  assert.ok(told.slack_s === null || Number.isFinite(told.slack_s));
  assert.ok(told.cuts.every((cut) => aheadOf(run, planner).includes(cut.stop) && cut.id === run.tour.stops[cut.stop].id));
  assert.ok(told.elapsed_s === null || told.elapsed_s >= 0);
}

function stepsHold(run, now) {
  const options = { now, planner };
  const next = reduce(run, { type: "next" }, options);
  const previous = reduce(run, { type: "previous" }, options);
  for (const moved of [next, previous]) if (moved.at !== run.at && moved.at >= 0) assert.ok(isShown(run, moved.at, planner));
  if (next.at !== run.at && (run.at < 0 || isShown(run, run.at, planner))) assert.equal(reduce(next, { type: "previous" }, options).at, run.at);
}

test("whatever a guide does, in five hundred tours, the run holds", () => {
  for (let seed = 1; seed <= 500; seed++) {
    const random = randomFrom(seed);
    let run = frozen(newRun(anyTour(random), { now: at("08:50"), rehearsal: random() < 0.2 }));
    let now = at("08:55");
    for (let n = 0; n < 30; n++) {
      now = new Date(now.getTime() + Math.floor(random() * (random() < 0.3 ? GLANCE_S : 600)) * 1000);
      run = frozen(reduce(run, anyAction(random, run.tour.stops.length), { now, planner }));
      stepsHold(run, now);
    }
    holds(run, now);
  }
});

test("every shipped tour can be gone to its end, and what remains is a tour at each step", () => {
  for (const tour of shipped) {
    let run = frozen(newRun(tour, { now: at("09:00") }));
    let left = tour.stops.length + 1;
    for (const _ of [null, ...tour.stops]) {
      run = frozen(reduce(run, { type: "next" }, { now: at("09:00", 600 * (tour.stops.length - left)) }));
      const remaining = remainingTour(run, { now: at("09:00") });
      assert.equal(encodeTour(remaining).problem, undefined);
      left = Math.max(0, tour.stops.length - 1 - run.at);
      assert.equal(remaining.stops.length, left);
      assert.deepEqual(readRun(JSON.stringify(run)), run);
    }
    assert.equal(run.at, tour.stops.length - 1);
  }
});

test("guests of a shipped tour get no word of its notes", () => {
  for (const tour of shipped) {
    const ids = new Set(tour.stops.flatMap((stop) => [stop.id, ...stop.id.split("-")]));
    const words = new Set(tour.stops.flatMap((stop) => Object.values(stop.notes).join(" ").toLowerCase().split(/[^\p{L}]+/u)).filter((word) => word.length > 3 && !ids.has(word) && ![...ids].some((id) => id.includes(word))));
    for (let to = -1; to < tour.stops.length; to++) {
      const values = Object.values(followState(reduce(newRun(tour, { now: at("09:00") }), { type: "go", to }, { now: at("09:00") }))).filter((value) => typeof value === "string");
      for (const value of values) for (const word of words) assert.ok(!value.includes(word), word);
    }
  }
});

test("how a tour of sixty stops goes is told in less than five milliseconds, however late it is", () => {
  const run = act(begun(tourOf({ back_by: "10:00" }, Array.from({ length: 60 }, (_, n) => WALK[n % 4]))), "09:05", { type: "next" });
  const took = [];
  for (let n = 0; n < 50; n++) {
    const before = performance.now();
    const told = status(run, at("09:10", n));
    if (n) assert.ok(told.cuts.length);
    took.push(performance.now() - before);
  }
  // the middle one: a busy machine may hold up a few
  assert.ok(took.sort((a, b) => a - b)[25] < 5, `${took[25]} ms`);
});
