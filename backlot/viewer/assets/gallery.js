/** The pictures of a place: the first in its panel, all of them in a gallery over the whole window. */

import { closesOnBack } from "#viewer/back.js";
import { openCompare } from "#viewer/compare.js";
import { creditLine, kindLabel, spokenText, titleOf } from "#viewer/credit.js";
import { glyph, h, put } from "#viewer/dom.js";
import { makePanorama } from "#viewer/panorama.js";
import { makePoints } from "#viewer/points.js";
import { ICONS, plate } from "#viewer/symbols.js";
import { thenNowButton } from "#viewer/thennow.js";
import { ZOOM_MOST, fitted, heldIn, zoomedAt } from "#viewer/zoom.js";

const ZOOM_STEP = 1.5;
const DOUBLE_ZOOM = 2.5;
const DOUBLE_TAP_MS = 320;
const TAP_PX = 12;
/** A swipe turns the page past this share of the width, or when quick. */
const SWIPE_SHARE = 0.18;
const SWIPE_PX_PER_MS = 0.45;
const PAN_PX = 80;
/** A stop-size picture is 1,280 px wide; past that the full size is fetched. */
const STOP_PX = 1280;

const NEXT = "M9 4L7.600 5.400L14.200 12L7.600 18.600L9 20L17 12Z";
const PICTURES = "M3 3H17V5H5V15H3ZM7 7H21V21H7ZM9 9V16.500L12.500 13L15 15.500L17 13.500L19 15.500V9ZM16 10A1.500 1.500 0 1 1 15.900 10Z";
const SPLIT = "M11 2H13V22H11ZM3 5H9V7H5V17H9V19H3ZM15 5H21V19H15Z";
const SIGNS = "M4 3H20V16H13.500L12 19L10.500 16H4ZM6 5V14H18V5ZM11 6.500H13V12.500H11Z";

/** The indices of pictures that may be loaded: the one shown and its neighbours. */
export function nearby(index, count) {
  return [index - 1, index, index + 1].filter((each) => each >= 0 && each < count);
}

/** What stands in for a picture whose file is missing: an illustration that is there, else null. */
export function standInFor(pictures, missing) {
  return pictures.find((each) => each.kind === "illustration" && !missing.has(each.id) && addressOf(each)) ?? null;
}

const addressOf = (picture) => picture.stop ?? picture.full ?? picture.thumb ?? null;

/** By how many pictures a swipe turns: -1, 0 or 1. */
export function swiped(dx, ms, width) {
  const quick = Math.abs(dx) > 30 && Math.abs(dx) / Math.max(1, ms) > SWIPE_PX_PER_MS;
  return quick || Math.abs(dx) > width * SWIPE_SHARE ? -Math.sign(dx) : 0;
}

// ---------------------------------------------------------------- the panel's picture

/** The picture slot of a place's panel: first picture, label, count, credit and licence. */
export function pictureFigure(app, place) {
  const { words } = app;
  const pictures = place.pictures ?? [];
  const figure = h("figure", { class: "place-picture" });
  const missing = new Set();
  draw();
  return figure;

  function draw() {
    const first = pictures[0];
    const lost = first && (missing.has(first.id) || !addressOf(first));
    const picture = lost ? standInFor(pictures, missing) : first;
    if (!picture) return drawSymbol(Boolean(first));
    const { text, lang } = spokenText(words, picture.alt);
    const image = h("img", { class: "place-image", loading: "lazy", decoding: "async", width: 16, height: 10, alt: text, lang, draggable: "false" });
    image.addEventListener("error", () => {
      missing.add(picture.id);
      draw();
    });
    image.src = addressOf(picture);
    const count = pictures.length > 1 ? words.say("gallery.count", { n: 1, all: pictures.length }) : null;
    const label = kindLabel(words, picture);
    put(
      figure,
      h("button", { type: "button", class: "place-open", onclick: () => openGallery(app, place, 0) },
        image,
        h("span", { class: "visually-hidden", text: words.say(pictures.length > 1 ? "gallery.open-all" : "gallery.open", { n: pictures.length }) }),
        h("span", { class: "place-marks", "aria-hidden": "true" },
          label ? h("span", { class: "tag", text: label }) : null,
          count ? h("span", { class: "tag count-tag" }, glyph(PICTURES), h("span", { text: count })) : null)),
      h("figcaption", { class: "place-credit" },
        label ? h("span", { class: "visually-hidden", text: `${label}: ` }) : null,
        creditLine(words, picture),
        noteOf(words, picture, lost)),
    );
  }

  function drawSymbol(lost) {
    const symbol = app.symbolOf(place);
    put(figure, plate(symbol?.group, symbol?.kind, "plate-wide"),
      h("figcaption", { class: "place-credit", text: words.say(lost ? "gallery.missing-symbol" : "panel.symbol") }));
  }
}

/** What must be said of the picture shown: that it stands in for a lost one, or for its kind. */
function noteOf(words, picture, lost) {
  const said = [lost ? words.say("gallery.missing-drawing") : null, picture.stands_in ? words.say("gallery.stands-in") : null].filter(Boolean);
  return said.length ? h("span", { class: "picture-note", text: said.join(" ") }) : null;
}

// ---------------------------------------------------------------- the gallery

/**
 * Open the gallery of a place. `app.pictureShown(picture, place)` and `app.showPicture(picture,
 * place)`, where given, hear which picture is shown and bring its position onto the map.
 */
export function openGallery(app, place, index = 0) {
  const { words } = app;
  const pictures = place.pictures ?? [];
  if (!pictures.length) return null;
  const missing = new Set(pictures.filter((each) => !addressOf(each)).map((each) => each.id));
  const slides = new Map();
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let at = Math.min(pictures.length - 1, Math.max(0, index));
  let zoom = { scale: 1, x: 0, y: 0 };
  let pointsOn = true;
  let choosing = false;

  const icon = (d, label, onclick, extra = {}) => h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...extra }, glyph(d));
  const count = h("span", { class: "gallery-count" });
  const title = h("h2", { class: "gallery-title", tabindex: "-1", autofocus: true }, h("span", { text: app.nameOf(place) }), count);
  const track = h("div", { class: "gallery-track" });
  const prev = icon(ICONS.back, words.say("gallery.previous"), () => go(at - 1), { "data-side": "prev" });
  const next = icon(NEXT, words.say("gallery.next"), () => go(at + 1), { "data-side": "next" });
  const out = icon(ICONS.minus, words.say("gallery.zoom-out"), () => zoomBy(1 / ZOOM_STEP));
  const into = icon(ICONS.plus, words.say("gallery.zoom-in"), () => zoomBy(ZOOM_STEP));
  const signs = icon(SIGNS, words.say("gallery.points-show"), () => showPoints(!pointsOn), { "aria-pressed": "true" });
  const versus = icon(SPLIT, words.say("compare.start"), () => startCompare(), { "aria-pressed": "false" });
  const where = icon(ICONS.pin, words.say("gallery.on-map"), () => {
    dialog.close();
    app.showPicture(pictures[at], place);
  });
  const tools = h("div", { class: "gallery-tools", role: "group", "aria-label": words.say("gallery.tools") }, signs, versus, where, out, into);
  const stage = h("div", { class: "gallery-stage" }, track, prev, next);
  const caption = h("div", { class: "gallery-words" });
  const thumbs = h("div", { class: "gallery-thumbs", role: "group", "aria-label": words.say("gallery.all") });
  const said = h("p", { class: "visually-hidden", role: "status" });
  const dialog = h("dialog", { class: "gallery", "aria-label": words.say("gallery.title", { name: app.nameOf(place) }) },
    h("header", { class: "gallery-head" }, title, tools, icon(ICONS.close, words.say("gallery.close"), () => dialog.close())),
    stage, h("footer", { class: "gallery-foot" }, caption, pictures.length > 1 ? thumbs : null), said);

  /** What is really shown in a picture's stead; null means the symbol. */
  const shown = (i) => (missing.has(pictures[i].id) ? standInFor(pictures, missing) : pictures[i]);
  const slideAt = () => slides.get(at);

  function go(to) {
    if (to < 0 || to >= pictures.length) return settle();
    if (choosing) return compareWith(to);
    at = to;
    zoom = { scale: 1, x: 0, y: 0 };
    draw();
    said.textContent = [words.say("gallery.count-said", { n: at + 1, all: pictures.length }), titleOf(words, shown(at) ?? pictures[at])].join(". ");
  }

  function draw() {
    const near = nearby(at, pictures.length);
    for (const [i, slide] of slides) if (!near.includes(i) || (slide.panorama && i !== at)) drop(i);
    for (const i of near) if (!slides.has(i)) slides.set(i, makeSlide(i));
    const panorama = shown(at)?.kind === "panorama" && !slideAt().flat;
    if (panorama && !slideAt().panorama) turnable(slideAt());
    for (const [i, slide] of slides) {
      slide.root.style.setProperty("--at", i - at);
      slide.root.inert = i !== at;
    }
    count.textContent = words.say("gallery.count", { n: at + 1, all: pictures.length });
    count.hidden = pictures.length < 2;
    prev.hidden = next.hidden = pictures.length < 2;
    prev.setAttribute("aria-disabled", String(at === 0));
    next.setAttribute("aria-disabled", String(at === pictures.length - 1));
    signs.hidden = !slideAt().points;
    versus.hidden = !comparable(at) || !pictures.some((_, i) => i !== at && comparable(i));
    where.hidden = !app.showPicture || !pictures[at].position;
    drawWords();
    thumbs.querySelectorAll("button").forEach((button, i) => {
      button.setAttribute("aria-current", String(i === at));
      if (i === at) button.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
    settle();
    // what had the focus may be gone now, and keys with it
    if (!dialog.contains(document.activeElement) || document.activeElement.closest("[hidden], [inert]")) title.focus({ preventScroll: true });
    app.pictureShown?.(pictures[at], place);
  }

  function drawWords() {
    const picture = shown(at);
    const slide = slideAt();
    if (!picture) return put(caption, h("p", { class: "gallery-caption", text: words.say("gallery.missing-symbol") }));
    const { text, lang } = spokenText(words, picture.caption ?? picture.alt);
    const label = kindLabel(words, picture);
    put(
      caption,
      h("p", { class: "gallery-caption" }, label ? h("span", { class: "tag", text: label }) : null, h("span", { lang, text })),
      h("p", { class: "gallery-credit" }, creditLine(words, picture), picture.source ? h("span", { class: "gallery-source", text: words.say("gallery.source", { source: picture.source }) }) : null),
      noteOf(words, picture, missing.has(pictures[at].id)),
      slide.flat ? h("span", { class: "picture-note", text: words.say("panorama.flat") }) : null,
      picture.kind === "still" ? thenNowButton(app, pictures, picture) : null,
      slide.points?.list ?? null,
    );
  }

  function makeSlide(i) {
    const picture = shown(i);
    const root = h("div", { class: "slide" });
    const slide = { i, root, picture, frame: null, points: null, panorama: null, flat: false };
    track.append(root);
    if (!picture) {
      const symbol = app.symbolOf(place);
      root.append(plate(symbol?.group, symbol?.kind, "plate-wide"));
      return slide;
    }
    slide.points = makePoints(app, picture);
    slide.points?.show(pointsOn);
    const { text, lang } = spokenText(words, picture.alt);
    slide.image = h("img", { class: "slide-image", alt: text, lang, decoding: "async", draggable: "false" });
    slide.image.addEventListener("error", () => lost(slide));
    slide.image.addEventListener("load", () => layout(slide));
    slide.image.src = addressOf(picture);
    slide.frame = h("div", { class: "slide-frame" }, slide.image, slide.points?.marks ?? null);
    root.append(slide.frame);
    return slide;
  }

  /** Put the panorama in the place of the flat picture; if that fails the flat one stays. */
  function turnable(slide) {
    const panorama = makePanorama(app, slide.picture, { points: slide.points });
    slide.panorama = panorama;
    slide.frame.hidden = true;
    slide.root.append(panorama.root);
    panorama.ready.catch(() => {
      panorama.stop();
      panorama.root.remove();
      if (slides.get(slide.i) !== slide) return;
      Object.assign(slide, { panorama: null, flat: true });
      slide.frame.hidden = false;
      if (slide.points) slide.frame.append(slide.points.marks);
      if (slide.i === at) draw();
    });
  }

  function lost(slide) {
    if (slides.get(slide.i) !== slide) return;
    if (slide.sharp) {
      slide.image.src = addressOf(slide.picture);
      return;
    }
    missing.add(slide.picture.id);
    for (const [i, each] of [...slides]) if (missing.has(each.picture?.id)) drop(i);
    draw();
  }

  function drop(i) {
    const slide = slides.get(i);
    slide.panorama?.stop();
    slide.root.remove();
    slides.delete(i);
  }

  const stageSize = () => ({ width: stage.clientWidth, height: stage.clientHeight });

  function frameSize(slide) {
    const { width, height } = slide.picture?.width ? slide.picture : { width: slide.image?.naturalWidth, height: slide.image?.naturalHeight };
    const room = stageSize();
    return fitted(room.width, room.height, width, height);
  }

  function layout(slide) {
    if (!slide?.frame) return;
    const size = frameSize(slide);
    slide.frame.style.width = `${size.width}px`;
    slide.frame.style.height = `${size.height}px`;
  }

  /** Show zoom and pan of the picture in front; the others lie whole beside it. */
  function settle(drag = 0) {
    track.style.setProperty("--drag", `${drag}px`);
    track.classList.toggle("dragging", drag !== 0);
    for (const slide of slides.values()) {
      layout(slide);
      if (!slide.frame) continue;
      const front = slide.i === at && !slide.panorama;
      if (front) zoom = heldIn(zoom, frameSize(slide), stageSize());
      const { scale, x, y } = front ? zoom : { scale: 1, x: 0, y: 0 };
      slide.frame.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
      slide.frame.style.setProperty("--unzoom", 1 / scale);
      if (front) sharpen(slide, scale);
    }
    const turning = Boolean(slideAt()?.panorama);
    stage.classList.toggle("zoomed", zoom.scale > 1);
    stage.classList.toggle("turning", turning);
    const none = !slideAt()?.frame;
    out.setAttribute("aria-disabled", String(none || (!turning && zoom.scale <= 1)));
    into.setAttribute("aria-disabled", String(none || (!turning && zoom.scale >= ZOOM_MOST)));
  }

  /** Fetch the full size when the smaller one would be stretched. */
  function sharpen(slide, scale) {
    const { picture, image } = slide;
    if (slide.sharp || !picture.full || picture.full === addressOf(picture)) return;
    if (frameSize(slide).width * scale * devicePixelRatio < STOP_PX * 1.1) return;
    slide.sharp = true;
    image.src = picture.full;
  }

  function zoomTo(scale, px = 0, py = 0) {
    if (slideAt().panorama || !slideAt().frame) return;
    zoom = zoomedAt(zoom, scale, px, py);
    settle();
  }

  function zoomBy(factor) {
    if (slideAt().panorama) slideAt().panorama.zoom(factor);
    else zoomTo(zoom.scale * factor);
  }

  function pan(dx, dy) {
    zoom = { ...zoom, x: zoom.x + dx, y: zoom.y + dy };
    settle();
  }

  function showPoints(on) {
    pointsOn = on;
    signs.setAttribute("aria-pressed", String(on));
    for (const slide of slides.values()) slide.points?.show(on);
  }

  const comparable = (i) => !missing.has(pictures[i].id) && pictures[i].kind !== "panorama";

  function startCompare() {
    const others = pictures.map((_, i) => i).filter((i) => i !== at && comparable(i));
    if (others.length === 1) return compareWith(others[0]);
    choosing = !choosing;
    drawChoice();
    if (choosing) thumbs.querySelector("button:not([disabled])")?.focus();
  }

  function compareWith(i) {
    choosing = false;
    drawChoice();
    openCompare(app, pictures[at], pictures[i]);
  }

  function drawChoice() {
    versus.setAttribute("aria-pressed", String(choosing));
    dialog.classList.toggle("choosing", choosing);
    thumbs.querySelectorAll("button").forEach((button, i) => (button.disabled = choosing && (i === at || !comparable(i))));
    said.textContent = choosing ? words.say("compare.choose") : "";
    if (choosing) put(caption, h("p", { class: "gallery-caption", text: words.say("compare.choose") }));
    else drawWords();
  }

  function thumbFor(picture, i) {
    const { text } = spokenText(words, picture.alt);
    const image = h("img", { alt: "", loading: "lazy", decoding: "async", draggable: "false" });
    const button = h("button", { type: "button", class: "thumb", "aria-label": words.say("gallery.go", { n: i + 1, name: text }), onclick: () => go(i) }, image);
    const symbol = () => put(button, plate(app.symbolOf(place)?.group, app.symbolOf(place)?.kind, "plate-small"));
    const address = picture.thumb ?? addressOf(picture);
    if (!address) symbol();
    image.addEventListener("error", symbol);
    if (address) image.src = address;
    return button;
  }

  // -------------------------------------------------------------- hands

  const fingers = new Map();
  let touch = null;
  let tapped = { time: -Infinity, x: 0, y: 0 };

  const fromMiddle = ({ x, y }) => {
    const box = stage.getBoundingClientRect();
    return { x: x - box.left - box.width / 2, y: y - box.top - box.height / 2 };
  };
  const pinch = () => {
    const [a, b] = fingers.values();
    return { apart: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };

  stage.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button, .panorama") || event.button > 0) return;
    stage.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    touch = { x: event.clientX, y: event.clientY, dx: 0, time: event.timeStamp, far: 0, pinch: fingers.size === 2 ? pinch() : null, pinched: fingers.size > 1 };
  });
  stage.addEventListener("pointermove", (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger || !touch) return;
    const [dx, dy] = [event.clientX - finger.x, event.clientY - finger.y];
    Object.assign(finger, { x: event.clientX, y: event.clientY });
    touch.far = Math.max(touch.far, Math.hypot(event.clientX - touch.x, event.clientY - touch.y));
    if (fingers.size === 2 && touch.pinch) {
      const now = pinch();
      const middle = fromMiddle(now);
      pan(now.x - touch.pinch.x, now.y - touch.pinch.y);
      zoomTo((zoom.scale * now.apart) / Math.max(1, touch.pinch.apart), middle.x, middle.y);
      touch.pinch = now;
    } else if (zoom.scale > 1) pan(dx, dy);
    else if (!touch.pinched) {
      touch.dx = event.clientX - touch.x;
      const end = (at === 0 && touch.dx > 0) || (at === pictures.length - 1 && touch.dx < 0);
      settle(end ? touch.dx / 4 : touch.dx);
    }
  });
  for (const end of ["pointerup", "pointercancel"]) {
    stage.addEventListener(end, (event) => {
      if (!fingers.delete(event.pointerId) || !touch) return;
      if (fingers.size) return void (touch.pinch = null);
      const { dx, time, far, pinched } = touch;
      touch = null;
      if (end === "pointerup" && far < TAP_PX && !pinched) return tap(event);
      const by = end === "pointerup" && !pinched && zoom.scale <= 1 ? swiped(dx, event.timeStamp - time, stage.clientWidth) : 0;
      if (by && !choosing) go(at + by);
      else settle();
    });
  }

  function tap({ clientX: x, clientY: y, timeStamp: time }) {
    const double = time - tapped.time < DOUBLE_TAP_MS && Math.hypot(x - tapped.x, y - tapped.y) < 3 * TAP_PX;
    tapped = double ? { time: -Infinity, x, y } : { time, x, y };
    if (!double) return settle();
    const middle = fromMiddle({ x, y });
    zoomTo(zoom.scale > 1 ? 1 : DOUBLE_ZOOM, middle.x, middle.y);
  }

  stage.addEventListener("wheel", (event) => {
    if (slideAt().panorama) return;
    event.preventDefault();
    const middle = fromMiddle({ x: event.clientX, y: event.clientY });
    zoomTo(zoom.scale * Math.exp(-Math.sign(event.deltaY) * Math.min(0.25, Math.abs(event.deltaY) / 300)), middle.x, middle.y);
  }, { passive: false });

  const keys = {
    "+": () => zoomBy(ZOOM_STEP), "=": () => zoomBy(ZOOM_STEP), "-": () => zoomBy(1 / ZOOM_STEP), 0: () => zoomTo(1),
    PageUp: () => go(at - 1), PageDown: () => go(at + 1), Home: () => go(0), End: () => go(pictures.length - 1),
    ArrowLeft: () => (zoom.scale > 1 ? pan(PAN_PX, 0) : go(at - 1)), ArrowRight: () => (zoom.scale > 1 ? pan(-PAN_PX, 0) : go(at + 1)),
    ArrowUp: () => zoom.scale > 1 && pan(0, PAN_PX), ArrowDown: () => zoom.scale > 1 && pan(0, -PAN_PX),
  };
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && choosing) {
      event.preventDefault();
      return startCompare();
    }
    if (!Object.hasOwn(keys, event.key) || (choosing && event.key.startsWith("Arrow"))) return;
    event.preventDefault();
    keys[event.key]();
  });

  const watcher = new ResizeObserver(() => settle());
  if (app.back) closesOnBack(app.back, dialog);
  dialog.addEventListener("close", () => {
    watcher.disconnect();
    for (const i of [...slides.keys()]) drop(i);
    dialog.remove();
    app.pictureShown?.(null, place);
  });
  if (still.matches) track.classList.add("still");
  if (pictures.length > 1) thumbs.append(...pictures.map(thumbFor));
  document.body.append(dialog);
  dialog.showModal();
  draw();
  watcher.observe(stage);
  title.focus({ preventScroll: true });
  return dialog;
}
