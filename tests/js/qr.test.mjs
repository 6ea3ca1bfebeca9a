import assert from "node:assert/strict";
import test from "node:test";

import { EDGES, MOST_EDGE, readQr, seekQr, waysOf } from "../../backlot/viewer/assets/qr.js";
import { alignmentAt, textOf, versionNear } from "../../backlot/viewer/assets/qrbits.js";
import { corrected } from "../../backlot/viewer/assets/qrfield.js";
import { triosOf } from "../../backlot/viewer/assets/qrfind.js";
import { cellsOf, darkOf, greyOf, inverted, lightAt, shrunk } from "../../backlot/viewer/assets/qrpicture.js";
import { cameraLack, cameraProblem, isWalk, planIn } from "../../backlot/viewer/assets/readcode.js";
import { HOSTILE, randomFrom } from "./support.mjs";

/** "BT1.9" in version 1, level M, mask 3, as segno draws it; # is dark. */
const DRAWN = `
#######.#####.#######
#.....#.#.#.#.#.....#
#.###.#...###.#.###.#
#.###.#.##.#..#.###.#
#.###.#..#....#.###.#
#.....#...#...#.....#
#######.#.#.#.#######
........###..........
#.##.###..#...#..#.##
.###...#.#..#..#..#..
#.#...##....######.#.
.#..#...###.##....##.
#.###.###.##.#..#....
........#.#..#.#..#..
#######.#.#..##.#.###
#.....#.#######..##.#
#.###.#..###..#..#..#
#.###.#.###..#..#.##.
#.###.#.##.#.#..#.#..
#.....#..#.##.#.##...
#######.#####..#...#.
`.trim().split("\n");
const SIZE = 21;
const MODULES = Uint8Array.from(DRAWN.join(""), (each) => Number(each === "#"));

/** The code as a grey picture with its quiet zone, `px` pixels a module. */
function picture(modules = MODULES, { px = 4, dark = 0, light = 255 } = {}) {
  const width = (SIZE + 8) * px;
  const moduleAt = (x, y) => (x >= 0 && y >= 0 && x < SIZE && y < SIZE ? modules[y * SIZE + x] : 0);
  const data = Uint8Array.from({ length: width * width }, (_, at) => (moduleAt(Math.floor((at % width) / px) - 4, Math.floor(at / width / px) - 4) ? dark : light));
  return { data, width, height: width };
}

const turned = (modules) => modules.map((_, at) => modules[(SIZE - 1 - (at % SIZE)) * SIZE + Math.floor(at / SIZE)]);
const mirrored = (modules) => modules.map((_, at) => modules[(at % SIZE) * SIZE + Math.floor(at / SIZE)]);
const blank = (width, height, value = 200) => ({ data: new Uint8Array(width * height).fill(value), width, height });
const noPause = { pause: async () => {} };

// ---------------------------------------------------------------- Reed and Solomon

test("as many wrong codewords as half the guards are put right, one more is not", () => {
  // the block of a published example of version 1-M, "HELLO WORLD"
  const block = Uint8Array.from([32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17, 196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
  assert.deepEqual(block, corrected(block, 10));
  for (const count of [1, 3, 5]) {
    const wrong = block.map((each, at) => (at % 5 === 2 && at / 5 < count ? each ^ (at + 1) : each));
    assert.deepEqual(block, corrected(wrong, 10), String(count));
  }
  assert.equal(null, corrected(block.map((each, at) => (at < 6 ? each ^ 0x55 : each)), 10));
});

test("any errors within reach are put right, wherever they are", () => {
  const random = randomFrom(6);
  const block = new Uint8Array(60);
  for (let round = 0; round < 200; round++) {
    const wrong = block.slice();
    for (let at = 0; at < 15; at++) wrong[Math.floor(random() * 60)] ^= Math.floor(random() * 256);
    assert.deepEqual(block, corrected(wrong, 30));
  }
});

// ---------------------------------------------------------------- bits

test("modules give their text", () => assert.equal("BT1.9", textOf(MODULES, SIZE)));

test("damaged modules give their text, too many give none", () => {
  const damaged = (count) => MODULES.map((each, at) => (at % SIZE > 12 && at > SIZE * 9 && at < SIZE * (9 + count) ? each ^ 1 : each));
  assert.equal("BT1.9", textOf(damaged(2), SIZE));
  assert.equal(null, textOf(damaged(12), SIZE));
});

test("random modules are no text", () => {
  const random = randomFrom(2);
  for (const size of [21, 25, 57, 177]) assert.equal(null, textOf(Uint8Array.from({ length: size * size }, () => Number(random() < 0.5)), size));
});

test("alignment patterns stand where the standard puts them", () => {
  const at = (version) => alignmentAt(version * 4 + 17);
  assert.deepEqual([[], [6, 18], [6, 22, 38], [6, 26, 50, 74], [6, 34, 60, 86, 112, 138], [6, 30, 58, 86, 114, 142, 170]], [1, 2, 7, 16, 32, 40].map(at));
});

test("a version is read with three wrong bits, not with anything", () => {
  assert.deepEqual([7, 7, 40, null], [0b000111110010010100, 0b000111110010010100 ^ 0b100000000100000001, 0b101000110001101001, 0].map(versionNear));
});

// ---------------------------------------------------------------- pictures

test("colours become grey as the eye takes them, grey stays", () => {
  assert.deepEqual([255, 76, 149, 28], [...greyOf({ data: Uint8ClampedArray.from([255, 255, 255, 255, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]), width: 4, height: 1 }).data]);
  const grey = blank(3, 2);
  assert.equal(grey.data, greyOf(grey).data);
});

test("a smaller picture holds the means of the larger, a small one stays", () => {
  assert.deepEqual({ data: Uint8Array.from([15, 35]), width: 2, height: 1 }, shrunk({ data: Uint8Array.from([10, 20, 30, 40, 10, 20, 30, 40]), width: 4, height: 2 }, 2));
  const small = blank(10, 5);
  assert.equal(small, shrunk(small, 100));
});

test("between pixels it is as light as their distance has it, beyond the edge as at the edge", () => {
  const grey = { data: Uint8Array.from([0, 100, 0, 100]), width: 2, height: 2 };
  assert.deepEqual([0, 50, 100], [[0.5, 1], [1, 1], [1.5, 1]].map(([x, y]) => Math.round(lightAt(grey, x, y))));
  assert.deepEqual([0, 100], [-50, 50].map((x) => Math.round(lightAt(grey, x, 1))));
});

test("paper without print is light, however dark it is", () => {
  for (const value of [0, 90, 255]) {
    const paper = blank(64, 40, value);
    assert.equal(0, Math.max(...darkOf(paper, cellsOf(paper), 16)));
  }
});

// ---------------------------------------------------------------- reading

test("a code is read at every turn, mirrored, inverted, in colour and in faint grey", async () => {
  let modules = MODULES;
  for (let turn = 0; turn < 4; turn++, modules = turned(modules)) assert.deepEqual({ text: "BT1.9" }, readQr(picture(modules)), `turn ${turn}`);
  assert.deepEqual({ text: "BT1.9" }, readQr(picture(mirrored(MODULES))));
  assert.deepEqual({ text: "BT1.9" }, readQr(picture(MODULES, { dark: 120, light: 165 })));
  assert.deepEqual({ text: "BT1.9" }, await seekQr(inverted(picture()), noPause));
  const { data, width, height } = picture();
  const coloured = Uint8ClampedArray.from({ length: data.length * 4 }, (_, at) => (at % 4 === 2 ? 90 : at % 4 === 3 ? 255 : data[at >> 2]));
  assert.deepEqual({ text: "BT1.9" }, readQr({ data: coloured, width, height }));
});

test("a picture without a code gives nothing: blank, noise, stripes, tiny, one pixel wide", async () => {
  const random = randomFrom(9);
  const noise = { data: Uint8Array.from({ length: 300 * 200 }, () => Math.floor(random() * 256)), width: 300, height: 200 };
  const stripes = { ...blank(300, 200), data: Uint8Array.from({ length: 300 * 200 }, (_, at) => ((at % 300) % 6 < 3 ? 0 : 255)) };
  for (const image of [blank(300, 200), noise, stripes, blank(1, 1), blank(1, 500), blank(500, 20), blank(0, 0)]) assert.equal(null, await seekQr(image, noPause));
});

test("three alike patterns that stand like corners may be a code, two or a line may not", () => {
  const at = (x, y) => ({ x, y, size: 4, seen: 5 });
  const [trio] = triosOf([at(10, 110), at(110, 10), at(10, 10)]);
  assert.deepEqual([at(10, 10), at(110, 10), at(10, 110)], [trio.corner, trio.right, trio.below]);
  assert.deepEqual([], triosOf([at(10, 10), at(110, 10)]));
  assert.deepEqual([], triosOf([at(10, 10), at(110, 10), at(210, 10)]));
  assert.deepEqual([], triosOf([at(10, 10), at(110, 10), { ...at(10, 110), size: 12 }]));
});

test("a large picture is looked at in several sizes, a small one once, both inverted at the end", () => {
  assert.deepEqual(EDGES, waysOf(blank(4000, 1)).slice(0, EDGES.length).map((way) => way.edge));
  assert.equal(MOST_EDGE, Math.max(...EDGES));
  assert.deepEqual([{ edge: 300, isInverted: false }, { edge: 300, isInverted: true }], waysOf(blank(300, 200)));
});

test("looking tells how far it is, and stops when told to", async () => {
  const told = [];
  await seekQr(blank(900, 30), { ...noPause, tell: (done, count) => told.push([done, count]) });
  assert.deepEqual([[0, 4], [1, 4], [2, 4], [3, 4]], told);
  const stop = new AbortController();
  const looking = seekQr(picture(), { signal: stop.signal, pause: async () => stop.abort() });
  await assert.rejects(looking, { name: "AbortError" });
});

// ---------------------------------------------------------------- what a code says

test("a plan is taken out of a shared link, anything else is left as it is", () => {
  assert.equal("BT1.5.-IABC.00000000", planIn(" BT1.5.-IABC.00000000\n"));
  assert.equal("BT1.5.-IABC.00000000", planIn("http://tablet:8501/plan?lang=ko&plan=BT1.5.-IABC.00000000#there"));
  for (const text of HOSTILE) assert.equal(text.trim(), planIn(text));
});

test("a walk is told from another code, also when it was cut or changed", () => {
  assert.deepEqual([true, true, true], ["BT1.5", "bt1.400.-IABC", "BT9.1.X"].map(isWalk));
  for (const text of ["", "https://example.org/menu", "WIFI:S:hotel;;", "BTX", ...HOSTILE]) assert.equal(false, isWalk(planIn(text)), text.slice(0, 20));
});

test("why there is no camera is told: the connection, the browser, the person, the machine", () => {
  const mediaDevices = { getUserMedia() {} };
  assert.equal("code.camera-insecure", cameraLack({ isSecureContext: false, navigator: {} }));
  assert.equal("code.camera-lacking", cameraLack({ isSecureContext: true, navigator: {} }));
  assert.equal(null, cameraLack({ isSecureContext: true, navigator: { mediaDevices } }));
  assert.deepEqual(["code.camera-denied", "code.camera-none", "code.camera-failed"], ["NotAllowedError", "NotFoundError", "NotReadableError"].map((name) => cameraProblem({ name })));
});
