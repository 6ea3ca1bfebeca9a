/** What the guide reads: talk notes in large type, and beside them the clock, the way on, heads, and what to cut when late. */

import { spokenText } from "#viewer/credit.js";
import { glyph, h, put } from "#viewer/dom.js";
import { setAttr, setLabel, setText, typed } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { cutText, minutesText, slackGrade, slackText } from "#viewer/plantext.js";
import { parsedClock } from "#viewer/clock.js";
import { PRESENT_ICONS } from "#viewer/presenticons.js";
import { twoNames } from "#viewer/presentguest.js";
import { makeStepper } from "#viewer/stepper.js";
import { ICONS } from "#viewer/symbols.js";
import { WORDS_PER_MIN } from "#viewer/timetable.js";

const CUTS_AT_ONCE = 3;
const LEAVE_MIN = [2, 5, 10];
const HEADS_MOST = 999;
/** As large as the group of a tour may be. */
const GROUP_MOST = 500;
const NOTE_MOST = 2000;
/** Languages written without spaces between words are read by signs. */
const SIGNS_PER_MIN = 260;

/** How long a text takes to say, in seconds. Pure. */
export function readingS(text) {
  const signs = [...(text ?? "").matchAll(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)].length;
  const words = (text ?? "").replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu, " ").split(/\s+/u).filter(Boolean).length;
  return Math.round((words / WORDS_PER_MIN + signs / SIGNS_PER_MIN) * 60);
}

/** Minutes and seconds, "2:05"; hours too where there are any. Pure. */
export function watchText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** The paragraphs of a note, without empty ones. Pure. */
export const paragraphs = (text) => (text ?? "").split(/\n+/u).map((each) => each.trim()).filter(Boolean);

/**
 * @param {object} deck
 * @param {?object} [where] the section "Where we are" (presentplace.js)
 * @returns {{root: HTMLElement, draw: () => void, tick: () => void, mapHost: HTMLElement}}
 */
export function makeGuide(deck, where = null) {
  const head = makeHead(deck);
  const notes = makeNotes(deck);
  const clock = makeClock(deck);
  const cuts = makeCuts(deck);
  const next = makeNext(deck);
  const count = makeCount(deck);
  const heads = makeHeads(deck);
  const planB = makePlanB(deck);
  const mapHost = h("div", { class: "present-map guide-map" });
  where?.bind(mapHost);
  for (const event of ["click", "dblclick", "contextmenu"]) mapHost.addEventListener(event, (each) => each.stopPropagation(), { capture: true });
  const main = h("div", { class: "guide-main" }, head.root, notes.root);
  const side = h("aside", { class: "guide-side present-scroll" }, clock.root, next.root, cuts.root, count.root, where?.root, heads.root, planB.root, mapHost);
  const root = h("section", { class: "present-guide" }, main, side, where?.ask);
  return {
    root, mapHost,
    draw() {
      setAttr(root, "aria-label", deck.words.say("present.guide"));
      setAttr(side, "aria-label", deck.words.say("present.time"));
      root.style.setProperty("--size", deck.run.size);
      for (const part of [head, notes, clock, cuts, next, count, heads, planB]) part.draw();
      where?.draw();
    },
    /** What changes by the second. */
    tick() {
      for (const part of [head, clock, count]) part.draw();
      where?.draw();
    },
  };
}

// ---------------------------------------------------------------- where one is, and what one says

function makeHead(deck) {
  const { words } = deck;
  const number = h("p", { class: "guide-number" });
  const name = h("h1", { class: "guide-name" });
  const other = h("p", { class: "guide-other" });
  const image = h("img", { alt: "", draggable: "false" });
  const seen = h("span", { class: "guide-dark" });
  const guests = h("button", { type: "button", class: "guide-thumb", onclick: () => deck.act({ type: "view", view: "guests" }) }, image, seen);
  const fill = h("span", { class: "time-fill" });
  const mark = h("span", { class: "time-mark" });
  const bar = h("div", { class: "time-bar", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100" }, fill, mark);
  const gone = h("span", { class: "time-gone" });
  const told = h("span", { class: "time-told" });
  const root = h("header", { class: "guide-head" },
    h("div", { class: "guide-title" }, number, h("div", { class: "guide-names" }, name, other), guests),
    h("div", { class: "guide-time" }, bar, h("p", { class: "time-words" }, gone, told)));

  function drawNames() {
    const { run, status } = deck;
    const isStop = status.number > 0 && !status.ended;
    const [first, second] = twoNames(deck.here ?? { name: isStop ? { [words.lang]: words.say("present.unknown-place", { id: deck.stop(run.at).id }) } : run.tour.name }, words.lang);
    setText(number, isStop ? String(status.number) : "");
    setAttr(number, "aria-label", isStop ? words.say("present.number", { n: status.number, all: status.count }) : null);
    number.hidden = !isStop;
    setText(name, first.text);
    setAttr(name, "lang", first.lang);
    setText(other, second?.text ?? "");
    setAttr(other, "lang", second?.lang ?? null);
  }

  function drawThumb() {
    const picture = deck.pictureOf(deck.pictured);
    const address = picture && deck.addressOf(picture);
    image.hidden = !address;
    if (address) setAttr(image, "src", address);
    setText(seen, deck.run.black ? words.say("present.dark") : "");
    setLabel(guests, words.say("present.to-guests"));
  }

  function drawTime() {
    const { elapsed_s: elapsed, planned_s: planned, over_s: over } = deck.status;
    const said = readingS(deck.noteText);
    const span = Math.max(planned ?? 0, said, 1);
    bar.hidden = deck.run.at < 0 || deck.status.ended;
    fill.style.width = `${Math.min(100, ((elapsed ?? 0) / span) * 100)}%`;
    mark.style.left = `${Math.min(100, (said / span) * 100)}%`;
    mark.hidden = !said || said >= span;
    bar.classList.toggle("over", over > 0);
    setAttr(bar, "aria-valuenow", Math.min(100, Math.round(((elapsed ?? 0) / span) * 100)));
    setAttr(bar, "aria-label", words.say("present.time-here"));
    setText(gone, bar.hidden ? "" : words.say(over > 0 ? "present.over" : "present.elapsed", { time: watchText(over > 0 ? over : elapsed ?? 0) }));
    gone.classList.toggle("late", over > 0);
    setText(told, [said ? words.say("present.reading", { time: minutesText(words, Math.max(1, said / 60)) }) : null, bar.hidden || !planned ? null : words.say("present.planned", { time: minutesText(words, planned / 60) })].filter(Boolean).join(" · "));
  }

  return {
    root,
    draw() {
      drawNames();
      drawThumb();
      drawTime();
    },
  };
}

/** Notes, rules for photographs, facts, one's own note. */
function makeNotes(deck) {
  const { app, words } = deck;
  const body = h("div", {});
  const field = h("textarea", { class: "own-note", rows: 2, maxlength: NOTE_MOST, dir: "auto" });
  const label = h("label", { class: "own-label" }, h("span", {}), field);
  const root = h("div", { class: "guide-notes present-scroll", tabindex: "0" }, body, label);
  const drawField = typed(field, { shown: () => deck.run.privates[deck.run.at] ?? "", take: (text) => deck.act({ type: "note", index: deck.run.at, text: text.trim() }), isLine: false });
  let made = "";

  function noteNodes() {
    const { text, lang } = spokenText(words, deck.status.ended ? null : deck.run.at < 0 ? deck.run.tour.description : deck.stop(deck.run.at)?.notes);
    const said = paragraphs(text).map((each) => h("p", { class: "note", dir: "auto", lang, text: each }));
    if (deck.status.ended) return [h("p", { class: "note", text: words.say("present.end-note") }), h("button", { type: "button", class: "button primary end-here", text: words.say("present.end"), onclick: () => deck.act({ type: "leave" }) })];
    if (!said.length) return [h("p", { class: "note none", text: words.say("present.no-notes") })];
    return lang ? [h("p", { class: "guide-quiet", text: words.say("present.other-language", { language: words.say(`language.${lang}`) }) }), ...said] : said;
  }

  function rules() {
    const rule = app.site.photo_rules;
    if (!rule || deck.run.at < 0 || deck.status.ended) return null;
    return h("section", { class: "guide-rules" }, h("h2", {}, glyph(PRESENT_ICONS.camera), h("span", { text: words.say("present.rules") })),
      h("p", { text: words.of(rule.text) }), h("p", { class: "guide-quiet", text: words.say("gallery.source", { source: rule.source }) }));
  }

  function facts() {
    const place = deck.here;
    if (!place) return null;
    const label = (list, id) => words.of(list.find((each) => each.id === id)?.label);
    const rows = [
      place.hani ? [words.say("present.han"), place.hani] : null,
      place.rr ? [words.say("panel.say"), place.rr] : null,
      place.locale && place.locale !== place.id ? [words.say("fact.locale"), label(app.site.locales, place.locale)] : null,
      place.period ? [words.say("fact.period"), label(app.site.periods, place.period)] : null,
      ...(place.claims ?? []).map((claim) => [words.say(`claim.${claim.property}`), `${words.of(claim.value)} (${claim.source})`]),
      [words.say("fact.source"), place.source],
      deck.stop(deck.run.at)?.sources?.length ? [words.say("present.note-sources"), deck.stop(deck.run.at).sources.join("; ")] : null,
    ].filter(Boolean);
    return h("section", { class: "guide-facts" }, h("h2", { text: words.say("present.facts") }),
      words.of(place.description) ? h("p", { text: words.of(place.description) }) : null,
      h("dl", {}, ...rows.flatMap(([key, value]) => [h("dt", { text: key }), h("dd", { dir: "auto", text: value })])));
  }

  return {
    root,
    draw() {
      const key = [words.lang, deck.run.at, deck.status.ended].join(" ");
      if (made !== key) {
        made = key;
        put(body, noteNodes(), rules(), facts());
        root.scrollTop = 0;
      }
      setAttr(root, "aria-label", words.say("present.notes"));
      setText(label.firstChild, words.say("present.own-note"));
      label.hidden = !deck.stop(deck.run.at) || deck.status.ended;
      drawField();
    },
  };
}

// ---------------------------------------------------------------- the time

function makeClock(deck) {
  const { words } = deck;
  const now = h("p", { class: "clock-now" });
  const slack = h("p", { class: "clock-slack" });
  const back = h("p", { class: "clock-back" });
  const practice = h("p", { class: "tag" });
  const begin = h("button", { type: "button", class: "button primary", onclick: () => deck.act({ type: "start" }) });
  const root = h("section", { class: "guide-clock" }, now, h("div", { class: "clock-words" }, slack, back), practice, begin);
  return {
    root,
    draw() {
      const { slack_s: left, late } = deck.status;
      practice.hidden = deck.run.rehearsal === null;
      setText(practice, words.say("present.rehearsal"));
      begin.hidden = deck.run.begun !== null;
      setText(begin, words.say("present.set-off"));
      setText(now, deck.clockText());
      setText(slack, left === null || left === undefined ? words.say("present.no-back-by") : slackText(words, left));
      setText(back, deck.run.back_by ? words.say("present.back-by", { time: deck.run.back_by }) : "");
      setAttr(root, "data-grade", left === null || left === undefined ? null : late ? "late" : slackGrade(left));
    },
  };
}

/** What to leave out or shorten, shown only when it is needed. */
function makeCuts(deck) {
  const { words } = deck;
  const list = h("ul", {});
  const more = h("button", { type: "button", class: "text-link", onclick: () => show(!isOpen) });
  const root = h("section", { class: "guide-cuts" }, h("h2", {}, glyph(PLAN_ICONS.warning), h("span", {})), list, more);
  let isOpen = false;
  let made = "";

  function show(on) {
    isOpen = on;
    draw();
  }

  function row(cut, name) {
    const action = cut.action === "drop" ? { type: "drop", index: cut.stop, on: true } : { type: "shorten", index: cut.stop, min: cut.to_min };
    return h("li", {}, h("span", { text: cutText(words, cut, name) }), h("button", { type: "button", class: "button", text: words.say("present.cut-do"), onclick: () => deck.act(action) }));
  }

  function draw() {
    // worked out only when it is needed: that takes a while
    const cuts = deck.status.late && !deck.status.ended ? deck.status.cuts : [];
    const shown = isOpen ? cuts : cuts.slice(0, CUTS_AT_ONCE);
    root.hidden = !cuts.length;
    more.hidden = cuts.length <= CUTS_AT_ONCE;
    setText(more, words.say(isOpen ? "present.steps-less" : "present.cuts-more", { n: cuts.length }));
    setAttr(more, "aria-expanded", String(isOpen));
    const key = words.lang + JSON.stringify(shown);
    if (made === key) return;
    made = key;
    setText(root.querySelector("span"), words.say("present.cuts"));
    put(list, ...shown.map((cut) => row(cut, deck.nameAt(cut.stop))));
  }

  return { root, draw };
}

// ---------------------------------------------------------------- the way on

function makeNext(deck) {
  const { words } = deck;
  const label = h("p", { class: "next-label" });
  const name = h("p", { class: "next-name" });
  const other = h("p", { class: "next-other" });
  const way = h("p", { class: "next-way" });
  const steps = h("ol", { class: "next-steps" });
  const more = h("button", { type: "button", class: "text-link", onclick: () => show(!isOpen) });
  const root = h("section", { class: "guide-next" }, label, name, other, way, steps, more);
  let isOpen = false;
  let made = "";

  function show(on) {
    isOpen = on;
    draw();
  }

  function draw() {
    const next = deck.next;
    const place = next?.place ?? null;
    const [first, second] = place ? twoNames(place, words.lang) : [{ text: next?.name ?? words.say("present.last"), lang: null }];
    root.hidden = deck.status.ended;
    setText(label, next?.number ? words.say("present.next-stop", { n: next.number }) : words.say(next ? "present.home" : "present.after"));
    setText(name, first.text);
    setAttr(name, "lang", first.lang);
    setText(other, second?.text ?? "");
    setAttr(other, "lang", second?.lang ?? null);
    other.hidden = !second;
    setText(way, next ? [next.way, next.arrives ? words.say("present.arrive", { time: next.arrives }) : null].filter(Boolean).join(" · ") : "");
    way.hidden = !way.textContent;
    drawSteps(next?.steps ?? []);
  }

  function drawSteps(all) {
    const shown = isOpen ? all : all.slice(0, 1);
    const key = JSON.stringify(shown);
    if (made !== key) {
      made = key;
      put(steps, ...shown.map((text) => h("li", { text })));
    }
    more.hidden = all.length < 2;
    setText(more, words.say(isOpen ? "present.steps-less" : "present.steps-more", { n: all.length }));
    setAttr(more, "aria-expanded", String(isOpen));
  }

  return { root, draw };
}

/** "Leaving in 5": a time said aloud, and a countdown that holds one to it. */
function makeCount(deck) {
  const { words } = deck;
  const text = h("p", { class: "count-label" });
  const time = h("p", { class: "count-time", role: "timer" });
  const stay = h("button", { type: "button", class: "button", onclick: () => deck.act({ type: "stayOn" }) });
  const running = h("div", { class: "count-running" }, time, stay);
  const choices = h("div", { class: "count-choices", role: "group" }, ...LEAVE_MIN.map((minutes) =>
    h("button", { type: "button", class: "button", data: { minutes }, onclick: () => deck.act({ type: "leaveIn", minutes }) })));
  const root = h("section", { class: "guide-count" }, text, running, choices);
  return {
    root,
    draw() {
      const left = deck.status.countdown_s ?? null;
      root.hidden = deck.run.at < 0 || deck.status.ended;
      setText(text, words.say(left === null ? "present.leave-in" : left > 0 ? "present.leaving" : "present.leave-now"));
      running.hidden = left === null;
      choices.hidden = left !== null;
      setText(time, left === null ? "" : watchText(left));
      root.classList.toggle("due", left !== null && left <= 0);
      setText(stay, words.say("present.stay"));
      setAttr(choices, "aria-label", words.say("present.leave-in"));
      for (const button of choices.children) setText(button, minutesText(words, Number(button.dataset.minutes)));
    },
  };
}

function makeHeads(deck) {
  const { words } = deck;
  const label = h("p", { class: "heads-label" });
  const missing = h("p", { class: "heads-missing", role: "status" });
  const all = h("button", { type: "button", class: "button", onclick: () => deck.act({ type: "count", index: deck.run.at, n: deck.run.expected }) });
  const stepper = makeStepper({ least: 0, most: HEADS_MOST, step: 1, take: (n) => deck.act({ type: "count", index: deck.run.at, n }) });
  const group = makeGroup(deck);
  const root = h("section", { class: "guide-heads" }, h("div", { class: "heads-words" }, label, missing), stepper.root, all, group.root);
  return {
    root,
    draw() {
      const { run } = deck;
      group.draw();
      root.hidden = deck.status.ended;
      const counted = run.heads[run.at] ?? null;
      const lack = deck.status.missing ?? null;
      setText(label, words.say("present.heads", { n: run.expected }));
      setText(missing, counted === null ? words.say("present.heads-none") : lack > 0 ? words.say("present.heads-missing", { n: lack }) : lack < 0 ? words.say("present.heads-more", { n: -lack }) : words.say("present.heads-all"));
      setAttr(root, "data-state", counted === null ? null : lack > 0 ? "missing" : "all");
      all.hidden = counted === run.expected;
      setText(all, words.say("present.heads-full", { n: run.expected }));
      stepper.draw({ value: counted ?? 0, label: words.say("present.heads-count"), less: words.say("present.heads-less"), more: words.say("present.heads-plus") });
    },
  };
}

/** How many people are expected: behind a button, for it seldom changes on the way. */
function makeGroup(deck) {
  const { words } = deck;
  const label = h("span", { class: "group-label" });
  const stepper = makeStepper({ least: 1, most: GROUP_MOST, step: 1, take: (n) => deck.act({ type: "expect", n }) });
  const fields = h("div", { class: "group-fields", hidden: true }, label, stepper.root);
  const open = h("button", { type: "button", class: "text-link group-open", onclick: () => show(fields.hidden) });
  const root = h("div", { class: "heads-group" }, open, fields);

  function show(on) {
    fields.hidden = !on;
    draw();
  }

  function draw() {
    const { expected } = deck.run;
    setText(open, words.say("present.group", { n: expected }));
    setAttr(open, "aria-expanded", String(!fields.hidden));
    setText(label, words.say("present.group-size"));
    stepper.draw({ value: expected, label: words.say("present.group-size"), less: words.say("present.heads-less"), more: words.say("present.heads-plus") });
  }

  return { root, draw };
}

/** Late, closed, raining: what changes the rest of the tour. */
function makePlanB(deck) {
  const { words } = deck;
  const toggle = (icon, act) => h("button", { type: "button", class: "button", onclick: act }, glyph(icon), h("span", {}));
  const rain = toggle(PLAN_ICONS.umbrella, () => deck.act({ type: "rain", on: !deck.run.rain }));
  const seen = toggle(PLAN_ICONS.check, () => deck.act({ type: "seen", index: deck.run.at, on: !isSeen() }));
  const skip = toggle(PRESENT_ICONS.skip, () => deck.act({ type: "skip", index: deck.next.index, on: true }));
  const shut = toggle(ICONS.close, () => deck.act({ type: "close", id: deck.next.id, on: true }));
  const field = h("input", { class: "back-by", inputmode: "numeric", autocomplete: "off", placeholder: "15:40", enterkeyhint: "done" });
  const label = h("label", { class: "back-label" }, h("span", {}), field);
  const undo = h("ul", { class: "left-out" });
  const root = h("section", { class: "guide-plan-b" }, h("h2", {}), label, h("div", { class: "plan-b-buttons" }, seen, skip, shut, rain), undo);
  const isSeen = () => deck.run.seen.includes(deck.run.at);
  const drawField = typed(field, {
    shown: () => deck.run.back_by ?? "",
    take: (text) => {
      const time = text.trim() ? parsedClock(text) : null;
      if (time || !text.trim()) deck.act({ type: "backBy", time });
    },
  });
  let made = "";

  /** Everything left out, each with the button that brings it back. */
  function drawUndo() {
    const out = deck.leftOut();
    const key = words.lang + JSON.stringify(out.map(({ name, why }) => [name, why]));
    if (made === key) return;
    made = key;
    put(undo, ...out.map(({ name, why, action }) => h("li", {}, h("span", { text: words.say(`present.out.${why}`, { name }) }), h("button", { type: "button", class: "button", text: words.say("present.bring-back"), onclick: () => deck.act(action) }))));
  }

  return {
    root,
    draw() {
      root.hidden = deck.status.ended;
      setText(root.firstChild, words.say("present.plan-b"));
      setText(label.firstChild, words.say("present.back-by-field"));
      for (const [button, key, pressed] of [[rain, "present.rain", deck.run.rain], [seen, "present.seen", isSeen()], [skip, "present.skip", null], [shut, "present.shut", null]]) {
        setText(button.querySelector("span"), words.say(key));
        if (pressed !== null) setAttr(button, "aria-pressed", String(pressed));
      }
      seen.hidden = !deck.stop(deck.run.at);
      skip.hidden = shut.hidden = !deck.next?.number;
      drawField();
      drawUndo();
    },
  };
}
