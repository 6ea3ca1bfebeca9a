import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import test, { beforeEach } from "node:test";

import { makeKeep } from "../../backlot/viewer/assets/corrections.js";

const EDIT = Object.freeze({ op: "close", target: "keel-lane", values: {}, source: "stood there", date: "2026-02-01" });
const stored = new Map();

globalThis.crypto ??= webcrypto;
// a later Node has a storage of its own
Object.defineProperty(globalThis, "localStorage", {
  configurable: true,
  value: { getItem: (key) => stored.get(key) ?? null, setItem: (key, text) => stored.set(key, text) },
});

beforeEach(() => stored.clear());

test("without a server the browser keeps corrections, from nothing on", async () => {
  const keep = makeKeep("");
  assert.deepEqual(await keep.load(), { revision: 0, edits: [] });
  const kept = await keep.append(EDIT, 0);
  assert.equal(kept.revision, 1);
  assert.match(kept.edits[0].id, /^[0-9a-f]{16}$/);
  assert.ok(!Number.isNaN(Date.parse(kept.edits[0].at)));
  assert.deepEqual({ ...kept.edits[0], id: 0, at: 0 }, { ...EDIT, id: 0, at: 0, undone: false });
  assert.deepEqual(await makeKeep("").load(), kept);
});

test("a correction is taken back and put in force again", async () => {
  const keep = makeKeep("");
  const [{ id }] = (await keep.append(EDIT, 0)).edits;
  assert.equal((await keep.undo(id, true, 1)).edits[0].undone, true);
  assert.equal((await keep.undo(id, false, 2)).edits[0].undone, false);
});

test("a second tab is told of what the first has saved, and nothing is lost", async () => {
  const [first, second] = [makeKeep(""), makeKeep("")];
  const kept = await first.append(EDIT, 0);
  await assert.rejects(second.append({ ...EDIT, op: "reopen" }, 0), (error) => {
    assert.equal(error.status, 409);
    assert.deepEqual(error.current, kept);
    return true;
  });
  assert.deepEqual(await second.load(), kept);
});

test("a store that holds no JSON is an error and stays as it is", async () => {
  stored.set("backlot.corrections", "{broken");
  await assert.rejects(makeKeep("").load());
  await assert.rejects(makeKeep("").append(EDIT, 0));
  assert.equal(stored.get("backlot.corrections"), "{broken");
});

/** Answer the next requests of a keep, and note them. */
function server(context, ...answers) {
  const asked = [];
  context.mock.method(globalThis, "fetch", async (address, options) => {
    asked.push([address, options && { ...options, body: JSON.parse(options.body) }]);
    const { status = 200, body } = answers.shift();
    return new Response(body, { status });
  });
  return asked;
}

test("with a server each act is one request to its address", async (context) => {
  const body = JSON.stringify({ version: 1, revision: 1, edits: [] });
  const asked = server(context, { body }, { body }, { body });
  const keep = makeKeep("/api/corrections");
  assert.equal((await keep.load()).revision, 1);
  await keep.append(EDIT, 1);
  await keep.undo("0123456789abcdef", true, 2);
  assert.deepEqual(asked.map(([address, options]) => [address, options?.method, options?.body]), [
    ["/api/corrections", undefined, undefined],
    ["/api/corrections", "POST", { edit: EDIT, revision: 1 }],
    ["/api/corrections/undo", "POST", { id: "0123456789abcdef", undone: true, revision: 2 }],
  ]);
  assert.ok(asked.slice(1).every(([, { headers }]) => headers["Content-Type"] === "application/json"));
});

test("a refusal carries its sentence, a conflict the present state", async (context) => {
  const current = { version: 1, revision: 3, edits: [] };
  server(context, { status: 422, body: '{"error": "위치가 지도 밖입니다"}' }, { status: 409, body: JSON.stringify({ error: "changed", current }) });
  const keep = makeKeep("/api/corrections");
  await assert.rejects(keep.append(EDIT, 0), { message: "위치가 지도 밖입니다", status: 422 });
  await assert.rejects(keep.append(EDIT, 0), (error) => {
    assert.deepEqual([error.status, error.current], [409, current]);
    return true;
  });
});

test("an answer that is no JSON is told by its number", async (context) => {
  server(context, { status: 502, body: "<html>bad gateway</html>" });
  await assert.rejects(makeKeep("/api/corrections").load(), { message: "502", status: 502 });
});
