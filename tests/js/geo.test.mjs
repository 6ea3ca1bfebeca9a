import assert from "node:assert/strict";
import test from "node:test";

import { bearingDeg, compass, contains, distanceM, lengthM } from "../../backlot/viewer/assets/geo.js";

const about = (found, wanted, tolerance) => assert.ok(Math.abs(found - wanted) <= tolerance, `${found} is not about ${wanted}`);
const at = (lat, lng) => ({ lat, lng });

test("a degree of latitude is 111.195 km on the mean sphere", () => {
  about(distanceM(at(0, 0), at(1, 0)), 111195.08, 0.01);
  about(distanceM(at(0, 0), at(0, 1)), 111195.08, 0.01);
});

test("a quarter and half of the globe are measured", () => {
  about(distanceM(at(0, 0), at(90, 0)), (Math.PI / 2) * 6371008.8, 0.01);
  about(distanceM(at(0, 0), at(0, 180)), Math.PI * 6371008.8, 0.01);
});

test("the studio's public point is 6.8 km from the city's central square", () => {
  const [studio, square] = [at(39.0727, 125.71341), at(39.0195, 125.7528)];
  about(distanceM(square, studio), 6800, 60);
  about(bearingDeg(square, studio), 330, 2);
});

test("a distance is the same there and back, and nothing on the spot", () => {
  const [a, b] = [at(39.01, 125.7), at(39.02, 125.8)];
  assert.equal(distanceM(a, b), distanceM(b, a));
  assert.equal(distanceM(a, a), 0);
});

test("bearings go clockwise from north, from 0 to below 360", () => {
  about(bearingDeg(at(0, 0), at(1, 0)), 0, 1e-9);
  about(bearingDeg(at(0, 0), at(0, 1)), 90, 1e-9);
  about(bearingDeg(at(0, 0), at(-1, 0)), 180, 1e-9);
  about(bearingDeg(at(0, 0), at(0, -1)), 270, 1e-9);
  assert.ok(bearingDeg(at(0, 0), at(1, -1e-12)) < 360);
});

test("every bearing has a compass word", () => {
  assert.deepEqual([0, 44, 45, 90, 135, 180, 225, 270, 315].map(compass), ["n", "ne", "ne", "e", "se", "s", "sw", "w", "nw"]);
  assert.deepEqual([22.4, 22.6, 337.4, 337.6, 359.999].map(compass), ["n", "ne", "nw", "n", "n"]);
});

const square = (x, y, size) => [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]];

test("a polygon contains its inside without its holes", () => {
  const geometry = { type: "Polygon", coordinates: [square(0, 0, 10), [...square(4, 4, 2)].reverse()] };
  assert.ok(contains(geometry, 1, 1));
  assert.ok(!contains(geometry, 5, 5));
  assert.ok(contains(geometry, 7, 5));
  assert.ok(!contains(geometry, 11, 5));
  assert.ok(!contains(geometry, 5, -1));
});

test("each part of a multipolygon contains its own inside", () => {
  const geometry = { type: "MultiPolygon", coordinates: [[square(0, 0, 2)], [square(10, 10, 5), square(11, 11, 1)]] };
  assert.ok(contains(geometry, 1, 1));
  assert.ok(contains(geometry, 13, 13));
  assert.ok(!contains(geometry, 11.5, 11.5));
  assert.ok(!contains(geometry, 5, 5));
});

test("a notch is outside, whichever way the ring is wound", () => {
  const ring = [[0, 0], [10, 0], [10, 10], [5, 2], [0, 10], [0, 0]];
  for (const coordinates of [[ring], [[...ring].reverse()]]) {
    assert.ok(contains({ type: "Polygon", coordinates }, 1, 5));
    assert.ok(!contains({ type: "Polygon", coordinates }, 5, 5));
  }
});

test("points and lines contain nothing", () => {
  assert.ok(!contains({ type: "Point", coordinates: [1, 1] }, 1, 1));
  assert.ok(!contains({ type: "LineString", coordinates: [[0, 0], [2, 2]] }, 1, 1));
});

test("a line is as long as its parts", () => {
  const line = [[0, 0], [0, 1], [0, 3]];
  about(lengthM({ type: "LineString", coordinates: line }), 3 * 111195.08, 0.1);
  about(lengthM({ type: "MultiLineString", coordinates: [line, line] }), 6 * 111195.08, 0.1);
  assert.equal(lengthM({ type: "LineString", coordinates: [[5, 5]] }), 0);
});
