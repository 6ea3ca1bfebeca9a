/**
 * The modules of a QR code in a picture: how many there are, where each lies, dark or light.
 * The places of alignment patterns cut the code into fields; each has a perspective of its own, so that neither a slanted
 * camera nor bent paper matters.
 *
 * @typedef {import("#viewer/qrpicture.js").Grey} Grey
 * @typedef {import("#viewer/qrfind.js").Trio} Trio
 * @typedef {{x: number, y: number}} Point
 */

import { LEAST_SIZE, MOST_SIZE, alignmentAt, versionNear } from "#viewer/qrbits.js";
import { lightAt } from "#viewer/qrpicture.js";

const FINDER = ["000000000", "011111110", "010000010", "010111010", "010111010", "010111010", "010000010", "011111110", "000000000"];
const ALIGNMENT = ["11111", "10001", "10101", "10001", "11111"];
/** From a code's edge to the middle of its finder patterns, in modules. */
const MIDDLE = 3.5;
const LEAST_LIKENESS = 0.5;
const LEAST_ALIGNED = 0.45;
const DISTANCE_COST = 0.01;
const TAPS = [-0.25, 0, 0.25];
/** How far around a module others say what is dark there. */
const AROUND = 5;

const plus = (point, vector, by = 1) => ({ x: point.x + vector.x * by, y: point.y + vector.y * by });
const minus = (to, from) => ({ x: to.x - from.x, y: to.y - from.y });
const scaled = (vector, by) => ({ x: vector.x * by, y: vector.y * by });

/**
 * The three corners moved to where they fit best; null where one does not look like a finder pattern.
 * @param {Grey} grey
 * @param {Trio} trio
 */
export function settled(grey, trio) {
  const towards = [minus(trio.right, trio.corner), minus(trio.below, trio.corner)];
  const corners = [trio.corner, trio.right, trio.below].map((each) => {
    const [u, v] = towards.map((vector) => moduleAlong(vector, each.size));
    const fit = bestNear(grey, FINDER, each, u, v, { reach: 0.75, step: 0.25 });
    return fit.likeness >= LEAST_LIKENESS ? { ...fit.at, u, v } : null;
  });
  if (corners.includes(null)) return null;
  return { corner: corners[0], right: corners[1], below: corners[2] };
}

/** One module in the direction of a side: a pattern that is turned is crossed at a slant. */
function moduleAlong(side, size) {
  const length = Math.hypot(side.x, side.y);
  return scaled(side, (size * Math.max(Math.abs(side.x), Math.abs(side.y))) / length / length);
}

/* how many modules */

/** How many modules a side may have, the likeliest first. */
export function sizesOf(grey, three) {
  const { corner, right, below } = three;
  const length = (vector) => Math.hypot(vector.x, vector.y);
  const module = [corner, right, below].reduce((sum, each) => sum + length(each.u) + length(each.v), 0) / 6;
  const guess = (length(minus(right, corner)) + length(minus(below, corner))) / 2 / module + 2 * MIDDLE;
  const counted = [
    timed(grey, plus(corner, corner.v, 3), plus(right, right.v, 3), guess),
    timed(grey, plus(corner, corner.u, 3), plus(below, below.u, 3), guess),
  ];
  const written = guess > 38 ? [versionWritten(grey, right, right.u, right.v), versionWritten(grey, below, below.v, below.u)] : [];
  const near = [0, -4, 4].map((more) => guess + more);
  const sizes = [...written.filter(Boolean).map((version) => version * 4 + 17), ...counted, ...near].map((each) => Math.round((each - 17) / 4) * 4 + 17);
  return [...new Set(sizes)].filter((each) => each >= LEAST_SIZE && each <= MOST_SIZE && Math.abs(each - guess) < 6 + guess * 0.3);
}

/** The modules of a side, by the dark ones of the timing pattern between two finder patterns. */
function timed(grey, from, to, guess) {
  const way = minus(to, from);
  const steps = Math.ceil(guess * 8);
  const lights = Float64Array.from({ length: steps + 1 }, (_, at) => lightAt(grey, from.x + (way.x * at) / steps, from.y + (way.y * at) / steps));
  let turns = 0;
  for (let at = 0, isDark = true; at <= steps; at++) {
    // the middle of what is darkest and lightest within three modules
    const part = lights.subarray(Math.max(0, at - 12), at + 13);
    const least = Math.min(...part);
    const most = Math.max(...part);
    const margin = (most - least) * 0.1;
    const light = lights[at] - (least + most) / 2;
    if (isDark ? light > margin : light < -margin) {
      isDark = !isDark;
      turns += 1;
    }
  }
  // one dark part fewer than turns to light belongs to the timing pattern
  return (turns / 2 - 1) * 2 + 15;
}

/** The version as it is written beside a finder pattern; null where it cannot be read, or is not there. */
function versionWritten(grey, finder, along, across) {
  const lights = [];
  for (let row = 0; row < 6; row++) for (let column = 0; column < 3; column++) lights.push(lightOf(grey, finder, along, across, column - 7, row - 3));
  const limit = (Math.min(...lights) + Math.max(...lights)) / 2;
  return versionNear(lights.reduce((bits, light, at) => bits | (Number(light < limit) << at), 0));
}

const lightOf = (grey, middle, u, v, column, row) => lightAt(grey, middle.x + u.x * column + v.x * row, middle.y + u.y * column + v.y * row);

/* looking for a pattern */

/** How like a pattern the picture is around a point, 1 when alike, 0 when by chance. */
function likeness(grey, pattern, middle, u, v) {
  const half = (pattern.length - 1) / 2;
  let [light, square, dark, darks] = [0, 0, 0, 0];
  const count = pattern.length ** 2;
  for (let row = 0; row < pattern.length; row++) {
    for (let column = 0; column < pattern.length; column++) {
      const value = lightOf(grey, middle, u, v, column - half, row - half);
      light += value;
      square += value * value;
      if (pattern[row][column] === "1") {
        dark += value;
        darks += 1;
      }
    }
  }
  const spread = Math.sqrt((square - (light * light) / count) * darks * (1 - darks / count));
  return spread > count * 0.5 ? ((light * darks) / count - dark) / spread : 0;
}

/** The point around another that is most like a pattern. */
function bestNear(grey, pattern, middle, u, v, { reach, step }) {
  let best = { at: middle, likeness: -1 };
  const look = (across, down, from) => {
    const at = plus(plus(from, u, across), v, down);
    // among equals the one expected: a sharp pattern fits as well a little beside its middle
    const far = Math.hypot(at.x - middle.x, at.y - middle.y) / Math.hypot(u.x, u.y);
    const found = likeness(grey, pattern, at, u, v) - far * DISTANCE_COST;
    if (found > best.likeness) best = { at, likeness: found };
  };
  for (let down = -reach; down <= reach; down += step) for (let across = -reach; across <= reach; across += step) look(across, down, middle);
  for (let fine = step / 2; fine >= 0.06; fine /= 2) {
    const from = best.at;
    for (const down of [-fine, 0, fine]) for (const across of [-fine, 0, fine]) look(across, down, from);
  }
  return best;
}

/* where each module lies */

/**
 * The places in the picture of the modules' own coordinates, as fields of four known points each.
 * @param {Grey} grey
 * @param {{corner: Point, right: Point, below: Point}} three
 * @param {number} size modules along one side
 * @param {Point} [fourth] how far the last corner is off a parallelogram, in modules; for codes without alignment patterns
 * @returns {{lines: number[], fields: number[][][], likeness: number}} `likeness` of the alignment patterns, 0 without any
 */
export function gridOf(grey, three, size, fourth = null) {
  const lines = alignmentAt(size).map((each) => each + 0.5);
  if (!lines.length || fourth) lines.splice(0, lines.length, MIDDLE, size - MIDDLE);
  const last = lines.length - 1;
  const nodes = lines.map(() => []);
  const plane = planeOf(three, size);
  const found = [];
  nodes[0][0] = node(plane, MIDDLE, MIDDLE, three.corner);
  nodes[0][last] = node(plane, size - MIDDLE, MIDDLE, three.right);
  nodes[last][0] = node(plane, MIDDLE, size - MIDDLE, three.below);
  if (fourth) nodes[last][last] = node(plane, size - MIDDLE, size - MIDDLE, plus(plus(plane.at(size - MIDDLE, size - MIDDLE), plane.u, fourth.x), plane.v, fourth.y));
  for (let sum = 1; sum <= 2 * last; sum++) {
    for (let row = Math.max(0, sum - last); row <= Math.min(last, sum); row++) {
      const column = sum - row;
      if (!nodes[row][column]) nodes[row][column] = sought(grey, plane, nodes, lines, row, column, found);
    }
  }
  const fields = lines.slice(1).map((_, row) => lines.slice(1).map((__, column) => (
    perspective([nodes[row][column], nodes[row][column + 1], nodes[row + 1][column], nodes[row + 1][column + 1]])
  )));
  return { lines, fields, likeness: found.length ? found.reduce((sum, each) => sum + each, 0) / found.length : 0 };
}

/** The even grid that the three corners span. */
function planeOf({ corner, right, below }, size) {
  const u = scaled(minus(right, corner), 1 / (size - 2 * MIDDLE));
  const v = scaled(minus(below, corner), 1 / (size - 2 * MIDDLE));
  return { u, v, at: (x, y) => plus(plus(corner, u, x - MIDDLE), v, y - MIDDLE) };
}

/** A known point: the modules' coordinates, where it is, and how far that is off the even grid. */
const node = (plane, x, y, at) => ({ x, y, at, off: minus(at, plane.at(x, y)) });

/** The alignment pattern of a line and a row, looked for where its neighbours let it expect. */
function sought(grey, plane, nodes, lines, row, column, found) {
  const [x, y] = [lines[column], lines[row]];
  const [left, above, behind] = [nodes[row]?.[column - 1], nodes[row - 1]?.[column], nodes[row - 1]?.[column - 1]];
  const off = behind && left && above ? minus(plus(left.off, above.off), behind.off) : (left ?? above).off;
  const u = above && behind ? bent(plane.u, behind, above, "x") : plane.u;
  const v = left && behind ? bent(plane.v, behind, left, "y") : plane.v;
  const isOnly = lines.length === 2;
  const reach = isOnly ? 2 + x * 0.12 : 3;
  const fit = bestNear(grey, ALIGNMENT, plus(plane.at(x, y), off), u, v, { reach, step: 0.5 });
  found.push(Math.max(0, fit.likeness));
  return node(plane, x, y, fit.likeness >= LEAST_ALIGNED ? fit.at : plus(plane.at(x, y), off));
}

/** A module's vector as two known points have it. */
const bent = (vector, from, to, axis) => plus(vector, minus(to.off, from.off), 1 / (to[axis] - from[axis]));

/** The eight figures of the perspective that puts four points where they are. */
function perspective(nodes) {
  const rows = nodes.flatMap(({ x, y, at }) => [
    [x, y, 1, 0, 0, 0, -x * at.x, -y * at.x, at.x],
    [0, 0, 0, x, y, 1, -x * at.y, -y * at.y, at.y],
  ]);
  for (let column = 0; column < 8; column++) {
    const pivot = rows.slice(column).reduce((best, row, at) => (Math.abs(row[column]) > Math.abs(rows[best][column]) ? column + at : best), column);
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let row = 0; row < 8; row++) {
      if (row === column) continue;
      const by = rows[row][column] / rows[column][column];
      for (let at = column; at < 9; at++) rows[row][at] -= by * rows[column][at];
    }
  }
  return rows.map((row, at) => row[8] / row[at]);
}

/* dark or light */

/**
 * How light each module is.
 * @returns {Float32Array} row by row
 */
export function lightsOf(grey, { lines, fields }, size) {
  const fieldAt = (module) => Math.max(0, Math.min(lines.length - 2, lines.findLastIndex((line) => line <= module + 0.5)));
  const which = Array.from({ length: size }, (_, module) => fieldAt(module));
  const lights = new Float32Array(size * size);
  for (let row = 0; row < size; row++) for (let column = 0; column < size; column++) lights[row * size + column] = sampled(grey, fields[which[row]][which[column]], column + 0.5, row + 0.5);
  return lights;
}

function sampled(grey, [a, b, c, d, e, f, g, k], x, y) {
  let sum = 0;
  for (const down of TAPS) {
    for (const across of TAPS) {
      const over = g * (x + across) + k * (y + down) + 1;
      sum += lightAt(grey, (a * (x + across) + b * (y + down) + c) / over, (d * (x + across) + e * (y + down) + f) / over);
    }
  }
  return sum / TAPS.length ** 2;
}

/** Lights with what has run in from the neighbours taken out again, first along the rows, then along the columns. */
export function sharpened(lights, size, by) {
  const along = (from, step, isFirst, isLast) => from.map((light, at) => (
    light * (1 + 2 * by) - by * ((isFirst(at) ? light : from[at - step]) + (isLast(at) ? light : from[at + step]))
  ));
  const rows = along(lights, 1, (at) => at % size === 0, (at) => at % size === size - 1);
  return along(rows, size, (at) => at < size, (at) => at >= size * (size - 1));
}

/** 1 for each module darker than the middle of the dark and the light ones around it. */
export function darkModules(lights, size) {
  const means = meanAround(lights, size);
  const first = lights.map((light, at) => Number(light < means[at]));
  const shares = meanAround(first, size);
  const darks = meanAround(lights.map((light, at) => light * first[at]), size);
  return Uint8Array.from(lights, (light, at) => {
    const share = Math.min(0.98, Math.max(0.02, shares[at]));
    const middle = (darks[at] / share + (means[at] - darks[at]) / (1 - share)) / 2;
    return Number(light < middle);
  });
}

/** The mean of all values so far around each. */
function meanAround(values, size) {
  const wide = size + 1;
  const sums = new Float64Array(wide * wide);
  for (let row = 0; row < size; row++) {
    for (let column = 0, sum = 0; column < size; column++) {
      sum += values[row * size + column];
      sums[(row + 1) * wide + column + 1] = sums[row * wide + column + 1] + sum;
    }
  }
  return values.map((_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    const [top, left] = [Math.max(0, row - AROUND), Math.max(0, column - AROUND)];
    const [end, right] = [Math.min(size, row + AROUND + 1), Math.min(size, column + AROUND + 1)];
    return (sums[end * wide + right] - sums[top * wide + right] - sums[end * wide + left] + sums[top * wide + left]) / ((end - top) * (right - left));
  });
}
