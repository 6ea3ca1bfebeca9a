/** The way to a stop: how one goes, how far, how long, what is not known of it. */

import { glyph, h, put, s } from "#viewer/dom.js";
import { setAttr, setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { legDoubts, legText, reasonText } from "#viewer/plantext.js";

const GLYPHS = { walk: PLAN_ICONS.walk, bus: PLAN_ICONS.bus, metro: PLAN_ICONS.metro };

export function makeLeg(app) {
  const { words } = app;
  const path = s("path", { "fill-rule": "evenodd" });
  const sign = s("svg", { viewBox: "0 0 24 24", class: "glyph", "aria-hidden": "true", focusable: "false" }, path);
  const text = h("p", { class: "leg-text" });
  const doubts = h("ul", { class: "leg-doubts" });
  const root = h("div", { class: "leg" }, h("span", { class: "leg-sign" }, sign), h("div", { class: "leg-words" }, text, doubts));

  return {
    root,
    draw(leg) {
      root.hidden = !leg;
      if (!leg) return;
      const lost = !leg.ok;
      setAttr(root, "data-mode", leg.mode);
      root.classList.toggle("lost", lost);
      setAttr(path, "d", lost ? PLAN_ICONS.warning : GLYPHS[leg.mode]);
      setText(text, lost ? reasonText(words, leg.reason, (id) => nameOf(app, id)) : legText(words, leg));
      drawLines(doubts, lost ? [] : legDoubts(words, leg));
    },
  };
}

/** Lines of text in a list, made anew only where one differs. */
export function drawLines(list, lines, icon = null) {
  const key = lines.join("\n");
  if (list.dataset.lines === key) return;
  list.dataset.lines = key;
  list.hidden = lines.length === 0;
  put(list, ...lines.map((line) => h("li", {}, icon ? glyph(icon) : null, h("span", { text: line }))));
}

/** The name of a place by its id; the id itself for one that is not on this map. */
export function nameOf(app, id) {
  const place = app.places.get(id);
  return place ? app.nameOf(place) : id;
}
