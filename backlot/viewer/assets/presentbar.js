/** The bar below: previous and next under the thumbs, between them what one reaches for while talking. */

import { glyph, h, put } from "#viewer/dom.js";
import { setAttr, setLabel, setText } from "#viewer/patch.js";
import { PLAN_ICONS } from "#viewer/planicons.js";
import { PRESENT_ICONS } from "#viewer/presenticons.js";
import { bindHold } from "#viewer/presentgesture.js";
import { SIZES } from "#viewer/presentstate.js";
import { ICONS } from "#viewer/symbols.js";

const THEMES = ["light", "dark", "sun"];

/**
 * @param {object} deck
 * @returns {{root: HTMLElement, menu: HTMLElement, draw: () => void}}
 */
export function makeBar(deck) {
  const { words } = deck;
  const previous = corner("previous", PRESENT_ICONS.previous, () => deck.steer(-1));
  const next = corner("next", PRESENT_ICONS.next, () => deck.steer(1));
  const menu = makeMenu(deck);
  const tools = [
    tool("overview", PRESENT_ICONS.overview, { type: "overview" }),
    tool("black", PRESENT_ICONS.black, { type: "black" }, () => deck.run.black),
    tool("turn", PRESENT_ICONS.turn, { type: "turn" }, () => deck.run.turned),
    tool("lock", PLAN_ICONS.locked, { type: "lock" }),
    tool("fullscreen", ICONS.full, { type: "fullscreen" }, () => Boolean(document.fullscreenElement)),
    tool("ink", PRESENT_ICONS.ink, { type: "ink" }, () => deck.isInk),
  ];
  const viewText = h("span", {});
  const viewIcon = h("span", { class: "icon-box" });
  const view = h("button", { type: "button", class: "bar-view", onclick: () => deck.act({ type: "view" }) }, viewIcon, viewText);
  const more = tool("more", PRESENT_ICONS.more, { type: "menu" }, () => deck.isMenu);
  setAttr(more.button, "aria-haspopup", "dialog");
  const middle = h("div", { class: "bar-tools", role: "toolbar" }, view, ...tools.map((each) => each.button), more.button);
  const held = h("span", { class: "hold-fill", "aria-hidden": "true" });
  const unlockText = h("span", {});
  const unlock = h("button", { type: "button", class: "bar-unlock" }, held, glyph(PLAN_ICONS.locked), unlockText);
  bindHold(unlock, () => deck.act({ type: "unlock" }));
  const root = h("nav", { class: "present-bar" }, previous, middle, next, unlock);

  function corner(name, icon, act) {
    return h("button", { type: "button", class: `bar-corner bar-${name}`, onclick: act }, glyph(icon));
  }

  function tool(name, icon, action, pressed = null) {
    const button = h("button", { type: "button", class: `icon-button tool-${name}`, onclick: () => deck.act(action) }, glyph(icon));
    return { name, button, pressed };
  }

  return {
    root, menu: menu.root,
    draw() {
      const { run, status } = deck;
      const isGuide = deck.view === "guide";
      root.hidden = deck.isGuestWindow;
      for (const node of [previous, middle, next]) node.hidden = run.locked;
      unlock.hidden = !run.locked;
      setText(unlockText, words.say("present.hold-unlock"));
      setLabel(previous, words.say("present.previous"));
      setLabel(next, words.say(run.at < 0 ? "present.begin" : status.next ? "present.next" : "present.finish"));
      setAttr(previous, "aria-disabled", run.at < 0 ? "true" : null);
      setAttr(next, "aria-disabled", status.ended ? "true" : null);
      setAttr(middle, "aria-label", words.say("present.tools"));
      for (const { name, button, pressed } of [...tools, more]) {
        setLabel(button, words.say(`present.${name}`));
        if (pressed) setAttr(button, "aria-pressed", String(pressed()));
      }
      for (const each of tools) if (each.name === "ink") each.button.hidden = isGuide;
      for (const each of tools) if (each.name === "fullscreen") each.button.hidden = !document.fullscreenEnabled;
      setText(viewText, words.say(isGuide ? "present.to-guests" : "present.to-guide"));
      if (viewIcon.dataset.view !== deck.view) {
        viewIcon.dataset.view = deck.view;
        put(viewIcon, glyph(isGuide ? PRESENT_ICONS.picture : PRESENT_ICONS.notes));
      }
      setAttr(view, "aria-label", viewText.textContent);
      menu.draw();
    },
  };
}

/** What one sets rarely: second window, by itself, text size, theme, language, the end. */
function makeMenu(deck) {
  const { app, words } = deck;
  const root = h("div", { class: "present-menu present-scroll", role: "dialog", hidden: true });
  let made = "";
  let wasOpen = false;

  const row = (icon, key, act, extra = {}) => h("button", { type: "button", class: "menu-row", onclick: act, ...extra }, glyph(icon), h("span", { text: words.say(key) }));
  const choice = (key, options, chosen, take) =>
    h("div", { class: "menu-choice", role: "group", "aria-label": words.say(key) }, h("p", { text: words.say(key) }),
      h("div", { class: "segmented" }, ...options.map(({ value, text, lang }) =>
        h("button", { type: "button", lang, "aria-pressed": String(value === chosen), text, onclick: () => take(value) }))));

  function close() {
    deck.act({ type: "menu", on: false });
  }

  function andClose(action) {
    return () => {
      close();
      deck.act(action);
    };
  }

  function fill() {
    const { run } = deck;
    const theme = app.store.get().theme;
    const full = document.fullscreenElement ? "present.fullscreen-end" : "present.fullscreen";
    put(root,
      h("header", { class: "menu-head" }, h("h2", { tabindex: "-1", text: words.say("present.more") }),
        h("button", { type: "button", class: "icon-button flat", "aria-label": words.say("sheet.close"), onclick: close }, glyph(ICONS.close))),
      h("div", { class: "menu-rows narrow-only" },
        row(PRESENT_ICONS.overview, "present.overview", andClose({ type: "overview", on: true })),
        row(PRESENT_ICONS.black, "present.black", andClose({ type: "black", on: true })),
        row(PRESENT_ICONS.turn, "present.turn", andClose({ type: "turn" }), { "aria-pressed": String(run.turned) }),
        row(PLAN_ICONS.locked, "present.lock", andClose({ type: "lock" })),
        document.fullscreenEnabled ? row(ICONS.full, full, andClose({ type: "fullscreen" })) : null),
      h("div", { class: "menu-rows" },
        row(PRESENT_ICONS.window, "present.window", andClose({ type: "window" })),
        ...deck.extras.map(({ icon, key, act }) => row(icon, key, () => {
          close();
          act();
        })),
        row(run.auto.on ? PRESENT_ICONS.pause : PRESENT_ICONS.play, run.auto.on ? "present.auto-stop" : "present.auto", andClose({ type: "auto", on: !run.auto.on, every_s: run.auto.every_s }))),
      choice("present.size", SIZES.map((size) => ({ value: size, text: words.say(`present.size.${size * 100}`) })), run.size, (size) => deck.act({ type: "size", size })),
      choice("tool.theme", THEMES.map((name) => ({ value: name, text: words.say(`theme.${name}`) })), theme, (name) => deck.prefer({ theme: name })),
      choice("tool.language", app.languages.map((code) => ({ value: code, text: words.say(`language.${code}`), lang: code })), words.lang, (code) => deck.prefer({ lang: code })),
      deck.wakeNote ? h("p", { class: "menu-note", text: deck.wakeNote }) : null,
      h("div", { class: "menu-rows" }, row(PLAN_ICONS.flag, "present.end", andClose({ type: "leave" }), { class: "menu-row ends" })));
  }

  return {
    root,
    draw() {
      root.hidden = !deck.isMenu;
      if (root.hidden) {
        wasOpen = false;
        made = "";
        return;
      }
      const { run } = deck;
      const key = JSON.stringify([words.lang, app.store.get().theme, run.turned, run.auto, run.size, deck.wakeNote, Boolean(document.fullscreenElement)]);
      setAttr(root, "aria-label", words.say("present.more"));
      if (made !== key) {
        const held = [...root.querySelectorAll("button")].findIndex((each) => each === document.activeElement);
        made = key;
        fill();
        if (held >= 0) root.querySelectorAll("button")[held]?.focus();
      }
      if (wasOpen) return;
      wasOpen = true;
      root.querySelector("h2")?.focus?.({ preventScroll: true });
    },
  };
}
