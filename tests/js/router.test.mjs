import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { makeRouter } from "../../backlot/viewer/assets/router.js";
import { frozen, randomFrom } from "./support.mjs";

const cases = frozen(JSON.parse(readFileSync(new URL("../cases/router.json", import.meta.url), "utf8")));
const plain = frozen({ pace_kmh: 4, needs: [], closed: [] });

// a tenth of a millimetre or millisecond is the same
const NEAR = 1e-4;

/** Compare values whose figures may differ by a hair. */
function assertNear(found, expected, path = "") {
  if (typeof expected === "number") {
    assert.ok(Math.abs(found - expected) <= NEAR, `${path}: ${found}, expected ${expected}`);
  } else if (expected && typeof expected === "object") {
    assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort(), path);
    for (const key of Object.keys(expected)) assertNear(found[key], expected[key], `${path}.${key}`);
  } else {
    assert.equal(found, expected, path);
  }
}

/** The leg of a case, with the ways walked and the metres on each. */
function legOf(graph, { walker, from, to }) {
  const leg = makeRouter(graph, walker).leg(from, to);
  const parts = leg.parts ?? [];
  return { ...leg, ways: parts.map(({ way }) => graph.ways[way].id), part_m: parts.map(({ length_m }) => length_m) };
}

for (const each of cases.legs) {
  test(`walks: ${each.why}`, () => {
    const leg = legOf(cases.graph, each);
    for (const [key, expected] of Object.entries(each.expect)) assertNear(leg[key], expected, key);
  });

  test(`the matrix agrees: ${each.why}`, () => {
    const leg = legOf(cases.graph, each);
    const { seconds, metres } = makeRouter(cases.graph, each.walker).matrix([each.from, each.to]);
    if (leg.ok) assertNear([seconds[0][1], metres[0][1]], [leg.walk_s, leg.length_m]);
    else assert.deepEqual([seconds[0][1], metres[0][1]], [Infinity, Infinity]);
  });
}

test("of two walks that take equally long the same is always chosen", () => {
  const { graph, from, to, ways } = cases.equal;
  assert.deepEqual(legOf(graph, cases.equal).ways, ways);
  assert.deepEqual(legOf(graph, { ...cases.equal, from: to, to: from }).ways, [...ways].reverse());
});

for (const { position, why, snap } of cases.positions) {
  test(`a position snaps to the nearest path: ${why}`, () => {
    const found = makeRouter(cases.graph, plain).snap(position);
    assert.equal(found[0], snap[0]);
    for (const at of [1, 2]) assert.ok(Math.abs(found[at] - snap[at]) <= 0.02, `${found}, expected ${snap}`);
  });
}

test("one may walk from and to a position", () => {
  const leg = makeRouter(cases.graph, plain).leg([10, 50.0045], "square");
  assertNear([leg.length_m, leg.off_m], [500, [0, 0]]);
});

test("a stop nobody knows is an error, also one named like a part of every object", () => {
  const router = makeRouter(cases.graph, plain);
  for (const id of ["nowhere", "constructor", "__proto__"]) assert.throws(() => router.leg(id, "square"), RangeError);
});

test("an empty network snaps nothing", () => {
  const empty = { nodes: [], ways: [], edges: [], snaps: {}, rides: [] };
  assert.equal(makeRouter(empty, plain).snap([10, 50]), null);
  assert.deepEqual(makeRouter(empty, plain).matrix([]), { seconds: [], metres: [] });
});

test("a town of ten thousand junctions is answered while one waits", () => {
  const side = 100;
  const random = randomFrom(4);
  const nodes = Array.from({ length: side * side }, (_, i) => [10 + (i % side) / 1000, 50 + Math.floor(i / side) / 1000]);
  const way = { ...cases.graph.ways[0], id: "street" };
  const edges = [];
  const join = (a, b) => edges.push([a, b, 0, 50 + Math.round(random() * 10_000) / 100, [nodes[a], nodes[b]]]);
  nodes.forEach((_, i) => {
    if (i % side) join(i - 1, i);
    if (i >= side) join(i - side, i);
  });
  const router = makeRouter({ nodes, ways: [way], edges, snaps: { near: [0, 0, 0], far: [edges.length - 1, 0, 0] }, rides: [] }, plain);
  const there = router.leg("near", "far");
  const back = router.leg("far", "near");
  assertNear([back.length_m, back.walk_s], [there.length_m, there.walk_s]);
  assert.deepEqual([...back.line].reverse(), there.line);
});
