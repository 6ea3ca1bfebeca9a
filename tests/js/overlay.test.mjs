import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { applyEdits, freeId, makeEdit, overlayGeoJSON } from "../../backlot/viewer/assets/overlay.js";
import { frozen } from "./support.mjs";

const shared = JSON.parse(readFileSync(new URL("../cases/overlay.json", import.meta.url), "utf8"));
const SOURCE = { source: "stood there", date: "2026-02-01" };

/** The shared places as the viewer holds them. */
function shippedPlaces() {
  return new Map(Object.entries(shared.places).map(([id, { kind, names, position: [lon, lat], former }]) => [id, frozen({
    id, kind, isPlace: true, name: names, at: [lat, lon], former, rank: 3, source: "a book", accuracy: "schematic", accuracy_m: null, confirmed: null,
  })]));
}

const dated = (edits) => frozen(edits.map((edit) => ({ ...SOURCE, ...edit })));
const lanes = new Set(Object.keys(shared.lanes));

for (const each of shared.cases) {
  test(`corrections: ${each.name}`, () => {
    const shipped = shippedPlaces();
    const { places, closed, touched } = applyEdits(shipped, dated(each.edits), lanes);
    for (const [id, names] of Object.entries(each.names)) assert.deepEqual(places.get(id).name, names);
    for (const [id, [lon, lat]] of Object.entries(each.positions)) assert.deepEqual(places.get(id).at, [lat, lon]);
    assert.deepEqual([...closed].sort(), each.closed);
    assert.deepEqual([...places.keys()].filter((id) => !shipped.has(id)), each.added);
    assert.deepEqual([...touched.keys()].sort(), each.touched);
  });
}

test("shipped places are never changed, and untouched ones are the very same", () => {
  const shipped = shippedPlaces();
  const before = structuredClone([...shipped]);
  for (const each of shared.cases) {
    const { places, touched } = applyEdits(shipped, dated(each.edits), lanes);
    assert.deepEqual([...shipped], before);
    for (const [id, place] of shipped) if (!touched.has(id)) assert.equal(places.get(id), place);
  }
});

test("a corrected place says so, with its source, its day, and no accuracy in metres", () => {
  const { places } = applyEdits(shippedPlaces(), dated([{ op: "move", target: "tea-house", values: { lon: 125.7, lat: 39.06 } }]));
  const { corrected, source, confirmed, accuracy, accuracy_m } = places.get("tea-house");
  assert.deepEqual({ corrected, source, confirmed, accuracy, accuracy_m }, { corrected: true, source: "stood there", confirmed: "2026-02-01", accuracy: "approximate", accuracy_m: null });
});

test("an added place has all that the viewer asks of a place", () => {
  const edit = { op: "add", target: "own-bench", values: { kind: "spot", lon: 125.7, lat: 39.061, names: { en: "Bench" } } };
  const bench = applyEdits(shippedPlaces(), dated([edit])).places.get("own-bench");
  for (const key of ["id", "kind", "isPlace", "name", "alt", "description", "rank", "source", "accuracy", "claims", "at"]) assert.notEqual(bench[key], undefined, key);
  assert.deepEqual(bench.at, [39.061, 125.7]);
  assert.ok(bench.own && bench.corrected);
});

test("an added place stays in the set it was added to", () => {
  const values = { kind: "spot", lon: 125.7, lat: 39.061, names: { en: "Bench" }, within: "old-gate", locale: "japan", category: "museum", descriptions: { en: "A seat." } };
  const bench = applyEdits(shippedPlaces(), dated([{ op: "add", target: "own-bench", values }])).places.get("own-bench");
  const { within, locale, category, description } = bench;
  assert.deepEqual({ within, locale, category, description }, { within: "old-gate", locale: "japan", category: "museum", description: { en: "A seat." } });
});

test("a new edit has a trimmed source and no id of its own", () => {
  assert.deepEqual(makeEdit("close", "keel-lane", {}, "  stood there ", "2026-02-01"), { op: "close", target: "keel-lane", values: {}, ...SOURCE });
});

const ID = /^[a-z0-9][a-z0-9-]{1,62}$/;

for (const name of ["Bench", "  Tea  House! ", "고대조선거리", "", "---", "{{7*191}}", "</script>", "x".repeat(500), "Café Zoë", "-a-", `${"a".repeat(47)} b`]) {
  test(`makes an id of ${JSON.stringify(name.slice(0, 24))}`, () => {
    assert.match(freeId(name, () => false), ID);
    const taken = new Set();
    for (let n = 0; n < 12; n++) {
      const id = freeId(name, (each) => taken.has(each));
      assert.match(id, ID);
      assert.ok(!taken.has(id));
      taken.add(id);
    }
  });
}

test("an id says the name it was made of", () => {
  assert.equal(freeId("Tea House", () => false), "own-tea-house");
  assert.equal(freeId("고대조선거리", () => false), "own-place");
  assert.equal(freeId("Tea House", (id) => id === "own-tea-house"), "own-tea-house-2");
});

test("the export holds each corrected place once, where and how it is now", () => {
  const edits = dated([
    { op: "rename", target: "tea-house", values: { names: { en: "Coffee house" } } },
    { op: "move", target: "tea-house", values: { lon: 125.70000049, lat: 39.06 }, date: "2026-03-01" },
    { op: "close", target: "keel-lane", values: {} },
    { op: "move", target: "old-gate", values: { lon: 125.7, lat: 39.06 }, undone: true },
  ]);
  const found = overlayGeoJSON(shippedPlaces(), edits);
  assert.equal(found.type, "FeatureCollection");
  assert.deepEqual(found.features.map(({ id }) => id), ["keel-lane", "tea-house"]);
  const [lane, house] = found.features;
  assert.deepEqual(house.geometry, { type: "Point", coordinates: [125.7, 39.06] });
  assert.deepEqual(house.properties, { id: "tea-house", kind: "spot", "name:en": "Coffee house", "name:ko": "찻집", corrected: true, source: "stood there", confirmed: "2026-03-01" });
  assert.equal(lane.geometry, null);
  assert.deepEqual(lane.properties, { id: "keel-lane", kind: "lane", closed: true, corrected: true, source: "stood there", confirmed: "2026-02-01" });
  assert.deepEqual(JSON.parse(JSON.stringify(found)), found);
});

test("an export without corrections is an empty collection", () => {
  assert.deepEqual(overlayGeoJSON(shippedPlaces(), []), { type: "FeatureCollection", name: "corrections", features: [] });
});

test("a correction under a former id is exported for the place of today", () => {
  const edits = dated([{ op: "rename", target: "first-gate", values: { names: { en: "West gate" } } }]);
  const [gate] = overlayGeoJSON(shippedPlaces(), edits).features;
  assert.deepEqual([gate.id, gate.properties["name:en"], gate.properties.source], ["old-gate", "West gate", "stood there"]);
});
