/**
 * Put a list in another order: by mouse and touch on a handle, and by its keyboard.
 *
 * Nothing is moved in the page until one lets go: the item lifted follows the pointer, the others make room, and a
 * placeholder shows where it would land. So a redraw meanwhile loses nothing, and Escape costs nothing.
 */

import { h } from "#viewer/dom.js";

const BEGIN_PX = 5;
const EDGE_PX = 64;
const FASTEST_PX = 16;

/**
 * Where an item lands: after those below it whose middle its lower edge has passed, before those above it whose
 * middle its upper edge has passed.
 *
 * @param {{top: number, height: number}[]} boxes all items where they stood before, in order
 * @param {number} from index of the item held
 * @param {number} top where its upper edge is now
 */
export function slotAt(boxes, from, top) {
  const bottom = top + boxes[from].height;
  const middles = boxes.map((box) => box.top + box.height / 2);
  const passedBelow = middles.filter((middle, at) => at > from && middle < bottom).length;
  const passedAbove = middles.filter((middle, at) => at < from && middle > top).length;
  return from + passedBelow - passedAbove;
}

/** How far each item moves to make room, in px; the one held not at all. */
export function shifts(boxes, from, to) {
  const room = boxes[from].height;
  return boxes.map((_, at) => {
    if (at > from && at <= to) return -room;
    return at < from && at >= to ? room : 0;
  });
}

/** Where the upper edge of the item held will be when it is let go. */
export function landing(boxes, from, to) {
  const passed = to > from ? boxes.slice(from + 1, to + 1) : boxes.slice(to, from);
  const way = passed.reduce((sum, box) => sum + box.height, 0);
  return boxes[from].top + (to > from ? way : -way);
}

/** How fast to scroll, in px a frame, when the pointer is at `y` between `top` and `bottom`. */
export function scrollStep(y, top, bottom) {
  const depth = Math.max(0, Math.min(1, Math.max(top + EDGE_PX - y, y - (bottom - EDGE_PX)) / EDGE_PX));
  return Math.round(depth * FASTEST_PX) * (y < (top + bottom) / 2 ? -1 : 1) || 0;
}

/**
 * @param {{list: HTMLElement, scroller: HTMLElement, items: () => HTMLElement[], nameOf: (at: number) => string,
 *   move: (from: number, to: number) => void, tapped: () => void, words: object, announce: (text: string) => void}} how
 *   `items` are those that can be moved, each with a `.stop` and a `.handle` in it
 */
export function makeReorder({ list, scroller, items, nameOf, move, tapped, words, announce }) {
  const place = h("li", { class: "plan-landing", "aria-hidden": "true" });
  let held = null;
  let frame = 0;

  const say = (key, extra = {}) => announce(words.say(key, { name: nameOf(held.from), n: held.to + 1, count: held.nodes.length, ...extra }));

  function hold(node, byKey) {
    const nodes = items();
    const from = nodes.indexOf(node);
    const boxes = nodes.map((each) => ({ top: each.offsetTop, height: each.offsetHeight }));
    held = { node, nodes, boxes, from, to: from, byKey, handle: node.querySelector(".handle") };
    list.classList.add("reordering");
    node.classList.add("lifted");
    const card = node.querySelector(".stop");
    held.inset = card.offsetTop;
    place.style.height = `${card.offsetHeight}px`;
    list.append(place);
    show(from, boxes[from].top);
  }

  /** Draw the item held at `top`, the others making room for it at `to`. */
  function show(to, top) {
    const { nodes, boxes, from, node } = held;
    held.to = to;
    const moved = shifts(boxes, from, to);
    nodes.forEach((each, at) => { if (each !== node) each.style.transform = moved[at] ? `translateY(${moved[at]}px)` : ""; });
    node.style.transform = `translateY(${top - boxes[from].top}px)`;
    place.style.transform = `translateY(${landing(boxes, from, to) + held.inset}px)`;
  }

  /** Let go of everything; what was held is returned. */
  function release() {
    const was = held;
    held = null;
    cancelAnimationFrame(frame);
    place.remove();
    list.classList.remove("reordering");
    for (const node of was.nodes) node.style.transform = "";
    was.node.classList.remove("lifted");
    was.handle.setAttribute("aria-pressed", "false");
    document.removeEventListener("keydown", escape, true);
    return was;
  }

  function drop() {
    say(held.to === held.from ? "plan.move.same" : "plan.move.dropped");
    const { from, to, node, handle } = release();
    if (from !== to) move(from, to);
    handle.focus({ preventScroll: true });
    node.scrollIntoView?.({ block: "nearest" });
  }

  function cancel() {
    if (!held) return;
    say("plan.move.cancelled", { n: held.from + 1 });
    const { node } = release();
    node.scrollIntoView?.({ block: "nearest" });
  }

  function escape(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    cancel();
  }

  // ---------------------------------------------------------------- mouse and touch

  function pressed(event) {
    const handle = event.target.closest?.(".handle");
    if (!handle || event.button !== 0 || held) return;
    const node = items().find((each) => each.contains(handle));
    if (!node) return;
    const press = { y: event.clientY, scroll: scroller.scrollTop, id: event.pointerId, began: false, at: event.clientY };
    handle.setPointerCapture(event.pointerId);

    const follow = () => {
      const { boxes, from } = held;
      const top = boxes[from].top + press.at - press.y + scroller.scrollTop - press.scroll;
      const last = boxes.at(-1);
      const kept = Math.max(boxes[0].top - 12, Math.min(last.top + last.height - boxes[from].height + 12, top));
      show(slotAt(boxes, from, kept), kept);
    };
    const scrolls = () => {
      if (!held) return;
      const { top, bottom } = scroller.getBoundingClientRect();
      const by = scrollStep(press.at, top, bottom);
      if (by) {
        scroller.scrollTop += by;
        follow();
      }
      frame = requestAnimationFrame(scrolls);
    };
    const moved = (each) => {
      if (each.pointerId !== press.id) return;
      press.at = each.clientY;
      if (!press.began && Math.abs(press.at - press.y) >= BEGIN_PX) {
        press.began = true;
        hold(node, false);
        say("plan.move.lifted");
        document.addEventListener("keydown", escape, true);
        frame = requestAnimationFrame(scrolls);
      }
      if (held) follow();
    };
    const ended = (each) => {
      if (each.pointerId !== press.id) return;
      for (const [name, act] of Object.entries(heard)) handle.removeEventListener(name, act);
      if (held && each.type === "pointerup") drop();
      else if (held) cancel();
      else if (!press.began && each.type === "pointerup") tapped();
    };
    const heard = { pointermove: moved, pointerup: ended, pointercancel: ended, lostpointercapture: ended };
    for (const [name, act] of Object.entries(heard)) handle.addEventListener(name, act);
  }

  // ---------------------------------------------------------------- keyboard

  function keyed(event) {
    const handle = event.target.closest?.(".handle");
    if (!handle || event.ctrlKey || event.metaKey || event.altKey) return;
    const isPress = event.key === " " || event.key === "Enter";
    if (!held) {
      if (!isPress || event.repeat) return;
      event.preventDefault();
      lift(items().find((each) => each.contains(handle)), handle);
    } else if (held.byKey) {
      if (isPress) drop();
      else if (event.key === "Escape") cancel();
      else if (!step(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    }
  }

  function lift(node, handle) {
    if (!node) return;
    hold(node, true);
    handle.setAttribute("aria-pressed", "true");
    say("plan.move.lifted");
  }

  function step(key) {
    const last = held.nodes.length - 1;
    const to = { ArrowUp: held.to - 1, ArrowDown: held.to + 1, Home: 0, End: last }[key];
    if (to === undefined) return false;
    const kept = Math.max(0, Math.min(last, to));
    show(kept, landing(held.boxes, held.from, kept));
    place.scrollIntoView?.({ block: "nearest" });
    say("plan.move.at");
    return true;
  }

  list.addEventListener("pointerdown", pressed);
  list.addEventListener("keydown", keyed);
  // the long press that begins a drag is not one that asks for a menu
  list.addEventListener("contextmenu", (event) => event.target.closest?.(".handle") && event.preventDefault());
  list.addEventListener("focusout", (event) => {
    if (held?.byKey && event.target === held.handle) cancel();
  });

  return {
    cancel,
    get active() {
      return held !== null;
    },
  };
}
