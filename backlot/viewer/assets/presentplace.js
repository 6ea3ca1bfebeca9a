/**
 * "Where we are" for the guide: by the number of the stop, by the browser's position while it is asked for, or by a tap
 * on the map. A position goes to the guests' window on this machine and nowhere else, and is not kept.
 */

import { glyph, h, put } from "#viewer/dom.js";
import { bearingDeg, compass, contains, distanceM } from "#viewer/geo.js";
import { setAttr, setText } from "#viewer/patch.js";
import { minutesText, rangeText } from "#viewer/plantext.js";
import { BY_STOP, OLD_S, POOR_M, ageS, fixOf, found, isShownOnMap, makeWalker } from "#viewer/presentwhere.js";
import { remainingTour } from "#viewer/presentstate.js";
import { ICONS } from "#viewer/symbols.js";

const ASKING = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 5_000 };
export const TROUBLES = ["insecure", "none", "denied", "unavailable", "timeout"];
/** By the codes of a GeolocationPositionError. */
const TROUBLE_OF = { 1: "denied", 2: "unavailable", 3: "timeout" };
/** A finger covers this much of the map. */
const FINGER_PX = 22;
/** Moved more than this, a finger drags the map. */
const DRAG_PX = 10;
/** Nearer than this to a path one walks on it: nobody is led there. */
const AT_PATH_M = 15;
/** Not on the way to what comes next. */
const ASTRAY = ["off", "later"];
const PAN_PX = 120;
const PAN = { ArrowLeft: [-PAN_PX, 0], ArrowRight: [PAN_PX, 0], ArrowUp: [0, -PAN_PX], ArrowDown: [0, PAN_PX] };

/**
 * Keep where we are, and what follows from it.
 * @param {object} deck
 * @param {{graph: ?object, steps: (leg: object) => string[], onchange: () => void}} how `onchange` is told when what is
 *   found has changed
 */
export function makeWhere(deck, { graph, steps, onchange }) {
  const { app, words } = deck;
  const walker = makeWalker(graph);
  let where = BY_STOP;
  let finding = found(BY_STOP, { at: deck.run.at });
  let judgedFor = "";
  let watch = null;
  let trouble = troubleBefore();

  // ------------------------------------------------------------ where, and what is found of it

  function take(next) {
    where = next;
    if (!deck.isGuestWindow) deck.send({ type: "where", where });
    judge();
  }

  /** Find out what is new: the stop, the route, the position, or that it is no longer to be gone by. */
  function judge() {
    const { run, status } = deck;
    if (status.ended && where.kind !== "stop") return byNumber();
    if (where.kind === "stop" && finding.state === "number") return;
    const now = Date.now();
    const next = status.next?.stop ?? null;
    const key = JSON.stringify([run.at, next, deck.routeKey, run.rain, run.closed, where, Math.floor(ageS(where, now) / OLD_S)]);
    if (key === judgedFor) return;
    judgedFor = key;
    const before = finding;
    finding = { at: run.at, ...found(where, {
      legs: deck.legs, at: run.at, next, to: status.next?.id ?? status.home?.id ?? null, now,
      tour: walking(now), walker, awayFrom, wasOff: before.state === "off",
      isOnMap: ([lon, lat]) => app.L.latLngBounds(app.siteBounds).contains([lat, lon]),
    }) };
    if (finding.state !== before.state && finding.state !== "number" && !deck.isGuestWindow) app.announce(foundText());
    onchange();
  }

  /** What is still ahead, as the planner walks it: lanes seen closed are closed here too. */
  function walking(now) {
    const tour = remainingTour(deck.run, { now });
    return { ...tour, closed: [...tour.closed, ...app.closed] };
  }

  function awayFrom(index, [lon, lat]) {
    const place = deck.place(index);
    if (!place) return Infinity;
    const geometry = app.shapes.get(place.id)?.geometry;
    return geometry && contains(geometry, lon, lat) ? 0 : distanceM({ lat, lng: lon }, { lat: place.at[0], lng: place.at[1] });
  }

  // ------------------------------------------------------------ the browser's position

  function start() {
    stopWatch();
    trouble = troubleBefore();
    if (trouble) return onchange();
    watch = navigator.geolocation.watchPosition((position) => {
      trouble = null;
      take(fixOf(position, Date.now()));
    }, ({ code }) => failed(TROUBLE_OF[code]), ASKING);
    onchange();
  }

  /** Without leave there is nothing to wait for; else the browser goes on looking. */
  function failed(why) {
    if (watch === null) return;
    if (why === "denied") stopWatch();
    trouble = why;
    if (!deck.isGuestWindow) app.announce(words.say(`present.where-no.${why}`));
    onchange();
  }

  function stopWatch() {
    if (watch !== null) navigator.geolocation.clearWatch(watch);
    watch = null;
  }

  function byNumber() {
    stopWatch();
    trouble = troubleBefore();
    take(BY_STOP);
    onchange();
  }

  function tapped({ lat, lng }) {
    stopWatch();
    trouble = troubleBefore();
    const { map } = app;
    const accuracy_m = map.distance(map.containerPointToLatLng([0, 0]), map.containerPointToLatLng([FINGER_PX, 0]));
    take({ kind: "tap", lat, lon: lng, accuracy_m, at: deck.run.at });
  }

  // ------------------------------------------------------------ in words

  function foundText() {
    const { state, left_m, away_m, onward, back } = finding;
    const stop = state === "number" ? deck.run.at : finding.stop;
    const n = stop === null ? null : stop + 1;
    const distance = words.metres(away_m ?? 0);
    const length = words.metres(left_m ?? 0);
    if (state === "number") return n ? words.say("present.where-number", { n }) : words.say("present.where-start");
    if (state === "near") return words.say("present.where-near", { n });
    if (state === "on") return n ? words.say("present.where-on", { n, length }) : words.say("present.where-on-end", { length });
    if (state === "off" && back) return words.say("present.where-off-back", { distance, time: rangeText(words, back) });
    if (state === "off" && onward?.ok) return words.say("present.where-off-next", { distance, time: rangeText(words, onward) });
    if (state === "off") return words.say("present.where-off", { distance });
    if (state === "later") return onward?.ok ? words.say("present.where-later-next", { time: rangeText(words, onward) }) : words.say("present.where-later");
    if (state === "far") return words.say("present.where-far", { distance });
    if (state === "rough") return words.say("present.where-rough", { distance: words.metres(where.accuracy_m) });
    if (state === "old") return words.say("present.where-old", { time: minutesText(words, Math.floor(ageS(where, Date.now()) / 60)) });
    return words.say({ outside: "present.where-outside", ride: "present.where-ride", unknown: "present.where-unknown" }[state]);
  }

  /** How one knows: "By position, ± 12 m", "By position, about 60 m, 2 min ago". */
  function howText() {
    if (where.kind === "stop") return watch === null || trouble ? "" : words.say("present.where-seeking");
    if (where.kind === "tap") return words.say("present.where-tapped");
    const distance = words.metres(where.accuracy_m);
    const sure = words.say(where.accuracy_m > POOR_M ? "present.where-about" : "present.where-within", { distance });
    const age = ageS(where, Date.now());
    if (age < OLD_S) return sure;
    const time = age < 60 ? words.say("present.where-seconds", { n: Math.floor(age / 5) * 5 }) : minutesText(words, Math.floor(age / 60));
    return words.say("present.where-ago", { sure, time });
  }

  /** The steps of a way from where one stands: first to the path, at its end not "there" but on the route again. */
  function stepsOf(leg) {
    if (!leg.origin) return steps(leg);
    const [first] = leg.line;
    const off_m = leg.off_m[0];
    const [lon, lat] = leg.origin;
    const heading = compass(bearingDeg({ lat, lng: lon }, { lat: first[1], lng: first[0] }));
    const ahead = off_m > AT_PATH_M ? [words.say("present.where-to-path", { heading: words.say(`compass.${heading}`), distance: words.metres(off_m) })] : [];
    const all = [...ahead, ...steps(leg)];
    return leg.to === null ? [...all.slice(0, -1), words.say("present.where-joined")] : all;
  }

  return {
    get kind() { return where.kind; },
    get finding() { return finding; },
    get isWatching() { return watch !== null; },
    get trouble() { return trouble && words.say(`present.where-no.${trouble}`); },
    /** Whether this browser may give a position at all. */
    get canAsk() { return troubleBefore() === null; },
    /** The leg to what comes next from where one stands, off the route; null where the plan's own leg counts. */
    get way() { return ASTRAY.includes(finding.state) && finding.at === deck.run.at && finding.onward?.ok ? finding.onward : null; },
    /** What the map is to show of it; null for nothing. */
    get mark() {
      if (where.kind === "stop" || !isShownOnMap(finding)) return null;
      const leg = finding.back ?? (ASTRAY.includes(finding.state) && finding.onward?.ok ? finding.onward : null);
      return {
        at: [where.lat, where.lon], accuracy_m: where.accuracy_m, isOld: ageS(where, Date.now()) >= OLD_S,
        line: leg ? [[where.lat, where.lon], ...leg.line.map(([lon, lat]) => [lat, lon])] : null,
      };
    },
    foundText, howText, stepsOf, judge, start, byNumber, tapped,
    /** What another window of this machine found. */
    take(said) {
      where = said;
      judge();
    },
    /** Tell the guests' window, which has only just opened. */
    tell: () => deck.send({ type: "where", where }),
    /** Another stop is shown: a tap said where one was before. */
    moved() {
      if (where.kind === "tap" && where.at !== deck.run.at) byNumber();
      else judge();
    },
    stop: stopWatch,
  };
}

/** Why the browser gives no position whatever one answers it; null where it may. */
function troubleBefore() {
  if (!globalThis.isSecureContext) return "insecure";
  return globalThis.navigator?.geolocation ? null : "none";
}

/**
 * The guide's section, and the map that answers a tap.
 * @param {object} deck
 * @param {object} place of `makeWhere`
 */
export function makeWhereSection(deck, place) {
  const { app, words } = deck;
  const label = h("h2", { class: "where-label" });
  const text = h("p", { class: "where-found" });
  const how = h("p", { class: "where-how" });
  const why = h("p", { class: "where-why" });
  const steps = h("ol", { class: "next-steps" });
  const more = h("button", { type: "button", class: "text-link", onclick: () => show(!isOpen) });
  const from = h("p", { class: "where-how" });
  const use = button(ICONS.here, () => (place.isWatching ? place.byNumber() : place.start()));
  const tap = button(ICONS.pin, () => pick(!picking));
  const number = button(null, () => place.byNumber());
  const root = h("section", { class: "guide-where" }, label, text, how, steps, more, from, why, h("div", { class: "where-buttons" }, use, tap, number));
  const asked = h("p", { role: "status" });
  const middle = h("button", { type: "button", class: "button", onclick: () => done(app.map.getCenter()) });
  const cancel = h("button", { type: "button", class: "button", onclick: () => pick(false) });
  const ask = h("div", { class: "where-ask", hidden: true }, asked, middle, cancel);
  let picking = false;
  let isOpen = false;
  let host = null;
  let made = "";

  function button(icon, act) {
    return h("button", { type: "button", class: "button", onclick: act }, icon && glyph(icon), h("span", {}));
  }

  function show(on) {
    isOpen = on;
    draw();
  }

  /** Let the large map answer the next tap, or no longer. */
  function pick(on) {
    if (picking === on) return;
    picking = on;
    draw();
    deck.map.resized();
    if (on) cancel.focus({ preventScroll: true });
    else tap.focus({ preventScroll: true });
  }

  function done(latlng) {
    pick(false);
    place.tapped(latlng);
  }

  /** The map belongs to the guide's page, which stops taps before they reach what lies on the map. */
  function bind(mapHost) {
    let down = null;
    host = mapHost;
    mapHost.addEventListener("pointerdown", (event) => { down = { x: event.clientX, y: event.clientY }; }, { capture: true });
    mapHost.addEventListener("click", (event) => {
      if (!picking || !down || Math.hypot(event.clientX - down.x, event.clientY - down.y) > DRAG_PX) return;
      done(app.map.mouseEventToLatLng(event));
    }, { capture: true });
  }

  /** Whether a key was for the map that waits for a tap. */
  function hearKey(event) {
    if (!picking) return false;
    const act = event.key === "Escape" ? () => pick(false) : PAN[event.key] ? () => app.map.panBy(PAN[event.key], { animate: !deck.isStill() }) : null;
    if (act) {
      event.preventDefault();
      act();
    }
    // Tab, Enter and the space bar are the buttons' own
    event.stopPropagation();
    return true;
  }

  function draw() {
    const { finding } = place;
    const { run, status } = deck;
    const isByNumber = place.kind === "stop";
    root.hidden = status.ended;
    root.classList.toggle("astray", ASTRAY.includes(finding.state));
    setText(label, words.say("present.where"));
    setText(text, place.foundText());
    setText(how, [place.howText(), isByNumber && !place.isWatching ? "" : words.say("present.where-stays")].filter(Boolean).join(" · "));
    setText(from, place.way ? words.say("present.where-from") : ASTRAY.includes(finding.state) && finding.onward ? words.say("present.where-no-way") : "");
    setText(why, place.trouble ?? "");
    for (const node of [how, from, why]) node.hidden = !node.textContent;
    drawSteps(finding.back ? place.stepsOf(finding.back) : []);
    use.hidden = !place.canAsk;
    setText(use.lastChild, words.say("present.where-use"));
    setAttr(use, "aria-pressed", String(place.isWatching));
    setText(tap.lastChild, words.say("present.where-pick"));
    setAttr(tap, "aria-pressed", String(place.kind === "tap"));
    number.hidden = isByNumber && !place.isWatching;
    setText(number.lastChild, run.at < 0 ? words.say("present.where-to-start") : words.say("present.where-to-number", { n: run.at + 1 }));
    drawAsk();
  }

  function drawSteps(all) {
    const shown = isOpen ? all : all.slice(0, 1);
    const key = JSON.stringify(shown);
    steps.hidden = !all.length;
    more.hidden = all.length < 2;
    setText(more, words.say(isOpen ? "present.steps-less" : "present.where-back", { n: all.length }));
    setAttr(more, "aria-expanded", String(isOpen));
    if (made === key) return;
    made = key;
    put(steps, ...shown.map((each) => h("li", { text: each })));
  }

  function drawAsk() {
    ask.hidden = !picking;
    host?.classList.toggle("placing", picking);
    setText(asked, words.say("here.tap"));
    setText(middle, words.say("pick.middle"));
    setText(cancel, words.say("pick.cancel"));
  }

  return {
    root, ask, bind, draw, hearKey,
    get isPicking() { return picking; },
    /** The guide's page goes away, and with it the question. */
    endPick() {
      if (!picking) return;
      picking = false;
      drawAsk();
    },
  };
}
