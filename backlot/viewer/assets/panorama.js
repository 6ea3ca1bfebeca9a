/**
 * A 360° picture one can turn, drawn by arithmetic alone: no graphics processor is asked for.
 *
 * The picture is an equirectangular one: x runs through 360° of longitude, y from the zenith to
 * the nadir. Where a pixel of the screen looks is computed exactly at the corners of 8 px cells
 * and interpolated between, which errs by far less than a source pixel; cells about the zenith
 * and the nadir, where that would not do, are computed pixel by pixel.
 */

import { headingOf } from "#viewer/cone.js";
import { glyph, h } from "#viewer/dom.js";
import { compass } from "#viewer/geo.js";

const RAD = Math.PI / 180;
const CELL = 8;
const TEXTURE_MOST = 4096;
const FOV = { least: 25, most: 95, start: 65 };
const PITCH_MOST = 88;
const REST_MS = 140;
/** Sharpness while turning, from best to quickest, as a share of the screen's pixels each way. */
const SCALES = [1, 0.75, 0.5];
/** Frames further apart than this are too slow; so many of them in a row lower the sharpness. */
const SLOW_MS = 34;
const SLOW_FRAMES = 4;
const REST_PX_MOST = 2.6e6;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const STEP = 8;
const ARROWS = {
  left: "M15 4L16.400 5.400L9.800 12L16.400 18.600L15 20L7 12Z",
  right: "M9 4L7.600 5.400L14.200 12L7.600 18.600L9 20L17 12Z",
  up: "M4 15L5.400 16.400L12 9.800L18.600 16.400L20 15L12 7Z",
  down: "M4 9L5.400 7.600L12 14.200L18.600 7.600L20 9L12 17Z",
};

/** @typedef {{yaw: number, pitch: number, fov: number}} View degrees; `fov` from top to bottom */

/** The same view with yaw from -180 to below 180, pitch and field of view within bounds. */
export function bounded({ yaw, pitch, fov }) {
  return {
    yaw: shortWay(yaw),
    pitch: Math.min(PITCH_MOST, Math.max(-PITCH_MOST, pitch)),
    fov: Math.min(FOV.most, Math.max(FOV.least, fov)),
  };
}

/** Longitude and latitude in degrees that the pixel (x, y) of a `width` by `height` screen looks at. */
export function lookedAt(view, x, y, width, height) {
  return looker(view, width, height)(x, y);
}

/** Where on the screen a longitude and latitude appear, or null behind one's back. */
export function pixelOf(view, lon, lat, width, height) {
  const [yaw, pitch] = [(lon - view.yaw) * RAD, view.pitch * RAD];
  const [right, up, ahead] = [Math.sin(yaw) * Math.cos(lat * RAD), Math.sin(lat * RAD), Math.cos(yaw) * Math.cos(lat * RAD)];
  const depth = ahead * Math.cos(pitch) + up * Math.sin(pitch);
  if (depth <= 0.02) return null;
  const focal = focalPx(view, height);
  return { x: width / 2 + (right / depth) * focal, y: height / 2 - ((up * Math.cos(pitch) - ahead * Math.sin(pitch)) / depth) * focal };
}

/** The view after a drag by (dx, dy) pixels: what is under the finger stays about there. */
export function dragged(view, dx, dy, height) {
  const perPx = 1 / focalPx(view, height) / RAD;
  return bounded({ ...view, yaw: view.yaw - (dx * perPx) / Math.max(0.3, Math.cos(view.pitch * RAD)), pitch: view.pitch + dy * perPx });
}

/** The compass heading one looks at, or null for a picture without heading. */
export function headingAt(picture, view) {
  const heading = headingOf(picture);
  return heading === null ? null : (heading + view.yaw + 360) % 360;
}

/** Width of the texture for a picture of a width: a power of two, so that turning wraps by a mask. */
export function textureWidth(width) {
  let size = 256;
  while (size < width && size < TEXTURE_MOST) size *= 2;
  return size;
}

/**
 * Draw a view of a texture.
 * @param {{data: Uint32Array, width: number}} texture twice as wide as high, width a power of two
 * @param {Uint32Array} out
 * @param {View} view
 * @param {boolean} [fine] blend four source pixels; slower, for a view at rest
 */
export function drawView(texture, out, width, height, view, fine = false) {
  const columns = Math.ceil(width / CELL) + 1;
  const paint = { texture, out, width, height, look: looker(view, width, height), bits: Math.log2(texture.width), fine };
  let above = gridRow(paint, 0, columns);
  for (let y = 0; y < height; y += CELL) {
    const below = gridRow(paint, y + CELL, columns);
    const rows = Math.min(CELL, height - y);
    for (let column = 0; column + 1 < columns; column++) {
      const x = column * CELL;
      const across = Math.min(CELL, width - x);
      if (!paintCell(paint, x, y, across, rows, above, below, column)) paintExactly(paint, x, y, across, rows);
    }
    above = below;
  }
}

/** Source positions, in 1/65536 of a texture pixel, under one line of cell corners. */
function gridRow({ texture, look }, y, columns) {
  const { width: size } = texture;
  const [u, v] = [new Int32Array(columns), new Int32Array(columns)];
  const [perLon, perLat, lowest] = [(size / 360) * 65536, (size / 360) * 65536, (size / 2) * 65536 - 1];
  for (let i = 0; i < columns; i++) {
    const at = look(i * CELL, y);
    u[i] = (at.lon + 180) * perLon;
    v[i] = Math.min(lowest, Math.max(0, (90 - at.lat) * perLat));
  }
  return { u, v };
}

/** Paint a cell by interpolation between its corners; false where they lie too far apart for it. */
function paintCell({ texture, out, width, bits, fine }, x, y, across, rows, above, below, column) {
  const { width: size, data } = texture;
  const around = size * 65536;
  const mask = size - 1;
  const near = around / 64;
  const u00 = above.u[column];
  const top = wrapped(above.u[column + 1] - u00, around);
  const left = wrapped(below.u[column] - u00, around);
  const bottom = wrapped(below.u[column + 1] - below.u[column], around);
  if (Math.abs(top) > near || Math.abs(left) > near || Math.abs(bottom) > near) return false;
  const v00 = above.v[column];
  const v01 = above.v[column + 1];
  const v10 = below.v[column];
  const v11 = below.v[column + 1];
  for (let j = 0; j < rows; j++) {
    const part = (j + 0.5) / CELL;
    const du = ((top + (bottom - top) * part) / CELL) | 0;
    const dv = ((v01 - v00 + (v11 - v10 - v01 + v00) * part) / CELL) | 0;
    let u = (u00 + left * part + du / 2) | 0;
    let v = (v00 + (v10 - v00) * part + dv / 2) | 0;
    const from = (y + j) * width + x;
    if (fine) {
      for (let to = from; to < from + across; to++) {
        out[to] = blended(data, size, bits, u, v);
        u = (u + du) | 0;
        v = (v + dv) | 0;
      }
    } else {
      for (let to = from; to < from + across; to++) {
        out[to] = data[((v >> 16) << bits) | ((u >> 16) & mask)];
        u = (u + du) | 0;
        v = (v + dv) | 0;
      }
    }
  }
  return true;
}

function paintExactly({ texture, out, width, look, bits, fine }, x, y, across, rows) {
  const { width: size, data } = texture;
  const per = (size / 360) * 65536;
  for (let j = y; j < y + rows; j++) {
    for (let i = x; i < x + across; i++) {
      const at = look(i + 0.5, j + 0.5);
      const u = ((at.lon + 180) * per) | 0;
      const v = Math.min((size / 2) * 65536 - 1, Math.max(0, (90 - at.lat) * per)) | 0;
      out[j * width + i] = fine ? blended(data, size, bits, u, v) : data[((v >> 16) << bits) | ((u >> 16) & (size - 1))];
    }
  }
}

/** The blend of the four texture pixels around a source position in 1/65536 of a pixel. */
function blended(data, size, bits, u, v) {
  const mask = size - 1;
  const last = size / 2 - 1;
  const x = (u - 32768) | 0;
  const y = v < 32768 ? 0 : (v - 32768) | 0;
  const left = (x >> 16) & mask;
  const right = (left + 1) & mask;
  const row = y >> 16;
  const upper = row << bits;
  const lower = (row < last ? row + 1 : last) << bits;
  const [fx, fy] = [(x >> 9) & 127, (y >> 9) & 127];
  return mixed(mixed(data[upper | left], data[upper | right], fx), mixed(data[lower | left], data[lower | right], fx), fy) | 0xff000000;
}

/** Two colours mixed, the second by `part` of 128: red and blue at once, each in its own bits. */
function mixed(one, two, part) {
  const rb = (Math.imul(one & 0xff00ff, 128 - part) + Math.imul(two & 0xff00ff, part)) >>> 7;
  const g = (Math.imul(one & 0xff00, 128 - part) + Math.imul(two & 0xff00, part)) >>> 7;
  return (rb & 0xff00ff) | (g & 0xff00);
}

/** The same turn from -180 to below 180 degrees. */
const shortWay = (degrees) => ((((degrees + 180) % 360) + 360) % 360) - 180;
const wrapped = (d, around) => (d > around / 2 ? d - around : d < -around / 2 ? d + around : d);
const focalPx = (view, height) => height / 2 / Math.tan((view.fov * RAD) / 2);

/** What `lookedAt` answers, for many pixels of one view. */
function looker(view, width, height) {
  const focal = focalPx(view, height);
  const [sp, cp, sy, cy] = [Math.sin(view.pitch * RAD), Math.cos(view.pitch * RAD), Math.sin(view.yaw * RAD), Math.cos(view.yaw * RAD)];
  return (x, y) => {
    const right = x - width / 2;
    const b = height / 2 - y;
    const level = focal * cp - b * sp;
    const up = b * cp + focal * sp;
    const ahead = level * cy - right * sy;
    const aside = right * cy + level * sy;
    return { lon: Math.atan2(aside, ahead) / RAD, lat: Math.atan2(up, Math.sqrt(right * right + level * level)) / RAD };
  };
}

// ---------------------------------------------------------------- on the page

/**
 * Show a panorama. `ready` is refused where the picture cannot be read; `stop()` lets go of everything.
 * @param {object} app
 * @param {object} picture with `wide` or `full` (address), `alt`, `heading_deg`
 * @param {{points?: {points: object[], marks: HTMLElement}|null}} [options]
 */
export function makePanorama(app, picture, { points = null } = {}) {
  const { words } = app;
  const canvas = h("canvas", { class: "panorama-canvas", tabindex: "0", role: "img", "aria-roledescription": words.say("panorama.kind"), "aria-label": words.say("panorama.label", { name: words.of(picture.alt) }) });
  const context = canvas.getContext("2d", { alpha: false });
  const needle = h("span", { class: "panorama-needle" }, glyph("M12 2L17 21L12 17L7 21Z"));
  const reading = h("span", { class: "panorama-heading" });
  const facing = h("p", { class: "panorama-compass", "aria-hidden": "true" }, needle, reading);
  const said = h("p", { class: "visually-hidden", role: "status" });
  const button = (icon, label, change) => h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick: () => glide(change) }, glyph(icon));
    const turns = h("div", { class: "panorama-turns", role: "group", "aria-label": words.say("panorama.turn") },
    button(ARROWS.left, words.say("panorama.left"), { yaw: -30 }), button(ARROWS.up, words.say("panorama.up"), { pitch: 20 }),
    button(ARROWS.down, words.say("panorama.down"), { pitch: -20 }), button(ARROWS.right, words.say("panorama.right"), { yaw: 30 }));
  const hint = h("p", { class: "panorama-hint", text: words.say("panorama.hint") });
  const root = h("div", { class: "panorama" }, canvas, points?.marks ?? null, facing, said, hint, turns);

  let view = bounded({ yaw: 0, pitch: 0, fov: FOV.start });
  let goal = view;
  let texture = null;
  let frame = 0;
  let resting = 0;
  let level = 0;
  let slow = 0;
  let before = Infinity;
  let buffer = null;
  const drags = new Map();
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const watcher = new ResizeObserver(() => touched());

  function touched() {
    if (!frame && texture) frame = requestAnimationFrame(step);
  }

  function step(now) {
    frame = 0;
    const part = still.matches || drags.size ? 1 : 0.28;
    const left = { yaw: shortWay(goal.yaw - view.yaw), pitch: goal.pitch - view.pitch, fov: goal.fov - view.fov };
    const arrived = part === 1 || Object.values(left).every((degrees) => Math.abs(degrees) < 0.2);
    view = arrived ? goal : bounded({ yaw: view.yaw + part * left.yaw, pitch: view.pitch + part * left.pitch, fov: view.fov + part * left.fov });
    paint(turningScale(now), false);
    if (!arrived) touched();
    clearTimeout(resting);
    resting = setTimeout(settle, REST_MS);
  }

  /** How sharp to draw while turning: a machine that cannot keep up draws fewer pixels. */
  function turningScale(now) {
    slow = now - before > SLOW_MS ? slow + 1 : 0;
    before = now;
    if (slow >= SLOW_FRAMES && level < SCALES.length - 1) [level, slow] = [level + 1, 0];
    return SCALES[level];
  }

  /** At rest: every pixel of the screen, blended, and the heading in words. */
  function settle() {
    before = Infinity;
    level = Math.max(0, level - 1);
    if (drags.size || !texture) return;
    const { width, height } = root.getBoundingClientRect();
    paint(Math.min(devicePixelRatio, Math.sqrt(REST_PX_MOST / Math.max(1, width * height))), true);
    if (said.textContent !== reading.textContent) said.textContent = reading.textContent;
  }

  /** Paint at a share of the screen's pixels. */
  function paint(scale, fine) {
    const box = { width: root.clientWidth, height: root.clientHeight };
    const [width, height] = [Math.max(2, Math.round(box.width * scale)), Math.max(2, Math.round(box.height * scale))];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    if (buffer?.width !== width || buffer?.height !== height) buffer = context.createImageData(width, height);
    drawView(texture, new Uint32Array(buffer.data.buffer), width, height, view, fine);
    context.putImageData(buffer, 0, 0);
    point(headingAt(picture, view));
    placePoints(box);
  }

  function point(heading) {
    facing.hidden = heading === null;
    if (heading === null) return;
    needle.style.transform = `rotate(${-heading}deg)`;
    reading.textContent = words.say("panorama.heading", { way: words.say(`compass.${compass(heading)}`), n: Math.round(heading) % 360 });
  }

  function placePoints({ width, height }) {
    for (const [i, point] of (points?.points ?? []).entries()) {
      const mark = points.marks.children[i];
      const at = pixelOf(view, (point.x - 0.5) * 360, (0.5 - point.y) * 180, width, height);
      mark.hidden = !at || at.x < 0 || at.y < 0 || at.x > width || at.y > height;
      if (!mark.hidden) {
        mark.style.setProperty("--x", at.x / width);
        mark.style.setProperty("--y", at.y / height);
      }
    }
  }

  function go(wanted) {
    goal = bounded(wanted);
    hint.hidden = true;
    touched();
  }

  const glide = ({ yaw = 0, pitch = 0, fov = 0 }) => go({ yaw: goal.yaw + yaw, pitch: goal.pitch + pitch, fov: goal.fov + fov });

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    drags.set(event.pointerId, { x: event.clientX, y: event.clientY });
    goal = view;
  });
  canvas.addEventListener("pointermove", (event) => {
    const from = drags.get(event.pointerId);
    if (!from) return;
    const apart = spread(drags);
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    Object.assign(from, { x: event.clientX, y: event.clientY });
    if (drags.size === 1) go(dragged(goal, dx, dy, root.clientHeight));
    else if (apart) go({ ...goal, fov: (goal.fov * apart) / Math.max(1, spread(drags)) });
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      drags.delete(event.pointerId);
      touched();
    });
  }
  root.addEventListener("wheel", (event) => {
    event.preventDefault();
    glide({ fov: Math.sign(event.deltaY) * 6 });
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    glide({ yaw: way[0] * STEP, pitch: way[1] * STEP });
  });

  const ready = readTexture(picture.wide ?? picture.full ?? picture.stop).then((found) => {
    texture = found;
    watcher.observe(root);
    touched();
  });

  return {
    root, canvas, ready, go,
    get view() {
      return view;
    },
    zoom: (factor) => glide({ fov: goal.fov / factor - goal.fov }),
    stop() {
      cancelAnimationFrame(frame);
      clearTimeout(resting);
      watcher.disconnect();
      texture = buffer = null;
    },
    /** Turn for some seconds as a hand would and count the frames shown. */
    measure: (seconds = 3, degPerS = 40) =>
      new Promise((done) => {
        const began = performance.now();
        const shown = [];
        const tick = (now) => {
          if (shown.length) view = goal = bounded({ ...view, yaw: view.yaw + (degPerS * (now - shown.at(-1))) / 1000, pitch: 12 * Math.sin((now - began) / 700) });
          shown.push(now);
          paint(turningScale(now), false);
          if (now - began < seconds * 1000) return requestAnimationFrame(tick);
          const gaps = shown.slice(1).map((at, i) => at - shown[i]).sort((a, b) => a - b);
          settle();
          done({ fps: (1000 * gaps.length) / (shown.at(-1) - shown[0]), worst_ms: gaps.at(-1), p95_ms: gaps[Math.floor(gaps.length * 0.95)], width: Math.round(root.clientWidth * SCALES[level]), height: Math.round(root.clientHeight * SCALES[level]) });
        };
        requestAnimationFrame(tick);
      }),
  };
}

function spread(drags) {
  const [a, b] = drags.values();
  return b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
}

/** Read a picture into a texture; a picture lower than 2:1 stands in the middle of a dark sphere. */
async function readTexture(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const width = textureWidth(image.naturalWidth);
  const canvas = h("canvas", { width, height: width / 2 });
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  const high = Math.min(width / 2, (width * image.naturalHeight) / image.naturalWidth);
  context.fillStyle = "#10151f";
  context.fillRect(0, 0, width, width / 2);
  context.drawImage(image, 0, (width / 2 - high) / 2, width, high);
  return { width, data: new Uint32Array(context.getImageData(0, 0, width, width / 2).data.buffer) };
}
