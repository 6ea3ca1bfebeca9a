/** What a tour lacks before it is presented. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { makePlanner } from "../../backlot/viewer/assets/itinerary.js";
import { GRADES, checkTour, findingText, picturesOf } from "../../backlot/viewer/assets/presentcheck.js";
import { frozen } from "./support.mjs";

const shared = frozen(JSON.parse(readFileSync(new URL("../cases/itinerary.json", import.meta.url), "utf8")));
const own = (id, more = {}) => ({ id: `${id}-photo`, kind: "photo", stop: `/pictures/${id}-stop.jpg`, full: `/pictures/${id}-full.jpg`, thumb: `/pictures/${id}-thumb.jpg`, ...more });
const placesWith = (change = {}) => new Map(shared.places.map((place) => [place.id, { ...place, at: [0, 0], pictures: change[place.id] ?? [own(place.id)] }]));
const plannerOf = (places, graph = shared.graph) => makePlanner(graph, (id) => places.get(id), shared.languages);
const NOTES = { en: "About it.", pt: "Sobre isto." };
const tourOf = (change = {}, stops = ["slip-square", "tea-house"]) => frozen({
  ...shared.tour, start: "north-gate", end: "north-gate", back_by: "11:00", stops: stops.map((stop) => ({ ...shared.stop, notes: NOTES, ...(typeof stop === "string" ? { id: stop } : stop) })), ...change,
});
const check = (tour, places = placesWith(), planner = plannerOf(places)) => checkTour(tour, places, planner, ["en", "pt"]);
const codes = (found) => found.map(({ code }) => code);

test("a tour that lacks nothing has no findings", () => {
  assert.deepEqual(check(tourOf()), []);
});

test("a tour without stops cannot be presented", () => {
  assert.deepEqual(check(tourOf({}, [])), [{ code: "no-stops", values: {}, grade: "wrong" }]);
});

test("places nobody knows are named once, and their ways are not told beside", () => {
  assert.deepEqual(check(tourOf({ start: "old-pier", end: "new-pier" }, ["slip-square", "no-such-place"])), [
    { code: "unknown-place", values: { id: "no-such-place", number: 2 }, grade: "wrong" },
    { code: "unknown-start", values: { id: "old-pier" }, grade: "wrong" },
    { code: "unknown-end", values: { id: "new-pier" }, grade: "wrong" },
  ]);
});

test("a stop without a picture lacks one, a drawing of its kind is to be known, a lost file is missing", () => {
  const tour = tourOf({}, ["slip-square", "tea-house", "navy-dock", "north-gate", "lighthouse"]);
  const places = placesWith({ "slip-square": [], "tea-house": [own("any", { stands_in: true })], "navy-dock": [own("dock", { missing: 2 }), own("dock2")], lighthouse: [own("lamp"), { id: "lost", kind: "photo" }] });
  assert.deepEqual(check(tour, places), [
    { code: "no-picture", values: { number: 1, id: "slip-square" }, grade: "missing" },
    { code: "picture-lost", values: { number: 3, id: "navy-dock", n: 2 }, grade: "missing" },
    { code: "picture-lost", values: { number: 5, id: "lighthouse", n: 1 }, grade: "missing" },
    { code: "stand-in", values: { number: 2, id: "tea-house" }, grade: "note" },
  ]);
});

test("stops without notes are told once, those without one language by language", () => {
  const tour = tourOf({}, [{ id: "slip-square", notes: {} }, { id: "tea-house", notes: { en: "Tea." } }, { id: "navy-dock", notes: { en: " ", pt: "Doca." } }, { id: "lighthouse", notes: { ko: "등대" } }]);
  assert.deepEqual(check(tour), [
    { code: "no-notes", values: { numbers: [1, 4] }, grade: "missing" },
    { code: "notes-missing", values: { language: "en", numbers: [3] }, grade: "missing" },
    { code: "notes-missing", values: { language: "pt", numbers: [2] }, grade: "missing" },
  ]);
});

test("a stop or an end one cannot walk to is named with the reason", () => {
  const found = check(tourOf({ end: "town-hall" }, ["slip-square", "town-hall"]));
  assert.deepEqual(found.map(({ code, values, grade }) => [code, values.number, values.id, values.from, values.reason.code, grade]), [
    ["unreachable", 2, "town-hall", "slip-square", "no-path", "wrong"],
    ["unreachable", null, "town-hall", "town-hall", "no-path", "wrong"],
  ]);
});

test("a need of which parts of the way are unknown is told with their length", () => {
  const graph = { ...shared.graph, ways: shared.graph.ways.map((way) => ({ ...way, lit: null })) };
  const [finding, ...rest] = check(tourOf({ needs: ["lit"] }), placesWith(), plannerOf(placesWith(), graph));
  assert.deepEqual([finding.code, finding.values.need, Math.round(finding.values.length_m), finding.grade, rest], ["need-unknown", "lit", 600, "note", []]);
});

test("a need this map does not know is told", () => {
  assert.ok(check(tourOf({ needs: ["wings"] })).some(({ code, values }) => code === "need-not-known" && values.need === "wings"));
});

test("no times to set out and to be back are told", () => {
  assert.deepEqual(codes(check(tourOf({ depart: null, back_by: null }))), ["no-depart", "no-back-by"]);
});

test("a plan that does not fit says by how much", () => {
  const tour = tourOf({ back_by: "09:15" });
  const late_s = -plannerOf(placesWith()).plan(tour).timetable.slack_s;
  assert.deepEqual(check(tour), [{ code: "late", values: { late_s }, grade: "wrong" }]);
  assert.ok(late_s > 0);
});

test("hours that are missed and places that are closed are named", () => {
  assert.deepEqual(check(tourOf({ closed: ["customs-court"] }, [{ id: "slip-square", open: [["05:00", "06:00"]] }, "tea-house"])), [
    { code: "after-hours", values: { number: 1, id: "slip-square" }, grade: "wrong" },
    { code: "closed", values: { number: 2, id: "tea-house" }, grade: "note" },
  ]);
});

test("without a network the rest is looked over", () => {
  assert.deepEqual(codes(check(tourOf({ back_by: null }), placesWith(), null)), ["no-network", "no-back-by"]);
});

test("the gravest comes first", () => {
  const found = check(tourOf({ back_by: null }, [{ id: "no-such-place", notes: {} }, "tea-house"]), placesWith({ "tea-house": [own("x", { stands_in: true })] }));
  assert.deepEqual(found.map(({ grade }) => grade), [...found.map(({ grade }) => grade)].sort((a, b) => GRADES.indexOf(a) - GRADES.indexOf(b)));
  assert.deepEqual(new Set(found.map(({ grade }) => grade)), new Set(GRADES));
});

test("a finding is worded with the names and lengths it is about", () => {
  const words = { say: (key, values = {}) => `${key}(${Object.entries(values).filter(([, value]) => typeof value !== "object" && value !== "").map(([name, value]) => `${name}=${value}`).join(" ")})`, metres: (m) => `${m} m` };
  const said = findingText(words, { code: "unreachable", values: { number: 2, id: "a", from: "b", reason: { code: "no-path", values: {} } }, grade: "wrong" }, (id) => id.toUpperCase());
  assert.match(said, /^present\.check\.unreachable\(.*id=a from=B name=A why=plan\.reason\.no-path/);
  assert.match(findingText(words, { code: "notes-missing", values: { language: "ko", numbers: [2, 3] } }, String), /numbers=2, 3/);
});

test("each picture is needed once, in the order of the tour, with its small size, and a panorama also to turn in", () => {
  const places = placesWith({
    "slip-square": [own("one"), { id: "round", kind: "panorama", stop: "/pictures/round-stop.jpg", wide: "/pictures/round-wide.jpg" }],
    "tea-house": [own("one"), { id: "drawing", kind: "illustration", full: "/pictures/drawing.svg" }, { id: "lost", kind: "photo" }],
  });
  assert.deepEqual(picturesOf(tourOf({}, ["slip-square", "tea-house", "no-such-place", "slip-square"]), places), [
    "/pictures/one-stop.jpg", "/pictures/one-thumb.jpg", "/pictures/round-stop.jpg", "/pictures/round-wide.jpg", "/pictures/drawing.svg",
  ]);
});

test("a tour without places needs no pictures", () => {
  assert.deepEqual(picturesOf(tourOf({}, []), new Map()), []);
  assert.deepEqual(picturesOf(tourOf(), new Map()), []);
});
