"""
Put stops in the best order, and choose which to keep when time is short.

Time counts from departure: the first stop is reached at 0 s. Waiting is allowed. What the figures promise
is said by the result itself: `Order.proved` is True only where every order was considered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from backlot.errors import DataError
from backlot.walks.circuit import shortest_path
from backlot.walks.labels import best_labelled
from backlot.walks.pick import pick_all, pick_by_growing
from backlot.walks.rearrange import descended, placed, rearranged
from backlot.walks.subsets import earliest_order
from backlot.walks.visits import read_visits, seconds_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import ArrayLike

    from backlot.walks.visits import Visits, Windows

__all__ = [
    "EXACT_PICK_UP_TO",
    "EXACT_UP_TO",
    "TRAVEL_TIES_UP_TO",
    "Order",
    "PickedStops",
    "best_order",
    "pick_stops",
]

EXACT_UP_TO = 18
"""So many stops without a fixed position are ordered exactly."""

TRAVEL_TIES_UP_TO = 10
"""Among so many, less travel decides exactly between orders that end at the same time."""

EXACT_PICK_UP_TO = 15
"""From so many stops that may be dropped or kept, the choice is exact."""

# work for a second of budget, set so that one core of a 2.5 GHz server needs somewhat less; never a clock,
# for the same input has to give the same answer on a busy machine too
_CIRCUIT_ROUNDS_PER_S = 60_000
_TIMED_STOPS_PER_S = 6_000_000
_VEHICLE_ROUNDS_PER_S = 30_000
_WALKS_PER_S = 40_000


@dataclass(frozen=True, slots=True)
class Order:
    """
    An order of stops and its times, in seconds from departure.

    Parameters
    ----------
    order
        All stops, by their index in the matrix.
    arrive_s, start_s, leave_s
        When each stop is reached, when service starts, and when it is left, in this order.
    end_s
        When the last stop is left.
    travel_s
        Time under way in all.
    feasible
        Whether service starts inside a window at every stop.
    proved
        Whether it is proved that no order ends earlier or, if not feasible, that none fits.
    late_s
        How late the stops are in all, 0 if feasible.
    late
        The stops that are late: they break the order.
    late_proved
        Whether it is proved that no order is less late in all.
    """

    order: tuple[int, ...]
    arrive_s: tuple[float, ...]
    start_s: tuple[float, ...]
    leave_s: tuple[float, ...]
    end_s: float
    travel_s: float
    feasible: bool
    proved: bool
    late_s: float
    late: tuple[int, ...]
    late_proved: bool


@dataclass(frozen=True, slots=True)
class PickedStops:
    """
    Which stops to keep.

    Parameters
    ----------
    plan
        The stops kept, in their order, with times.
    dropped
        The other stops, in rising order.
    worth
        What the kept ones are worth together.
    feasible
        Whether the plan ends in time; if not, it holds only what had to be kept.
    proved
        Whether it is proved that no choice is worth more, or that nothing fits.
    """

    plan: Order
    dropped: tuple[int, ...]
    worth: float
    feasible: bool
    proved: bool


def best_order(
    travel_s: ArrayLike,
    *,
    start: int | None = None,
    end: int | None = None,
    dwell_s: Sequence[float] | None = None,
    windows_s: Windows | None = None,
    locked: Mapping[int, int] | None = None,
    seed: int = 0,
    budget_s: float = 1.0,
) -> Order:
    """
    Return the order of all stops that leaves the last one earliest; less travel decides between equals.

    Up to `EXACT_UP_TO` stops without a fixed position are ordered exactly, infeasibility included. If no
    order fits, the result is the order of least total lateness, among equals the one that ends first. The
    work is counted in steps, not by a clock: the same input and seed always give the same answer.

    Parameters
    ----------
    travel_s
        Seconds from each stop (row) to each other (column); need not be symmetric, the diagonal is not
        read. inf means that there is no way; it is allowed where the order can do without.
    start, end
        Stops that come first and last. For a round trip give the place twice, as two rows.
    dwell_s
        Seconds each stop takes; 0 if not given.
    windows_s
        For each stop when service may start, in seconds from departure: None for always, a pair (open,
        close), or a list of such pairs for several intervals; both bounds belong to it, and may be
        infinite.
    locked
        Position, counted from 0, that a stop keeps.
    seed
        Of the search where it is not exact.
    budget_s
        About how long the search may take where it is not exact.

    Raises
    ------
    DataError
        If an argument cannot be, or no order gets to every stop because ways are missing.
    """
    visits = read_visits(
        travel_s, start=start, end=end, dwell_s=dwell_s, windows_s=windows_s, locked=locked
    )
    if not 0 < budget_s < np.inf:
        raise DataError("order-bad-budget", found=budget_s)
    if len(visits.free) <= EXACT_UP_TO:
        return _exact_order(visits, seed, budget_s)
    order = _searched_order(visits, seed, budget_s)
    if np.isinf(visits.cost(order)[0]):
        raise _no_way(visits, order)
    return _timed(visits, order, proved=False, late_proved=visits.cost(order)[0] == 0)


def pick_stops(
    travel_s: ArrayLike,
    worth: Sequence[float],
    limit_s: float,
    *,
    start: int | None = None,
    end: int | None = None,
    dwell_s: Sequence[float] | None = None,
    windows_s: Windows | None = None,
    keep: Iterable[int] = (),
    seed: int = 0,
    budget_s: float = 1.0,
) -> PickedStops:
    """
    Return which stops to keep so that the last is left in time and they are worth most.

    Among choices of equal worth the one that is done first is taken. Up to `EXACT_PICK_UP_TO` stops that
    may be dropped, the choice is exact.

    Parameters
    ----------
    travel_s, start, end, dwell_s, windows_s, seed, budget_s
        As for `best_order`; a start and an end are always kept.
    worth
        What each stop is worth, 0 or more.
    limit_s
        Seconds from departure by which the last stop must be left.
    keep
        Stops that must be kept.

    Raises
    ------
    DataError
        If an argument cannot be, or no order gets to every stop that must be kept.
    """
    visits = read_visits(travel_s, start=start, end=end, dwell_s=dwell_s, windows_s=windows_s)
    values = seconds_of("worth", worth, visits.n)
    must = _kept(visits, keep)
    if not 0 <= limit_s < np.inf:
        raise DataError("order-bad-limit", found=limit_s)
    if not 0 < budget_s < np.inf:
        raise DataError("order-bad-budget", found=budget_s)
    free_must = must - set(visits.fixed.values())
    if len(visits.free) <= EXACT_PICK_UP_TO:
        found, proved = pick_all(visits, values, limit_s, free_must), True
    else:
        width = max(50, int(_WALKS_PER_S * budget_s / visits.n))
        found, proved = pick_by_growing(visits, values, limit_s, free_must, width=width)
    stops = sorted(must if found is None else found.stops)
    plan = _part(visits, stops, seed, budget_s)
    return PickedStops(
        plan=plan,
        dropped=tuple(stop for stop in range(visits.n) if stop not in set(stops)),
        worth=float(values[stops].sum()),
        feasible=plan.feasible and plan.end_s <= limit_s,
        proved=proved,
    )


def _exact_order(visits: Visits, seed: int, budget_s: float) -> Order:
    order = earliest_order(visits)
    if order is not None:
        return _timed(visits, _less_travel(visits, order, seed, budget_s), proved=True, late_proved=True)
    _check_ways(visits)
    order, exact = _least_late(visits, seed, budget_s)
    return _timed(visits, order, proved=True, late_proved=exact)


def _least_late(visits: Visits, seed: int, budget_s: float) -> tuple[list[int], bool]:
    """Return the order of least lateness, and whether it is proved to be."""
    few = len(visits.free) <= TRAVEL_TIES_UP_TO
    # the better the order at hand, the fewer others need a look
    timings = 1 if few else _timings(visits, budget_s / 10)
    order = rearranged(visits, placed(visits, range(visits.n)), timings=timings, seed=seed)
    found, exact = best_labelled(visits, late_s=visits.cost(order)[0], by_travel=False)
    order = min(order, found or order, key=visits.cost)
    if few:
        late_s, end_s, _ = visits.cost(order)
        found, _ = best_labelled(visits, late_s=late_s, end_s=end_s, by_travel=True)
    return min(order, found or order, key=visits.cost), exact


def _less_travel(visits: Visits, order: list[int], seed: int, budget_s: float) -> list[int]:
    """Return an order that ends at the same time with no more travel, exactly the least for few stops."""
    if not visits.has_windows:
        # nobody waits, so that the end tells the travel
        return order
    if len(visits.free) <= TRAVEL_TIES_UP_TO:
        found, _ = best_labelled(visits, late_s=0.0, end_s=visits.cost(order)[1], by_travel=True)
        return order if found is None else found
    return descended(visits, order, timings=_timings(visits, min(budget_s, 0.01)), seed=seed)


def _searched_order(visits: Visits, seed: int, budget_s: float) -> list[int]:
    """Return a good order, found by the search that suits the stops."""
    from backlot.walks import vehicle

    n = visits.n
    is_plain = not set(visits.fixed) - {0, n - 1}
    order = _circuit(visits, seed, budget_s if is_plain and not visits.has_windows else budget_s / 10)
    if is_plain and not visits.has_windows:
        return order
    order = placed(visits, order)
    if is_plain:
        rounds = max(20, int(_VEHICLE_ROUNDS_PER_S * budget_s / n))
        found = vehicle.solved(visits, rounds=rounds, seed=seed)
        order = min(order, found, key=visits.cost)
    share = 0.2 if is_plain else 0.9
    return rearranged(visits, order, timings=_timings(visits, budget_s * share), seed=seed)


def _circuit(visits: Visits, seed: int, budget_s: float) -> list[int]:
    first, last = visits.fixed.get(0), visits.fixed.get(visits.n - 1)
    ends = {first, last}
    stops = [*([] if first is None else [first]), *(stop for stop in range(visits.n) if stop not in ends)]
    stops += [] if last is None else [last]
    rounds = max(10, int(_CIRCUIT_ROUNDS_PER_S * budget_s / visits.n))
    found = shortest_path(
        visits.travel_s[np.ix_(stops, stops)],
        is_first=first is not None,
        is_last=last is not None,
        rounds=rounds,
        seed=seed,
    )
    return [stops[at] for at in found]


def _timings(visits: Visits, budget_s: float) -> int:
    return max(1, int(_TIMED_STOPS_PER_S * budget_s / visits.n))


def _check_ways(visits: Visits) -> None:
    """Raise if every order has a leg without a way."""
    if not np.isinf(visits.travel_s).any():
        return
    open_always = visits.without_windows()
    if earliest_order(open_always) is None:
        missing = np.isinf(visits.travel_s).astype(np.float64)
        fewest = earliest_order(replace(open_always, travel_s=missing))
        raise _no_way(visits, fewest or list(range(visits.n)))


def _no_way(visits: Visits, order: Sequence[int]) -> DataError:
    """Return the error that names the legs of an order that have no way."""
    pairs = [(one, other) for one, other in pairwise(order) if np.isinf(visits.travel_s[one, other])]
    return DataError("order-no-way", legs=[f"{one} → {other}" for one, other in pairs], pairs=pairs)


def _timed(visits: Visits, order: Sequence[int], *, proved: bool, late_proved: bool) -> Order:
    """Return an order with its times; a stop that is late starts on arrival."""
    arrive, start, leave, late = [], [], [], []
    now = 0.0
    for before, stop in zip([None, *order], order, strict=False):
        now += 0.0 if before is None else float(visits.travel_s[before, stop])
        arrive.append(now)
        begin = float(visits.start_s(np.array([stop]), np.array([now]))[0])
        if begin == np.inf:
            late.append(stop)
            begin = now
        start.append(begin)
        now = begin + float(visits.dwell_s[stop])
        leave.append(now)
    late_s, end_s, travel_s = visits.cost(order)
    return Order(
        order=tuple(order),
        arrive_s=tuple(arrive),
        start_s=tuple(start),
        leave_s=tuple(leave),
        end_s=end_s,
        travel_s=travel_s,
        feasible=not late,
        proved=proved,
        late_s=late_s,
        late=tuple(late),
        late_proved=late_proved,
    )


def _part(visits: Visits, stops: list[int], seed: int, budget_s: float) -> Order:
    """Return the best order of some of the stops, by their index among all."""
    if not stops:
        return Order((), (), (), (), 0.0, 0.0, True, True, 0.0, (), True)
    first, last = visits.fixed.get(0), visits.fixed.get(visits.n - 1)
    windows = [
        [
            (a, b)
            for a, b in zip(visits.opens_s[stop].tolist(), visits.closes_s[stop].tolist(), strict=True)
            if a <= b
        ]
        for stop in stops
    ]
    plan = best_order(
        visits.travel_s[np.ix_(stops, stops)],
        start=None if first is None else stops.index(first),
        end=None if last is None or visits.n == 1 else stops.index(last),
        dwell_s=visits.dwell_s[stops].tolist(),
        windows_s=windows,
        seed=seed,
        budget_s=budget_s,
    )
    order, late = (tuple(stops[at] for at in which) for which in (plan.order, plan.late))
    return replace(plan, order=order, late=late)


def _kept(visits: Visits, keep: Iterable[int]) -> set[int]:
    must = set(keep)
    for stop in must:
        if stop not in range(visits.n):
            raise DataError("order-unknown-stop", found=stop, last=visits.n - 1)
    return {int(stop) for stop in must} | set(visits.fixed.values())
