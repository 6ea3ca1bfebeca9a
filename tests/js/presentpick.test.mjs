/** Places chosen to be presented without a plan. */

import assert from "node:assert/strict";
import test from "node:test";

import { encodeTour } from "../../backlot/viewer/assets/compact.js";
import { newStop, newTour } from "../../backlot/viewer/assets/plan.js";
import { PLACES, keptPlaces, makePick, nameOfPlaces } from "../../backlot/viewer/assets/presentpick.js";
import { makeWords } from "../../backlot/viewer/assets/words.js";
import { fakePage } from "./page.mjs";

const PLAZA = { id: "plaza", name: { en: "Plaza", ko: "광장" } };
const TOWER = { id: "tower", name: { en: "Tower", ko: "탑" } };
const GATE = { id: "gate", name: { en: "Gate" } };

function storageOf(kept = {}) {
  return { kept, getItem: (key) => kept[key] ?? null, setItem: (key, value) => { kept[key] = value; } };
}

function shown(t, { storage = storageOf(), ids = ["plaza", "tower", "gate"] } = {}) {
  const page = fakePage(t);
  const words = Object.assign(makeWords({}, "en"), { say: (key, values = {}) => [key, ...Object.values(values)].join(" ") });
  const places = new Map([PLAZA, TOWER, GATE].map((place) => [place.id, place]));
  const app = { words, places, site: { tz: "Asia/Pyongyang" }, nameOf: (place) => words.of(place.name), symbolOf: () => null, findPlaces: (text) => (places.has(text) ? [{ place: places.get(text) }] : []) };
  const taken = [];
  const pick = makePick(app, { storage, newId: () => "walk-new", take: (tour) => taken.push(tour) });
  const field = pick.root.querySelector("input");
  const add = (id) => {
    field.value = id;
    field.fire("input");
    pick.root.querySelector(".option")?.click();
  };
  ids.forEach(add);
  const tools = (at) => pick.root.querySelectorAll(".pick-row")[at].querySelectorAll("button");
  const stops = () => pick.tour.stops.map((stop) => stop.id);
  return { page, pick, storage, taken, add, tools, stops, go: pick.root.querySelector(".primary") };
}

test("a selection is called after its first and last place, in every language both have", () => {
  assert.deepEqual({ en: "Plaza – Tower", ko: "광장 – 탑" }, nameOfPlaces(PLAZA, TOWER));
  assert.deepEqual({ en: "Plaza – Gate" }, nameOfPlaces(PLAZA, GATE));
  assert.deepEqual({ en: "Gate" }, nameOfPlaces(GATE, GATE));
  const long = { name: { en: "x".repeat(80) } };
  assert.deepEqual({ en: "x".repeat(80) }, nameOfPlaces(long, { name: { en: "y".repeat(80) } }));
});

test("places are added once each, in the order they are chosen", (t) => {
  const { add, stops } = shown(t);
  add("tower");
  assert.deepEqual(["plaza", "tower", "gate"], stops());
});

test("what is chosen is an ordinary tour that may be encoded, without a time to set out", (t) => {
  const { go, taken } = shown(t);
  go.click();
  assert.deepEqual(["walk-new", null, { en: "Plaza – Gate" }], [taken[0].id, taken[0].depart, taken[0].name]);
  assert.equal(encodeTour(taken[0]).problem, undefined);
});

test("a place goes up and down, and the focus goes along with it", (t) => {
  const { page, tools, stops } = shown(t);
  tools(0)[1].click();
  assert.deepEqual(["tower", "plaza", "gate"], stops());
  assert.equal(page.activeElement.getAttribute("aria-label"), "pick.later Plaza");
  tools(2)[0].click();
  assert.deepEqual(["tower", "gate", "plaza"], stops());
  assert.equal(page.activeElement.getAttribute("aria-label"), "pick.earlier Gate");
});

test("a place is removed, and the focus stays near", (t) => {
  const { page, pick, tools, stops, go } = shown(t);
  tools(2)[2].click();
  assert.deepEqual(["plaza", "tower"], stops());
  assert.equal(page.activeElement.getAttribute("aria-label"), "plan.remove Tower");
  tools(0)[2].click();
  tools(0)[2].click();
  assert.equal(page.activeElement, pick.root.querySelector("input"));
  assert.equal(go.disabled, true);
});

test("the selection survives a reload, and keeps its id", (t) => {
  const { storage, stops } = shown(t);
  const again = shown(t, { storage, ids: [] });
  assert.deepEqual(stops(), again.stops());
  assert.equal(again.pick.tour.id, "walk-new");
});

test("what is kept and is no selection is none", () => {
  const good = JSON.stringify({ ...newTour("Asia/Pyongyang"), stops: [newStop("plaza")] });
  assert.equal(keptPlaces(storageOf({ [PLACES]: good })).stops[0].id, "plaza");
  const bad = ["{", "null", "[]", JSON.stringify({ ...newTour("Asia/Pyongyang") }), JSON.stringify({ version: 1, stops: ["plaza"] }), JSON.stringify({ ...newTour("Asia/Pyongyang"), stops: [{ id: "<b>" }] })];
  for (const text of bad) assert.equal(keptPlaces(storageOf({ [PLACES]: text })), null, text);
  assert.equal(keptPlaces({ getItem() { throw new Error("forbidden"); } }), null);
});

test("a browser that keeps nothing lets one choose all the same", (t) => {
  const storage = { getItem: () => null, setItem() { throw new Error("forbidden"); } };
  assert.deepEqual(["plaza"], shown(t, { storage, ids: ["plaza"] }).stops());
});
