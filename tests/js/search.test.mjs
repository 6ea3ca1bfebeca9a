import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { buildIndex, editDistance, fold, search, typoLimit } from "../../backlot/viewer/assets/search.js";

const cases = JSON.parse(readFileSync(new URL("../cases/search.json", import.meta.url), "utf8"));
const index = buildIndex(cases.entries);

for (const { query, why, ids, scores } of cases.queries) {
  test(`finds ${JSON.stringify(query)}: ${why}`, () => {
    const found = search(index, query, cases.limit);
    assert.deepEqual(found.map((hit) => hit.id), ids);
    assert.deepEqual(found.map((hit) => hit.score), scores);
  });
}

for (const { text, words } of cases.folds) {
  test(`folds ${JSON.stringify(text)}`, () => {
    assert.deepEqual(fold(text), words);
    assert.deepEqual(fold(words.join(" ")), words);
  });
}

for (const { query, name, limit, whole, prefix } of cases.distances) {
  test(`measures ${query} against ${name}`, () => {
    assert.deepEqual(editDistance(query, name, limit), [whole, prefix]);
  });
}

test("a limit cuts the list and 0 empties it", () => {
  assert.equal(search(index, "t", 2).length, 2);
  assert.deepEqual(search(index, "t", 0), []);
});

test("an empty index finds nothing", () => {
  assert.deepEqual(search(buildIndex([]), "gate", 5), []);
});

test("longer words bear more typos", () => {
  assert.deepEqual([2, 3, 5, 6].map(typoLimit), [0, 1, 1, 2]);
});

test("a query of any length is answered", () => {
  assert.deepEqual(search(index, "x".repeat(100_000), 5), []);
});

test("a name longer than any buffer is measured", () => {
  const long = "a".repeat(600);
  assert.deepEqual(editDistance(long, `${long}b`, 2), [1, 0]);
});

test("ten thousand places give the same answer as a few", () => {
  const many = Array.from({ length: 10_000 }, (_, number) => ({
    id: `other-${number}`, rank: 5, names: [`Other ${number}`, `다른 곳 ${number}`],
  }));
  const found = search(buildIndex([...many, ...cases.entries]), "arch of triunph", 3);
  assert.equal(found[0].id, "arch-of-triumph");
});
