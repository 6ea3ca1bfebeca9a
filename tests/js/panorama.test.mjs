import assert from "node:assert/strict";
import test from "node:test";

import { bounded, dragged, drawView, headingAt, lookedAt, pixelOf, textureWidth } from "../../backlot/viewer/assets/panorama.js";
import { randomFrom } from "./support.mjs";

const about = (found, wanted, tolerance) => assert.ok(Math.abs(found - wanted) <= tolerance, `${found} is not about ${wanted}`);
const apart = (a, b) => Math.abs(((((a - b + 180) % 360) + 360) % 360) - 180);
const [W, H] = [590, 410];

/** A texture whose every pixel tells its own place: column in the low bits, row above. */
function map(width) {
  const data = new Uint32Array((width * width) / 2);
  for (let i = 0; i < data.length; i++) data[i] = ((Math.floor(i / width) << 12) | i % width) >>> 0;
  return { width, data };
}

/** A texture of colours that change slowly and meet where the ends meet. */
function smooth(width) {
  const data = new Uint32Array((width * width) / 2);
  for (let i = 0; i < data.length; i++) {
    const red = Math.round(127 + 120 * Math.sin(((i % width) / width) * 2 * Math.PI));
    const green = Math.round((Math.floor(i / width) / (width / 2)) * 255);
    data[i] = (0xff000000 | (128 << 16) | (green << 8) | red) >>> 0;
  }
  return { width, data };
}

test("the middle of the screen looks where one is turned", () => {
  for (const [yaw, pitch] of [[0, 0], [90, 0], [-135, 30], [12, -88]]) {
    const { lon, lat } = lookedAt({ yaw, pitch, fov: 65 }, W / 2, H / 2, W, H);
    about(lon, yaw, 1e-9);
    about(lat, pitch, 1e-9);
  }
});

test("the field of view reaches from the top of the screen to its bottom", () => {
  const view = { yaw: 0, pitch: 0, fov: 60 };
  about(lookedAt(view, W / 2, 0, W, H).lat, 30, 1e-9);
  about(lookedAt(view, W / 2, H, W, H).lat, -30, 1e-9);
});

test("right on the screen is clockwise, up is towards the zenith", () => {
  const view = { yaw: 170, pitch: 0, fov: 65 };
  assert.ok(apart(lookedAt(view, W, H / 2, W, H).lon, 170) > 10);
  assert.ok(lookedAt({ ...view, yaw: 0 }, W, H / 2, W, H).lon > 0);
  assert.ok(lookedAt(view, W / 2, 0, W, H).lat > 0);
});

test("where a pixel looks is found again at that pixel", () => {
  const random = randomFrom(7);
  for (let i = 0; i < 500; i++) {
    const view = bounded({ yaw: random() * 720 - 360, pitch: random() * 170 - 85, fov: 30 + random() * 60 });
    const [x, y] = [random() * W, random() * H];
    const { lon, lat } = lookedAt(view, x, y, W, H);
    const found = pixelOf(view, lon, lat, W, H);
    about(found.x, x, 1e-6);
    about(found.y, y, 1e-6);
  }
});

test("what lies behind one's back has no pixel", () => assert.equal(pixelOf({ yaw: 0, pitch: 0, fov: 65 }, 180, 0, W, H), null));

test("turning goes round, looking up and zooming have an end", () => {
  assert.deepEqual(bounded({ yaw: 190, pitch: 100, fov: 200 }), { yaw: -170, pitch: 88, fov: 95 });
  assert.deepEqual(bounded({ yaw: -181, pitch: -100, fov: 1 }), { yaw: 179, pitch: -88, fov: 25 });
  assert.equal(bounded({ yaw: 720, pitch: 0, fov: 65 }).yaw, 0);
});

test("a drag takes the picture along with the finger", () => {
  const view = { yaw: 10, pitch: 5, fov: 65 };
  assert.ok(dragged(view, 50, 0, H).yaw < 10);
  assert.ok(dragged(view, 0, 50, H).pitch > 5);
  const there = pixelOf(dragged(view, 30, 0, H), 10, 5, W, H);
  about(there.x, W / 2 + 30, 3);
});

test("the compass counts from the middle of the picture", () => {
  assert.equal(headingAt({ heading_deg: 350 }, { yaw: 20 }), 10);
  assert.equal(headingAt({ heading_deg: 10 }, { yaw: -20 }), 350);
  assert.equal(headingAt({ heading_deg: null }, { yaw: 0 }), null);
  assert.equal(headingAt({}, { yaw: 0 }), null);
});

test("a texture is a power of two, no larger than needed nor than 4,096", () => {
  assert.deepEqual([1, 257, 1600, 4096, 20000].map(textureWidth), [256, 512, 2048, 4096, 4096]);
});

for (const [name, view] of [
  ["ahead", { yaw: 0, pitch: 0, fov: 65 }], ["across the seam", { yaw: 179.9, pitch: 12, fov: 95 }], ["up, with the zenith in sight", { yaw: 33, pitch: 80, fov: 80 }],
  ["down, with the nadir in sight", { yaw: -100, pitch: -88, fov: 95 }], ["narrowly", { yaw: 5, pitch: 40, fov: 25 }],
]) {
  test(`looking ${name}, every pixel is the source pixel it looks at, or its neighbour`, () => {
    const texture = map(2048);
    const out = new Uint32Array(W * H);
    drawView(texture, out, W, H, view);
    let off = 0;
    for (let y = 0; y < H; y++) {
      for (let x = 0; x < W; x++) {
        const { lon, lat } = lookedAt(view, x + 0.5, y + 0.5, W, H);
        const [column, row] = [out[y * W + x] & 4095, out[y * W + x] >>> 12];
        const du = apart((column + 0.5) * (360 / 2048), lon + 180) * (2048 / 360) * Math.cos((lat * Math.PI) / 180);
        const dv = Math.abs(row + 0.5 - ((90 - lat) / 180) * 1024);
        off = Math.max(off, du, dv);
      }
    }
    assert.ok(off < 0.75, `off by ${off} source pixels`);
  });
}

test("a fine view is smooth, opaque, and about what the quick one is", () => {
  const texture = smooth(512);
  const [quick, fine] = [new Uint32Array(W * H), new Uint32Array(W * H)];
  for (const view of [{ yaw: 178, pitch: 20, fov: 65 }, { yaw: 0, pitch: 87, fov: 90 }]) {
    drawView(texture, quick, W, H, view);
    drawView(texture, fine, W, H, view, true);
    for (let i = 0; i < fine.length; i++) {
      assert.equal(fine[i] >>> 24, 255);
      about((fine[i] >>> 16) & 255, 128, 1);
      about(fine[i] & 255, quick[i] & 255, 4);
      about((fine[i] >>> 8) & 255, (quick[i] >>> 8) & 255, 4);
    }
  }
});

test("sizes that are no multiple of a cell are painted to the last pixel", () => {
  const texture = smooth(256);
  for (const [width, height] of [[1, 1], [7, 9], [17, 8], [100, 33]]) {
    const out = new Uint32Array(width * height);
    drawView(texture, out, width, height, { yaw: 0, pitch: 0, fov: 65 });
    assert.ok(out.every((pixel) => pixel >>> 24 === 255));
  }
});
