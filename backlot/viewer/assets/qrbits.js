/**
 * From the modules of a QR code to its text: format, mask, codewords, segments.
 * For more info see: ISO/IEC 18004, 7.3 to 7.10 and annexes C to E.
 */

import { corrected } from "#viewer/qrfield.js";

export const LEAST_SIZE = 21;
export const MOST_SIZE = 177;

/** By level and version: codewords that guard each block, and the number of blocks. */
const GUARDS = {
  L: [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
  M: [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28],
  Q: [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
  H: [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
};
const BLOCKS = {
  L: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
  M: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
  Q: [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68],
  H: [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81],
};
/** The levels by their figure in the format. */
const LEVELS = ["M", "L", "H", "Q"];
const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => ((y >> 1) + Math.floor(x / 3)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];
const FORMAT_MASK = 0x5412;
const FORMATS = Array.from({ length: 32 }, (_, value) => guarded(value, 10, 0x537) ^ FORMAT_MASK);
const VERSIONS = Array.from({ length: 34 }, (_, at) => guarded(at + 7, 12, 0x1f25));
/** So many wrong bits of a format or version are put right. */
const MOST_WRONG = 3;
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

export const versionOf = (size) => (size - 17) / 4;

/** The coordinates of alignment patterns along one side; none in version 1. */
export function alignmentAt(size) {
  const version = versionOf(size);
  if (version < 2) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => size - 7 - step * (count - 2 - at))];
}

/**
 * The text that some modules hold.
 * @param {Uint8Array} dark 1 for each dark module, row by row
 * @param {number} size modules along one side
 * @returns {string|null} null where they hold no text that can be read
 */
export function textOf(dark, size) {
  const format = formatOf(dark, size);
  if (!format) return null;
  const data = dataOf(codewordsOf(dark, size, MASKS[format.mask]), versionOf(size), format.level);
  return data && segmentsText(data, versionOf(size));
}

/** The version nearest to 18 bits, lowest first; null where none is near. */
export function versionNear(bits) {
  const { at, wrong } = nearest(VERSIONS, bits);
  return wrong <= MOST_WRONG ? at + 7 : null;
}

/* format */

/** A value with its guarding bits behind it. */
function guarded(value, bits, generator) {
  let rest = value << bits;
  for (let at = 31 - Math.clz32(generator), top = 31; top >= at; top--) if ((rest >>> top) & 1) rest ^= generator << (top - at);
  return (value << bits) | rest;
}

function nearest(list, bits) {
  const wrong = list.map((each) => ones(each ^ bits));
  const least = Math.min(...wrong);
  return { at: wrong.indexOf(least), wrong: least };
}

function ones(value) {
  let count = 0;
  for (let rest = value; rest; rest &= rest - 1) count += 1;
  return count;
}

function formatOf(dark, size) {
  const bits = (places) => places.reduce((sum, [x, y], at) => sum | (dark[y * size + x] << at), 0);
  const [one, other] = formatPlaces(size).map((places) => nearest(FORMATS, bits(places)));
  const best = one.wrong <= other.wrong ? one : other;
  return best.wrong <= MOST_WRONG ? { level: LEVELS[best.at >> 3], mask: best.at & 7 } : null;
}

/** Where both copies of the format stand, lowest bit first. */
function formatPlaces(size) {
  const first = [0, 1, 2, 3, 4, 5, 7, 8].map((y) => [8, y]).concat([7, 5, 4, 3, 2, 1, 0].map((x) => [x, 8]));
  const second = Array.from({ length: 15 }, (_, at) => (at < 8 ? [size - 1 - at, 8] : [8, size - 15 + at]));
  return [first, second];
}

/* codewords */

/** 1 for each module that holds no data. */
function reservedOf(size) {
  const reserved = new Uint8Array(size * size);
  const fill = (left, top, width, height) => {
    for (let y = top; y < top + height; y++) reserved.fill(1, y * size + left, y * size + left + width);
  };
  fill(0, 0, 9, 9);
  fill(size - 8, 0, 8, 9);
  fill(0, size - 8, 9, 8);
  fill(0, 6, size, 1);
  fill(6, 0, 1, size);
  const lines = alignmentAt(size);
  const last = lines.length - 1;
  lines.forEach((y, row) => lines.forEach((x, column) => {
    const isFinder = (row === 0 && (column === 0 || column === last)) || (row === last && column === 0);
    if (!isFinder) fill(x - 2, y - 2, 5, 5);
  }));
  if (versionOf(size) >= 7) {
    fill(size - 11, 0, 3, 6);
    fill(0, size - 11, 6, 3);
  }
  return reserved;
}

/** The codewords in the order they are drawn: in pairs of columns from the right, up and down. */
function codewordsOf(dark, size, mask) {
  const reserved = reservedOf(size);
  const bits = [];
  let up = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step++) {
      const y = up ? size - 1 - step : step;
      for (const x of [right, right - 1]) if (!reserved[y * size + x]) bits.push(dark[y * size + x] ^ Number(mask(x, y)));
    }
    up = !up;
  }
  return Uint8Array.from({ length: bits.length >> 3 }, (_, at) => bits.slice(at * 8, at * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0));
}

/** The data of all blocks with errors put right, one block after the other; null where one has too many. */
function dataOf(codewords, version, level) {
  const guards = GUARDS[level][version - 1];
  const count = BLOCKS[level][version - 1];
  const short = Math.floor(codewords.length / count) - guards;
  const firstLong = count - (codewords.length % count);
  const data = [];
  for (let block = 0; block < count; block++) {
    const own = short + Number(block >= firstLong);
    const dataAt = (at) => at * count + block - (at === short ? firstLong : 0);
    const guardAt = (at) => codewords.length - guards * count + at * count + block;
    const whole = Uint8Array.from({ length: own + guards }, (_, at) => codewords[at < own ? dataAt(at) : guardAt(at - own)]);
    const right = corrected(whole, guards);
    if (!right) return null;
    for (let at = 0; at < own; at++) data.push(right[at]);
  }
  return Uint8Array.from(data);
}

/* segments */

const END = 0;
const DIGITS = 1;
const ALPHANUMERIC = 2;
const JOINED = 3;
const BYTES = 4;
const CHARACTER_SET = 7;
const KANJI = 8;
const MARKS = [5, 9];

function segmentsText(data, version) {
  const bits = bitReader(data);
  const wide = version < 10 ? 0 : version < 27 ? 1 : 2;
  const length = (...widths) => bits.take(widths[wide]);
  const parts = [];
  while (bits.left() >= 4) {
    const mode = bits.take(4);
    if (mode === END) break;
    if (mode === DIGITS) parts.push(digits(bits, length(10, 12, 14)));
    else if (mode === ALPHANUMERIC) parts.push(letters(bits, length(9, 11, 13)));
    else if (mode === BYTES) parts.push(bytesText(Uint8Array.from({ length: length(8, 16, 16) }, () => bits.take(8))));
    else if (mode === KANJI) parts.push(kanji(bits, length(8, 10, 12)));
    else if (mode === CHARACTER_SET) bits.take(8 * (1 + bits.leadingOnes(2)));
    else if (mode === JOINED) bits.take(16);
    else if (!MARKS.includes(mode)) return null;
    if (bits.left() < 0) return null;
  }
  return parts.join("");
}

/** Takes bits off some bytes; `left` falls below 0 when more were taken than there are. */
function bitReader(data) {
  let at = 0;
  const bitAt = (index) => ((data[index >> 3] ?? 0) >> (7 - (index & 7))) & 1;
  return {
    left: () => data.length * 8 - at,
    take(count) {
      let value = 0;
      for (const end = at + count; at < end; at++) value = value * 2 + bitAt(at);
      return value;
    },
    /** How many of the next bits are 1 before the first 0, `most` of them looked at. */
    leadingOnes(most) {
      let count = 0;
      while (count < most && bitAt(at + count)) count += 1;
      return count;
    },
  };
}

function digits(bits, count) {
  let text = "";
  for (let left = count; left > 0 && bits.left() > 0; left -= 3) {
    const group = Math.min(3, left);
    text += String(bits.take(group * 3 + 1)).padStart(group, "0");
  }
  return text;
}

function letters(bits, count) {
  let text = "";
  for (let left = count; left > 0 && bits.left() > 0; left -= 2) {
    const value = bits.take(left > 1 ? 11 : 6);
    text += left > 1 ? (LETTERS[Math.floor(value / 45)] ?? "") + LETTERS[value % 45] : LETTERS[value] ?? "";
  }
  return text;
}

function kanji(bits, count) {
  const bytes = [];
  for (let left = count; left > 0 && bits.left() > 0; left--) {
    const value = bits.take(13);
    const pair = Math.floor(value / 0xc0) * 256 + (value % 0xc0);
    const code = pair + (pair + 0x8140 <= 0x9ffc ? 0x8140 : 0xc140);
    bytes.push(code >> 8, code & 255);
  }
  return new TextDecoder("shift_jis").decode(Uint8Array.from(bytes));
}

function bytesText(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // not UTF-8: the standard's own set
    return new TextDecoder("latin1").decode(bytes);
  }
}
