/**
 * Reed-Solomon codes over GF(256), as QR codes use them: modulus x^8 + x^4 + x^3 + x^2 + 1, first root 1.
 * For more info see: ISO/IEC 18004, 7.5.
 */

const MODULUS = 0x11d;
const POWERS = new Uint8Array(510);
const LOGS = new Uint8Array(256);

for (let at = 0, value = 1; at < 255; at++) {
  POWERS[at] = POWERS[at + 255] = value;
  LOGS[value] = at;
  value <<= 1;
  if (value & 256) value ^= MODULUS;
}

const times = (a, b) => (a && b ? POWERS[LOGS[a] + LOGS[b]] : 0);
const over = (a, b) => (a ? POWERS[LOGS[a] + 255 - LOGS[b]] : 0);

/** The value of a polynomial, lowest power first. */
function valueAt(polynomial, x) {
  let value = 0;
  for (let at = polynomial.length - 1; at >= 0; at--) value = times(value, x) ^ polynomial[at];
  return value;
}

/**
 * A block of codewords with its errors put right.
 * @param {Uint8Array} block data, then the codewords that guard them
 * @param {number} guards how many of them guard: half as many errors can be put right
 * @returns {Uint8Array|null} the whole block; null where there are more errors than that
 */
export function corrected(block, guards) {
  const found = syndromes(block, guards);
  if (found.every((each) => each === 0)) return block;
  const locator = locatorOf(found);
  const errors = locator.length - 1;
  const places = placesOf(locator, block.length);
  if (errors * 2 > guards || places.length !== errors) return null;
  const right = repaired(block, found, locator, places);
  return syndromes(right, guards).every((each) => each === 0) ? right : null;
}

function syndromes(block, guards) {
  return Array.from({ length: guards }, (_, power) => block.reduce((sum, each) => times(sum, POWERS[power]) ^ each, 0));
}

/** The polynomial whose roots say where the errors are, lowest power first (Berlekamp and Massey). */
function locatorOf(found) {
  let locator = [1];
  let before = [1];
  let shift = 1;
  let last = 1;
  for (let at = 0; at < found.length; at++) {
    let miss = 0;
    for (let each = 0; each < locator.length; each++) miss ^= times(locator[each], found[at - each] ?? 0);
    if (!miss) {
      shift += 1;
      continue;
    }
    const grows = 2 * (locator.length - 1) <= at;
    const kept = locator;
    locator = added(locator, before, over(miss, last), shift);
    if (grows && locator.length > kept.length) {
      [before, last, shift] = [kept, miss, 1];
    } else {
      shift += 1;
    }
  }
  while (locator.length > 1 && !locator.at(-1)) locator.pop();
  return locator;
}

/** One polynomial and a multiple of another, moved up by some powers. */
function added(one, other, factor, shift) {
  const sum = new Array(Math.max(one.length, other.length + shift)).fill(0);
  one.forEach((each, at) => { sum[at] = each; });
  other.forEach((each, at) => { sum[at + shift] ^= times(each, factor); });
  return sum;
}

/** Where in the block the errors are, as powers counted from its end (Chien). */
function placesOf(locator, length) {
  const places = [];
  for (let power = 0; power < length; power++) if (valueAt(locator, POWERS[255 - power]) === 0) places.push(power);
  return places;
}

/** The block with each error taken out (Forney). */
function repaired(block, found, locator, places) {
  const right = block.slice();
  const evaluator = found.map((_, at) => locator.reduce((sum, each, power) => sum ^ times(each, found[at - power] ?? 0), 0));
  // the derivative keeps the odd powers only
  const slope = locator.map((_, at) => (at % 2 === 0 ? locator[at + 1] ?? 0 : 0));
  for (const power of places) {
    const inverse = POWERS[255 - power];
    const by = over(times(POWERS[power], valueAt(evaluator, inverse)), valueAt(slope, inverse));
    right[block.length - 1 - power] ^= by;
  }
  return right;
}
