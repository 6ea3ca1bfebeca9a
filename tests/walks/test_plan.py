"""Plans: a tour, the network and the clock joined, and the best order of its stops."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backlot.catalog import Catalog, load_site
from backlot.errors import DataError, MissingError
from backlot.tours.model import Tour
from backlot.walks.network import Network, load_network
from backlot.walks.plan import Plan, itinerary_of, optimised, request_of, tour_named
from tests.support.sites import HARBOUR, SHIPPED

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "cases" / "itinerary.json").read_text(encoding="utf-8")
)
SHIPPED_TOURS = sorted(path.stem for path in (SHIPPED / "tours").glob("*.json"))


@cache
def harbour() -> Catalog:
    """Return the made-up harbour town."""
    return load_site(HARBOUR)


@cache
def shipped() -> tuple[Catalog, Network]:
    """Return the shipped site and its network."""
    catalog = load_site(SHIPPED)
    return catalog, load_network(catalog, folder=SHIPPED, home=Path("/nowhere"))


def tour_of(changes: dict[str, Any]) -> Tour:
    """Return the tour of a case."""
    stops = [{**CASES["stop"], **stop} for stop in changes.get("stops", [])]
    return Tour.from_json({**CASES["tour"], **changes, "stops": stops})


def plan_of(changes: dict[str, Any]) -> Plan:
    """Return the plan of a case."""
    return Plan.of(tour_of(changes), harbour(), Network.from_graph(CASES["graph"]))


def seconds_of(leg: Any) -> int | None:
    """Return the seconds of a leg, None of one that is not there."""
    return round(leg["walk_s"]) if leg and leg["ok"] else None


def plain(leg: Any) -> dict[str, Any]:
    """Return of a leg what cases say."""
    known = {name: leg[name] for name in ("from", "to", "mode", "ok")}
    return known | ({"walk_s": seconds_of(leg)} if leg["ok"] else {"reason": leg["reason"]["code"]})


def test_the_cases_speak_of_the_harbour() -> None:
    """What JavaScript is told of its places is what they are."""
    places = [harbour().get(place["id"]) for place in CASES["places"]]
    assert CASES["places"] == [
        {"id": place.id, "within": place.within, "rank": place.rank} for place in places if place
    ]
    assert CASES["languages"] == list(harbour().site.languages)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: str(case["why"]))
def test_a_tour_is_planned(case: dict[str, Any]) -> None:
    """As the viewer plans it."""
    plan = plan_of(case["tour"])
    request, timed = request_of(plan), plan.timetable
    assert case["expect"] == {
        "route": list(plan.route),
        "open": list(plan.open_stops),
        "legs": [plain(leg) for leg in plan.legs],
        "skips": [seconds_of(leg) for leg in request["skips"] or ()],
        "depart_s": request["depart_s"],
        "back_by_s": request["back_by_s"],
        "words": [stop["words"] for stop in request["stops"]],
        "worth": [stop["worth"] for stop in request["stops"]],
        "closed": [stop["closed"] for stop in request["stops"]],
        "arrive_s": [stop["arrive_s"] for stop in timed["stops"]],
        "end_s": timed["end_s"],
        "slack_s": timed["slack_s"],
        "feasible": timed["feasible"],
    }


@pytest.mark.parametrize("tour_id", SHIPPED_TOURS)
def test_a_ready_made_tour_keeps_its_promise(tour_id: str) -> None:
    """Every stop is reached, and one is back in time even if every leg takes as long as it may."""
    catalog, network = shipped()
    plan = Plan.of(tour_named(str(SHIPPED / "tours" / f"{tour_id}.json")), catalog, network)
    itinerary = plan.itinerary()
    assert itinerary["feasible"]
    assert len(plan.tour.stops) == len(itinerary["stops"])
    assert (itinerary["total"]["slack_min"] or 0) >= 0
    for leg in itinerary["legs"]:
        assert leg["minutes"] is not None
        assert all(leg["directions"][code] for code in catalog.site.languages)


def test_an_itinerary_has_all_that_is_documented() -> None:
    """Ids, clock times, slack, legs with mode, length, minutes and directions, totals."""
    itinerary = plan_of(CASES["cases"][0]["tour"]).itinerary()
    first = itinerary["stops"][0]
    assert ("slip-square", "09:02", "09:12", 30.0) == tuple(
        first[name]
        for name in ("id", "arrive", "leave", "slack_min")  # type: ignore[literal-required]
    )
    assert ["north-gate", "slip-square", "tea-house"] == [leg["from"] for leg in itinerary["legs"]]
    assert {"walk"} == {leg["mode"] for leg in itinerary["legs"]}
    assert 600 == itinerary["total"]["length_m"]
    assert "09:30" == itinerary["total"]["end"]
    json.dumps(itinerary, allow_nan=False)


def test_the_best_order_walks_no_way_twice() -> None:
    """Out and back in the order of the line; a stop that is passed over keeps its place in the list."""
    tour = {
        "start": "north-gate",
        "stops": [{"id": "lighthouse"}, {"id": "slip-square"}, {"id": "navy-dock"}],
    }
    ordered, order = optimised(plan_of(tour))
    assert ["slip-square", "navy-dock", "lighthouse"] == [stop.id for stop in ordered.stops]
    assert order.proved
    closed = {**tour, "closed": ["customs-court"], "stops": [{"id": "tea-house"}, *tour["stops"]]}
    ordered, _ = optimised(plan_of(closed))
    assert ["tea-house", "slip-square", "navy-dock", "lighthouse"] == [stop.id for stop in ordered.stops]


def test_a_locked_stop_keeps_its_position() -> None:
    """Whatever that costs."""
    stops = [{"id": "lighthouse", "lock": True}, {"id": "navy-dock"}, {"id": "slip-square"}]
    ordered, _ = optimised(plan_of({"start": "north-gate", "stops": stops}))
    assert ["lighthouse", "navy-dock", "slip-square"] == [stop.id for stop in ordered.stops]


def test_opening_hours_decide_the_order() -> None:
    """What closes early comes first, though it is farther."""
    stops = [{"id": "slip-square"}, {"id": "lighthouse", "open": [["09:00", "09:28"]]}]
    ordered, order = optimised(plan_of({"start": "north-gate", "stops": stops}))
    assert ["lighthouse", "slip-square"] == [stop.id for stop in ordered.stops]
    assert order.feasible


def test_a_ride_is_taken_from_wherever_one_is() -> None:
    """So that the stop it leads to may stand anywhere."""
    stops = [{"id": "lighthouse", "ride": {"mode": "bus", "minutes": 1}}, {"id": "slip-square"}]
    ordered, order = optimised(plan_of({"start": "north-gate", "stops": stops}))
    assert ["slip-square", "lighthouse"] == [stop.id for stop in ordered.stops]
    assert 160 == pytest.approx(order.travel_s, abs=0.01)


@pytest.mark.parametrize(
    ("stops", "code"),
    [
        ([], "plan-nothing-to-order"),
        ([{"id": "tea-house"}], "plan-nothing-to-order"),
    ],
)
def test_nothing_to_order_is_a_sentence(stops: list[Any], code: str) -> None:
    """An empty plan and one stop."""
    with pytest.raises(DataError) as caught:
        optimised(plan_of({"stops": stops}))
    assert code == caught.value.code


def test_a_stop_nobody_can_reach_is_named() -> None:
    """A place that is unknown, and one no path leads to."""
    with pytest.raises(MissingError, match="no-such-place"):
        optimised(plan_of({"stops": [{"id": "tea-house"}, {"id": "no-such-place"}]}))
    graph = {**CASES["graph"], "snaps": {**CASES["graph"]["snaps"], "town-hall": [0, 0, 400]}}
    plan = Plan.of(
        tour_of({"stops": [{"id": "tea-house"}, {"id": "town-hall"}]}), harbour(), Network.from_graph(graph)
    )
    with pytest.raises(DataError) as caught:
        optimised(plan)
    assert "plan-no-way" == caught.value.code
    assert "town-hall" in str(caught.value.values)


def test_an_itinerary_is_made_by_id_and_by_file(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same one."""
    monkeypatch.setenv("BACKLOT_GEODATA", str(SHIPPED))
    catalog, _ = shipped()
    path = SHIPPED / "tours" / "square-to-arch.json"
    assert itinerary_of("square-to-arch", catalog) == itinerary_of(str(path), catalog)
    with pytest.raises(MissingError):
        itinerary_of("no-such-tour", catalog)
    with pytest.raises(DataError):
        itinerary_of(str(path.parent / "no-such.json"), catalog)
