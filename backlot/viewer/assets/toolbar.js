/** Buttons over the map: what to see, how to see it, and moving about. */

import { glyph, h, put } from "#viewer/dom.js";
import { ICONS } from "#viewer/symbols.js";

const THEMES = ["light", "dark", "sun"];

export function makeToolbar(app) {
  const { words, store, site, map } = app;

  function iconButton(icon, key, onclick, extra = {}) {
    return h("button", { type: "button", class: "icon-button", onclick, "data-label": key, ...extra }, glyph(ICONS[icon]));
  }

  const views = h("div", { class: "segmented views", role: "group" });
  const languages = h("div", { class: "segmented languages", role: "group" });
  const menu = h("div", { class: "menu", id: "theme-menu", role: "radiogroup", hidden: true });
  const theme = iconButton("theme", "tool.theme", () => toggleMenu(), { "aria-haspopup": "true", "aria-expanded": "false", "aria-controls": "theme-menu" });

  function toggleMenu(open = menu.hidden) {
    menu.hidden = !open;
    theme.setAttribute("aria-expanded", String(open));
    if (open) menu.querySelector('[aria-checked="true"]')?.focus();
  }

  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      event.stopPropagation();
      toggleMenu(false);
      theme.focus();
    } else if (step) {
      event.preventDefault();
      const items = [...menu.children];
      items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.hidden && !menu.contains(event.target) && !theme.contains(event.target)) toggleMenu(false);
  });

  const top = h(
    "div",
    { class: "bar tools", role: "toolbar" },
    iconButton("list", "tool.list", () => app.toggleSheet("list"), { "data-sheet": "list" }),
    iconButton("layers", "tool.layers", () => app.toggleSheet("layers"), { "data-sheet": "layers" }),
    iconButton("pencil", "tool.corrections", () => app.toggleSheet("corrections"), { "data-sheet": "corrections" }),
    theme,
    languages,
    menu,
  );

  const full = iconButton("full", "tool.fullscreen", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => app.toast(words.say("tool.no-fullscreen")));
  });
  full.hidden = !document.fullscreenEnabled;

  const moves = h(
    "div",
    { class: "bar moves", role: "toolbar" },
    iconButton("plus", "tool.zoom-in", () => map.zoomIn()),
    iconButton("minus", "tool.zoom-out", () => map.zoomOut()),
    iconButton("fit", "tool.fit", () => app.fitView()),
    iconButton("here", "tool.here", () => app.here.start()),
    full,
  );

  function draw() {
    const state = store.get();
    put(views, ...site.views.map((view) =>
      h("button", { type: "button", "aria-pressed": String(view.id === state.view), data: { view: view.id }, text: words.of(view.label), onclick: () => app.goView(view.id) })));
    views.setAttribute("aria-label", words.say("tool.views"));
    put(languages, ...app.languages.map((code) =>
      h("button", { type: "button", lang: code, "aria-pressed": String(code === state.lang), "aria-label": words.say(`language.${code}`), data: { lang: code }, text: words.say(`language.${code}.short`), onclick: () => app.prefer({ lang: code }) })));
    languages.setAttribute("aria-label", words.say("tool.language"));
    put(menu, ...THEMES.map((name) =>
      h("button", { type: "button", role: "radio", "aria-checked": String(name === state.theme), data: { theme: name }, onclick: () => { app.prefer({ theme: name }); toggleMenu(false); theme.focus(); } },
        h("span", { class: `theme-dot dot-${name}`, "aria-hidden": "true" }), h("span", { text: words.say(`theme.${name}`) }))));
    menu.setAttribute("aria-label", words.say("tool.theme"));
    top.setAttribute("aria-label", words.say("tool.bar"));
    moves.setAttribute("aria-label", words.say("tool.moves"));
    for (const button of [...top.children, ...moves.children]) {
      if (!button.dataset.label) continue;
      const label = words.say(button.dataset.label);
      button.setAttribute("aria-label", label);
      button.title = label;
      if (button.dataset.sheet) button.setAttribute("aria-pressed", String(state.sheet === button.dataset.sheet));
    }
  }

  return { views, top, moves, draw };
}

/** The scale bar: a round length as long as it is on the map. */
export function scaleBar(app) {
  const bar = h("span", { class: "scale-bar" });
  const text = h("span", { class: "scale-text" });
  const root = h("div", { class: "scale" }, bar, text);
  function draw() {
    const { map } = app;
    const size = map.getSize();
    const a = map.containerPointToLatLng([size.x / 2 - 50, size.y / 2]);
    const b = map.containerPointToLatLng([size.x / 2 + 50, size.y / 2]);
    const perPx = map.distance(a, b) / 100;
    const length = roundLength(perPx * 110);
    bar.style.width = `${Math.round(length / perPx)}px`;
    text.textContent = length >= 1000 ? app.words.say("unit.km", { n: length / 1000 }) : app.words.say("unit.m", { n: length });
    root.setAttribute("aria-label", app.words.say("scale.label", { length: text.textContent }));
  }
  app.map.on("moveend zoomend", draw);
  return { root, draw };
}

/** The largest of 1, 2, 5 times a power of ten not above `most` metres. */
export function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  const factor = [5, 2, 1].find((each) => each * power <= most);
  return factor * power;
}
