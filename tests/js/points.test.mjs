import assert from "node:assert/strict";
import test from "node:test";

import { bubbleSide, langOf, makePoints, pointName, usable } from "../../backlot/viewer/assets/points.js";
import { makeWords } from "../../backlot/viewer/assets/words.js";
import { HOSTILE } from "./support.mjs";

const words = makeWords({ en: {} }, "en");

test("only points on the picture that say something are kept", () => {
  const good = { x: 0, y: 1, original: "食堂" };
  assert.deepEqual(usable([good, { x: 1.2, y: 0, original: "a" }, { x: "0", y: 0, original: "a" }, { x: NaN, y: 0, original: "a" }, { x: 0.5, y: 0.5 }, null]), [good]);
  assert.deepEqual([undefined, null, {}, "x"].map(usable), [[], [], [], []]);
});

test("a picture without points has neither marks nor list", () => assert.equal(makePoints({ words }, { points: [] }), null));

test("a point is named by number, wording and meaning", () => {
  assert.equal(pointName(words, { original: "食堂", text: { en: "Eating house" } }, 0), "1: 食堂: Eating house");
  assert.equal(pointName(words, { text: { en: "A lamp" } }, 4), "5: A lamp");
  assert.equal(pointName(words, { original: "이발소", text: null }, 1), "2: 이발소");
});

test("the language of a sign is told by its script", () => {
  assert.deepEqual(["이발소", "食堂", "ラーメン", "大衆食堂 식당", "お食事処", "BAR", ""].map(langOf), ["ko", "zh-Hant", "ja", "ko", "ja", null, null]);
});

test("a bubble opens away from the nearest edges", () => {
  assert.equal(bubbleSide({ x: 0.05, y: 0.05 }), "below start");
  assert.equal(bubbleSide({ x: 0.95, y: 0.9 }), "above end");
  assert.equal(bubbleSide({ x: 0.5, y: 0.5 }), "above middle");
});

test("hostile wording stays a text", () => {
  for (const text of HOSTILE) assert.equal(pointName(words, { original: text }, 0), `1: ${text}`);
});
