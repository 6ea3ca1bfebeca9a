/** Ink of a finger on a picture or map, that fades by itself. */

import { h } from "#viewer/dom.js";

export const STAY_MS = 2500;
export const FADE_MS = 1200;
const WIDTH_PX = 7;
const TIP_PX = 13;
const POINTS_MOST = 400;

/** How strong a stroke is, so long after its last point: 1 to 0; without motion it goes at once. Pure. */
export function strength(ageMs, isStill = false) {
  if (ageMs <= STAY_MS) return 1;
  return isStill ? 0 : Math.max(0, 1 - (ageMs - STAY_MS) / FADE_MS);
}

/** The strokes still to be seen. Pure. */
export const living = (strokes, now, isStill = false) => strokes.filter((stroke) => !stroke.done || strength(now - stroke.last, isStill) > 0);

/**
 * The box a picture fills within the window that crops it, as `object-fit: cover` does, or `contain`. Pure.
 * @returns {{x: number, y: number, width: number, height: number}}
 */
export function pictureBox(room, picture, fit = "cover") {
  if (!(picture.width > 0 && picture.height > 0)) return { x: 0, y: 0, ...room };
  const [across, down] = [room.width / picture.width, room.height / picture.height];
  const scale = fit === "cover" ? Math.max(across, down) : Math.min(across, down);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return { x: (room.width - width) / 2, y: (room.height - height) / 2, width, height };
}

/** A place on the screen as shares of the picture, so that every window shows ink on the same thing. Pure. */
export const toShare = (box, { x, y }) => [(x - box.x) / box.width, (y - box.y) / box.height];
export const fromShare = (box, [u, v]) => ({ x: box.x + u * box.width, y: box.y + v * box.height });

/**
 * @typedef {{key: string, to: (point: {x: number, y: number}) => number[], from: (at: number[]) => {x: number, y: number}}} Frame
 *   what is drawn on; ink of another key is not shown
 * @param {{frame: () => Frame, colours: () => {ink: string, edge: string}, send?: (stroke: object) => void, isStill?: () => boolean,
 *   pointOf?: (event: object) => {x: number, y: number}, now?: () => number}} how `pointOf` is where a pointer is on the canvas, in px
 */
export function makeInk({ frame, colours, send = () => {}, isStill = () => false, pointOf = null, now = () => performance.now() }) {
  const canvas = h("canvas", { class: "ink", "aria-hidden": "true" });
  let strokes = [];
  let current = null;
  let on = false;
  let waiting = 0;
  let made = 0;

  const placeOf = pointOf ?? ((event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  });

  function setOn(wanted) {
    on = wanted;
    current = null;
    canvas.classList.toggle("on", on);
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (!on || event.button > 0) return;
    event.preventDefault();
    event.stopPropagation();
    canvas.setPointerCapture?.(event.pointerId);
    const { key } = frame();
    current = { id: `${now()}-${(made += 1)}`, key, points: [], last: now(), done: false, pointer: event.pointerId };
    strokes.push(current);
    add(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current || current.pointer !== event.pointerId) return;
    event.stopPropagation();
    for (const each of event.getCoalescedEvents?.() ?? []) add(each);
    add(event);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, (event) => {
      if (!current || current.pointer !== event.pointerId) return;
      event.stopPropagation();
      current.done = true;
      current.last = now();
      tell();
      current = null;
    });
  }

  function add(event) {
    if (current.points.length >= POINTS_MOST) current.points.shift();
    current.points.push(frame().to(placeOf(event)));
    current.last = now();
    tell();
    soon();
  }

  const tell = () => send({ id: current.id, key: current.key, points: current.points, done: current.done });

  /** Take over a stroke of another window. */
  function take({ id, key, points, done }) {
    const known = strokes.find((stroke) => stroke.id === id);
    const next = { id, key, points, done, last: now() };
    strokes = known ? strokes.map((stroke) => (stroke === known ? next : stroke)) : [...strokes, next];
    soon();
  }

  function soon() {
    waiting ||= requestAnimationFrame(draw);
  }

  function draw() {
    waiting = 0;
    strokes = living(strokes, now(), isStill());
    const context = fitted(canvas);
    if (!context) return;
    const { key, from } = frame();
    for (const stroke of strokes) if (stroke.key === key) drawStroke(context, stroke, from);
    if (strokes.length) soon();
  }

  function drawStroke(context, stroke, from) {
    const points = stroke.points.map(from);
    const { ink, edge } = colours();
    context.globalAlpha = stroke.done ? strength(now() - stroke.last, isStill()) : 1;
    // an edge of the other brightness: to be seen on any picture
    for (const [colour, width] of [[edge, WIDTH_PX + 5], [ink, WIDTH_PX]]) {
      Object.assign(context, { strokeStyle: colour, fillStyle: colour, lineWidth: width, lineCap: "round", lineJoin: "round" });
      context.beginPath();
      points.forEach(({ x, y }, i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.stroke();
      if (stroke.done && points.length > 1) continue;
      context.beginPath();
      context.arc(points.at(-1).x, points.at(-1).y, TIP_PX + (width - WIDTH_PX) / 2, 0, 2 * Math.PI);
      context.fill();
    }
  }

  return {
    canvas, take, setOn,
    get on() {
      return on;
    },
    get strokes() {
      return strokes;
    },
    clear() {
      strokes = [];
      current = null;
      soon();
    },
  };
}

/** The canvas's context, cleared, at the screen's own pixels. */
function fitted(canvas) {
  const context = canvas.getContext?.("2d");
  if (!context) return null;
  const scale = globalThis.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.globalAlpha = 1;
  context.clearRect(0, 0, width, height);
  return context;
}
