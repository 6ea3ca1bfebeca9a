import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { makeWords } from "../../backlot/viewer/assets/words.js";
import { HOSTILE } from "./support.mjs";

const CATALOGUES = {
  en: { hello: "Hello {name}", both: "{a} and {b}, {a}", only: "English", "unit.m": "{n} m", "unit.km": "{n} km" },
  ko: { hello: "{name} 안녕", "unit.m": "{n} m", "unit.km": "{n} km" },
};
const en = makeWords(CATALOGUES, "en");
const ko = makeWords(CATALOGUES, "ko");

test("values go into their places, each as often as it is named", () => {
  assert.equal(en.say("hello", { name: "there" }), "Hello there");
  assert.equal(en.say("both", { a: 1, b: 2 }), "1 and 2, 1");
  assert.equal(ko.say("hello", { name: "윤" }), "윤 안녕");
});

test("a place without a value stays as it is written", () => {
  assert.equal(en.say("hello"), "Hello {name}");
  assert.equal(en.say("hello", { other: 1 }), "Hello {name}");
  assert.equal(en.say("hello", { name: 0 }), "Hello 0");
});

test("a gap in one language is filled from English, and an unknown key is said itself", () => {
  assert.equal(ko.say("only"), "English");
  assert.equal(en.say("nowhere.at-all"), "nowhere.at-all");
  assert.equal(makeWords(CATALOGUES, "xx").say("only"), "English");
});

test("the language may change later", () => {
  const words = makeWords(CATALOGUES, "en");
  words.lang = "ko";
  assert.equal(words.say("hello", { name: "윤" }), "윤 안녕");
});

for (const hostile of [...HOSTILE, "{b}", "{a}", "$&", "$1"]) {
  test(`puts ${JSON.stringify(hostile.slice(0, 24))} in as it stands`, () => {
    assert.equal(en.say("both", { a: hostile, b: "B" }), `${hostile} and B, ${hostile}`);
  });
}

test("a text by language falls back to English, then to any there is", () => {
  assert.equal(ko.of({ en: "Gate", ko: "문" }), "문");
  assert.equal(ko.of({ en: "Gate" }), "Gate");
  assert.equal(ko.of({ pt: "Porta" }), "Porta");
  assert.equal(ko.of({}), "");
  assert.equal(ko.of(null), "");
  assert.equal(ko.of(undefined), "");
  assert.equal(ko.of("1947"), "1947");
  assert.equal(ko.of(7), "7");
});

test("a length is said as people say it", () => {
  const said = [0, 4.4, 19.6, 20, 42, 43, 994, 1000, 1249, 9949, 12_300, 16_000].map((m) => en.metres(m));
  assert.deepEqual(said, ["0 m", "4 m", "20 m", "20 m", "40 m", "45 m", "995 m", "1.0 km", "1.2 km", "9.9 km", "12 km", "16 km"]);
});

test("no length just below a kilometre is said as 1000 m", () => assert.equal(en.metres(999), "1.0 km"));
test("no length just below ten kilometres is said as 10.0 km", () => assert.equal(en.metres(9999), "10 km"));

test("no string of the program holds markup", () => {
  for (const code of ["en", "ko"]) {
    const catalogue = JSON.parse(readFileSync(new URL(`../../backlot/lang/${code}.json`, import.meta.url), "utf8"));
    for (const [key, text] of Object.entries(catalogue)) assert.doesNotMatch(text, /[<>]|&\w+;/, `${code}: ${key}`);
  }
});
