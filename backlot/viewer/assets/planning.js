/**
 * Planning: the tour one works on, its itinerary, and all that can be done to it.
 * Every change is worked out here, in the browser; Python is asked for the best order, exports and saving.
 */

import { decodeTour, encodeTour } from "#viewer/compact.js";
import { directions, worded } from "#viewer/directions.js";
import { h } from "#viewer/dom.js";
import { makePlanner, profileOf } from "#viewer/itinerary.js";
import {
  RAIN_FACTOR, makeHistory, newTour, withChange, withClosed, withCut, withLock, withMoved, withSettings, withStop, withoutStop,
} from "#viewer/plan.js";
import { asked, makeShelf } from "#viewer/shelf.js";

const DRAFT = "backlot.plan";
/** What a guide changed while presenting, on its way back to the planner. */
export const PROPOSAL = "backlot.proposal";
const LANDMARKS = ["gate", "landmark", "spot", "station"];
const FORMS = { gpx: "gpx", kml: "kml", geojson: "geojson", csv: "csv", ics: "ics" };

/**
 * @param {object} app
 * @param {{walks: string, plan: string, tours: string}|null} services addresses; null where there is no server
 */
export function makePlanning(app, services) {
  const { words, site } = app;
  const shelf = makeShelf(services);
  const listeners = new Set();
  const history = makeHistory(newTour(site.tz, newId()));
  let planner = null;
  let graph = null;
  let cached = null;
  let savedText = null;
  let cancelling = null;

  const planning = {
    tours: null,
    deleted: [],
    busy: null,
    conflict: null,
    problem: null,
    selected: null,
    rained: null,
    canAsk: services !== null,
    get tour() {
      return history.now;
    },
    get history() {
      return { canUndo: history.canUndo, canRedo: history.canRedo };
    },
    get isRain() {
      return planning.rained !== null && history.now.pace_kmh === planning.rained.slow;
    },
    get saved() {
      return savedText === textOf(history.now);
    },
    get itinerary() {
      cached ??= planner && itineraryOf(app, graph, planner, history.now);
      return cached;
    },
    on: (listener) => listeners.add(listener),
    /** Work out and draw anew: names are in another language, or places were put right. */
    refresh() {
      cached = null;
      tell();
    },
    start, openCode, change, undo, redo, optimise, loadTours, openTour, save, resolve, copyLink,
    add: (id) => change((tour) => withStop(tour, id)),
    remove: (index) => change((tour) => withoutStop(tour, index)),
    move: (from, to) => change((tour) => withMoved(tour, from, to)),
    lock: (index, on) => change((tour) => withLock(tour, index, on)),
    setStop: (index, values) => change((tour) => withChange(tour, index, values)),
    setTour: (values) => change((tour) => withSettings(tour, values)),
    close: (id, on) => change((tour) => withClosed(tour, id, on)),
    apply: (cut) => change((tour) => withCut(tour, cut)),
    rain,
    cancel: () => cancelling?.abort(),
    select(index) {
      planning.selected = index;
      tell();
    },
    newTour: () => take(newTour(site.tz, newId())),
    /** Take over a tour made elsewhere, such as a film walk: one's own from now on; undo leads back. */
    takeMade: (tour) => take({ ...tour, id: newId() }),
    duplicate: (id) => ask("save", async () => take(await post(`${services.tours}/duplicate`, { tour: await shelf.get(id) }), { isSaved: true })),
    removeTour: (id) => ask("save", () => post(`${services.tours}/delete`, { id })),
    restoreTour: (id) => ask("save", () => post(`${services.tours}/restore`, { id })),
    export: (form, { notes = false } = {}) => ask("export", () => download(form, notes)),
    /** The address's text of the tour as it is now, null if it is too long for one. */
    compact: () => encodeTour(history.now).text ?? null,
  };

  /** Begin: the network, then what was worked on before, then what the address asks for. */
  async function start(link) {
    try {
      graph = await loadGraph(services);
      planner = makePlanner(graph, (id) => app.places.get(id), app.languages, () => app.closed);
    } catch (error) {
      planning.problem = words.say("plan.no-network", { why: error.message });
    }
    const proposal = readProposal();
    const draft = readDraft();
    if (draft) {
      history.push(draft.tour);
      savedText = draft.saved;
    }
    if (link) openLink(link);
    if (proposal) takeProposal(proposal);
    cached = null;
    tell();
  }

  /** Take over a shared link, unless it is what one works on anyway; undo leads back to one's own. */
  function openLink(text) {
    const found = decodeTour(text, (id) => app.places.get(app.formerOf(id))?.id);
    if (found.problem) {
      planning.problem = words.say(`plan.link.${found.problem.code.replace("compact-", "")}`, found.problem.values);
      return;
    }
    if (encodeTour(found.tour).text === planning.compact()) return;
    history.push({ ...found.tour, revision: 0 });
    savedText = null;
    keepDraft();
  }

  /** Take over a plan that was read from a code, or say what is wrong with it. */
  function openCode(text) {
    planning.problem = null;
    openLink(text);
    const { problem } = planning;
    settle();
    planning.problem = problem;
    if (!problem) app.fitRoute();
    return problem ? { problem } : {};
  }

  /** What a guide changed while presenting comes as one step of its own: undo leads back to the plan as it was. */
  function takeProposal(proposal) {
    const tour = proposal.id === history.now.id ? { ...proposal, revision: history.now.revision } : proposal;
    if (history.push(tour)) app.toast(words.say("plan.proposal"));
    keepDraft();
  }

  function change(changed) {
    if (!history.push(changed(history.now))) return;
    planning.problem = null;
    settle();
  }

  function undo() {
    history.undo();
    settle();
  }

  function redo() {
    history.redo();
    settle();
  }

  function rain(on) {
    const pace = history.now.pace_kmh;
    if (on) planning.rained = { dry: pace, slow: Math.round(pace * RAIN_FACTOR * 10) / 10 };
    const wanted = on ? planning.rained.slow : planning.rained?.dry;
    if (wanted) change((tour) => withSettings(tour, { pace_kmh: wanted }));
  }

  /** Take another tour to work on; undo leads back. */
  function take(tour, { isSaved = false } = {}) {
    history.push(tour);
    savedText = isSaved ? textOf(tour) : null;
    planning.conflict = planning.problem = null;
    planning.selected = null;
    settle();
    app.fitRoute();
  }

  function settle() {
    cached = null;
    if (planning.selected >= history.now.stops.length) planning.selected = null;
    keepDraft();
    tell();
  }

  function tell() {
    for (const listener of listeners) listener(planning);
  }

  function keepDraft() {
    try {
      localStorage.setItem(DRAFT, JSON.stringify({ tour: history.now, saved: savedText }));
    } catch {
      planning.problem = words.say("plan.not-kept");
    }
  }

  function readProposal() {
    try {
      const proposal = JSON.parse(localStorage.getItem(PROPOSAL));
      localStorage.removeItem(PROPOSAL);
      return proposal?.version === 1 && Array.isArray(proposal.stops) ? proposal : null;
    } catch {
      return null;
    }
  }

  function readDraft() {
    try {
      const draft = JSON.parse(localStorage.getItem(DRAFT));
      return draft?.tour?.version === 1 && Array.isArray(draft.tour.stops) ? draft : null;
    } catch {
      return null;
    }
  }

  /** Do something that takes a while; what goes wrong is said, and the tour stays as it is. */
  async function ask(what, act) {
    cancelling = new AbortController();
    planning.busy = what;
    planning.problem = null;
    tell();
    try {
      await act();
      if (planning.tours && what === "save") await loadTours();
    } catch (error) {
      if (error.name !== "AbortError") planning.problem = words.say("plan.failed", { why: error.message });
    } finally {
      planning.busy = cancelling = null;
      tell();
    }
  }

  async function optimise() {
    const before = history.now;
    await ask("order", async () => {
      const { order } = await post(`${services.plan}/order`, { tour: before });
      if (history.now !== before) return;
      if (order.every((at, i) => at === i)) app.announce(words.say("plan.best-already"));
      change((tour) => ({ ...tour, stops: order.map((at) => tour.stops[at]) }));
    });
  }

  async function loadTours() {
    const found = await shelf.list();
    planning.tours = found.tours;
    planning.deleted = found.deleted;
    tell();
  }

  /** Open a tour; a ready-made one becomes one's own copy, for it can be changed. */
  async function openTour(id) {
    await ask("open", async () => {
      const tour = await shelf.get(id);
      if (tour.revision > 0) take(tour, { isSaved: true });
      else take({ ...tour, id: newId() });
    });
  }

  async function save() {
    await ask("save", async () => {
      const response = await send(`${services.tours}/save`, { tour: history.now });
      const answer = await response.json();
      if (response.status === 409) {
        planning.conflict = { mine: history.now, stored: answer.current ?? null };
        return;
      }
      if (!response.ok) throw new Error(answer.error);
      history.amend({ revision: answer.revision });
      savedText = textOf(history.now);
      keepDraft();
      app.announce(words.say("plan.saved"));
    });
  }

  /** Settle what two have edited: mine over theirs, theirs over mine, or mine beside theirs. */
  async function resolve(choice) {
    const { stored } = planning.conflict;
    planning.conflict = null;
    if (choice === "theirs") return stored ? take(stored, { isSaved: true }) : tell();
    if (choice === "copy") history.amend({ id: newId(), revision: 0 });
    else history.amend({ revision: stored?.revision ?? 0 });
    return save();
  }

  async function download(form, notes) {
    const response = await send(`${services.plan}/export`, { tour: history.now, form: FORMS[form], notes });
    if (!response.ok) throw new Error((await response.json()).error);
    const link = h("a", { href: URL.createObjectURL(await response.blob()), download: `${fileName()}.${form}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function fileName() {
    return (words.of(history.now.name) || history.now.id).replace(/[\\/:*?"<>|\u0000-\u001f]+/gu, "-").trim().slice(0, 80) || "walk";
  }

  async function copyLink() {
    const text = planning.compact();
    if (text === null) planning.problem = words.say("plan.link.too-long", { found: "", limit: "" });
    else await app.copyAddress({ plan: text });
    tell();
  }

  async function post(address, body) {
    const response = await send(address, body);
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error);
    return answer;
  }

  const send = (address, body) => fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: cancelling?.signal });

  return planning;
}

/** The walk graph: from its service, or out of the page itself. */
export async function loadGraph(services) {
  const element = document.getElementById("walks");
  return element ? JSON.parse(element.textContent) : asked(services.walks);
}

/** What a saved tour is compared by: all but its revision. */
const textOf = (tour) => JSON.stringify({ ...tour, revision: 0 });

/** An id nobody else has; crypto.randomUUID is missing on plain http. */
export const newId = () => `walk-${[...crypto.getRandomValues(new Uint8Array(5))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

/** What the panel and the map draw: stops and legs of a tour with their times. */
function itineraryOf(app, graph, planner, tour) {
  const plan = planner.plan(tour);
  const { timetable } = plan;
  const place = (id) => app.places.get(id) ?? null;
  const nameOf = (id) => (place(id) ? app.nameOf(place(id)) : id);
  const stops = tour.stops.map((stop, index) => {
    const at = plan.open.indexOf(index);
    const problems = [...timetable.stops[index].breaks];
    if (!place(stop.id)) problems.push("unknown-place");
    return {
      id: stop.id, index, number: at < 0 ? null : at + 1, place: place(stop.id), name: nameOf(stop.id), closed: at < 0,
      timed: timetable.stops[index], problems, words: plan.request.stops[index].words,
    };
  });
  const legs = plan.legs.map((leg, at) => ({
    from: leg.from, to: leg.to, stop: leg.stop, mode: leg.mode, ok: leg.ok, line: leg.line ?? [],
    minutes: minutes(leg.walk_s), minutes_low: minutes(leg.low_s), minutes_high: minutes(leg.high_s),
    length_m: leg.length_m ?? null, about: leg.about ?? false, unknown: leg.unknown ?? {}, notes: leg.notes ?? [], reason: leg.reason ?? null,
    seconds: timetable.legs[at].seconds,
    get steps() {
      return worded(directions(leg, graph.ways, landmarksOf(app), leg.to), app.words, nameOf);
    },
  }));
  return { timetable, stops, legs, start: place(tour.start), end: place(tour.end), points: profileOf(plan, Boolean(tour.start)) };
}

const minutes = (seconds) => (seconds === undefined ? null : Math.floor(seconds / 60 + 0.5));

/** Places a turn may be named after. */
export const landmarksOf = (app) =>
  [...app.places.values()]
    .filter((place) => LANDMARKS.includes(place.kind))
    .map((place) => ({ id: place.id, kind: place.kind, rank: place.rank, lon: place.at[1], lat: place.at[0] }));
