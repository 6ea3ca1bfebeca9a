/**
 * Put into every frame of a page under measurement, before any of its own scripts.
 * All times are of the browser's own clock, in milliseconds.
 */
(() => {
  const now = () => performance.timeOrigin + performance.now();

  /** Call back when the next frame has been drawn: a task posted from within it runs after it. */
  function afterFrame(done) {
    requestAnimationFrame((start) => {
      const began = performance.now();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done({ began, start, drawn: performance.now() });
      port2.postMessage(0);
    });
  }

  const frame = () => new Promise((done) => afterFrame(done));
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  /**
   * Do something a hand would do and time what the browser does about it.
   * `wall_ms` ends when the frame that shows the result is drawn, and so holds the wait for the
   * screen's refresh (up to 16.7 ms); `busy_ms` leaves that wait out: the handlers with the
   * layout they need, and the frame's own callbacks, style, layout and paint.
   */
  async function timed(act, layout) {
    await frame();
    const before = performance.now();
    const shown = frame();
    act();
    layout();
    const acted = performance.now();
    const { began, drawn } = await shown;
    return { handler_ms: acted - before, busy_ms: acted - before + (drawn - began), wall_ms: drawn - before };
  }

  const longTasks = [];
  try {
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((each) => each.duration))).observe({ type: "longtask" });
  } catch {
    // not in every browser; then there are none to report
  }

  /** The moment a condition holds, checked once a frame, and the frame that shows it is drawn. */
  function when(holds) {
    return new Promise((done) => {
      let looked = document;
      const look = () => {
        looked = document;
        let is = false;
        try {
          is = holds();
        } catch {
          // the page is not there yet
        }
        if (!is) return requestAnimationFrame(look);
        clearInterval(guard);
        afterFrame(() => done(now()));
      };
      // a frame's first, empty document may hand its window on to the real one, but not its frame requests
      const guard = setInterval(() => looked === document || look(), 50);
      look();
    });
  }

  const ranToEnd = () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";

  const conditions = {
    map: () => performance.getEntriesByName("backlot-ready").length > 0 && document.documentElement.classList.contains("ready"),
    bare: () => ranToEnd() && [...document.querySelectorAll("[data-testid=stText]")].some((node) => node.textContent.includes("bare page") && node.checkVisibility()),
    st_folium: () => document.querySelectorAll("path.leaflet-interactive").length >= window.benchAwaits.polygons,
  };
  // the map is ready in its frame; the page around it need not look out for it
  const isHere = window.benchAwaits.key === "bare" || window.parent !== window;
  window.benchProbe = { now, frame, pause, timed, longTasks, ready: isHere ? when(conditions[window.benchAwaits.key]) : null };
})();
