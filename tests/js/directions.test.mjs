import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { directions, withParticles, worded } from "../../backlot/viewer/assets/directions.js";
import { makeWords } from "../../backlot/viewer/assets/words.js";
import { HOSTILE, frozen } from "./support.mjs";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const SHARED = read("../cases/directions.json");
const CATALOGUES = { en: read("../../backlot/lang/en.json"), ko: read("../../backlot/lang/ko.json") };
const KEYS = Object.keys(SHARED.ways);
const WAYS = Object.values(SHARED.ways);

/** A position from metres to the east and north. */
function at([eastM, northM]) {
  return [SHARED.origin[0] + eastM * SHARED.metre[0], SHARED.origin[1] + northM * SHARED.metre[1]];
}

function stepsOf({ leg, parts, places, to }) {
  const walked = parts.map(({ way, length_m, metres }) => ({ way: KEYS.indexOf(way), length_m, line: metres.map(at) }));
  const near = places.map(({ id, kind, rank, east_m: east, north_m: north }) => {
    const [lon, lat] = at([east, north]);
    return { id, kind, rank, lon, lat };
  });
  return directions(frozen({ ...leg, parts: walked }), frozen(WAYS), frozen(near), to);
}

/** What of a step the case speaks of. */
function like(expected, found) {
  return Object.fromEntries(Object.keys(expected).map((key) => [key, found[key]]));
}

for (const each of SHARED.cases) {
  test(each.name, () => {
    const steps = stepsOf(each);
    assert.equal(steps.length, each.steps.length);
    assert.deepEqual(steps.map((step, place) => like(each.steps[place], step)), each.steps);
    for (const lang of ["en", "ko"]) {
      assert.deepEqual(worded(steps, makeWords(CATALOGUES, lang), (id) => SHARED.names[id][lang]), each[lang]);
    }
  });
}

for (const [given, text] of SHARED.particles) {
  test(`particles of ${JSON.stringify(given)}`, () => assert.equal(withParticles(given), text));
}

test("a name has no power over its sentence", () => {
  const steps = [{ code: "arrive", turn: null, length_m: 0, about: false, along: null, at: "x", heading: null, minutes: null }];
  for (const name of HOSTILE) {
    assert.deepEqual(worded(steps, makeWords(CATALOGUES, "en"), () => name), [`Arrive at ${name}`]);
  }
});
