/** As what it is taken along: the forms, how large each will be, and making it. */

import { glyph, h, put } from "#viewer/dom.js";
import { setAttr, setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { ICONS } from "#viewer/symbols.js";
import { sizeText } from "#viewer/sizetext.js";
import { makeShare } from "#viewer/takeshare.js";
import { answered, isWorded, post } from "#viewer/takejob.js";
import { choiceOf, isWalk } from "#viewer/takewhat.js";

const DEBOUNCE_MS = 250;
const OTHER = "other";
const TAKE_ICONS = {
  html: "M5 2H14.500L20 7.500V22H5ZM7 4V20H18V9H13V4ZM9 12H16V13.800H9ZM9 15.500H16V17.300H9Z",
  web: "M12 2A10 10 0 1 1 11.900 2ZM4.300 11H7.600A16 16 0 0 1 8.900 4.700A8 8 0 0 0 4.300 11ZM4.300 13A8 8 0 0 0 8.900 19.300A16 16 0 0 1 7.600 13ZM9.600 11H14.400A13 13 0 0 0 12 4.600A13 13 0 0 0 9.600 11ZM9.600 13A13 13 0 0 0 12 19.400A13 13 0 0 0 14.400 13ZM16.400 11H19.700A8 8 0 0 0 15.100 4.700A16 16 0 0 1 16.400 11ZM16.400 13A16 16 0 0 1 15.100 19.300A8 8 0 0 0 19.700 13Z",
  print: "M6 2H18V7H21V17H18V22H6V17H3V7H6ZM8 4V7H16V4ZM8 14V20H16V14ZM5 9V15H6V12H18V15H19V9Z",
  other: "M3 3H10V10H3ZM5 5V8H8V5ZM14 3H21V10H14ZM16 5V8H19V5ZM3 14H10V21H3ZM5 16V19H8V16ZM16.500 13.500H18.500V16.500H21.500V18.500H18.500V21.500H16.500V18.500H13.500V16.500H16.500Z",
  zip: "M3 3H21V8H20V21H4V8H3ZM5 5V6.500H19V5ZM6 8.500V19H18V8.500ZM9 11H15V13H9Z",
  backlot: "M8 4A3.500 3.500 0 1 1 7.900 4ZM16.500 5A3 3 0 1 1 16.400 5ZM1.500 19A6.500 6 0 0 1 14.500 19V20H1.500ZM16 19A8 8 0 0 0 14.500 14.300A5.500 5.500 0 0 1 22.500 19V20H16Z",
  svg: "M3 5L9 3L15 5L21 3V19L15 21L9 19L3 21ZM5 6.500V18L8 17V5.500ZM10 5.500V17L14 18.400V6.800ZM16 6.800V18.400L19 17.400V5.800Z",
};
/** What a person chooses from: name and one plain line each. */
const CARDS = {
  html: { name: "take.form.html", line: "take.form.html-line" },
  web: { name: "take.form.web", line: "take.form.web-line" },
  print: { name: "take.form.print", line: "take.form.print-line" },
  other: { name: "take.form.other", line: "take.form.other-line" },
  zip: { name: "take.form.zip", line: "take.form.zip-line" },
  backlot: { name: "take.form.backlot", line: "take.form.backlot-line" },
  svg: { name: "take.form.svg", line: "take.form.svg-line" },
};
/** These need no walk. */
const OF_THE_MAP = ["html", "web", "print", "svg"];
const OTHERS = { gpx: "plan.export.gpx", kml: "plan.export.kml", geojson: "plan.export.geojson", csv: "plan.export.csv", ics: "plan.export.ics" };
const NAMES = { gpx: "GPX", kml: "KML", geojson: "GeoJSON", csv: "CSV", ics: "ICS" };
const PARTS = {
  viewer: "take.part.viewer", map: "take.part.map", texts: "take.part.texts", illustrations: "take.part.illustrations",
  photographs: "take.part.photographs", tours: "take.part.tours", notes: "take.part.notes",
};
const COUNTED = ["illustrations", "photographs", "tours"];
const STAGES = { waiting: "take.stage.waiting", pictures: "take.stage.pictures", pages: "take.stage.pages", packing: "take.stage.packing", checking: "take.stage.checking" };

/** The form that is asked for. Pure. */
export const formOf = ({ form, other }) => (form === OTHER ? other : form);

/** A form that can be made of what is chosen: the one chosen, else one that needs no walk. Pure. */
export const fittingForm = ({ subject, form }) => (isWalk(subject) || OF_THE_MAP.includes(form) ? form : OF_THE_MAP[0]);

export function makeHow(tools) {
  const { app, state, services, job, changed, tourOf } = tools;
  const { words } = app;
  const cards = Object.keys(CARDS).map((form) => makeCard(words, form, () => {
    state.form = form;
    changed();
  }));
  const others = makeOthers(words, state, changed);
  const share = makeShare(tools);
  const root = h("section", { class: "take-how" }, h("h2", { text: words.say("take.how") }), h("div", { class: "take-cards", role: "radiogroup", "aria-label": words.say("take.how") }, ...cards.map((card) => card.root)), share.root);
  cards.find((card) => card.form === OTHER).root.after?.(others.root);
  const size = makeSize(words);
  const make = h("button", { type: "button", class: "button primary take-make", onclick: begin }, glyph(ICONS.download), h("span", { text: words.say("take.make") }));
  const work = makeWork(words, job);
  const foot = h("div", { class: "take-making" }, work.root, size.root, make);
  let asked = null;
  let timer = null;

  /** What the service is asked for now. */
  async function request() {
    return { tour: await tourOf(), form: formOf(state), choice: choiceOf(state, words.lang) };
  }

  async function begin() {
    if (job.state.state === "working") return;
    try {
      await job.begin(await request());
    } catch (error) {
      size.fail(error.message);
    }
  }

  /** Ask how large it will be, once the hand rests. */
  function weigh() {
    const key = JSON.stringify([state.subject, formOf(state), choiceOf(state, words.lang), state.subject === "draft" ? state.draft : null]);
    if (key === asked?.key) return;
    asked?.stop.abort();
    clearTimeout(timer);
    asked = { key, stop: new AbortController() };
    const { signal } = asked.stop;
    size.wait();
    timer = setTimeout(async () => {
      try {
        const found = await answered(await post(fetch, `${services.take}/size`, await request(), signal));
        if (!signal.aborted) size.show(found);
      } catch (error) {
        if (signal.aborted) return;
        // it may work when it is asked for again
        asked = null;
        size.fail(isWorded(error) ? error.message : words.say("take.lost-server"));
      }
    }, DEBOUNCE_MS);
  }

  function drawJob() {
    work.draw();
    make.hidden = size.root.hidden = job.state.state === "working";
  }

  return {
    root, foot, drawJob,
    draw() {
      state.form = fittingForm(state);
      for (const card of cards) card.draw({ isOn: card.form === state.form, isOff: !isWalk(state.subject) && !OF_THE_MAP.includes(card.form) });
      others.draw();
      share.draw();
      weigh();
      drawJob();
    },
  };
}

function makeCard(words, form, take) {
  const { name, line } = CARDS[form];
  const text = h("span", { class: "take-line" });
  const input = h("input", { type: "radio", name: "take-form", value: form, onchange: take });
  const root = h("label", { class: "take-card", data: { form } }, input, glyph(TAKE_ICONS[form]), h("span", { class: "take-words" }, h("span", { class: "take-name", text: words.say(name) }), text));
  return {
    form, root,
    draw({ isOn, isOff }) {
      input.checked = isOn;
      input.disabled = isOff;
      setAttr(root, "data-off", isOff ? "yes" : null);
      setText(text, words.say(isOff ? "take.needs-walk" : line));
    },
  };
}

/** Which of the forms for other apps. */
function makeOthers(words, state, changed) {
  const inputs = Object.entries(OTHERS).map(([form, key]) => {
    const input = h("input", { type: "radio", name: "take-other", value: form, onchange: () => {
      state.other = form;
      changed();
    } });
    return { form, input, root: h("label", { class: "take-choice" }, input, h("span", {}, h("b", { text: NAMES[form] }), h("span", { text: words.say(key) }))) };
  });
  const root = h("div", { class: "take-others", role: "radiogroup", "aria-label": words.say("take.form.other") }, ...inputs.map((each) => each.root));
  return {
    root,
    draw() {
      root.hidden = state.form !== OTHER;
      for (const { form, input } of inputs) input.checked = form === state.other;
    },
  };
}

/** How large it will be, and of what. */
function makeSize(words) {
  const total = h("span", { class: "take-total", role: "status" });
  const table = h("tbody", {});
  const more = h("details", { class: "take-parts" }, h("summary", {}, total, glyph(PLAN_ICONS.down, "glyph turn")), h("table", {}, h("caption", { class: "visually-hidden", text: words.say("take.size") }), table));
  const text = h("span", {});
  const problem = h("p", { class: "notice", role: "alert" }, glyph(PLAN_ICONS.warning), text);
  const root = h("div", { class: "take-size" }, more, problem);
  problem.hidden = true;

  const row = ({ what, n, bytes }) => h("tr", {},
    h("th", { scope: "row", text: words.say(PARTS[what]) }),
    h("td", { text: COUNTED.includes(what) && n ? String(n) : "" }),
    h("td", { text: sizeText(bytes) }));

  return {
    root,
    wait() {
      more.hidden = false;
      problem.hidden = true;
      setText(total, words.say("take.weighing"));
    },
    show({ bytes, parts }) {
      setText(total, words.say("take.about", { size: sizeText(bytes) }));
      put(table, ...parts.filter((part) => part.bytes).map(row));
    },
    fail(why) {
      more.hidden = true;
      problem.hidden = false;
      setText(text, why);
    },
  };
}

/** How far the making has come, and what came of it. */
function makeWork(words, job) {
  const bar = h("progress", { "aria-label": words.say("take.progress") });
  const stage = h("span", { role: "status" });
  const stop = h("button", { type: "button", class: "button", text: words.say("take.cancel"), onclick: () => job.cancel() });
  const working = h("div", { class: "take-working" }, h("div", { class: "take-stage" }, stage, bar), stop);
  const name = h("span", { class: "take-file" });
  const save = h("a", { class: "button take-save", download: true }, glyph(ICONS.download), h("span", { text: words.say("take.save") }));
  const show = h("button", { type: "button", class: "button", onclick: () => window.open(job.file({ shown: true }), "_blank", "noopener") }, glyph(TAKE_ICONS.print), h("span", { text: words.say("take.open-print") }));
  const made = h("div", { class: "take-made" }, h("p", { role: "status" }, glyph(PLAN_ICONS.check), name), h("div", { class: "take-made-acts" }, save, show));
  const text = h("span", {});
  const problem = h("p", { class: "notice", role: "alert" }, glyph(PLAN_ICONS.warning), text);
  const root = h("div", { class: "take-work" }, working, made, problem);

  function draw() {
    const { state, stage: at, done, count, bytes, name: file, error, form } = job.state;
    working.hidden = state !== "working";
    made.hidden = state !== "done";
    problem.hidden = state !== "failed" && state !== "cancelled";
    root.hidden = state === "idle";
    setText(stage, state === "working" ? [words.say(STAGES[at] ?? STAGES.packing), count > 1 ? `${done} / ${count}` : ""].filter(Boolean).join(" ") : "");
    setAttr(bar, "max", count || null);
    setAttr(bar, "value", count ? done : null);
    setText(text, state === "cancelled" ? words.say("take.cancelled") : error ?? "");
    if (state !== "done") return;
    setText(name, words.say("take.made", { name: file, size: sizeText(bytes) }));
    setAttr(save, "href", job.file());
    setAttr(save, "download", file);
    show.hidden = form !== "print";
  }

  return { root, draw };
}
