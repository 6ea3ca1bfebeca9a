/**
 * The panel of the plan, beside the map (below it on a phone): head, result, settings, stops, profile.
 *
 * It draws what `planning` says and calls it for every change; it keeps nothing of the plan itself. What is on the page
 * is changed in place, each stop by its own card, so that focus and typing stay where they are.
 */

import { glyph, h, put } from "#viewer/dom.js";
import { arrange, setAttr, setLabel, setText, typed } from "#viewer/patch.js";
import { makePlaceField } from "#viewer/placefield.js";
import { makeCard } from "#viewer/plancard.js";
import { makeTerminal } from "#viewer/planend.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { makeResult } from "#viewer/planresult.js";
import { makeSettings } from "#viewer/plansettings.js";
import { makeTours } from "#viewer/plantours.js";
import { makeProfile } from "#viewer/profile.js";
import { makeReorder } from "#viewer/reorder.js";
import { ICONS } from "#viewer/symbols.js";

const NAME_MOST = 120;
const STOPS_MOST = 60;
const DRAG_PX = 24;

/** A key for each stop: its id, and which one of that id it is. */
export function stopKeys(stops) {
  const seen = new Map();
  return stops.map(({ id }) => {
    const again = seen.get(id) ?? 0;
    seen.set(id, again + 1);
    return `${id} ${again}`;
  });
}

/**
 * @param {object} app what the parts of the viewer share
 * @param {object} planning the plan and all that can be done with it
 * @param {{onresize?: () => void}} [hooks] `onresize` is told when the panel changes its height on a phone
 * @returns {{root: HTMLElement, draw: () => void}}
 */
export function makePlanPanel(app, planning, { onresize = () => {} } = {}) {
  const root = h("aside", { class: "plan", id: "plan", "data-height": "half" });
  let lang = null;
  let parts = null;

  function setHeight(height) {
    root.dataset.height = height;
    parts.grip.setAttribute("aria-label", app.words.say(`plan.height.${height}`));
    onresize();
  }

  function draw() {
    if (lang !== app.words.lang) {
      lang = app.words.lang;
      parts = makeParts(app, planning, root, setHeight);
      put(root, ...parts.nodes);
    }
    parts.draw();
  }

  planning.on(draw);
  draw();
  return { root, draw };
}

/** Everything on the panel, in the present language. */
function makeParts(app, planning, root, setHeight) {
  const { words } = app;
  setAttr(root, "aria-label", words.say("plan.label"));
  const grip = makeGrip(root, setHeight, words);
  const tours = makeTours(app, planning);
  const head = makeHead(app, planning, tours);
  const result = makeResult(app, planning);
  const trouble = makeTrouble(app, planning);
  const settings = makeSettings(app, planning);
  const profile = makeProfile(app, planning);
  const body = h("div", { class: "plan-body" });
  const stops = makeStops(app, planning, body);
  const empty = makeEmpty(app, planning, tours);
  body.append(trouble.root, settings.root, result.cuts, stops.root, empty.root, profile.root);
  const waits = h("p", { class: "quiet plan-waits", role: "status", text: words.say("plan.waits") });
  body.prepend(waits);
  const always = [head, trouble];
  // these need the network, which comes after the panel
  const timed = [result, settings, stops, empty, profile, tours];
  return {
    grip,
    nodes: [h("header", { class: "plan-head" }, grip, head.root, result.root), body],
    draw() {
      const isReady = planning.itinerary !== null;
      root.classList.toggle("waiting", !isReady);
      waits.hidden = isReady || Boolean(planning.problem);
      for (const part of isReady ? [...always, ...timed] : always) part.draw();
    },
  };
}

/** What raises and lowers the panel on a phone. */
function makeGrip(root, setHeight, words) {
  const next = () => (root.dataset.height === "full" ? "half" : "full");
  const grip = h("button", { type: "button", class: "grip", "aria-label": words.say(`plan.height.${root.dataset.height}`), onclick: () => setHeight(next()) }, h("span", { class: "grip-bar" }));
  let from = null;
  grip.addEventListener("pointerdown", (event) => {
    from = event.clientY;
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener("pointercancel", () => { from = null; });
  grip.addEventListener("pointerup", (event) => {
    const moved = from === null ? 0 : event.clientY - from;
    from = null;
    if (Math.abs(moved) < DRAG_PX) return;
    setHeight(moved < 0 ? "full" : "half");
    // the click that ends a drag is none
    grip.addEventListener("click", (click) => click.stopImmediatePropagation(), { capture: true, once: true });
  });
  return grip;
}

function makeHead(app, planning, tours) {
  const { words } = app;
  // a text area, for a long name takes two lines
  const name = h("textarea", { class: "plan-name", rows: 1, maxlength: NAME_MOST, autocomplete: "off", spellcheck: "false", enterkeyhint: "done", "aria-label": words.say("plan.name"), placeholder: words.say("plan.unnamed") });
  const drawName = typed(name, {
    shown: () => words.of(planning.tour.name),
    take: (text) => {
      const line = text.trim().replace(/\s+/gu, " ");
      if (line) planning.setTour({ name: { ...planning.tour.name, [words.lang]: line } });
    },
  });
  const button = (icon, key, act, extra = {}) => {
    const made = h("button", { type: "button", class: "icon-button flat", onclick: act, ...extra }, glyph(icon));
    setLabel(made, words.say(key));
    return made;
  };
  // a button that cannot act keeps the focus: `disabled` would drop it
  const undo = button(ICONS.undo, "plan.undo", () => planning.history.canUndo && planning.undo());
  const redo = button(PLAN_ICONS.redo, "plan.redo", () => planning.history.canRedo && planning.redo());
  const unsaved = h("span", { class: "unsaved-dot", "aria-hidden": "true" });
  const menu = button(PLAN_ICONS.folder, "plan.tours", () => tours.open(), { "aria-haspopup": "dialog" });
  menu.append(unsaved);
  return {
    root: h("div", { class: "plan-title" }, name, h("div", { class: "plan-tools", role: "toolbar", "aria-label": words.say("plan.tools") }, undo, redo, menu)),
    draw() {
      drawName();
      setAttr(undo, "aria-disabled", planning.history.canUndo ? null : "true");
      setAttr(redo, "aria-disabled", planning.history.canRedo ? null : "true");
      const isUnsaved = planning.canAsk && !planning.saved && planning.tour.stops.length > 0;
      unsaved.hidden = !isUnsaved;
      setLabel(menu, words.say(isUnsaved ? "plan.tours-unsaved" : "plan.tours"));
    },
  };
}

/** What went wrong, and the choice when two have edited one tour. */
function makeTrouble(app, planning) {
  const { words } = app;
  const text = h("span", {});
  const problem = h("p", { class: "notice", role: "alert" }, glyph(PLAN_ICONS.warning), text);
  const choose = (key, which) => h("button", { type: "button", class: "button", text: words.say(key), onclick: () => planning.resolve(which) });
  const conflict = h("div", { class: "notice plan-conflict", role: "alert" },
    h("p", { text: words.say("plan.conflict") }),
    h("div", { class: "actions" }, choose("plan.conflict.mine", "mine"), choose("plan.conflict.theirs", "theirs"), choose("plan.conflict.copy", "copy")));
  return {
    root: h("div", { class: "plan-trouble" }, problem, conflict),
    draw() {
      problem.hidden = !planning.problem;
      setText(text, planning.problem ?? "");
      conflict.hidden = !planning.conflict;
    },
  };
}

/** The stops on their line of time, the field that adds one, and the button that puts them in order. */
function makeStops(app, planning, scroller) {
  const { words } = app;
  const cards = new Map();
  const count = h("span", { class: "count" });
  const help = h("p", { class: "visually-hidden", id: "plan-move-help", text: words.say("plan.move.help") });
  const list = h("ol", { class: "plan-list" });
  const [start, end] = ["start", "end"].map((which) => makeTerminal(app, planning, which));
  const order = makeOrder(app, planning);
  const adder = makePlaceField(app, { id: "plan-add", take: (id) => id && add(id), noteOf: (place) => takenNote(words, planning.itinerary.stops, place) });
  const full = h("p", { class: "quiet", text: words.say("plan.full", { n: STOPS_MOST }) });
  const heading = h("h3", { tabindex: "-1" }, h("span", { text: words.say("plan.stops-title") }), count);
  const title = h("div", { class: "plan-stops-head" }, heading, order.root);
  const root = h("section", { class: "plan-stops" }, title, help, list, h("div", { class: "plan-adder" }, adder.root, full));
  const reorder = makeReorder({
    list, scroller, words, announce: app.announce,
    items: () => [...list.children].filter((node) => node.classList.contains("plan-item")),
    nameOf: (at) => planning.itinerary.stops[at]?.name ?? "",
    move: (from, to) => planning.move(from, to),
    tapped: () => app.toast(words.say("plan.move.hint")),
  });
  let keys = [];
  let selected = null;

  function add(id) {
    planning.add(id);
    app.announce(words.say("plan.added", { name: app.places.has(id) ? app.nameOf(app.places.get(id)) : id }));
    adder.input.focus();
    adder.root.scrollIntoView?.({ block: "nearest" });
  }

  function cardOf(key) {
    if (!cards.has(key)) cards.set(key, makeCard(app, planning));
    return cards.get(key);
  }

  /** Where the focus goes when its stop is gone: to the stop that took its place. */
  function heldAt() {
    const at = keys.findIndex((key) => cards.get(key)?.node.contains(document.activeElement));
    return at >= 0 ? { at, key: keys[at] } : null;
  }

  function drawCards(stops, legs) {
    const next = stopKeys(stops);
    if (reorder.active && next.join() !== keys.join()) reorder.cancel();
    const held = heldAt();
    for (const key of cards.keys()) if (!next.includes(key)) cards.delete(key);
    keys = next;
    const made = keys.map(cardOf);
    stops.forEach((stop, at) => made[at].draw(stop, legs.find((leg) => leg.stop === at), stops.length));
    if (!reorder.active) arrange(list, [start.node, ...made.map((card) => card.node), end.node]);
    if (held && !cards.has(held.key)) (made[Math.min(held.at, made.length - 1)]?.opener ?? heading).focus({ preventScroll: true });
    return made;
  }

  function drawSelected(made) {
    if (selected === planning.selected) return;
    selected = planning.selected;
    const card = made[selected];
    if (card && !card.node.contains(document.activeElement)) card.node.scrollIntoView?.({ block: "nearest" });
  }

  return {
    root,
    draw() {
      const { stops, legs } = planning.itinerary;
      setText(count, stops.length ? String(stops.length) : "");
      const made = drawCards(stops, legs);
      list.hidden = stops.length === 0;
      start.draw(null);
      end.draw(stops.length ? legs.find((leg) => leg.stop === null) : null);
      order.draw(stops.length);
      adder.root.hidden = stops.length >= STOPS_MOST;
      full.hidden = stops.length < STOPS_MOST;
      adder.draw({ label: words.say("plan.add"), placeholder: words.say("plan.add-hint") });
      drawSelected(made);
    },
  };
}

function takenNote(words, stops, place) {
  const taken = stops.find((stop) => stop.id === place.id);
  return taken ? words.say("plan.taken", { n: taken.index + 1 }) : null;
}

/** The button that asks for the best order, and while it is worked out, the one that stops it. */
function makeOrder(app, planning) {
  const { words } = app;
  const text = h("span", {});
  const cancels = h("span", { class: "plan-busy", "aria-hidden": "true" });
  const icon = glyph(PLAN_ICONS.order);
  const button = h("button", { type: "button", class: "button plan-order", onclick: () => (planning.busy === "order" ? planning.cancel() : planning.optimise()) }, icon, cancels, text);
  const status = h("p", { class: "visually-hidden", role: "status" });
  return {
    root: h("div", { class: "plan-order-box" }, button, status),
    draw(stops) {
      const busy = planning.busy === "order";
      button.hidden = !planning.canAsk || stops < 2;
      icon.style.display = busy ? "none" : "";
      cancels.hidden = !busy;
      setText(text, words.say(busy ? "plan.order-cancel" : "plan.order"));
      setText(status, busy ? words.say("plan.ordering") : "");
    },
  };
}

/** What is seen before there is a stop: how to begin. */
function makeEmpty(app, planning, tours) {
  const { words } = app;
  const list = h("ul", { class: "rows" });
  const ready = h("div", {}, h("h3", { text: words.say("plan.empty-ready") }), list);
  const root = h("section", { class: "plan-empty" }, h("p", { class: "lede", text: words.say("plan.empty") }), ready);
  let asked = false;
  let shown = null;
  return {
    root,
    draw() {
      root.hidden = planning.itinerary.stops.length > 0;
      if (root.hidden) return;
      if (!asked) {
        asked = true;
        planning.loadTours().catch(() => app.toast(app.words.say("plan.tours-failed")));
      }
      ready.hidden = !planning.tours?.length;
      if (shown === planning.tours || ready.hidden) return;
      shown = planning.tours;
      put(list, ...tours.rows(planning.tours));
    },
  };
}
