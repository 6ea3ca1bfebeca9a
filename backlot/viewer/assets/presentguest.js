/** What guests see: the picture edge to edge, the name in two scripts, one line, the map with here and next. Never a note. */

import { creditLine, kindLabel, spokenText } from "#viewer/credit.js";
import { glyph, h, put } from "#viewer/dom.js";
import { openGallery } from "#viewer/gallery.js";
import { makeInk, fromShare, pictureBox, toShare } from "#viewer/ink.js";
import { setAttr, setLabel, setText } from "#viewer/patch.js";
import { makeClip } from "#viewer/presentclips.js";
import { PRESENT_ICONS } from "#viewer/presenticons.js";
import { bindTouch } from "#viewer/presentgesture.js";
import { ICONS, plate } from "#viewer/symbols.js";

/** Cropped more than this, a picture is shown whole instead. */
const CROP_MOST = 0.36;

/** The first sentence of a text, for one line under a name. Pure. */
export function firstSentence(text) {
  const whole = (text ?? "").trim().replace(/\s+/gu, " ");
  const found = /^.+?[.!?。！？](?=\s|$)(?<!\b(?:St|Mr|Dr|No|c)\.)/u.exec(whole);
  return found ? found[0] : whole;
}

/** The indices of stops whose picture is decoded: the one shown and its neighbours. Pure. */
export function decoded(at, count) {
  return [at - 1, at, at + 1].filter((each) => each >= 0 && each < count);
}

/** Whether a picture fills a window or is shown whole in it. Pure. */
export function fitFor(room, picture) {
  if (!(picture?.width > 0 && picture?.height > 0 && room.width > 0 && room.height > 0)) return "cover";
  const [shape, wanted] = [room.width / room.height, picture.width / picture.height];
  return 1 - Math.min(shape / wanted, wanted / shape) > CROP_MOST ? "contain" : "cover";
}

/** The two names of a place, the reader's language first, each with its language. Pure. */
export function twoNames(place, lang) {
  const other = lang === "ko" ? "en" : "ko";
  const first = place.name[lang] ?? place.name.en ?? Object.values(place.name)[0] ?? place.id;
  const second = place.name[other];
  return [{ lang, text: first }, second && second !== first ? { lang: other, text: second } : null].filter(Boolean);
}

/**
 * @param {object} deck what the parts of the presentation share
 * @returns {{root: HTMLElement, draw: () => void, ink: object, mapHost: HTMLElement}}
 */
export function makeGuest(deck) {
  const { app, words } = deck;
  const pictures = h("div", { class: "guest-pictures" });
  const number = h("p", { class: "guest-number" });
  const name = h("h1", { class: "guest-name" });
  const other = h("p", { class: "guest-other" });
  const line = h("p", { class: "guest-line" });
  const credit = h("p", { class: "guest-credit" });
  const said = h("p", { class: "visually-hidden", role: "status" });
  const enlarge = h("button", { type: "button", class: "inset-open", onclick: () => deck.act({ type: "map" }) });
  const credits = h("p", { class: "map-credit" });
  const mapHost = h("div", { class: "present-map" }, enlarge, credits);
  const nextLine = h("p", { class: "inset-next" });
  const inset = h("div", { class: "guest-inset" }, mapHost, nextLine);
  const open = h("button", { type: "button", class: "guest-tool", onclick: () => openPictures() }, glyph(ICONS.search));
  const turn = h("button", { type: "button", class: "guest-tool wide", onclick: () => deck.act({ type: "picture", by: 1 }) }, glyph(PRESENT_ICONS.pictures), h("span", {}));
  const back = h("button", { type: "button", class: "guest-tool wide map-back", onclick: () => deck.act({ type: "map" }) }, glyph(PRESENT_ICONS.pictures), h("span", {}));
  const clip = makeClip(deck);
  const tools = h("div", { class: "guest-tools" }, clip.button, turn, open, back);
  const ink = makeInk({ frame: inkFrame, colours: () => ({ ink: "#ffd400", edge: "#101010" }), send: (stroke) => deck.send({ type: "ink", stroke }), isStill: deck.isStill, pointOf });
  const scrim = h("div", { class: "guest-scrim" }, h("div", { class: "guest-head" }, number, h("div", { class: "guest-names" }, name, other)), line, credit);
  const stage = h("div", { class: "guest-stage" }, pictures, scrim, inset, ink.canvas, tools, clip.root);
  const dark = h("button", { type: "button", class: "guest-dark", onclick: () => deck.isGuestWindow || deck.act({ type: "black", on: false }) }, h("span", {}));
  const root = h("section", { class: "present-guest" }, stage, dark, said);
  let pictured = "";
  let shown = "";
  let spoken = "";

  // the map has its own hands: a tap on it must not open a place's panel behind the presentation
  for (const event of ["click", "dblclick", "contextmenu"]) mapHost.addEventListener(event, (each) => enlarge.contains(each.target) || each.stopPropagation(), { capture: true });
  bindTouch(stage, {
    step: (by) => deck.steer(stage.classList.contains("turned") ? -by : by),
    pull: (what) => deck.act({ type: "view", view: what === "reveal" ? "guide" : "guests" }),
    tap: () => stage.classList.contains("map-large") || openPictures(),
    isFree: () => !ink.on,
  });

  function openPictures() {
    const place = deck.place(deck.pictured);
    if (place?.pictures?.length) openGallery(deck.galleryApp, deck.local(place), deck.pictureAt(deck.pictured));
  }

  const room = () => ({ width: pictures.clientWidth, height: pictures.clientHeight });

  function inkFrame() {
    if (deck.isMapLarge) return deck.map.frame();
    const picture = deck.pictureOf(deck.pictured);
    const box = pictureBox(room(), picture ?? {}, fitFor(room(), picture));
    return { key: `${deck.pictured} ${picture?.id ?? ""}`, to: (point) => toShare(box, point), from: (at) => fromShare(box, at) };
  }

  /** Where a pointer is on the stage, which may be turned towards the group. */
  function pointOf(event) {
    const box = stage.getBoundingClientRect();
    const point = { x: event.clientX - box.left, y: event.clientY - box.top };
    return stage.classList.contains("turned") ? { x: box.width - point.x, y: box.height - point.y } : point;
  }

  /** Show the picture of this stop; the neighbours' are unpacked meanwhile, no others. */
  function drawPicture() {
    const { run, pictured: at } = deck;
    const address = (i) => {
      const picture = deck.pictureOf(i);
      return picture ? deck.addressOf(picture) : null;
    };
    const near = decoded(at, run.tour.stops.length);
    const wanted = { previous: near.includes(at - 1) ? address(at - 1) : null, current: address(at), next: near.includes(at + 1) ? address(at + 1) : null };
    const picture = deck.pictureOf(at);
    const key = `${at} ${wanted.current}`;
    const turned = deck.frames.turn(wanted);
    turned.catch(() => {});
    if (pictured === key) return fit(picture);
    pictured = key;
    if (!wanted.current) return showSymbol(at);
    turned.then((image) => pictured === key && showImage(image, picture)).catch(() => pictured === key && showSymbol(at));
  }

  function showImage(image, picture) {
    const { text, lang } = spokenText(words, picture.alt);
    Object.assign(image, { alt: text });
    setAttr(image, "lang", lang);
    put(pictures, image);
    fit(picture);
    deck.painted();
  }

  function showSymbol(i) {
    const place = deck.place(i);
    const symbol = place ? app.symbolOf(place) : null;
    put(pictures, plate(symbol?.group, symbol?.kind, "guest-plate"));
    deck.painted();
  }

  const fit = (picture) => pictures.classList.toggle("whole", fitFor(room(), picture) === "contain");

  function drawWords() {
    const { run, status } = deck;
    const place = deck.here;
    const picture = deck.pictureOf(deck.pictured);
    const key = [words.lang, run.at, place?.id, picture?.id, status.ended].join(" ");
    if (shown === key) return;
    shown = key;
    const [first, second] = namesOf(run, place);
    const isStop = status.number > 0 && !status.ended;
    setText(number, isStop ? String(status.number) : "");
    setAttr(number, "aria-label", isStop ? words.say("present.number", { n: status.number, all: status.count }) : null);
    number.hidden = !isStop;
    setText(name, first.text);
    setAttr(name, "lang", first.lang);
    setText(other, second?.text ?? "");
    setAttr(other, "lang", second?.lang ?? null);
    setText(line, isStop ? firstSentence(words.of(place?.description)) : words.say(status.ended ? "present.thanks" : "present.welcome", { n: run.tour.stops.length }));
    const kind = picture ? kindLabel(words, picture) : "";
    put(credit, kind ? h("span", { class: "tag", text: kind }) : null, picture ? creditLine(words, picture) : null,
      picture?.stands_in ? h("span", { text: words.say("gallery.stands-in") }) : null);
  }

  function namesOf(run, place) {
    if (place) return twoNames(place, words.lang);
    // what is missing was said to the guide before the start, and is not the group's matter
    if (!run.ended && deck.stop(run.at)) return [{ lang: words.lang, text: words.say("follow.stop", { n: run.at + 1 }) }];
    return twoNames({ name: run.tour.name, id: run.tour.id }, words.lang);
  }

  function drawNext() {
    const { next } = deck;
    const nextName = next && (next.place || !next.number ? next.name : words.say("follow.stop", { n: next.number }));
    setText(nextLine, next ? words.say(next.number ? "present.next-is" : "present.home-is", { name: nextName }) : "");
    nextLine.hidden = !next;
    setText(credits, [words.say("sign.note"), ...app.scene.attribution].join(" · "));
    setLabel(enlarge, words.say("present.map-large"));
  }

  function drawTools() {
    const count = deck.here?.pictures?.length ?? 0;
    turn.hidden = count < 2 || deck.isMapLarge;
    open.hidden = count < 1 || deck.isMapLarge;
    back.hidden = !deck.isMapLarge;
    setText(turn.querySelector("span"), words.say("gallery.count", { n: deck.pictureAt(deck.pictured) + 1, all: count }));
    setLabel(turn, words.say("present.picture-next"));
    setLabel(open, words.say("present.gallery"));
    setText(back.querySelector("span"), words.say("present.map-back"));
  }

  function say() {
    const [first] = namesOf(deck.run, deck.here);
    const text = deck.here ? words.say("present.said", { n: deck.status.number, all: deck.status.count, name: first.text }) : first.text;
    if (text === spoken) return;
    spoken = text;
    said.textContent = text;
  }

  return {
    root, stage, ink, mapHost,
    draw() {
      const { run } = deck;
      stage.classList.toggle("turned", run.turned);
      stage.classList.toggle("map-large", deck.isMapLarge);
      stage.classList.toggle("opening", run.at < 0 || deck.status.ended);
      drawPicture();
      drawWords();
      drawNext();
      drawTools();
      clip.draw();
      dark.hidden = !run.black;
      setText(dark.querySelector("span"), deck.isGuestWindow ? "" : words.say("present.dark-tap"));
      setLabel(dark, words.say("present.dark-tap"));
      say();
    },
    resized: () => fit(deck.pictureOf(deck.pictured)),
    /** How much of the large map lies under the name and the bar, in px. */
    covered: () => (deck.isMapLarge ? scrim.offsetHeight : 0),
  };
}
