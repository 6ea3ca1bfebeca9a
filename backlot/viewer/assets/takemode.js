/**
 * The map's mode for taking along: making files that need no server, and the check before one leaves.
 * It is fetched when somebody wants it for the first time.
 */

import { makePlanner } from "#viewer/itinerary.js";
import { loadGraph } from "#viewer/planning.js";
import { makeShelf } from "#viewer/shelf.js";
import { makeTakePanel } from "#viewer/takepanel.js";

/**
 * @param {object} app
 * @param {object|null} services addresses, see `makePlanning`; null in what is taken along
 * @param {{onresize: () => void, makeHow?: ?Function}} hooks `onresize` is told when the panel changes its height on a phone;
 *   `makeHow` of takehow.js, needed where there is a server to make things
 * @returns {{choose: () => void, hide: () => void, insets: () => {left: number, below: number}}} `insets` is how much of
 *   the map the panel lies over: from the left, or from below
 */
export function makeTakeMode(app, services, { onresize, makeHow = null }) {
  let planner = null;
  let panel = null;

  /** The planner, null where there is no network; a network that did not come is asked for again. */
  async function planning() {
    planner ??= loadGraph(services)
      .then((graph) => makePlanner(graph, (id) => app.places.get(app.formerOf(id)), app.languages, () => app.closed))
      .catch(() => (planner = null));
    return planner;
  }

  return {
    choose() {
      panel ??= makeTakePanel(app, { services, planner: planning, shelf: makeShelf(services), makeHow, onresize });
      document.body.append(panel.root);
      panel.begin();
    },
    hide: () => panel?.hide(),
    insets: () => panel?.insets() ?? { left: 0, below: 0 },
  };
}
