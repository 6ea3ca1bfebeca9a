import assert from "node:assert/strict";
import test from "node:test";

import { cone, coneName, headingOf, moved, sector } from "../../backlot/viewer/assets/cone.js";
import { bearingDeg, distanceM } from "../../backlot/viewer/assets/geo.js";
import { makeWords } from "../../backlot/viewer/assets/words.js";

const about = (found, wanted, tolerance) => assert.ok(Math.abs(found - wanted) <= tolerance, `${found} is not about ${wanted}`);
const HERE = { lat: 39.0727, lng: 125.71341 };
const words = makeWords({ en: { "gallery.taken-looking": "looking {way}: {name}", "gallery.taken-here": "here: {name}", "compass.n": "north", "compass.e": "east" } }, "en");

test("a point moved lies that far away, that way", () => {
  for (const bearing of [0, 45, 133, 270, 359]) {
    const there = moved(HERE, bearing, 500);
    about(distanceM(HERE, there), 500, 1e-3);
    about(bearingDeg(HERE, there), bearing, 1e-3);
  }
});

test("a sector begins and ends at its point and opens evenly about its heading", () => {
  const ring = sector(HERE, 30, 200, 56);
  assert.deepEqual([ring[0], ring.at(-1)], [HERE, HERE]);
  const arc = ring.slice(1, -1);
  for (const each of arc) about(distanceM(HERE, each), 200, 1e-3);
  about(bearingDeg(HERE, arc[0]), 2, 1e-2);
  about(bearingDeg(HERE, arc.at(-1)), 58, 1e-2);
  about(bearingDeg(HERE, arc[(arc.length - 1) / 2]), 30, 1e-2);
});

test("a sector across north keeps its shape", () => {
  const arc = sector(HERE, 0, 100, 40).slice(1, -1);
  about(bearingDeg(HERE, arc[0]), 340, 1e-2);
  about(bearingDeg(HERE, arc.at(-1)), 20, 1e-2);
});

test("a heading is from 0 to below 360, or unknown", () => {
  assert.deepEqual([0, 360, 725, -90].map((heading_deg) => headingOf({ heading_deg })), [0, 0, 5, 270]);
  assert.deepEqual([undefined, null, NaN, "12"].map((heading_deg) => headingOf({ heading_deg })), [null, null, null, null]);
});

test("the drawing is named by way and caption, else by what the picture shows", () => {
  assert.equal(coneName({ heading_deg: 88, caption: { en: "Gate" }, alt: { en: "A gate" } }, words), "looking east: Gate");
  assert.equal(coneName({ heading_deg: 2, alt: { en: "A gate" } }, words), "looking north: A gate");
  assert.equal(coneName({ heading_deg: null, alt: { en: "A gate" } }, words), "here: A gate");
});

test("a picture without a usable position draws nothing", () => {
  for (const position of [undefined, null, [], [125], ["a", 39], [125, 95], [NaN, 39]]) assert.equal(cone(null, null, { position, alt: {} }), null);
});

/** As much of Leaflet as a sector needs. */
function fakeLeaflet() {
  const shape = (kind) => {
    const attributes = {};
    return { kind, attributes, points: null, setLatLngs(points) { this.points = points; }, getElement: () => ({ setAttribute: (name, value) => (attributes[name] = value) }) };
  };
  const made = { polygon: shape("polygon"), spot: shape("spot"), removed: 0 };
  const panes = {};
  const listeners = {};
  const map = {
    zoom: 17, listeners, getZoom: () => map.zoom, getPane: (name) => panes[name], createPane: (name) => (panes[name] = { style: {} }),
    on: (name, act) => (listeners[name] = act), off: (name) => delete listeners[name],
  };
  const L = {
    svg: () => ({ remove: () => made.removed++ }), polygon: () => made.polygon, circleMarker: () => made.spot,
    layerGroup: () => ({ addTo() {}, remove: () => made.removed++ }),
  };
  return { L, map, made };
}

test("the sector is named, follows the zoom, and goes without a trace", () => {
  const { L, map, made } = fakeLeaflet();
  const drawn = cone(L, map, { position: [HERE.lng, HERE.lat], heading_deg: 90, alt: { en: "A gate" } }, words);
  const near = distanceM(HERE, made.polygon.points[1]);
  assert.equal(made.polygon.attributes["aria-label"], "looking east: A gate");
  assert.equal(made.spot.attributes["aria-hidden"], "true");
  map.zoom = 15;
  map.listeners.zoomend();
  about(distanceM(HERE, made.polygon.points[1]), near * 4, 0.1);
  drawn.remove();
  assert.deepEqual([made.removed, map.listeners], [2, {}]);
});

test("without a heading only the spot is drawn, and it bears the name", () => {
  const { L, map, made } = fakeLeaflet();
  cone(L, map, { position: [HERE.lng, HERE.lat], alt: { en: "A gate" } }, words);
  assert.equal(made.polygon.points, null);
  assert.equal(made.spot.attributes["aria-label"], "here: A gate");
});
