/** A dialog that reads a walk from its printed code: from a photograph, from the camera, or from its text. */

import { readAddress } from "#viewer/address.js";
import { closesOnBack } from "#viewer/back.js";
import { decodeTour } from "#viewer/compact.js";
import { glyph, h, put } from "#viewer/dom.js";
import { setText } from "#viewer/patch.js";
import { MOST_EDGE, readQr, seekQr } from "#viewer/qr.js";
import { ICONS } from "#viewer/symbols.js";

const MOST_PIXELS = 40e6;
const MOST_BYTES = 60e6;
const FRAME_MS = 250;
/** Frames are looked at in two sizes in turn: a code near by, and one further off. */
const FRAME_EDGES = [1280, 800];

const PICTURE = "M2 4H22V20H2ZM4 6V15.200L8.500 10.700L13 15.200L15.500 12.700L20 17.200V6ZM15.500 7.500A2 2 0 1 1 15.400 7.500Z";
const CAMERA = "M8 4H16L17.500 7H22V20H2V7H6.500ZM12 9A4.500 4.500 0 1 0 12.100 9ZM12 11A2.500 2.500 0 1 1 11.900 11Z";

/** The compact text of a plan that some text is or, as a shared link does, carries. */
export function planIn(text) {
  const bare = text.trim();
  const query = bare.split("#")[0].split("?")[1];
  return (query && readAddress(query).plan) || bare;
}

/** Whether a text was a walk of ours once, whole or not. */
export const isWalk = (text) => decodeTour(text).problem?.code !== "compact-not-a-tour";

/** Why there is no camera here, as a key; null where there is one to ask for. */
export function cameraLack({ isSecureContext, navigator }) {
  if (!isSecureContext) return "code.camera-insecure";
  return navigator.mediaDevices?.getUserMedia ? null : "code.camera-lacking";
}

/** What went wrong with the camera, as a key. */
export function cameraProblem(error) {
  if (error.name === "NotAllowedError") return "code.camera-denied";
  return error.name === "NotFoundError" ? "code.camera-none" : "code.camera-failed";
}

/**
 * @param {object} app `words`, and `back` where the browser's Back closes things
 * @param {{onfound: (text: string) => {problem?: string}|Promise<{problem?: string}>}} hooks told the text of a plan's code;
 *   `problem` is the sentence that is shown, without one the dialog closes
 * @returns {HTMLDialogElement} open
 */
export function readCodeDialog(app, { onfound }) {
  const { words } = app;
  const title = h("h2", { tabindex: "-1", text: words.say("code.title") });
  const close = h("button", { type: "button", class: "icon-button flat", "aria-label": words.say("sheet.close"), title: words.say("sheet.close"), onclick: () => dialog.close() }, glyph(ICONS.close));
  const alert = h("div", { class: "code-alert", role: "alert" });
  const photograph = photographPart(words, { read, stop: () => seeking?.abort() });
  const camera = cameraPart(words, { found: take, complain, begin: () => seeking?.abort() });
  const pasted = textPart(words, (text) => take(text));
  const body = h("div", { class: "code-body" }, h("p", { class: "code-lede", text: words.say("code.lede") }), alert, photograph.root, camera.root, pasted.root);
  const dialog = h("dialog", { class: "code-dialog", "aria-label": words.say("code.title") }, h("header", { class: "code-head" }, title, close), body);
  let seeking = null;

  function complain(sentence) {
    put(alert, sentence ? h("p", { class: "notice" }, glyph(ICONS.info), h("span", { text: sentence })) : null);
    if (sentence) alert.scrollIntoView({ block: "nearest" });
  }

  /** Look at what a code or a person says; true where it was a plan, and the dialog is closed. */
  async function take(text) {
    const plan = planIn(text);
    const { problem } = isWalk(plan) ? await onfound(plan) : { problem: words.say("code.not-a-walk") };
    if (!dialog.open) return true;
    complain(problem);
    if (!problem) dialog.close();
    return !problem;
  }

  async function read(file) {
    seeking?.abort();
    camera.stop();
    complain(null);
    const mine = new AbortController();
    seeking = mine;
    try {
      const text = await textOfFile(file, { signal: mine.signal, tell: photograph.tell });
      if (mine.signal.aborted) return;
      if (text === null) complain(words.say("code.none-found"));
      else await take(text);
    } catch (error) {
      if (mine.signal.aborted) return;
      if (!(error instanceof Unreadable)) throw error;
      complain(words.say(error.key));
    } finally {
      if (seeking === mine) {
        seeking = null;
        photograph.tell(null);
      }
    }
  }

  function given(event, items) {
    const file = [...(items?.files ?? [])].find((each) => each.type.startsWith("image/")) ?? items?.files?.[0];
    if (!file) return false;
    event.preventDefault();
    read(file);
    return true;
  }

  dialog.addEventListener("dragover", (event) => event.preventDefault());
  dialog.addEventListener("drop", (event) => {
    // else the browser would leave the page for the picture
    event.preventDefault();
    given(event, event.dataTransfer);
  });
  dialog.addEventListener("paste", (event) => {
    if (given(event, event.clipboardData) || event.target === pasted.field) return;
    pasted.field.value = event.clipboardData?.getData("text/plain") ?? "";
    pasted.field.focus();
  });
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => {
    seeking?.abort();
    camera.stop();
    dialog.remove();
  });
  if (app.back) closesOnBack(app.back, dialog);
  document.body.append(dialog);
  dialog.showModal();
  title.focus({ preventScroll: true });
  return dialog;
}

// ---------------------------------------------------------------- the three ways

const part = (text, ...children) => h("section", { class: "code-part" }, h("h3", { text }), ...children);

function photographPart(words, { read, stop }) {
  const file = h("input", { type: "file", accept: "image/*", class: "visually-hidden", onchange: () => {
    const [chosen] = file.files;
    file.value = "";
    if (chosen) read(chosen);
  } });
  const choose = h("label", { class: "button primary code-choose" }, file, glyph(PICTURE), h("span", { text: words.say("code.choose") }));
  const bar = h("progress", { "aria-label": words.say("code.looking") });
  const said = h("p", { class: "code-said", role: "status" });
  const busy = h("div", { class: "code-busy", hidden: true }, bar, h("button", { type: "button", class: "button", text: words.say("code.stop"), onclick: stop }));
  return {
    root: part(words.say("code.photograph"), choose, h("p", { class: "code-hint", text: words.say("code.photograph-hint") }), said, busy),
    /** Show how far looking has come; null once it is over. */
    tell(done, count = 1) {
      busy.hidden = done === null;
      setText(said, done === null ? "" : words.say("code.looking"));
      Object.assign(bar, { value: done ?? 0, max: count });
    },
  };
}

function cameraPart(words, { found, complain, begin }) {
  const lack = cameraLack(globalThis);
  if (lack) return { root: part(words.say("code.camera"), h("p", { class: "code-hint", text: words.say(lack) })), stop: () => {} };
  const video = h("video", { class: "code-video", playsinline: true, muted: true, "aria-label": words.say("code.camera-view") });
  const view = h("div", { class: "code-view", hidden: true }, video, h("span", { class: "code-frame", "aria-hidden": "true" }));
  const button = h("button", { type: "button", class: "button", onclick: () => (watch ? stop() : start()) }, glyph(CAMERA), h("span", { text: words.say("code.camera-start") }));
  const said = h("p", { class: "code-said", role: "status" });
  let watch = null;

  function show(isOn) {
    view.hidden = !isOn;
    setText(button.lastChild, words.say(isOn ? "code.camera-stop" : "code.camera-start"));
    setText(said, isOn ? words.say("code.camera-hold") : "");
  }

  async function start() {
    const mine = { isOver: false };
    watch = mine;
    begin();
    complain(null);
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } } });
      mine.end = () => stream.getTracks().forEach((track) => track.stop());
      // closed while the person was asked
      if (mine.isOver) return mine.end();
      video.srcObject = stream;
      show(true);
      await video.play();
    } catch (error) {
      if (mine.isOver) return;
      stop();
      return complain(words.say(cameraProblem(error)));
    }
    look(mine, 0, null);
  }

  /** Look at one frame, then at the next; a code that is no plan is told of once. */
  async function look(mine, count, refused) {
    if (mine.isOver) return;
    const text = video.videoWidth ? await textOfFrame(video, FRAME_EDGES[count % FRAME_EDGES.length]) : null;
    if (mine.isOver) return;
    if (text !== null && text !== refused && await found(text)) return;
    setTimeout(() => look(mine, count + 1, text ?? refused), FRAME_MS);
  }

  function stop() {
    if (!watch) return;
    watch.isOver = true;
    watch.end?.();
    watch = null;
    video.srcObject = null;
    show(false);
  }

  return { root: part(words.say("code.camera"), view, said, button), stop };
}

function textPart(words, take) {
  const field = h("textarea", { class: "code-text", rows: "3", spellcheck: "false", autocapitalize: "characters", autocomplete: "off", "aria-label": words.say("code.text") });
  const open = () => (field.value.trim() ? take(field.value) : field.focus());
  return { field, root: part(words.say("code.text"), h("p", { class: "code-hint", text: words.say("code.text-hint") }), field, h("button", { type: "button", class: "button", text: words.say("code.text-open"), onclick: open })) };
}

// ---------------------------------------------------------------- from pixels to text

/** What cannot be looked at as a picture; `key` words it. */
class Unreadable extends Error {
  constructor(key) {
    super(key);
    this.key = key;
  }
}

/** The text of the code in a picture's file, null where none is found. */
async function textOfFile(file, { signal, tell }) {
  tell(0, 1);
  const bitmap = await bitmapOf(file);
  try {
    signal.throwIfAborted();
    const text = await detected(bitmap);
    return text ?? (await seekQr(pixelsOf(bitmap, bitmap.width, bitmap.height, MOST_EDGE), { tell, signal }))?.text ?? null;
  } finally {
    bitmap.close();
  }
}

async function textOfFrame(video, edge) {
  return await detected(video) ?? readQr(pixelsOf(video, video.videoWidth, video.videoHeight, edge))?.text ?? null;
}

async function bitmapOf(file) {
  if (file.size > MOST_BYTES) throw new Unreadable("code.too-large");
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Unreadable("code.no-picture");
  }
  if (bitmap.width * bitmap.height <= MOST_PIXELS) return bitmap;
  bitmap.close();
  throw new Unreadable("code.too-large");
}

function pixelsOf(source, width, height, edge) {
  const factor = Math.min(1, edge / Math.max(width, height));
  const [across, down] = [width, height].map((each) => Math.max(1, Math.round(each * factor)));
  const canvas = Object.assign(document.createElement("canvas"), { width: across, height: down });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  // what is seen through is paper
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, across, down);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(source, 0, 0, across, down);
  return pen.getImageData(0, 0, across, down);
}

let detector = null;

/** What the browser's own reader finds, a walk first; null where it finds nothing or there is none. */
async function detected(source) {
  detector ??= makeDetector();
  const own = await detector;
  if (!own) return null;
  try {
    const texts = (await own.detect(source)).map((each) => each.rawValue).filter(Boolean);
    return texts.find((each) => isWalk(planIn(each))) ?? texts[0] ?? null;
  } catch {
    // named by the browser, but not there on this machine: ours reads on
    return null;
  }
}

async function makeDetector() {
  const { BarcodeDetector } = globalThis;
  if (!BarcodeDetector || !(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return null;
  return new BarcodeDetector({ formats: ["qr_code"] });
}
