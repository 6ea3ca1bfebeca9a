/** The profile of a plan: how far one has come by the clock, level where one stays. */

import { glyph, h, put, s } from "#viewer/dom.js";
import { setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { minutesText, planOf, sumsOf, timeText } from "#viewer/plantext.js";

const HEIGHT = 160;
const MARGIN = { left: 58, right: 14, top: 28, bottom: 26 };
const USUAL_WIDTH = 388;
const DISC_PX = 23;
const TIME_STEPS_S = [300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200];
const LENGTH_STEPS_M = [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000];

/** The smallest of `steps` that gives at most `most` parts of `span`. */
export function stepFor(span, steps, most) {
  return steps.find((step) => span / step <= most) ?? steps.at(-1);
}

/** Multiples of `step` from `low` to `high`. */
export function ticks(low, high, step) {
  const first = Math.ceil(low / step);
  const count = Math.max(0, Math.floor(high / step) - first + 1);
  return Array.from({ length: count }, (_, at) => (first + at) * step);
}

/** How far one has come at a time. */
export function metresAt(points, timeS) {
  const next = points.findIndex((point) => point.t_s >= timeS);
  if (next < 0) return points.at(-1)?.m ?? 0;
  if (next === 0) return points[0].m;
  const [a, b] = [points[next - 1], points[next]];
  return b.t_s === a.t_s ? b.m : a.m + ((b.m - a.m) * (timeS - a.t_s)) / (b.t_s - a.t_s);
}

/** Which marks have room: those that do not come nearer than `gap` to the last one kept. */
export function spaced(xs, gap) {
  let last = -Infinity;
  return xs.map((x) => {
    if (x - last < gap) return false;
    last = x;
    return true;
  });
}

export function makeProfile(app, planning) {
  const { words } = app;
  const chart = h("div", { class: "profile-chart" });
  const sums = h("p", { class: "quiet figures" });
  const table = h("tbody", {});
  const head = (key) => h("th", { scope: "col", text: words.say(key) });
  const fold = h("details", { class: "plan-fold" },
    h("summary", {}, h("span", { class: "fold-words" }, h("span", { class: "fold-title", text: words.say("plan.profile-table") })), glyph(PLAN_ICONS.down, "glyph turn")),
    h("div", { class: "fold-body" }, h("table", { class: "profile-table" }, h("thead", {}, h("tr", {}, head("plan.profile.time"), head("plan.profile.place"), head("plan.profile.way"))), table)));
  const root = h("section", { class: "part profile" }, h("h3", { text: words.say("plan.profile") }), sums, chart, fold);
  let drawn = "";
  let width = USUAL_WIDTH;

  function draw() {
    const plan = planOf(planning);
    const { points } = plan;
    root.hidden = plan.stops.length === 0 || points.length < 2 || points.at(-1).t_s <= points[0].t_s;
    if (root.hidden) return;
    setText(sums, sumsOf(words, plan).join(" · "));
    const key = JSON.stringify([width, points, words.lang, plan.stops.map((stop) => [stop.number, stop.name])]);
    if (key === drawn) return;
    drawn = key;
    put(chart, picture(words, plan, width));
    put(table, ...tableRows(words, plan));
  }

  // asking for the width while drawing would lay out the whole panel each time
  if (typeof ResizeObserver === "function") {
    new ResizeObserver(([{ contentRect }]) => {
      if (!contentRect.width) return;
      width = Math.round(contentRect.width);
      draw();
    }).observe(chart);
  }
  return { root, draw };
}

function picture(words, plan, width) {
  const { points } = plan;
  const [begin, end] = [points[0].t_s, points.at(-1).t_s];
  const most = Math.max(1, points.at(-1).m);
  const right = width - MARGIN.right;
  const floor = HEIGHT - MARGIN.bottom;
  const x = (timeS) => MARGIN.left + ((timeS - begin) / (end - begin)) * (right - MARGIN.left);
  const y = (m) => floor - (m / most) * (floor - MARGIN.top);
  const line = points.map((point, at) => `${at ? "L" : "M"}${x(point.t_s).toFixed(1)} ${y(point.m).toFixed(1)}`).join("");
  const hours = ticks(begin, end, stepFor(end - begin, TIME_STEPS_S, Math.max(2, Math.floor(width / 80))));
  const lengths = ticks(0, most, stepFor(most, LENGTH_STEPS_M, 3));
  const marks = marksOf(plan, x, y);
  return s("svg", { class: "profile-picture", width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": words.say("plan.profile-label", { sums: sumsOf(words, plan).join(", "), time: minutesText(words, (end - begin) / 60) }) },
    ...lengths.map((m) => s("g", {}, s("path", { class: "profile-grid", d: `M${MARGIN.left} ${y(m).toFixed(1)}H${right}` }), label(MARGIN.left - 7, y(m) + 5, words.metres(m), "end"))),
    ...hours.map((timeS) => s("g", {}, s("path", { class: "profile-grid", d: `M${x(timeS).toFixed(1)} ${floor}v5` }), label(x(timeS), HEIGHT - 6, timeText(plan, timeS), x(timeS) > right - 20 ? "end" : "middle"))),
    s("path", { class: "profile-area", d: `${line}V${floor}H${x(begin).toFixed(1)}Z` }),
    s("path", { class: "profile-casing", d: line }),
    s("path", { class: "profile-line", d: line }),
    ...marks.map((mark) => s("g", { class: "profile-mark" }, disc(mark), label(mark.x, mark.y + 5, String(mark.number), "middle"))));
}

/** A disc for one figure, wider for two. */
function disc({ x, y, number }) {
  const width = number > 9 ? DISC_PX * 1.3 : DISC_PX;
  return s("rect", { x: (x - width / 2).toFixed(1), y: (y - DISC_PX / 2).toFixed(1), width, height: DISC_PX, rx: DISC_PX / 2 });
}

function label(x, y, text, anchor) {
  return s("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor, class: "profile-text", text });
}

/** A numbered disc over each stay, where there is room. */
function marksOf(plan, x, y) {
  const visited = plan.stops.filter((stop) => stop.number !== null && stop.timed?.arrive_s !== null && stop.timed);
  const marks = visited.map((stop) => {
    const middle = (stop.timed.arrive_s + stop.timed.leave_s) / 2;
    return { number: stop.number, x: x(middle), y: Math.max(DISC_PX / 2 + 1, y(metresAt(plan.points, middle)) - DISC_PX / 2 - 5) };
  });
  const kept = spaced(marks.map((mark) => mark.x), DISC_PX + 2);
  return marks.filter((_, at) => kept[at]);
}

/** The same in words: when, where, how far one has come. */
function tableRows(words, plan) {
  return plan.stops
    .filter((stop) => stop.number !== null && stop.timed)
    .map((stop) => h("tr", {},
      h("td", { class: "figures", text: `${timeText(plan, stop.timed.arrive_s)}–${timeText(plan, stop.timed.leave_s)}` }),
      h("td", { text: `${stop.number}. ${stop.name}` }),
      h("td", { class: "figures", text: words.metres(metresAt(plan.points, stop.timed.arrive_s)) })));
}
