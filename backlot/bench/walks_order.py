"""
Measure how long it takes to put stops in order, and how good the order is.

Instances come from a committed seed. Where an order is exact it is compared with that of another algorithm;
where it is searched, with the best value known, which `find_best_known` finds in long runs of two solvers
and keeps, with a hash of the instance, in `best_known.json`. Run this module to find them anew.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from backlot.bench.measure import Sample
from backlot.bench.report import Row
from backlot.walks.labels import best_labelled
from backlot.walks.order import Order, PickedStops, best_order, pick_stops
from backlot.walks.rearrange import placed, rearranged
from backlot.walks.visits import read_visits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyvrp import ProblemData

__all__ = ["BEST_KNOWN", "EXACT", "SEARCHED", "Instance", "find_best_known", "instance", "rows"]

BEST_KNOWN = Path(__file__).with_name("best_known.json")
SEED = 20_240
SIDE = "Backlot Map"
PLAIN, TIMED, PICK = "always open", "with windows and fixed ends", "worth in limited time"

EXACT = ((12, PLAIN, 5.0), (15, TIMED, 10.0), (18, TIMED, 60.0))
"""Stops, kind, and milliseconds not to exceed."""

SEARCHED = ((30, PLAIN, 0.2, 0.0), (100, PLAIN, 1.0, 0.5), (60, TIMED, 1.0, 0.0), (32, PICK, 1.0, 0.5))
"""Stops, kind, seconds not to exceed, and percent the value may be off the best known."""

WANTED_SECONDS, WANTED_SEEDS = 60.0, 5
"""How long and how often each solver should run for the best known values."""

_LIMIT_S = 9000.0
# PyVRP counts in whole numbers
_PER_S = 1000


@dataclass(frozen=True, slots=True)
class Instance:
    """Stops to order, or to choose from where they have a worth."""

    name: str
    travel_s: list[list[float]]
    dwell_s: list[float]
    windows_s: list[tuple[float, float] | None]
    start: int | None
    end: int | None
    worth: list[float] | None

    @property
    def hash(self) -> str:
        """Name of exactly these figures."""
        parts = [self.travel_s, self.dwell_s, self.windows_s, self.start, self.end, self.worth]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def order(self, *, seed: int = 0, budget_s: float = 1.0) -> Order:
        """Put the stops in order."""
        return best_order(
            self.travel_s,
            start=self.start,
            end=self.end,
            dwell_s=self.dwell_s,
            windows_s=self.windows_s,
            seed=seed,
            budget_s=budget_s,
        )

    def pick(self, *, seed: int = 0, budget_s: float = 1.0) -> PickedStops:
        """Choose the stops worth most."""
        return pick_stops(
            self.travel_s,
            self.worth or [],
            _LIMIT_S,
            start=self.start,
            end=self.end,
            dwell_s=self.dwell_s,
            windows_s=self.windows_s,
            seed=seed,
            budget_s=budget_s,
        )


class WrongOrderError(Exception):
    """An order that was to be timed is not right."""


def instance(n: int, kind: str) -> Instance:
    """
    Make an instance up: stops in a square of 1.5 km, ways a little longer than straight.

    Windows lie around a walk that goes to one of the nearest stops each time, so that some order fits.
    Stops that are always open take no time: it would be equal in every order, and hide how far off one is.

    Parameters
    ----------
    n
        How many stops.
    kind
        One of `PLAIN`, `TIMED` and `PICK`.
    """
    rng = np.random.default_rng([SEED, n])
    points = rng.uniform(0, 1500, (n, 2))
    straight = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    travel = np.round(straight * rng.uniform(1.0, 1.3, (n, n)))
    dwell = rng.integers(60, 600, n).astype(float) if kind != PLAIN else np.zeros(n)
    windows: list[tuple[float, float] | None] = [None] * n
    walk = _near_walk(travel, rng)
    if kind == TIMED:
        now = 0.0
        for before, stop in itertools.pairwise(walk):
            now = now + float(dwell[before] + travel[before, stop])
            # the last stops are always open, so that a shorter walk also ends earlier
            if rng.random() < 0.6 and stop not in walk[-n // 4 :]:
                width = float(rng.integers(1200, 3600))
                opens = 0.0 if rng.random() < 0.5 else max(0.0, round(now - width))
                windows[stop] = (opens, round(now + width / 2))
    ends = (None, None) if kind == PLAIN else (walk[0], walk[-1])
    worth = rng.integers(1, 11, n).astype(float).tolist() if kind == PICK else None
    return Instance(f"{n} stops, {kind}", travel.tolist(), dwell.tolist(), windows, ends[0], ends[1], worth)


def rows(repeats: int = 7) -> tuple[list[Row], list[str]]:
    """
    Time orders, after each was found right.

    Parameters
    ----------
    repeats
        How often each is timed, after one run that is not.

    Returns
    -------
    tuple[list[Row], list[str]]
        The figures, and what was not right and therefore not timed.
    """
    found: list[Row] = []
    failures: list[str] = []
    for n, kind, goal_ms in EXACT:
        made = instance(n, kind)
        try:
            found += _exact_rows(made, goal_ms, repeats)
        except WrongOrderError as error:
            failures.append(f"{made.name}: {error}")
    for n, kind, goal_s, goal_percent in SEARCHED:
        made = instance(n, kind)
        try:
            found += _searched_rows(made, goal_s, goal_percent, repeats)
        except WrongOrderError as error:
            failures.append(f"{made.name}: {error}")
    return found, failures


def find_best_known(
    *, seconds: float = WANTED_SECONDS, seeds: int = WANTED_SEEDS, path: Path = BEST_KNOWN
) -> dict[str, Any]:
    """
    Search long for the best value of each searched instance and keep it.

    Parameters
    ----------
    seconds
        How long each of the two solvers runs for each seed.
    seeds
        How many seeds.
    path
        Where to keep what was found; a better value of the same instance that is there already stays.
    """
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for n, kind, *_ in SEARCHED:
        made = instance(n, kind)
        runs = []
        for seed in range(1, seeds + 1):
            for name, solver in (("own search", _own), ("PyVRP", _pyvrp)):
                begun = time.perf_counter()
                value = solver(made, seed, seconds)
                taken = round(time.perf_counter() - begun, 1)
                runs.append({"solver": name, "seed": seed, "seconds": taken, "value": value})
        best = _better(made)(run["value"] for run in runs if run["value"] is not None)
        known = kept.get(made.name)
        if known and known["hash"] == made.hash:
            best = _better(made)([best, known["value"]])
        kept[made.name] = {
            "hash": made.hash,
            "value": best,
            "unit": _unit(made),
            "runs": runs,
            "wanted": {"seconds": WANTED_SECONDS, "seeds": WANTED_SEEDS},
            "as_long_as_wanted": seconds >= WANTED_SECONDS and seeds >= WANTED_SEEDS,
        }
        path.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return kept


# ---------------------------------------------------------------- timing


def _exact_rows(made: Instance, goal_ms: float, repeats: int) -> Iterator[Row]:
    order = made.order()
    _check(made, order)
    other, _ = best_labelled(_visits(made), late_s=0.0, end_s=order.end_s, by_travel=False)
    if not order.proved or other is None or _visits(made).cost(other)[1] != order.end_s:
        msg = f"it ends at {order.end_s:g} s, by another algorithm it does not"
        raise WrongOrderError(msg)
    times = [_seconds(made.order) * 1000 for _ in range(repeats)]
    yield Row("exact order", made.name, SIDE, "ms", Sample.of(times), goal=goal_ms, judged="median")


def _searched_rows(made: Instance, goal_s: float, goal_percent: float, repeats: int) -> Iterator[Row]:
    known = json.loads(BEST_KNOWN.read_text(encoding="utf-8")).get(made.name)
    if known is None or known["hash"] != made.hash:
        msg = "the best value is not known, for it is another instance now"
        raise WrongOrderError(msg)
    times, gaps = [], []
    for seed in range(repeats + 1):
        begun = time.perf_counter()
        if made.worth is None:
            order = made.order(seed=seed, budget_s=goal_s)
            value = order.end_s
        else:
            picked = made.pick(seed=seed, budget_s=goal_s)
            order, value = picked.plan, picked.worth
        taken = time.perf_counter() - begun
        _check(made, order)
        if seed:
            times.append(taken)
            gaps.append(
                abs(value - known["value"]) / known["value"] * 100 * _sign(made, value, known["value"])
            )
    what = "search for an order" if made.worth is None else "choice of stops"
    yield Row(what, made.name, SIDE, "s", Sample.of(times), goal=goal_s)
    yield Row(f"{what}, off the best known", made.name, SIDE, "%", Sample.of(gaps), goal=goal_percent)


def _sign(made: Instance, value: float, known: float) -> int:
    """Return 1 if a value is worse than the known one, -1 if it is better."""
    is_less = value < known
    return 1 if is_less == (made.worth is not None) else -1


def _seconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def _check(made: Instance, order: Order) -> None:
    """Go along an order and raise if it is not one that fits."""
    stops = list(order.order)
    complete = len(set(stops)) == len(stops) and (made.worth is not None or len(stops) == len(made.dwell_s))
    ends = (made.start in (None, stops[0])) and (made.end in (None, stops[-1]))
    now = 0.0
    for before, stop in zip([None, *stops], stops, strict=False):
        now += 0.0 if before is None else made.travel_s[before][stop]
        opens, closes = made.windows_s[stop] or (0.0, math.inf)
        complete = complete and now <= closes
        now = max(now, opens) + made.dwell_s[stop]
    if not (complete and ends and now == order.end_s and (made.worth is None or now <= _LIMIT_S)):
        msg = "the order does not fit, or does not end when it says"
        raise WrongOrderError(msg)


# ---------------------------------------------------------------- the instances and the two solvers


def _near_walk(travel: np.ndarray[Any, Any], rng: np.random.Generator) -> list[int]:
    walk, left = [0], set(range(1, len(travel)))
    while left:
        near = sorted(left, key=lambda stop: (travel[walk[-1], stop], stop))[:2]
        walk.append(near[int(rng.integers(len(near)))])
        left.remove(walk[-1])
    return walk


def _visits(made: Instance) -> Any:
    return read_visits(
        made.travel_s, start=made.start, end=made.end, dwell_s=made.dwell_s, windows_s=made.windows_s
    )


def _better(made: Instance) -> Callable[..., Any]:
    return min if made.worth is None else max


def _unit(made: Instance) -> str:
    return "s until the last stop is left" if made.worth is None else "worth"


def _own(made: Instance, seed: int, seconds: float) -> float | None:
    """Return the best value of our own moves, without PyVRP, over as many seeds as there is time for."""
    if made.worth is not None:
        # there is no chance in it: more walks go on each time
        return max(made.pick(budget_s=budget_s).worth for budget_s in (1.0, 2.0, 4.0, 8.0))
    until = time.perf_counter() + seconds
    values: list[float] = []
    turn = 0
    while not values or time.perf_counter() < until:
        again = seed * 1000 + turn
        if any(made.windows_s):
            visits = _visits(made)
            # what closes first comes first, more or less
            closes = [math.inf if window is None else window[1] for window in made.windows_s]
            noise = np.random.default_rng(again).uniform(0, 3000, visits.n)
            begin = np.argsort(np.minimum(closes, 15 * 3600.0) + noise).tolist()
            cost = visits.cost(rearranged(visits, placed(visits, begin), timings=400_000, seed=again))
            values.append(cost[1] if cost[0] == 0 else math.inf)
        else:
            values.append(made.order(seed=again, budget_s=2.0).end_s)
        turn += 1
    best = _better(made)(values)
    return float(best) if math.isfinite(best) else None


def _pyvrp(made: Instance, seed: int, seconds: float) -> float | None:
    """Return the best value of PyVRP alone, None if it found nothing that fits."""
    from pyvrp import solve
    from pyvrp.stop import MaxRuntime

    result = solve(_problem(made), MaxRuntime(seconds), seed, collect_stats=False, display=False)
    if not result.is_feasible():
        return None
    (route,) = result.best.routes()
    visits = _visits(made)
    stops = [_clients(made)[visit.idx] for visit in route if visit.is_client()]
    order = [stop for stop in (made.start, *stops, made.end) if stop is not None]
    if made.worth is not None:
        return float(sum(made.worth[stop] for stop in order))
    return float(visits.cost(order)[1])


def _clients(made: Instance) -> list[int]:
    return [stop for stop in range(len(made.dwell_s)) if stop not in (made.start, made.end)]


def _problem(made: Instance) -> ProblemData:
    """Return the instance in PyVRP's terms; the place after the last is where a free end lies."""
    from pyvrp import Client, Depot, Location, ProblemData, VehicleType

    n = len(made.dwell_s)
    legs: Any = np.zeros((n + 1, n + 1), dtype=np.int64)
    legs[:n, :n] = np.array(made.travel_s) * _PER_S
    begins = 0 if made.start is None else round(made.dwell_s[made.start] * _PER_S)
    last = 0 if made.end is None else round(made.dwell_s[made.end] * _PER_S)
    prizes = made.worth or [0.0] * n
    clients = []
    for stop in _clients(made):
        opens, closes = made.windows_s[stop] or (0.0, 1e8)
        clients.append(
            Client(
                stop,
                service_duration=round(made.dwell_s[stop] * _PER_S),
                tw_early=round(opens * _PER_S),
                tw_late=round(closes * _PER_S),
                # worth more than any detour costs
                prize=round(prizes[stop] * _LIMIT_S * _PER_S),
                required=made.worth is None,
            )
        )
    depots = [Depot(n if stop is None else stop) for stop in (made.start, made.end)]
    over = 10**11 if made.worth is None else round(_LIMIT_S * _PER_S) - last
    vehicle = VehicleType(
        start_depot=0,
        end_depot=1,
        tw_early=begins,
        start_late=begins,
        tw_late=over,
        unit_distance_cost=0,
        unit_duration_cost=1,
    )
    places = [Location(0, 0)] * (n + 1)
    return ProblemData(places, clients, depots, [vehicle], [np.zeros_like(legs)], [legs])


def _main() -> None:
    parser = argparse.ArgumentParser(
        description="Find the best known values of the benchmark of orders anew."
    )
    parser.add_argument(
        "--seconds", type=float, default=WANTED_SECONDS, help="for each solver and seed (default: 60)"
    )
    parser.add_argument("--seeds", type=int, default=WANTED_SEEDS, help="how many (default: 5)")
    args = parser.parse_args()
    find_best_known(seconds=args.seconds, seeds=args.seeds)


if __name__ == "__main__":
    _main()
