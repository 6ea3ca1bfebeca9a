/**
 * Hands on a presentation: swipes that leave the map its pan, keys and clickers, two fingers for the guide's view,
 * and a button that wants to be held.
 */

import { swiped } from "#viewer/gallery.js";

export const HOLD_MS = 2000;
const SLOPE = 1.4;
const PULL_PX = 70;
const TAP_PX = 12;
const TAP_MS = 600;
/** How far two fingers may come nearer or part before they pinch rather than pull. */
const PINCH_SHARE = 0.25;

/** What belongs to itself: buttons, fields, what scrolls, the map, and dialogs. */
const OWN = "button, a, input, select, textarea, dialog, video, .present-map, .present-scroll";

const KEYS = {
  ArrowRight: "next", ArrowDown: "next", PageDown: "next", n: "next",
  ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous", Backspace: "previous", p: "previous",
  Home: "first", End: "last",
  // clickers send a full stop or a b for a dark screen
  b: "black", ".": "black",
  o: "overview", g: "guide", t: "turn", i: "ink", l: "lock", f: "fullscreen", m: "map", Escape: "escape",
};
const PRESSES = { Enter: "enter", " ": "next" };

/**
 * What a key means; null if it means nothing here. Pure.
 * @param {{key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean}} event
 * @param {"page"|"button"|"field"|"scroll"} on what has the focus: fields keep all keys, buttons those that press them
 * @returns {string|{digit: number}|null}
 */
export function keyAction({ key, ctrlKey, metaKey, altKey }, on = "page") {
  if (ctrlKey || metaKey || altKey || on === "field") return null;
  if (on === "scroll" && (key === "ArrowUp" || key === "ArrowDown")) return null;
  if (on !== "button" && Object.hasOwn(PRESSES, key)) return PRESSES[key];
  if (/^[0-9]$/.test(key)) return { digit: Number(key) };
  const name = key.length === 1 ? key.toLowerCase() : key;
  return Object.hasOwn(KEYS, name) ? KEYS[name] : null;
}

/** What a key is pressed on. */
export function keyGround(element) {
  if (!element?.closest) return "page";
  if (element.closest("input, textarea, select")) return "field";
  if (element.closest("button, a, summary, video")) return "button";
  return element.closest(".present-scroll") ? "scroll" : "page";
}

/** The number typed so far with one more digit, as long as there is such a stop. Pure. */
export function typedNumber(before, digit, count) {
  const longer = before * 10 + digit;
  if (longer >= 1 && longer <= count) return longer;
  return digit >= 1 && digit <= count ? digit : 0;
}

/** By how many stops one finger's way turns: -1, 0 or 1; upright ways turn none. Pure. */
export function swipeStep({ dx, dy, ms }, width) {
  return Math.abs(dx) > Math.abs(dy) * SLOPE ? swiped(dx, ms, width) || 0 : 0;
}

/**
 * What two fingers mean that went from `from` to `to`: "reveal" downwards, "hide" upwards, else null. Pure.
 * @param {{x: number, y: number}[]} from
 * @param {{x: number, y: number}[]} to
 */
export function twoFingers(from, to) {
  const apart = ([a, b]) => Math.hypot(a.x - b.x, a.y - b.y);
  if (Math.abs(apart(to) - apart(from)) > PINCH_SHARE * Math.max(apart(from), 40)) return null;
  const [dx, dy] = ["x", "y"].map((axis) => (to[0][axis] + to[1][axis] - from[0][axis] - from[1][axis]) / 2);
  if (Math.abs(dy) < PULL_PX || Math.abs(dy) < Math.abs(dx) * SLOPE) return null;
  return dy > 0 ? "reveal" : "hide";
}

/**
 * Hear swipes, pulls and taps on an element, not on what belongs to itself.
 * @param {HTMLElement} element
 * @param {{step?: (by: number) => void, pull?: (what: "reveal"|"hide") => void, tap?: (event: object) => void,
 *   isFree?: () => boolean}} hands `isFree` says whether fingers mean this now, and not ink
 */
export function bindTouch(element, { step = () => {}, pull = () => {}, tap = () => {}, isFree = () => true }) {
  const fingers = new Map();
  let begun = null;

  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0 || !isFree() || (!fingers.size && event.target.closest(OWN))) return;
    const at = { x: event.clientX, y: event.clientY };
    fingers.set(event.pointerId, { from: at, to: at });
    begun = fingers.size === 1 ? { time: event.timeStamp, many: false } : { ...begun, many: true };
    element.setPointerCapture?.(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    const finger = fingers.get(event.pointerId);
    if (finger) finger.to = { x: event.clientX, y: event.clientY };
  });
  element.addEventListener("pointerup", (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    finger.to = { x: event.clientX, y: event.clientY };
    if (fingers.size === 2) pulled([...fingers.values()]);
    fingers.delete(event.pointerId);
    if (!fingers.size && !begun.many) moved(finger, event);
  });
  element.addEventListener("pointercancel", () => fingers.clear());

  function pulled(both) {
    const what = twoFingers(both.map((each) => each.from), both.map((each) => each.to));
    if (what) pull(what);
  }

  function moved({ from, to }, event) {
    const way = { dx: to.x - from.x, dy: to.y - from.y, ms: event.timeStamp - begun.time };
    if (Math.hypot(way.dx, way.dy) < TAP_PX) return way.ms < TAP_MS ? tap(event) : undefined;
    const by = swipeStep(way, element.clientWidth);
    if (by) step(by);
  }
}

/**
 * Let a button act only after it was held, by finger or key.
 * @param {HTMLElement} button
 * @param {() => void} done
 */
export function bindHold(button, done, ms = HOLD_MS) {
  let timer = null;

  function begin(event) {
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (timer !== null) return;
    button.classList.add("held");
    timer = setTimeout(() => {
      stop();
      done();
    }, ms);
  }

  function stop() {
    clearTimeout(timer);
    timer = null;
    button.classList.remove("held");
  }

  button.style.setProperty("--hold", `${ms}ms`);
  for (const name of ["pointerdown", "keydown"]) button.addEventListener(name, begin);
  for (const name of ["pointerup", "pointercancel", "pointerleave", "keyup", "blur"]) button.addEventListener(name, stop);
  button.addEventListener("contextmenu", (event) => event.preventDefault());
}
