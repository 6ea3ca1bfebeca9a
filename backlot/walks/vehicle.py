"""Order many stops with windows by PyVRP: one vehicle that leaves at once and should be done early."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pyvrp import Client, ClientGroup, ProblemData

    from backlot.walks.visits import Visits

__all__ = ["solved"]

# PyVRP counts in whole numbers
_PER_S = 1000
_FOREVER_S = 10.0**8


def solved(visits: Visits, *, rounds: int, seed: int) -> list[int]:
    """
    Return a good order; it may break windows if the search found none that fits.

    Parameters
    ----------
    visits
        The stops; only the first and the last position may be fixed.
    rounds
        Iterations of the search.
    seed
        Of the search.
    """
    from pyvrp import IteratedLocalSearchParams, SolveParams, solve
    from pyvrp.exceptions import PenaltyBoundWarning
    from pyvrp.search import NeighbourhoodParams
    from pyvrp.stop import MaxIterations

    params = SolveParams(
        ils=IteratedLocalSearchParams(history_length=100),
        neighbourhood=NeighbourhoodParams(num_neighbours=20),
    )
    data, stop_of = _problem(visits)
    with warnings.catch_warnings():
        # that no order may fit is ours to tell
        warnings.simplefilter("ignore", PenaltyBoundWarning)
        result = solve(data, MaxIterations(rounds), seed, collect_stats=False, display=False, params=params)
    routes = result.best.routes()
    found = [stop_of[visit.idx] for route in routes for visit in route if visit.is_client()]
    # a search cut short may have left some out
    found += [stop for stop in visits.free if stop not in found]
    first, last = visits.fixed.get(0), visits.fixed.get(visits.n - 1)
    return [*([] if first is None else [first]), *found, *([] if last is None else [last])]


def _problem(visits: Visits) -> tuple[ProblemData, list[int]]:
    """Return the problem, and the stop of each client: one client for each of its intervals."""
    from pyvrp import Depot, Location, ProblemData, VehicleType

    n = visits.n
    first, last = visits.fixed.get(0), visits.fixed.get(n - 1)
    left_s = 0.0 if first is None else visits.cost([first])[1]
    clients, stop_of, groups = _clients(visits)
    start = Depot(n if first is None else first)
    opens, closes = (0.0, math.inf) if last is None else _hull(visits, last)
    end = Depot(n if last is None else last, _up(opens), _down(closes))
    vehicle = VehicleType(
        start_depot=0,
        end_depot=1,
        tw_early=_up(left_s),
        start_late=_up(left_s),
        unit_distance_cost=0,
        unit_duration_cost=1,
    )
    legs = _legs(visits)
    data = ProblemData(
        [Location(0, 0)] * (n + 1), clients, [start, end], [vehicle], [np.zeros_like(legs)], [legs], groups
    )
    return data, stop_of


def _clients(visits: Visits) -> tuple[list[Client], list[int], list[ClientGroup]]:
    from pyvrp import Client, ClientGroup

    clients: list[Client] = []
    stop_of: list[int] = []
    groups: list[ClientGroup] = []
    for stop in visits.free:
        intervals = [
            (open_s, close_s)
            for open_s, close_s in zip(visits.opens_s[stop], visits.closes_s[stop], strict=True)
            if close_s >= max(0.0, open_s)
        ] or [(0.0, 0.0)]
        many = len(intervals) > 1
        if many:
            members = list(range(len(clients), len(clients) + len(intervals)))
            groups.append(ClientGroup(members))
        for open_s, close_s in intervals:
            stop_of.append(stop)
            clients.append(
                Client(
                    stop,
                    service_duration=_up(visits.dwell_s[stop]),
                    tw_early=_up(open_s),
                    tw_late=_down(close_s),
                    required=not many,
                    group=len(groups) - 1 if many else None,
                )
            )
    return clients, stop_of, groups


def _legs(visits: Visits) -> Any:
    """Return the ways in PyVRP's unit; the place after the last is where a free beginning or end lies."""
    n = visits.n
    travel = visits.travel_s
    finite = np.where(np.isfinite(travel), travel, 0)
    far = 1.0 + float(finite.max(axis=1).sum() + visits.dwell_s.sum())
    legs = np.zeros((n + 1, n + 1), dtype=np.int64)
    legs[:n, :n] = np.ceil(np.where(np.isfinite(travel), travel, far) * _PER_S)
    return legs


def _hull(visits: Visits, stop: int) -> tuple[float, float]:
    return float(visits.opens_s[stop].min()), float(visits.closes_s[stop].max())


def _up(seconds: float) -> int:
    return math.ceil(min(max(seconds, 0.0), _FOREVER_S) * _PER_S)


def _down(seconds: float) -> int:
    return math.floor(min(max(seconds, 0.0), _FOREVER_S) * _PER_S)
