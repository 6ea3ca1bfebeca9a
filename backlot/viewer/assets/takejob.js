/** A thing being made by the server: begin it, hear how far it is, stop it. It keeps nothing of what goes in. */

const EVERY_MS = 350;
const TRIES = 6;

/**
 * @typedef {{state: "idle"|"working"|"done"|"failed"|"cancelled", id: ?string, form: ?string, stage: string, done: number,
 *   count: number, bytes: number, name: string, error: ?string}} JobState
 */

const IDLE = { state: "idle", id: null, form: null, stage: "waiting", done: 0, count: 0, bytes: 0, name: "", error: null };

/**
 * @param {string} address of the service
 * @param {object} how
 * @param {(state: JobState) => void} how.tell hears every change
 * @param {() => string} how.lost what is said when the server does not answer any more
 * @param {typeof fetch} [how.fetch]
 * @param {(ms: number) => Promise<void>} [how.wait]
 */
export function makeJob(address, { tell, lost, fetch = (...asked) => globalThis.fetch(...asked), wait = (ms) => new Promise((done) => setTimeout(done, ms)) }) {
  let now = IDLE;

  function set(change) {
    now = { ...now, ...change };
    tell(now);
  }

  async function begin(body) {
    set({ ...IDLE, state: "working", form: body.form });
    try {
      const { job } = await answered(await post(fetch, `${address}/build`, body));
      set({ id: job });
    } catch (error) {
      return set({ state: "failed", error: isWorded(error) ? error.message : lost() });
    }
    return follow(now.id);
  }

  /** Ask again and again until it has ended; a server that is silent for a moment is asked once more. */
  async function follow(id) {
    for (let left = TRIES; left && now.id === id && now.state === "working"; ) {
      await wait(EVERY_MS);
      try {
        const found = await answered(await fetch(`${address}/job/${encodeURIComponent(id)}`));
        left = TRIES;
        // it may have been stopped while the answer was under way
        if (now.id === id && now.state === "working") set({ ...found, error: found.error && asSentence(found.error) });
      } catch (error) {
        left = isWorded(error) ? 0 : left - 1;
        if (!left && now.id === id) set({ state: "failed", error: isWorded(error) ? error.message : lost() });
      }
    }
  }

  async function cancel() {
    const { id } = now;
    set({ state: "cancelled" });
    // one that cannot be told has stopped with its server
    if (id) await post(fetch, `${address}/cancel`, { job: id }).catch(() => null);
  }

  return {
    get state() {
      return now;
    },
    begin,
    cancel,
    /** Where the finished thing is fetched; shown in a window of its own, or saved. */
    file: ({ shown = false } = {}) => `${address}/file/${encodeURIComponent(now.id)}${shown ? "?show" : ""}`,
  };
}

/** Send JSON. */
export const post = (fetch, address, body, signal) =>
  fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });

/** An error that holds a sentence of the server. */
class Refusal extends Error {}
export const isWorded = (error) => error instanceof Refusal;

/** What the server says of something that went wrong, as a sentence that stands by itself. Pure. */
export const asSentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?…]$/u.test(text) ? "" : ".");

/** What was answered; a refusal is the sentence that says why. */
export async function answered(response) {
  const answer = await response.json();
  if (!response.ok) throw new Refusal(asSentence(answer.error));
  return answer;
}
