import assert from "node:assert/strict";
import test from "node:test";

import { h } from "../../backlot/viewer/assets/dom.js";
import { landing, makeReorder, scrollStep, shifts, slotAt } from "../../backlot/viewer/assets/reorder.js";
import { fakePage } from "./page.mjs";
import { randomFrom } from "./support.mjs";

const stacked = (heights) => {
  let top = 0;
  return heights.map((height) => ({ top: (top += height) - height, height }));
};
const moved = (list, from, to) => {
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), list[from], ...rest.slice(to)];
};

test("an item that is not moved lands where it was", () => {
  const boxes = stacked([100, 50, 80]);
  assert.deepEqual(boxes.map((box, at) => slotAt(boxes, at, box.top)), [0, 1, 2]);
});

test("an item changes places with another once its edge passes the other's middle", () => {
  const boxes = stacked([100, 100, 100]);
  assert.deepEqual([-500, 49, 51, 151, 9999].map((top) => slotAt(boxes, 0, top)), [0, 0, 1, 2, 2]);
  assert.deepEqual([9999, 151, 149, 51, 49].map((top) => slotAt(boxes, 2, top)), [2, 2, 1, 1, 0]);
});

test("the items make room so that all stand one below the other, whatever their heights", () => {
  const random = randomFrom(11);
  for (let i = 0; i < 300; i++) {
    const boxes = stacked(Array.from({ length: 1 + Math.floor(random() * 9) }, () => 20 + Math.floor(random() * 200)));
    const [from, to] = [random(), random()].map((share) => Math.floor(share * boxes.length));
    const by = shifts(boxes, from, to);
    const tops = boxes.map((box, at) => (at === from ? landing(boxes, from, to) : box.top + by[at]));
    const order = moved(boxes.map((_, at) => at), from, to);
    const expected = stacked(order.map((at) => boxes[at].height)).map((box) => box.top);
    assert.deepEqual(expected, order.map((at) => tops[at]));
  }
});

test("the list scrolls only near its edges, and faster the nearer", () => {
  assert.equal(scrollStep(300, 0, 600), 0);
  assert.deepEqual([0, 32, 568, 600].map((y) => scrollStep(y, 0, 600)), [-16, -8, 8, 16]);
  assert.deepEqual([-400, 9999].map((y) => scrollStep(y, 0, 600)), [-16, 16]);
});

// ---------------------------------------------------------------- by hand

/** A list of four items of 100 px, and what was done with it. */
function bench(t) {
  const page = fakePage(t);
  const said = [];
  const moves = [];
  const handles = [];
  const list = h("ol", {});
  ["a", "b", "c", "d"].forEach((name, at) => {
    const handle = h("button", { class: "handle" });
    const item = h("li", { class: "item" }, h("div", { class: "stop" }, handle));
    Object.assign(item, { offsetTop: at * 100, offsetHeight: 100, name });
    Object.assign(item.firstChild, { offsetTop: 20, offsetHeight: 80 });
    handles.push(handle);
    list.append(item);
  });
  const scroller = h("div", {}, list);
  scroller.scrollTop = 0;
  let taps = 0;
  const reorder = makeReorder({
    list, scroller, items: () => list.querySelectorAll(".item"), nameOf: (at) => "abcd"[at], move: (from, to) => moves.push([from, to]),
    tapped: () => { taps += 1; }, words: { say: (key, { name, n, count }) => `${key} ${name} ${n}/${count}` }, announce: (text) => said.push(text),
  });
  return { page, said, moves, handles, list, reorder, taps: () => taps };
}

const press = (handle, key) => handle.fire("keydown", { key });

test("by keyboard, an item is lifted, moved and dropped as one change", (t) => {
  const { handles, moves, said, page } = bench(t);
  handles[0].focus();
  for (const key of [" ", "ArrowDown", "ArrowDown", " "]) press(handles[0], key);
  assert.deepEqual(moves, [[0, 2]]);
  assert.deepEqual(said, ["plan.move.lifted a 1/4", "plan.move.at a 2/4", "plan.move.at a 3/4", "plan.move.dropped a 3/4"]);
  assert.equal(page.activeElement, handles[0]);
});

test("the keyboard goes no farther than the ends, and knows Home and End", (t) => {
  const { handles, moves } = bench(t);
  for (const key of ["Enter", "ArrowUp", "End", "ArrowDown", "Enter"]) press(handles[1], key);
  for (const key of ["Enter", "Home", "Enter"]) press(handles[3], key);
  assert.deepEqual(moves, [[1, 3], [3, 0]]);
});

test("Escape puts an item back and changes nothing", (t) => {
  const { handles, moves, said, list } = bench(t);
  for (const key of [" ", "ArrowDown", "Escape"]) press(handles[0], key);
  assert.deepEqual(moves, []);
  assert.equal(said.at(-1), "plan.move.cancelled a 1/4");
  assert.ok(list.children.every((item) => item.style.transform === "" && !item.classList.contains("lifted")));
});

test("an item dropped where it was is no change", (t) => {
  const { handles, moves, said } = bench(t);
  for (const key of [" ", "ArrowDown", "ArrowUp", " "]) press(handles[1], key);
  assert.deepEqual(moves, []);
  assert.equal(said.at(-1), "plan.move.same b 2/4");
});

test("leaving the handle puts the item back", (t) => {
  const { handles, moves, reorder } = bench(t);
  press(handles[0], " ");
  assert.equal(reorder.active, true);
  handles[0].fire("focusout");
  assert.equal(reorder.active, false);
  assert.deepEqual(moves, []);
});

test("arrows on a handle that is not lifted, and keys held with Control, do nothing", (t) => {
  const { handles, reorder } = bench(t);
  for (const event of [{ key: "ArrowDown" }, { key: " ", ctrlKey: true }, { key: " ", repeat: true }]) handles[0].fire("keydown", event);
  assert.equal(reorder.active, false);
});

test("by pointer, an item follows and lands where it is let go", (t) => {
  const { handles, moves } = bench(t);
  handles[0].fire("pointerdown", { clientY: 300, pointerId: 1 });
  for (const clientY of [302, 340, 380]) handles[0].fire("pointermove", { clientY, pointerId: 1 });
  handles[0].fire("pointerup", { pointerId: 1 });
  assert.deepEqual(moves, [[0, 1]]);
});

test("a pointer taken away by the browser changes nothing", (t) => {
  for (const end of ["pointercancel", "lostpointercapture"]) {
    const { handles, moves, reorder } = bench(t);
    handles[0].fire("pointerdown", { clientY: 0, pointerId: 1 });
    handles[0].fire("pointermove", { clientY: 250, pointerId: 1 });
    handles[0].fire(end, { pointerId: 1 });
    assert.deepEqual(moves, []);
    assert.equal(reorder.active, false);
  }
});

test("a second finger does not move what the first one holds", (t) => {
  const { handles, moves } = bench(t);
  handles[0].fire("pointerdown", { clientY: 0, pointerId: 1 });
  handles[0].fire("pointermove", { clientY: 130, pointerId: 1 });
  handles[0].fire("pointermove", { clientY: 900, pointerId: 2 });
  handles[0].fire("pointerup", { pointerId: 2 });
  assert.deepEqual(moves, []);
  handles[0].fire("pointerup", { pointerId: 1 });
  assert.deepEqual(moves, [[0, 1]]);
});

test("a tap moves nothing and says how to move", (t) => {
  const { handles, moves, taps } = bench(t);
  handles[0].fire("pointerdown", { clientY: 10, pointerId: 1 });
  handles[0].fire("pointermove", { clientY: 12, pointerId: 1 });
  handles[0].fire("pointerup", { pointerId: 1 });
  assert.deepEqual(moves, []);
  assert.equal(taps(), 1);
});
