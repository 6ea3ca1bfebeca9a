/** Read a QR code in a picture: plain arithmetic, nothing is asked of the browser. */

import { LEAST_SIZE, textOf } from "#viewer/qrbits.js";
import { findersOf, triosOf } from "#viewer/qrfind.js";
import { darkModules, gridOf, lightsOf, settled, sharpened, sizesOf } from "#viewer/qrgrid.js";
import { cellsOf, darkOf, greyOf, inverted, shrunk } from "#viewer/qrpicture.js";

/** More pixels on the longer edge tell no more of a code that a hand can photograph. */
export const MOST_EDGE = 2400;
/** Longest edges at which a large picture is looked at, in this order. */
export const EDGES = [1200, MOST_EDGE, 800, 1600];
/** How far around a pixel is looked for what is dark, as shares of the longest edge, and where its limit lies. */
const LOOKS = [{ reach: 0.012 }, { reach: 0.08 }, { reach: 0.03, share: 0.35 }];
const MOST_TRIOS = 12;
const SHARPENED = [0, 0.3, 0.6, 1.2];
/** Where the last corner of a code without alignment patterns may be, in modules. */
const FOURTHS = [0, -1, 1, -2, 2].flatMap((x) => [0, -1, 1, -2, 2].map((y) => ({ x, y }))).sort((a, b) => Math.hypot(a.x, a.y) - Math.hypot(b.x, b.y));
/** Larger codes have several alignment patterns. */
const MOST_GUESSED_SIZE = 41;
const SURE_LIKENESS = 0.75;

/**
 * The text of the QR code in a picture, as it is: neither made smaller nor turned round.
 * @param {{data: Uint8ClampedArray|Uint8Array, width: number, height: number}} image RGBA, or grey
 * @returns {{text: string}|null}
 */
export function readQr(image) {
  const grey = greyOf(image);
  const { width, height } = grey;
  if (Math.min(width, height) < 21) return null;
  const cells = cellsOf(grey);
  const tried = new Set();
  for (const { reach, share } of LOOKS) {
    const dark = darkOf(grey, cells, Math.max(width, height) * reach, share);
    for (const trio of triosOf(findersOf(dark, width, height)).slice(0, MOST_TRIOS)) {
      const text = readTrio(grey, trio, tried);
      if (text !== null) return { text };
    }
  }
  return null;
}

/** The ways in which a picture is looked at, one after the other: at each size, then with dark and light exchanged. */
export function waysOf(grey) {
  const longest = Math.max(grey.width, grey.height);
  const edges = [...new Set(EDGES.map((edge) => Math.min(edge, longest)))];
  return [...edges.map((edge) => ({ edge, isInverted: false })), ...edges.slice(0, 2).map((edge) => ({ edge, isInverted: true }))];
}

/**
 * Look for a QR code at several sizes; the page goes on meanwhile.
 * @param {{data: Uint8ClampedArray|Uint8Array, width: number, height: number}} image
 * @param {{tell?: (done: number, count: number) => void, signal?: AbortSignal, pause?: () => Promise<void>}} [hooks]
 * @returns {Promise<{text: string}|null>}
 */
export async function seekQr(image, { tell = () => {}, signal, pause = breath } = {}) {
  const grey = shrunk(greyOf(image), MOST_EDGE);
  const ways = waysOf(grey);
  for (const [at, { edge, isInverted }] of ways.entries()) {
    tell(at, ways.length);
    await pause();
    signal?.throwIfAborted();
    const small = shrunk(grey, edge);
    const found = readQr(isInverted ? inverted(small) : small);
    if (found) return found;
  }
  return null;
}

const breath = () => new Promise((resolve) => setTimeout(resolve));

/** The text between three finder patterns; null where there is none. */
function readTrio(grey, trio, tried) {
  const name = [trio.corner, trio.right, trio.below].map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`).join(" ");
  if (tried.has(name)) return null;
  tried.add(name);
  const three = settled(grey, trio);
  if (!three) return null;
  for (const size of sizesOf(grey, three)) {
    for (const grid of gridsOf(grey, three, size)) {
      const text = readGrid(grey, grid, size);
      if (text !== null) return text;
    }
  }
  return null;
}

/** The grids a code may have: where its last corner is not to be seen, it may be here or there. */
function* gridsOf(grey, three, size) {
  const seen = size > LEAST_SIZE ? gridOf(grey, three, size) : null;
  if (seen) yield seen;
  if (size <= MOST_GUESSED_SIZE && (seen?.likeness ?? 0) < SURE_LIKENESS) for (const fourth of FOURTHS) yield gridOf(grey, three, size, fourth);
}

function readGrid(grey, grid, size) {
  const lights = lightsOf(grey, grid, size);
  for (const by of SHARPENED) {
    const dark = darkModules(by ? sharpened(lights, size, by) : lights, size);
    const text = textOf(dark, size) ?? textOf(mirrored(dark, size), size);
    if (text !== null) return text;
  }
  return null;
}

const mirrored = (dark, size) => dark.map((_, at) => dark[(at % size) * size + Math.floor(at / size)]);
