import assert from "node:assert/strict";
import test from "node:test";

import { setsAt } from "../../backlot/viewer/assets/here.js";
import { nextInDirection } from "../../backlot/viewer/assets/keyboard.js";
import { runsInside, wrapped } from "../../backlot/viewer/assets/labels.js";
import { bigEnough } from "../../backlot/viewer/assets/list.js";
import { crowdedOut } from "../../backlot/viewer/assets/markers.js";
import { namesOf } from "../../backlot/viewer/assets/searchbox.js";
import { hueRules } from "../../backlot/viewer/assets/symbols.js";
import { roundLength } from "../../backlot/viewer/assets/toolbar.js";
import { randomFrom } from "./support.mjs";

// ---------------------------------------------------------------- arrow keys

const from = { x: 100, y: 100 };
const around = [
  { id: "east", x: 160, y: 105 }, { id: "far-east", x: 300, y: 100 }, { id: "west", x: 40, y: 100 },
  { id: "north", x: 100, y: 30 }, { id: "south", x: 95, y: 170 },
];

for (const [key, id] of [["ArrowRight", "east"], ["ArrowLeft", "west"], ["ArrowUp", "north"], ["ArrowDown", "south"]]) {
  test(`${key} goes to the place in the ${id}`, () => assert.equal(nextInDirection(from, around, key).id, id));
}

test("a near place aside loses to one straight ahead", () => {
  const points = [{ id: "aside", x: 140, y: 130 }, { id: "ahead", x: 180, y: 100 }];
  assert.equal(nextInDirection(from, points, "ArrowRight").id, "ahead");
});

test("where nothing lies that way, nothing is found", () => {
  assert.equal(nextInDirection(from, [{ id: "west", x: 10, y: 100 }], "ArrowRight"), null);
  assert.equal(nextInDirection(from, [{ id: "same", x: 100, y: 100 }], "ArrowRight"), null);
  assert.equal(nextInDirection(from, [], "ArrowUp"), null);
});

test("another key goes nowhere", () => assert.equal(nextInDirection(from, around, "Enter"), null));

test("what an arrow finds always lies that way", () => {
  const random = randomFrom(11);
  const points = Array.from({ length: 200 }, (_, id) => ({ id, x: random() * 800, y: random() * 600 }));
  for (const start of points) {
    const others = points.filter((point) => point !== start);
    const right = nextInDirection(start, others, "ArrowRight");
    const down = nextInDirection(start, others, "ArrowDown");
    assert.ok(right === null || right.x > start.x);
    assert.ok(down === null || down.y > start.y);
  }
});

// ---------------------------------------------------------------- badges

test("badges that keep their size do not overlap, and only they push others aside", () => {
  for (const seed of [1, 2, 3]) {
    const random = randomFrom(seed);
    const badges = Array.from({ length: 120 }, (_, i) => ({ id: `b${i}`, x: random() * 500, y: random() * 400, weight: Math.floor(random() * 5) }));
    const small = crowdedOut(badges, 30);
    const kept = badges.filter(({ id }) => !small.has(id));
    const meet = (a, b) => Math.abs(a.x - b.x) < 30 && Math.abs(a.y - b.y) < 30;
    for (const a of kept) for (const b of kept) assert.ok(a === b || !meet(a, b));
    for (const badge of badges.filter(({ id }) => small.has(id))) assert.ok(kept.some((other) => meet(other, badge) && other.weight <= badge.weight));
  }
});

test("of two badges on one spot the weightier stays, of equals always the same", () => {
  const badge = (id, weight) => ({ id, x: 0, y: 0, weight });
  assert.deepEqual([...crowdedOut([badge("light", 3), badge("heavy", 1)])], ["light"]);
  assert.deepEqual([...crowdedOut([badge("b", 1), badge("a", 1)])], ["b"]);
  assert.deepEqual([...crowdedOut([badge("a", 1), badge("b", 1)])], ["b"]);
  assert.deepEqual([...crowdedOut([])], []);
});

// ---------------------------------------------------------------- scale bar

test("the scale bar shows the largest 1, 2 or 5 that fits", () => {
  assert.deepEqual([1, 1.9, 2, 4.99, 5, 9.9, 10, 73, 199, 250, 999, 1000, 12_345].map(roundLength), [1, 1, 2, 2, 5, 5, 10, 50, 100, 200, 500, 1000, 10_000]);
});

test("at any zoom the scale bar is between two fifths of its room and all of it", () => {
  const random = randomFrom(5);
  for (let i = 0; i < 500; i++) {
    const most = 10 ** (random() * 8 - 1);
    const length = roundLength(most);
    assert.ok(length <= most && length >= most * 0.4 - 1e-9, `${length} of ${most}`);
  }
});

// ---------------------------------------------------------------- names

test("a long name is broken at the space nearest its middle", () => {
  assert.deepEqual(wrapped("South Korea street", true), ["South Korea", "street"]);
  assert.deepEqual(wrapped("Korean Art Film Studio", true), ["Korean Art", "Film Studio"]);
  assert.deepEqual(wrapped("고대 조선 거리", true), ["고대 조선", "거리"]);
});

test("a short name and one without spaces stay whole", () => {
  assert.deepEqual(wrapped("Farm village", false), ["Farm village"]);
  assert.deepEqual(wrapped("조선예술영화촬영소", true), ["조선예술영화촬영소"]);
  assert.deepEqual(wrapped("", true), [""]);
});

test("a name with rare characters is broken between its words too", () => {
  assert.deepEqual(wrapped("𠀀𠀁𠀂 abc", true), ["𠀀𠀁𠀂", "abc"]);
});

test("names are listed by weight: both languages, romanisations, hanja, aliases, id", () => {
  const place = { id: "arch", name: { en: "Arch", ko: "문" }, rr: "mun", mr: "mun2", hani: "門", alt: ["Gate"] };
  assert.deepEqual(namesOf(place), ["Arch", "문", "mun", "mun2", "門", "Gate", "arch"]);
  assert.deepEqual(namesOf({ id: "arch", name: { ko: "문" } }), ["문", "arch"]);
});

// ---------------------------------------------------------------- lines in view

const view = { x0: 0, y0: 0, x1: 100, y1: 100 };

test("a line in view is one run", () => {
  const line = [{ x: 10, y: 10 }, { x: 50, y: 50 }, { x: 90, y: 10 }];
  assert.deepEqual(runsInside(line, view), [line]);
});

test("a line out of view is no run", () => {
  assert.deepEqual(runsInside([{ x: 200, y: 0 }, { x: 300, y: 50 }, { x: 400, y: 0 }], view), []);
  assert.deepEqual(runsInside([{ x: 50, y: 50 }], view), []);
  assert.deepEqual(runsInside([], view), []);
});

test("a line that leaves and comes back is two runs", () => {
  const line = [{ x: 10, y: 50 }, { x: 90, y: 50 }, { x: 150, y: 50 }, { x: 300, y: 300 }, { x: -200, y: 300 }, { x: -50, y: 20 }, { x: 20, y: 20 }, { x: 80, y: 20 }];
  assert.equal(runsInside(line, view).length, 2);
});

test("a line from beyond one edge to beyond the other is in view", () => {
  const runs = runsInside([{ x: -500, y: 50 }, { x: 500, y: 50 }], view);
  assert.equal(runs.length, 1);
  assert.ok(runs[0].some(({ x }) => x < 100) && runs[0].every(({ y }) => y === 50));
});

// ---------------------------------------------------------------- where one is

const square = (x, y, size) => ({ type: "Polygon", coordinates: [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]] });
const shapes = new Map([
  ["street", { item: { id: "street", kind: "set", area_m2: 900 }, geometry: square(0, 0, 10) }],
  ["yard", { item: { id: "yard", kind: "set", area_m2: 100 }, geometry: square(2, 2, 3) }],
  ["plaza", { item: { id: "plaza", kind: "plaza", area_m2: 50 }, geometry: square(20, 0, 5) }],
  ["house", { item: { id: "house", kind: "building", area_m2: 1 }, geometry: square(2, 2, 1) }],
  ["gate", { item: { id: "gate", kind: "gate" }, geometry: { type: "Point", coordinates: [3, 3] } }],
]);

test("one stands in the smallest set first, never in a mere building", () => {
  assert.deepEqual(setsAt(shapes, { lat: 3, lng: 3 }).map(({ id }) => id), ["yard", "street"]);
  assert.deepEqual(setsAt(shapes, { lat: 9, lng: 9 }).map(({ id }) => id), ["street"]);
  assert.deepEqual(setsAt(shapes, { lat: 1, lng: 22 }).map(({ id }) => id), ["plaza"]);
  assert.deepEqual(setsAt(shapes, { lat: 50, lng: 50 }), []);
});

// ---------------------------------------------------------------- list and legend

test("what is too small to be told apart is not listed", () => {
  for (const [kind, zoom] of [["set", 13.5], ["spot", 15], ["gate", 15], ["building", 15], ["plaza", 15]]) {
    assert.ok(bigEnough({ kind }, zoom));
    assert.ok(!bigEnough({ kind }, zoom - 0.25));
  }
  assert.ok(bigEnough({ kind: "landmark" }, 9));
  assert.ok(bigEnough({ kind: "station" }, 9));
});

test("each locale and category has one hue rule, each locale a hatched ground", () => {
  const rules = hueRules({ locales: [{ id: "japan", hue: "#3A5A9B" }], categories: [{ id: "museum", hue: "#6B5B95" }] });
  assert.deepEqual(rules.split("\n"), [".loc-japan{--hue:#3A5A9B}", ".cat-museum{--hue:#6B5B95}", ".f-set.loc-japan{fill:url(#hatch-japan)}"]);
});
