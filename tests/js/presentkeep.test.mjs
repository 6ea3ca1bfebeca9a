/** The run in the browser's storage, and who steers it. */

import assert from "node:assert/strict";
import test from "node:test";

import { newStop, newTour } from "../../backlot/viewer/assets/plan.js";
import { RUN, STEER, handOver, makeRunKeep } from "../../backlot/viewer/assets/presentkeep.js";
import { newRun, reduce } from "../../backlot/viewer/assets/presentstate.js";
import { HOSTILE, frozen } from "./support.mjs";

const now = new Date("2026-01-15T09:00:00Z");
const tour = frozen({ ...newTour("Asia/Pyongyang"), stops: ["plaza", "museum"].map(newStop) });
const run = frozen(reduce(newRun(tour, { now }), { type: "note", index: 0, text: "안녕 👋" }, { now }));

/** One browser: a storage, and channels and storage events between its tabs. */
function browser({ hasChannel = true } = {}) {
  const values = new Map();
  const channels = new Set();
  const tabs = new Set();
  let id = 0;
  class Channel {
    constructor(name) {
      assert.equal(name, STEER);
      channels.add(this);
      this.heard = () => {};
    }
    addEventListener(_, listener) {
      this.heard = listener;
    }
    postMessage(data) {
      for (const each of channels) if (each !== this) queueMicrotask(() => each.heard({ data: structuredClone(data) }));
    }
    close() {
      channels.delete(this);
    }
  }
  function tab() {
    const target = new EventTarget();
    tabs.add(target);
    const changed = (key, newValue) => {
      for (const each of tabs) if (each !== target) queueMicrotask(() => each.dispatchEvent(Object.assign(new Event("storage"), { key, newValue })));
    };
    const storage = {
      getItem: (key) => values.get(key) ?? null,
      setItem(key, value) {
        if (values.get(key) === value) return;
        values.set(key, value);
        changed(key, value);
      },
      removeItem(key) {
        values.delete(key);
        changed(key, null);
      },
    };
    const lost = [];
    const keep = makeRunKeep({ storage, target, Channel: hasChannel ? Channel : null, id: `tab-${(id += 1)}`, onlost: () => lost.push(true) });
    return { keep, lost, storage, sleep: () => tabs.delete(target) };
  }
  return { tab, values, channels, tabs };
}

const settled = () => new Promise((done) => setTimeout(done, 5));

test("what was kept is read again, by the tab and after a reload", () => {
  const { tab } = browser();
  const first = tab();
  first.keep.take();
  assert.equal(first.keep.write(run), true);
  assert.deepEqual(first.keep.read(), run);
  assert.deepEqual(tab().keep.read(), run);
  first.keep.clear();
  assert.equal(first.keep.read(), null);
});

test("the chooser hands a run over without steering it", () => {
  const { tab, values } = browser();
  const { keep, storage } = tab();
  assert.equal(handOver(run, storage), true);
  assert.deepEqual([keep.read(), keep.steers, values.has(STEER)], [run, false, false]);
});

test("a run handed over is not written over by the tab that steered another", () => {
  const { tab } = browser();
  const [old, chooser] = [tab(), tab()];
  old.keep.take();
  old.keep.write({ ...run, black: true });
  handOver(run, chooser.storage);
  assert.equal(old.keep.write({ ...run, black: true }), false);
  assert.deepEqual([old.lost.length, chooser.keep.read()], [1, run]);
});

test("who does not steer keeps nothing and forgets nothing", () => {
  const { tab, values } = browser();
  const { keep, storage } = tab();
  handOver(run, storage);
  const text = values.get(RUN);
  assert.equal(keep.write({ ...run, black: true }), false);
  keep.clear();
  assert.equal(values.get(RUN), text);
});

test("a kept text that is no run gives none", () => {
  const { tab, values } = browser();
  const { keep } = tab();
  for (const text of ["", "{", JSON.stringify({ ...run, version: 2 }), JSON.stringify(run).slice(0, -9), ...HOSTILE]) {
    values.set(RUN, text);
    assert.equal(keep.read(), null, text.slice(0, 20));
  }
});

for (const hasChannel of [true, false]) {
  const how = hasChannel ? "by a channel" : "by storage events";

  test(`a second tab hears that another steers, ${how}`, async () => {
    const { tab } = browser({ hasChannel });
    const [first, second] = [tab(), tab()];
    first.keep.take();
    assert.equal(await second.keep.asked(50), true);
    assert.equal(await first.keep.asked(5), false);
  });

  test(`a tab that takes over is the only one that steers, ${how}`, async () => {
    const { tab } = browser({ hasChannel });
    const [first, second] = [tab(), tab()];
    first.keep.take();
    second.keep.take();
    await settled();
    assert.deepEqual([first.keep.steers, second.keep.steers, first.lost.length, second.lost.length], [false, true, 1, 0]);
    assert.equal(second.keep.write(run), true);
    assert.equal(first.keep.write({ ...run, black: true }), false);
    assert.deepEqual(first.keep.read(), run);
    first.keep.take();
    await settled();
    assert.deepEqual([first.keep.steers, second.keep.steers], [true, false]);
  });

  test(`a tab that slept while another took over cannot write, ${how}`, () => {
    const { tab, channels } = browser({ hasChannel });
    const first = tab();
    first.keep.take();
    channels.clear();
    first.sleep();
    const second = tab();
    second.keep.take();
    second.keep.write(run);
    assert.equal(first.keep.write({ ...run, black: true }), false);
    assert.deepEqual([first.lost.length, second.keep.read()], [1, run]);
  });

  test(`a tab that was closed leaves the run to the next, ${how}`, async () => {
    const { tab, channels } = browser({ hasChannel });
    const first = tab();
    first.keep.take();
    first.keep.write(run);
    first.keep.close();
    assert.equal(channels.size, 0);
    const second = tab();
    assert.equal(await second.keep.asked(5), false);
    assert.deepEqual(second.keep.read(), run);
    assert.equal(second.keep.take() && second.keep.write(run), true);
  });
}

test("a tab that crashed does not answer, and nobody waits for it", async () => {
  const { tab, values } = browser();
  values.set(STEER, "a-tab-that-is-gone");
  const { keep } = tab();
  assert.equal(await keep.asked(5), false);
  assert.equal(keep.take() && keep.write(run), true);
});

test("what others say on the same channel is not heard", async () => {
  const { tab, channels } = browser();
  const { keep } = tab();
  keep.take();
  for (const data of [null, undefined, 7, "taken", {}, { type: "dance" }]) for (const each of channels) each.heard({ data });
  assert.equal(keep.steers, true);
});

for (const [how, storage] of [["refuses", refusing()], ["is not there", null]]) {
  test(`where storage ${how} that is said, one steers all the same, and nothing throws`, async () => {
    const keep = makeRunKeep({ storage, target: new EventTarget(), Channel: null, id: "tab" });
    assert.deepEqual([keep.read(), keep.take(), keep.write(run), keep.steers, handOver(run, storage)], [null, false, false, true, false]);
    assert.equal(await keep.asked(1), false);
    keep.clear();
    keep.close();
    assert.equal(keep.steers, false);
  });
}

function refusing() {
  const refuse = () => {
    throw new Error("SecurityError");
  };
  return { getItem: refuse, setItem: refuse, removeItem: refuse };
}

test("a full storage is said, and the run kept before stays", () => {
  const { tab } = browser();
  const { keep, storage } = tab();
  keep.take();
  keep.write(run);
  storage.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  assert.equal(keep.write({ ...run, black: true }), false);
  assert.deepEqual(keep.read(), run);
});
