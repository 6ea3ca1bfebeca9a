/** One stop of the plan: a card on the line of time, with the way that leads to it. */

import { glyph, h, s } from "#viewer/dom.js";
import { makeHoursField } from "#viewer/hoursfield.js";
import { setAttr, setLabel, setText, typed } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { drawLines, makeLeg } from "#viewer/planleg.js";
import { minutesText, planOf, problemText, slackGrade, slackText, timeText } from "#viewer/plantext.js";
import { makeRideField } from "#viewer/ridefield.js";
import { makeStepper } from "#viewer/stepper.js";
import { ICONS } from "#viewer/symbols.js";

const FULL_BAR_S = 1800;
const NOTES_MOST = 6000;
const DAY_MIN = 1440;
let made = 0;

/**
 * @returns {{node: HTMLElement, draw: (stop: object, leg: ?object, count: number) => void}}
 */
export function makeCard(app, planning) {
  const { words } = app;
  const id = `plan-stop-${made++}`;
  let stop = null;
  let leg = null;
  let count = 0;
  let more = null;

  const set = (change) => planning.setStop(stop.index, change);
  const way = makeLeg(app);
  const arrive = h("span", { class: "stop-arrive" });
  const leave = h("span", { class: "stop-leave" });
  const number = h("span", { class: "stop-number", "aria-hidden": "true" });
  const name = h("span", { class: "row-name" });
  const other = h("span", { class: "row-other" });
  const heard = h("span", { class: "visually-hidden" });
  const opener = h("button", { type: "button", class: "stop-name", "aria-expanded": "false", "aria-controls": `${id}-more`, onclick: toggle },
    h("span", { class: "row-text" }, heard, name, other), glyph(PLAN_ICONS.down, "glyph turn"));
  const lockSign = s("path", { "fill-rule": "evenodd" });
  const lock = h("button", { type: "button", class: "icon-button flat lock", onclick: () => planning.lock(stop.index, !isLocked()) },
    s("svg", { viewBox: "0 0 24 24", class: "glyph", "aria-hidden": "true", focusable: "false" }, lockSign));
  const handle = h("button", { type: "button", class: "icon-button flat handle", "aria-describedby": "plan-move-help", "aria-pressed": "false" }, glyph(PLAN_ICONS.handle));
  const dwell = makeStepper({ least: 0, most: DAY_MIN, step: 1, take: (value) => set({ dwell_min: value }) });
  const remove = h("button", { type: "button", class: "icon-button flat", onclick: () => planning.remove(stop.index) }, glyph(PLAN_ICONS.bin));
  const slackWords = h("span", { class: "slack-words" });
  const slackSign = glyph(PLAN_ICONS.warning);
  const bar = h("span", { class: "slack-bar", "aria-hidden": "true" });
  const slack = h("p", { class: "slack" }, bar, slackSign, slackWords);
  const wait = h("p", { class: "stop-wait" });
  const problems = h("ul", { class: "stop-problems" });
  const body = h("div", { class: "stop-more", id: `${id}-more`, hidden: true });
  const card = h("article", { class: "stop-card", onclick: select },
    h("div", { class: "stop-head" }, opener, lock, handle),
    h("div", { class: "stop-stay" }, dwell.root, remove),
    wait, slack, problems, body);
  const node = h("li", { class: "plan-item" }, way.root,
    h("div", { class: "stop" }, h("div", { class: "stop-times" }, arrive, leave), h("span", { class: "stop-node" }, number), card));

  const isLocked = () => planning.tour.stops[stop.index]?.lock === true;

  function toggle() {
    body.hidden = !body.hidden;
    setAttr(opener, "aria-expanded", String(!body.hidden));
    if (body.hidden) return;
    more ??= makeMore(app, planning, body, () => ({ stop, leg, count }), set);
    more.draw();
  }

  function select(event) {
    if (event.target.closest("button, input, textarea, label") && !opener.contains(event.target)) return;
    if (planning.selected !== stop.index) planning.select(stop.index);
  }

  function drawHead(title) {
    const at = stop.number ?? "–";
    setText(number, String(at));
    setText(heard, `${words.say("plan.stop-number", { n: at })} `);
    setText(name, title);
    const second = stop.place && (words.lang === "ko" ? stop.place.name.en : stop.place.name.ko);
    setText(other, second && second !== title ? second : "");
    setAttr(other, "lang", words.lang === "ko" ? "en" : "ko");
    setAttr(lock, "aria-pressed", String(isLocked()));
    setAttr(lockSign, "d", isLocked() ? PLAN_ICONS.locked : PLAN_ICONS.unlocked);
    setLabel(lock, words.say("plan.lock", { name: title }));
    setLabel(handle, words.say("plan.move", { name: title, n: stop.index + 1, count }));
    setLabel(remove, words.say("plan.remove", { name: title }));
  }

  function drawTimes(plan, title) {
    const { timed } = stop;
    setText(arrive, stop.closed ? "" : timeText(plan, timed?.arrive_s));
    setText(leave, stop.closed ? "" : timeText(plan, timed?.leave_s));
    const given = planning.tour.stops[stop.index]?.dwell_min ?? null;
    const label = words.say("plan.stay", { name: title });
    dwell.draw({
      value: given ?? Math.round(dwellOnly(timed) / 60),
      label, unit: words.say("plan.unit.min"), worked: given === null,
      less: words.say("plan.less", { label }), more: words.say("plan.more", { label }),
    });
    dwell.root.hidden = stop.closed;
    wait.hidden = !(timed?.wait_s >= 60);
    if (!wait.hidden) setText(wait, words.say("plan.wait", { wait: minutesText(words, timed.wait_s / 60), time: timeText(plan, timed.start_s) }));
  }

  function drawSlack() {
    const seconds = stop.closed ? null : stop.timed?.slack_s ?? null;
    slack.hidden = seconds === null;
    if (seconds === null) return;
    const grade = slackGrade(seconds);
    setAttr(slack, "data-grade", grade);
    slackSign.style.display = grade === "late" ? "" : "none";
    bar.style.setProperty("--part", String(seconds < 0 ? 1 : Math.min(1, seconds / FULL_BAR_S)));
    setText(slackWords, slackText(words, seconds));
  }

  return {
    node,
    handle,
    opener,
    draw(nextStop, nextLeg, nextCount) {
      [stop, leg, count] = [nextStop, nextLeg, nextCount];
      const plan = planOf(planning);
      const title = stop.name || stop.id;
      setAttr(node, "data-stop", stop.id);
      way.draw(leg);
      drawHead(title);
      drawTimes(plan, title);
      drawSlack();
      const wrong = stop.problems.filter((code) => code !== "unreachable" || leg?.ok !== false);
      drawLines(problems, wrong.map((code) => problemText(words, code)), PLAN_ICONS.warning);
      node.classList.toggle("passed-over", stop.closed);
      node.classList.toggle("broken", stop.problems.some((code) => code !== "closed"));
      node.classList.toggle("chosen", planning.selected === stop.index);
      setAttr(card, "aria-current", planning.selected === stop.index ? "true" : null);
      if (!body.hidden) more.draw();
    },
  };
}

/** How long one stays without the rest that follows. */
function dwellOnly(timed) {
  return timed ? timed.dwell_s.total - timed.dwell_s.break : 0;
}

/** What is seen of a stop once it is opened, made when first opened. */
function makeMore(app, planning, root, now, set) {
  const { words } = app;
  const kept = () => planning.tour.stops[now().stop.index] ?? {};
  const ride = makeRideField({ app, take: (value) => set({ ride: value }) });
  const hours = makeHoursField({ app, take: (open) => set({ open }) });

  const byNotes = h("button", { type: "button", text: words.say("plan.stay-notes"), onclick: () => set({ dwell_min: null }) });
  const byHand = h("button", { type: "button", text: words.say("plan.stay-hand"), onclick: () => set({ dwell_min: Math.round(dwellOnly(now().stop.timed) / 60) }) });
  const choice = h("div", { class: "segmented plan-modes", role: "group", "aria-label": words.say("plan.stay-title") }, byHand, byNotes);
  const parts = h("p", { class: "quiet" });
  const photo = makeStepper({ least: 0, most: DAY_MIN, step: 1, take: (value) => set({ photo_min: value }) });
  const rest = makeStepper({ least: 0, most: DAY_MIN, step: 5, take: (value) => set({ break_min: value }) });
  const labelled = (key, stepper) => h("div", { class: "plan-line" }, h("span", { text: words.say(key) }), stepper.root);
  const photoLine = labelled("plan.photo", photo);

  const notes = h("textarea", { rows: 5, maxlength: NOTES_MOST, lang: words.lang });
  const drawNotes = typed(notes, {
    isLine: false,
    shown: () => kept().notes?.[words.lang] ?? "",
    take: (text) => {
      const { [words.lang]: _, ...others } = kept().notes ?? {};
      set({ notes: text.trim() ? { ...others, [words.lang]: text } : others });
    },
  });
  const sizes = h("p", { class: "quiet" });

  const button = (icon, key, act) => h("button", { type: "button", class: "button", onclick: act }, glyph(icon), h("span", { text: words.say(key) }));
  const earlier = button(PLAN_ICONS.up, "plan.earlier", () => shift(-1));
  const later = button(PLAN_ICONS.down, "plan.later", () => shift(1));
  const about = button(ICONS.info, "plan.about-place", () => app.open(now().stop.id));

  function shift(by) {
    const { stop, count } = now();
    const to = stop.index + by;
    if (to < 0 || to >= count) return;
    app.announce(words.say("plan.move.dropped", { name: stop.name || stop.id, n: to + 1, count }));
    planning.move(stop.index, to);
  }

  root.append(
    ride.root,
    h("div", { class: "plan-part" }, h("h4", { text: words.say("plan.stay-title") }), choice, parts, photoLine, labelled("plan.break", rest)),
    hours.root,
    h("label", { class: "plan-part plan-notes" }, h("h4", { text: words.say("plan.notes", { language: words.say(`language.${words.lang}`) }) }), notes, sizes),
    h("div", { class: "actions" }, earlier, later, about),
  );

  return {
    draw() {
      const { stop, leg, count } = now();
      const stored = kept();
      const worked = (stored.dwell_min ?? null) === null;
      ride.draw(stored.ride ?? null, leg, words.say("plan.getting-to", { name: stop.name || stop.id }));
      hours.draw(stored.open);
      setAttr(byNotes, "aria-pressed", String(worked));
      setAttr(byHand, "aria-pressed", String(!worked));
      setText(parts, worked && stop.timed ? partsText(words, stop.timed.dwell_s) : words.say("plan.stay-all"));
      photoLine.hidden = !worked;
      photo.draw(labels(words, "plan.photo", Math.round((stop.timed?.dwell_s.photo ?? 0) / 60), (stored.photo_min ?? null) === null));
      rest.draw(labels(words, "plan.break", stored.break_min ?? 0));
      drawNotes();
      setText(sizes, words.say("plan.words", { n: stop.words }));
      setAttr(earlier, "aria-disabled", stop.index === 0 ? "true" : null);
      setAttr(later, "aria-disabled", stop.index === count - 1 ? "true" : null);
      about.hidden = !stop.place;
    },
  };
}

function labels(words, key, value, worked = false) {
  const label = words.say(key);
  return { value, label, worked, unit: words.say("plan.unit.min"), less: words.say("plan.less", { label }), more: words.say("plan.more", { label }) };
}

/** Where the minutes of a stay come from: "talk 7 min, photographs 5 min, gathering 2 min". */
function partsText(words, dwell) {
  return ["talk", "photo", "gather"]
    .filter((part) => dwell[part] > 0)
    .map((part) => words.say(`plan.part.${part}`, { time: minutesText(words, Math.max(1, dwell[part] / 60)) }))
    .join(" · ");
}
