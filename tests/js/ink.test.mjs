import assert from "node:assert/strict";
import test from "node:test";

import { FADE_MS, STAY_MS, fromShare, living, makeInk, pictureBox, strength, toShare } from "../../backlot/viewer/assets/ink.js";
import { fakePage } from "./page.mjs";

test("ink stays for a while, then fades; without motion it goes at once", () => {
  assert.deepEqual([1, 1, 0.5, 0], [0, STAY_MS, STAY_MS + FADE_MS / 2, STAY_MS + FADE_MS].map((age) => strength(age)));
  assert.deepEqual([1, 0], [STAY_MS, STAY_MS + 1].map((age) => strength(age, true)));
});

test("what has faded is forgotten, what is being drawn is not", () => {
  const strokes = [{ id: 1, last: 0, done: true }, { id: 2, last: 0, done: false }, { id: 3, last: 9000, done: true }];
  assert.deepEqual([2, 3], living(strokes, 9500).map((stroke) => stroke.id));
});

test("a picture covers its window, or lies whole in it", () => {
  assert.deepEqual({ x: -100, y: 0, width: 800, height: 500 }, pictureBox({ width: 600, height: 500 }, { width: 1600, height: 1000 }));
  assert.deepEqual({ x: 0, y: 62.5, width: 600, height: 375 }, pictureBox({ width: 600, height: 500 }, { width: 1600, height: 1000 }, "contain"));
  assert.deepEqual({ x: 0, y: 0, width: 600, height: 500 }, pictureBox({ width: 600, height: 500 }, {}), "a picture of unknown shape is taken as it is shown");
});

test("ink lies on the same thing in a window of another shape", () => {
  const picture = { width: 1600, height: 1000 };
  const [wide, tall] = [pictureBox({ width: 1180, height: 820 }, picture), pictureBox({ width: 820, height: 700 }, picture)];
  const share = toShare(wide, { x: 400, y: 300 });
  const there = fromShare(tall, share);
  assert.deepEqual(share.map((n) => n.toFixed(9)), toShare(tall, there).map((n) => n.toFixed(9)));
});

function inkOf(t) {
  fakePage(t);
  const [sent, clock] = [[], { now: 1000 }];
  const frame = { key: "a", to: ({ x, y }) => [x / 100, y / 100], from: ([u, v]) => ({ x: u * 100, y: v * 100 }) };
  const ink = makeInk({ frame: () => frame, colours: () => ({}), send: (stroke) => sent.push(structuredClone(stroke)), pointOf: ({ clientX: x, clientY: y }) => ({ x, y }), now: () => clock.now });
  return { ink, sent, clock };
}

test("ink is drawn only while its tool is on, and leaves swipes alone else", (t) => {
  const { ink, sent } = inkOf(t);
  assert.equal(ink.canvas.fire("pointerdown", { pointerId: 1, clientX: 10, clientY: 10 }).stopped, false);
  ink.setOn(true);
  assert.equal(ink.canvas.fire("pointerdown", { pointerId: 1, clientX: 10, clientY: 20 }).stopped, true);
  ink.canvas.fire("pointermove", { pointerId: 1, clientX: 30, clientY: 40 });
  ink.canvas.fire("pointermove", { pointerId: 2, clientX: 90, clientY: 90 });
  ink.canvas.fire("pointerup", { pointerId: 1 });
  assert.deepEqual([[0.1, 0.2], [0.3, 0.4]], sent.at(-1).points);
  assert.equal(sent.at(-1).done, true);
});

test("a stroke of the other window is taken over and goes on there", (t) => {
  const { ink } = inkOf(t);
  ink.take({ id: "x", key: "a", points: [[0, 0]], done: false });
  ink.take({ id: "x", key: "a", points: [[0, 0], [1, 1]], done: true });
  assert.deepEqual([[[0, 0], [1, 1]]], ink.strokes.map((stroke) => stroke.points));
  ink.clear();
  assert.deepEqual([], ink.strokes);
});

test("a long stroke keeps its end, not all of it", (t) => {
  const { ink, sent } = inkOf(t);
  ink.setOn(true);
  ink.canvas.fire("pointerdown", { pointerId: 1, clientX: 0, clientY: 0 });
  for (let i = 1; i <= 900; i++) ink.canvas.fire("pointermove", { pointerId: 1, clientX: i, clientY: 0 });
  assert.equal(sent.at(-1).points.length, 400);
  assert.deepEqual(sent.at(-1).points.at(-1), [9, 0]);
});
