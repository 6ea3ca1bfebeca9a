/**
 * Keep the run in the browser, so that a reload, a crash or a sleeping tablet goes on where it was, and see to it that
 * only one tab steers it.
 *
 * Who steers is written beside the run, and looked at before every write: a tab that slept through being replaced
 * cannot write its old run over the newer one. Tabs tell each other at once through a BroadcastChannel, and where
 * there is none, through the events that storage sends to other tabs.
 */

import { readRun } from "#viewer/presentstate.js";

export const RUN = "backlot.run";
export const STEER = "backlot.run.steer";
const ANSWER_MS = 400;

/**
 * @param {object} [options]
 * @param {Storage} [options.storage]
 * @param {EventTarget} [options.target] where `storage` is heard: the window
 * @param {?Function} [options.Channel] BroadcastChannel, null where there is none
 * @param {string} [options.id] of this tab; its own in every tab
 * @param {() => void} [options.onlost] told when another tab has taken over
 */
export function makeRunKeep({
  storage = ownStorage(), target = window, Channel = globalThis.BroadcastChannel ?? null, id = newId(), onlost = () => {},
} = {}) {
  const channel = Channel ? new Channel(STEER) : storageChannel(storage, target);
  let isSteering = false;
  let isGuarded = false;
  let takenAt = 0;
  let heardOther = () => {};

  channel.addEventListener("message", ({ data }) => {
    if (data?.from === id) return;
    if (data?.type === "who" && steers()) channel.postMessage({ type: "mine", from: id });
    if (data?.type === "mine") heardOther();
    // what was said before this tab took over comes late
    if (data?.type === "taken" && (data.at > takenAt || (data.at === takenAt && text(storage, STEER) !== id))) lose();
  });

  function lose() {
    if (!isSteering) return;
    isSteering = false;
    onlost();
  }

  /** Whether this tab still steers; another may have taken over while it slept. */
  function steers() {
    if (isSteering && isGuarded && text(storage, STEER) !== id) lose();
    return isSteering;
  }

  return {
    /** The run that was kept, null where there is none that can be read. */
    read: () => readRun(text(storage, RUN)),

    /** Keep a run; false if another tab steers, or the browser keeps nothing. */
    write: (run) => steers() && kept(storage, RUN, JSON.stringify(run)),

    /** Forget the run, if this tab steers it. */
    clear() {
      if (steers()) removed(storage, RUN);
    },

    get steers() {
      return steers();
    },

    /** Whether another tab steers and is awake: it answers. */
    asked(wait_ms = ANSWER_MS) {
      return new Promise((done) => {
        const settle = (found) => {
          clearTimeout(timer);
          heardOther = () => {};
          done(found);
        };
        const timer = setTimeout(() => settle(false), wait_ms);
        heardOther = () => settle(true);
        channel.postMessage({ type: "who", from: id });
      });
    },

    /** Steer from this tab; the one that did is told. False if the browser keeps nothing: a tab asleep is not stopped then. */
    take() {
      isGuarded = kept(storage, STEER, id);
      isSteering = true;
      takenAt = Date.now();
      channel.postMessage({ type: "taken", from: id, at: takenAt });
      return isGuarded;
    },

    /** Stop steering and listening. */
    close() {
      if (steers()) removed(storage, STEER);
      isSteering = false;
      channel.close();
    },
  };
}

/**
 * Hand a run over to the page that will present it; false if the browser keeps nothing. Nobody steers it until that
 * page does: a tab that steered another run cannot write over it.
 */
export function handOver(run, storage = ownStorage()) {
  removed(storage, STEER);
  return kept(storage, RUN, JSON.stringify(run));
}

/** As much of a BroadcastChannel as is needed, made of what storage tells other tabs. */
function storageChannel(storage, target) {
  const key = `${STEER}.said`;
  let count = 0;
  let heard = () => {};
  const channel = {
    addEventListener: (_, listener) => (heard = listener),
    postMessage(data) {
      // the same text twice would be no change, and nobody would hear it
      kept(storage, key, JSON.stringify({ ...data, n: (count += 1) }));
    },
    close: () => target.removeEventListener("storage", hear),
  };
  function hear(event) {
    const data = event.key === key && event.newValue ? message(event.newValue) : null;
    if (data) heard({ data });
  }
  target.addEventListener("storage", hear);
  return channel;
}

function message(said) {
  try {
    return JSON.parse(said);
  } catch {
    // somebody else's text under our key
    return null;
  }
}

/** The browser's storage, null where even asking for it is forbidden: then nothing is read or kept. */
function ownStorage() {
  try {
    return localStorage;
  } catch {
    // forbidden by the user's settings
    return null;
  }
}

function text(storage, key) {
  try {
    return storage?.getItem(key) ?? null;
  } catch {
    // storage may be forbidden; then nothing was kept
    return null;
  }
}

function kept(storage, key, value) {
  if (!storage) return false;
  try {
    storage.setItem(key, value);
    return true;
  } catch {
    // forbidden or full: whoever asked is told so
    return false;
  }
}

function removed(storage, key) {
  try {
    storage?.removeItem(key);
  } catch {
    // storage may be forbidden; then there is nothing to remove
  }
}

/** An id no other tab has; crypto.randomUUID is missing on plain http. */
const newId = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
