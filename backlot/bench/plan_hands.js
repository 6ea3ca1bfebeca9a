/**
 * What the benchmark does to a plan, as an object of functions; probe.js is there before it.
 * Each returns figures, and what it saw: whether the map did the work is for Python to judge.
 */
({
  async open(id) {
    const { pause } = window.benchProbe;
    const { planning } = window.backlotApp;
    for (let n = 0; n < 300 && !planning.itinerary; n++) await pause(100);
    await planning.openTour(id);
    // until the map has come to rest on the walk
    await pause(1500);
    return { problem: planning.problem, stops: planning.itinerary?.stops.length ?? 0 };
  },

  /** Change the plan in one way after the other; say of each what it changed of what is seen. */
  async change(count) {
    const { pause, timed, longTasks } = window.benchProbe;
    const { planning, map, places } = window.backlotApp;
    const opened = () => planning.itinerary.stops.filter((stop) => !stop.closed).map((stop) => stop.index);
    const sets = planning.tour.stops.map((stop) => stop.id).filter((id) => places.get(id).kind === "set");
    const kinds = {
      dwell: (turn) => planning.setStop(opened()[turn % opened().length], { dwell_min: 6 + turn }),
      move: (turn) => {
        const at = turn % (opened().length - 1);
        planning.move(opened()[at], opened()[at + 1]);
      },
      lock: (turn) => {
        const at = turn % planning.tour.stops.length;
        planning.lock(at, !planning.tour.stops[at].lock);
      },
      close: (turn) => {
        // every second turn opens the set again that the one before closed
        const id = sets[Math.floor(turn / 2) % sets.length];
        planning.close(id, !planning.tour.closed.includes(id));
      },
      pace: (turn) => planning.setTour({ pace_kmh: turn % 2 ? 4.4 : 2.6 }),
    };
    const names = Object.keys(kinds);
    const list = document.querySelector(".plan-list");
    longTasks.length = 0;
    const figures = [];
    let before = look();
    let earlier = before;
    let last = null;
    for (let n = 0; n < count; n++) {
      const turn = Math.floor(n / (names.length + 2));
      const step = n % (names.length + 2);
      const kind = names[(turn + step) % names.length];
      const what = step < names.length ? kind : step === names.length ? "undo" : "redo";
      const act = { undo: planning.undo, redo: planning.redo }[what] ?? (() => kinds[kind](turn));
      const figure = await timed(act, () => [map.getContainer().getBoundingClientRect(), list.getBoundingClientRect()]);
      // read at once: what is not there with the frame came too late
      const after = look();
      if (what === kind) last = kind;
      const changed = Object.fromEntries(Object.keys(after).map((key) => [key, after[key] !== before[key]]));
      const back = { undo: same(after, earlier), redo: same(after, earlier) }[what] ?? null;
      figures.push({ ...figure, what, of: last, changed, back, wrong: wrongCards() });
      [earlier, before] = [before, after];
      await pause(120);
    }
    return { figures, long: [...longTasks] };

    function look() {
      const { timetable } = planning.itinerary;
      return {
        tour: JSON.stringify({ ...planning.tour, revision: 0 }),
        times: JSON.stringify([timetable.stops, timetable.legs, timetable.end_s]),
        route: [...map.getPane("route").querySelectorAll("path.route-line")].map((path) => path.getAttribute("d")).join("\n"),
        cards: JSON.stringify(cards()),
      };
    }

    function cards() {
      return [...list.querySelectorAll(".plan-item")].map((card) => ({
        id: card.dataset.stop,
        arrive: card.querySelector(".stop-arrive").textContent,
        leave: card.querySelector(".stop-leave").textContent,
        isLocked: card.querySelector(".lock").getAttribute("aria-pressed") === "true",
        isClosed: card.classList.contains("passed-over"),
      }));
    }

    /** Ids of the cards that do not say what the plan says. */
    function wrongCards() {
      const { stops } = planning.itinerary;
      const shown = cards();
      if (shown.length !== stops.length) return [`${shown.length} cards of ${stops.length} stops`];
      return stops.filter((stop, at) => {
        const times = stop.closed ? ["", ""] : [clock(stop.timed.arrive_s), clock(stop.timed.leave_s)];
        const expected = { id: stop.id, arrive: times[0], leave: times[1], isLocked: planning.tour.stops[at].lock, isClosed: stop.closed };
        return JSON.stringify(expected) !== JSON.stringify(shown[at]);
      }).map((stop) => stop.id);
    }

    function clock(seconds) {
      const minutes = Math.floor(seconds / 60 + 0.5);
      return [Math.floor(minutes / 60) % 24, minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
    }

    function same(one, other) {
      return Object.keys(one).every((key) => one[key] === other[key]);
    }
  },
});
