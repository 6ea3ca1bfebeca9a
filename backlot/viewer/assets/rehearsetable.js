/** After a rehearsal: what the plan gives each stop beside what one spoke there, to choose which times to keep. */

import { h, put } from "#viewer/dom.js";
import { minutesText } from "#viewer/plantext.js";
import { watchText } from "#viewer/presentguide.js";
import { comparison, totals } from "#viewer/rehearse.js";

const COLUMNS = ["stop", "planned", "spoken", "over", "reading", "stay"];

/** What was spoken more or less than planned: a sign, a time and a word. */
export function overText(words, over_s) {
  if (over_s === 0) return words.say("rehearse.same");
  return words.say(over_s > 0 ? "rehearse.longer" : "rehearse.shorter", { time: watchText(Math.abs(over_s)) });
}

/** The stops one has spoken at in a rehearsal, as a comparison; none where the run is no rehearsal. */
export function spokenRows(run, languages) {
  if (!run.rehearsal) return [];
  return comparison({ ...run.tour, group_size: run.expected }, run.rehearsal, languages).filter((row) => row.spoken_s !== null);
}

/**
 * @param {object} app
 * @param {object} run a rehearsal that has ended
 * @param {{keep: (indices: number[]) => void, leave: () => void}} how `keep` takes the stops whose times are kept
 * @returns {{root: HTMLElement, show: () => void}} `show` puts the focus on it, once it is on the page
 */
export function makeRehearsal(app, run, { keep, leave }) {
  const { words } = app;
  const rows = spokenRows(run, app.languages);
  const kept = new Set(rows.map((row) => row.index));
  const title = h("h1", { tabindex: "-1", text: words.say("rehearse.title") });
  const count = h("p", { class: "rehearsal-count", role: "status" });
  const yes = h("button", { type: "button", class: "button primary", onclick: () => keep([...kept]) });
  const all = h("input", { type: "checkbox", onchange: () => choose(all.checked ? rows.map((row) => row.index) : []) });
  const boxes = new Map(rows.map(({ index }) => [index, h("input", { type: "checkbox", onchange: () => choose(toggled(index)) })]));
  const root = h("section", { class: "rehearsal present-scroll", "aria-label": words.say("rehearse.title") },
    h("header", {}, title, h("p", { class: "rehearsal-tour", dir: "auto", text: words.of(run.tour.name) }), h("p", { text: words.say("rehearse.what") })),
    table(),
    h("footer", { class: "rehearsal-actions" }, count, h("button", { type: "button", class: "button", onclick: leave, text: words.say("rehearse.leave") }), yes));

  function toggled(index) {
    return rows.map((row) => row.index).filter((each) => kept.has(each) !== (each === index));
  }

  function choose(indices) {
    kept.clear();
    for (const index of indices) kept.add(index);
    draw();
  }

  function table() {
    return h("table", { class: "rehearsal-table", role: "table" },
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...COLUMNS.map((name) => h("th", { scope: "col", role: "columnheader", text: words.say(`rehearse.${name}`) })))),
      h("tbody", { role: "rowgroup" }, ...rows.map(line)),
      h("tfoot", { role: "rowgroup" }, sums()));
  }

  function line(row) {
    const place = app.places.get(app.formerOf?.(row.id) ?? row.id);
    const name = h("span", { class: "rehearsal-name", dir: "auto", text: place ? app.nameOf(place) : row.id });
    const stop = h("label", { class: "rehearsal-keep" }, boxes.get(row.index), h("span", { class: "rehearsal-number", text: String(row.index + 1) }), name);
    return h("tr", { role: "row", data: { stop: row.index } }, h("th", { scope: "row", role: "rowheader" }, stop), ...figures(row),
      cell("reading", readingOf(row)), cell("stay", minutesText(words, row.keep_min)));
  }

  function sums() {
    const sum = totals(rows);
    const stop = h("label", { class: "rehearsal-keep" }, all, h("span", { class: "rehearsal-name", text: words.say("rehearse.total", { n: sum.stops, all: run.tour.stops.length }) }));
    return h("tr", { role: "row" }, h("th", { scope: "row", role: "rowheader" }, stop), ...figures(sum), cell("reading", ""), cell("stay", ""));
  }

  function figures({ planned_s, spoken_s, over_s }) {
    const grade = over_s > 0 ? "longer" : over_s < 0 ? "shorter" : "same";
    return [cell("planned", watchText(planned_s)), cell("spoken", watchText(spoken_s)), cell("over", overText(words, over_s), { "data-grade": grade })];
  }

  function cell(name, text, extra = {}) {
    return h("td", { role: "cell", data: { label: text ? words.say(`rehearse.${name}`) : "" }, ...extra }, text ? h("bdi", { text }) : null);
  }

  /** How long the notes take to read, in the reader's language or, without such notes, another one. */
  function readingOf({ reading_s }) {
    const found = reading_s[words.lang] ?? Object.values(reading_s)[0];
    return found === undefined ? words.say("rehearse.no-notes") : watchText(found);
  }

  function draw() {
    for (const [index, box] of boxes) box.checked = kept.has(index);
    all.checked = kept.size === rows.length;
    all.indeterminate = kept.size > 0 && kept.size < rows.length;
    yes.disabled = kept.size === 0;
    put(yes, words.say("rehearse.keep"));
    put(count, words.say("rehearse.count", { n: kept.size, all: rows.length }));
  }

  draw();
  return {
    root,
    show: () => title.focus({ preventScroll: true }),
  };
}
