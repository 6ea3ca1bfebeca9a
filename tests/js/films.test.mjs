/** Films: found, filtered, put on a timeline, tied to places, walked. */

import assert from "node:assert/strict";
import test from "node:test";

import { readAddress, writeAddress } from "../../backlot/viewer/assets/address.js";
import { decadesOf, differs, makeFilms, marksOf, slugOf, studioOf, timelineOf } from "../../backlot/viewer/assets/films.js";
import { otherTitles, titleIn, yearText } from "../../backlot/viewer/assets/filmparts.js";
import { journeyTour, ridesOf, walkStops, walkTour } from "../../backlot/viewer/assets/filmwalk.js";
import { longest } from "../../backlot/viewer/assets/filmsjourney.js";
import { apartDeg, thenAndNow } from "../../backlot/viewer/assets/thennow.js";
import { HOSTILE, frozen, randomFrom } from "./support.mjs";

const words = { lang: "en", of: (texts) => texts?.en ?? Object.values(texts ?? {})[0] ?? "", say: (key) => key };

const PLACES = new Map(
  [
    { id: "lot", kind: "landmark", at: [39.07, 125.71] },
    { id: "palace", kind: "set", within: "lot", at: [39.071, 125.711] },
    { id: "throne", kind: "spot", within: "palace", at: [39.0711, 125.7111] },
    { id: "street", kind: "set", within: "lot", at: [39.069, 125.712] },
    { id: "circus", kind: "landmark", at: [39.0, 125.7] },
  ].map((place) => [place.id, place]),
);
const placeOf = (id) => PLACES.get(id);
const link = (place, strength = "shot here") => ({ place, strength, source: "a book" });
const film = (id, year, more = {}) => ({ id, kind: "feature", title: { en: id }, year: year && { from: year, to: year }, links: [], source: "a book", ...more });
const FILMS = frozen([
  film("late", null, { title: { en: "Late Bell", ko: "늦은 종" } }),
  film("gate", 1986, { title: { en: "The Gate", ko: "대문", "ko-Latn-RR": "Daemun" }, alt_titles: ["Old Gate"], directors: [{ name: { en: "Kim Il-bu", ko: "김일부" } }], links: [link("throne"), link("lot", "studio")] }),
  film("lamp", 1949, { kind: "animation", links: [link("street", "unsure"), link("nowhere")], awards: [{ name: { en: "Prize" }, year: null }] }),
  film("bell", 1968, { year: { from: 1968, to: 1971 }, links: [link("circus", "story set in")], former_ids: ["old-bell"] }),
]);
const films = makeFilms({ films: FILMS }, placeOf);
const ids = (found) => found.map(({ id }) => id);

// ---------------------------------------------------------------- the catalogue

test("films stand in the order of their years, those of unknown year last", () => {
  assert.deepEqual(ids(films.filter({})), ["lamp", "bell", "gate", "late"]);
});

test("a film is found by any title in any script, by its director, and with a typo", () => {
  for (const query of ["the gate", "old gat", "대문", "daemun", "ㄷㅁ", "kim il", "김일부", "Kym Ilbu"]) assert.equal(films.filter({ query })[0]?.id, "gate", query);
  assert.deepEqual(films.filter({ query: "xyzzyx" }), []);
});

test("filters narrow together: kind, decade, set, award", () => {
  assert.deepEqual(ids(films.filter({ kind: "animation" })), ["lamp"]);
  assert.deepEqual(ids(films.filter({ decade: "1970" })), ["bell"]);
  assert.deepEqual(ids(films.filter({ decade: "unknown" })), ["late"]);
  assert.deepEqual(ids(films.filter({ place: "palace" })), ["gate"]);
  assert.deepEqual(ids(films.filter({ award: "Prize" })), ["lamp"]);
  assert.deepEqual(films.filter({ place: "palace", decade: "1940" }), []);
  assert.deepEqual(ids(films.filter({ query: "gate", place: "palace" })), ["gate"]);
});

test("one can filter by nothing that no film has", () => {
  const { kind, decade, place, award } = films.facets();
  assert.deepEqual(kind.map(({ value, n }) => [value, n]), [["feature", 3], ["animation", 1]]);
  assert.deepEqual(decade.map(({ value }) => value), [1940, 1960, 1970, 1980, "unknown"]);
  assert.deepEqual(new Set(place.map(({ value }) => value)), new Set(["palace", "lot", "street", "circus"]));
  assert.deepEqual(award, [{ value: "Prize", n: 1 }]);
});

test("a film is known by ids it had before, and a place by its films", () => {
  assert.equal(films.byId.get("old-bell").id, "bell");
  assert.deepEqual(films.ofPlace.get("throne").map((each) => each.film.id), ["gate"]);
  assert.equal(films.ofPlace.has("nowhere"), false);
});

test("without data there are no films and nothing breaks", () => {
  for (const data of [null, {}, { films: [] }]) {
    const none = makeFilms(data, placeOf);
    assert.deepEqual([none.films, none.filter({ query: "gate" }), none.facets().decade], [[], [], []]);
  }
});

test("hostile texts are searched for and found like any other", () => {
  const hostile = makeFilms({ films: HOSTILE.map((text, at) => film(`film-${at}`, 1990, { title: { en: `${text} end` } })) }, placeOf);
  for (const text of HOSTILE) assert.ok(Array.isArray(hostile.filter({ query: text, award: text })));
  assert.equal(hostile.filter({ query: "end" }).length, HOSTILE.length);
});

test("a film spans every decade it was made in", () => {
  assert.deepEqual(decadesOf({ year: { from: 1978, to: 1992 } }), [1970, 1980, 1990]);
  assert.deepEqual(decadesOf({ year: null }), []);
});

test("sources that contradict each other are told from sources that agree", () => {
  const said = (...values) => ({ claims: values.map((value) => ({ property: "year", value, source: "x" })) });
  assert.equal(differs(said("1968", "1969"), "year"), true);
  assert.equal(differs(said("1968", "1968"), "year"), false);
  assert.equal(differs(said("1968", "1969"), "title"), false);
  assert.equal(differs({ studios: [{}, {}] }, "studio"), true);
});

test("years are said short, and the unknown one is said", () => {
  const texts = [{ from: 1972, to: 1972 }, { from: 1978, to: 1981 }, { from: 1998, to: 2002 }, null].map((year) => yearText(words, year));
  assert.deepEqual(texts, ["1972", "1978–81", "1998–2002", "films.year-unknown"]);
  assert.equal(titleIn({ title: { en: "A" }, year: { from: 1972, to: 1972 } }, "ko"), "A (1972)");
});

test("other titles are said once each", () => {
  assert.deepEqual(otherTitles(words, { title: { en: "A", ko: "가", "ko-Latn-RR": "Ga", "ko-Latn-MR": "Ga" }, alt_titles: ["A", "B"] }), ["가", "Ga", "B"]);
});

// ---------------------------------------------------------------- the timeline

test("the timeline begins in 1947 at the latest, shows empty decades, and ends with what has no year", () => {
  const history = [{ year: { from: 1947, to: 1947 } }, { year: { from: 1986, to: 1986 } }, { year: null }];
  const decades = timelineOf(history, films.films);
  assert.deepEqual(decades.map(({ decade }) => decade), [1940, 1950, 1960, 1970, 1980, null]);
  assert.deepEqual(decades.find(({ decade }) => decade === 1980).years.map(({ year, history: told, films: shown }) => [year, told.length, ids(shown)]), [[1986, 1, ["gate"]]]);
  assert.deepEqual([decades.at(-1).years[0].history.length, ids(decades.at(-1).years[0].films)], [1, ["late"]]);
  assert.deepEqual(decades[1].years, []);
});

test("a timeline of nothing is empty, one of later films begins in the forties all the same", () => {
  assert.deepEqual(timelineOf([], []), []);
  assert.equal(timelineOf([], [film("x", 2006)])[0].decade, 1940);
});

// ---------------------------------------------------------------- on the map

test("the layer shows the surest strength of a place, and no mere setting of a story", () => {
  assert.deepEqual([...marksOf(films)].map(([place, { n, strength }]) => [place, n, strength]), [["street", 1, "unsure"], ["throne", 1, "shot here"], ["lot", 1, "studio"]]);
});

test("of one film the map shows every place, that of the story too", () => {
  assert.deepEqual([...marksOf(films, films.byId.get("bell"))], [["circus", { n: 1, strength: "story set in" }]]);
});

test("a strength has a name for keys and classes", () => assert.equal(slugOf("story set in"), "story-set-in"));

test("the studio is what a view shows the inside of", () => {
  assert.equal(studioOf({ site: { views: [{ id: "city" }, { within: "lot" }] }, places: PLACES }).id, "lot");
  assert.equal(studioOf({ site: { views: [{ id: "city" }] }, places: PLACES }), null);
});

test("the address names a film", () => {
  assert.deepEqual(readAddress(writeAddress({ film: "gate", mode: "films" })), { film: "gate", mode: "films" });
});

// ---------------------------------------------------------------- walks

const entriesOf = (...list) => list.flatMap((each) => each.links.map((one) => ({ film: each, link: one })));

test("a walk goes to the places themselves, not to what they lie in", () => {
  const { stops, far } = walkStops(entriesOf(films.byId.get("gate")), placeOf);
  assert.deepEqual([stops.map(({ place }) => place.id), far], [["throne"], []]);
});

test("what is too far to walk to is left out and named", () => {
  const { stops, far } = walkStops(entriesOf(films.byId.get("gate"), films.byId.get("bell")), placeOf);
  assert.deepEqual([stops.map(({ place }) => place.id), ids(far)], [["throne"], ["circus"]]);
});

test("a walk begins where one asks for, else at the surest place, and goes on to the nearest", () => {
  const entries = entriesOf(films.byId.get("lamp"), films.byId.get("gate"));
  assert.deepEqual(walkStops(entries, placeOf).stops.map(({ place }) => place.id), ["throne", "street"]);
  assert.deepEqual(walkStops(entries, placeOf, "street").stops.map(({ place }) => place.id), ["street", "throne"]);
});

test("films without a place on the map make no walk", () => {
  assert.deepEqual(walkStops(entriesOf(films.byId.get("late")), placeOf), { stops: [], far: [] });
});

test("each stop's note says in every language which films it is about", () => {
  const gate = films.byId.get("gate");
  const tour = walkTour({ tz: "UTC", name: { en: "W", ko: "산" }, start: "throne" }, [{ place: placeOf("throne"), films: [gate] }], titleIn);
  assert.deepEqual(tour.stops[0].notes, { en: "The Gate (1986)", ko: "대문 (1986)" });
  assert.equal(tour.start, null, "one does not start where the first stop is");
  assert.equal(walkTour({ tz: "UTC", name: {}, start: "lot" }, [{ place: placeOf("throne"), films: [gate] }], titleIn).start, "lot");
});

test("a journey rides to the studio and uphill, then walks", () => {
  const asked = { hotel: "circus", studio: "lot", sets: ["palace", "street"], drive: 30, uphill: 5 };
  const tour = journeyTour({ tz: "UTC", name: { en: "J" } }, asked);
  assert.deepEqual([tour.start, tour.stops.map(({ id, ride }) => [id, ride])], ["circus", [["lot", { mode: "bus", minutes: 30 }], ["palace", { mode: "bus", minutes: 5 }], ["street", null]]]);
  assert.equal(journeyTour({ tz: "UTC", name: {} }, { ...asked, uphill: null }).stops[1].ride, null);
});

test("only published minutes are put in, the longer ones", () => {
  const [drive, uphill] = [{ from: "centre", to: "lot", minutes: { from: 20, to: 30 } }, { from: "lot", to: "palace", minutes: null }];
  assert.deepEqual(ridesOf({ rides: [uphill, drive] }), { drive, uphill });
  assert.deepEqual([longest(drive), longest(uphill), longest(null)], [30, null, null]);
  assert.deepEqual(ridesOf(null), { drive: null, uphill: null });
});

// ---------------------------------------------------------------- then and now

test("directions are compared around the north", () => {
  assert.deepEqual([apartDeg(350, 10), apartDeg(10, 350), apartDeg(0, 180), apartDeg(null, 5)], [20, 20, 180, Infinity]);
});

test("a still goes with the photograph that looks the same way, else with the first", () => {
  const [still, back, same] = [{ kind: "still", heading_deg: 355 }, { kind: "photo", heading_deg: 180 }, { kind: "photo", heading_deg: 5 }].map((each) => ({ ...each, stop: "x" }));
  assert.deepEqual(thenAndNow([still, back, same]), { then: still, now: same });
  assert.deepEqual(thenAndNow([{ ...still, heading_deg: null }, back, same]).now, back);
});

test("without a still, a photograph, or their files there is nothing to compare", () => {
  const [still, photo] = [{ kind: "still", stop: "x" }, { kind: "photo", stop: "x" }];
  for (const pictures of [[], [still], [photo], [still, { kind: "photo" }], [still, { kind: "illustration", stop: "x" }]]) assert.equal(thenAndNow(pictures), null);
});

// ---------------------------------------------------------------- speed

test("a keystroke over 2,000 films is worked out well within a frame", () => {
  const random = randomFrom(7);
  const syllable = () => "kim hong pak chun ri san gil dong hyang pul ga sa".split(" ")[Math.floor(random() * 12)];
  const many = Array.from({ length: 2000 }, (_, at) => film(`film-${at}`, 1949 + Math.floor(random() * 70), { title: { en: `${syllable()}${syllable()} ${syllable()}${at}`, ko: `가나다${at}` }, directors: [{ name: { en: `${syllable()} ${syllable()}` } }] }));
  const catalogue = makeFilms({ films: many }, placeOf);
  catalogue.prepare();
  for (let i = 0; i < 20; i++) catalogue.filter({ query: "honggil" });
  const query = "hongkil dong";
  const times = [...query].map((_, at) => {
    const begun = performance.now();
    catalogue.filter({ query: query.slice(0, at + 1), decade: "1980" });
    return performance.now() - begun;
  }).sort((a, b) => a - b);
  assert.ok(times[Math.floor(times.length / 2)] < 16, `the middle of ${times.map((ms) => ms.toFixed(1)).join(", ")} ms`);
});
