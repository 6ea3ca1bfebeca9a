/**
 * A time of day that is typed, or moved by five minutes with a button on either side.
 * Not the browser's own field for times: that writes 3:40 PM where the plan beside it says 15:40, as the language of
 * the browser has it, and tells of every half-typed time.
 */

import { parsedClock, steppedClock } from "#viewer/clock.js";
import { glyph, h } from "#viewer/dom.js";
import { setAttr, setLabel, typed } from "#viewer/patch.js";
import { ICONS } from "#viewer/symbols.js";

/** An input for "HH:MM"; what is no time is not taken. */
export function clockInput({ shown, take, optional = false, ...attributes }) {
  const input = h("input", { class: "clock-input", inputmode: "numeric", autocomplete: "off", enterkeyhint: "done", maxlength: 5, placeholder: "--:--", ...attributes });
  const draw = typed(input, {
    shown: () => shown() ?? "",
    take: (text) => {
      const clock = parsedClock(text);
      if (clock !== null || (optional && !text.trim())) take(clock);
    },
  });
  input.addEventListener("focus", () => input.select());
  return { input, draw };
}

/**
 * @param {{shown: () => ?string, take: (clock: ?string) => void, first: () => string}} how `first` is where stepping
 *   begins when there is no time yet
 */
export function makeClockField({ shown, take, first, name }) {
  const { input, draw } = clockInput({ shown, take, optional: true, name });
  const step = (way) => take(shown() === null ? first() : steppedClock(shown(), way));
  const less = h("button", { type: "button", class: "stepper-button", onclick: () => step(-1) }, glyph(ICONS.minus));
  const more = h("button", { type: "button", class: "stepper-button", onclick: () => step(1) }, glyph(ICONS.plus));
  input.addEventListener("keydown", (event) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    step(way);
  });
  return {
    root: h("div", { class: "stepper", role: "group" }, less, h("label", { class: "stepper-field" }, input), more),
    draw(labels) {
      draw();
      setAttr(input, "aria-label", labels.label);
      setLabel(less, labels.less);
      setLabel(more, labels.more);
    },
  };
}
