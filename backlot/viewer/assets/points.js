/** Numbered points on a picture: what a sign says, and what that means. */

import { h } from "#viewer/dom.js";

/**
 * Marks to lay over a picture and the list to read beside it; null for a picture without points.
 * Marks lie at `--x` and `--y` of the box they are put in.
 * @returns {{marks: HTMLElement, list: HTMLElement, points: object[], show: (on: boolean) => void}|null}
 */
export function makePoints(app, picture) {
  const { words } = app;
  const points = usable(picture.points);
  if (!points.length) return null;
  let chosen = -1;

  const buttons = points.map((point, i) =>
    h(
      "button",
      { type: "button", class: `point ${bubbleSide(point)}`, "--x": point.x, "--y": point.y, "aria-label": pointName(words, point, i), "aria-pressed": "false", onclick: () => choose(i) },
      h("span", { class: "point-number", text: i + 1 }),
      h("span", { class: "point-bubble", "aria-hidden": "true" }, ...wording(words, point)),
    ),
  );
  const rows = points.map((point, i) =>
    h("li", {}, h("button", { type: "button", class: "point-row", onclick: () => choose(i) },
      h("span", { class: "point-number", "aria-hidden": "true", text: i + 1 }), h("span", { class: "point-words" }, ...wording(words, point)))),
  );
  const marks = h("div", { class: "points", role: "group", "aria-label": words.say("gallery.points") }, ...buttons);
  const list = h("ol", { class: "point-list", "aria-label": words.say("gallery.points") }, ...rows);

  function choose(i) {
    chosen = chosen === i ? -1 : i;
    buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(at === chosen)));
    rows.forEach((row, at) => row.classList.toggle("chosen", at === chosen));
    rows[chosen]?.scrollIntoView({ block: "nearest" });
  }

  return {
    marks, list, points,
    show(on) {
      marks.hidden = !on;
      list.hidden = !on;
      if (!on && chosen >= 0) choose(chosen);
    },
  };
}

/** The points that lie on the picture and say something. */
export function usable(points) {
  const inside = (n) => Number.isFinite(n) && n >= 0 && n <= 1;
  return (Array.isArray(points) ? points : []).filter((point) => point && inside(point.x) && inside(point.y) && (point.original || point.text));
}

/** The name of a point for a screen reader: number, the wording on the sign, its meaning. */
export function pointName(words, point, i) {
  return [i + 1, point.original, words.of(point.text)].filter(Boolean).join(": ");
}

/** A language tag for the wording of a sign, from its script; null for others. */
export function langOf(text) {
  if (/\p{Script=Hangul}/u.test(text)) return "ko";
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return "ja";
  if (/\p{Script=Han}/u.test(text)) return "zh-Hant";
  return null;
}

/** Which way the bubble of a point opens, so that it stays on the picture. */
export function bubbleSide({ x, y }) {
  return `${y < 0.3 ? "below" : "above"} ${x < 0.34 ? "start" : x > 0.66 ? "end" : "middle"}`;
}

function wording(words, { original, text }) {
  const meaning = words.of(text);
  return [
    original ? h("span", { class: "point-original", lang: langOf(original), text: original }) : null,
    meaning && meaning !== original ? h("span", { class: "point-meaning", text: meaning }) : null,
  ].filter(Boolean);
}
