import assert from "node:assert/strict";
import test from "node:test";

import { parsedClock, steppedClock } from "../../backlot/viewer/assets/clock.js";
import { h } from "../../backlot/viewer/assets/dom.js";
import { inOrder, nextWindow } from "../../backlot/viewer/assets/hoursfield.js";
import { arrange, typed } from "../../backlot/viewer/assets/patch.js";
import { makePlanPanel, stopKeys } from "../../backlot/viewer/assets/planpanel.js";
import { closableSets } from "../../backlot/viewer/assets/plansettings.js";
import { legDoubts, legText, minutesText, planOf, rangeText, reasonText, resultText, slackMinutes, slackText, timeText } from "../../backlot/viewer/assets/plantext.js";
import { metresAt, spaced, stepFor, ticks } from "../../backlot/viewer/assets/profile.js";
import { numberOf, stepped } from "../../backlot/viewer/assets/stepper.js";
import { schedule } from "../../backlot/viewer/assets/timetable.js";
import { makeWords } from "../../backlot/viewer/assets/words.js";
import { fakePage } from "./page.mjs";
import { HOSTILE } from "./support.mjs";

/** Words that show their key and values, so that no test depends on a wording. */
const plainWords = () =>
  Object.assign(makeWords({}, "en"), {
    say: (key, values = {}) => [key, ...Object.values(values)].join(" ").trim(),
    metres: (m) => `${Math.round(m)} m`,
  });
const words = plainWords();

// ---------------------------------------------------------------- figures

test("a clock time is read as people type it", () => {
  assert.deepEqual(["9", "930", "9:30", "1540", "15.40", " 9h05", "0"].map(parsedClock), ["09:00", "09:30", "09:30", "15:40", "15:40", "09:05", "00:00"]);
});

test("what is no time of day is not taken for one", () => {
  for (const text of ["", "24:00", "12:60", "noon", "1:5", "123:00", "-1", ...HOSTILE]) assert.equal(parsedClock(text), null, text.slice(0, 20));
});

test("a clock time goes to the next round five minutes, and round midnight", () => {
  assert.deepEqual([["09:00", 1], ["09:02", 1], ["23:58", 1]].map((each) => steppedClock(...each)), ["09:05", "09:05", "00:00"]);
  assert.deepEqual([["09:00", -1], ["09:02", -1], ["00:00", -1]].map((each) => steppedClock(...each)), ["08:55", "09:00", "23:55"]);
});

test("a figure goes to the next round one", () => {
  assert.deepEqual([[4, 0.5], [4.3, 0.5], [4.3, -0.5], [4.5, -0.5], [0, 1], [15, 1]].map((each) => stepped(...each)), [4.5, 4.5, 4, 4, 1, 16]);
});

test("a typed figure may have a point or a comma, and nothing else", () => {
  assert.deepEqual(["4", "4.5", " 4,5 ", "0"].map(numberOf), [4, 4.5, 4.5, 0]);
  for (const text of ["", "-1", "1e3", "4 km", "Infinity", ".5", ...HOSTILE]) assert.equal(numberOf(text), null, text.slice(0, 20));
});

test("opening hours begin before they end, one after the other", () => {
  assert.deepEqual([[["09:00", "12:00"]], [["09:00", "12:00"], ["12:00", "17:00"]], [["12:00", "09:00"]], [["09:00", "09:00"]], [["09:00", "12:00"], ["11:00", "17:00"]]].map(inOrder), [true, true, false, false, false]);
});

test("new opening hours fit after those there are", () => {
  for (const windows of [[], [["09:00", "12:00"]], [["20:00", "21:59"]]]) assert.ok(inOrder([...windows, nextWindow(windows)]));
  assert.equal(nextWindow([["09:00", "23:00"]]), null);
});

test("each stop has its own key, even one that comes twice", () => {
  assert.deepEqual(stopKeys([{ id: "a" }, { id: "b" }, { id: "a" }]), ["a 0", "b 0", "a 1"]);
});

// ---------------------------------------------------------------- wording

test("minutes from an hour on are said with hours", () => {
  assert.deepEqual([0, 59, 59.6, 65, 120].map((n) => minutesText(words, n)), ["plan.min 0", "plan.min 59", "plan.hours 1", "plan.hours-min 1 5", "plan.hours 2"]);
});

test("time to spare is rounded down, time missing is rounded up", () => {
  assert.deepEqual([0, 59, 179, -1, -60, -121].map(slackMinutes), [0, 0, 2, -1, -1, -3]);
  assert.deepEqual([179, -1].map((s) => slackText(words, s)), ["plan.spare plan.min 2", "plan.too-late plan.min 1"]);
});

test("a plan without a clock counts from setting out", () => {
  assert.deepEqual([0, 3900, null].map((s) => timeText({ onClock: false }, s)), ["+0:00", "+1:05", ""]);
  assert.equal(timeText({ onClock: true }, 56400), "15:40");
});

const walk = { mode: "walk", ok: true, about: true, length_m: 120, minutes: 2, minutes_low: 2, minutes_high: 3, unknown: {}, notes: [] };

test("a schematic way is about so long and has a range; a surveyed one has neither", () => {
  assert.equal(legText(words, walk), "walk.about 120 m · plan.range 2 3");
  assert.equal(legText(words, { ...walk, about: false }), "120 m · plan.min 2");
  assert.equal(rangeText(words, { about: false, minutes: 0, minutes_low: 0, minutes_high: 0 }), "plan.min 1");
});

test("a ride is said by its minutes", () => assert.equal(legText(words, { ...walk, mode: "bus", minutes: 5 }), "walk.ride.bus 5"));

test("what is unknown of a way is said in words, with its length", () => {
  assert.deepEqual(legDoubts(words, { ...walk, unknown: { "step-free": 300 } }), ["plan.unknown.step-free 300 m"]);
  assert.equal(legText(words, { ...walk, about: false, notes: ["guide"] }), "120 m · plan.min 2 · plan.access.guide");
});

test("why there is no way is said with the names of what is in it", () => {
  const nameOf = (id) => `<${id}>`;
  assert.match(reasonText(words, { code: "needs", values: { needs: ["step-free"] } }, nameOf), /^plan\.reason\.needs .*plan\.need\.step-free/);
  assert.match(reasonText(words, { code: "closed", values: { places: ["a", "b"] } }, nameOf), /<a>, <b>/);
  assert.match(reasonText(words, { code: "too-far", values: { offset_m: 410 } }, nameOf), /410 m/);
  assert.equal(reasonText(words, { code: "unknown-place", values: {} }, nameOf), "plan.unknown-place");
});

// ---------------------------------------------------------------- profile

test("how far one has come is level while one stays", () => {
  const points = [{ t_s: 0, m: 0 }, { t_s: 60, m: 100 }, { t_s: 360, m: 100 }, { t_s: 420, m: 300 }];
  assert.deepEqual([0, 30, 60, 200, 390, 420, 999].map((s) => metresAt(points, s)), [0, 50, 100, 100, 200, 300, 300]);
  assert.equal(metresAt([], 5), 0);
});

test("an axis has round figures, and not too many", () => {
  assert.equal(stepFor(5400, [300, 600, 900, 1800], 6), 900);
  assert.deepEqual(ticks(500, 1200, 300), [600, 900, 1200]);
  assert.deepEqual(ticks(10, 20, 300), []);
});

test("numbers that would lie over each other are left out", () => {
  assert.deepEqual(spaced([0, 10, 25, 30], 20), [true, false, true, false]);
});

// ---------------------------------------------------------------- the panel

const places = new Map([
  ["gate", { id: "gate", kind: "gate", name: { en: "Gate", ko: "정문" } }],
  ["street", { id: "street", kind: "set", name: { en: "Street", ko: "거리" } }],
  ["house", { id: "house", kind: "building", within: "street", name: { en: "House", ko: "집" } }],
  ["plaza", { id: "plaza", kind: "plaza", name: { en: "Plaza", ko: "광장" } }],
]);

const stopOf = (id, change = {}) => ({ id, dwell_min: 10, photo_min: null, break_min: 0, lock: false, open: null, ride: null, notes: {}, ...change });
const tourOf = (stops, change = {}) => ({
  version: 1, id: "t", revision: 0, name: { en: "Walk" }, date: null, start: "gate", end: "gate", depart: "09:00", back_by: "10:00", pace_kmh: 4, group_size: 1,
  needs: [], closed: [], stops, end_ride: null, ...change,
});

/** The itinerary of a tour where every way takes two minutes. */
function itineraryOf(tour, { reason = null } = {}) {
  const leg = { ok: !reason, mode: "walk", low_s: 100, walk_s: 120, high_s: 150, about: true, length_m: 120 };
  const seconds = (clock) => (clock ? Number(clock.slice(0, 2)) * 3600 + Number(clock.slice(3)) * 60 : null);
  const timetable = schedule({
    depart_s: seconds(tour.depart), back_by_s: seconds(tour.back_by), group_size: tour.group_size, start: true, end: true,
    stops: tour.stops.map((stop) => ({ ...stop, open: null, worth: 1, closed: false })), legs: [...tour.stops, null].map(() => leg),
  });
  const legs = [...tour.stops.keys(), null].map((stop) => ({ ...walk, ok: !reason, reason, stop, from: "x", to: "y", steps: ["left", "right"] }));
  const stops = tour.stops.map((stop, index) => ({ id: stop.id, index, number: index + 1, place: places.get(stop.id) ?? null, name: places.get(stop.id)?.name.en ?? stop.id, closed: false, timed: timetable.stops[index], problems: timetable.stops[index].breaks, words: 0 }));
  return { timetable, stops, legs, start: places.get("gate"), end: places.get("gate"), points: [{ t_s: 0, m: 0 }, { t_s: 60, m: 120 }] };
}

/** A plan that keeps its changes and notes what it was asked. */
function planningOf(tour, change = {}) {
  const asked = [];
  const listeners = [];
  const note = (name) => (...values) => { asked.push([name, ...values]); };
  const planning = {
    tour, asked, listeners, history: { canUndo: false, canRedo: false }, busy: null, canAsk: true, tours: null, deleted: [], conflict: null, saved: true, problem: null, selected: null, isRain: false,
    loadTours: async () => {}, on: (fn) => listeners.push(fn),
    ...Object.fromEntries(["add", "remove", "move", "lock", "setStop", "setTour", "close", "rain", "apply", "optimise", "cancel", "undo", "redo", "select", "resolve"].map((name) => [name, note(name)])),
    show(next, how) {
      planning.tour = next;
      planning.itinerary = next && itineraryOf(next, how);
      listeners.forEach((fn) => fn());
    },
  };
  planning.itinerary = itineraryOf(tour);
  return Object.assign(planning, change);
}

function panelOf(t, tour, change = {}) {
  const page = fakePage(t);
  const own = plainWords();
  const app = {
    words: own, places, nameOf: (place) => own.of(place.name), announce: (text) => app.said.push(text), said: [], toast: (text) => app.said.push(text), symbolOf: () => null,
    findPlaces: (text) => [...places.values()].filter((place) => place.id.includes(text)).map((place) => ({ place, name: place.name.en })), open: () => {},
  };
  const planning = planningOf(tour, change);
  const panel = makePlanPanel(app, planning);
  page.body.append(panel.root);
  const find = (selector) => panel.root.querySelector(selector);
  return { app, page, planning, panel, find, all: (selector) => panel.root.querySelectorAll(selector), text: (selector) => find(selector).textContent };
}

const two = () => tourOf([stopOf("street"), stopOf("plaza")]);

test("the panel says when one is back, and with how much to spare", (t) => {
  const { text, find } = panelOf(t, two());
  assert.match(text(".result-text"), /plan\.result\.back-by 10:00 plan\.spare plan\.min 32/);
  assert.equal(find(".result").getAttribute("data-grade"), "ample");
});

test("a plan that is late says so with words, an icon and cuts that can be taken", (t) => {
  const { find, text, all, planning } = panelOf(t, tourOf([stopOf("street"), stopOf("plaza")], { back_by: "09:20" }));
  assert.match(text(".result-text"), /plan\.too-late/);
  assert.equal(find(".result").getAttribute("data-grade"), "late");
  const rows = find(".result-cuts").querySelectorAll("button");
  assert.equal(rows.length, planning.itinerary.timetable.cut.length);
  rows[0].click();
  assert.deepEqual(planning.asked, [["apply", planning.itinerary.timetable.cut[0]]]);
  assert.ok(all(".slack").every((slack) => slack.getAttribute("data-grade") === "late" && /plan\.too-late/.test(slack.textContent)));
});

test("a plan without a time to be back just says when it ends", (t) => {
  const { planning } = panelOf(t, tourOf([stopOf("plaza")], { back_by: null }));
  assert.equal(resultText(words, planOf(planning)).grade, "open");
  assert.match(resultText(words, planOf(planning)).text, /^plan\.ends-between 09:14 09:15$/);
});

test("a stop that cannot be reached is said with the reason", (t) => {
  const { planning, text, find } = panelOf(t, two());
  planning.show(two(), { reason: { code: "no-path", values: {} } });
  assert.match(text(".leg-text"), /plan\.reason\.no-path/);
  assert.equal(text(".result-text"), "plan.result.unreachable");
  assert.ok(find(".plan-item").classList.contains("broken"));
});

test("the cards stay the same nodes when the order changes, and the focus stays in its own", (t) => {
  const { planning, all, page } = panelOf(t, two());
  const before = all(".plan-item");
  before[0].querySelector(".handle").focus();
  planning.show(tourOf([stopOf("plaza"), stopOf("street")]));
  assert.deepEqual(all(".plan-item"), [before[1], before[0]]);
  assert.equal(page.activeElement, before[0].querySelector(".handle"));
});

test("when the stop in focus is taken away, the focus goes to the one in its place", (t) => {
  const { planning, all, page } = panelOf(t, two());
  all(".plan-item")[0].querySelector(".lock").focus();
  planning.show(tourOf([stopOf("plaza")]));
  assert.equal(page.activeElement, all(".plan-item")[0].querySelector(".stop-name"));
});

test("what is being typed is not lost when the plan is drawn anew, and counts with Enter", (t) => {
  const { planning, find } = panelOf(t, two());
  const field = find(".stop-stay").querySelector("input");
  field.value = "25";
  field.fire("input");
  planning.show(tourOf([stopOf("street"), stopOf("plaza")], { pace_kmh: 3 }));
  assert.equal(field.value, "25");
  field.fire("keydown", { key: "Enter" });
  assert.deepEqual(planning.asked, [["setStop", 0, { dwell_min: 25 }]]);
});

test("Escape brings back what was in a field", (t) => {
  const { planning, find } = panelOf(t, two());
  const field = find(".stop-stay").querySelector("input");
  field.value = "99";
  field.fire("input");
  assert.equal(field.fire("keydown", { key: "Escape" }).stopped, true);
  field.fire("blur");
  assert.deepEqual([field.value, planning.asked], ["10", []]);
});

test("what is no number is not taken, and the field shows what holds", (t) => {
  const { planning, find } = panelOf(t, two());
  const field = find(".stop-stay").querySelector("input");
  for (const text of ["abc", "", "-4"]) {
    field.value = text;
    field.fire("input");
    field.fire("blur");
    assert.equal(field.value, "10");
  }
  assert.deepEqual(planning.asked, []);
});

test("the buttons of a stop change that stop", (t) => {
  const { planning, all } = panelOf(t, two());
  const card = all(".plan-item")[1];
  card.querySelector(".lock").click();
  const [less, more, remove] = card.querySelector(".stop-stay").querySelectorAll("button");
  [less, more, remove].forEach((button) => button.click());
  assert.deepEqual(planning.asked, [["lock", 1, true], ["setStop", 1, { dwell_min: 9 }], ["setStop", 1, { dwell_min: 11 }], ["remove", 1]]);
});

test("having to wait until a stop opens is said", (t) => {
  const { planning, find } = panelOf(t, two());
  assert.equal(find(".stop-wait").hidden, true);
  Object.assign(planning.itinerary.stops[0].timed, { wait_s: 720, start_s: 36000 });
  planning.listeners.forEach((fn) => fn());
  assert.equal(find(".stop-wait").textContent, "plan.wait plan.min 12 10:00");
});

test("an opened stop shows the steps of the way, and moves by plain buttons", (t) => {
  const { planning, all, app } = panelOf(t, two());
  const card = all(".plan-item")[0];
  const opener = card.querySelector(".stop-name");
  assert.equal(opener.getAttribute("aria-expanded"), "false");
  opener.click();
  assert.equal(opener.getAttribute("aria-expanded"), "true");
  assert.deepEqual(card.querySelector(".plan-steps").children.map((step) => step.textContent), ["left", "right"]);
  const buttons = card.querySelector(".actions").querySelectorAll("button");
  buttons[0].click();
  buttons[1].click();
  assert.deepEqual(planning.asked.filter(([name]) => name === "move"), [["select", 0], ["move", 0, 1]].filter(([name]) => name === "move"));
  assert.match(app.said.at(-1), /plan\.move\.dropped Street 2 2/);
});

test("a place is added by typing and Enter, and the field is ready for the next", (t) => {
  const { planning, all, page } = panelOf(t, two());
  const field = all("input").find((input) => input.id === "plan-add");
  field.value = "house";
  field.fire("input");
  assert.equal(field.getAttribute("aria-expanded"), "true");
  field.fire("keydown", { key: "Enter" });
  assert.deepEqual(planning.asked, [["add", "house"]]);
  assert.deepEqual([field.value, page.activeElement], ["", field]);
});

test("a place that is a stop already is not added again", (t) => {
  const { planning, all } = panelOf(t, two());
  const field = all("input").find((input) => input.id === "plan-add");
  field.value = "plaza";
  field.fire("input");
  field.fire("keydown", { key: "Enter" });
  assert.deepEqual(planning.asked, []);
});

test("while the best order is worked out, the same button cancels", (t) => {
  const { planning, find, panel } = panelOf(t, two());
  find(".plan-order").click();
  planning.busy = "order";
  panel.draw();
  assert.match(find(".plan-order").textContent, /plan\.order-cancel/);
  find(".plan-order").click();
  assert.deepEqual(planning.asked, [["optimise"], ["cancel"]]);
});

test("without a server there is no best order to ask for", (t) => {
  assert.equal(panelOf(t, two(), { canAsk: false }).find(".plan-order").hidden, true);
});

test("undo that cannot undo does nothing, and can keep the focus", (t) => {
  const { planning, find, panel } = panelOf(t, two());
  const undo = find(".plan-tools").querySelector("button");
  undo.click();
  assert.deepEqual([undo.getAttribute("aria-disabled"), planning.asked], ["true", []]);
  planning.history = { canUndo: true, canRedo: false };
  panel.draw();
  undo.click();
  assert.deepEqual([undo.getAttribute("aria-disabled"), planning.asked], [null, [["undo"]]]);
});

test("two who have edited one tour are given three ways out", (t) => {
  const { planning, find, panel } = panelOf(t, two());
  planning.conflict = { mine: {}, stored: {} };
  panel.draw();
  find(".plan-conflict").querySelectorAll("button").forEach((button) => button.click());
  assert.deepEqual(planning.asked, [["resolve", "mine"], ["resolve", "theirs"], ["resolve", "copy"]]);
});

test("an empty plan offers the ready-made tours", (t) => {
  const { find, text, panel, planning } = panelOf(t, tourOf([]));
  assert.equal(find(".plan-empty").hidden, false);
  planning.tours = [{ id: "a", name: { en: "Around the lot" }, own: false, stops: 5 }];
  panel.draw();
  assert.match(text(".plan-empty"), /Around the lot/);
  assert.equal(find(".profile").hidden, true);
});

test("before the network is there the panel waits, and says what went wrong", (t) => {
  const { panel, text } = panelOf(t, two(), { itinerary: null, problem: "No network" });
  assert.ok(panel.root.classList.contains("waiting"));
  assert.match(text(".plan-trouble"), /No network/);
});

test("the panel speaks another language after a change, and keeps no node of the old", (t) => {
  const { app, find, panel } = panelOf(t, two());
  const before = find(".plan-item");
  app.words.lang = "ko";
  panel.draw();
  assert.notEqual(find(".plan-item"), before);
  assert.equal(find(".plan-terminal").querySelector(".row-name").textContent, "정문");
});

for (const hostile of HOSTILE) {
  test(`a name ${JSON.stringify(hostile.slice(0, 16))} is text and nothing else`, (t) => {
    const { planning, find } = panelOf(t, tourOf([stopOf("street")]));
    planning.itinerary.stops[0].name = hostile;
    planning.listeners.forEach((fn) => fn());
    assert.equal(find(".plan-item").querySelector(".row-name").textContent, hostile);
  });
}

test("the sets that can be closed are those one goes to, and those already closed", () => {
  assert.deepEqual(closableSets(places, tourOf([stopOf("house"), stopOf("plaza"), stopOf("street")], { closed: ["old"] })), ["street", "old"]);
  assert.deepEqual(closableSets(places, tourOf([stopOf("nowhere")])), []);
});

// ---------------------------------------------------------------- changes in place

test("nodes are put in order around the one in focus", (t) => {
  const page = fakePage(t);
  const nodes = ["a", "b", "c", "d"].map((id) => h("li", { id }));
  const list = h("ol", {}, ...nodes);
  nodes[1].focus();
  const wanted = [nodes[3], nodes[1], nodes[0]];
  arrange(list, wanted);
  assert.deepEqual(list.children.map((node) => node.id), ["d", "b", "a"]);
  assert.equal(page.activeElement, nodes[1]);
});

test("a field left as it was tells nobody", (t) => {
  fakePage(t);
  const input = h("input", {});
  const taken = [];
  const draw = typed(input, { shown: () => "5", take: (text) => taken.push(text) });
  draw();
  input.fire("input");
  input.fire("blur");
  assert.deepEqual(taken, []);
});
