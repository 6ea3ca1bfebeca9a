/** What comes of the plan: back in time or not, and what to cut if not. */

import { glyph, h, put, s } from "#viewer/dom.js";
import { setAttr, setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { nameOf } from "#viewer/planleg.js";
import { cutText, planOf, resultText, sumsOf } from "#viewer/plantext.js";

const SIGNS = { ample: PLAN_ICONS.check, tight: PLAN_ICONS.clock, late: PLAN_ICONS.warning, open: PLAN_ICONS.clock };

export function makeResult(app, planning) {
  const { words } = app;
  const path = s("path", { "fill-rule": "evenodd" });
  const text = h("p", { class: "result-text" });
  const ends = h("span", {});
  const sums = h("span", { class: "result-sums" });
  const more = h("p", { class: "result-more" }, ends, sums);
  const line = h("div", { class: "result-line" },
    s("svg", { viewBox: "0 0 24 24", class: "glyph", "aria-hidden": "true", focusable: "false" }, path),
    h("div", { role: "status" }, text, more));
  const heading = h("h4", { text: words.say("plan.cuts") });
  const list = h("ul", { class: "result-cuts" });
  const cuts = h("div", { class: "plan-cuts" }, heading, list);
  const root = h("div", { class: "result" }, line);

  function drawCuts(found) {
    cuts.hidden = found.length === 0;
    const texts = found.map((cut) => cutText(words, cut, nameOf(app, cut.id)));
    if (list.dataset.lines === texts.join("\n")) return;
    list.dataset.lines = texts.join("\n");
    put(list, ...found.map((cut, at) => h("li", {}, h("button", { type: "button", class: "row", onclick: () => planning.apply(cut) }, glyph(cut.action === "drop" ? PLAN_ICONS.bin : PLAN_ICONS.clock), h("span", { class: "row-text", text: texts[at] })))));
  }

  function drawSums(parts) {
    const key = parts.join("\n");
    if (sums.dataset.lines === key) return;
    sums.dataset.lines = key;
    put(sums, ...parts.map((part) => h("span", { class: "unbroken", text: part })));
  }

  return {
    root,
    /** The proposed cuts stand apart: they scroll, the line above does not. */
    cuts,
    draw() {
      const plan = planOf(planning);
      const found = resultText(words, plan);
      root.hidden = plan.stops.length === 0;
      setAttr(root, "data-grade", found.grade);
      setAttr(path, "d", SIGNS[found.grade]);
      setText(text, found.text);
      setText(ends, found.more);
      drawSums(sumsOf(words, plan));
      drawCuts(plan.stops.length ? plan.timetable.cut : []);
    },
  };
}
