/** The walk that is taken along, on the map: as the plan draws it, and in view. */

import { makeRoute } from "#viewer/planroute.js";

const TOP_PX = 128;
const EDGE_PX = 28;
const FOOT_PX = 88;

/**
 * What the map draws of a tour. Pure.
 * @param {object} tour
 * @param {?object} planner of itinerary.js; without one there are stops and no ways
 * @param {(id: string) => ?object} placeOf
 * @param {(place: object) => string} nameOf
 */
export function drawnOf(tour, planner, placeOf, nameOf) {
  const plan = planner?.plan(tour);
  const stops = tour.stops.map((stop, index) => {
    const place = placeOf(stop.id);
    const at = plan ? plan.open.indexOf(index) : index;
    return { index, place, name: place ? nameOf(place) : stop.id, number: at < 0 ? null : at + 1, closed: at < 0, problems: [] };
  });
  const legs = (plan?.legs ?? []).map((leg) => ({ ...leg, line: leg.line ?? [] }));
  return { stops, legs, start: tour.start ? placeOf(tour.start) : null, end: tour.end ? placeOf(tour.end) : null };
}

/**
 * @param {object} app
 * @param {() => Promise<?object>} planner
 * @param {() => {left: number, below: number}} insets how much of the map the panel lies over
 */
export function makeShown(app, planner, insets) {
  const route = makeRoute(app, (index) => app.open(shown.stops[index].place.id));
  const placeOf = (id) => app.places.get(app.formerOf(id)) ?? null;
  let shown = null;
  let turn = 0;

  function fit() {
    const bounds = route.bounds();
    const { left, below } = insets();
    if (bounds) app.map.fitBounds(bounds, { paddingTopLeft: [EDGE_PX + left, TOP_PX], paddingBottomRight: [EDGE_PX, FOOT_PX + below], maxZoom: 18, animate: false });
  }

  return {
    /** Draw a tour; none clears the map. */
    async show(tour) {
      turn += 1;
      const mine = turn;
      const found = tour ? await planner() : null;
      if (mine !== turn) return;
      route.clear();
      if (!tour) return;
      shown = drawnOf(tour, found, placeOf, app.nameOf);
      route.draw(shown, null);
      fit();
    },
    clear() {
      turn += 1;
      route.clear();
    },
  };
}
