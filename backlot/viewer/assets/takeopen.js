/** Open what somebody handed over: a code from paper or a screen, or a colleague's file. */

import { decodeTour } from "#viewer/compact.js";
import { glyph, h, put } from "#viewer/dom.js";
import { setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { ICONS } from "#viewer/symbols.js";
import { answered, isWorded, post } from "#viewer/takejob.js";

const STATES = { new: "take.open.new", same: "take.open.same", differs: "take.open.differs" };
const SIGNS = { new: ICONS.plus, same: PLAN_ICONS.check, differs: PLAN_ICONS.warning };
const TOUR_CHOICES = { mine: "take.open.mine", theirs: "take.open.theirs", both: "take.open.both" };
const PICTURE_CHOICES = { mine: "take.open.mine", theirs: "take.open.theirs" };

/** What is answered when nothing is chosen by hand: what is new comes in, what differs stays as it is. Pure. */
export function firstChoices({ tours, pictures }) {
  return {
    tours: Object.fromEntries(tours.map(({ id, state }) => [id, state === "new" ? "theirs" : "mine"])),
    pictures: pictures.differs ? "mine" : "theirs",
  };
}

/** Whether a file holds anything that is not here already. Pure. */
export const hasNews = ({ tours, pictures }) => tours.some(({ state }) => state !== "same") || pictures.new + pictures.differs > 0;

export function makeOpen(tools) {
  const { app, services } = tools;
  const { words } = app;
  const why = h("span", {});
  const problem = h("p", { class: "notice", role: "alert" }, glyph(PLAN_ICONS.warning), why);
  const said = h("p", { class: "take-taken", role: "status" });
  const found = h("div", { class: "take-look" });
  const code = h("section", { class: "take-open-part" },
    h("h2", { text: words.say("take.open.code-title") }),
    h("p", { class: "quiet", text: words.say("take.open.code-what") }),
    h("button", { type: "button", class: "button", onclick: readCode }, glyph(ICONS.search), h("span", { text: words.say("take.open.code") })));
  const field = h("input", { type: "file", accept: ".backlot,application/zip", class: "visually-hidden", id: "take-file", onchange: () => look(field.files[0]) });
  const file = services && h("section", { class: "take-open-part" },
    h("h2", { text: words.say("take.open.file-title") }),
    h("p", { class: "quiet", text: words.say("take.open.file-what") }),
    field, h("label", { for: "take-file", class: "button" }, glyph(PLAN_ICONS.folder), h("span", { text: words.say("take.open.file") })),
    found);
  problem.hidden = true;

  async function readCode() {
    const { readCodeDialog } = await import("#viewer/readcode.js");
    readCodeDialog(app, { onfound: openPlan });
  }

  /** Show the plan of a code: on the Plan page of the app, or in the plan mode of what is taken along. */
  async function openPlan(text) {
    const { problem: wrong } = decodeTour(text);
    if (wrong) return { problem: words.say(`plan.link.${wrong.code.replace("compact-", "")}`, wrong.values) };
    if (!services) {
      await app.setMode("plan");
      return app.planning.openCode(text);
    }
    const { location: page } = window.parent === window ? window : window.parent;
    page.assign(`${new URL("plan", page.href)}?plan=${encodeURIComponent(text)}`);
    return {};
  }

  function fail(error) {
    problem.hidden = false;
    setText(why, isWorded(error) ? error.message : words.say("take.lost-server"));
  }

  /** Have a file looked at; nothing is taken from it yet. */
  async function look(handed) {
    if (!handed) return;
    problem.hidden = true;
    setText(said, "");
    put(found, h("p", { class: "quiet", role: "status", text: words.say("take.open.looking", { name: handed.name }) }));
    try {
      const headers = { "Content-Type": "application/octet-stream" };
      drawLook(await answered(await fetch(`${services.take}/look`, { method: "POST", headers, body: handed })));
    } catch (error) {
      put(found);
      fail(error);
    } finally {
      // the same file can be chosen again
      field.value = "";
    }
  }

  function drawLook(looked) {
    const choices = firstChoices(looked);
    const { pictures } = looked;
    const rows = looked.tours.map((tour) => h("li", { class: "take-tour", data: { state: tour.state } },
      h("p", { class: "take-tour-name" }, h("b", { text: words.of(tour.name) || tour.id }), h("span", { text: words.say("plan.stops", { n: tour.stops }) })),
      h("p", { class: "take-state" }, glyph(SIGNS[tour.state]), h("span", { text: words.say(STATES[tour.state]) })),
      tour.state === "differs" ? picked(`take-tour-${tour.id}`, TOUR_CHOICES, choices.tours[tour.id], (choice) => { choices.tours[tour.id] = choice; }) : null));
    const counted = pictures.new + pictures.same + pictures.differs;
    put(found,
      h("ul", { class: "take-tours" }, ...rows),
      looked.unknown?.length ? h("p", { class: "quiet", text: words.say("take.open.unknown", { n: looked.unknown.length }) }) : null,
      counted ? h("p", { class: "take-pictures", text: words.say("take.open.pictures", pictures) }) : null,
      pictures.differs ? picked("take-pictures", PICTURE_CHOICES, choices.pictures, (choice) => { choices.pictures = choice; }) : null,
      hasNews(looked)
        ? h("button", { type: "button", class: "button primary", onclick: () => accept(looked.token, choices) }, glyph(PLAN_ICONS.save), h("span", { text: words.say("take.open.accept") }))
        : h("p", { class: "take-taken", text: words.say("take.open.nothing-new") }));
  }

  function picked(name, all, first, take) {
    return h("div", { class: "take-segments", role: "radiogroup" }, ...Object.entries(all).map(([choice, key]) => {
      const input = h("input", { type: "radio", name, value: choice, onchange: () => take(choice) });
      input.checked = choice === first;
      return h("label", { class: "take-segment" }, input, h("span", { text: words.say(key) }));
    }));
  }

  async function accept(token, choices) {
    problem.hidden = true;
    try {
      const { taken, pictures } = await answered(await post(fetch, `${services.take}/accept`, { token, ...choices }));
      put(found);
      setText(said, words.say("take.open.taken", { tours: taken.length, pictures }));
      tools.begin();
    } catch (error) {
      fail(error);
    }
  }

  return { nodes: [problem, said, code, file].filter(Boolean), foot: null, show() {}, draw() {}, stop() {} };
}
