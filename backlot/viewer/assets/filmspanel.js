/**
 * The panel of films, beside the map (below it on a phone): catalogue, timeline, visiting, signs, and a film's own page.
 *
 * What is asked for is kept here and outlives a change of language, which makes everything on the panel anew.
 */

import { glyph, h, put } from "#viewer/dom.js";
import { makeCatalogue } from "#viewer/filmscatalogue.js";
import { filmNodes, signNode } from "#viewer/filmpage.js";
import { timelineNodes } from "#viewer/filmstimeline.js";
import { visitNodes } from "#viewer/filmsvisit.js";
import { setAttr } from "#viewer/patch.js";
import { ICONS } from "#viewer/symbols.js";

const TABS = { list: "films.tab.list", timeline: "films.tab.timeline", visit: "films.tab.visit", signs: "films.tab.signs" };

/**
 * @param {object} app
 * @param {{turned: () => void, show: (id: ?string) => void, fit: () => void, onresize: () => void}} hooks `turned` is told
 *   when another part is shown, `show` opens a film or, with null, goes back to all
 */
export function makeFilmsPanel(app, hooks) {
  const root = h("aside", { class: "films", id: "films", "data-height": "half" });
  const state = { tab: "list", film: null, asked: {}, shown: 0, scroll: {}, journey: {} };
  let isDrawn = false;

  function draw() {
    isDrawn = true;
    drawParts(app, root, state, hooks);
  }

  app.store.on(["lang"], () => isDrawn && draw());
  return {
    root,
    /** Show a film's page, or what was shown before it. */
    show(film) {
      if (isDrawn && state.film === film) return;
      if (isDrawn && !state.film) state.scroll[state.tab] = root.querySelector(".films-body").scrollTop;
      state.film = film;
      draw();
      root.querySelector(".films-body").scrollTop = film ? 0 : state.scroll[state.tab] ?? 0;
      if (film) root.querySelector(".films-name")?.focus({ preventScroll: true });
    },
    insets() {
      if (!root.isConnected) return { left: 0, below: 0 };
      const box = root.getBoundingClientRect();
      return box.width < innerWidth ? { left: box.right, below: 0 } : { left: 0, below: innerHeight - box.top };
    },
  };
}

/** Put everything on the panel, in the present language. */
function drawParts(app, root, state, hooks) {
  const { words } = app;
  const film = state.film && app.films?.byId.get(state.film);
  const body = h("div", { class: "films-body", role: film ? null : "tabpanel", id: "films-body", tabindex: "-1" });
  const grip = h("button", { type: "button", class: "grip", onclick: () => setHeight(root.dataset.height === "full" ? "half" : "full") }, h("span", { class: "grip-bar" }));
  const head = film ? filmHead(app, film, hooks) : tabsHead(app, state, turn);
  setAttr(root, "aria-label", words.say("films.label"));
  root.dataset.part = film ? "film" : state.tab;
  put(root, h("header", { class: "films-head" }, grip, head), body);
  setHeight(root.dataset.height);
  put(body, ...(film ? page() : tabNodes()));

  function page() {
    const walk = app.filmWalk({ film });
    return filmNodes(app, film, { walk: walk?.take ?? null, far: walk?.far ?? [], fit: (film.links ?? []).some(({ place }) => app.places.has(place)) ? hooks.fit : null });
  }

  function tabNodes() {
    if (!app.scene.films) return [nothing(words)];
    if (state.tab === "timeline") return timelineNodes(app);
    if (state.tab === "visit") return visitNodes(app, state.journey);
    if (state.tab === "signs") return signNodes(app);
    return app.films.films.length ? makeCatalogue(app, state) : [nothing(words)];
  }

  /** On a phone the panel lies below, and may cover the map. */
  function setHeight(height) {
    root.dataset.height = height;
    setAttr(grip, "aria-label", words.say(`plan.height.${height}`));
    hooks.onresize();
  }

  function turn(tab) {
    state.scroll[state.tab] = body.scrollTop;
    state.tab = tab;
    drawParts(app, root, state, hooks);
    root.querySelector(".films-body").scrollTop = 0;
    root.querySelector(`#films-tab-${tab}`).focus({ preventScroll: true });
    hooks.turned();
  }
}

const nothing = (words) => h("p", { class: "notice films-nothing" }, glyph(ICONS.info), h("span", { text: words.say("films.none") }));

function tabsHead(app, state, turn) {
  const { words } = app;
  const tabs = Object.keys(TABS);
  const step = (event) => {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (way) turn(tabs[(tabs.indexOf(state.tab) + way + tabs.length) % tabs.length]);
  };
  const button = (tab) => {
    const isOn = tab === state.tab;
    return h("button", { type: "button", role: "tab", id: `films-tab-${tab}`, "aria-controls": "films-body", "aria-selected": String(isOn), "aria-pressed": String(isOn), tabindex: isOn ? 0 : -1, text: words.say(TABS[tab]), onclick: () => turn(tab) });
  };
  return h("div", { class: "segmented films-tabs", role: "tablist", "aria-label": words.say("films.label"), onkeydown: step }, ...tabs.map(button));
}

function filmHead(app, film, hooks) {
  const { words } = app;
  return h("div", { class: "films-title" },
    h("button", { type: "button", class: "icon-button flat", "aria-label": words.say("films.back"), title: words.say("films.back"), onclick: () => hooks.show(null) }, glyph(ICONS.back)),
    h("h2", { class: "films-name", tabindex: "-1", text: words.of(film.title) }));
}

function signNodes(app) {
  const { words } = app;
  const signs = app.scene.films.signs ?? [];
  if (!signs.length) return [h("p", { class: "quiet", text: words.say("films.no-signs") })];
  return [h("p", { class: "quiet films-intro", text: words.say("films.signs-intro") }), ...signs.map((sign) => signNode(app, sign, { withPlace: true }))];
}
