import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { creditParts, dateText, kindLabel, licenceName, spokenText, titleOf } from "../../backlot/viewer/assets/credit.js";
import { nearby, pictureFigure, standInFor, swiped } from "../../backlot/viewer/assets/gallery.js";
import { makeWords } from "../../backlot/viewer/assets/words.js";
import { ZOOM_MOST, fitted, heldIn, zoomedAt } from "../../backlot/viewer/assets/zoom.js";
import { HOSTILE, randomFrom } from "./support.mjs";

const read = (lang) => JSON.parse(readFileSync(new URL(`../../backlot/lang/${lang}.json`, import.meta.url), "utf8"));
const words = makeWords({ en: read("en"), ko: read("ko") }, "en");
const korean = makeWords({ en: read("en"), ko: read("ko") }, "ko");
const about = (found, wanted, tolerance = 1e-9) => assert.ok(Math.abs(found - wanted) <= tolerance, `${found} is not about ${wanted}`);

// ---------------------------------------------------------------- words

test("licences are written as people write them", () => {
  const found = ["CC-BY-SA-4.0", "CC-BY-3.0", "CC-BY-NC-ND-2.0", "CC-BY-SA-3.0-DE", "CC0-1.0", "MIT", "LicenseRef-own"].map((each) => licenceName(words, each));
  assert.deepEqual(found, ["CC BY-SA 4.0", "CC BY 3.0", "CC BY-NC-ND 2.0", "CC BY-SA 3.0 DE", "CC0 1.0", "MIT", "own"]);
});

test("a reserved or unknown licence is said in words", () => {
  assert.equal(licenceName(words, "all-rights-reserved"), "all rights reserved");
  for (const none of [null, undefined, ""]) assert.equal(licenceName(words, none), "licence unknown");
});

test("a date is said as exactly as it is known", () => {
  assert.deepEqual(["1965", "2014-05", "2019-09-03"].map((date) => dateText("en", date)), ["1965", "May 2014", "September 3, 2019"]);
  assert.equal(dateText("ko", "2014-05"), "2014년 5월");
  assert.equal(dateText("en", null), "");
});

test("what is no date stays as it is", () => {
  for (const date of ["2014-13", "2014-02-30", "about 1970", "2014-5"]) assert.equal(dateText("en", date), date);
});

test("credit and licence are always said, even where unknown", () => {
  assert.deepEqual(creditParts(words, { credit: "A. Person", licence: "CC0-1.0", date: "1999" }), ["A. Person", "CC0 1.0", "1999"]);
  assert.deepEqual(creditParts(words, {}), ["Author unknown", "licence unknown"]);
  for (const credit of HOSTILE) assert.equal(creditParts(words, { credit })[0], credit);
});

test("an illustration, a film still and a panorama are called so; a photograph needs no label", () => {
  assert.deepEqual(["illustration", "still", "panorama", "photo"].map((kind) => kindLabel(words, { kind })), ["Illustration", "Film still", "360° panorama", ""]);
  assert.equal(kindLabel(korean, { kind: "illustration" }), "삽화");
});

test("a text in another language than the reader's is marked with its own", () => {
  assert.deepEqual(spokenText(korean, { en: "A gate" }), { text: "A gate", lang: "en" });
  assert.deepEqual(spokenText(korean, { en: "A gate", ko: "문" }), { text: "문", lang: null });
  assert.deepEqual(spokenText(words, null), { text: "", lang: null });
});

test("a picture is called by its caption, else by what it shows", () => {
  assert.equal(titleOf(words, { caption: { en: "Morning" }, alt: { en: "A gate" } }), "Morning");
  assert.equal(titleOf(words, { caption: null, alt: { en: "A gate" } }), "A gate");
  assert.equal(titleOf(words, {}), "Picture");
});

// ---------------------------------------------------------------- what is loaded

test("only the picture shown and its neighbours are loaded", () => {
  assert.deepEqual(nearby(0, 1), [0]);
  assert.deepEqual(nearby(0, 9), [0, 1]);
  assert.deepEqual(nearby(4, 9), [3, 4, 5]);
  assert.deepEqual(nearby(8, 9), [7, 8]);
});

test("an illustration stands in for a lost photograph, unless it is lost too", () => {
  const pictures = [{ id: "a", kind: "photo", stop: "a.jpg" }, { id: "empty", kind: "illustration", stop: null }, { id: "b", kind: "illustration", stop: "b.svg" }];
  assert.equal(standInFor(pictures, new Set(["a"])).id, "b");
  assert.equal(standInFor(pictures, new Set(["a", "b"])), null);
  assert.equal(standInFor([], new Set()), null);
});

// ---------------------------------------------------------------- fitting and zooming

test("a picture fits into its box without being squeezed", () => {
  const random = randomFrom(4);
  for (let i = 0; i < 200; i++) {
    const [bw, bh, w, h] = Array.from({ length: 4 }, () => 10 + random() * 2000);
    const { width, height } = fitted(bw, bh, w, h);
    about(width / height, w / h, 1e-9 * (w / h + 1));
    assert.ok(width <= bw + 1e-6 && height <= bh + 1e-6);
    assert.ok(Math.abs(width - bw) < 1e-6 || Math.abs(height - bh) < 1e-6);
  }
});

test("a picture of unknown size is taken for 16 by 10", () => {
  for (const size of [[undefined, undefined], [0, 0], [NaN, 3]]) assert.deepEqual(fitted(160, 200, ...size), { width: 160, height: 100 });
});

test("what is under the finger stays there while zooming", () => {
  const random = randomFrom(5);
  for (let i = 0; i < 200; i++) {
    const zoom = { scale: 1 + random() * 3, x: random() * 100 - 50, y: random() * 100 - 50 };
    const [px, py] = [random() * 600 - 300, random() * 600 - 300];
    const next = zoomedAt(zoom, 1 + random() * 5, px, py);
    about((px - next.x) / next.scale, (px - zoom.x) / zoom.scale, 1e-6);
    about((py - next.y) / next.scale, (py - zoom.y) / zoom.scale, 1e-6);
  }
});

test("zooming has an end either way, and the smallest is the whole picture in the middle", () => {
  assert.equal(zoomedAt({ scale: 2, x: 0, y: 0 }, 99, 0, 0).scale, ZOOM_MOST);
  const whole = heldIn(zoomedAt({ scale: 2, x: 80, y: -60 }, 0.1, 10, 10), { width: 300, height: 200 }, { width: 400, height: 200 });
  assert.deepEqual([whole.scale, Math.abs(whole.x), Math.abs(whole.y)], [1, 0, 0]);
});

test("a zoomed picture cannot be pushed out of sight", () => {
  const [frame, stage] = [{ width: 300, height: 200 }, { width: 400, height: 200 }];
  assert.deepEqual(heldIn({ scale: 2, x: 999, y: -999 }, frame, stage), { scale: 2, x: 100, y: -100 });
  assert.deepEqual(heldIn({ scale: 1.2, x: 50, y: 5 }, frame, stage), { scale: 1.2, x: 0, y: 5 });
});

test("a long or quick swipe turns the page, a slow short one does not", () => {
  assert.equal(swiped(-200, 900, 400), 1);
  assert.equal(swiped(200, 900, 400), -1);
  assert.equal(swiped(-40, 60, 400), 1);
  assert.equal(swiped(-40, 600, 400), 0);
  assert.equal(swiped(-5, 1, 400), 0);
  assert.equal(swiped(0, 10, 400), 0);
});

// ---------------------------------------------------------------- the panel's picture

/** As much of a page as a figure needs. */
class FakeElement {
  constructor(tag) {
    Object.assign(this, { tag, attributes: {}, children: [], listeners: {}, dataset: {}, style: { setProperty() {} } });
  }
  setAttribute(name, value) { this.attributes[name] = value; }
  addEventListener(name, act) { this.listeners[name] = act; }
  append(...nodes) { this.children.push(...nodes); }
  replaceChildren(...nodes) { this.children = nodes; }
  get all() { return [this, ...this.children.flatMap((child) => child.all ?? [])]; }
  get text() { return [this.textContent ?? "", ...this.children.map((child) => child.text ?? child)].join(""); }
  find(tag) { return this.all.find((each) => each.tag === tag); }
}

function figureOf(t, pictures) {
  globalThis.document = { createElement: (tag) => new FakeElement(tag), createElementNS: (_, tag) => new FakeElement(tag) };
  t.after(() => delete globalThis.document);
  return pictureFigure({ words, symbolOf: () => null }, { id: "gate", pictures });
}

const photo = (id, extra = {}) => ({ id, kind: "photo", thumb: `${id}-t`, stop: `${id}-s`, full: `${id}-f`, alt: { en: `Photo ${id}` }, credit: `By ${id}`, licence: "CC-BY-4.0", ...extra });
const drawing = { id: "d", kind: "illustration", thumb: "d.svg", stop: "d.svg", full: "d.svg", alt: { en: "Drawn gate" }, credit: "Us", licence: "CC-BY-4.0" };

test("the panel loads its first picture only, lazily, and says credit, licence and count", (t) => {
  const figure = figureOf(t, [photo("a"), photo("b"), drawing]);
  const images = figure.all.filter((each) => each.tag === "img");
  assert.deepEqual(images.map((each) => [each.src, each.attributes.loading, each.attributes.alt]), [["a-s", "lazy", "Photo a"]]);
  assert.match(figure.find("figcaption").text, /By a.*CC BY 4\.0/);
  assert.match(figure.text, /1 \/ 3/);
});

test("an illustration is labelled, and said to stand for its kind where it does", (t) => {
  assert.match(figureOf(t, [drawing]).text, /Illustration/);
  assert.match(figureOf(t, [{ ...drawing, stands_in: true }]).text, /Drawn for this kind of place/);
});

test("a broken photograph gives way to the illustration, with a note and the illustration's credit", (t) => {
  const figure = figureOf(t, [photo("a"), drawing]);
  figure.find("img").listeners.error();
  assert.equal(figure.find("img").src, "d.svg");
  assert.match(figure.find("figcaption").text, /Us.*file of the photograph is missing/);
  assert.doesNotMatch(figure.text, /By a/);
});

test("when the illustration is broken too, or the file was never fetched, the symbol stands there with a note", (t) => {
  const figure = figureOf(t, [photo("a"), drawing]);
  figure.find("img").listeners.error();
  figure.find("img").listeners.error();
  assert.equal(figure.find("img"), undefined);
  assert.match(figure.text, /the symbol stands in/);
  assert.match(figureOf(t, [photo("a", { thumb: null, stop: null, full: null })]).text, /the symbol stands in/);
});

test("a place without pictures shows its symbol", (t) => {
  for (const none of [[], undefined]) assert.equal(figureOf(t, none).find("figcaption").textContent, words.say("panel.symbol"));
});
