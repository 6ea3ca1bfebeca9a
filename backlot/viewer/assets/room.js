/**
 * The guide's side of a room: open it, tell it what is shown, end it. Presenting never waits for it: what
 * cannot be told now is told when the server is back, and then only the newest.
 */

import { delayOf } from "#viewer/follow.js";

const KEPT = "backlot.room";
/** Not this guide's room, or nothing a room takes. */
const REFUSED = [403, 413, 415, 422];

/**
 * @param {{address: string, onstatus?: (status: {open: boolean, reached: boolean, guests: number, room: object|null}) => void,
 *   fetch?: Function, storage?: Storage, later?: Function, random?: () => number, now?: () => number}} with_
 */
export function makeRoom({ address, onstatus = () => {}, fetch = (...asked) => globalThis.fetch(...asked), storage = globalThis.localStorage, later = setTimeout, random = Math.random, now = Date.now }) {
  let room = kept();
  let waiting = null;
  let busy = false;
  let attempt = 0;
  let timer = null;
  let reached = false;
  let guests = 0;

  function kept() {
    try {
      const found = JSON.parse(storage.getItem(KEPT));
      return typeof found?.code === "string" && typeof found.steer === "string" ? found : null;
    } catch {
      return null;
    }
  }

  function keep(found) {
    room = found;
    try {
      if (found) storage.setItem(KEPT, JSON.stringify(found));
      else storage.removeItem(KEPT);
    } catch {
      // without storage the room lasts as long as this page
    }
  }

  const tell = () => onstatus({ open: room !== null, reached, guests, room });
  const ask = (path, body, headers = {}) =>
    fetch(address + path, { method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) });

  /** Open the room, or the one there was before the server was started anew. */
  async function open(tour) {
    const before = room && String(room.places) === String(tour.places) ? room : null;
    const answer = await ask("", { ...tour, code: before?.code, steer: before?.steer });
    const made = await answer.json();
    if (!answer.ok) throw new Error(made.error);
    keep({ ...tour, ...made, seq: before?.seq ?? 0 });
    reached = true;
    tell();
    return room;
  }

  async function send() {
    if (busy || !room || !waiting) return;
    busy = true;
    clearTimeout(timer);
    const state = waiting;
    // the time of day grows over a reload and a lost storage as well
    keep({ ...room, seq: Math.max(room.seq + 1, now()) });
    try {
      reached = await posted(state);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      reached = false;
    } finally {
      busy = false;
    }
    if (reached && waiting === state) waiting = null;
    attempt = reached ? 0 : attempt + 1;
    tell();
    if (waiting && room) timer = later(send, reached ? 0 : delayOf(attempt, random()));
  }

  /** Whether the room was reached; one that is not known any more is opened again. */
  async function posted(state) {
    const answer = await ask(`/${room.code}/state`, { seq: room.seq, state }, { "X-Steer": room.steer });
    if (answer.ok) {
      guests = (await answer.json()).guests;
      return true;
    }
    // said again it would be refused again
    if (REFUSED.includes(answer.status)) waiting = null;
    if (answer.status === 404) await ask("", { name: room.name, places: room.places, code: room.code, steer: room.steer });
    return false;
  }

  return {
    get room() {
      return room;
    },
    /** Open a room for a tour: `{name: {language: text}, places: [ids]}`. Rejects with a sentence. */
    open,
    /** Tell followers what is shown: a `followState`. */
    show(state) {
      waiting = state;
      return send();
    },
    /** End the room; its followers are told, if the server can be reached. */
    async end() {
      const ended = room;
      keep(null);
      waiting = null;
      clearTimeout(timer);
      tell();
      if (!ended) return;
      try {
        await fetch(`${address}/${ended.code}`, { method: "DELETE", headers: { "X-Steer": ended.steer }, keepalive: true });
      } catch (error) {
        // the server is gone, and the room with it
        if (!(error instanceof TypeError)) throw error;
      }
    },
  };
}
