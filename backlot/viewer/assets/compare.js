/** Two pictures of one place under a slider: a film still and today, old and new. */

import { closesOnBack } from "#viewer/back.js";
import { creditLine, spokenText, titleOf } from "#viewer/credit.js";
import { glyph, h } from "#viewer/dom.js";
import { compass } from "#viewer/geo.js";
import { ICONS } from "#viewer/symbols.js";
import { fitted } from "#viewer/zoom.js";

const GRIP = "M9 5L10.400 6.400L4.800 12L10.400 17.600L9 19L2 12ZM15 5L13.600 6.400L19.200 12L13.600 17.600L15 19L22 12Z";

/** Where the slider stands after a key, from 0 to 100; null for a key that is not its. */
export function slid(value, key) {
  const steps = { ArrowLeft: -2, ArrowDown: -2, ArrowRight: 2, ArrowUp: 2, PageDown: -10, PageUp: 10, Home: -100, End: 100 };
  return Object.hasOwn(steps, key) ? within(value + steps[key]) : null;
}

/** Where the slider stands with a finger at `x` on a frame that begins at `left`. */
export const slidTo = (x, left, width) => within(((x - left) / Math.max(1, width)) * 100);

const within = (value) => Math.min(100, Math.max(0, Math.round(value * 10) / 10));

/** Which way a picture looks, where that is known. */
function lookingOf(words, picture) {
  if (!Number.isFinite(picture.heading_deg)) return null;
  return h("span", { class: "compare-looking", text: words.say("compare.looking", { way: words.say(`compass.${compass(picture.heading_deg)}`) }) });
}

/** Open the slider over two pictures; left of it the first is seen, right of it the second. */
export function openCompare(app, first, second) {
  const { words } = app;
  const names = [first, second].map((picture) => titleOf(words, picture).replace(/[.。]$/u, ""));
  let value = 50;

  const image = (picture, side) => {
    const { text, lang } = spokenText(words, picture.alt);
    const node = h("img", { class: `compare-picture ${side}`, src: picture.full ?? picture.stop, alt: text, lang, draggable: "false", decoding: "async" });
    node.addEventListener("error", () => {
      if (picture.stop && node.getAttribute("src") !== picture.stop) node.setAttribute("src", picture.stop);
      else node.replaceWith(h("p", { class: `compare-picture compare-missing ${side}`, text: words.say("gallery.missing") }));
    });
    return node;
  };
  const handle = h("div", { class: "compare-handle", role: "slider", tabindex: "0", "aria-label": words.say("compare.slider"), "aria-orientation": "horizontal", "aria-valuemin": 0, "aria-valuemax": 100 },
    h("span", { class: "compare-grip" }, glyph(GRIP)));
  const frame = h("div", { class: "compare-frame" }, image(second, "second"), image(first, "first"), handle);
  const stage = h("div", { class: "compare-stage" }, frame);
  const side = (picture, i) => {
    const { text, lang } = spokenText(words, picture.caption ?? picture.alt);
    return h("div", { class: "compare-side" },
      h("p", { class: "gallery-caption" }, h("span", { class: "compare-which", text: words.say(i ? "compare.right" : "compare.left") }), h("span", { lang, text })),
      h("p", { class: "gallery-credit" }, creditLine(words, picture), lookingOf(words, picture)));
  };
  const dialog = h("dialog", { class: "gallery compare", "aria-label": words.say("compare.title") },
    h("header", { class: "gallery-head" },
      h("h2", { class: "gallery-title", text: words.say("compare.title") }),
      h("button", { type: "button", class: "icon-button", "aria-label": words.say("gallery.close"), title: words.say("gallery.close"), onclick: () => dialog.close() }, glyph(ICONS.close))),
    stage,
    h("footer", { class: "gallery-foot compare-foot" }, side(first, 0), side(second, 1)));

  function set(next) {
    value = next;
    frame.style.setProperty("--part", `${value}%`);
    const left = Math.round(value);
    handle.setAttribute("aria-valuenow", String(left));
    handle.setAttribute("aria-valuetext", words.say("compare.value", { left, first: names[0], right: 100 - left, second: names[1] }));
  }

  function layout() {
    const { width, height } = fitted(stage.clientWidth, stage.clientHeight, first.width, first.height);
    frame.style.width = `${width}px`;
    frame.style.height = `${height}px`;
  }

  function slide(event) {
    const box = frame.getBoundingClientRect();
    set(slidTo(event.clientX, box.left, box.width));
  }

  stage.addEventListener("pointerdown", (event) => {
    stage.setPointerCapture(event.pointerId);
    slide(event);
    handle.focus({ preventScroll: true });
    event.preventDefault();
  });
  stage.addEventListener("pointermove", (event) => stage.hasPointerCapture(event.pointerId) && slide(event));
  dialog.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const next = slid(value, event.key);
    if (next === null || event.target.closest("button")) return;
    event.preventDefault();
    set(next);
  });
  if (app.back) closesOnBack(app.back, dialog);
  const watcher = new ResizeObserver(layout);
  dialog.addEventListener("close", () => {
    watcher.disconnect();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  watcher.observe(stage);
  layout();
  set(50);
  handle.focus();
  return dialog;
}
