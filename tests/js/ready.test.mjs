/** Whether everything is there before one leaves. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { makePlanner } from "../../backlot/viewer/assets/itinerary.js";
import { READY_GRADES, checkPack, readyText, verdictOf } from "../../backlot/viewer/assets/ready.js";
import { lookAtPictures } from "../../backlot/viewer/assets/readypictures.js";
import { HOSTILE, frozen } from "./support.mjs";

const shared = frozen(JSON.parse(readFileSync(new URL("../cases/itinerary.json", import.meta.url), "utf8")));
const both = (name) => ({ en: name, pt: name });
const places = new Map(shared.places.map((place) => [place.id, { ...place, at: [0, 0], name: both(place.id), former: place.id === "tea-house" ? ["old-tea-house"] : [] }]));
const planner = makePlanner(shared.graph, (id) => places.get(id === "old-tea-house" ? "tea-house" : id), shared.languages);
const NOTES = { en: "About it.", pt: "Sobre isto." };
const tourOf = (stops = ["slip-square", "tea-house"], change = {}) => frozen({
  ...shared.tour, id: "a-walk", start: "north-gate", end: "north-gate", stops: stops.map((stop) => ({ ...shared.stop, notes: NOTES, ...(typeof stop === "string" ? { id: stop } : stop) })), ...change,
});
const words = frozen({ en: { a: "A", b: "B" }, pt: { a: "Á", b: "Bê" } });
const pictureState = frozen({ done: 3, count: 3, bytes: 9000, failed: [] });
const data = frozen({ version: "1.2.0", date: "2026-11-22" });
const packOf = (change = {}) => frozen({
  made: "2026-11-23", version: "1.2.0", notes: true, languages: ["en", "pt"], pictures: { "a.svg": {}, "b.jpg": {}, "c.jpg": {} },
  tours: [{ id: "a-walk", stops: 2, notes: ["en", "pt"] }], ...change,
});
const check = (change = {}) => checkPack({ pack: null, places, tours: [tourOf()], planner, languages: ["en", "pt"], words, pictureState, data, ...change });
const bad = (found) => found.filter(({ grade }) => grade === "wrong" || grade === "missing");
const codes = (found) => found.map(({ code }) => code);

test("a walk that lacks nothing is right in every respect", () => {
  const found = check();
  assert.deepEqual(codes(found), ["ready.places", "ready.ways", "ready.pictures", "ready.languages", "ready.notes", "ready.version"]);
  assert.ok(found.every(({ grade }) => grade === "right"));
  assert.equal(verdictOf(found, pictureState), "whole");
});

test("so is a pack that lacks nothing", () => {
  const found = check({ pack: packOf() });
  assert.deepEqual(bad(found), []);
  assert.ok(codes(found).includes("ready.pictures-same"));
  assert.deepEqual(found.find(({ code }) => code === "ready.made").values, { ...data, made: "2026-11-23" });
});

test("nothing is called right before every picture was looked at", () => {
  for (const state of [null, { ...pictureState, done: 2 }]) {
    const found = check({ pictureState: state });
    assert.equal(verdictOf(found, state), "checking");
    assert.ok(!codes(found).some((code) => code.startsWith("ready.picture")));
  }
});

test("a stop, a start and an end that lead nowhere are wrong, each by itself", () => {
  const found = bad(check({ tours: [tourOf(["slip-square", "no-such-place"], { start: "old-pier", end: null })] }));
  assert.deepEqual(found, [
    { code: "ready.end-unknown", values: { tour: "a-walk", number: null, place: "old-pier" }, grade: "wrong" },
    { code: "ready.place-unknown", values: { tour: "a-walk", number: 2, place: "no-such-place" }, grade: "wrong" },
  ]);
});

test("an old link leads to the place as it is called now, and is told", () => {
  const found = check({ tours: [tourOf(["slip-square", "old-tea-house"])] });
  assert.deepEqual(found.find(({ code }) => code === "ready.place-moved"), { code: "ready.place-moved", values: { tour: "a-walk", place: "old-tea-house", id: "tea-house" }, grade: "note" });
  assert.ok(codes(found).includes("ready.places"));
});

test("a walk without stops is wrong, and a map without a walk is whole", () => {
  assert.ok(codes(bad(check({ tours: [tourOf([])] }))).includes("ready.no-stops"));
  assert.equal(check({ tours: [] }).find(({ code }) => code === "ready.all-places").values.n, places.size);
  assert.deepEqual(bad(check({ tours: [] })), []);
  assert.deepEqual(codes(bad(check({ tours: [], places: new Map() }))), ["ready.no-places"]);
});

test("ways that are not known, and no network at all, are told", () => {
  const noWay = { plan: () => ({ legs: [{ ok: false, from: "slip-square", to: "tea-house" }, { ok: true, from: "tea-house", to: "north-gate" }] }) };
  assert.deepEqual(bad(check({ planner: noWay })), [{ code: "ready.no-way", values: { tour: "a-walk", from: "slip-square", id: "tea-house" }, grade: "wrong" }]);
  assert.deepEqual(codes(bad(check({ planner: null }))), ["ready.no-network"]);
});

test("each picture that is not right is named, with why", () => {
  const state = { ...pictureState, failed: [{ name: "b.jpg", why: "sha256" }, { name: "c.jpg", why: "404" }] };
  assert.deepEqual(bad(check({ pack: packOf(), pictureState: state })).map(({ values }) => values), [{ file: "b.jpg", why: "sha256" }, { file: "c.jpg", why: "404" }]);
  assert.deepEqual(codes(bad(check({ pack: packOf({ pictures: { "a.svg": {} } }) }))), ["ready.pictures-count"]);
  assert.equal(check({ pictureState: { done: 0, count: 0, bytes: 0, failed: [] } }).find(({ code }) => code === "ready.no-pictures").grade, "note");
});

test("a language that lacks words, or names of places one comes to, is told", () => {
  assert.deepEqual(bad(check({ words: { ...words, pt: { a: "Á" } } })), [{ code: "ready.words-missing", values: { language: "pt", n: 1 }, grade: "wrong" }]);
  assert.deepEqual(bad(check({ words: { en: words.en } })).map(({ values }) => values), [{ language: "pt", n: 2 }]);
  const unnamed = new Map([...places].map(([id, place]) => [id, id === "tea-house" ? { ...place, name: { en: "Tea house" } } : place]));
  assert.deepEqual(bad(check({ places: unnamed })), [{ code: "ready.names-missing", values: { language: "pt", n: 1 }, grade: "missing" }]);
});

test("in the app, stops whose notes lack a language are told by their numbers; a walk without any was meant so", () => {
  const half = tourOf([{ id: "slip-square", notes: { en: "Here." } }, { id: "tea-house", notes: { en: "There.", pt: " " } }]);
  assert.deepEqual(bad(check({ tours: [half] })), [{ code: "ready.notes-missing", values: { tour: "a-walk", language: "pt", numbers: [1, 2] }, grade: "missing" }]);
  const none = check({ tours: [tourOf([{ id: "slip-square", notes: {} }])] });
  assert.deepEqual([bad(none).length, none.find(({ code }) => code === "ready.notes-none").grade], [0, "note"]);
});

test("a pack has the notes it says, and none when it says that they stay at home", () => {
  const told = tourOf();
  const silent = tourOf([{ id: "slip-square", notes: {} }, { id: "tea-house", notes: {} }]);
  assert.deepEqual(codes(bad(check({ pack: packOf(), tours: [silent] }))), ["ready.notes-lost", "ready.notes-lost"]);
  assert.deepEqual(codes(bad(check({ pack: packOf({ notes: false }), tours: [told] }))), ["ready.notes-inside"]);
  assert.ok(codes(check({ pack: packOf({ notes: false }), tours: [silent] })).includes("ready.notes-out"));
});

test("a pack has the walks it says, each with all its stops", () => {
  assert.deepEqual(codes(bad(check({ pack: packOf({ tours: [{ id: "a-walk", stops: 3, notes: [] }, { id: "other", stops: 1, notes: [] }] }) }))), ["ready.tour-short", "ready.tour-lost"]);
  assert.deepEqual(bad(check({ pack: packOf({ tours: [{ id: "a-walk", stops: ["x", "y"], notes: ["en"] }] }) })), []);
});

test("data of another version than the pack's is wrong", () => {
  assert.deepEqual(bad(check({ pack: packOf({ version: "1.1.0" }) })), [{ code: "ready.version-other", values: { found: "1.2.0", wanted: "1.1.0" }, grade: "wrong" }]);
});

test("the gravest findings come first", () => {
  const order = check({ planner: null, tours: [tourOf(["slip-square", "old-tea-house", "no-such-place"])] }).map(({ grade }) => READY_GRADES.indexOf(grade));
  assert.deepEqual(order, [...order].sort((a, b) => a - b));
});

test("a finding is one sentence with names, sizes and reasons in it", () => {
  const say = { say: (key, values = {}) => [key, ...["name", "from", "languages", "language", "numbers", "size", "why", "text", "tour"].map((name) => values[name]).filter(Boolean)].join(" ") };
  const names = { nameOf: (id) => `<${id}>`, sizeOf: (bytes) => `${bytes} bytes` };
  assert.equal(readyText(say, { code: "ready.no-way", values: { from: "a", id: "b" } }, names), "ready.no-way <b> <a>");
  assert.equal(readyText(say, { code: "ready.pictures", values: { n: 3, bytes: 9 } }, names), "ready.pictures 9 bytes");
  assert.equal(readyText(say, { code: "ready.picture-lost", values: { file: "x", why: "sha256" } }, names), "ready.picture-lost ready.why-content");
  assert.equal(readyText(say, { code: "ready.picture-lost", values: { file: "x", why: "404" } }, names), "ready.picture-lost 404");
  assert.equal(readyText(say, { code: "ready.notes", values: { tour: "t", list: ["en", "ko"] } }, names), "ready.notes language.en, language.ko t");
  assert.match(readyText(say, { code: "ready.places", values: { tour: "t", n: 1 } }, { ...names, tourName: () => "The walk" }), /^ready\.of-tour ready\.places t The walk$/);
  assert.match(readyText(say, { code: "ready.notes-missing", values: { language: "en", numbers: Array.from({ length: 30 }, (_, at) => at + 1) } }, names), /12 …/);
});

test("a tour of hostile ids is looked over like any other", () => {
  const stops = HOSTILE.map((id) => ({ ...shared.stop, id, notes: {} }));
  const found = check({ tours: [{ ...shared.tour, id: "__proto__", start: null, end: null, stops }], planner: { plan: () => ({ legs: [] }) } });
  assert.equal(found.filter(({ code }) => code === "ready.place-unknown").length, HOSTILE.length);
});

// ---------------------------------------------------------------- pictures

const blob = (text) => new Blob([text]);
const fine = { bytesOf: async ({ name }) => blob(name), decode: async () => {}, sha256: async (bytes) => `hash of ${new TextDecoder().decode(bytes)}` };
const wantedOf = (...names) => names.map((name) => ({ name, bytes: name.length, sha256: `hash of ${name}` }));

test("every picture is fetched, compared and unpacked, and the bytes are counted", async () => {
  const told = [];
  const state = await lookAtPictures(wantedOf("one", "three"), { ...fine, progress: (each) => told.push(each.done) });
  assert.deepEqual(state, { done: 2, count: 2, bytes: 8, failed: [] });
  assert.deepEqual(told, [0, 1, 2]);
});

test("a picture that is gone, cut, exchanged or spoilt is named with why", async () => {
  const how = {
    ...fine,
    async bytesOf({ name }) {
      if (name === "gone") throw new Error("404");
      return blob({ cut: "cu", exchanged: "exchangeD" }[name] ?? name);
    },
    async decode(found) {
      if (await found.text() === "spoilt") throw new Error("no picture");
    },
  };
  const { failed, done } = await lookAtPictures(wantedOf("gone", "cut", "exchanged", "spoilt", "good"), how);
  assert.equal(done, 5);
  assert.deepEqual(Object.fromEntries(failed.map(({ name, why }) => [name, why])), { gone: "404", cut: "bytes", exchanged: "sha256", spoilt: "decode" });
});

test("where the browser works out no hash, the number of bytes and the picture itself must do", async () => {
  const { failed } = await lookAtPictures([{ name: "exchanged", bytes: 9, sha256: "of another" }], { ...fine, sha256: null });
  assert.deepEqual(failed, []);
});

test("a check that is stopped tells nothing more", async () => {
  const stop = new AbortController();
  const told = [];
  const looking = lookAtPictures(wantedOf("a", "b", "c", "d", "e"), { ...fine, signal: stop.signal, progress: (each) => told.push(each.done) });
  stop.abort();
  await assert.rejects(looking, { name: "AbortError" });
  assert.deepEqual(told, [0]);
});
