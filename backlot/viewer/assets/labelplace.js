/**
 * Place labels so that none covers another: greedy by weight on a grid of boxes.
 * Pure geometry in pixels; drawing is in labels.js.
 */

const CELL_PX = 64;

/** Boxes already taken, found by grid cell. */
export class Occupied {
  constructor() {
    this.cells = new Map();
  }

  /** @param {{x0:number,y0:number,x1:number,y1:number}} box */
  free(box) {
    for (const key of cellsOf(box)) {
      for (const other of this.cells.get(key) ?? []) {
        if (box.x0 < other.x1 && box.x1 > other.x0 && box.y0 < other.y1 && box.y1 > other.y0) return false;
      }
    }
    return true;
  }

  take(box) {
    for (const key of cellsOf(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
    }
  }
}

function* cellsOf(box) {
  for (let x = Math.floor(box.x0 / CELL_PX); x <= Math.floor(box.x1 / CELL_PX); x++) {
    for (let y = Math.floor(box.y0 / CELL_PX); y <= Math.floor(box.y1 / CELL_PX); y++) yield `${x}:${y}`;
  }
}

/**
 * Candidate boxes of a text beside a point, best first.
 * @param {{x:number,y:number}} at
 * @param {{w:number,h:number}} size
 * @param {number} gap distance from the point to the text, 0 for a text centred on it
 */
export function boxesAt(at, size, gap) {
  const { w, h } = size;
  const box = (x, y, align) => ({ x0: x, y0: y, x1: x + w, y1: y + h, align });
  if (gap === 0) return [box(at.x - w / 2, at.y - h / 2, "center")];
  return [
    box(at.x + gap, at.y - h / 2, "left"),
    box(at.x - w / 2, at.y + gap, "center"),
    box(at.x - gap - w, at.y - h / 2, "right"),
    box(at.x - w / 2, at.y - gap - h, "center"),
  ];
}

/**
 * Place texts at points. Returns the placed ones with their box, heaviest first.
 * @template {{x:number,y:number,w:number,h:number,gap:number,weight:number}} T
 * @param {T[]} labels lower weight is placed first; ties in the order given
 * @param {Occupied} taken
 * @returns {{label:T, box:object}[]}
 */
export function placeAll(labels, taken) {
  const placed = [];
  const order = labels.map((label, i) => [label, i]).sort((a, b) => a[0].weight - b[0].weight || a[1] - b[1]);
  for (const [label] of order) {
    const box = boxesAt(label, label, label.gap).find((candidate) => taken.free(candidate));
    if (!box) continue;
    taken.take(box);
    placed.push({ label, box });
  }
  return placed;
}

/**
 * Find a stretch of a line straight enough to write along, nearest its middle.
 * @param {{x:number,y:number}[]} points the line in pixels
 * @param {number} width of the text in pixels
 * @param {number} maxTurn radians the line may turn from letter to letter over the stretch
 * @returns {{start:number, reversed:boolean}|null} `start` in pixels along the line, reversed when
 *   the line must be walked backwards for the text to read left to right
 */
export function stretchFor(points, width, maxTurn = 0.9) {
  const along = lengths(points);
  const total = along[along.length - 1];
  if (total < width * 1.15) return null;
  const steps = Math.max(1, Math.min(12, Math.floor((total - width) / 24)));
  const starts = [];
  for (let i = 0; i <= steps; i++) starts.push(((total - width) * i) / steps);
  starts.sort((a, b) => Math.abs(a + width / 2 - total / 2) - Math.abs(b + width / 2 - total / 2));
  for (const start of starts) {
    if (turnBetween(points, along, start, start + width) > maxTurn) continue;
    const a = pointAlong(points, along, start);
    const b = pointAlong(points, along, start + width);
    return { start, reversed: b.x < a.x };
  }
  return null;
}

/** Running length at each point of a line. */
export function lengths(points) {
  const along = [0];
  for (let i = 1; i < points.length; i++) {
    along.push(along[i - 1] + Math.hypot(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y));
  }
  return along;
}

/** Point and direction at a distance along a line. */
export function pointAlong(points, along, at) {
  let i = 1;
  while (i < along.length - 1 && along[i] < at) i++;
  const part = along[i] - along[i - 1] || 1;
  const f = Math.max(0, Math.min(1, (at - along[i - 1]) / part));
  const [a, b] = [points[i - 1], points[i]];
  return { x: a.x + (b.x - a.x) * f, y: a.y + (b.y - a.y) * f, angle: Math.atan2(b.y - a.y, b.x - a.x) };
}

function turnBetween(points, along, from, to) {
  let turn = 0;
  let last = null;
  for (let i = 1; i < points.length; i++) {
    if (along[i] <= from || along[i - 1] >= to || along[i] === along[i - 1]) continue;
    const angle = Math.atan2(points[i].y - points[i - 1].y, points[i].x - points[i - 1].x);
    if (last !== null) {
      const step = Math.abs(((angle - last + Math.PI * 3) % (Math.PI * 2)) - Math.PI);
      turn += step;
      if (step > 0.5) return Infinity;
    }
    last = angle;
  }
  return turn;
}
