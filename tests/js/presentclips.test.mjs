/** Film clips beside a tour. */

import assert from "node:assert/strict";
import test from "node:test";

import { newStop, newTour } from "../../backlot/viewer/assets/plan.js";
import { chosenClips, clipsOf, makeClip } from "../../backlot/viewer/assets/presentclips.js";
import { loadPictures } from "../../backlot/viewer/assets/presentload.js";
import { FakeElement, fakePage } from "./page.mjs";

const tour = { ...newTour("Asia/Pyongyang", "my-walk"), stops: ["plaza", "tower", "plaza", "gate"].map(newStop) };
const clip = (place, kind = "video/mp4") => ({ place, kind, bytes: 10, address: `/${place}.${kind.slice(6)}` });
const answer = (body, ok = true) => async (address) => ({ ok, status: ok ? 200 : 500, address, json: async () => body });

test("each place of the tour has one clip, the first that this browser plays", () => {
  const listed = [clip("plaza"), clip("plaza", "video/webm"), clip("tower"), clip("elsewhere")];
  assert.deepEqual({ clips: [clip("plaza"), clip("tower")], refused: [] }, chosenClips(listed, tour, () => true));
  assert.deepEqual({ clips: [clip("plaza", "video/webm")], refused: [clip("tower")] }, chosenClips(listed, tour, (kind) => kind === "video/webm"));
});

test("clips are asked for beside the tour; without a server there are none", async () => {
  const asked = [];
  const fetch = async (address) => {
    asked.push(address);
    return answer({ clips: [clip("gate")] })(address);
  };
  assert.deepEqual([clip("gate")], (await clipsOf(tour, { tours: "/api/tours" }, { fetch, canPlay: () => true })).clips);
  assert.deepEqual(["/api/tours/my-walk/clips"], asked);
  assert.deepEqual({ clips: [], refused: [] }, await clipsOf(tour, null));
});

test("a service that fails is said, not taken for no clips", async () => {
  await assert.rejects(clipsOf(tour, { tours: "/api/tours" }, { fetch: answer({}, false), canPlay: () => true }), /500/);
});

test("what is loaded as a clip must be one", async () => {
  const fetch = async (address) => ({ ok: true, blob: async () => new Blob(["film"], { type: address.endsWith("mp4") ? "video/mp4" : "text/html" }) });
  let last = null;
  const kept = await loadPictures(["/a.mp4", "/b.html"], { fetch, kind: "video/", progress: (state) => { last = state; } });
  assert.deepEqual([["/a.mp4"], ["/b.html"]], [[...kept.keys()], last.failed.map((each) => each.address)]);
});

// ---------------------------------------------------------------- the player

function deckOf(t) {
  fakePage(t);
  const calls = [];
  for (const name of ["play", "pause", "load"]) {
    FakeElement.prototype[name] = async () => calls.push(name);
    t.after(() => delete FakeElement.prototype[name]);
  }
  const deck = {
    calls, said: [], words: { say: (key) => key }, app: { toast: (text) => deck.said.push(text) }, run: { at: 0 }, here: {}, isClip: false, isMapLarge: false,
    clipAt: (at) => (at === 0 ? "blob:film" : null),
    act({ on }) {
      deck.isClip = on;
      player.draw();
    },
  };
  const player = makeClip(deck);
  player.draw();
  return { deck, player, video: () => player.root.querySelector("video") };
}

test("a clip begins by a tap and never by itself", (t) => {
  const { deck, player, video } = deckOf(t);
  assert.deepEqual([null, true, false], [video(), player.root.hidden, player.button.hidden]);
  player.button.click();
  assert.deepEqual([["play"], "blob:film", false], [deck.calls, video().getAttribute("src"), player.root.hidden]);
  assert.deepEqual([true, true, false], ["controls", "playsinline", "autoplay"].map((name) => video().hasAttribute(name)));
});

test("a stop without a clip, and one nobody knows, has no button", (t) => {
  const { deck, player } = deckOf(t);
  deck.run = { at: 1 };
  player.draw();
  assert.equal(player.button.hidden, true);
  Object.assign(deck, { run: { at: 0 }, here: null });
  player.draw();
  assert.equal(player.button.hidden, true);
});

test("leaving the stop stops the clip and lets go of it", (t) => {
  const { deck, player, video } = deckOf(t);
  player.button.click();
  const playing = video();
  deck.run = { at: 1 };
  player.draw();
  assert.deepEqual([["play", "pause", "load"], null, false], [deck.calls, video(), playing.hasAttribute("src")]);
});

test("a clip that is over, and one that cannot be played, gives the picture back", (t) => {
  const { deck, player, video } = deckOf(t);
  player.button.click();
  video().fire("ended");
  assert.equal(player.root.hidden, true);
  player.button.click();
  const broken = video();
  broken.fire("error");
  assert.deepEqual([true, ["clip.failed"]], [player.root.hidden, deck.said]);
  // letting go of it is told as an error too, and is none
  broken.fire("error");
  assert.deepEqual(["clip.failed"], deck.said);
});
