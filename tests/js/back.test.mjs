/** What Back closes: the newest thing first, and only that. */

import assert from "node:assert/strict";
import test from "node:test";

import { makeBack } from "../../backlot/viewer/assets/back.js";

/** A browser's history that goes back a moment later, as real ones do. */
function browser() {
  const target = new EventTarget();
  const steps = ["page"];
  const history = {
    steps,
    pushState: (state) => steps.push(state),
    back: () =>
      queueMicrotask(() => {
        steps.pop();
        target.dispatchEvent(new Event("popstate"));
      }),
  };
  return { history, target };
}

const moment = () => new Promise((done) => setTimeout(done));

test("Back closes the last thing opened, one at a time", async () => {
  const { history, target } = browser();
  const back = makeBack(history, target);
  const closed = [];
  back.enter(() => closed.push("sheet"));
  back.enter(() => closed.push("gallery"));
  history.back();
  await moment();
  assert.deepEqual(closed, ["gallery"]);
  history.back();
  await moment();
  assert.deepEqual(closed, ["gallery", "sheet"]);
  assert.deepEqual(history.steps, ["page"]);
});

test("What was closed by hand takes its step away and nothing with it", async () => {
  const { history, target } = browser();
  const back = makeBack(history, target);
  const closed = [];
  back.enter(() => closed.push("sheet"));
  const gallery = back.enter(() => closed.push("gallery"));
  back.leave(gallery);
  await moment();
  assert.deepEqual(closed, []);
  assert.equal(history.steps.length, 2);
});

test("What is opened while the browser still goes back stays open", async () => {
  const { history, target } = browser();
  const back = makeBack(history, target);
  const closed = [];
  const first = back.enter(() => closed.push("first"));
  back.leave(first);
  back.enter(() => closed.push("second"));
  await moment();
  assert.deepEqual(closed, []);
  history.back();
  await moment();
  assert.deepEqual(closed, ["second"]);
  assert.deepEqual(history.steps, ["page"]);
});

test("What closed itself while waiting for its step leaves none behind", async () => {
  const { history, target } = browser();
  const back = makeBack(history, target);
  back.leave(back.enter(() => assert.fail("closed by hand")));
  const second = back.enter(() => assert.fail("closed by hand"));
  back.leave(second);
  await moment();
  assert.deepEqual(history.steps, ["page"]);
});
