/** Rehearsals: planned against spoken time. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { encodeTour } from "../../backlot/viewer/assets/compact.js";
import { newStop, newTour } from "../../backlot/viewer/assets/plan.js";
import { comparison, readingSeconds, totals, wholeMinutes, withMeasured, wordsIn } from "../../backlot/viewer/assets/rehearse.js";
import { HOSTILE, frozen, randomFrom } from "./support.mjs";

const LANGUAGES = ["en", "ko"];
const said = (n) => Array.from({ length: n }, () => "word").join(" ");
const tour = frozen({
  ...newTour("Asia/Pyongyang"), group_size: 10,
  stops: [
    { ...newStop("plaza"), notes: { en: said(115), ko: said(46) } },
    { ...newStop("museum"), dwell_min: 5, break_min: 10, notes: { ko: said(230) } },
    { ...newStop("gate"), photo_min: 0 },
  ],
});

test("a hundred and fifteen words are read in a minute", () => {
  assert.deepEqual([0, 1, 115, 10_000].map((n) => readingSeconds(said(n))), [0, 1, 60, 5217]);
  assert.deepEqual(["", " \n\t", "one", " 두 단어\n"].map(wordsIn), [0, 0, 1, 2]);
});

test("talk is compared where the stay follows from the notes, the whole stay where it was set", () => {
  const rows = comparison(tour, { 0: 90, 1: 240 }, LANGUAGES);
  assert.deepEqual(rows.map(({ id, planned_s, spoken_s, over_s }) => [id, planned_s, spoken_s, over_s]), [["plaza", 60, 90, 30], ["museum", 300, 240, -60], ["gate", 0, null, null]]);
  assert.deepEqual(rows.map((row) => row.reading_s), [{ en: 60, ko: 24 }, { ko: 120 }, {}]);
});

test("what is kept leaves time for photographs and gathering, and breaks are apart", () => {
  // 90 s of talk, 5 min of photographs, 10 people gathering in 6 s each
  assert.deepEqual(withMeasured(tour, { 0: 90, 1: 240 }, LANGUAGES).stops.map((stop) => [stop.dwell_min, stop.break_min]), [[8, 0], [4, 10], [null, 0]]);
});

test("one may keep some of the times", () => {
  assert.deepEqual(withMeasured(tour, { 0: 90, 1: 240 }, LANGUAGES, [1]).stops.map((stop) => stop.dwell_min), [null, 4, null]);
  assert.equal(withMeasured(tour, {}, LANGUAGES), tour);
});

test("no stay is kept shorter than a minute, nor longer than a tour may have", () => {
  assert.deepEqual([0, 29, 90, 3600].map(wholeMinutes), [1, 1, 2, 60]);
  assert.equal(withMeasured(tour, { 1: 1e9 }, LANGUAGES).stops[1].dwell_min, 1440);
});

test("the sums are of what was spoken", () => {
  assert.deepEqual(totals(comparison(tour, { 0: 90, 1: 240.4 }, LANGUAGES)), { stops: 2, planned_s: 360, spoken_s: 330, over_s: -30 });
  assert.deepEqual(totals(comparison(tour, {}, LANGUAGES)), { stops: 0, planned_s: 0, spoken_s: 0, over_s: 0 });
});

test("whatever was measured, the tour stays one, and its notes are as they were", () => {
  const random = randomFrom(3);
  const own = frozen({ ...tour, stops: HOSTILE.map((text, n) => ({ ...newStop(`stop-${n}`), notes: { en: text } })) });
  for (let n = 0; n < 100; n++) {
    const spoken = Object.fromEntries(own.stops.map((_, index) => [index, random() * 4000]).filter(() => random() < 0.6));
    const kept = withMeasured(own, spoken, LANGUAGES);
    assert.equal(encodeTour(kept).problem?.code ?? "", "");
    assert.deepEqual(kept.stops.map((stop) => stop.notes), own.stops.map((stop) => stop.notes));
    kept.stops.forEach((stop, index) => assert.equal(stop.dwell_min === null, !(index in spoken)));
  }
});

test("the shipped tour of 90 minutes is rehearsed in its own stays", () => {
  const shipped = JSON.parse(readFileSync(new URL("../../geodata/tours/studio-90-minutes.json", import.meta.url), "utf8"));
  const rows = comparison(shipped, Object.fromEntries(shipped.stops.map((stop, index) => [index, stop.dwell_min * 60])), LANGUAGES);
  assert.ok(rows.every((row) => row.over_s === 0));
  assert.deepEqual(rows.map((row) => row.keep_min), shipped.stops.map((stop) => stop.dwell_min));
});
