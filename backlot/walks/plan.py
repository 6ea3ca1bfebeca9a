"""
Join a tour, the network and the clock: how one gets from stop to stop, and when one is where.

The same rules as `backlot/viewer/assets/itinerary.js`; both pass `tests/cases/itinerary.json`. Change them
together.

A stop is passed over when it, or a place it lies within, is closed; then nobody walks through that place
either. How one arrives at a stop, on foot or by a ride, belongs to the stop: with another order the ride
comes along. A ride takes the minutes the tour gives it, no less and no more.

Words of a talk are counted in the site's first language that has notes, so that a plan has the same times
in every language. The more important a place, the more is lost by leaving it out: `worth` is 6 less its
rank.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backlot.errors import DataError, MissingError
from backlot.tours.model import Tour, TourStop, resolve
from backlot.walks.directions import LANDMARK_KINDS, directions, worded
from backlot.walks.order import Order, best_order
from backlot.walks.pace import Walker
from backlot.walks.router import Router
from backlot.walks.timetable import Request, Timetable, clock_text, dwell_of, schedule

if TYPE_CHECKING:
    import numpy as np

    from backlot.catalog import Catalog, Place
    from backlot.tours.model import Ride
    from backlot.walks.directions import NearPlace
    from backlot.walks.itinerary_type import Itinerary, ItineraryLeg, ItineraryStop, Terminal, Texts
    from backlot.walks.network import Network
    from backlot.walks.timetable import Stop, TimedStop

__all__ = [
    "LOWEST_RANK",
    "Plan",
    "itinerary_of",
    "optimised",
    "passed_over",
    "request_of",
    "stays_min",
    "tour_named",
]

LOWEST_RANK = 5

Leg = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Plan:
    """
    A tour on a network, with its ways and times.

    Parameters
    ----------
    tour
        The tour; its places are those of the catalogue today.
    catalog
        The places.
    network
        The paths.
    """

    tour: Tour
    catalog: Catalog
    network: Network

    @classmethod
    def of(cls, tour: Tour, catalog: Catalog, network: Network) -> Plan:
        """Plan a tour, its former ids brought up to date."""
        return cls(resolve(tour, catalog)[0], catalog, network)

    @cached_property
    def router(self) -> Router:
        """The ways of this tour's group."""
        tour = self.tour
        # lanes that a user has seen closed are no part of the tour, but nobody walks there either
        lanes = tuple(lane.id for lane in self.catalog.lanes if lane.closed)
        return Router(self.network, Walker(tour.pace_kmh, tour.needs, (*tour.closed, *lanes)))

    @cached_property
    def open_stops(self) -> tuple[int, ...]:
        """Indices of the stops that are not passed over."""
        return tuple(
            at
            for at, stop in enumerate(self.tour.stops)
            if not passed_over(stop.id, self.tour, self.catalog)
        )

    @cached_property
    def route(self) -> tuple[str, ...]:
        """Ids of all places one comes to: start, open stops, end."""
        stops = (self.tour.stops[at].id for at in self.open_stops)
        return tuple(each for each in (self.tour.start, *stops, self.tour.end) if each is not None)

    @cached_property
    def legs(self) -> tuple[Leg, ...]:
        """The legs between the places of the route, each with `from` and `to`."""
        rides = [self.tour.stops[at].ride for at in self.open_stops]
        if self.tour.end is not None:
            rides.append(self.tour.end_ride)
        if self.tour.start is None:
            rides = rides[1:]
        ends = zip(self.route, self.route[1:], strict=False)
        return tuple(
            {**self.leg(*pair, ride), "from": pair[0], "to": pair[1]}
            for pair, ride in zip(ends, rides, strict=False)
        )

    def leg(self, start: str, end: str, ride: Ride | None) -> Leg:
        """Return one leg: the ride where there is one, else the quickest walk or why there is none."""
        for place_id in (start, end):
            if self.catalog.get(place_id) is None:
                return {"ok": False, "mode": "walk", "reason": _reason("unknown-place", found=place_id)}
        if ride is not None:
            seconds = ride.minutes * 60
            line = [list(self._place(each).lon_lat) for each in (start, end)]
            times = {"walk_s": seconds, "low_s": seconds, "high_s": seconds}
            return {"ok": True, "mode": ride.mode, **times, "about": True, "line": line}
        try:
            return {**self.router.leg(start, end)}
        except MissingError:
            return {"ok": False, "mode": "walk", "reason": _reason("no-path")}

    @cached_property
    def timetable(self) -> Timetable:
        """When one is where."""
        return schedule(request_of(self))

    def itinerary(self) -> Itinerary:
        """Return the plan as plain JSON, as the command line prints it and exports take it."""
        tour, site, timed = self.tour, self.catalog.site, self.timetable
        return {
            "tour": tour.id,
            "name": dict(tour.name),
            "date": tour.date,
            "tz": tour.tz,
            "start": self._terminal(tour.start),
            "end": self._terminal(tour.end),
            "depart": _clock(timed["depart_s"]),
            "back_by": tour.back_by,
            "feasible": timed["feasible"],
            "data": {"version": site.version, "date": site.date},
            "stops": [
                self._stop(stop, times)
                for stop, times in zip(tour.stops, timed["stops"], strict=True)
                if self.catalog.get(stop.id) is not None
            ],
            "legs": [self._leg(leg) for leg in self.legs if self._is_known(leg)],
            "total": {
                "length_m": round(timed["length_m"], 1),
                "walk_min": _minutes(timed["walk_s"]),
                "ride_min": _minutes(timed["ride_s"]),
                "dwell_min": _minutes(timed["dwell_s"]),
                "end": _clock(timed["end_s"]),
                "slack_min": None if timed["slack_s"] is None else _minutes(timed["slack_s"]),
            },
            "attribution": list(
                dict.fromkeys(each.attribution for each in self.catalog.rights if each.asks_credit)
            ),
        }

    def _is_known(self, leg: Leg) -> bool:
        return all(self.catalog.get(leg[end]) is not None for end in ("from", "to"))

    def _place(self, place_id: str) -> Place:
        place = self.catalog.get(place_id)
        if place is None:
            raise MissingError("unknown-place", found=place_id)
        return place

    def _terminal(self, place_id: str | None) -> Terminal | None:
        place = None if place_id is None else self.catalog.get(place_id)
        if place is None:
            return None
        lon, lat = place.lon_lat
        return {"id": place.id, "name": _spoken(place, self.catalog), "lon": lon, "lat": lat}

    def _stop(self, stop: TourStop, timed: TimedStop) -> ItineraryStop:
        place = self._place(stop.id)
        lon, lat = place.lon_lat
        slack_s, dwell = timed["slack_s"], timed["dwell_s"]
        return {
            "id": place.id,
            "name": _spoken(place, self.catalog),
            "lon": lon,
            "lat": lat,
            "arrive": _clock(timed["arrive_s"]),
            "leave": _clock(timed["leave_s"]),
            "slack_min": None if slack_s is None else _minutes(slack_s),
            "dwell_min": _minutes(dwell["total"]),
            "problems": list(timed["breaks"]),
            "notes": dict(stop.notes),
        }

    def _leg(self, leg: Leg) -> ItineraryLeg:
        ok = bool(leg["ok"])
        length_m = leg.get("length_m")
        return {
            "from": leg["from"],
            "to": leg["to"],
            "mode": leg["mode"],
            "length_m": None if length_m is None else round(length_m, 1),
            "minutes": _minutes(leg["walk_s"]) if ok else None,
            "minutes_low": _minutes(leg["low_s"]) if ok else None,
            "minutes_high": _minutes(leg["high_s"]) if ok else None,
            "about": bool(leg.get("about", False)),
            "line": [list(position) for position in leg.get("line", [])],
            "directions": self._directions(leg),
            "unknown": {need: round(metres, 1) for need, metres in leg.get("unknown", {}).items()},
            "notes": list(leg.get("notes", [])) if ok else [leg["reason"]["code"]],
        }

    def _directions(self, leg: Leg) -> dict[str, list[str]]:
        ways = [way.plain() for way in self.network.ways]
        steps = directions(leg, ways, self._landmarks, to=leg["to"])
        return {
            code: worded(steps, code, {place.id: place.name(code) for place in self.catalog.places})
            for code in self.catalog.site.languages
        }

    @cached_property
    def _landmarks(self) -> list[NearPlace]:
        return [
            {
                "id": each.id,
                "kind": each.kind,
                "rank": each.rank,
                "lon": each.lon_lat[0],
                "lat": each.lon_lat[1],
            }
            for each in self.catalog.by(kind=LANDMARK_KINDS)
        ]


def passed_over(stop_id: str, tour: Tour, catalog: Catalog) -> bool:
    """Return whether a stop is closed, itself or by a place it lies within."""
    at, seen = stop_id, set[str]()
    while at and at not in seen:
        if at in tour.closed:
            return True
        seen.add(at)
        place = catalog.get(at)
        at = place.within if place is not None and place.within else ""
    return False


def stays_min(tour: Tour, catalog: Catalog) -> list[float]:
    """Return how many minutes one stays at each stop, breaks apart, as the timetable takes it."""
    stays = []
    for stop in tour.stops:
        dwell = dwell_of(_asked_dwell(stop, catalog), tour.group_size)
        # two decimals of a minute tell whole seconds apart
        stays.append(round((dwell["total"] - dwell["break"]) / 60, 2))
    return stays


def request_of(plan: Plan) -> Request:
    """Return what the timetable of a plan is worked out from."""
    tour, is_open = plan.tour, set(plan.open_stops)
    return {
        "depart_s": _seconds(tour.depart),
        "back_by_s": _back_by_s(tour),
        "group_size": tour.group_size,
        "stops": [_asked(stop, plan, is_closed=at not in is_open) for at, stop in enumerate(tour.stops)],
        "legs": plan.legs,  # type: ignore[typeddict-item]
        "start": tour.start is not None,
        "end": tour.end is not None,
        "skips": _skips(plan),  # type: ignore[typeddict-item]
    }


def _asked_dwell(stop: TourStop, catalog: Catalog) -> Stop:
    return {
        "id": stop.id,
        "dwell_min": stop.dwell_min,
        "words": _words(stop, catalog),
        "photo_min": stop.photo_min,
        "break_min": stop.break_min,
    }


def _asked(stop: TourStop, plan: Plan, *, is_closed: bool) -> Stop:
    place = plan.catalog.get(stop.id)
    return {
        **_asked_dwell(stop, plan.catalog),
        "open": None if stop.open is None else [_window(*window) for window in stop.open],
        "lock": stop.lock,
        "worth": LOWEST_RANK + 1 - (LOWEST_RANK if place is None else place.rank),
        "closed": is_closed,
    }


def _words(stop: TourStop, catalog: Catalog) -> int:
    codes = [*catalog.site.languages, *stop.notes]
    return len(next((stop.notes[code] for code in codes if code in stop.notes), "").split())


def _skips(plan: Plan) -> list[Leg | None]:
    """Return for each open stop the leg that passes it by; None at the ends of the route."""
    route, first = plan.route, int(plan.tour.start is not None)
    rides = [*(plan.tour.stops[at].ride for at in plan.open_stops), plan.tour.end_ride]
    found: list[Leg | None] = []
    for number in range(len(plan.open_stops)):
        before, after = number + first - 1, number + first + 1
        inside = before >= 0 and after < len(route)
        found.append(plan.leg(route[before], route[after], rides[number + 1]) if inside else None)
    return found


def optimised(plan: Plan, *, seed: int = 0, budget_s: float = 1.0) -> tuple[Tour, Order]:
    """
    Return the tour with its open stops in the best order, and that order.

    Locked stops keep their position among the open ones; those passed over keep theirs in the list. Opening
    hours count only if the tour departs at a time.

    Raises
    ------
    DataError
        If there is nothing to order, or no order gets to every stop.
    """
    tour, stops = plan.tour, [plan.tour.stops[at] for at in plan.open_stops]
    if len(stops) < 2:
        raise DataError("plan-nothing-to-order")
    for stop in stops:
        plan._place(stop.id)  # noqa: SLF001
    has_start, has_end = tour.start is not None, tour.end is not None
    dwell = [dwell_of(_asked(stop, plan, is_closed=False), tour.group_size) for stop in stops]
    ends_s = [0.0] * has_start, [0.0] * has_end
    try:
        order = best_order(
            _travel_s(plan, stops),
            start=0 if has_start else None,
            end=len(plan.route) - 1 if has_end else None,
            dwell_s=[*ends_s[0], *(float(each["total"]) for each in dwell), *ends_s[1]],
            windows_s=_windows(plan, stops, [each["total"] - each["break"] for each in dwell]),
            locked={at + has_start: at + has_start for at, stop in enumerate(stops) if stop.lock},
            seed=seed,
            budget_s=budget_s,
        )
    except DataError as error:
        if error.code != "order-no-way":
            raise
        names = [plan.route[other] for pair in error.values["pairs"] for other in pair]  # type: ignore[attr-defined]
        raise DataError("plan-no-way", stops=list(dict.fromkeys(names))) from error
    chosen = iter([stops[at - has_start] for at in order.order if 0 <= at - has_start < len(stops)])
    is_open = set(plan.open_stops)
    ordered = tuple(next(chosen) if at in is_open else stop for at, stop in enumerate(tour.stops))
    return replace(tour, stops=ordered), order


def _travel_s(plan: Plan, stops: Sequence[TourStop]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return seconds between all places of the route; one who arrives by a ride does so from everywhere."""
    seconds = plan.router.matrix(plan.route).seconds.copy()
    rides = [*([None] if plan.tour.start is not None else []), *(stop.ride for stop in stops)]
    rides += [plan.tour.end_ride] if plan.tour.end is not None else []
    for column, ride in enumerate(rides):
        if ride is not None:
            seconds[:, column] = ride.minutes * 60
    return seconds


def _windows(plan: Plan, stops: Sequence[TourStop], visit_s: Sequence[int]) -> list[Any] | None:
    """Return when each visit may begin, in seconds from departure; None where nothing limits them."""
    depart_s = _seconds(plan.tour.depart)
    if depart_s is None or not any(stop.open for stop in stops):
        return None
    found: list[Any] = []
    for stop, stay_s in zip(stops, visit_s, strict=True):
        windows = [_window(*window) for window in stop.open or ()]
        fitting = [(max(0, low - depart_s), high - stay_s - depart_s) for low, high in windows]
        # a visit longer than all opening hours is late whenever it begins
        fitting = [(low, high) for low, high in fitting if low <= high]
        found.append((fitting or [(-1, -1)]) if windows else None)
    return [*([None] if plan.tour.start is not None else []), *found] + (
        [None] if plan.tour.end is not None else []
    )


def itinerary_of(tour: str, catalog: Catalog, *, optimise: bool = False) -> Itinerary:
    """
    Plan a tour given by its id or its file.

    Parameters
    ----------
    tour
        Path of a tour's JSON file, or id of a tour, one's own or ready-made.
    catalog
        The places.
    optimise
        Whether to put the stops in the best order first.

    Raises
    ------
    DataError
        If the tour or the network cannot be read.
    MissingError
        If there is no such tour.
    """
    from backlot.walks.network import load_network

    plan = Plan.of(tour_named(tour), catalog, load_network(catalog))
    if optimise:
        plan = replace(plan, tour=optimised(plan)[0])
    return plan.itinerary()


def tour_named(name: str) -> Tour:
    """Return a tour by the path of its file or by its id. Raises as `itinerary_of`."""
    from backlot.settings import geodata_dir, home_dir
    from backlot.tours.load import load_tours, read_tour

    if name.endswith(".json") or "/" in name or "\\" in name:
        return read_tour(Path(name))
    found = load_tours(geodata_dir(), home_dir()).get(name)
    if found is None:
        raise MissingError("unknown-tour", id=name)
    return found


def _spoken(place: Place, catalog: Catalog) -> Texts:
    return {code: place.name(code) for code in catalog.site.languages}


def _reason(code: str, **values: object) -> dict[str, object]:
    return {"code": code, "values": values}


def _seconds(clock: str | None) -> int | None:
    if clock is None:
        return None
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def _window(opens: str, closes: str) -> tuple[int, int]:
    return _seconds(opens) or 0, _seconds(closes) or 0


def _back_by_s(tour: Tour) -> int | None:
    """Return when one must be back; a time before departure is on the next day."""
    depart_s, back_by_s = _seconds(tour.depart), _seconds(tour.back_by)
    if depart_s is None or back_by_s is None or back_by_s > depart_s:
        return back_by_s
    return back_by_s + 24 * 3600


def _clock(time_s: float | None) -> str | None:
    return None if time_s is None else clock_text(time_s)


def _minutes(seconds: float) -> float:
    return math.floor(seconds / 6 + 0.5) / 10
