/** Read lines that are written as steps, as steps.py writes them. */

const UNIT = 1_000_000;

/** Nested [longitude, latitude] positions of nested steps, each from the position before, the first from 0. */
export function positions(steps) {
  let [x, y] = [0, 0];
  function walk(value) {
    if (typeof value[0] !== "number") return value.map(walk);
    x += value[0];
    y += value[1];
    return [x / UNIT, y / UNIT];
  }
  return walk(steps);
}
