/**
 * The panel of taking along, beside the map (below it on a phone): making, the check before one leaves, opening.
 *
 * What is chosen is kept here and outlives a change of language, which makes everything on the panel anew.
 */

import { h, put } from "#viewer/dom.js";
import { setAttr } from "#viewer/patch.js";
import { draftTour } from "#viewer/presentready.js";
import { makeReady } from "#viewer/readypack.js";
import { makeJob } from "#viewer/takejob.js";
import { makeOpen } from "#viewer/takeopen.js";
import { makeShown } from "#viewer/takeshown.js";
import { firstSubject, makeWhat, subjectsOf } from "#viewer/takewhat.js";

const HEIGHTS = { half: "plan.height.half", full: "plan.height.full" };
const TABS = { make: "take.tab.make", ready: "take.tab.ready", open: "take.tab.open" };

/**
 * @param {object} app
 * @param {{services: object|null, planner: () => Promise<?object>, shelf: object, makeHow?: ?Function, onresize?: () => void,
 *   storage?: Storage}} how `onresize` is told when the panel changes its height on a phone
 *   `makeHow` of takehow.js, needed where there is a server to make things
 * @returns {{root: HTMLElement, begin: () => Promise<void>, hide: () => void, insets: () => {left: number, below: number}}}
 *   `begin` looks anew at the tours there are
 */
export function makeTakePanel(app, { services, planner, shelf, makeHow = null, onresize = () => {}, storage = localStorage }) {
  const tabs = services ? ["make", "ready", "open"] : ["ready", "open"];
  const root = h("aside", { class: "take", id: "take", "data-height": "half" });
  const state = { tab: tabs[0], subject: null, photographs: "stop", languages: [...app.languages], notes: false, largePrint: false, form: "html", other: "gpx", draft: null, tours: [], problem: null };
  const job = services && makeJob(services.take, { tell: () => parts?.make?.drawJob(), lost: () => app.words.say("take.lost-server") });
  const tools = { app, state, services, makeHow, planner, shelf, job, changed, tourOf, drawWalk, begin, onresize };
  const shown = makeShown(app, planner, insets);
  let parts = null;
  let drawn = null;

  /** What is chosen has changed: the walk, or what of it goes in. */
  function changed() {
    parts.draw();
    drawWalk();
  }

  /** Show on the map what it is about, unless that is there already. */
  async function drawWalk() {
    const { subject } = state;
    if (drawn === subject) return;
    drawn = subject;
    const tour = await tourOf().catch(() => null);
    if (drawn !== subject) return;
    shown.show(tour);
    if (subject.startsWith("view:")) app.goView(subject.slice("view:".length));
    else if (!tour) app.map.fitBounds(app.siteBounds, { paddingTopLeft: [insets().left, 0], paddingBottomRight: [0, insets().below], animate: false });
  }

  function insets() {
    if (!root.isConnected) return { left: 0, below: 0 };
    const box = root.getBoundingClientRect();
    return box.width < innerWidth ? { left: box.right, below: 0 } : { left: 0, below: innerHeight - box.top };
  }

  function hide() {
    root.remove();
    shown.clear();
    drawn = null;
  }

  /** The tour chosen, whole; null when it is about the map. */
  async function tourOf(subject = state.subject) {
    if (subject === "draft") return state.draft;
    return subject?.startsWith("tour:") ? shelf.get(subject.slice(5)) : null;
  }

  async function begin() {
    state.draft = draftOf(app, storage);
    state.problem = null;
    try {
      state.tours = (await shelf.list()).tours;
    } catch (error) {
      state.problem = app.words.say("present.tours-failed", { why: error.message });
    }
    const known = subjectsOf(app, state).flatMap(({ options }) => options.map(({ value }) => value));
    if (!known.includes(state.subject)) state.subject = firstSubject(state);
    parts ??= makeParts(root, tabs, tools);
    parts.show();
    drawWalk();
  }

  app.store.on(["lang"], () => {
    if (!parts) return;
    parts.stop();
    parts = makeParts(root, tabs, tools);
    parts.show();
  });
  return { root, begin, hide, insets };
}

/** The tour one works on in the planner; null where there is none with a stop. */
function draftOf(app, storage) {
  return app.planning?.tour.stops.length ? app.planning.tour : draftTour(storage);
}

/** Everything on the panel, in the present language. */
function makeParts(root, tabs, tools) {
  const { app, state } = tools;
  const { words } = app;
  const made = { make: tools.services ? makeMaking(tools) : null, ready: makeReady(tools), open: makeOpen(tools) };
  const buttons = tabs.map((tab) => h("button", { type: "button", role: "tab", id: `take-tab-${tab}`, "aria-controls": "take-body", text: words.say(TABS[tab]), onclick: () => turn(tab) }));
  const bar = h("div", { class: "segmented take-tabs", role: "tablist", "aria-label": words.say("take.label"), onkeydown: step }, ...buttons);
  const body = h("div", { class: "take-body", role: "tabpanel", id: "take-body", tabindex: "-1" });
  const foot = h("footer", { class: "take-foot" });
  const grip = h("button", { type: "button", class: "grip", onclick: () => setHeight(root.dataset.height === "full" ? "half" : "full") }, h("span", { class: "grip-bar" }));
  setAttr(root, "aria-label", words.say("take.label"));
  put(root, h("header", { class: "take-head" }, grip, bar), body, foot);
  setHeight(root.dataset.height);

  /** On a phone the panel lies below, and may cover the map. */
  function setHeight(height) {
    root.dataset.height = height;
    setAttr(grip, "aria-label", words.say(HEIGHTS[height]));
    tools.onresize();
  }

  function turn(tab) {
    state.tab = tab;
    body.scrollTop = 0;
    show();
  }

  function step(event) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    const at = (tabs.indexOf(state.tab) + way + tabs.length) % tabs.length;
    turn(tabs[at]);
    buttons[at].focus();
  }

  function show() {
    tabs.forEach((tab, at) => {
      const isOn = tab === state.tab;
      setAttr(buttons[at], "aria-selected", String(isOn));
      setAttr(buttons[at], "aria-pressed", String(isOn));
      buttons[at].tabIndex = isOn ? 0 : -1;
    });
    const part = made[state.tab];
    setAttr(body, "aria-labelledby", `take-tab-${state.tab}`);
    put(body, ...part.nodes);
    put(foot, part.foot);
    foot.hidden = !part.foot;
    part.show();
  }

  return {
    make: made.make,
    show,
    draw: () => made[state.tab].draw(),
    stop: () => made.ready.stop(),
  };
}

/** What goes in, and as what. */
function makeMaking(tools) {
  const what = makeWhat(tools);
  const how = tools.makeHow(tools);
  return {
    nodes: [what.root, how.root],
    foot: how.foot,
    drawJob: how.drawJob,
    show() {
      what.draw();
      how.draw();
    },
    draw() {
      what.draw();
      how.draw();
    },
  };
}
