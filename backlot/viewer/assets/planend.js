/** The start and the end of the plan on its line of time. */

import { glyph, h } from "#viewer/dom.js";
import { setAttr, setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { makeLeg, nameOf } from "#viewer/planleg.js";
import { planOf, timeText } from "#viewer/plantext.js";
import { makeRideField } from "#viewer/ridefield.js";

/** One of both, `which` is "start" or "end"; the end has the way that leads to it. */
export function makeTerminal(app, planning, which) {
  const { words } = app;
  const way = makeLeg(app);
  const time = h("span", { class: "stop-arrive" });
  const name = h("span", { class: "row-name" });
  const role = h("span", { class: "row-other" });
  const body = h("div", { class: "stop-more", id: `plan-${which}-more`, hidden: true });
  const opener = h("button", { type: "button", class: "stop-name", "aria-expanded": "false", "aria-controls": `plan-${which}-more`, onclick: toggle },
    h("span", { class: "row-text" }, role, name), glyph(PLAN_ICONS.down, "glyph turn"));
  const plain = h("div", { class: "stop-name still" }, h("span", { class: "row-text" }));
  const ride = makeRideField({ app, take: (value) => planning.setTour({ end_ride: value }) });
  body.append(ride.root);
  const isEnd = which === "end";
  const head = isEnd ? opener : plain;
  if (!isEnd) plain.firstChild.append(role, name);
  const node = h("li", { class: `plan-terminal ${which}` }, isEnd ? way.root : null,
    h("div", { class: "stop" }, h("div", { class: "stop-times" }, time), h("span", { class: "stop-node" }, h("span", { class: "stop-number" }, glyph(PLAN_ICONS.flag))),
      h("div", { class: "stop-card" }, head, isEnd ? body : null)));
  let leg = null;

  function toggle() {
    body.hidden = !body.hidden;
    setAttr(opener, "aria-expanded", String(!body.hidden));
    if (!body.hidden) drawRide();
  }

  function drawRide() {
    const id = planning.tour.end;
    ride.draw(planning.tour.end_ride ?? null, leg, words.say("plan.getting-to", { name: id ? nameOf(app, id) : "" }));
  }

  return {
    node,
    draw(nextLeg) {
      leg = nextLeg;
      const plan = planOf(planning);
      const id = planning.tour[which];
      node.hidden = !id;
      if (!id) return;
      way.draw(leg);
      setText(role, words.say(`plan.${which}`));
      setText(name, nameOf(app, id));
      setText(time, timeText(plan, isEnd ? plan.timetable.end_s : plan.timetable.depart_s));
      node.classList.toggle("broken", isEnd && plan.timetable.breaks.length > 0);
      if (!body.hidden) drawRide();
    },
  };
}
