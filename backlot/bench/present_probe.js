/**
 * Put into a page that shows one picture after the other, before any of its own scripts. It notes each key, and each
 * picture put into the page: when it was, when the next frame was drawn, and when it was on the screen, which is the
 * browser's own Element Timing: the frame that holds the picture was handed to the display.
 * All times are of the browser's own clock, in milliseconds since 1970.
 */
(() => {
  const HOLDERS = ".guest-pictures, .follow-picture, [data-testid=stImage]";
  const since = performance.timeOrigin;
  const now = () => since + performance.now();
  const keys = [];
  const shown = [];

  /** Call back when the next frame has been drawn: a task posted from within it runs after it. */
  function afterFrame(done) {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done();
      port2.postMessage(0);
    });
  }

  function note(image) {
    if (!image.closest(HOLDERS)) return;
    const entry = { number: numberOf(document.querySelector(".follow-number")), put: now(), drawn: null, screen: null };
    image.setAttribute("elementtiming", String(shown.push(entry) - 1));
    afterFrame(() => (entry.drawn = now()));
  }

  /** The number in "Stop 7", null where there is none. */
  const numberOf = (node) => (/\d+/.test(node?.textContent) ? Number(/\d+/.exec(node.textContent)[0]) : null);

  function look(changes) {
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes") note(target);
      else for (const node of addedNodes) for (const image of imagesIn(node)) note(image);
    }
  }

  const imagesIn = (node) => (node.tagName === "IMG" ? [node] : [...(node.querySelectorAll?.("img") ?? [])]);

  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["src"] });
  new PerformanceObserver((list) => {
    for (const { identifier, renderTime } of list.getEntries()) if (shown[identifier]) shown[identifier].screen ??= since + renderTime;
  }).observe({ type: "element" });
  window.addEventListener("keydown", (event) => keys.push({ asked: since + event.timeStamp, heard: now() }), { capture: true });

  window.benchShown = {
    /** Whether the last key has brought its picture onto the screen. */
    isSeen: () => keys.length > 0 && shown.length > 0 && shown.at(-1).put >= keys.at(-1).heard && shown.at(-1).screen !== null,
    /** What was noted since the last call, which was made at rest; `wall_ms` is to be added to get the time of this machine's clock. */
    take() {
      const marks = performance.getEntriesByName("backlot-painted").map((mark) => since + mark.startTime);
      return { keys: keys.splice(0), shown: shown.splice(0), marks, wall_ms: Date.now() - now() };
    },
  };
})();
