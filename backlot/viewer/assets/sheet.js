/**
 * The sheet beside the map (below it on a phone): one place for everything one reads.
 * On a phone it has three heights; its head with the close button always stays in sight.
 */

import { glyph, h, put } from "#viewer/dom.js";
import { ICONS } from "#viewer/symbols.js";

const HEIGHTS = ["low", "half", "full"];
/** Where the sheet comes from below: a phone, or a tablet held upright. */
const BELOW = "(max-width: 559px), (max-width: 899px) and (orientation: portrait)";

/**
 * @param {{words: object, onclose: () => void, onresize: () => void}} app
 */
export function makeSheet({ words, onclose, onresize }) {
  const title = h("h2", { class: "sheet-title", tabindex: "-1" });
  const grip = h("button", { class: "grip", type: "button", onclick: () => step() }, h("span", { class: "grip-bar" }));
  const back = h("button", { class: "icon-button", type: "button", onclick: () => onclose() }, glyph(ICONS.close));
  const head = h("header", { class: "sheet-head" }, grip, title, back);
  const body = h("div", { class: "sheet-body" });
  const root = h("aside", { class: "sheet", id: "sheet", hidden: true, "data-height": "low" }, head, body);
  let drag = null;

  function setHeight(height) {
    root.dataset.height = height;
    grip.setAttribute("aria-label", words.say(`sheet.height.${height}`));
    onresize();
  }

  function step() {
    setHeight(HEIGHTS[(HEIGHTS.indexOf(root.dataset.height) + 1) % HEIGHTS.length]);
  }

  grip.addEventListener("pointerdown", (event) => {
    drag = { y: event.clientY, moved: 0 };
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener("pointermove", (event) => {
    if (drag) drag.moved = event.clientY - drag.y;
  });
  grip.addEventListener("pointerup", (event) => {
    const moved = drag?.moved ?? 0;
    drag = null;
    if (Math.abs(moved) < 24) return;
    event.preventDefault();
    const now = HEIGHTS.indexOf(root.dataset.height);
    setHeight(HEIGHTS[Math.max(0, Math.min(2, now + (moved < 0 ? 1 : -1)))]);
    grip.addEventListener("click", (click) => click.stopImmediatePropagation(), { capture: true, once: true });
  });

  return {
    root,
    get open() {
      return !root.hidden;
    },
    /** Show content under a title; `focus` moves the reader there. */
    show(name, heading, nodes, { focus = true, height = "half", closable = true } = {}) {
      const same = root.dataset.name === name && !root.hidden;
      root.hidden = false;
      root.dataset.name = name;
      root.setAttribute("aria-label", heading);
      back.setAttribute("aria-label", words.say("sheet.close"));
      back.hidden = !closable;
      title.textContent = heading;
      put(body, ...nodes);
      if (!same) body.scrollTop = 0;
      if (!same || !matchMedia(BELOW).matches) setHeight(height);
      if (focus) title.focus({ preventScroll: true });
    },
    hide() {
      root.hidden = true;
      root.dataset.name = "";
      put(body);
      onresize();
    },
    body,
  };
}

/** Whether the sheet lies below the map rather than beside it. */
export const sheetBelow = () => matchMedia(BELOW).matches;
