/** Before the start: choose a tour, see what it lacks, and load every picture of it. */

import { glyph, h, put } from "#viewer/dom.js";
import { setAttr, setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { GRADES, checkTour, findingText, picturesOf } from "#viewer/presentcheck.js";
import { makeRunKeep, handOver } from "#viewer/presentkeep.js";
import { letGo, loadPictures } from "#viewer/presentload.js";
import { newRun } from "#viewer/presentstate.js";
import { ICONS } from "#viewer/symbols.js";

const DRAFT = "backlot.plan";
export const PRESENT = "/view?mode=present";

/** The tour one works on in the planner; null where there is none with a stop. */
export function draftTour(storage) {
  try {
    const draft = JSON.parse(storage.getItem(DRAFT));
    return draft?.tour?.version === 1 && draft.tour.stops?.length ? draft.tour : null;
  } catch {
    // storage may be forbidden, or hold somebody else's text
    return null;
  }
}

/** What the light beside "Start" says. */
function lightKey(state, isWhole) {
  if (state === "lost") return "present.lost-pictures";
  return state === "ready" && !isWhole ? "present.ready-but" : `present.${state}`;
}

/** How far loading has come. Pure. */
export function loadState({ done, count, failed }) {
  if (done < count) return "loading";
  return failed.length ? "lost" : "ready";
}

/**
 * @param {object} app
 * @param {{services: {tours: string}|null, planner: () => Promise<?object>, keep?: object, storage?: Storage,
 *   open?: (run: object) => void}} how `planner` comes when the network is there, null without one; `open` shows the run
 *   that was handed over: as a page of its own, unless told otherwise
 * @returns {{root: HTMLElement, choose: (tour: object) => Promise<void>, stop: () => void}}
 */
export function readyPanel(app, { services, planner, keep = makeRunKeep(), storage = localStorage, open = () => (window.top ?? window).location.assign(PRESENT) }) {
  const { words } = app;
  const title = h("h1", {});
  const list = h("ul", { class: "ready-tours" });
  const said = h("p", { class: "ready-said", role: "status" });
  const checked = h("section", { class: "ready-check", hidden: true });
  const root = h("section", { class: "chooser present-scroll" }, h("div", { class: "ready-choose" }, title, said, list), checked);
  let tours = null;
  let tour = null;
  let findings = [];
  let loading = null;
  let progress = null;

  // -------------------------------------------------------------- choosing

  async function load() {
    draw();
    if (!services) return;
    try {
      tours = (await asked(services.tours)).tours;
    } catch (error) {
      tours = [];
      said.textContent = words.say("present.tours-failed", { why: error.message });
    }
    draw();
  }

  function row(name, note, act, isChosen, className = "") {
    return h("li", {}, h("button", { type: "button", class: `ready-tour ${className}`, "aria-pressed": String(isChosen), onclick: act }, h("span", { class: "ready-name", text: name }), h("span", { class: "ready-note", text: note })));
  }

  function rows() {
    const run = keep.read();
    const draft = draftTour(storage);
    const isHalfway = run && run.begun && !run.ended;
    return [
      isHalfway ? row(words.of(run.tour.name), words.say("present.go-on", { n: run.at + 1, all: run.tour.stops.length }), () => open(run), false, "goes-on") : null,
      draft ? row(words.of(draft.name) || words.say("plan.unnamed"), words.say("present.draft", { n: draft.stops.length }), () => choose(draft), tour === draft || tour?.id === draft.id) : null,
      ...(tours ?? []).filter((each) => each.id !== draft?.id).map((each) => row(words.of(each.name), words.say("plan.stops", { n: each.stops }), () => take(each.id), tour?.id === each.id)),
    ].filter(Boolean);
  }

  async function take(id) {
    try {
      await choose(await asked(`${services.tours}/${encodeURIComponent(id)}`));
    } catch (error) {
      said.textContent = words.say("present.tours-failed", { why: error.message });
    }
  }

  /** Look a tour over and load its pictures. */
  async function choose(wanted) {
    loading?.abort();
    loading = new AbortController();
    const { signal } = loading;
    tour = wanted;
    progress = null;
    said.textContent = "";
    findings = checkTour(tour, app.places, await planner(), app.languages);
    if (signal.aborted) return;
    draw();
    try {
      // they stay in the browser's own keep: the page one presents on has them at once
      letGo(await loadPictures(picturesOf(tour, app.places), { signal, progress: told }));
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  function told(state) {
    progress = state;
    draw();
  }

  function begin(rehearsal) {
    const run = newRun(tour, { now: new Date(), rehearsal });
    if (handOver(run, storage)) open(run);
    else said.textContent = words.say("present.not-kept");
  }

  // -------------------------------------------------------------- the check

  function checkNodes() {
    const state = progress ? loadState(progress) : "loading";
    const groups = GRADES.map((grade) => [grade, findings.filter((each) => each.grade === grade)]).filter(([, found]) => found.length);
    const nameOf = (id) => (app.places.get(id) ? app.nameOf(app.places.get(id)) : id);
    const isWhole = !findings.some((each) => each.grade === "wrong");
    return [
      h("h2", { text: words.of(tour.name) || words.say("plan.unnamed") }),
      pictures(state),
      groups.length ? null : h("p", { class: "ready-all", text: words.say("present.check.all") }),
      ...groups.map(([grade, found]) => h("section", { class: `ready-found is-${grade}` }, h("h3", {}, glyph(grade === "note" ? ICONS.info : PLAN_ICONS.warning), h("span", { text: words.say(`present.grade.${grade}`) })),
        h("ul", {}, ...found.map((each) => h("li", { text: findingText(words, each, nameOf) }))))),
      h("div", { class: "ready-start" },
        h("p", { class: `ready-light is-${state}`, role: "status" }, glyph(state === "ready" ? PLAN_ICONS.check : state === "lost" ? PLAN_ICONS.warning : PLAN_ICONS.clock),
          h("span", { text: words.say(lightKey(state, isWhole)) })),
        h("button", { type: "button", class: "button primary", disabled: state === "loading" || !tour.stops.length, text: words.say("present.start"), onclick: () => begin(false) }),
        h("button", { type: "button", class: "button", disabled: state === "loading" || !tour.stops.length, text: words.say("present.rehearse"), onclick: () => begin(true) })),
      h("p", { class: "ready-offline", text: words.say("present.reload-note") }),
    ];
  }

  function pictures(state) {
    const { done = 0, count = 0, bytes = 0, failed = [] } = progress ?? {};
    return h("div", { class: "ready-pictures" },
      h("progress", { max: Math.max(1, count), value: count ? done : Number(Boolean(progress)), "aria-label": words.say("present.pictures") }),
      h("p", { text: words.say("present.pictures-done", { done: done - failed.length, all: count, mb: (bytes ? Math.max(0.1, bytes / 1e6) : 0).toFixed(1) }) }),
      state === "lost" ? h("p", { class: "ready-lost" }, h("span", { text: words.say("present.pictures-lost", { n: failed.length }) }), h("button", { type: "button", class: "button", text: words.say("present.again"), onclick: () => choose(tour) })) : null);
  }

  function draw() {
    setAttr(root, "aria-label", words.say("present.choose"));
    setText(title, words.say("present.choose"));
    const all = rows();
    put(list, ...all);
    if (!all.length && !said.textContent && tours) setText(said, words.say("present.no-tours"));
    checked.hidden = !tour;
    if (tour) put(checked, ...checkNodes());
  }

  load();
  return {
    root, choose, draw,
    stop() {
      loading?.abort();
      root.remove();
    },
  };
}

async function asked(address) {
  const response = await fetch(address);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}
