import assert from "node:assert/strict";
import test from "node:test";

import { slid, slidTo } from "../../backlot/viewer/assets/compare.js";

test("arrows move the slider a little, page keys more, Home and End to its ends", () => {
  assert.deepEqual(["ArrowLeft", "ArrowRight", "ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"].map((key) => slid(50, key)), [48, 52, 48, 52, 40, 60, 0, 100]);
});

test("the slider stops at its ends", () => {
  assert.deepEqual([slid(1, "ArrowLeft"), slid(99, "ArrowRight"), slid(5, "PageDown")], [0, 100, 0]);
});

test("other keys are not the slider's", () => {
  for (const key of ["Enter", "a", "Tab", "Escape", "toString", "constructor"]) assert.equal(slid(50, key), null);
});

test("the slider stands under the finger, within the frame", () => {
  assert.equal(slidTo(150, 100, 200), 25);
  assert.equal(slidTo(90, 100, 200), 0);
  assert.equal(slidTo(900, 100, 200), 100);
  assert.equal(slidTo(100, 100, 0), 0);
});
