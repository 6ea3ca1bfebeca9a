/** What goes in: which walk, or how much of the map; languages, photographs, notes. */

import { glyph, h, put } from "#viewer/dom.js";
import { setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";

const ATLAS = "atlas";
const PHOTOGRAPHS = { none: "take.photographs.none", thumb: "take.photographs.thumb", stop: "take.photographs.stop", full: "take.photographs.full" };

/**
 * What can be taken along, by groups. Pure.
 * @returns {{key: string, options: {value: string, text: string}[]}[]} `key` words the group
 */
export function subjectsOf({ words, site }, { draft, tours }) {
  const tourText = (tour, stops) => `${words.of(tour.name) || words.say("plan.unnamed")} · ${words.say("plan.stops", { n: stops })}`;
  const option = (tour) => ({ value: `tour:${tour.id}`, text: tourText(tour, tour.stops) });
  const others = tours.filter((tour) => tour.id !== draft?.id);
  const groups = [
    { key: "take.group.draft", options: draft ? [{ value: "draft", text: tourText(draft, draft.stops.length) }] : [] },
    { key: "plan.own", options: others.filter((tour) => tour.own).map(option) },
    { key: "plan.ready-made", options: others.filter((tour) => !tour.own).map(option) },
    { key: "take.group.map", options: [{ value: ATLAS, text: words.say("take.atlas") }, ...site.views.map((view) => ({ value: `view:${view.id}`, text: words.say("take.view", { name: words.of(view.label) }) }))] },
  ];
  return groups.filter(({ options }) => options.length);
}

/** What is offered first: the walk one works on, else one's own, else a ready-made one, else the whole. Pure. */
export function firstSubject({ draft, tours }) {
  if (draft) return "draft";
  const tour = tours.find((each) => each.own) ?? tours[0];
  return tour ? `tour:${tour.id}` : ATLAS;
}

/** Whether it is about a walk, not about the map alone. Pure. */
export const isWalk = (subject) => subject === "draft" || Boolean(subject?.startsWith("tour:"));

/** The choice as the service takes it, the language one reads first. Pure. */
export function choiceOf({ subject, photographs, languages, notes, largePrint = false }, lang) {
  const scope = isWalk(subject) ? "tour" : subject === ATLAS ? ATLAS : subject.slice("view:".length);
  const first = languages.filter((code) => code === lang);
  return { scope, photographs, languages: [...first, ...languages.filter((code) => code !== lang)], notes: isWalk(subject) && notes, large_print: largePrint };
}

/** The field that says which walk it is about. */
export function makeSubjectField({ app, state, changed }, { id }) {
  const { words } = app;
  const select = h("select", { id, onchange: () => {
    state.subject = select.value;
    changed();
  } });
  const text = h("span", {});
  const problem = h("p", { class: "notice", role: "alert" }, glyph(PLAN_ICONS.warning), text);
  const root = h("div", { class: "take-subject" }, h("label", { class: "field" }, h("span", { text: words.say("take.which") }), select), problem);

  return {
    root,
    draw() {
      const groups = subjectsOf(app, state);
      const key = JSON.stringify(groups);
      if (select.dataset.shown !== key) {
        select.dataset.shown = key;
        put(select, ...groups.map((group) => h("optgroup", { label: words.say(group.key) }, ...group.options.map((option) => h("option", option)))));
      }
      select.value = state.subject;
      problem.hidden = !state.problem;
      setText(text, state.problem ?? "");
    },
  };
}

export function makeWhat(tools) {
  const { app, state, changed } = tools;
  const { words } = app;
  const subject = makeSubjectField(tools, { id: "take-subject" });
  const languages = app.languages.map((code) => makeSwitch(words.say(`language.${code}`), (on) => setLanguage(code, on)));
  const sizes = Object.entries(PHOTOGRAPHS).map(([size, key]) => {
    const input = h("input", { type: "radio", name: "take-photographs", value: size, onchange: () => set({ photographs: size }) });
    return { size, input, root: h("label", { class: "take-segment" }, input, h("span", { text: words.say(key) })) };
  });
  const notes = makeSwitch(words.say("take.notes"), (on) => set({ notes: on }));
  const large = makeSwitch(words.say("take.large-print"), (on) => set({ largePrint: on }));
  const means = h("p", { class: "quiet", role: "status" });
  const noted = h("fieldset", { class: "take-part" }, h("legend", { text: words.say("take.notes-title") }), notes.root, means);
  const root = h("section", { class: "take-what" },
    h("h2", { text: words.say("take.what") }),
    subject.root,
    h("fieldset", { class: "take-part" }, h("legend", { text: words.say("take.languages") }), h("div", { class: "take-languages" }, ...languages.map((each) => each.root))),
    h("fieldset", { class: "take-part" }, h("legend", { text: words.say("take.photographs") }), h("div", { class: "take-segments" }, ...sizes.map((each) => each.root)), h("p", { class: "quiet", text: words.say("take.photographs-note") })),
    noted,
    h("fieldset", { class: "take-part" }, h("legend", { text: words.say("take.paper-title") }), large.root));

  function set(change) {
    Object.assign(state, change);
    changed();
  }

  /** One language must stay: texts in none would be no texts. */
  function setLanguage(code, on) {
    const kept = app.languages.filter((each) => (each === code ? on : state.languages.includes(each)));
    if (!kept.length) app.toast(words.say("take.one-language"));
    set({ languages: kept.length ? kept : state.languages });
  }

  return {
    root,
    draw() {
      subject.draw();
      app.languages.forEach((code, at) => { languages[at].input.checked = state.languages.includes(code); });
      for (const { size, input } of sizes) input.checked = size === state.photographs;
      noted.hidden = !isWalk(state.subject);
      notes.input.checked = state.notes;
      large.input.checked = state.largePrint;
      setText(means, words.say(state.notes ? "take.notes-in" : "take.notes-out"));
    },
  };
}

function makeSwitch(text, take) {
  const input = h("input", { type: "checkbox", onchange: () => take(input.checked) });
  return { input, root: h("label", { class: "switch" }, input, h("span", { class: "switch-name", text })) };
}
