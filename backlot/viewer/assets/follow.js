/**
 * Follow the guide: show the stop the guide's page shows, as server-sent events tell of it, until one looks
 * around by oneself. They are read by hand, not by the browser's own reader: that one hides both why a
 * connection failed and the heartbeats that tell a silent room from a dead line.
 */

import { creditLine, kindLabel, spokenText } from "#viewer/credit.js";
import { glyph, h, put } from "#viewer/dom.js";
import { ICONS, plate } from "#viewer/symbols.js";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 6_000;
/** The room sends a heartbeat every 15 s. */
const SILENCE_MS = 40_000;
/** Back from the pocket, a line this silent is not trusted. */
const DOUBTFUL_MS = 20_000;
const MOST_UNREAD = 64_000;
const INSET_ZOOM = 17;

// ---------------------------------------------------------------- reading

/**
 * Read server-sent events from text as it comes, in whatever pieces. Pure.
 * @param {(name: string, data: string) => void} onevent
 * @returns {(text: string) => void}
 */
export function makeReader(onevent) {
  let rest = "";
  return (text) => {
    const blocks = (rest + text).split(/\r?\n\r?\n/);
    rest = blocks.pop().slice(-MOST_UNREAD);
    for (const block of blocks) readBlock(block, onevent);
  };
}

function readBlock(block, onevent) {
  let name = "message";
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    const [, field, value] = /^([a-z]+): ?(.*)$/s.exec(line) ?? [];
    if (field === "event") name = value;
    if (field === "data") data.push(value);
  }
  if (data.length) onevent(name, data.join("\n"));
}

/** The JSON of an event, null where it is none. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What a room says of its guide, checked; null of what this version does not understand. Pure. */
export function readState(raw) {
  const text = (value) => (typeof value === "string" ? value : null);
  if (raw?.version !== 1 || !Number.isInteger(raw.at) || raw.at < -1) return null;
  return { at: raw.at, id: text(raw.id), picture: text(raw.picture), next: text(raw.next), black: raw.black === true, ended: raw.ended === true };
}

/** How long to wait before the next attempt, longer each time; by chance, so that 30 guests do not come at once. Pure. */
export function delayOf(attempt, random) {
  const whole = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 10));
  return Math.round(whole * (0.5 + random / 2));
}

/** The first language of the reader that the viewer speaks, null of none. Pure. */
export function languageOf(wanted, spoken) {
  for (const each of wanted) {
    const code = each.toLowerCase().split("-")[0];
    if (spoken.includes(code)) return code;
  }
  return null;
}

/** The picture of a place that the guide chose, else its first, null where it has none. Pure. */
export function pictureOf(place, id) {
  const pictures = place?.pictures ?? [];
  return pictures.find((each) => each.id === id) ?? pictures[0] ?? null;
}

// ---------------------------------------------------------------- the line to the room

/**
 * Keep a line to a room until the room ends.
 *
 * `onstatus` hears "live", "lost" (no connection), "gone" (no such room now), "full" and "ended"; "lost",
 * "gone" and "full" are tried again for as long as it takes.
 *
 * @param {{events: string, onevent: Function, onstatus: Function, fetch?: Function, random?: () => number, later?: Function, now?: () => number}} with_
 */
export function makeLine({ events, onevent, onstatus, fetch = (...asked) => globalThis.fetch(...asked), random = Math.random, later = setTimeout, now = Date.now }) {
  let attempt = 0;
  let heard = 0;
  let open = null;
  let hurry = null;
  let stopped = false;

  /** Hear the room out; returns why the line ended. */
  async function listen() {
    let why = "lost";
    open = new AbortController();
    const { signal } = open;
    const watch = silenceEnds(open);
    const read = makeReader((name, data) => {
      attempt = 0;
      if (name === "end") why = "ended";
      else if (name === "full") why = "full";
      else onevent(name, parsed(data));
    });
    try {
      const answer = await fetch(events, { signal, cache: "no-store", headers: { Accept: "text/event-stream" } });
      if (!answer.ok) return answer.status === 404 ? "gone" : "lost";
      const reader = answer.body.getReader();
      const decoder = new TextDecoder();
      onstatus("live");
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return why;
        heard = now();
        watch.again();
        read(decoder.decode(value, { stream: true }));
      }
    } catch (error) {
      // a line that breaks is what this is for; anything else is a mistake of ours
      if (!(error instanceof TypeError) && error?.name !== "AbortError") throw error;
      return why;
    } finally {
      watch.stop();
      open = null;
    }
  }

  function silenceEnds(controller) {
    let timer = null;
    const again = () => {
      clearTimeout(timer);
      heard = now();
      timer = later(() => controller.abort(), SILENCE_MS);
    };
    again();
    return { again, stop: () => clearTimeout(timer) };
  }

  function pause(ms) {
    return new Promise((done) => {
      hurry = done;
      later(done, ms);
    });
  }

  return {
    /** Follow until the room ends or `stop` is called. */
    async run() {
      while (!stopped) {
        const why = await listen();
        if (stopped) return;
        onstatus(why);
        if (why === "ended") return;
        await pause(delayOf(attempt, random()));
        attempt += 1;
      }
    },
    /** Try again at once, and doubt a line that has been silent: the device woke up, or is in a network again. */
    nudge() {
      attempt = 0;
      if (open && now() - heard > DOUBTFUL_MS) open.abort();
      hurry?.();
    },
    stop() {
      stopped = true;
      open?.abort();
      hurry?.();
    },
  };
}

// ---------------------------------------------------------------- what a guest sees

/**
 * Follow a room on the viewer's page.
 * @param {object} app
 * @param {{events: string}} host
 */
export function startFollow(app, { events }) {
  const { words, store, map, L } = app;
  const root = document.documentElement;
  let state = null;
  let status = "lost";
  let step = null;
  let pins = [];

  const picture = h("div", { class: "follow-picture" });
  const number = h("p", { class: "follow-number" });
  const name = h("h1", { class: "follow-name" });
  const other = h("p", { class: "follow-other" });
  const lede = h("p", { class: "follow-line" });
  const next = h("p", { class: "follow-next" });
  const credit = h("p", { class: "follow-credit" });
  const scrim = h("div", { class: "follow-scrim" }, number, name, other, lede, next, credit);
  const dark = h("p", { class: "follow-dark", hidden: true });
  const languages = h("div", { class: "segmented follow-languages", role: "group" });
  const around = h("button", { type: "button", class: "button follow-around", onclick: lookAround });
  const stage = h("main", { class: "follow" }, picture, scrim, dark, h("div", { class: "follow-tools" }, languages, around));
  const where = h("span", { class: "follow-where" });
  const back = h("button", { type: "button", class: "button primary", onclick: () => comeBack() });
  const bar = h("div", { class: "follow-bar", hidden: true }, where, back);
  const note = h("p", { class: "follow-note", role: "status" });
  const inset = h("button", { type: "button", class: "follow-inset", onclick: lookAround });
  document.body.append(stage, inset, bar, note);

  const line = makeLine({ events, onevent: hear, onstatus: (found) => { status = found; draw(); } });

  function hear(event, value) {
    if (event !== "state") return;
    const read = readState(value);
    if (!read) return;
    state = read;
    draw();
    app.announce([numberText(), placeName(state.id)].filter(Boolean).join(" "));
  }

  const placeOf = (id) => (id ? app.places.get(app.formerOf(id)) ?? null : null);
  const placeName = (id) => (id ? (placeOf(id) ? app.nameOf(placeOf(id)) : words.say("follow.unknown")) : "");
  const numberText = () => (state && state.at >= 0 ? words.say("follow.stop", { n: state.at + 1 }) : "");

  function draw() {
    const place = placeOf(state?.id);
    const begun = state && state.at >= 0 && !state.ended && status !== "ended";
    root.lang = words.lang;
    stage.setAttribute("aria-label", words.say("follow.label"));
    number.textContent = begun ? numberText() : "";
    name.textContent = begun ? placeName(state.id) : words.of(app.site.name);
    put(other, ...(begun && place ? otherNames(place) : []));
    lede.textContent = begun && place ? firstSentence(words.of(place.description)) : begun ? "" : waitingText();
    next.textContent = begun && state.next ? words.say("follow.next", { name: placeName(state.next) }) : "";
    // before the first stop one sees what is coming
    // and after the last one what was shown: an ended room gives no more pictures
    if (!hasEnded() || !picture.firstChild) drawPicture(begun ? place : placeOf(state?.next));
    dark.hidden = !(begun && state.black);
    dark.textContent = words.say("follow.black");
    drawTools();
    note.textContent = noteText();
    note.hidden = !note.textContent;
    where.textContent = begun ? words.say("follow.guide-at", { name: `${numberText()} · ${placeName(state.id)}` }) : waitingText();
    back.textContent = words.say("follow.return");
    drawPins(begun);
  }

  const hasEnded = () => status === "ended" || Boolean(state?.ended);
  const waitingText = () => words.say(hasEnded() ? "follow.ended" : "follow.waiting");

  /** The names in the other scripts, each said to be in its own language. */
  function otherNames(place) {
    const names = app.languages.filter((code) => code !== words.lang && place.name[code]);
    return names.map((code) => h("span", { lang: code, text: place.name[code] }));
  }

  function noteText() {
    if (status === "lost") return words.say("follow.lost");
    if (status === "gone") return words.say("follow.gone");
    return status === "full" ? words.say("follow.full") : "";
  }

  function drawTools() {
    put(around, glyph(ICONS.here), h("span", { text: words.say("follow.around") }));
    inset.setAttribute("aria-label", words.say("follow.map"));
    languages.setAttribute("aria-label", words.say("tool.language"));
    put(languages, ...app.languages.map((code) =>
      h("button", { type: "button", lang: code, "aria-pressed": String(code === words.lang), "aria-label": words.say(`language.${code}`), text: words.say(`language.${code}.short`), onclick: () => app.prefer({ lang: code }) })));
  }

  /** Show the picture the guide chose, else the place's first, else its symbol; the next one is fetched ahead. */
  function drawPicture(place) {
    const chosen = pictureOf(place, state?.picture);
    const key = `${place?.id} ${chosen?.id} ${words.lang}`;
    if (picture.dataset.shown === key) return;
    picture.dataset.shown = key;
    put(credit, ...(chosen ? creditOf(chosen) : []));
    if (!chosen) return drawSymbol(place);
    const { text, lang } = spokenText(words, chosen.alt);
    const image = h("img", { alt: text, lang, decoding: "async", draggable: "false", src: chosen.stop ?? chosen.full });
    image.addEventListener("error", () => {
      if (picture.dataset.shown !== key) return;
      put(credit);
      drawSymbol(place);
    });
    put(picture, image);
    const ahead = pictureOf(placeOf(state?.next), null);
    if (ahead) new Image().src = ahead.stop ?? ahead.full;
  }

  function drawSymbol(place) {
    const symbol = place && app.symbolOf(place);
    put(picture, plate(symbol?.group, symbol?.kind, "follow-plate"));
  }

  function creditOf(shown) {
    const label = kindLabel(words, shown);
    return [label ? h("span", { class: "tag", text: label }) : null, creditLine(words, shown)];
  }

  /** Where the guide is and goes next; the inset shows both. */
  function drawPins(begun) {
    for (const pin of pins) pin.remove();
    const [here, ahead] = begun ? [placeOf(state.id), placeOf(state.next)] : [];
    pins = [ahead && pinAt(ahead, "next"), here && pinAt(here, "now")].filter(Boolean);
    if (here && root.dataset.follow === "guide") fitInset(here, ahead);
  }

  function pinAt(place, kind) {
    const icon = L.divIcon({ className: `follow-pin ${kind}`, iconSize: [26, 26] });
    const pin = L.marker(place.at, { icon, interactive: false, keyboard: false, zIndexOffset: 2000 }).addTo(map);
    pin.getElement().setAttribute("aria-hidden", "true");
    return pin;
  }

  function fitInset(here, ahead) {
    if (ahead) map.fitBounds(L.latLngBounds([here.at, ahead.at]), { padding: [34, 34], maxZoom: INSET_ZOOM, animate: false });
    else map.setView(here.at, INSET_ZOOM, { animate: false });
  }

  // -------------------------------------------------------------- looking around and coming back

  function show(whose) {
    root.dataset.follow = whose;
    bar.hidden = whose === "guide";
    map.invalidateSize({ animate: false });
    app.labels.redraw();
  }

  function lookAround() {
    // one step of the history for all of looking around: Back leads to the guide, and never off the page by surprise
    step ??= app.back.enter(() => {
      step = null;
      if (root.dataset.follow === "around") comeBack();
    });
    show("around");
    const place = placeOf(state?.id);
    if (place) app.open(place.id, { focus: false });
    back.focus({ preventScroll: true });
  }

  function comeBack() {
    app.closeSheet();
    show("guide");
    draw();
    around.focus({ preventScroll: true });
  }

  const wake = () => document.visibilityState === "visible" && line.nudge();
  for (const [target, what] of [[document, "visibilitychange"], [window, "online"]]) target.addEventListener(what, wake);
  store.on(["lang"], draw);
  const own = languageOf(navigator.languages ?? [], app.languages);
  if (own && !new URLSearchParams(location.search).has("lang")) store.set({ lang: own });
  show("guide");
  draw();
  return { line, done: line.run() };
}

/** The first sentence of a description; the whole of it where it ends in none. Pure. */
export function firstSentence(text) {
  return /^.*?[.!?。](?=\s|$)/s.exec(text)?.[0] ?? text;
}
