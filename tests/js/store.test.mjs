import assert from "node:assert/strict";
import test from "node:test";

import { makeStore } from "../../backlot/viewer/assets/store.js";
import { frozen } from "./support.mjs";

test("whoever listens to a key is told of its change, with the state before", () => {
  const store = makeStore({ lang: "en", place: null });
  const seen = [];
  store.on(["lang"], (state, before) => seen.push([before.lang, state.lang]));
  store.set({ lang: "ko" });
  store.set({ place: "europe" });
  assert.deepEqual(seen, [["en", "ko"]]);
  assert.deepEqual(store.get(), { lang: "ko", place: "europe" });
});

test("one change of several keys is told once", () => {
  const store = makeStore({ a: 1, b: 1 });
  let told = 0;
  store.on(["a", "b"], () => told++);
  store.set({ a: 2, b: 2 });
  assert.equal(told, 1);
});

test("what stays as it is is told to nobody", () => {
  const list = [];
  const store = makeStore({ a: 1, list, nothing: NaN });
  let told = 0;
  store.on(["a", "list", "nothing"], () => told++);
  store.set({ a: 1, list, nothing: NaN });
  store.set({});
  assert.equal(told, 0);
  store.set({ list: [] });
  assert.equal(told, 1);
});

test("a listener may change the state; later ones see the newest", () => {
  const store = makeStore({ a: 0, b: 0 });
  const seen = [];
  store.on(["a"], ({ a }) => store.set({ b: a * 10 }));
  store.on(["a", "b"], ({ a, b }) => seen.push([a, b]));
  store.set({ a: 1 });
  assert.deepEqual(seen.at(-1), [1, 10]);
});

test("a listener added while others are told waits for the next change", () => {
  const store = makeStore({ a: 0 });
  let late = 0;
  store.on(["a"], () => store.on(["a"], () => late++));
  store.set({ a: 1 });
  assert.equal(late, 0);
});

test("neither the first state nor one handed out is ever changed", () => {
  const first = frozen({ a: 1 });
  const store = makeStore(first);
  const before = store.get();
  store.set({ a: 2 });
  assert.deepEqual([first.a, before.a, store.get().a], [1, 1, 2]);
});
