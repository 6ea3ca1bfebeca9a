/** Before the start: choose a tour, see what it lacks, and load every picture of it. */

import { glyph, h, put } from "#viewer/dom.js";
import { setAttr, setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { GRADES, checkTour, findingText, picturesOf } from "#viewer/presentcheck.js";
import { makeRunKeep, handOver } from "#viewer/presentkeep.js";
import { letGo, loadPictures } from "#viewer/presentload.js";
import { keptPlaces, makePick } from "#viewer/presentpick.js";
import { newRun } from "#viewer/presentstate.js";
import { makeShelf } from "#viewer/shelf.js";
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
function lightKey(state, isWhole, hasPictures) {
  if (state === "lost") return hasPictures ? "clip.lost" : "present.lost-pictures";
  return state === "ready" && !isWhole ? "present.ready-but" : `present.${state}`;
}

/** How far loading has come. Pure. */
export function loadState({ done, count, failed }) {
  if (done < count) return "loading";
  return failed.length ? "lost" : "ready";
}

/**
 * @param {object} app
 * @param {{services: {tours: string}|null, planner: () => Promise<?object>, newId: () => string,
 *   clipsFor?: (tour: object) => Promise<{clips: object[], refused: object[]}>, keep?: object, storage?: Storage,
 *   open?: (run: object) => void}} how `planner` comes when the network is there, null without one; `newId` of a tour;
 *   `clipsFor`, its film clips (presentclips.js); `open` shows the run that was handed over: as a page of its own,
 *   unless told otherwise
 * @returns {{root: HTMLElement, choose: (tour: object) => Promise<void>, draw: () => void, tell: (text: string) => void, stop: () => void}}
 */
export function readyPanel(app, {
  services, planner, newId, clipsFor = async () => ({ clips: [], refused: [] }), keep = makeRunKeep(), storage = localStorage,
  open = () => (window.top ?? window).location.assign(PRESENT),
}) {
  const { words } = app;
  const shelf = makeShelf(services);
  const title = h("h1", {});
  const list = h("ul", { class: "ready-tours" });
  const said = h("p", { class: "ready-said", role: "status" });
  const pick = makePick(app, { storage, newId, take: (chosen) => choose(chosen), changed: pickChanged });
  const checked = h("section", { class: "ready-check", hidden: true });
  const root = h("section", { class: "chooser present-scroll" }, h("div", { class: "ready-choose" }, title, said, list, pick.root), checked);
  const hint = h("p", { class: "ready-hint" });
  root.append(hint);
  let tours = null;
  let tour = null;
  let findings = [];
  let loading = null;
  let progress = null;
  let film = null;
  let isPicking = keptPlaces(storage) !== null;

  // -------------------------------------------------------------- choosing

  async function load() {
    draw();
    try {
      tours = (await shelf.list()).tours;
    } catch (error) {
      tours = [];
      said.textContent = words.say("present.tours-failed", { why: error.message });
    }
    draw();
  }

  function row(name, note, act, isChosen, className = "") {
    return h("li", {}, h("button", { type: "button", class: `ready-tour ${className}`, "aria-pressed": String(isChosen), onclick: act }, h("span", { class: "ready-name", text: name }), h("span", { class: "ready-note", text: note })));
  }

  function pickRow() {
    const n = pick.tour.stops.length;
    const note = n ? words.say("pick.places", { n }) : words.say("pick.what");
    const item = row(words.say("pick.title"), note, () => showPick(!isPicking), tour?.id === pick.tour.id, "picks");
    setAttr(item.firstChild, "aria-expanded", String(isPicking));
    return item;
  }

  /** What was looked over before the selection changed is no longer it. */
  function pickChanged() {
    if (tour?.id === pick.tour.id) {
      loading.abort();
      tour = null;
    }
    draw();
  }

  function showPick(on) {
    isPicking = on;
    draw();
    list.querySelector(".picks").focus();
  }

  function rows() {
    const run = keep.read();
    const draft = draftTour(storage);
    const isHalfway = run && run.begun && !run.ended;
    return [
      isHalfway ? row(words.of(run.tour.name), words.say("present.go-on", { n: run.at + 1, all: run.tour.stops.length }), () => open(run), false, "goes-on") : null,
      draft ? row(words.of(draft.name) || words.say("plan.unnamed"), words.say("present.draft", { n: draft.stops.length }), () => choose(draft), tour === draft || tour?.id === draft.id) : null,
      ...(tours ?? []).filter((each) => each.id !== draft?.id).map((each) => row(words.of(each.name), words.say("plan.stops", { n: each.stops }), () => take(each.id), tour?.id === each.id)),
      pickRow(),
    ].filter(Boolean);
  }

  async function take(id) {
    try {
      await choose(await shelf.get(id));
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
    progress = film = null;
    said.textContent = "";
    findings = checkTour(tour, app.places, await planner(), app.languages);
    if (signal.aborted) return;
    draw();
    // on a phone the check lies below the list
    checked.scrollIntoView?.({ block: "nearest" });
    try {
      // they stay in the browser's own keep: the page one presents on has them at once
      letGo(await loadPictures(picturesOf(tour, app.places), { signal, progress: told }));
      await loadFilm(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  function told(state) {
    progress = state;
    draw();
  }

  /** The film clips likewise. */
  async function loadFilm(signal) {
    const found = await clipsFor(tour).catch((error) => ({ clips: [], refused: [], why: error.message }));
    signal.throwIfAborted();
    const addresses = found.clips.map((clip) => clip.address);
    letGo(await loadPictures(addresses, { kind: "video/", signal, progress: (now) => filmed({ ...found, ...now }) }));
  }

  function filmed(state) {
    film = state;
    draw();
  }

  /** How far pictures and clips together have come. */
  function stateNow() {
    if (!progress || !film) return "loading";
    return loadState({ done: progress.done + film.done, count: progress.count + film.count, failed: [...progress.failed, ...film.failed] });
  }

  function begin(rehearsal) {
    const run = newRun(tour, { now: new Date(), rehearsal });
    if (handOver(run, storage)) open(run);
    else said.textContent = words.say("present.not-kept");
  }

  // -------------------------------------------------------------- the check

  function checkNodes() {
    const state = stateNow();
    const groups = GRADES.map((grade) => [grade, findings.filter((each) => each.grade === grade)]).filter(([, found]) => found.length);
    const nameOf = (id) => (app.places.get(id) ? app.nameOf(app.places.get(id)) : id);
    const isWhole = !findings.some((each) => each.grade === "wrong");
    return [
      h("h2", { text: words.of(tour.name) || words.say("plan.unnamed") }),
      pictures(),
      clipNotes(),
      groups.length ? null : h("p", { class: "ready-all", text: words.say("present.check.all") }),
      ...groups.map(([grade, found]) => h("section", { class: `ready-found is-${grade}` }, h("h3", {}, glyph(grade === "note" ? ICONS.info : PLAN_ICONS.warning), h("span", { text: words.say(`present.grade.${grade}`) })),
        h("ul", {}, ...found.map((each) => h("li", { text: findingText(words, each, nameOf) }))))),
      h("div", { class: "ready-start" },
        h("p", { class: `ready-light is-${state}`, role: "status" }, glyph(state === "ready" ? PLAN_ICONS.check : state === "lost" ? PLAN_ICONS.warning : PLAN_ICONS.clock),
          h("span", { text: words.say(lightKey(state, isWhole, !progress?.failed.length)) })),
        h("button", { type: "button", class: "button primary", disabled: state === "loading" || !tour.stops.length, text: words.say("present.start"), onclick: () => begin(false) }),
        h("button", { type: "button", class: "button", disabled: state === "loading" || !tour.stops.length, text: words.say("present.rehearse"), onclick: () => begin(true) })),
      h("p", { class: "ready-offline", text: words.say(app.scene.host.pack ? "present.reload-file" : "present.reload-note") }),
      clipHint(),
    ];
  }

  function pictures() {
    const { done = 0, count = 0, bytes = 0, failed = [] } = progress ?? {};
    return h("div", { class: "ready-pictures" },
      h("progress", { max: Math.max(1, count), value: count ? done : Number(Boolean(progress)), "aria-label": words.say("present.pictures") }),
      h("p", { text: words.say("present.pictures-done", { done: done - failed.length, all: count, mb: (bytes ? Math.max(0.1, bytes / 1e6) : 0).toFixed(1) }) }),
      failed.length ? h("p", { class: "ready-lost" }, h("span", { text: words.say("present.pictures-lost", { n: failed.length }) }), h("button", { type: "button", class: "button", text: words.say("present.again"), onclick: () => choose(tour) })) : null);
  }

  /** What there is of film clips, and what there is not; nothing where a tour has none. */
  function clipNotes() {
    const { clips = [], refused = [], failed = [], why = null } = film ?? {};
    const mb = Math.max(0.1, clips.reduce((sum, clip) => sum + clip.bytes, 0) / 1e6).toFixed(1);
    const stopOf = (clip) => tour.stops.findIndex((stop) => stop.id === clip.place) + 1;
    const lines = [
      clips.length ? words.say("clip.found", { n: clips.length, stops: clips.map(stopOf).join(", "), mb }) : null,
      failed.length ? words.say("clip.not-loaded", { n: failed.length }) : null,
      refused.length ? words.say("clip.refused", { stops: refused.map(stopOf).join(", ") }) : null,
      why ? words.say("clip.not-known", { why }) : null,
    ].filter(Boolean);
    return lines.length ? h("ul", { class: "ready-clips" }, ...lines.map((text) => h("li", { text }))) : null;
  }

  /** Where film clips are laid to be found; where there is no server they cannot be. */
  function clipHint() {
    if (!services || !tour.stops.length) return null;
    return h("p", { class: "ready-offline", text: words.say("clip.how", { file: `tours/${tour.id}/${tour.stops[0].id}.mp4` }) });
  }

  function draw() {
    setAttr(root, "aria-label", words.say("present.choose"));
    setText(title, words.say("present.choose"));
    const all = rows();
    put(list, ...all);
    pick.root.hidden = !isPicking;
    pick.draw();
    if (all.length < 2 && !said.textContent && tours) setText(said, words.say("present.no-tours"));
    hint.hidden = Boolean(tour);
    setText(hint, words.say("present.choose-hint"));
    checked.hidden = !tour;
    if (tour) put(checked, ...checkNodes());
  }

  app.store.on(["lang"], () => root.isConnected && draw());
  load();
  return {
    root, choose, draw,
    /** Say something above the tours, until one is chosen. */
    tell(text) {
      said.textContent = text;
    },
    stop() {
      loading?.abort();
      root.remove();
    },
  };
}
