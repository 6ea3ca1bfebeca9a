import assert from "node:assert/strict";
import test from "node:test";

import { cleaned, countBy, passes, toggled } from "../../backlot/viewer/assets/filters.js";
import { frozen } from "./support.mjs";

const ALL = frozen({ period: null, locale: null, category: null });
const IDS = ["a", "b", "c"];

test("without a filter everything is shown", () => {
  assert.ok(passes({}, ALL));
  assert.ok(passes({ period: "a", locale: "b", category: "c" }, ALL));
});

test("a place is shown only if each filter lets it through", () => {
  const place = { period: "a", locale: "b" };
  assert.ok(passes(place, { ...ALL, period: ["a"], locale: ["b", "c"] }));
  assert.ok(!passes(place, { ...ALL, period: ["a"], locale: ["c"] }));
  assert.ok(!passes(place, { ...ALL, period: [] }));
});

test("a filter says nothing of places without its property", () => {
  assert.ok(passes({ category: "museum" }, { ...ALL, period: [], locale: ["a"] }));
  assert.ok(passes({ period: null }, { ...ALL, period: [] }));
});

test("places are counted by id in the order of the ids, unknown ones not at all", () => {
  const places = [{ period: "b" }, { period: "a" }, { period: "b" }, { period: "z" }, {}];
  assert.deepEqual([...countBy(places, "period", IDS)], [["a", 1], ["b", 2], ["c", 0]]);
});

test("switching one id off and on again shows all, as before", () => {
  const off = toggled(ALL, "period", "b", IDS);
  assert.deepEqual(off, { ...ALL, period: ["a", "c"] });
  assert.deepEqual(toggled(off, "period", "b", IDS), ALL);
});

test("every id can be switched off one by one, and the order of ids is kept", () => {
  let filter = ALL;
  for (const id of ["c", "a", "b"]) filter = toggled(filter, "locale", id, IDS);
  assert.deepEqual(filter.locale, []);
  for (const id of ["c", "a"]) filter = toggled(filter, "locale", id, IDS);
  assert.deepEqual(filter.locale, ["a", "c"]);
});

test("switching changes no filter that was given", () => {
  const given = frozen({ ...ALL, period: ["a"] });
  assert.deepEqual(toggled(given, "period", "b", IDS).period, ["a", "b"]);
  assert.deepEqual(given.period, ["a"]);
});

test("only known ids of an address are kept; none left shows all", () => {
  assert.deepEqual(cleaned(["b", "nowhere", "a"], IDS), ["b", "a"]);
  for (const asked of [["nowhere"], [], null, undefined]) assert.equal(cleaned(asked, IDS), null);
});
