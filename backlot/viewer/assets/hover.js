/** Say the name under the mouse; touch and keyboard have their own ways. */

import { h } from "#viewer/dom.js";

export function bindHover(app) {
  const tip = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  document.body.append(tip);
  const container = app.map.getContainer();
  container.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || event.buttons) return (tip.hidden = true);
    const id = event.target.closest?.("[data-place-id]")?.dataset.placeId;
    const lane = id ? null : event.target.closest?.("[data-lane-id]")?.dataset.laneId;
    const item = id ? app.places.get(id) : lane ? app.basemap.get(lane) : null;
    tip.hidden = !item;
    if (!item) return;
    tip.textContent = app.nameOf(item);
    const flip = event.clientX > innerWidth - 240;
    tip.style.transform = `translate(${event.clientX + (flip ? -16 : 16)}px, ${event.clientY + 14}px)${flip ? " translateX(-100%)" : ""}`;
  });
  container.addEventListener("pointerleave", () => (tip.hidden = true));
}
