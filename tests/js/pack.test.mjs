import assert from "node:assert/strict";
import test from "node:test";

import { keepOffline, openPictures } from "../../backlot/viewer/assets/pack.js";
import { makeShelf } from "../../backlot/viewer/assets/shelf.js";

const sceneOf = (...pictures) => ({ places: [{ id: "a", pictures }, { id: "b" }], stand_ins: {} });

test("a photograph is unpacked when somebody looks at it, and once", () => {
  const asked = [];
  const scene = sceneOf({ id: "p", thumb: "pack:1-thumb.jpg", stop: "pack:1-stop.jpg", full: "pack:1-stop.jpg" });
  const pictureOf = (name) => {
    asked.push(name);
    return new Uint8Array([1]);
  };
  openPictures(scene, pictureOf, {}, (blob) => `blob:${blob.type}`);
  const [picture] = scene.places[0].pictures;
  assert.deepEqual(asked, []);
  assert.deepEqual([picture.stop, picture.full, picture.thumb], ["blob:image/jpeg", "blob:image/jpeg", "blob:image/jpeg"]);
  assert.deepEqual(asked, ["1-stop.jpg", "1-thumb.jpg"]);
});

test("one that has not been read yet is asked for again", () => {
  let bytes = null;
  const scene = sceneOf({ thumb: "pack:1-thumb.jpg" });
  openPictures(scene, () => bytes, {}, () => "blob:there");
  const [picture] = scene.places[0].pictures;
  assert.equal(picture.thumb, null);
  bytes = new Uint8Array([1]);
  assert.equal(picture.thumb, "blob:there");
});

test("drawings come out of the page, those that stand in for places as well", () => {
  const scene = { places: [], stand_ins: { "category:hotel": { stop: "pack:hotel.svg" } } };
  openPictures(scene, () => assert.fail("no photograph"), { "hotel.svg": "<svg/>" }, (blob) => blob.type);
  assert.equal(scene.stand_ins["category:hotel"].stop, "image/svg+xml");
});

test("what is not in the pack keeps its address", () => {
  const scene = sceneOf({ thumb: "/pictures/1.jpg", stop: null });
  openPictures(scene, () => null, {});
  assert.deepEqual(scene.places[0].pictures, [{ thumb: "/pictures/1.jpg", stop: null }]);
});

function workers({ controller = null } = {}) {
  const listeners = [];
  return {
    controller, registered: [],
    addEventListener: (_, listener) => listeners.push(listener),
    async register(address) {
      this.registered.push(address);
    },
    take: () => listeners.forEach((listener) => listener()),
  };
}

test("a newer version is told of, the first one is not", async () => {
  for (const [controller, expected] of [[null, 0], [{}, 1]]) {
    let told = 0;
    const serviceWorker = workers({ controller });
    await keepOffline({ serviceWorker }, () => { told += 1; });
    serviceWorker.take();
    assert.deepEqual([serviceWorker.registered, told], [["sw.js"], expected]);
  }
});

test("where there are no workers nothing is asked of them", async () => {
  await keepOffline({}, () => assert.fail("nothing is new"));
});

const TOURS = [{ id: "walk", name: { en: "Walk" }, description: {}, stops: [{ id: "a" }, { id: "b" }] }];
const pageWith = (tours) => ({ getElementById: (id) => (id === "tours" && tours ? { textContent: JSON.stringify(tours) } : null) });

test("the tours a page carries are listed and opened without a server", async () => {
  const shelf = makeShelf(null, pageWith(TOURS));
  assert.deepEqual(await shelf.list(), { tours: [{ id: "walk", name: { en: "Walk" }, description: {}, own: false, stops: 2 }], deleted: [] });
  const opened = await shelf.get("walk");
  opened.stops.pop();
  assert.equal((await shelf.get("walk")).stops.length, 2);
  await assert.rejects(shelf.get("other"));
});

test("without tours and without a server the shelf is empty", async () => {
  assert.deepEqual(await makeShelf(null, pageWith(null)).list(), { tours: [], deleted: [] });
});
