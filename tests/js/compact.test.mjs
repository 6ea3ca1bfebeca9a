import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { crc32, decodeTour, encodeTour, MAX_CHARS } from "../../backlot/viewer/assets/compact.js";
import { frozen, HOSTILE, randomFrom } from "./support.mjs";

const shared = frozen(JSON.parse(readFileSync(new URL("../cases/compact.json", import.meta.url), "utf8")));
const whole = shared.encode.find(({ name }) => name === "every member that is carried");

for (const each of shared.encode) {
  test(`compact: ${each.name}`, () => {
    const { text, problem } = encodeTour(each.tour);
    assert.equal(text, each.text);
    assert.deepEqual(problem, each.problem);
    if (text) assert.equal(encodeTour(decodeTour(text).tour).text, text);
  });
}

for (const each of shared.decode) {
  test(`compact text: ${each.name}`, () => {
    const { tour, problem } = decodeTour(each.text);
    assert.deepEqual(problem, each.problem);
    assert.deepEqual(tour, each.tour);
  });
}

test("places are brought up to date, unknown ones are kept and reported", () => {
  const { text, known, former, start, end, closed, stops, unknown } = shared.resolve;
  const found = decodeTour(text, (id) => (known.includes(id) ? id : former[id]));
  assert.deepEqual(found.unknown, unknown);
  assert.deepEqual([found.tour.start, found.tour.end, found.tour.closed], [start, end, closed]);
  assert.deepEqual(found.tour.stops.map(({ id }) => id), stops);
});

test("a tour comes back without its notes", () => {
  const tour = { id: "my-walk", name: { en: "A walk" }, tz: "Asia/Pyongyang", stops: [{ id: "japan", notes: { en: "Look up." } }] };
  const found = decodeTour(encodeTour(tour).text).tour;
  assert.deepEqual(found.stops.map(({ id, notes }) => ({ id, notes })), [{ id: "japan", notes: {} }]);
});

test("a text passes through an address as it is", () => {
  const params = new URLSearchParams({ tour: whole.text });
  assert.equal(params.toString(), `tour=${whole.text}`);
  assert.equal(encodeURIComponent(whole.text), whole.text);
  assert.match(whole.text, /^[0-9A-Z.-]+$/);
});

test("a text cut anywhere is told to be cut", () => {
  for (let at = 4; at < whole.text.length; at++) assert.equal(decodeTour(whole.text.slice(0, at)).problem.code, "compact-cut");
});

test("a text with any letter changed is refused", () => {
  const random = randomFrom(4);
  for (let at = 0; at < whole.text.length; at++) {
    const letter = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-."[Math.floor(random() * 38)];
    if (letter !== whole.text[at]) assert.ok(decodeTour(whole.text.slice(0, at) + letter + whole.text.slice(at + 1)).problem);
  }
});

test("what is no compact text is refused with a plain code", () => {
  for (const text of [...HOSTILE, null, undefined, 7, {}, "BT1.".repeat(5000)]) assert.match(decodeTour(text).problem.code, /^compact-/);
});

test("a tour that breaks a rule is not written", () => {
  const tour = { id: "my-walk", tz: "UTC", stops: [{ id: "japan" }] };
  assert.ok(encodeTour(tour).text);
  const stop = (values) => ({ ...tour, stops: [{ id: "japan", ...values }] });
  const broken = [
    null, {}, { ...tour, id: "X" }, { ...tour, tz: 7 }, { ...tour, pace_kmh: NaN }, { ...tour, pace_kmh: "4" }, { ...tour, group_size: 1.5 },
    { ...tour, needs: ["wings"] }, { ...tour, closed: "japan" }, { ...tour, depart: "9:00" }, { ...tour, end_ride: "bus" }, { ...tour, name: { en: " " } },
    stop({ id: null }), stop({ dwell_min: -1 }), stop({ break_min: Infinity }), stop({ lock: 1 }), stop({ open: [] }), stop({ open: [["09:00"]] }),
    stop({ open: "always" }), stop({ ride: { mode: "bus" } }),
  ];
  for (const each of broken) assert.deepEqual(encodeTour(each).problem, { code: "compact-invalid", values: {} }, JSON.stringify(each));
});

test("no text that is written is longer than an address takes", () => {
  const stops = Array.from({ length: 60 }, (_, at) => ({ id: `stop-${at}`, dwell_min: 10 }));
  for (let count = 0; count <= 60; count++) {
    const { text, problem } = encodeTour({ id: "my-walk", name: { ko: "가".repeat(60) }, tz: "UTC", stops: stops.slice(0, count) });
    assert.ok(problem || text.length <= MAX_CHARS);
  }
});

test("the checksum is that of ISO 3309", () => assert.equal(crc32("123456789"), 0xcbf43926));
