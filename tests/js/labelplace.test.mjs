import assert from "node:assert/strict";
import test from "node:test";

import { Occupied, boxesAt, lengths, placeAll, pointAlong, stretchFor } from "../../backlot/viewer/assets/labelplace.js";
import { randomFrom } from "./support.mjs";

const overlap = (a, b) => a.x0 < b.x1 && a.x1 > b.x0 && a.y0 < b.y1 && a.y1 > b.y0;
const near = (found, wanted) => assert.ok(Math.abs(found - wanted) < 1e-9, `${found} is not ${wanted}`);

function crowd(random, count) {
  return Array.from({ length: count }, (_, i) => ({
    id: i,
    x: random() * 900 - 100,
    y: random() * 700 - 100,
    w: 10 + random() * 180,
    h: 8 + random() * 40,
    gap: random() < 0.3 ? 0 : random() * 20,
    weight: Math.floor(random() * 6),
  }));
}

for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`no two labels of crowd ${seed} cover each other`, () => {
    const labels = crowd(randomFrom(seed), 250);
    const placed = placeAll(labels, new Occupied());
    assert.ok(placed.length > 10);
    for (let i = 0; i < placed.length; i++) {
      for (let j = i + 1; j < placed.length; j++) {
        assert.ok(!overlap(placed[i].box, placed[j].box), `${placed[i].label.id} covers ${placed[j].label.id}`);
      }
    }
  });

  test(`a label of crowd ${seed} stays away only because something as weighty lies there`, () => {
    const labels = crowd(randomFrom(seed), 120);
    const placed = placeAll(labels, new Occupied());
    const there = new Set(placed.map(({ label }) => label.id));
    for (const label of labels.filter((each) => !there.has(each.id))) {
      const before = placed.filter(({ label: other }) => other.weight < label.weight || (other.weight === label.weight && other.id < label.id));
      for (const box of boxesAt(label, label, label.gap)) assert.ok(before.some((other) => overlap(other.box, box)));
    }
  });
}

test("the heaviest label is placed first, equal ones in the order given", () => {
  const at = (id, weight) => ({ id, weight, x: 0, y: 0, w: 40, h: 10, gap: 0 });
  const ids = (labels) => placeAll(labels, new Occupied()).map(({ label }) => label.id);
  assert.deepEqual(ids([at("light", 5), at("heavy", 1), at("middle", 3)]), ["heavy"]);
  assert.deepEqual(ids([at("first", 2), at("second", 2)]), ["first"]);
});

test("a label moves to another side before it is left out", () => {
  const at = (id) => ({ id, weight: 1, x: 0, y: 0, w: 40, h: 10, gap: 6 });
  const placed = placeAll(["a", "b", "c", "d", "e"].map(at), new Occupied());
  assert.deepEqual(placed.map(({ label, box }) => [label.id, box.align]), [["a", "left"], ["b", "center"], ["c", "right"], ["d", "center"]]);
});

test("what is covered beforehand stays free of labels", () => {
  const taken = new Occupied();
  taken.take({ x0: -500, y0: -500, x1: 500, y1: 500 });
  assert.deepEqual(placeAll([{ weight: 1, x: 0, y: 0, w: 20, h: 10, gap: 4 }], taken), []);
});

test("boxes that only touch are free, whatever cell of the grid they lie in", () => {
  const taken = new Occupied();
  taken.take({ x0: -64, y0: -64, x1: 64, y1: 64 });
  assert.ok(taken.free({ x0: 64, y0: -10, x1: 128, y1: 10 }));
  assert.ok(taken.free({ x0: -10, y0: -128, x1: 10, y1: -64 }));
  assert.ok(!taken.free({ x0: 63.9, y0: -10, x1: 128, y1: 10 }));
  assert.ok(!taken.free({ x0: -1000, y0: -1000, x1: 1000, y1: 1000 }));
});

test("a name finds the middle of a straight line", () => {
  const line = [{ x: 0, y: 0 }, { x: 300, y: 0 }];
  assert.deepEqual(stretchFor(line, 100), { start: 100, reversed: false });
});

test("a name too long for its line is left out", () => {
  const line = [{ x: 0, y: 0 }, { x: 100, y: 0 }];
  assert.equal(stretchFor(line, 90), null);
  assert.equal(stretchFor([{ x: 5, y: 5 }], 10), null);
});

test("a line drawn from right to left is walked backwards", () => {
  assert.equal(stretchFor([{ x: 300, y: 0 }, { x: 0, y: 10 }], 100).reversed, true);
  assert.equal(stretchFor([{ x: 0, y: 10 }, { x: 300, y: 0 }], 100).reversed, false);
});

test("a name is not bent round a corner", () => {
  const corner = [{ x: 0, y: 0 }, { x: 60, y: 0 }, { x: 60, y: 60 }];
  assert.equal(stretchFor(corner, 100), null);
});

test("a name goes to the straight part beside a corner", () => {
  const line = [{ x: 0, y: 0 }, { x: 200, y: 0 }, { x: 200, y: 200 }];
  const { start } = stretchFor(line, 120);
  assert.ok(start + 120 <= 200 || start >= 200);
});

test("a gentle curve bears a name, a spiral does not", () => {
  const arc = (radius, turn) => Array.from({ length: 41 }, (_, i) => ({ x: radius * Math.sin((turn * i) / 40), y: radius * (1 - Math.cos((turn * i) / 40)) }));
  assert.ok(stretchFor(arc(400, 1), 250));
  assert.equal(stretchFor(arc(40, 6), 200), null);
});

test("points that fall on one pixel are no bend", () => {
  const down = [{ x: 0, y: 0 }, { x: 0, y: 100 }, { x: 0, y: 100 }, { x: 0, y: 200 }];
  assert.deepEqual(stretchFor(down, 100), { start: 50, reversed: false });
});

test("a line due west is as straight as one due east", () => {
  const west = [{ x: 300, y: 0.1 }, { x: 200, y: -0.1 }, { x: 100, y: 0.1 }, { x: 0, y: -0.1 }];
  assert.ok(stretchFor(west, 150));
});

test("running lengths and points along a line agree", () => {
  const line = [{ x: 0, y: 0 }, { x: 30, y: 40 }, { x: 30, y: 100 }];
  const along = lengths(line);
  assert.deepEqual(along, [0, 50, 110]);
  for (const [at, x, y] of [[0, 0, 0], [25, 15, 20], [50, 30, 40], [80, 30, 70], [110, 30, 100]]) {
    const point = pointAlong(line, along, at);
    near(point.x, x);
    near(point.y, y);
  }
  near(pointAlong(line, along, 80).angle, Math.PI / 2);
});

test("before its start and after its end a line goes no further", () => {
  const line = [{ x: 0, y: 0 }, { x: 10, y: 0 }];
  assert.equal(pointAlong(line, lengths(line), -5).x, 0);
  assert.equal(pointAlong(line, lengths(line), 50).x, 10);
});
