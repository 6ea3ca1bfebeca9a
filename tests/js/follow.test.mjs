/** Following the guide: reading events, keeping the line, and the guide's side of it. */

import assert from "node:assert/strict";
import test from "node:test";

import { delayOf, firstSentence, languageOf, makeLine, makeReader, pictureOf, readState } from "../../backlot/viewer/assets/follow.js";
import { makeRoom } from "../../backlot/viewer/assets/room.js";

const STATE = { version: 1, at: 2, id: "taedong-gate", picture: null, black: false, ended: false, next: "arch" };
const frame = (name, value) => `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`;

function readAll(pieces) {
  const read = [];
  const reader = makeReader((name, data) => read.push([name, data]));
  for (const piece of pieces) reader(piece);
  return read;
}

// ---------------------------------------------------------------- reading

test("events are read in whatever pieces they come", () => {
  const text = `:\n\n${frame("room", { name: {} })}:\n\n${frame("state", STATE)}`;
  const whole = [["room", '{"name":{}}'], ["state", JSON.stringify(STATE)]];
  assert.deepEqual(readAll([text]), whole);
  assert.deepEqual(readAll([...text]), whole);
  assert.deepEqual(readAll([text.replaceAll("\n", "\r\n")]), whole);
});

test("an event of several lines is one text, and half an event is none yet", () => {
  assert.deepEqual(readAll(["data: one\ndata: two\n\n"]), [["message", "one\ntwo"]]);
  assert.deepEqual(readAll(["event: state\ndata: {}"]), []);
});

test("a state is read member by member", () => {
  assert.deepEqual(readState({ ...STATE, notes: "secret" }), { at: 2, id: "taedong-gate", picture: null, next: "arch", black: false, ended: false });
  assert.deepEqual(readState({ ...STATE, id: 7, black: "yes" }), { at: 2, id: null, picture: null, next: "arch", black: false, ended: false });
});

test("what this version does not understand is no state", () => {
  for (const raw of [null, 7, "x", [], {}, { ...STATE, version: 2 }, { ...STATE, at: "2" }, { ...STATE, at: -2 }]) assert.equal(readState(raw), null);
});

test("attempts come less and less often, and never all at once", () => {
  assert.deepEqual([0, 1, 2, 3, 9, 999].map((attempt) => delayOf(attempt, 1)), [500, 1000, 2000, 4000, 6000, 6000]);
  assert.equal(delayOf(3, 0), 2000);
});

test("a guest is spoken to in the first language both know", () => {
  assert.equal(languageOf(["ja", "ko-KR", "en"], ["en", "ko"]), "ko");
  assert.equal(languageOf(["ja"], ["en", "ko"]), null);
});

test("the picture the guide chose is shown, else the first", () => {
  const place = { pictures: [{ id: "a" }, { id: "b" }] };
  assert.deepEqual(["b", "gone", null].map((id) => pictureOf(place, id).id), ["b", "a", "a"]);
  assert.equal(pictureOf({}, "a"), null);
  assert.equal(pictureOf(null, "a"), null);
});

test("one line is said of a place", () => {
  assert.equal(firstSentence("Built in 1982. It is 60 m high."), "Built in 1982.");
  assert.equal(firstSentence("1982년에 세워졌다. 높이 60 m."), "1982년에 세워졌다.");
  assert.equal(firstSentence("no end"), "no end");
  assert.equal(firstSentence(""), "");
});

// ---------------------------------------------------------------- the line

/** An answer whose body is `pieces`, and which then breaks off or ends. */
function stream(pieces, { breaks = false } = {}) {
  const left = pieces.map((piece) => new TextEncoder().encode(piece));
  const read = async () => {
    if (left.length) return { done: false, value: left.shift() };
    if (breaks) throw new TypeError("network error");
    return { done: true };
  };
  return { ok: true, status: 200, body: { getReader: () => ({ read }) } };
}

/** Follow through the answers given, one a connection; time passes by itself. */
async function follow(answers) {
  const told = [];
  const waits = [];
  const fetch = async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const later = (act, ms) => {
    if (ms < 30_000) {
      waits.push(ms);
      queueMicrotask(act);
    }
    return 0;
  };
  const line = makeLine({ events: "/follow/x/events", fetch, later, random: () => 1, onevent: (name, value) => told.push([name, value.at]), onstatus: (status) => told.push(status) });
  await line.run();
  return { told, waits };
}

test("a line that breaks is taken up again, and the room's end is the end", async () => {
  const { told } = await follow([
    new TypeError("refused"),
    stream([frame("state", STATE)], { breaks: true }),
    stream([frame("state", { ...STATE, at: 3 }), frame("end", {})]),
  ]);
  assert.deepEqual(told, ["lost", "live", ["state", 2], "lost", "live", ["state", 3], "ended"]);
});

test("a room that is gone may come back, a full one may have a place later", async () => {
  const { told } = await follow([{ ok: false, status: 404 }, stream([frame("full", {})]), { ok: false, status: 503 }, stream([frame("end", {})])]);
  assert.deepEqual(told, ["gone", "live", "full", "lost", "live", "ended"]);
});

test("waiting begins anew once something was heard", async () => {
  const down = () => new TypeError("refused");
  const { waits } = await follow([down(), down(), down(), stream([frame("state", STATE)]), down(), stream([frame("end", {})])]);
  assert.deepEqual(waits, [500, 1000, 2000, 500, 1000]);
});

test("a line that is silent for too long is given up", async () => {
  const told = [];
  let silence = null;
  let asked = 0;
  const fetch = (_, { signal }) => {
    asked += 1;
    if (asked === 2) return Promise.resolve(stream([frame("end", {})]));
    const read = () => new Promise((_, fail) => signal.addEventListener("abort", () => fail(new DOMException("", "AbortError"))));
    return Promise.resolve({ ok: true, status: 200, body: { getReader: () => ({ read }) } });
  };
  const later = (act, ms) => (ms > 30_000 ? (silence = act) : queueMicrotask(act));
  const line = makeLine({ events: "", fetch, later, onevent() {}, onstatus: (status) => told.push(status) });
  const done = line.run();
  await new Promise(setImmediate);
  silence();
  await done;
  assert.deepEqual(told, ["live", "lost", "live", "ended"]);
});

test("a device that wakes up does not wait", async () => {
  const answers = [new TypeError("refused"), stream([frame("end", {})])];
  const told = [];
  const later = () => 0;
  const fetch = async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const line = makeLine({ events: "", fetch, later, onevent() {}, onstatus: (status) => told.push(status) });
  const done = line.run();
  await new Promise(setImmediate);
  assert.deepEqual(told, ["lost"]);
  line.nudge();
  await done;
  assert.deepEqual(told, ["lost", "live", "ended"]);
});

test("a mistake of our own is not taken for a lost line", async () => {
  const line = makeLine({ events: "", fetch: async () => stream([frame("state", STATE)]), later: () => 0, onstatus() {}, onevent() { throw new RangeError("ours"); } });
  await assert.rejects(line.run(), RangeError);
});

// ---------------------------------------------------------------- the guide's side

const TOUR = { name: { en: "Square to arch" }, places: ["kim-il-sung-square"] };
const MADE = { code: "abcdefghij", steer: "s".repeat(26), address: "a", qr: {} };
const json = (value, status = 200) => ({ ok: status < 300, status, json: async () => value });

/** A room whose server answers with `answers`; what it was asked is in `asked`. */
function room(answers, { storage = memory(), now = () => 1000 } = {}) {
  const asked = [];
  const waits = [];
  const fetch = async (address, { method, headers, body }) => {
    asked.push({ address, method, secret: headers["X-Steer"] ?? null, body: body ? JSON.parse(body) : null });
    const answer = answers.shift() ?? json({ guests: 0 });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, waits, storage, room: makeRoom({ address: "/api/rooms", fetch, storage, now, random: () => 1, later: (act, ms) => waits.push([act, ms]) }) };
}

function memory() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), removeItem: (key) => void kept.delete(key) };
}

test("the secret goes in a header, and numbers grow", async () => {
  const { room: mine, asked } = room([json(MADE)]);
  await mine.open(TOUR);
  await mine.show(STATE);
  await mine.show({ ...STATE, at: 3 });
  assert.deepEqual(asked.slice(1).map(({ address, secret, body }) => [address, secret, body.seq, body.state.at]), [
    ["/api/rooms/abcdefghij/state", MADE.steer, 1000, 2],
    ["/api/rooms/abcdefghij/state", MADE.steer, 1001, 3],
  ]);
});

test("a page loaded anew goes on with its room", async () => {
  const { room: before, storage } = room([json(MADE)]);
  await before.open(TOUR);
  await before.show(STATE);
  const { room: after, asked } = room([], { storage });
  await after.show(STATE);
  assert.equal(asked[0].secret, MADE.steer);
  assert.equal(asked[0].body.seq, 1001);
});

test("without the server only the newest is told, later", async () => {
  const { room: mine, asked, waits } = room([json(MADE), new TypeError("refused")]);
  await mine.open(TOUR);
  await mine.show(STATE);
  assert.equal(waits.at(-1)[1], 1000);
  await mine.show({ ...STATE, at: 5 });
  assert.deepEqual(asked.slice(1).map(({ body }) => body.state.at), [2, 5]);
});

test("a server started anew gets the same room again", async () => {
  const { room: mine, asked, waits } = room([json(MADE), json({ error: "" }, 404), json(MADE)]);
  await mine.open(TOUR);
  await mine.show(STATE);
  assert.deepEqual(asked[2].body, { ...TOUR, code: MADE.code, steer: MADE.steer });
  await waits.at(-1)[0]();
  assert.equal(asked[3].body.state.at, 2);
});

test("another tour is another room", async () => {
  const { room: mine, asked } = room([json(MADE), json({ ...MADE, code: "bbbbbbbbbb" }), json(MADE)]);
  await mine.open(TOUR);
  await mine.open({ ...TOUR, places: ["arch"] });
  await mine.open({ ...TOUR, places: ["arch"] });
  assert.deepEqual(asked.map(({ body }) => body.code), [undefined, undefined, "bbbbbbbbbb"]);
});

test("a refused state is not told again and again", async () => {
  const { room: mine, waits } = room([json(MADE), json({ error: "" }, 403)]);
  await mine.open(TOUR);
  await mine.show(STATE);
  assert.deepEqual(waits, []);
});

test("an ended room is forgotten, even when nobody hears of it", async () => {
  const { room: mine, asked, storage } = room([json(MADE), new TypeError("refused")]);
  await mine.open(TOUR);
  await mine.end();
  assert.equal(asked[1].method, "DELETE");
  assert.equal(storage.getItem("backlot.room"), null);
  await mine.show(STATE);
  assert.equal(asked.length, 2);
});
