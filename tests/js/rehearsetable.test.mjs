/** The table after a rehearsal. */

import assert from "node:assert/strict";
import test from "node:test";

import { newStop, newTour } from "../../backlot/viewer/assets/plan.js";
import { newRun, reduce } from "../../backlot/viewer/assets/presentstate.js";
import { makeRehearsal, overText, spokenRows } from "../../backlot/viewer/assets/rehearsetable.js";
import { makeWords } from "../../backlot/viewer/assets/words.js";
import { fakePage } from "./page.mjs";
import { frozen } from "./support.mjs";

const NOW = "2026-05-04T09:00:00Z";
const after = (seconds) => new Date(Date.parse(NOW) + seconds * 1000);
const said = (n) => Array.from({ length: n }, () => "word").join(" ");
const tour = frozen({
  ...newTour("Asia/Pyongyang"), name: { en: "A walk" }, group_size: 10,
  stops: [{ ...newStop("plaza"), notes: { en: said(115) } }, { ...newStop("museum"), dwell_min: 5 }, newStop("gate")],
});

/** A rehearsal with ninety seconds at the first stop and five minutes at the second, ended there. */
function rehearsed() {
  let run = newRun(tour, { now: NOW, rehearsal: true });
  for (const [type, s] of [["next", 0], ["next", 90], ["end", 390]]) run = reduce(run, { type }, { now: after(s) });
  return run;
}

function shown(t) {
  fakePage(t);
  const words = Object.assign(makeWords({}, "en"), { say: (key, values = {}) => [key, ...Object.values(values)].join(" ") });
  const app = { words, languages: ["en", "ko"], places: new Map([["plaza", { id: "plaza", name: { en: "The plaza" } }]]), nameOf: (place) => words.of(place.name) };
  const decided = [];
  const table = makeRehearsal(app, rehearsed(), { keep: (indices) => decided.push(indices), leave: () => decided.push("left") });
  const [left, kept] = table.root.querySelectorAll(".button");
  const boxes = table.root.querySelectorAll("input");
  const tick = (at, on) => {
    boxes[at].checked = on;
    boxes[at].fire("change");
  };
  return { root: table.root, decided, left, kept, boxes, tick };
}

const textsOf = (root, tag) => root.querySelectorAll(tag).map((node) => node.textContent);

test("a difference has a sign and a word, not a colour alone", () => {
  const words = makeWords({ en: { "rehearse.longer": "+{time} longer", "rehearse.shorter": "−{time} shorter", "rehearse.same": "as planned" } }, "en");
  assert.deepEqual(["+1:30 longer", "−0:05 shorter", "as planned"], [90, -5, 0].map((over) => overText(words, over)));
});

test("only the stops spoken at have a row, and only a rehearsal has any", () => {
  assert.deepEqual([0, 1], spokenRows(rehearsed(), ["en"]).map((row) => row.index));
  assert.deepEqual([], spokenRows(newRun(tour, { now: NOW }), ["en"]));
  assert.deepEqual([], spokenRows(newRun(tour, { now: NOW, rehearsal: true }), ["en"]));
});

test("what is kept gathers as many people as were expected in the end", () => {
  const larger = reduce(rehearsed(), { type: "expect", n: 40 }, { now: NOW });
  assert.deepEqual([8, 11], [rehearsed(), larger].map((run) => spokenRows(run, ["en"])[0].keep_min));
});

test("each row tells planned, spoken, difference, reading time and the stay to keep", (t) => {
  const { root } = shown(t);
  assert.deepEqual(["1:00", "1:30", "rehearse.longer 0:30", "1:00", "plan.min 8", "5:00", "5:00", "rehearse.same", "rehearse.no-notes", "plan.min 5"], textsOf(root, "td").slice(0, 10));
});

test("the last row sums up, and says at how many stops one spoke", (t) => {
  const { root } = shown(t);
  assert.deepEqual(["6:00", "6:30", "rehearse.longer 0:30", "", ""], textsOf(root, "td").slice(10));
  assert.match(textsOf(root, "th").at(-1), /rehearse\.total 2 3/);
});

test("a place nobody knows is named by its id", (t) => {
  const { root } = shown(t);
  assert.deepEqual(["The plaza", "museum"], root.querySelectorAll(".rehearsal-name").slice(0, 2).map((node) => node.textContent));
});

test("all times are kept unless somebody unticks some", (t) => {
  const { decided, kept, tick } = shown(t);
  kept.click();
  tick(0, false);
  kept.click();
  tick(0, true);
  kept.click();
  assert.deepEqual([[0, 1], [1], [0, 1]], decided);
});

test("one box unticks and ticks all, and says when some are ticked", (t) => {
  const { boxes, kept, tick, root } = shown(t);
  const all = boxes.length - 1;
  tick(1, false);
  assert.deepEqual([true, false], [boxes[all].indeterminate, boxes[all].checked]);
  tick(all, false);
  assert.deepEqual([false, false, true], [boxes[0].checked, boxes[1].checked, kept.disabled]);
  assert.equal(root.querySelector(".rehearsal-count").textContent, "rehearse.count 0 2");
  tick(all, true);
  assert.deepEqual([true, true, false], [boxes[0].checked, boxes[1].checked, kept.disabled]);
});

test("the plan may be left as it is", (t) => {
  const { decided, left } = shown(t);
  left.click();
  assert.deepEqual(["left"], decided);
});
