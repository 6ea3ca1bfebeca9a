/**
 * The map's plan mode: planning, its panel, and the route on the map.
 * It is fetched and made when somebody plans for the first time: who explores does not wait for it.
 */

import { makePlanning } from "#viewer/planning.js";
import { makePlanPanel } from "#viewer/planpanel.js";
import { makeRoute } from "#viewer/planroute.js";

/**
 * @param {object} app
 * @param {object|null} services addresses, see `makePlanning`
 * @param {{onresize: () => void, ondraw: () => void}} hooks told when the panel changes its size, and when the plan was drawn
 */
export function makePlanMode(app, services, { onresize, ondraw }) {
  const planning = makePlanning(app, services);
  app.planning = planning;
  let begun = null;
  let panel = null;
  let route = null;

  const isOn = () => app.store.get().mode === "plan";

  function draw() {
    if (!isOn() || !planning.itinerary) return route?.clear();
    route.draw(planning.itinerary, planning.selected);
    ondraw();
  }

  planning.on(draw);

  return {
    draw,
    /** Fetch the network and what was planned before, once; `plan` is what the address asks for. */
    begin: (plan = null) => (begun ??= planning.start(plan)),
    /** Put the panel on the page. */
    show() {
      if (panel) return;
      route = makeRoute(app, (index) => planning.select(index));
      panel = makePlanPanel(app, planning, { onresize });
      document.body.append(panel.root);
    },
    /** Where the whole walk lies; null while there is none. */
    bounds: () => (isOn() ? route?.bounds() ?? null : null),
    /** What the address carries of the plan; null of none. */
    address: () => (planning.tour.stops.length ? planning.compact() : null),
    /** How much of the map the panel lies over: from the left, or from below. */
    insets() {
      if (!panel || !isOn()) return { left: 0, below: 0 };
      const box = panel.root.getBoundingClientRect();
      return box.width < innerWidth ? { left: box.right, below: 0 } : { left: 0, below: innerHeight - box.top };
    },
  };
}
