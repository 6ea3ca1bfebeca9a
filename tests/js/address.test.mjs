import assert from "node:assert/strict";
import test from "node:test";

import { readAddress, writeAddress } from "../../backlot/viewer/assets/address.js";
import { HOSTILE, randomFrom } from "./support.mjs";

const FULL = {
  place: "ancient-korea", view: "studio", lang: "ko", theme: "sun",
  period: ["ancient", "colonial"], locale: ["japan"], category: ["museum", "hotel"],
  at: { lat: 39.0727, lng: 125.71341, zoom: 16.5 },
};

test("what is written is read again", () => {
  assert.deepEqual(readAddress(writeAddress(FULL)), FULL);
  for (const name of Object.keys(FULL)) assert.deepEqual(readAddress(writeAddress({ [name]: FULL[name] })), { [name]: FULL[name] });
});

test("any mixture of parts is read again", () => {
  const random = randomFrom(7);
  for (let i = 0; i < 300; i++) {
    const look = Object.fromEntries(Object.entries(FULL).filter(() => random() < 0.5));
    if (look.at) look.at = { lat: Math.round((random() * 180 - 90) * 1e5) / 1e5, lng: Math.round((random() * 360 - 180) * 1e5) / 1e5, zoom: Math.round(10 + random() * 210) / 10 };
    assert.deepEqual(readAddress(writeAddress(look)), look);
  }
});

test("an address begins with a question mark, a hash, or neither", () => {
  for (const sign of ["?", "#", ""]) assert.deepEqual(readAddress(`${sign}place=europe&view=studio`), { place: "europe", view: "studio" });
});

test("commas stay readable and nothing is escaped needlessly", () => {
  assert.equal(writeAddress({ place: "europe", period: ["ancient", "fifties"] }), "place=europe&period=ancient,fifties");
});

test("parts that are the default are left out", () => {
  assert.equal(writeAddress({}), "");
  assert.equal(writeAddress({ place: null, view: undefined, lang: "", theme: null, period: null, at: null }), "");
});

test("nothing asked is nothing said", () => {
  for (const text of ["", "?", "#", "&&&", "=", "?=&=", "unknown=1", "?place="]) assert.deepEqual(readAddress(text), {});
});

for (const hostile of HOSTILE) {
  test(`takes ${JSON.stringify(hostile.slice(0, 24))} as a mere text`, () => {
    const look = readAddress(`?${new URLSearchParams({ place: hostile, period: hostile, at: hostile, [hostile]: "1" })}`);
    assert.equal(look.place, hostile.slice(0, 64));
    assert.equal(look.at, undefined);
    assert.ok(Array.isArray(look.period));
    assert.deepEqual(Object.keys(look).sort(), ["period", "place"]);
    assert.deepEqual(readAddress(writeAddress(look)), look);
    readAddress(hostile);
  });
}

test("a list is cut to fifty and emptied of blanks", () => {
  const look = readAddress(`period=${"a,".repeat(200)}&locale=,, ,japan ,`);
  assert.equal(look.period.length, 50);
  assert.deepEqual(look.locale, ["japan"]);
});

for (const at of ["39.07", "39.07,125.7", "39.07,125.7,", "39.07,,16", ",,", "91,0,16", "0,181,16", "a,b,c", "39.07,125.7,Infinity", "NaN,NaN,NaN", "1,2,3,4", " "]) {
  test(`does not go to a position written ${JSON.stringify(at)}`, () => assert.equal(readAddress(`at=${at}`).at, undefined));
}

test("a zoom is kept between 1 and 22", () => {
  assert.equal(readAddress("at=1,2,99").at.zoom, 22);
  assert.equal(readAddress("at=1,2,-4").at.zoom, 1);
  assert.equal(readAddress("at=1,2,16.5").at.zoom, 16.5);
});

test("a whole address cut off anywhere is read without a throw and holds no wrong place", () => {
  const whole = writeAddress(FULL);
  for (let length = 0; length <= whole.length; length++) {
    const look = readAddress(whole.slice(0, length));
    assert.ok(look.place === undefined || FULL.place.startsWith(look.place));
    if (look.at) assert.ok(look.at.zoom >= 1 && Math.abs(look.at.lat - FULL.at.lat) < 1e-9 && Math.abs(look.at.lng - FULL.at.lng) < 1e-9);
  }
});
