/** What holds for the whole plan: times, pace, group, start and end, what the group needs, and plan B. */

import { makeClockField } from "#viewer/clockfield.js";
import { glyph, h } from "#viewer/dom.js";
import { NEEDS } from "#viewer/pace.js";
import { arrange, setText } from "#viewer/patch.js";
import { RAIN_FACTOR } from "#viewer/plan.js";
import { makePlaceField } from "#viewer/placefield.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { nameOf } from "#viewer/planleg.js";
import { makeStepper } from "#viewer/stepper.js";
import { clockText } from "#viewer/timetable.js";

export function makeSettings(app, planning) {
  const { words } = app;
  const times = ["depart", "back_by"].map((key) => makeTime(words, planning, key));
  const pace = makeFigure(words, "plan.pace", () => "plan.unit.kmh", { least: 0.5, most: 8, step: 0.5, take: (value) => planning.setTour({ pace_kmh: value }) });
  const group = makeFigure(words, "plan.group", (n) => (n === 1 ? "plan.unit.person" : "plan.unit.people"), { least: 1, most: 500, step: 1, take: (value) => planning.setTour({ group_size: value }) });
  const first = h("div", { class: "plan-settings" }, ...times.map((time) => time.root), pace.root, group.root);

  const ends = ["start", "end"].map((which) => ({ which, field: makePlaceField(app, { id: `plan-${which}`, take: (id) => planning.setTour({ [which]: id }) }) }));
  const needs = NEEDS.map((need) => makeSwitch(words.say(`plan.need.${need}`), (on) =>
    planning.setTour({ needs: NEEDS.filter((each) => (each === need ? on : planning.tour.needs.includes(each))) })));
  const rules = makeFold("plan-rules", PLAN_ICONS.flag, words.say("plan.rules"),
    ...ends.map(({ field }) => field.root),
    h("fieldset", { class: "plan-part" }, h("legend", { text: words.say("plan.needs") }), h("div", { class: "plan-needs" }, ...needs.map((each) => each.root))));

  const rain = makeSwitch(words.say("plan.rain"), (on) => planning.rain(on));
  const slower = h("p", { class: "quiet", text: words.say("plan.rain-slower", { n: Math.round((1 - RAIN_FACTOR) * 100) }) });
  const sets = h("div", { class: "plan-sets" });
  const closed = h("fieldset", { class: "plan-part" }, h("legend", { text: words.say("plan.closed") }), sets);
  const switches = new Map();
  const other = makeFold("plan-b", PLAN_ICONS.umbrella, words.say("plan.plan-b"), rain.root, slower, closed);

  function drawSets() {
    const ids = closableSets(app.places, planning.tour);
    for (const id of ids) if (!switches.has(id)) switches.set(id, makeSwitch(nameOf(app, id), (on) => planning.close(id, on)));
    arrange(sets, ids.map((id) => switches.get(id).root));
    for (const id of ids) switches.get(id).draw(planning.tour.closed.includes(id));
    closed.hidden = ids.length === 0;
  }

  return {
    root: h("section", { class: "plan-top", "aria-label": words.say("plan.settings") }, first, rules.root, other.root),
    draw() {
      const { tour } = planning;
      times.forEach((time) => time.draw());
      pace.draw(tour.pace_kmh);
      group.draw(tour.group_size);
      for (const { which, field } of ends) field.draw({ name: tour[which] ? nameOf(app, tour[which]) : "", label: words.say(`plan.${which}`), placeholder: words.say(`plan.no-${which}`) });
      NEEDS.forEach((need, at) => needs[at].draw(tour.needs.includes(need)));
      rain.draw(planning.isRain);
      drawSets();
      rules.draw(rulesText(app, tour));
      other.draw([planning.isRain ? words.say("plan.rain") : null, ...tour.closed.map((id) => words.say("plan.closed-set", { name: nameOf(app, id) }))].filter(Boolean).join(" · "));
    },
  };
}

/** The sets a plan goes to, and those marked closed: what can be closed. */
export function closableSets(places, tour) {
  const found = new Set();
  for (const { id } of tour.stops) {
    const around = setAround(places, id);
    if (around) found.add(around);
  }
  return [...new Set([...found, ...tour.closed])];
}

function setAround(places, id) {
  let place = places.get(id);
  for (let depth = 0; place && depth < 8; depth++) {
    if (place.kind === "set") return place.id;
    place = places.get(place.within);
  }
  return null;
}

function rulesText(app, tour) {
  const { words } = app;
  const from = ["start", "end"].filter((which) => tour[which]).map((which) => words.say(`plan.${which}-at`, { name: nameOf(app, tour[which]) }));
  return [...from, ...tour.needs.map((need) => words.say(`plan.need.${need}`))].join(" · ");
}

/** A part that is opened when wanted; closed, it says what is set in it. */
function makeFold(name, icon, title, ...nodes) {
  const digest = h("span", { class: "fold-digest" });
  const summary = h("summary", {}, glyph(icon), h("span", { class: "fold-words" }, h("span", { class: "fold-title", text: title }), digest), glyph(PLAN_ICONS.down, "glyph turn"));
  return {
    root: h("details", { class: `plan-fold ${name}` }, summary, h("div", { class: "fold-body" }, ...nodes)),
    draw: (text) => setText(digest, text),
  };
}

function makeSwitch(label, take) {
  const input = h("input", { type: "checkbox", onchange: () => take(input.checked) });
  const root = h("label", { class: "switch" }, input, h("span", { class: "switch-name", text: label }));
  return {
    root,
    draw(on) {
      if (input.checked !== on) input.checked = on;
    },
  };
}

function makeTime(words, planning, key) {
  const label = words.say(key === "depart" ? "plan.depart" : "plan.back-by");
  const field = makeClockField({
    name: key,
    shown: () => planning.tour[key],
    take: (clock) => planning.setTour({ [key]: clock }),
    first: () => clockText(planning.itinerary.timetable[key === "depart" ? "depart_s" : "end_high_s"]),
  });
  return {
    root: h("div", { class: "field" }, h("span", { text: label, "aria-hidden": "true" }), field.root),
    draw: () => field.draw({ label, less: words.say("plan.sooner", { label }), more: words.say("plan.later-by", { label }) }),
  };
}

function makeFigure(words, key, unitOf, how) {
  const stepper = makeStepper(how);
  const label = words.say(key);
  return {
    root: h("div", { class: "field" }, h("span", { text: label, "aria-hidden": "true" }), stepper.root),
    draw: (value) => stepper.draw({ value, label, unit: words.say(unitOf(value)), less: words.say("plan.less", { label }), more: words.say("plan.more", { label }) }),
  };
}
