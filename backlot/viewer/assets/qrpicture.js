/**
 * Grey pictures for reading codes: from colours, smaller, looked at between their pixels, told apart in dark and light.
 *
 * @typedef {object} Grey
 * @property {Uint8Array} data one byte a pixel, row by row
 * @property {number} width
 * @property {number} height
 */

/** Cells in which the darkest and lightest pixel are sought. */
const CELL_PX = 8;
/** Less difference than this is the grain of paper. */
const LEAST_CONTRAST = 20;

/**
 * @param {{data: Uint8ClampedArray|Uint8Array, width: number, height: number}} image RGBA, or grey already
 * @returns {Grey}
 */
export function greyOf({ data, width, height }) {
  const count = width * height;
  if (data.length === count) return { data, width, height };
  const grey = new Uint8Array(count);
  for (let at = 0, from = 0; at < count; at++, from += 4) grey[at] = (data[from] * 77 + data[from + 1] * 150 + data[from + 2] * 29) >> 8;
  return { data: grey, width, height };
}

/** The picture made smaller, so that its longer edge has `edge` pixels: the mean of what falls together. */
export function shrunk(grey, edge) {
  const factor = edge / Math.max(grey.width, grey.height);
  if (factor >= 1) return grey;
  const width = Math.max(1, Math.round(grey.width * factor));
  const height = Math.max(1, Math.round(grey.height * factor));
  const columns = Uint32Array.from({ length: width + 1 }, (_, x) => Math.floor((x * grey.width) / width));
  const data = new Uint8Array(width * height);
  const sums = new Uint32Array(width);
  for (let y = 0; y < height; y++) {
    const top = Math.floor((y * grey.height) / height);
    const end = Math.floor(((y + 1) * grey.height) / height);
    sums.fill(0);
    for (let row = top; row < end; row++) addRow(sums, grey, row, columns);
    for (let x = 0; x < width; x++) data[y * width + x] = sums[x] / ((end - top) * (columns[x + 1] - columns[x]));
  }
  return { data, width, height };
}

function addRow(sums, grey, row, columns) {
  const start = row * grey.width;
  for (let x = 0; x < sums.length; x++) {
    let sum = 0;
    for (let at = start + columns[x], end = start + columns[x + 1]; at < end; at++) sum += grey.data[at];
    sums[x] += sum;
  }
}

export function inverted(grey) {
  return { ...grey, data: grey.data.map((value) => 255 - value) };
}

/** How light the picture is at a point, which need not be the middle of a pixel; its edge goes on for ever. */
export function lightAt({ data, width, height }, x, y) {
  const left = Math.min(width - 1.001, Math.max(0, x - 0.5));
  const top = Math.min(height - 1.001, Math.max(0, y - 0.5));
  const column = left | 0;
  const row = top | 0;
  const right = left - column;
  const below = top - row;
  const at = row * width + column;
  const upper = data[at] + (data[at + 1] - data[at]) * right;
  const lower = data[at + width] + (data[at + width + 1] - data[at + width]) * right;
  return upper + (lower - upper) * below;
}

/**
 * Dark and light by a limit between the darkest and the lightest pixel around, so that a shadow on the paper does no harm.
 * @param {Grey} grey
 * @param {Cells} cells of the same picture
 * @param {number} reach how far around is looked, in pixels
 * @param {number} [share] where between the two the limit lies: low, and light paper in a hard shadow is not dark
 * @returns {Uint8Array} 1 for dark
 */
export function darkOf(grey, cells, reach, share = 0.5) {
  const far = Math.max(1, Math.round(reach / CELL_PX));
  const darkest = lowestAround(cells, cells.darkest, far);
  const lightest = lowestAround(cells, cells.lightest, far);
  const dark = new Uint8Array(grey.data.length);
  for (let y = 0; y < grey.height; y++) {
    const cellRow = Math.floor(y / CELL_PX) * cells.across;
    for (let cell = 0; cell < cells.across; cell++) {
      const low = darkest[cellRow + cell];
      const contrast = 255 - lightest[cellRow + cell] - low;
      if (contrast < LEAST_CONTRAST) continue;
      const limit = low + contrast * share;
      const end = y * grey.width + Math.min(grey.width, (cell + 1) * CELL_PX);
      for (let at = y * grey.width + cell * CELL_PX; at < end; at++) if (grey.data[at] < limit) dark[at] = 1;
    }
  }
  return dark;
}

/**
 * The darkest and the lightest of each cell, of two pixels side by side: a single one out of line is grain.
 * @typedef {{across: number, down: number, darkest: Uint8Array, lightest: Uint8Array}} Cells `lightest` counted down from 255
 * @param {Grey} grey
 * @returns {Cells}
 */
export function cellsOf({ data, width, height }) {
  const across = Math.ceil(width / CELL_PX);
  const down = Math.ceil(height / CELL_PX);
  const darkest = new Uint8Array(across * down).fill(255);
  const lightest = new Uint8Array(across * down).fill(255);
  for (let y = 0; y < height; y++) {
    const cellRow = Math.floor(y / CELL_PX) * across;
    for (let cell = 0; cell < across; cell++) {
      let low = darkest[cellRow + cell];
      let high = 255 - lightest[cellRow + cell];
      const end = y * width + Math.min(width, (cell + 1) * CELL_PX);
      for (let at = y * width + Math.max(1, cell * CELL_PX); at < end; at++) {
        const value = (data[at] + data[at - 1]) >> 1;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      darkest[cellRow + cell] = low;
      lightest[cellRow + cell] = 255 - high;
    }
  }
  return { across, down, darkest, lightest };
}

/** The lowest of all cells so far around each, first along the rows, then along the columns. */
function lowestAround({ across, down }, values, far) {
  return lowestAlong(lowestAlong(values, far, across, 1, down, across), far, down, across, across, 1);
}

function lowestAlong(from, far, count, stride, lines, lineStride) {
  const to = new Uint8Array(from.length);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStride;
    for (let at = 0; at < count; at++) {
      const end = start + Math.min(count - 1, at + far) * stride;
      let lowest = 255;
      for (let each = start + Math.max(0, at - far) * stride; each <= end; each += stride) if (from[each] < lowest) lowest = from[each];
      to[start + at * stride] = lowest;
    }
  }
  return to;
}
