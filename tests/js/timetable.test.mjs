import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { clockText, dwellOf, schedule } from "../../backlot/viewer/assets/timetable.js";
import { frozen, randomFrom } from "./support.mjs";

const SHARED = JSON.parse(readFileSync(new URL("../cases/timetable.json", import.meta.url), "utf8"));

/** A case's request with its legs in place of their names. */
function requestOf({ request }) {
  const leg = (name) => name && SHARED.legs[name];
  return frozen({ ...request, legs: request.legs.map(leg), skips: request.skips?.map(leg) });
}

/** What of `found` the case speaks of. */
function like(expected, found) {
  if (Array.isArray(expected)) {
    assert.equal(found.length, expected.length);
    return expected.map((each, at) => like(each, found[at]));
  }
  if (expected === null || typeof expected !== "object") return found;
  return Object.fromEntries(Object.keys(expected).map((key) => [key, like(expected[key], found[key])]));
}

for (const each of SHARED.cases) {
  test(each.name, () => {
    assert.deepEqual(like(each.expect, schedule(requestOf(each))), each.expect);
  });
}

test("a clock shows the nearest minute of the day", () => {
  for (const [timeS, text] of SHARED.clocks) assert.equal(clockText(timeS), text);
});

test("too few or too many legs are refused", () => {
  const stops = [{ id: "a" }, { id: "b" }];
  for (const legs of [[], [SHARED.legs.five, SHARED.legs.five]]) {
    assert.throws(() => schedule({ depart_s: 0, stops, legs }), RangeError);
  }
  assert.throws(() => schedule({ depart_s: 0, stops, legs: [SHARED.legs.five], skips: [null] }), RangeError);
});

test("a stay is told without a plan", () => {
  assert.deepEqual(dwellOf({ id: "a", words: 115, photo_min: 1 }, 10), { talk: 60, photo: 60, gather: 60, set: 0, break: 0, total: 180 });
});

test("a plan of forty stops that does not fit is answered in less than 100 ms", () => {
  const random = randomFrom(7);
  const stops = Array.from({ length: 40 }, (_, at) => ({ id: `s${at}`, dwell_min: 3 + Math.floor(random() * 25), worth: 1 + random() }));
  const legs = Array.from({ length: 39 }, () => SHARED.legs["about-ten"]);
  const request = frozen({ depart_s: 28800, back_by_s: 57600, stops, legs });
  const took = Array.from({ length: 5 }, () => {
    const before = performance.now();
    schedule(request);
    return performance.now() - before;
  });
  const { cut, overrun_s: missing } = schedule(request);
  assert.ok(cut.length > 5);
  assert.equal(cut.reduce((total, { saves_s: saved }) => total + saved, 0), missing);
  assert.ok(Math.min(...took) < 100, `${took} ms`);
});
