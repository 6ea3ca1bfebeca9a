/** Plans: the rules that backlot.walks.plan follows too. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { makePlanner, profileOf } from "../../backlot/viewer/assets/itinerary.js";
import { frozen } from "./support.mjs";

const shared = frozen(JSON.parse(readFileSync(new URL("../cases/itinerary.json", import.meta.url), "utf8")));
const places = new Map(shared.places.map((place) => [place.id, { ...place, at: [0, 0] }]));
const planner = makePlanner(shared.graph, (id) => places.get(id), shared.languages);

const tourOf = ({ stops = [], ...tour }) => ({ ...shared.tour, ...tour, stops: stops.map((stop) => ({ ...shared.stop, ...stop })) });
const legOf = ({ from, to, mode, ok, walk_s, reason }) => ({ from, to, mode, ok, ...(ok ? { walk_s: Math.round(walk_s) } : { reason: reason.code }) });

for (const { why, tour, expect } of shared.cases) {
  test(`plans: ${why}`, () => {
    const { route, open, legs, request, timetable } = planner.plan(frozen(tourOf(tour)));
    assert.deepEqual(
      {
        route, open,
        legs: legs.map(legOf),
        skips: request.skips.map((leg) => (leg?.ok ? Math.round(leg.walk_s) : null)),
        depart_s: request.depart_s,
        back_by_s: request.back_by_s,
        words: request.stops.map((stop) => stop.words),
        worth: request.stops.map((stop) => stop.worth),
        closed: request.stops.map((stop) => stop.closed),
        arrive_s: timetable.stops.map((stop) => stop.arrive_s),
        end_s: timetable.end_s,
        slack_s: timetable.slack_s,
        feasible: timetable.feasible,
      },
      expect,
    );
  });
}

test("a profile rises along the legs and is level at the stops", () => {
  const { tour } = shared.cases[0];
  const points = profileOf(planner.plan(tourOf(tour)), true);
  assert.deepEqual(points.map(({ m }) => Math.round(m)), [0, 100, 100, 300, 300, 600]);
  assert.ok(points.every(({ t_s }, at) => at === 0 || t_s >= points[at - 1].t_s));
});

test("legs lead to the stop above whose card they stand", () => {
  const { tour } = shared.cases[2];
  assert.deepEqual(planner.plan(tourOf(tour)).legs.map((leg) => leg.stop), [2]);
});
