import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { makeBar } from "../../backlot/viewer/assets/presentbar.js";
import { decoded, firstSentence, fitFor, makeGuest, twoNames } from "../../backlot/viewer/assets/presentguest.js";
import { makeGuide, paragraphs, readingS, watchText } from "../../backlot/viewer/assets/presentguide.js";
import { legPart } from "../../backlot/viewer/assets/presentmap.js";
import { makeOverview } from "../../backlot/viewer/assets/presentoverview.js";
import { draftTour, loadState } from "../../backlot/viewer/assets/presentready.js";
import { newRun, reduce, statusOf } from "../../backlot/viewer/assets/presentstate.js";
import { makeWords } from "../../backlot/viewer/assets/words.js";
import { fakePage } from "./page.mjs";
import { HOSTILE } from "./support.mjs";

const NOW = "2026-05-04T00:30:00Z";
const read = (path) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));
const shipped = read("geodata/tours/studio-90-minutes.json");

// ---------------------------------------------------------------- figures

test("only the picture shown and its neighbours are unpacked", () => {
  assert.deepEqual([[0, 1], [4, 5, 6], [8, 9], [0]], [decoded(0, 10), decoded(5, 10), decoded(9, 10), decoded(0, 1)]);
});

test("one line is the first sentence, and a text without an end is whole", () => {
  assert.deepEqual(["The first set.", "첫 거리입니다.", "no end", "", "It cost 3.5 million."], ["The first set. The second.", "첫 거리입니다. 다음입니다.", "no end", null, "It cost 3.5 million. More."].map(firstSentence));
});

test("a picture fills the window unless too much of it would be cut off", () => {
  const picture = { width: 1600, height: 1000 };
  assert.deepEqual(["cover", "cover", "contain", "cover"], [[1180, 820], [820, 700], [390, 500], [0, 0]].map(([width, height]) => fitFor({ width, height }, picture)));
});

test("a place has two names, the reader's first, and one if there is no other", () => {
  const place = { id: "a", name: { en: "Gate", ko: "정문" } };
  assert.deepEqual(["Gate", "정문"], twoNames(place, "en").map((each) => each.text));
  assert.deepEqual(["정문", "Gate"], twoNames(place, "ko").map((each) => each.text));
  assert.deepEqual([{ lang: "ko", text: "Gate" }], twoNames({ id: "a", name: { en: "Gate" } }, "ko"));
});

test("reading takes as long as the timetable says, and Chinese signs are counted one by one", () => {
  assert.deepEqual([60, 0, 60], [readingS("word ".repeat(115)), readingS(null), readingS("字".repeat(260))]);
});

test("a stop watch shows minutes and seconds, hours only where there are any", () => {
  assert.deepEqual(["0:00", "2:05", "59:59", "1:00:00", "0:00"], [0, 125.9, 3599, 3600, -3].map(watchText));
});

test("a leg is walked, next or ahead", () => {
  assert.deepEqual(["walked", "next", "ahead", "ahead"], [1, 3, 4, null].map((stop) => legPart(stop, 2, 3)));
});

test("paragraphs have no empty ones among them", () => assert.deepEqual(["a", "b"], paragraphs("a\n\n  \nb\n")));

test("ready is said only when every picture is there", () => {
  assert.deepEqual(["loading", "lost", "ready"], [{ done: 3, count: 4, failed: [] }, { done: 4, count: 4, failed: [{}] }, { done: 4, count: 4, failed: [] }].map(loadState));
});

test("the plan one works on is offered if it has a stop, and damage is no plan", () => {
  const kept = (text) => ({ getItem: () => text });
  assert.equal(draftTour(kept(JSON.stringify({ tour: shipped }))).id, shipped.id);
  for (const text of [null, "{", "[]", JSON.stringify({ tour: { ...shipped, stops: [] } })]) assert.equal(draftTour(kept(text)), null);
  assert.equal(draftTour({ getItem() { throw new Error("forbidden"); } }), null);
});

// ---------------------------------------------------------------- the views

/** Words that show their key and values, so that no test depends on a wording. */
const plainWords = () => Object.assign(makeWords({}, "en"), { say: (key, values = {}) => [key, ...Object.values(values)].join(" ").trim() });

function deckOf(t, tour = shipped, change = {}) {
  const page = fakePage(t);
  Object.assign(globalThis, { devicePixelRatio: 1 });
  const words = plainWords();
  const place = (id) => ({ id, kind: "set", name: { en: `The ${id}`, ko: `곳 ${id}` }, at: [39, 125], source: "a source", description: { en: "One line. Another." }, pictures: [] });
  const app = {
    words, languages: ["en", "ko"], places: new Map(tour.stops.map((stop) => [stop.id, place(stop.id)])), site: { locales: [], periods: [] },
    scene: { attribution: [] }, symbolOf: () => null, nameOf: (item) => words.of(item.name), store: { get: () => ({ theme: "light" }) },
  };
  const acted = [];
  const deck = {
    app, words, acted, page, run: reduce(newRun(tour, { now: NOW }), { type: "go", to: 1 }, { now: NOW }), view: "guide", isGuestWindow: false,
    isOverview: false, isMenu: false, isMapLarge: false, isInk: false, typed: 0, wakeNote: null,
    get status() { return { ...statusOf(deck.run, null, { now: NOW }), ...deck.told }; },
    told: {}, next: null, frames: { turn: async () => null }, painted() {}, isStill: () => false,
    get here() { return deck.run.ended ? null : deck.place(deck.run.at); },
    get pictured() { return Math.max(0, deck.run.at); },
    get noteText() { return words.of(deck.stop(deck.run.at)?.notes); },
    stop: (i) => deck.run.tour.stops[i] ?? null, place: (i) => app.places.get(deck.run.tour.stops[i]?.id) ?? null, nameAt: (i) => `stop ${i}`,
    clipAt: () => null, isClip: false, isOut: (i) => deck.run.skipped.includes(i), leftOut: () => [], extras: [], pictureAt: () => 0, pictureOf: () => null, addressOf: () => null, thumbOf: () => null,
    clockText: () => "09:30", act: (action) => acted.push(action), steer: (by) => acted.push({ steer: by }), send() {}, ...change,
  };
  return deck;
}

test("guests see number, two names and one line, and never a note", (t) => {
  const deck = deckOf(t);
  const guest = makeGuest(deck);
  guest.draw();
  const text = guest.root.textContent;
  const id = deck.stop(1).id;
  for (const wanted of ["2", `The ${id}`, `곳 ${id}`, "One line."]) assert.ok(text.includes(wanted), wanted);
  for (const note of deck.run.tour.stops.flatMap((stop) => Object.values(stop.notes))) assert.ok(!text.includes(note.slice(0, 30)));
});

test("after the end guests are thanked, and no stop has a number", (t) => {
  const deck = deckOf(t);
  deck.run = reduce(deck.run, { type: "end" }, { now: NOW });
  const guest = makeGuest(deck);
  guest.draw();
  assert.match(guest.root.textContent, /present\.thanks/);
  assert.equal(guest.root.querySelector(".guest-number").hidden, true);
});

test("a dark screen is tapped away by the guide, not by the guests", (t) => {
  for (const [isGuestWindow, acted] of [[false, [{ type: "black", on: false }]], [true, []]]) {
    const deck = deckOf(t, shipped, { isGuestWindow });
    deck.run = reduce(deck.run, { type: "black" }, { now: NOW });
    const guest = makeGuest(deck);
    guest.draw();
    assert.equal(guest.root.querySelector(".guest-dark").hidden, false);
    guest.root.querySelector(".guest-dark").click();
    assert.deepEqual(acted, deck.acted);
  }
});

test("the guide reads all paragraphs of the notes in the language chosen", (t) => {
  const deck = deckOf(t);
  const guide = makeGuide(deck);
  const shownNotes = () => guide.root.querySelectorAll(".note").map((node) => node.textContent);
  guide.draw();
  assert.deepEqual(paragraphs(shipped.stops[1].notes.en), shownNotes());
  deck.words.lang = "ko";
  guide.draw();
  assert.deepEqual(paragraphs(shipped.stops[1].notes.ko), shownNotes());
});

test("a note in another language only is shown with the language it is in", (t) => {
  const deck = deckOf(t, { ...shipped, stops: shipped.stops.map((stop) => ({ ...stop, notes: { ko: "한국어" } })) });
  const guide = makeGuide(deck);
  guide.draw();
  assert.equal(guide.root.querySelector(".note").getAttribute("lang"), "ko");
  assert.match(guide.root.querySelector(".guide-quiet").textContent, /language\.ko/);
});

test("notes of 10,000 characters, from right to left and of emoji are text and find their own direction", (t) => {
  for (const text of ["long ".repeat(2000), "שלום עולם", "👩‍👩‍👧‍👦", ...HOSTILE.filter((each) => each.trim() && !each.includes("\u2028"))]) {
    const deck = deckOf(t, { ...shipped, stops: shipped.stops.map((stop) => ({ ...stop, notes: { en: text } })) });
    const guide = makeGuide(deck);
    guide.draw();
    assert.equal(guide.root.querySelector(".note").textContent, text.trim());
    assert.equal(guide.root.querySelector(".note").getAttribute("dir"), "auto");
  }
});

test("a stop without notes, and one nobody knows, say so and are shown", (t) => {
  const deck = deckOf(t, { ...shipped, stops: shipped.stops.map((stop) => ({ ...stop, notes: {} })) });
  deck.app.places.clear();
  const [guide, guest] = [makeGuide(deck), makeGuest(deck)];
  guide.draw();
  guest.draw();
  assert.equal(guide.root.querySelector(".note").textContent, "present.no-notes");
  assert.match(guest.root.textContent, /follow\.stop/);
  assert.match(guide.root.textContent, /present\.unknown-place/);
});

test("heads are counted up and down, and those missing are said", (t) => {
  const deck = deckOf(t);
  deck.run = reduce(reduce(deck.run, { type: "count", index: 1, n: 13 }, { now: NOW }), { type: "expect", n: 15 }, { now: NOW });
  const guide = makeGuide(deck);
  guide.draw();
  assert.equal(guide.root.querySelector(".heads-missing").textContent, "present.heads-missing 2");
  const heads = guide.root.querySelector(".guide-heads");
  const buttons = heads.querySelectorAll("button").filter((button) => !button.closest(".heads-group"));
  buttons.forEach((button) => button.click());
  assert.deepEqual([12, 14, 15], deck.acted.map((action) => action.n));
});

test("the group may be another size than planned: a button tells it, and a stepper changes it", (t) => {
  const deck = deckOf(t);
  deck.run = reduce(deck.run, { type: "expect", n: 15 }, { now: NOW });
  const guide = makeGuide(deck);
  guide.draw();
  const group = guide.root.querySelector(".heads-group");
  const open = group.querySelector(".group-open");
  assert.deepEqual(["present.group 15", "false", true], [open.textContent, open.getAttribute("aria-expanded"), group.querySelector(".group-fields").hidden]);
  open.click();
  assert.deepEqual(["true", false], [open.getAttribute("aria-expanded"), group.querySelector(".group-fields").hidden]);
  group.querySelectorAll(".stepper-button").forEach((button) => button.click());
  assert.deepEqual([{ type: "expect", n: 14 }, { type: "expect", n: 16 }], deck.acted);
});

test("leaving in five minutes is one tap, and counts down", (t) => {
  const deck = deckOf(t);
  const guide = makeGuide(deck);
  guide.draw();
  guide.root.querySelector(".count-choices").children[1].click();
  assert.deepEqual([{ type: "leaveIn", minutes: 5 }], deck.acted);
  deck.told = { countdown_s: 65 };
  guide.tick();
  assert.equal(guide.root.querySelector(".count-time").textContent, "1:05");
  deck.told = { countdown_s: 0 };
  guide.tick();
  assert.ok(guide.root.querySelector(".guide-count").classList.contains("due"));
});

test("what to cut is shown when late, three at first, and done with one tap", (t) => {
  const deck = deckOf(t);
  const cut = (stop) => ({ action: "drop", stop, saves_s: 300 });
  const guide = makeGuide(deck);
  guide.draw();
  const cuts = guide.root.querySelector(".guide-cuts");
  assert.equal(cuts.hidden, true);
  deck.told = { late: true, slack_s: -60, cuts: [4, 5, 6, 7].map(cut) };
  guide.draw();
  assert.deepEqual([false, 3], [cuts.hidden, cuts.querySelectorAll("li").length]);
  cuts.querySelector("li").querySelector("button").click();
  assert.deepEqual([{ type: "drop", index: 4, on: true }], deck.acted);
});

test("a private note is kept when the field is left, and back by only if it is a time", (t) => {
  const deck = deckOf(t);
  const guide = makeGuide(deck);
  guide.draw();
  const write = (name, text) => {
    const field = guide.root.querySelector(name);
    field.value = text;
    field.fire("input");
    field.fire("blur");
  };
  write(".own-note", " Ask for Mr Kim ");
  write(".back-by", "soon");
  write(".back-by", "1540");
  assert.deepEqual([{ type: "note", index: 1, text: "Ask for Mr Kim" }, { type: "backBy", time: "15:40" }], deck.acted);
});

test("the overview jumps by number and tells what was seen and left out", (t) => {
  const deck = deckOf(t, shipped, { isOverview: true });
  deck.run = reduce(reduce(deck.run, { type: "seen", index: 0, on: true }, { now: NOW }), { type: "skip", index: 3, on: true }, { now: NOW });
  const overview = makeOverview(deck);
  overview.draw();
  const cards = overview.root.querySelectorAll(".overview-card");
  assert.deepEqual(["seen", "here", null, "out"], cards.slice(0, 4).map((card) => card.getAttribute("data-state")));
  assert.equal(deck.page.activeElement, cards[1]);
  cards[6].click();
  assert.deepEqual([{ type: "go", to: 6 }, { type: "overview", on: false }], deck.acted);
});

test("the bar goes on and back; locked it holds nothing but the way out; guests have none", (t) => {
  const deck = deckOf(t);
  const bar = makeBar(deck);
  bar.draw();
  bar.root.querySelector(".bar-next").click();
  bar.root.querySelector(".bar-previous").click();
  assert.deepEqual([{ steer: 1 }, { steer: -1 }], deck.acted);
  deck.run = reduce(deck.run, { type: "lock" }, { now: NOW });
  bar.draw();
  assert.deepEqual([true, true, true, false], [".bar-next", ".bar-previous", ".bar-tools", ".bar-unlock"].map((name) => bar.root.querySelector(name).hidden));
  deck.isGuestWindow = true;
  bar.draw();
  assert.equal(bar.root.hidden, true);
});

test("the menu changes text size, theme and language, and the note on the screen is in it", (t) => {
  const chosen = [];
  const deck = deckOf(t, shipped, { isMenu: true, wakeNote: "No wake lock", prefer: (choice) => chosen.push(choice) });
  const bar = makeBar(deck);
  bar.draw();
  const button = (text) => bar.menu.querySelectorAll("button").find((each) => each.textContent === text);
  for (const text of ["present.size.150", "theme.sun", "language.ko"]) button(text).click();
  assert.deepEqual([[{ type: "size", size: 1.5 }], [{ theme: "sun" }, { lang: "ko" }]], [deck.acted, chosen]);
  assert.match(bar.menu.textContent, /No wake lock/);
});
