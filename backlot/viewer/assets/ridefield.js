/** How one gets to a stop: on foot, or by a ride of so many minutes; and the steps of the way. */

import { h } from "#viewer/dom.js";
import { setAttr, setText } from "#viewer/patch.js";
import { drawLines } from "#viewer/planleg.js";
import { makeStepper } from "#viewer/stepper.js";

const MODES = ["walk", "bus", "metro"];
const USUAL_MIN = 5;

/** @param {{app: object, take: (ride: ?{mode: string, minutes: number}) => void}} how */
export function makeRideField({ app, take }) {
  const { words } = app;
  let ride = null;
  const modes = MODES.map((mode) => h("button", { type: "button", data: { mode }, text: words.say(`plan.mode.${mode}`), onclick: () => choose(mode) }));
  const minutes = makeStepper({ least: 0, most: 1440, step: 1, take: (value) => take({ ...ride, minutes: value }) });
  const heading = h("h4", {});
  const choice = h("div", { class: "segmented plan-modes", role: "group" }, ...modes);
  const steps = h("ol", { class: "plan-steps" });
  const root = h("div", { class: "plan-part" }, heading, choice, minutes.root, steps);

  function choose(mode) {
    if (mode === (ride?.mode ?? "walk")) return;
    take(mode === "walk" ? null : { mode, minutes: ride?.minutes ?? USUAL_MIN });
  }

  return {
    root,
    /** @param {?object} leg the way, with its steps */
    draw(now, leg, title) {
      ride = now;
      setText(heading, title);
      setAttr(choice, "aria-label", title);
      for (const button of modes) setAttr(button, "aria-pressed", String(button.dataset.mode === (ride?.mode ?? "walk")));
      minutes.root.hidden = ride === null;
      minutes.draw({ value: ride?.minutes ?? USUAL_MIN, label: words.say("plan.ride-minutes"), unit: words.say("plan.unit.min"), less: words.say("plan.less", { label: words.say("plan.ride-minutes") }), more: words.say("plan.more", { label: words.say("plan.ride-minutes") }) });
      drawLines(steps, leg?.ok ? leg.steps : []);
    },
  };
}
