/** All stops of the tour as a grid with pictures and numbers, to jump to one. */

import { glyph, h, put } from "#viewer/dom.js";
import { setAttr, setLabel, setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { ICONS, plate } from "#viewer/symbols.js";

/**
 * @param {object} deck
 * @returns {{root: HTMLElement, draw: () => void}}
 */
export function makeOverview(deck) {
  const { app, words } = deck;
  const title = h("h2", { class: "overview-title", tabindex: "-1" });
  const typed = h("p", { class: "overview-typed", "aria-hidden": "true" });
  const close = h("button", { type: "button", class: "icon-button flat", onclick: () => deck.act({ type: "overview", on: false }) }, glyph(ICONS.close));
  const list = h("ol", { class: "overview-list present-scroll" });
  const root = h("div", { class: "present-overview", role: "dialog", "aria-modal": "true", hidden: true }, h("header", { class: "overview-head" }, title, typed, close), list);
  let made = "";
  let wasOpen = false;

  function card(stop, i) {
    const place = deck.place(i);
    const picture = deck.pictureOf(i);
    const address = picture && (deck.thumbOf(picture) ?? deck.addressOf(picture));
    const symbol = place ? app.symbolOf(place) : null;
    const image = address
      ? h("img", { src: address, alt: "", loading: "lazy", decoding: "async", draggable: "false" })
      : plate(symbol?.group, symbol?.kind, "overview-plate");
    return h("li", {}, h("button", { type: "button", class: "overview-card", onclick: () => jump(i) },
      image, h("span", { class: "overview-number", text: String(i + 1) }),
      h("span", { class: "overview-name", text: place ? app.nameOf(place) : words.say("follow.stop", { n: i + 1 }) }),
      h("span", { class: "overview-state" })));
  }

  function jump(i) {
    deck.act({ type: "go", to: i });
    deck.act({ type: "overview", on: false });
  }

  /** How a stop stands: shown now, seen, skipped, left out. */
  function stateOf(i) {
    const { run } = deck;
    if (i === run.at) return "here";
    if (deck.isOut(i)) return "out";
    return run.seen.includes(i) ? "seen" : "";
  }

  function drawCards() {
    const key = [words.lang, ...deck.run.tour.stops.map((stop) => stop.id)].join(" ");
    if (made !== key) {
      made = key;
      put(list, ...deck.run.tour.stops.map(card));
    }
    [...list.children].forEach((item, i) => {
      const state = stateOf(i);
      const button = item.firstChild;
      setAttr(button, "data-state", state || null);
      setAttr(button, "aria-current", state === "here" ? "true" : null);
      const mark = button.querySelector(".overview-state");
      put(mark, state === "seen" ? glyph(PLAN_ICONS.check) : null, state ? h("span", { text: words.say(`present.state.${state}`) }) : null);
    });
  }

  return {
    root,
    draw() {
      root.hidden = !deck.isOverview;
      if (root.hidden) {
        wasOpen = false;
        return;
      }
      setText(title, words.say("present.overview"));
      setAttr(root, "aria-label", words.say("present.overview"));
      setLabel(close, words.say("sheet.close"));
      setText(typed, deck.typed ? String(deck.typed) : "");
      drawCards();
      if (wasOpen) return;
      wasOpen = true;
      const here = list.children[Math.max(0, deck.run.at)]?.firstChild;
      (here ?? title).focus({ preventScroll: true });
      here?.scrollIntoView?.({ block: "center" });
    },
  };
}
