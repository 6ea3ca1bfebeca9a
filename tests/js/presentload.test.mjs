/** Pictures of a tour: fetched before the start, unpacked around the stop shown. */

import assert from "node:assert/strict";
import test from "node:test";

import { letGo, loadPictures, makeFrames } from "../../backlot/viewer/assets/presentload.js";
import { randomFrom } from "./support.mjs";

const picture = (size = 3) => new Response(new Blob([new Uint8Array(size)], { type: "image/jpeg" }));
const turns = async (n = 20) => {
  for (let i = 0; i < n; i++) await null;
};

/** Answer requests by a table of answers by address, the last one for good; notes what was asked. */
function server(answers) {
  const asked = [];
  const fetch = async (address) => {
    asked.push(address);
    const list = answers[address] ?? [picture];
    const answer = list.length > 1 ? list.shift() : list[0];
    if (answer instanceof Error) throw answer;
    return answer();
  };
  return { fetch, asked };
}

/** What is kept and let go of, instead of the browser's own. */
function kept(context) {
  const blobs = new Map();
  context.mock.method(URL, "createObjectURL", (blob) => {
    const url = `blob:${blobs.size + 1}-${Math.floor(blob.size)}`;
    blobs.set(url, blob);
    return url;
  });
  context.mock.method(URL, "revokeObjectURL", (url) => assert.ok(blobs.delete(url), url));
  return blobs;
}

test("every picture is fetched once and kept, in the order it was asked for", async (context) => {
  const blobs = kept(context);
  const { fetch, asked } = server({});
  const told = [];
  const found = await loadPictures(["/a", "/b", "/a", "/c", "/d", "/e", "/f"], { fetch, progress: (state) => told.push(state) });
  assert.deepEqual([...found.keys()], ["/a", "/b", "/c", "/d", "/e", "/f"]);
  assert.deepEqual([...asked].sort(), ["/a", "/b", "/c", "/d", "/e", "/f"]);
  assert.deepEqual([...found.values()].map((url) => blobs.get(url).size), [3, 3, 3, 3, 3, 3]);
  assert.deepEqual(told.map(({ done, count }) => [done, count]), [0, 1, 2, 3, 4, 5, 6].map((n) => [n, 6]));
  assert.equal(told.at(-1).bytes, 18);
  letGo(found);
  assert.deepEqual([blobs.size, found.size], [0, 0]);
});

test("a picture that fails is tried once more, and named if it fails again", async (context) => {
  kept(context);
  const { fetch, asked } = server({
    "/once": [new TypeError("gone"), picture],
    "/never": [new TypeError("gone")],
    "/lost": [() => new Response("no", { status: 404 })],
    "/page": [() => new Response("<html>", { headers: { "Content-Type": "text/html" } })],
    "/empty": [() => picture(0)],
  });
  let last = null;
  const found = await loadPictures(["/once", "/never", "/lost", "/page", "/empty", "/fine"], { fetch, progress: (state) => (last = state) });
  assert.deepEqual([...found.keys()], ["/once", "/fine"]);
  assert.deepEqual(Object.fromEntries(last.failed.map(({ address, why }) => [address, why])), { "/never": "gone", "/lost": "404", "/page": "no-picture", "/empty": "no-picture" });
  assert.deepEqual(["/once", "/never", "/lost", "/fine"].map((address) => asked.filter((each) => each === address).length), [2, 2, 2, 1]);
  assert.deepEqual([last.done, last.count], [6, 6]);
});

test("a picture that holds its bytes itself is not fetched", async (context) => {
  kept(context);
  const { fetch, asked } = server({});
  const found = await loadPictures(["data:image/png;base64,AA"], { fetch });
  assert.deepEqual([[...found], asked], [[["data:image/png;base64,AA", "data:image/png;base64,AA"]], []]);
  letGo(found);
});

test("no pictures are ready at once", async () => {
  const told = [];
  assert.equal((await loadPictures([], { fetch: assert.fail, progress: (state) => told.push(state) })).size, 0);
  assert.deepEqual(told, [{ done: 0, count: 0, bytes: 0, failed: [] }]);
});

test("who cancels keeps nothing, and nothing more is fetched", async (context) => {
  const blobs = kept(context);
  const stopping = new AbortController();
  const { fetch, asked } = server({});
  const loading = loadPictures(Array.from({ length: 50 }, (_, n) => `/${n}`), { fetch, signal: stopping.signal, progress: ({ done }) => done === 5 && stopping.abort() });
  await assert.rejects(loading, { name: "AbortError" });
  const count = asked.length;
  await turns(50);
  assert.ok(count < 15 && asked.length === count, `${count}`);
  assert.equal(blobs.size, 0);
});

test("who cancelled before it began fetches nothing", async () => {
  await assert.rejects(loadPictures(["/a"], { fetch: assert.fail, signal: AbortSignal.abort() }), { name: "AbortError" });
});

// ---------------------------------------------------------------- frames

/** Pictures unpacked when one says so; notes which are. */
function unpacker() {
  const waiting = new Map();
  const open = new Map();
  const count = (address, by) => open.set(address, (open.get(address) ?? 0) + by);
  return {
    load: (address) => new Promise((done, fail) => waiting.set(address, [...(waiting.get(address) ?? []), { done, fail }])),
    release: ({ address }) => count(address, -1),
    async arrive(address, error = null) {
      for (const { done, fail } of waiting.get(address) ?? []) {
        if (error) fail(error);
        else {
          count(address, 1);
          done({ address });
        }
      }
      waiting.delete(address);
      await turns();
    },
    waiting: () => [...waiting.keys()],
    open: () => [...open].filter(([, n]) => n !== 0).map(([address, n]) => (n === 1 ? address : `${address} ${n}`)).sort(),
  };
}

const around = (at, all) => ({ previous: all[at - 1] ?? null, current: all[at] ?? null, next: all[at + 1] ?? null });

test("the picture shown is unpacked first, then the next, then the one before, and no others", async () => {
  const hands = unpacker();
  const frames = makeFrames(hands.load, hands.release);
  const all = ["a", "b", "c", "d", "e"];
  const shown = frames.turn(around(1, all));
  assert.deepEqual(hands.waiting(), ["b", "c", "a"]);
  for (const each of all) await hands.arrive(each);
  assert.deepEqual(await shown, { address: "b" });
  frames.turn(around(2, all));
  await hands.arrive("d");
  assert.deepEqual(hands.open(), ["b", "c", "d"]);
  frames.clear();
  await turns();
  assert.deepEqual([hands.open(), frames.size], [[], 0]);
});

test("a picture that comes when it is no longer wanted is let go of", async () => {
  const hands = unpacker();
  const frames = makeFrames(hands.load, hands.release);
  const all = ["a", "b", "c", "d", "e", "f"];
  frames.turn(around(0, all));
  frames.turn(around(4, all));
  for (const each of all) await hands.arrive(each);
  assert.deepEqual(hands.open(), ["d", "e", "f"]);
});

test("a neighbour that cannot be unpacked harms nobody, and is tried again when it is shown", async () => {
  const hands = unpacker();
  const frames = makeFrames(hands.load, hands.release);
  frames.turn({ current: "a", next: "b" });
  await hands.arrive("a");
  await hands.arrive("b", new Error("broken"));
  const shown = frames.turn({ previous: "a", current: "b" });
  assert.deepEqual(hands.waiting(), ["b"]);
  const refused = assert.rejects(shown, { message: "broken" });
  await hands.arrive("b", new Error("broken"));
  await refused;
});

test("a stop without a picture has no frame", async () => {
  assert.equal(await makeFrames(assert.fail).turn({ current: null }), null);
});

test("a bitmap is closed; an image is left alone, for without its address Chromium would hold it for good", async () => {
  const gone = [];
  const frames = makeFrames(async (name) => (name === "bitmap" ? { close: () => gone.push(name) } : { removeAttribute: (what) => gone.push(`${name} ${what}`) }));
  await frames.turn({ previous: "bitmap", current: "image" });
  frames.clear();
  await turns();
  assert.deepEqual(gone, ["bitmap"]);
});

test("over five hundred steps never more than three are unpacked", async () => {
  const random = randomFrom(5);
  const hands = unpacker();
  const frames = makeFrames(hands.load, hands.release);
  const all = Array.from({ length: 40 }, (_, n) => `p${n % 25}`);
  for (let n = 0; n < 500; n++) {
    frames.turn(around(Math.floor(random() * all.length), all)).catch(() => {});
    for (const each of hands.waiting()) if (random() < 0.7) await hands.arrive(each, random() < 0.1 ? new Error("broken") : null);
    assert.ok(frames.size <= 3);
    assert.ok(hands.open().length <= 3 && hands.open().every((each) => !each.includes(" ")), hands.open().join());
  }
  for (const each of hands.waiting()) await hands.arrive(each);
  frames.clear();
  await turns();
  assert.deepEqual(hands.open(), []);
});
