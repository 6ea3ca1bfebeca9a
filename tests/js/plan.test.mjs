/** Changes of a tour, and taking them back. */

import assert from "node:assert/strict";
import test from "node:test";

import { makeHistory, newStop, newTour, withChange, withClosed, withCut, withMoved, withSettings, withStop, withoutStop, MAX_STOPS } from "../../backlot/viewer/assets/plan.js";
import { frozen, randomFrom } from "./support.mjs";

const tour = frozen({ ...newTour("Asia/Pyongyang"), stops: ["a1", "b2", "c3", "d4"].map(newStop) });
const ids = (changed) => changed.stops.map((stop) => stop.id);

test("stops come in at the end, go out, and move", () => {
  assert.deepEqual(ids(withStop(tour, "e5")), ["a1", "b2", "c3", "d4", "e5"]);
  assert.deepEqual(ids(withoutStop(tour, 1)), ["a1", "c3", "d4"]);
  assert.deepEqual(ids(withMoved(tour, 0, 2)), ["b2", "c3", "a1", "d4"]);
  assert.deepEqual(ids(withMoved(tour, 3, 0)), ["d4", "a1", "b2", "c3"]);
});

test("a senseless move changes nothing", () => {
  for (const [from, to] of [[0, 0], [9, 0], [0, 9], [0, -1], [-1, 0]]) assert.equal(withMoved(tour, from, to), tour);
});

test("no more stops than a tour may have", () => {
  let full = tour;
  for (let n = 0; n < MAX_STOPS + 9; n++) full = withStop(full, `s-${n}`);
  assert.equal(full.stops.length, MAX_STOPS);
});

test("figures stay within what a tour may have", () => {
  assert.equal(withChange(tour, 0, { dwell_min: -3 }).stops[0].dwell_min, 0);
  assert.equal(withChange(tour, 0, { dwell_min: 1e9 }).stops[0].dwell_min, 1440);
  assert.equal(withChange(tour, 0, { dwell_min: null }).stops[0].dwell_min, null);
  assert.equal(withChange(tour, 0, { ride: { mode: "bus", minutes: Number.NaN } }).stops[0].ride.minutes, 0);
  assert.equal(withSettings(tour, { pace_kmh: 99 }).pace_kmh, 8);
  assert.equal(withSettings(tour, { pace_kmh: 3.999999 }).pace_kmh, 4);
  assert.equal(withSettings(tour, { group_size: 0 }).group_size, 1);
  assert.deepEqual(withSettings(tour, { needs: ["lit", "wings", "step-free"] }).needs, ["step-free", "lit"]);
});

test("a set is closed once and opened again", () => {
  const closed = withClosed(withClosed(tour, "japan", true), "japan", true);
  assert.deepEqual(closed.closed, ["japan"]);
  assert.deepEqual(withClosed(closed, "japan", false), tour);
});

test("a proposed cut does what it says", () => {
  assert.deepEqual(ids(withCut(tour, { action: "drop", stop: 2 })), ["a1", "b2", "d4"]);
  assert.equal(withCut(tour, { action: "shorten", stop: 2, to_min: 7 }).stops[2].dwell_min, 7);
});

test("undo and redo lead through every tour one has had", () => {
  const random = randomFrom(4);
  const history = makeHistory(tour);
  const seen = [tour];
  for (let n = 0; n < 40; n++) {
    const changed = withMoved(history.now, Math.floor(random() * 4), Math.floor(random() * 4));
    if (history.push(changed)) seen.push(changed);
  }
  for (const each of [...seen].reverse().slice(1)) {
    history.undo();
    assert.deepEqual(history.now, each);
  }
  assert.equal(history.canUndo, false);
  for (const each of seen.slice(1)) {
    history.redo();
    assert.deepEqual(history.now, each);
  }
  assert.equal(history.canRedo, false);
});

test("a change after undo forgets what was undone", () => {
  const history = makeHistory(tour);
  history.push(withoutStop(tour, 0));
  history.undo();
  history.push(withoutStop(tour, 1));
  assert.equal(history.canRedo, false);
  assert.equal(history.push({ ...history.now }), false);
});

test("a new revision is no step of one's own", () => {
  const history = makeHistory(tour);
  history.push(withoutStop(tour, 0));
  history.amend({ revision: 7 });
  assert.equal(history.now.revision, 7);
  history.undo();
  assert.equal(history.now.revision, 7);
  assert.equal(ids(history.now).length, 4);
});
