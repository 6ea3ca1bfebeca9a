/** The opening hours of a stop: none (unknown), or some windows of time. */

import { clockInput } from "#viewer/clockfield.js";
import { glyph, h } from "#viewer/dom.js";
import { arrange, setLabel, setText } from "#viewer/patch.js";
import { ICONS } from "#viewer/symbols.js";

const MOST = 6;
const USUAL = ["09:00", "17:00"];

/** @param {{app: object, take: (open: ?string[][]) => void}} how */
export function makeHoursField({ app, take }) {
  const { words } = app;
  let windows = [];
  let rows = [];
  const heading = h("h4", { text: words.say("plan.hours-open") });
  const none = h("p", { class: "quiet", text: words.say("plan.hours-unknown") });
  const list = h("ul", { class: "plan-hours" });
  const add = h("button", { type: "button", class: "button", onclick: () => take([...windows, nextWindow(windows)]) },
    glyph(ICONS.plus), h("span", { text: words.say("plan.hours-add") }));
  const root = h("div", { class: "plan-part" }, heading, none, list, add);

  function change(at, side, clock) {
    const next = windows.map((window, i) => (i === at ? window.map((time, j) => (j === side ? clock : time)) : window));
    if (inOrder(next)) take(next);
    else app.toast(words.say("plan.hours-order"));
  }

  function makeRow(at) {
    const fields = ["plan.hours-from", "plan.hours-to"].map((key, side) =>
      clockInput({ shown: () => windows[at]?.[side], take: (clock) => change(at, side, clock), "aria-label": words.say(key, { n: at + 1 }) }));
    const remove = h("button", { type: "button", class: "icon-button flat", onclick: () => take(windows.length > 1 ? windows.filter((_, i) => i !== at) : null) }, glyph(ICONS.close));
    setLabel(remove, words.say("plan.hours-remove", { n: at + 1 }));
    const node = h("li", {}, fields[0].input, h("span", { text: "–", "aria-hidden": "true" }), fields[1].input, remove);
    return { node, draw: () => fields.forEach((field) => field.draw()) };
  }

  return {
    root,
    draw(open) {
      windows = open ?? [];
      rows = windows.map((_, at) => rows[at] ?? makeRow(at));
      arrange(list, rows.map((row) => row.node));
      rows.forEach((row) => row.draw());
      none.hidden = windows.length > 0;
      add.hidden = windows.length >= MOST || (windows.length > 0 && nextWindow(windows) === null);
      setText(heading, words.say("plan.hours-open"));
    },
  };
}

/** Whether windows begin before they end, one after the other. */
export function inOrder(windows) {
  const times = windows.flat();
  return times.every((time, at) => at === 0 || (at % 2 ? times[at - 1] < time : times[at - 1] <= time));
}

/** A window to begin with after those there are, null if the day is over. */
export function nextWindow(windows) {
  if (!windows.length) return USUAL;
  const hour = Number(windows.at(-1)[1].slice(0, 2)) + 1;
  if (hour > 22) return null;
  return [hour, hour + 1].map((each) => `${String(each).padStart(2, "0")}:00`);
}
