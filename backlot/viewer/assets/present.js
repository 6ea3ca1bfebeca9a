/**
 * Present a tour: join its state with the guests' and the guide's view, keys, hands, other windows, and the clock.
 * Data flows one way: hands act on the run, and what draws is told.
 */

import { h } from "#viewer/dom.js";
import { makeBar } from "#viewer/presentbar.js";
import { bindTouch, keyAction, keyGround, typedNumber } from "#viewer/presentgesture.js";
import { makeGuest } from "#viewer/presentguest.js";
import { makeGuide } from "#viewer/presentguide.js";
import { RUN } from "#viewer/presentkeep.js";
import { decoded, letGo, makeFrames } from "#viewer/presentload.js";
import { makePresentMap } from "#viewer/presentmap.js";
import { makeWhere, makeWhereSection } from "#viewer/presentplace.js";
import { makeOverview } from "#viewer/presentoverview.js";
import { isShown, reduce, statusOf } from "#viewer/presentstate.js";
import { legText, reasonText } from "#viewer/plantext.js";
import { clockText } from "#viewer/timetable.js";
import { makeWake } from "#viewer/wake.js";

export const CHANNEL = "backlot.run";
export const GUESTS = "#guests";
/** The second window is known by its name too: the viewer writes the address anew, and a name outlives a reload. */
export const GUEST_WINDOW = "backlot-guests";
/** Whether this window is the guests' one. */
export const showsGuests = () => location.hash === GUESTS || window.name === GUEST_WINDOW;
const VIEW = "backlot.run.view";
const TICK_MS = 1000;
const TYPED_MS = 2500;
const MAP_MS = 80;
const REST_MS = 900;

/**
 * Begin presenting the run that is kept, or show it to the guests in a second window.
 * @param {object} app what the parts of the viewer share
 * @param {{keep: object, planner: ?object, pictures: Map<string, string>, steps?: (leg: object) => string[], onend?: (run: object) => void}} how
 *   `keep` of presentkeep.js, holding a run; `planner` of itinerary.js and the `graph` it plans on, null where there is no network; `pictures`, the
 *   kept bytes by address (presentload.js); `clips`, addresses of kept film clips by place; `extras`, further rows of the menu: `{icon, key, act}`; `steps` words the way of a leg; `onend` is told when the tour was left
 * @returns {{deck: object, lost: () => void, stop: () => void}} `lost` is to be told when another tab steers
 */
export function startPresent(app, { keep, planner, graph = null, pictures, clips = new Map(), steps = () => [], extras = [], onend = () => {} }) {
  const { words, store } = app;
  const isGuestWindow = showsGuests();
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  if (!isGuestWindow && !keep.steers) keep.take();
  let run = keep.read();
  let status = null;
  let legs = [];
  let legsOf = null;
  let typedAt = 0;
  let autoTimer = null;
  let mapTimer = null;
  let guard = null;
  let isByKey = false;
  let stopped = false;

  const deck = {
    app, words, isGuestWindow, extras,
    view: isGuestWindow || run.locked ? "guests" : (readView() ?? "guests"),
    isOverview: false, isMenu: false, isMapLarge: false, isClip: false, typed: 0, wakeNote: null,
    frames: makeFrames(decoded),
    // pictures are not shown on the map one presents with
    galleryApp: { ...app, pictureShown: null, showPicture: null },
    get run() { return run; },
    get status() { return status; },
    get legs() { return legs; },
    get routeKey() { return legsOf; },
    get isInk() { return guest.ink.on; },
    /** Whether the map is large: then hands move it, and it does not move by itself. */
    get isMapFree() { return deck.isMapLarge || whereSection.isPicking; },
    get start() { return app.places.get(run.tour.start) ?? null; },
    get noteText() { return run.ended ? "" : words.of(run.at < 0 ? run.tour.description : deck.stop(run.at)?.notes); },
    get next() { return nextShown(); },
    /** The place shown, null before the first stop, after the end, and where nobody knows it. */
    get here() { return run.ended ? null : deck.place(run.at); },
    /** The stop whose picture is shown: before the tour that of the first. */
    get pictured() { return Math.max(0, run.at); },
    stop: (i) => run.tour.stops[i] ?? null,
    place: (i) => placeOf(run.tour.stops[i]?.id),
    nameAt: (i) => (deck.place(i) ? app.nameOf(deck.place(i)) : deck.stop(i)?.id ?? ""),
    isOut: (i) => !isShown(run, i, planner),
    leftOut,
    pictureAt: (i) => Math.max(0, i === run.at ? (deck.place(i)?.pictures ?? []).findIndex((each) => each.id === run.picture) : 0),
    pictureOf: (i) => deck.place(i)?.pictures?.[deck.pictureAt(i)] ?? null,
    addressOf: (picture) => [picture.stop, picture.full, picture.thumb].map((each) => pictures.get(each)).find(Boolean) ?? null,
    thumbOf: (picture) => pictures.get(picture.thumb) ?? null,
    clipAt: (i) => clips.get(run.tour.stops[i]?.id) ?? null,
    local,
    clockText: () => clockText(Math.floor(status.clock_s / 60) * 60),
    isStill: () => still.matches,
    covered: () => (deck.view === "guests" ? guest.covered() : 0),
    act, steer,
    send: (message) => channel?.postMessage(message),
    prefer: (choice) => app.prefer(choice),
    painted,
  };

  /** Note when the picture is on the screen: the frame after next has it for certain. */
  function painted() {
    requestAnimationFrame(() => setTimeout(() => performance.mark("backlot-painted")));
  }

  const root = h("main", { class: "present", data: { view: deck.view } });
  const guest = makeGuest(deck);
  const where = makeWhere(deck, { graph, steps, onchange: placed });
  const whereSection = makeWhereSection(deck, where);
  const guide = makeGuide(deck, whereSection);
  const overview = makeOverview(deck);
  const bar = makeBar(deck);
  deck.map = makePresentMap(deck);
  const wake = makeWake(navigator, document, (state) => {
    deck.wakeNote = state === "awake" ? null : words.say(`present.wake.${state}`);
    if (deck.wakeNote && !isGuestWindow) app.announce(deck.wakeNote);
    if (status) draw();
  });

  // ------------------------------------------------------------ what is ahead

  const placeOf = (id) => app.places.get(app.formerOf?.(id) ?? id) ?? null;

  function settle() {
    status = statusOf(run, planner, { now: new Date(), from: where.way });
    const shownNow = run.tour.stops.map((_, i) => i).filter((i) => !deck.isOut(i));
    const key = [run.tour.id, ...shownNow].join(" ");
    if (key === legsOf) return;
    legsOf = key;
    // the whole way of the tour as it is now, for the map
    const tour = { ...run.tour, closed: run.closed, stops: shownNow.map((i) => run.tour.stops[i]) };
    legs = planner ? planner.plan(tour).legs.map((leg) => ({ ...leg, stop: leg.stop === null ? null : shownNow[leg.stop] })) : [];
  }

  /** The next stop, or the way to the end after the last one, as it is said. */
  function nextShown() {
    const { next, home } = status;
    const to = next ?? home;
    if (!to || run.ended) return null;
    const index = next ? next.stop : null;
    const place = placeOf(to.id);
    return {
      index, id: to.id, place, number: index === null ? null : index + 1, name: place ? app.nameOf(place) : to.id,
      way: wayText(to.leg), steps: to.leg?.ok && to.leg.mode === "walk" ? where.stepsOf(to.leg) : [],
      arrives: to.arrive_s === null || to.leg?.ok === false ? null : clockText(to.arrive_s),
    };
  }

  function wayText(leg) {
    if (!leg) return "";
    const nameOf = (id) => (placeOf(id) ? app.nameOf(placeOf(id)) : id);
    return leg.ok ? legText(words, leg) : reasonText(words, leg.reason, nameOf);
  }

  function leftOut() {
    const at = (index, why, action) => ({ name: deck.nameAt(index), why, action });
    const closed = run.closed.map((id) => ({ name: app.places.get(id) ? app.nameOf(app.places.get(id)) : id, why: "closed", action: { type: "close", id, on: false } }));
    return [...run.skipped.map((i) => at(i, "skipped", { type: "skip", index: i, on: false })), ...run.cuts.map((i) => at(i, "dropped", { type: "drop", index: i, on: false })), ...closed];
  }

  /** A place whose pictures come from the kept bytes, so that the gallery needs no server. */
  function local(place) {
    const kept = (address) => (address ? (pictures.get(address) ?? null) : null);
    const held = (picture) => Object.fromEntries(Object.entries(picture).map(([key, value]) => [key, typeof value === "string" && pictures.has(value) ? kept(value) : value]));
    return { ...place, pictures: place.pictures.map((picture) => ({ ...held(picture), stop: deck.addressOf(picture), full: kept(picture.full) ?? deck.addressOf(picture), thumb: kept(picture.thumb) ?? deck.addressOf(picture) })) };
  }

  /** Where we are has changed: the time and the way on may count from there. */
  function placed() {
    if (stopped) return;
    settle();
    if (isGuideShown()) guide.draw();
    deck.map.drawPlace(where.mark);
  }

  // ------------------------------------------------------------ acting

  function act(action) {
    if (Object.hasOwn(here, action.type)) return here[action.type](action);
    if (run.locked && action.type !== "unlock") return;
    // one window steers; a clicker on the guests' window asks it to
    if (isGuestWindow) return deck.send({ type: "act", action });
    const next = reduce(run, action, { now: new Date(), planner });
    if (next === run) return;
    if (action.type === "lock") Object.assign(deck, { view: "guests", isOverview: false, isMenu: false });
    take(next);
    if (!keep.write(run) && !keep.steers) return lost();
    deck.send({ type: "run", run });
  }

  function take(next) {
    if (next.at !== run.at) deck.isMapLarge = false;
    if (next.at !== run.at || next.black || next.ended || (next.locked && !run.locked)) deck.isClip = false;
    run = next;
    settle();
    draw();
    planAuto();
  }

  /** Go on or back by one stop; on from the last one ends the tour, back from the end shows it again. */
  function steer(by) {
    if (by < 0) return act(run.ended ? { type: "go", to: run.at } : { type: "previous" });
    if (status.next) return act({ type: "next" });
    return run.ended ? undefined : act({ type: "end" });
  }

  const here = {
    picture({ by = 1 }) {
      const all = deck.place(run.at)?.pictures ?? [];
      if (all.length > 1) act({ type: "show", id: all[(deck.pictureAt(run.at) + by + all.length) % all.length].id });
    },
    view({ view = deck.view === "guide" ? "guests" : "guide" }) {
      if (isGuestWindow || (run.locked && view === "guide") || deck.view === view) return;
      Object.assign(deck, { view, isMenu: false, isOverview: false, isClip: false });
      guest.ink.setOn(false);
      keepView(view);
      draw();
      // for who reads by keys; a finger needs no ring around the notes
      if (view === "guide" && isByKey) root.querySelector(".guide-notes")?.focus({ preventScroll: true });
    },
    overview({ on = !deck.isOverview }) {
      if (run.locked || isGuestWindow) return;
      Object.assign(deck, { isOverview: on, isMenu: false, typed: 0 });
      draw();
      if (!on) root.querySelector(".tool-overview")?.focus({ preventScroll: true });
    },
    menu({ on = !deck.isMenu }) {
      if (run.locked) return;
      Object.assign(deck, { isMenu: on, isOverview: false });
      draw();
      if (!on) root.querySelector(".tool-more")?.focus({ preventScroll: true });
    },
    ink({ on = !guest.ink.on }) {
      if (run.locked && on) return;
      guest.ink.setOn(on && deck.view === "guests");
      draw();
    },
    map({ on = !deck.isMapLarge }) {
      deck.isMapLarge = on;
      draw();
      deck.map.resized();
      deck.map.refit();
    },
    clip({ on }) {
      if (on && run.auto.on) act({ type: "auto", on: false });
      guest.ink.setOn(false);
      deck.isClip = on && deck.view === "guests" && !run.black;
      draw();
      if (!on) root.querySelector(".clip-open")?.focus({ preventScroll: true });
    },
    fullscreen() {
      if (document.fullscreenElement) return void document.exitFullscreen();
      document.documentElement.requestFullscreen().catch(() => app.toast(words.say("tool.no-fullscreen")));
    },
    window() {
      const address = `${location.pathname}${location.search}${GUESTS}`;
      if (!window.open(address, GUEST_WINDOW, "popup,width=1280,height=800")) return void app.toast(words.say("present.no-window"));
      here.view({ view: "guide" });
    },
    leave: () => askToLeave(),
  };

  // ------------------------------------------------------------ keys, hands, other windows

  function onKey(event) {
    isByKey = true;
    if (document.querySelector("dialog[open]")) return;
    if (whereSection.hearKey(event)) return;
    const action = keyAction(event, keyGround(event.target));
    if (action === null) return;
    // nobody else on the page hears keys while one presents
    event.stopPropagation();
    const name = typeof action === "object" ? "digit" : action;
    if (run.locked && name !== "escape") return void event.preventDefault();
    if (!keys[name]) return;
    event.preventDefault();
    keys[name](action);
  }

  const keys = {
    next: () => steer(1),
    previous: () => steer(-1),
    first: () => act({ type: "go", to: 0 }),
    last: () => act({ type: "go", to: run.tour.stops.length - 1 }),
    black: () => act({ type: "black" }),
    turn: () => act({ type: "turn" }),
    lock: () => act({ type: "lock" }),
    overview: () => act({ type: "overview" }),
    guide: () => act({ type: "view" }),
    ink: () => act({ type: "ink" }),
    map: () => act({ type: "map" }),
    fullscreen: () => act({ type: "fullscreen" }),
    digit: ({ digit }) => typeDigit(digit),
    enter: () => deck.typed && jump(),
    escape: () => {
      if (deck.isClip) act({ type: "clip", on: false });
      else if (deck.isMenu) act({ type: "menu", on: false });
      else if (deck.isOverview) act({ type: "overview", on: false });
      else if (guest.ink.on) act({ type: "ink", on: false });
      else if (deck.isMapLarge) act({ type: "map", on: false });
    },
  };

  function typeDigit(digit) {
    deck.typed = typedNumber(performance.now() - typedAt > TYPED_MS ? 0 : deck.typed, digit, run.tour.stops.length);
    typedAt = performance.now();
    app.announce(deck.typed ? words.say("present.typed", { n: deck.typed }) : "");
    draw();
  }

  function jump() {
    act({ type: "go", to: deck.typed - 1 });
    act({ type: "overview", on: false });
  }

  /** A touch takes the tour back into the hand. */
  function onTouch(event) {
    isByKey = false;
    if (run.auto.on && !event.target.closest?.(".present-menu")) act({ type: "auto", on: false, every_s: run.auto.every_s });
  }

  function planAuto() {
    clearTimeout(autoTimer);
    if (run.auto.on && !isGuestWindow && !status.ended) autoTimer = setTimeout(() => steer(1), run.auto.every_s * 1000);
  }

  const heard = {
    run: (message) => isGuestWindow && take(message.run),
    act: (message) => !isGuestWindow && act(message.action),
    ink: (message) => guest.ink.take(message.stroke),
    where: (message) => isGuestWindow && where.take(message.where),
    "where-asked": () => isGuestWindow || where.tell(),
  };

  /** Where windows cannot talk, what is kept tells of a change. */
  function onStorage(event) {
    if (event.key !== RUN || !isGuestWindow || channel) return;
    const kept = keep.read();
    if (kept) take(kept);
  }

  /** Another tab presents now; this one shows what it did last, until it is asked to go on. */
  function lost() {
    ask("present.lost", "present.lost-what", "present.lost-take", () => {
      keep.take();
      take(keep.read() ?? run);
    });
  }

  // ------------------------------------------------------------ leaving

  /** Back never drops out of a tour without asking. */
  function guardBack() {
    guard = app.back.enter(() => {
      guard = null;
      if (!stopped) askToLeave();
    });
  }

  function askToLeave() {
    if (!guard && !isGuestWindow) guardBack();
    if (run.locked) return;
    if (run.ended) return finish();
    ask("present.end-ask", "present.end-what", "present.end", () => {
      act({ type: "end" });
      finish();
    });
  }

  function ask(title, what, yes, act) {
    if (document.querySelector(".present-ask")) return;
    const button = (key, onclick, extra = "") => h("button", { type: "button", class: `button ${extra}`, text: words.say(key), onclick });
    const dialog = h("dialog", { class: "present-ask", "aria-label": words.say(title) }, h("h2", { text: words.say(title) }), h("p", { text: words.say(what) }),
      h("div", { class: "actions" }, button("present.end-stay", () => dialog.close()), button(yes, () => {
        dialog.close();
        act();
      }, "primary")));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  function finish() {
    stop();
    onend(run);
  }

  // ------------------------------------------------------------ drawing

  function draw() {
    if (stopped) return;
    root.dataset.view = deck.view;
    root.classList.toggle("locked", run.locked);
    root.classList.toggle("inking", guest.ink.on);
    root.classList.toggle("guest-window", isGuestWindow);
    // a tablet that is passed round holds no note, not even a hidden one
    const isGuide = isGuideShown();
    if (!isGuide || deck.isOverview || deck.isMenu) whereSection.endPick();
    if (isGuide && guide.root.parentNode !== root) guest.root.before(guide.root);
    if (!isGuide) guide.root.remove();
    guest.root.hidden = isGuide;
    guest.draw();
    if (isGuide) guide.draw();
    bar.draw();
    overview.draw();
    deck.map.showIn(isGuide ? guide.mapHost : guest.mapHost);
    drawMapSoon();
  }

  /**
   * The map after the picture is on the screen, for nobody waits for it: its marks at once, and where it looks when the
   * hand rests. Moving it takes ten times as long as the picture, and keys are not heard meanwhile.
   */
  function drawMapSoon() {
    clearTimeout(mapTimer);
    mapTimer = setTimeout(() => requestAnimationFrame(drawMap), MAP_MS);
  }

  function drawMap() {
    if (stopped) return;
    deck.map.draw();
    where.moved();
    mapTimer = setTimeout(() => stopped || deck.map.follow(), REST_MS - MAP_MS);
  }

  const isGuideShown = () => deck.view === "guide" && !run.locked && !isGuestWindow;

  function tick() {
    where.judge();
    settle();
    if (isGuideShown()) guide.tick();
  }

  const ticking = setInterval(tick, TICK_MS);
  const watcher = new ResizeObserver(() => {
    guest.resized();
    deck.map.resized();
  });

  function stop() {
    if (stopped) return;
    stopped = true;
    clearInterval(ticking);
    clearTimeout(autoTimer);
    clearTimeout(mapTimer);
    where.stop();
    watcher.disconnect();
    wake.stop();
    channel?.close();
    window.removeEventListener("keydown", onKey, { capture: true });
    window.removeEventListener("storage", onStorage);
    if (guard) app.back.leave(guard);
    deck.map.stop();
    deck.frames.clear();
    letGo(pictures);
    for (const address of clips.values()) URL.revokeObjectURL(address);
    root.remove();
    document.documentElement.classList.remove("presenting");
  }

  settle();
  root.append(guest.root, overview.root, bar.menu, bar.root);
  document.documentElement.classList.add("presenting");
  document.body.append(root);
  window.addEventListener("keydown", onKey, { capture: true });
  root.addEventListener("pointerdown", onTouch, { capture: true });
  bindTouch(guide.root, { step: (by) => steer(by), pull: (what) => what === "hide" && act({ type: "view", view: "guests" }) });
  channel?.addEventListener("message", ({ data }) => Object.hasOwn(heard, data?.type) && heard[data.type](data));
  window.addEventListener("storage", onStorage);
  store.on(["lang", "theme"], draw);
  watcher.observe(guest.stage);
  watcher.observe(guide.mapHost);
  if (isGuestWindow) deck.send({ type: "where-asked" });
  else guardBack();
  wake.start();
  draw();
  planAuto();
  return { deck, lost, stop };
}

function readView() {
  try {
    return sessionStorage.getItem(VIEW);
  } catch {
    return null;
  }
}

function keepView(view) {
  try {
    sessionStorage.setItem(VIEW, view);
  } catch {
    // storage may be forbidden; then a reload shows the guests' view, which gives nothing away
  }
}
