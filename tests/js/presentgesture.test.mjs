import assert from "node:assert/strict";
import test from "node:test";

import { h } from "../../backlot/viewer/assets/dom.js";
import { HOLD_MS, bindHold, bindTouch, keyAction, keyGround, swipeStep, twoFingers, typedNumber } from "../../backlot/viewer/assets/presentgesture.js";
import { makeWake } from "../../backlot/viewer/assets/wake.js";
import { fakePage } from "./page.mjs";

// ---------------------------------------------------------------- keys

test("arrows, page keys and what clickers send go on and back", () => {
  assert.deepEqual(["ArrowRight", "PageDown", "ArrowDown", " ", "N"].map((key) => keyAction({ key })), Array(5).fill("next"));
  assert.deepEqual(["ArrowLeft", "PageUp", "ArrowUp", "Backspace", "p"].map((key) => keyAction({ key })), Array(5).fill("previous"));
  assert.deepEqual([".", "b", "B"].map((key) => keyAction({ key })), Array(3).fill("black"));
});

test("digits are a number, and Enter goes there", () => {
  assert.deepEqual([{ digit: 0 }, { digit: 7 }, "enter"], ["0", "7", "Enter"].map((key) => keyAction({ key })));
});

test("a field keeps all keys, a button those that press it, what scrolls its arrows", () => {
  assert.deepEqual([null, null, null], ["ArrowRight", "b", "5"].map((key) => keyAction({ key }, "field")));
  assert.deepEqual([null, null, "next"], ["Enter", " ", "PageDown"].map((key) => keyAction({ key }, "button")));
  assert.deepEqual([null, null, "next"], ["ArrowUp", "ArrowDown", "PageDown"].map((key) => keyAction({ key }, "scroll")));
});

test("a shortcut of the browser is left to the browser", () => {
  for (const held of ["ctrlKey", "metaKey", "altKey"]) assert.equal(keyAction({ key: "p", [held]: true }), null);
});

test("a key that means nothing is nothing, even if every object has such a member", () => {
  for (const key of ["constructor", "toString", "z", "F5", "Shift", "Dead"]) assert.equal(keyAction({ key }), null, key);
});

test("what a key is pressed on is seen from the element", (t) => {
  fakePage(t);
  const inner = h("span", {});
  h("button", {}, inner);
  assert.deepEqual(["button", "field", "page", "page"], [keyGround(inner), keyGround(h("textarea", {})), keyGround(h("p", {})), keyGround(null)]);
});

test("a typed number grows while there is such a stop, else begins anew", () => {
  assert.deepEqual([1, 10, 2, 0, 0], [typedNumber(0, 1, 12), typedNumber(1, 0, 12), typedNumber(1, 2, 10), typedNumber(0, 0, 12), typedNumber(3, 9, 5)]);
});

// ---------------------------------------------------------------- fingers

test("a finger across turns, a finger along does not", () => {
  const way = (dx, dy, ms = 300) => swipeStep({ dx, dy, ms }, 1000);
  assert.deepEqual([1, -1, 0, 0, 0], [way(-300, 20), way(300, -40), way(60, 200), way(-250, 240), way(20, 0)]);
  assert.equal(way(-50, 5, 60), 1, "a quick flick is enough");
});

const pair = (x, y, apart = 150) => [{ x, y }, { x: x + apart, y }];

test("two fingers down reveal, up hide; across or pinching they do neither", () => {
  assert.deepEqual(["reveal", "hide", null, null, null],
    [[0, 100], [0, -100], [100, 20], [0, 40]].map(([dx, dy]) => twoFingers(pair(300, 300), pair(300 + dx, 300 + dy))).concat(twoFingers(pair(300, 300), pair(300, 420, 320))));
});

function touched(t) {
  fakePage(t);
  const heard = [];
  const map = h("div", { class: "present-map" });
  const button = h("button", {});
  const stage = h("div", {}, map, button);
  stage.clientWidth = 1000;
  const state = { free: true };
  bindTouch(stage, { step: (by) => heard.push(by), pull: (what) => heard.push(what), tap: () => heard.push("tap"), isFree: () => state.free });
  const finger = (on, id, from, to, ms = 200) => {
    on.fire("pointerdown", { pointerId: id, clientX: from[0], clientY: from[1], timeStamp: 0 });
    on.fire("pointermove", { pointerId: id, clientX: to[0], clientY: to[1], timeStamp: ms / 2 });
    on.fire("pointerup", { pointerId: id, clientX: to[0], clientY: to[1], timeStamp: ms });
  };
  return { heard, map, button, stage, state, finger };
}

test("a swipe on the picture turns, one on the map is the map's own", (t) => {
  const { heard, map, button, stage, finger } = touched(t);
  finger(map, 1, [500, 300], [200, 300]);
  finger(button, 1, [500, 300], [200, 300]);
  assert.deepEqual([], heard);
  finger(stage, 1, [500, 300], [200, 300]);
  finger(stage, 1, [200, 300], [500, 300]);
  finger(stage, 1, [200, 300], [202, 301]);
  assert.deepEqual([1, -1, "tap"], heard);
});

test("while ink is on, fingers draw and do not turn", (t) => {
  const { heard, stage, state, finger } = touched(t);
  state.free = false;
  finger(stage, 1, [500, 300], [200, 300]);
  assert.deepEqual([], heard);
});

test("two fingers pull once, and neither of them swipes besides", (t) => {
  const { heard, stage } = touched(t);
  const at = (type, pointerId, clientX, clientY, timeStamp) => stage.fire(type, { pointerId, clientX, clientY, timeStamp });
  at("pointerdown", 1, 300, 200, 0);
  at("pointerdown", 2, 450, 200, 10);
  at("pointermove", 1, 300, 320, 100);
  at("pointermove", 2, 450, 320, 100);
  at("pointerup", 1, 300, 320, 120);
  at("pointerup", 2, 450, 320, 130);
  assert.deepEqual(["reveal"], heard);
});

// ---------------------------------------------------------------- holding

test("a button to hold acts only when it was held long enough", (t) => {
  fakePage(t);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const done = [];
  const button = h("button", {});
  bindHold(button, () => done.push("done"));
  button.fire("pointerdown");
  t.mock.timers.tick(HOLD_MS - 1);
  button.fire("pointerup");
  t.mock.timers.tick(HOLD_MS);
  button.click();
  assert.deepEqual([], done);
  button.fire("keydown", { key: "Enter" });
  button.fire("keydown", { key: "Enter" });
  t.mock.timers.tick(HOLD_MS);
  assert.deepEqual(["done"], done);
});

// ---------------------------------------------------------------- the screen

const screenOf = (visibilityState = "visible") => Object.assign(new EventTarget(), { visibilityState });

test("the screen is kept awake, and again when the page comes back", async () => {
  const locks = [];
  const navigator = { wakeLock: { request: async () => locks[locks.push(Object.assign(new EventTarget(), { release() {} })) - 1] } };
  const [page, told] = [screenOf(), []];
  await makeWake(navigator, page, (state) => told.push(state)).start();
  locks[0].dispatchEvent(new Event("release"));
  page.dispatchEvent(new Event("visibilitychange"));
  await null;
  assert.deepEqual([2, ["awake"]], [locks.length, told.slice(0, 1)]);
});

test("where there is no wake lock, or it is refused, that is said", async () => {
  const told = [];
  await makeWake({}, screenOf(), (state) => told.push(state)).start();
  await makeWake({ wakeLock: { request: () => Promise.reject(new Error("low battery")) } }, screenOf(), (state) => told.push(state)).start();
  assert.deepEqual(["none", "refused"], told);
});
