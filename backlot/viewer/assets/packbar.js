/** The bar above a viewer that is taken along: no page around it says what can be done. */

import { glyph, h } from "#viewer/dom.js";
import { FILM_ICONS } from "#viewer/filmparts.js";
import { setAttr, setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { PRESENT_ICONS } from "#viewer/presenticons.js";
import { ICONS } from "#viewer/symbols.js";

const SIGNS = { explore: ICONS.fit, films: FILM_ICONS.film, plan: PLAN_ICONS.order, present: PRESENT_ICONS.window, take: ICONS.download };

/**
 * @param {object} app
 * @param {string[]} modes what can be done with it
 */
export function makePackBar(app, modes) {
  const { words, store } = app;
  const title = h("p", { class: "pack-title" });
  const buttons = modes.map((mode) => h("button", { type: "button", data: { mode }, onclick: () => app.setMode(mode) }, glyph(SIGNS[mode]), h("span", {})));
  const nav = h("nav", { class: "pack-modes" }, ...buttons);
  const root = h("header", { class: "pack-bar" }, title, nav);

  function draw() {
    setText(title, words.of(app.scene.host.pack.title));
    setAttr(nav, "aria-label", words.say("pack.modes"));
    for (const button of buttons) {
      const { mode } = button.dataset;
      setText(button.lastChild, words.say(`pack.mode.${mode}`));
      setAttr(button, "aria-current", store.get().mode === mode ? "page" : null);
    }
  }

  store.on(["lang", "mode"], draw);
  document.documentElement.classList.add("packed");
  draw();
  return { root };
}
