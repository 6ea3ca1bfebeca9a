/** Taking along: what is chosen, what is asked of the server, and what is said of it. */

import assert from "node:assert/strict";
import test from "node:test";

import { decodeTour } from "../../backlot/viewer/assets/compact.js";
import { newStop, newTour } from "../../backlot/viewer/assets/plan.js";
import { sizeText } from "../../backlot/viewer/assets/sizetext.js";
import { fittingForm, formOf, makeHow } from "../../backlot/viewer/assets/takehow.js";
import { makeJob } from "../../backlot/viewer/assets/takejob.js";
import { firstChoices, hasNews } from "../../backlot/viewer/assets/takeopen.js";
import { makeTakePanel } from "../../backlot/viewer/assets/takepanel.js";
import { embedOf, linkTo } from "../../backlot/viewer/assets/takeshare.js";
import { drawnOf } from "../../backlot/viewer/assets/takeshown.js";
import { choiceOf, firstSubject, isWalk, subjectsOf } from "../../backlot/viewer/assets/takewhat.js";
import { makeStore } from "../../backlot/viewer/assets/store.js";
import { makeWords } from "../../backlot/viewer/assets/words.js";
import { fakePage } from "./page.mjs";
import { HOSTILE } from "./support.mjs";

/** Words that show their key and values, so that no test depends on a wording. */
const words = Object.assign(makeWords({}, "en"), { say: (key, values = {}) => [key, ...Object.values(values)].join(" ").trim() });
const site = { id: "a-site", tz: "UTC", name: { en: "A site" }, data: { version: "1", date: "2026-01-01" }, views: [{ id: "lot", label: { en: "Lot" } }, { id: "town", label: { en: "Town" } }] };
const tour = { ...newTour("UTC", "own-walk"), name: { en: "Own walk" }, stops: [newStop("gate"), newStop("lamp")] };
const listed = [{ id: "own-walk", name: tour.name, own: true, stops: 2 }, { id: "made", name: { en: "Ready" }, own: false, stops: 5 }];

// ---------------------------------------------------------------- what goes in

test("the walk in the planner comes first, then one's own, then ready-made ones, then the map", () => {
  const draft = { ...tour, id: "in-hand" };
  const groups = subjectsOf({ words, site }, { draft, tours: listed });
  assert.deepEqual(groups.map(({ key, options }) => [key, options.map(({ value }) => value)]), [
    ["take.group.draft", ["draft"]], ["plan.own", ["tour:own-walk"]], ["plan.ready-made", ["tour:made"]], ["take.group.map", ["atlas", "view:lot", "view:town"]],
  ]);
  assert.deepEqual([firstSubject({ draft, tours: listed }), firstSubject({ draft: null, tours: listed }), firstSubject({ draft: null, tours: [] })], ["draft", "tour:own-walk", "atlas"]);
});

test("a saved walk that is in the planner stands there once", () => {
  const values = subjectsOf({ words, site }, { draft: tour, tours: listed }).flatMap(({ options }) => options.map(({ value }) => value));
  assert.deepEqual(values.slice(0, 2), ["draft", "tour:made"]);
});

test("the choice is said as the service takes it, the language one reads first", () => {
  const state = { photographs: "stop", languages: ["en", "ko"], notes: true };
  assert.deepEqual(choiceOf({ ...state, subject: "draft" }, "ko"), { scope: "tour", photographs: "stop", languages: ["ko", "en"], notes: true, large_print: false });
  assert.deepEqual(choiceOf({ ...state, subject: "view:lot", languages: ["en"] }, "ko"), { scope: "lot", photographs: "stop", languages: ["en"], notes: false, large_print: false });
  assert.equal(choiceOf({ ...state, largePrint: true, subject: "draft" }, "en").large_print, true);
  assert.equal(choiceOf({ ...state, subject: "atlas" }, "en").scope, "atlas");
});

test("what needs a walk gives way to the file when the map alone is chosen", () => {
  assert.deepEqual(["draft", "tour:x", "atlas", "view:lot", null].map(isWalk), [true, true, false, false, false]);
  assert.equal(fittingForm({ subject: "atlas", form: "backlot" }), "html");
  assert.equal(fittingForm({ subject: "atlas", form: "svg" }), "svg");
  assert.equal(fittingForm({ subject: "draft", form: "backlot" }), "backlot");
  assert.deepEqual([formOf({ form: "other", other: "kml" }), formOf({ form: "web", other: "kml" })], ["kml", "web"]);
});

test("sizes are written so that they can be compared at a glance", () => {
  assert.deepEqual([0, 400, 823_500, 999_600, 1_250_000, 99_600_000, 250_000_000].map(sizeText), ["1 kB", "1 kB", "824 kB", "1.0 MB", "1.3 MB", "100 MB", "250 MB"].map((text) => text.replace(" ", "\u00a0")));
});

// ---------------------------------------------------------------- what is pasted elsewhere

test("a link holds the plan itself and no note", () => {
  const told = { ...tour, stops: tour.stops.map((stop) => ({ ...stop, notes: { en: "canary" } })) };
  const link = new URL(linkTo("http://map.local:8501/takealong?x=1", { subject: "draft", tour: told }));
  assert.equal(link.origin + link.pathname, "http://map.local:8501/plan");
  const { tour: read } = decodeTour(link.searchParams.get("plan"));
  assert.deepEqual(read.stops.map(({ id }) => id), ["gate", "lamp"]);
  assert.ok(!link.href.includes("canary"));
});

test("a link to the map leads to the view, and a plan too long for one is told", () => {
  assert.equal(linkTo("http://m/takealong", { subject: "view:lot", tour: null }), "http://m/?view=lot");
  assert.equal(linkTo("http://m/takealong", { subject: "atlas", tour: null }), "http://m/");
  const long = { ...tour, stops: Array.from({ length: 60 }, (_, at) => newStop(`a-very-long-name-of-a-place-indeed-${at}`)) };
  assert.equal(linkTo("http://m/takealong", { subject: "draft", tour: long }), null);
  assert.equal(linkTo("http://m/takealong", { subject: "draft", tour: null }), null);
});

test("no name breaks out of what is pasted into a website", () => {
  for (const name of HOSTILE) {
    const text = embedOf("http://m/takealong", name, "walk");
    assert.equal(text.match(/"/g).length, text.match(/[a-z]="/g).length * 2, name.slice(0, 20));
    assert.ok(text.startsWith('<iframe src="http://m/walk/index.html" title="'));
    assert.equal(text.split("<").length, 3);
  }
});

// ---------------------------------------------------------------- jobs

/** A server that answers with what stands in `answers`, in order. */
function server(answers) {
  const asked = [];
  return {
    asked,
    async fetch(address, { body } = {}) {
      asked.push([address, body ? JSON.parse(body) : null]);
      const next = answers.shift();
      if (next instanceof Error) throw next;
      const [status, answer] = next;
      return { ok: status < 400, json: async () => answer };
    },
  };
}

const working = (done) => [200, { state: "working", stage: "pictures", done, count: 9, bytes: 0, name: "", error: null }];
const made = [200, { state: "done", stage: "packing", done: 1, count: 1, bytes: 42, name: "walk.html", error: null }];

function jobWith(answers) {
  const { fetch, asked } = server(answers);
  const told = [];
  const job = makeJob("/api/take", { tell: (state) => told.push([state.state, state.done]), lost: () => "lost", fetch, wait: async () => {} });
  return { job, asked, told };
}

test("a job is begun and followed to its end", async () => {
  const { job, asked, told } = jobWith([[200, { job: "x/1" }], working(2), working(7), made]);
  await job.begin({ form: "html", tour: null, choice: {} });
  assert.deepEqual(told, [["working", 0], ["working", 0], ["working", 2], ["working", 7], ["done", 1]]);
  assert.deepEqual(asked.map(([address]) => address), ["/api/take/build", ...Array(3).fill("/api/take/job/x%2F1")]);
  assert.deepEqual([job.state.name, job.state.bytes, job.state.form], ["walk.html", 42, "html"]);
  assert.deepEqual([job.file(), job.file({ shown: true })], ["/api/take/file/x%2F1", "/api/take/file/x%2F1?show"]);
});

test("what the server refuses is said with its own sentence", async () => {
  const { job } = jobWith([[422, { error: "no tour" }]]);
  await job.begin({ form: "gpx" });
  assert.deepEqual([job.state.state, job.state.error], ["failed", "No tour."]);
  const gone = jobWith([[200, { job: "1" }], working(1), [404, { error: "not there any more" }]]);
  await gone.job.begin({ form: "gpx" });
  assert.deepEqual([gone.job.state.state, gone.job.state.error], ["failed", "Not there any more."]);
});

test("a server that is silent for a moment is asked again; one that stays silent is lost", async () => {
  const silent = () => new TypeError("Failed to fetch");
  const back = jobWith([[200, { job: "1" }], silent(), silent(), working(3), silent(), made]);
  await back.job.begin({ form: "gpx" });
  assert.equal(back.job.state.state, "done");
  const lost = jobWith([[200, { job: "1" }], ...Array.from({ length: 9 }, silent)]);
  await lost.job.begin({ form: "gpx" });
  assert.deepEqual([lost.job.state.state, lost.job.state.error, lost.asked.length], ["failed", "lost", 7]);
  const never = jobWith([silent()]);
  await never.job.begin({ form: "gpx" });
  assert.deepEqual([never.job.state.state, never.job.state.error], ["failed", "lost"]);
});

test("a cancelled job stays cancelled, whatever is answered afterwards", async () => {
  const answers = [[200, { job: "1" }], working(1), [200, {}], made];
  const { fetch, asked } = server(answers);
  const job = makeJob("/api/take", { tell: (state) => state.done === 1 && state.state === "working" && job.cancel(), lost: () => "lost", fetch, wait: async () => {} });
  await job.begin({ form: "gpx" });
  assert.equal(job.state.state, "cancelled");
  assert.deepEqual(asked.at(-1), ["/api/take/cancel", { job: "1" }]);
});

// ---------------------------------------------------------------- opening

test("what is new comes in and what differs stays, until somebody decides", () => {
  const looked = { tours: [{ id: "a", state: "new" }, { id: "b", state: "same" }, { id: "c", state: "differs" }], pictures: { new: 1, same: 0, differs: 2 } };
  assert.deepEqual(firstChoices(looked), { tours: { a: "theirs", b: "mine", c: "mine" }, pictures: "mine" });
  assert.ok(hasNews(looked));
  assert.ok(!hasNews({ tours: [{ id: "b", state: "same" }], pictures: { new: 0, same: 4, differs: 0 } }));
  assert.ok(hasNews({ tours: [], pictures: { new: 0, same: 4, differs: 1 } }));
});

// ---------------------------------------------------------------- on the map

test("a walk is drawn with its stops and ways; without a network, with its stops", () => {
  const places = new Map([["gate", { id: "gate" }], ["lamp", { id: "lamp" }]]);
  const placeOf = (id) => places.get(id) ?? null;
  const plan = { open: [1], legs: [{ ok: true, from: "gate", to: "lamp", line: [[0, 0], [1, 1]] }, { ok: false }] };
  const drawn = drawnOf({ ...tour, start: "gate" }, { plan: () => plan }, placeOf, (place) => place.id);
  assert.deepEqual(drawn.stops.map(({ number, closed }) => [number, closed]), [[null, true], [1, false]]);
  assert.deepEqual(drawn.legs.map(({ line }) => line.length), [2, 0]);
  assert.deepEqual([drawn.start.id, drawn.end], ["gate", null]);
  const bare = drawnOf({ ...tour, stops: [newStop("gate"), newStop("gone")] }, null, placeOf, (place) => place.id);
  assert.deepEqual(bare.stops.map(({ place, name, number }) => [place?.id, name, number]), [["gate", "gate", 1], [undefined, "gone", 2]]);
});

// ---------------------------------------------------------------- the panel

const group = () => ({ addTo() {}, clearLayers() {}, remove() {}, getLayers: () => [] });
const L = { svg: () => ({}), layerGroup: group };
const map = { getPane: () => ({ style: {} }), createPane: () => ({ style: {} }), on() {}, fitBounds() {}, getBounds: () => ({ pad: () => null }) };

/** The panel on a page, with the server's answers to `/size` and `/build` noted. */
async function panelOn(t, { services = { take: "/api/take" }, pack = null } = {}) {
  fakePage(t);
  const asked = [];
  const old = { fetch: globalThis.fetch, window: globalThis.window, location: globalThis.location };
  const page = { href: "http://map.local/takealong", origin: "http://map.local" };
  Object.assign(globalThis, { window: { location: page }, location: page, innerWidth: 1280, innerHeight: 800 });
  window.parent = window;
  globalThis.fetch = async (address, { body } = {}) => {
    asked.push([address, JSON.parse(body)]);
    return { ok: true, json: async () => ({ bytes: 1_250_000, parts: [{ what: "photographs", n: 12, bytes: 1_000_000 }, { what: "notes", n: 0, bytes: 0 }] }) };
  };
  t.after(() => Object.assign(globalThis, old));
  const toasts = [];
  const scene = { host: { pack }, places: [], stand_ins: {}, words: {} };
  const app = { L, map, site, words, scene, store: makeStore({ lang: "en", mode: "take" }), languages: ["en", "ko"], places: new Map(), closed: new Set(), planning: { tour }, formerOf: (id) => id, nameOf: () => "", toast: (text) => toasts.push(text), goView() {}, siteBounds: [] };
  const shelf = { list: async () => ({ tours: listed }), get: async (id) => ({ ...tour, id }) };
  const panel = makeTakePanel(app, { services, planner: async () => null, shelf, makeHow, storage: null });
  globalThis.document.body.append(panel.root);
  globalThis.document.getElementById = () => null;
  await panel.begin();
  return { panel, app, asked, toasts, find: (selector) => panel.root.querySelectorAll(selector) };
}

const debounced = () => new Promise((done) => setTimeout(done, 320));
const inputs = (found, name) => found("input").filter((input) => input.attributes.name === name);

test("the size is asked for once the hand rests, and shown part by part", async (t) => {
  const { asked, find } = await panelOn(t);
  for (const input of inputs(find, "take-photographs")) input.fire("change");
  await debounced();
  assert.equal(asked.length, 1);
  const [address, body] = asked[0];
  assert.deepEqual([address, body.form, body.tour.id, body.choice], ["/api/take/size", "html", "own-walk", { scope: "tour", photographs: "full", languages: ["en", "ko"], notes: false, large_print: false }]);
  assert.equal(find(".take-total")[0].textContent, "take.about 1.3\u00a0MB");
  assert.deepEqual(find("tr").map((row) => row.textContent), ["take.part.photographs121.0\u00a0MB"]);
});

test("notes stay at home unless somebody puts them in, and it is said what that means", async (t) => {
  const { asked, find } = await panelOn(t);
  const notes = find(".take-what")[0].querySelectorAll("input").at(-2);
  assert.ok(find(".take-what")[0].textContent.includes("take.notes-out"));
  notes.checked = true;
  notes.fire("change");
  assert.ok(find(".take-what")[0].textContent.includes("take.notes-in"));
  await debounced();
  assert.equal(asked.at(-1)[1].choice.notes, true);
});

test("the last language cannot be left out", async (t) => {
  const { asked, find, toasts } = await panelOn(t);
  for (const input of find(".take-languages")[0].querySelectorAll("input")) {
    input.checked = false;
    input.fire("change");
  }
  await debounced();
  assert.deepEqual(asked.at(-1)[1].choice.languages, ["ko"]);
  assert.deepEqual(toasts, ["take.one-language"]);
});

test("for the map alone, what needs a walk is off and says so", async (t) => {
  const { find, asked } = await panelOn(t);
  const [select] = find("select");
  select.value = "view:lot";
  select.fire("change");
  const off = find(".take-card").filter((card) => card.getAttribute("data-off"));
  assert.deepEqual(off.map((card) => card.dataset.form), ["other", "zip", "backlot"]);
  assert.ok(off.every((card) => card.textContent.includes("take.needs-walk")));
  await debounced();
  assert.deepEqual([asked.at(-1)[1].tour, asked.at(-1)[1].choice.scope], [null, "lot"]);
});

test("without a server there is the check and the reading of a code, and nothing else", async (t) => {
  const { find } = await panelOn(t, { services: null, pack: { pictures: {}, tours: [], languages: ["en"], notes: false, version: "1", made: "2026-01-02" } });
  const tabs = find("button").filter((button) => button.getAttribute("role") === "tab");
  assert.deepEqual(tabs.map((tab) => tab.textContent), ["take.tab.ready", "take.tab.open"]);
  await debounced();
  tabs[1].click();
  assert.ok(find(".take-body")[0].textContent.includes("take.open.code"));
  assert.ok(!find(".take-body")[0].textContent.includes("take.open.file"));
});
