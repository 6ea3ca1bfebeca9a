/** Keep the screen awake where the browser can; where it cannot, say so. */

/**
 * @param {{wakeLock?: {request: (kind: string) => Promise<EventTarget>}}} navigator
 * @param {EventTarget & {visibilityState: string}} document
 * @param {(state: "awake"|"none"|"refused") => void} tell
 */
export function makeWake(navigator, document, tell) {
  let wanted = false;
  let lock = null;

  /** The browser lets go of the lock whenever the page is hidden; take it again. */
  async function take() {
    if (!wanted || lock || document.visibilityState !== "visible") return;
    try {
      lock = await navigator.wakeLock.request("screen");
      lock.addEventListener("release", () => {
        lock = null;
      });
      if (!wanted) return void drop();
      tell("awake");
    } catch {
      // a low battery or a setting may refuse it
      tell("refused");
    }
  }

  function drop() {
    lock?.release?.();
    lock = null;
  }

  document.addEventListener("visibilitychange", take);
  return {
    start() {
      wanted = true;
      if (!navigator.wakeLock) return void tell("none");
      return take();
    },
    stop() {
      wanted = false;
      drop();
    },
  };
}
