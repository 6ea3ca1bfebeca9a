/** A number with a smaller and a larger button beside it, that can be typed as well. */

import { glyph, h } from "#viewer/dom.js";
import { setAttr, setLabel, setText, typed } from "#viewer/patch.js";
import { ICONS } from "#viewer/symbols.js";

/**
 * @param {{least: number, most: number, step: number, take: (value: number) => void}} how
 */
export function makeStepper({ least, most, step, take }) {
  let value = least;
  const input = h("input", { class: "stepper-input", inputmode: step < 1 ? "decimal" : "numeric", autocomplete: "off", enterkeyhint: "done" });
  const unit = h("span", { class: "stepper-unit", "aria-hidden": "true" });
  const less = h("button", { type: "button", class: "stepper-button", onclick: () => change(stepped(value, -step)) }, glyph(ICONS.minus));
  const more = h("button", { type: "button", class: "stepper-button", onclick: () => change(stepped(value, step)) }, glyph(ICONS.plus));
  const field = h("label", { class: "stepper-field" }, input, unit);
  const root = h("div", { class: "stepper", role: "group" }, less, field, more);

  function change(next) {
    const kept = Math.min(most, Math.max(least, next));
    if (kept !== value) take(kept);
  }

  const draw = typed(input, {
    shown: () => String(value),
    take: (text) => {
      const next = numberOf(text);
      if (next !== null) change(next);
    },
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("keydown", (event) => {
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    change(stepped(numberOf(input.value) ?? value, way * step));
  });

  return {
    root,
    input,
    /** @param {{value: number, label: string, unit?: string, less: string, more: string, worked?: boolean}} now */
    draw(now) {
      value = now.value;
      draw();
      setText(unit, now.unit ?? "");
      setAttr(root, "aria-label", now.label);
      setAttr(input, "aria-label", [now.label, now.unit].filter(Boolean).join(", "));
      setLabel(less, now.less);
      setLabel(more, now.more);
      setAttr(less, "aria-disabled", value <= least ? "true" : null);
      setAttr(more, "aria-disabled", value >= most ? "true" : null);
      root.classList.toggle("worked-out", Boolean(now.worked));
    },
  };
}

/** The next round value: 4.3 and a step of 0.5 give 4.5, or 4 downwards. */
export function stepped(value, step) {
  const size = Math.abs(step);
  const places = value / size;
  const next = step > 0 ? Math.floor(places + 1e-9) + 1 : Math.ceil(places - 1e-9) - 1;
  return Number((next * size).toFixed(6));
}

/** A typed number, with a point or a comma; null if it is none. */
export function numberOf(text) {
  const trimmed = text.trim().replace(",", ".");
  return /^\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : null;
}
