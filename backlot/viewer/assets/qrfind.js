/**
 * Where a QR code may be in a picture: its three finder patterns, at any turn.
 * Any straight line through the middle of such a pattern crosses dark and light as 1 : 1 : 3 : 1 : 1.
 *
 * @typedef {object} Finder
 * @property {number} x
 * @property {number} y
 * @property {number} size length of a module as it is crossed, in pixels
 * @property {number} seen lines that crossed it so
 * @typedef {object} Trio
 * @property {Finder} corner
 * @property {Finder} right
 * @property {Finder} below
 * @property {number} doubt 0 of a perfect square
 */

const SHARES = [1, 1, 3, 1, 1];
const MODULES = 7;
/** A dark or light part may be so much off, in modules per module. */
const SLACK = 0.6;
const MOST_FINDERS = 24;
const LEAST_MODULES = 13;
const MOST_MODULES = 200;

/**
 * The finder patterns of a picture, those seen most often first.
 * @param {Uint8Array} dark
 * @param {number} width
 * @param {number} height
 * @returns {Finder[]}
 */
export function findersOf(dark, width, height) {
  const found = [];
  const picture = { dark, width, height };
  const runs = new Float64Array(5);
  for (let y = 0; y < height; y++) alongRow(picture, y, runs, (x, size) => note(found, picture, x, y, size));
  return found.filter((each) => each.seen > 1 || each.size < 2.5).sort((a, b) => b.seen / b.size - a.seen / a.size).slice(0, MOST_FINDERS);
}

/** Tell of each place in a row where the last five parts look like a finder pattern. */
function alongRow({ dark, width }, y, runs, tell) {
  const start = y * width;
  runs.fill(0);
  let colour = 0;
  let length = 0;
  let count = 0;
  for (let x = 0; x <= width; x++) {
    if (x < width && dark[start + x] === colour) {
      length += 1;
      continue;
    }
    for (let at = 0; at < 4; at++) runs[at] = runs[at + 1];
    runs[4] = length;
    count += 1;
    if (colour && count >= 5 && looksRight(runs)) tell(x - runs[4] - runs[3] - runs[2] / 2, sizeOf(runs));
    colour ^= 1;
    length = 1;
  }
}

const sizeOf = (runs) => (runs[0] + runs[1] + runs[2] + runs[3] + runs[4]) / MODULES;

function looksRight(runs) {
  const size = sizeOf(runs);
  if (size < 0.9) return false;
  const slack = size * SLACK + 0.3;
  for (let at = 0; at < 5; at++) if (Math.abs(runs[at] - SHARES[at] * size) > slack * (at === 2 ? 2 : 1)) return false;
  return true;
}

/** Look at a place across and along once more, and keep it if it still looks right. */
function note(found, picture, x, y, size) {
  const down = crossed(picture, x, y + 0.5, 0, 1, size * 12);
  if (!down || !areAlike(down.size, size)) return;
  const across = crossed(picture, x, down.y, 1, 0, size * 12);
  if (!across || !areAlike(across.size, down.size)) return;
  if (!crossed(picture, across.x, down.y, Math.SQRT1_2, Math.SQRT1_2, size * 12)) return;
  const made = { x: across.x, y: down.y, size: (across.size + down.size) / 2, seen: 1 };
  const same = sameAs(found, made);
  if (same) merge(same, made);
  else found.push(made);
}

/** What was found before and is the same pattern; what was found last is asked first. */
function sameAs(found, made) {
  for (let at = found.length - 1; at >= 0; at--) {
    const each = found[at];
    const near = 1.5 * each.size + 1;
    if (Math.abs(each.y - made.y) < near && Math.abs(each.x - made.x) < near && areAlike(each.size, made.size)) return each;
  }
  return null;
}

const areAlike = (a, b) => a < 1.7 * b && b < 1.7 * a;

function merge(same, made) {
  const all = same.seen + 1;
  for (const part of ["x", "y", "size"]) same[part] = (same[part] * same.seen + made[part]) / all;
  same.seen = all;
}

/** The middle of a finder pattern on a line through a dark point, and its module; null where there is none. */
function crossed(picture, x, y, dx, dy, most) {
  const back = halfCrossed(picture, x, y, -dx, -dy, most);
  const on = back && halfCrossed(picture, x, y, dx, dy, most);
  if (!on) return null;
  const runs = [back[2], back[1], back[0] + on[0] - 1, on[1], on[2]];
  if (!looksRight(runs)) return null;
  const shift = (on[0] - back[0]) / 2;
  return { x: x + dx * shift, y: y + dy * shift, size: sizeOf(runs) };
}

/** Steps through dark, light, dark from a point on; null where the picture ends or a part is too long. */
function halfCrossed({ dark, width, height }, x, y, dx, dy, most) {
  const runs = [0, 0, 0];
  for (let step = 0, part = 0; step < most; step++) {
    const column = Math.floor(x + dx * step);
    const row = Math.floor(y + dy * step);
    const isInside = column >= 0 && row >= 0 && column < width && row < height;
    const isDark = isInside && dark[row * width + column] === 1;
    if (isDark !== (part !== 1)) part += 1;
    if (part === 3) return runs;
    if (!isInside) return null;
    runs[part] += 1;
  }
  return null;
}

/**
 * Three finder patterns that may be the corners of one code, the likeliest first.
 * @param {Finder[]} finders
 * @returns {Trio[]}
 */
export function triosOf(finders) {
  const trios = [];
  for (let a = 0; a < finders.length; a++) {
    for (let b = a + 1; b < finders.length; b++) {
      if (!areAlike(finders[a].size, finders[b].size)) continue;
      for (let c = b + 1; c < finders.length; c++) {
        const trio = trioOf(finders[a], finders[b], finders[c]);
        if (trio) trios.push(trio);
      }
    }
  }
  return trios.sort((one, other) => one.doubt - other.doubt);
}

function trioOf(...three) {
  const sizes = three.map((each) => each.size);
  if (!areAlike(Math.max(...sizes), Math.min(...sizes))) return null;
  const squared = (a, b) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
  // the corner lies opposite the longest side
  const [corner, one, other] = [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
    .map((order) => order.map((at) => three[at]))
    .reduce((best, each) => (squared(each[1], each[2]) > squared(best[1], best[2]) ? each : best));
  const turn = (one.x - corner.x) * (other.y - corner.y) - (one.y - corner.y) * (other.x - corner.x);
  const [right, below] = turn > 0 ? [one, other] : [other, one];
  return judged(corner, right, below);
}

function judged(corner, right, below) {
  const vector = (to) => ({ x: to.x - corner.x, y: to.y - corner.y });
  const [u, v] = [vector(right), vector(below)];
  const [across, down] = [Math.hypot(u.x, u.y), Math.hypot(v.x, v.y)];
  const slant = Math.abs((u.x * v.x + u.y * v.y) / (across * down));
  const stretch = Math.abs(Math.log(across / down));
  const sizes = [corner.size, right.size, below.size];
  const modules = (across + down) / 2 / ((sizes[0] + sizes[1] + sizes[2]) / 3);
  if (!(slant < 0.55 && stretch < 0.7 && modules > LEAST_MODULES * 0.7 && modules < MOST_MODULES)) return null;
  const uneven = Math.log(Math.max(...sizes) / Math.min(...sizes));
  return { corner, right, below, doubt: slant + stretch + uneven };
}
