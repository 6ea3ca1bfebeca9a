"""The order of stops: as good as brute force, locks and ends kept, and plain words for what cannot be."""

from __future__ import annotations

import itertools
import json
import math
from functools import cache
from typing import Any

import numpy as np
import pytest

from backlot.bench import walks_order
from backlot.errors import DataError
from backlot.walks.order import Order, best_order

INSTANCES = 500


@cache
def _permutations(n: int) -> np.ndarray[Any, Any]:
    return np.array(list(itertools.permutations(range(n))))


def _start(windows: list[tuple[float, float]], arrive: float) -> float | None:
    """Return when service starts, None if it is too late."""
    starts = [max(arrive, opens) for opens, closes in windows if arrive <= closes]
    return min(starts) if starts else None


def _brute_force(case: dict[str, Any]) -> tuple[float, float, float]:
    """Return least lateness, then earliest end, then least travel, over every order with the locks kept."""
    travel, n = case["travel_s"], len(case["travel_s"])
    orders = _permutations(n)
    places = {**case["locked"]}
    places |= {case["start"]: 0} if case["start"] is not None else {}
    places |= {case["end"]: n - 1} if case["end"] is not None else {}
    for stop, position in places.items():
        orders = orders[orders[:, position] == stop]
    now, late, walked = (np.zeros(len(orders)) for _ in range(3))
    for position, stops in enumerate(orders.T):
        if position:
            leg = travel[orders[:, position - 1], stops]
            now, walked = now + leg, walked + leg
        begins = now.copy()
        for stop in range(n):
            here = stops == stop
            windows = case["windows_s"][stop]
            if windows is not None:
                given = [windows] if isinstance(windows, tuple) else windows
                # many orders arrive at the same moment
                for moment in np.unique(now[here]).tolist():
                    begin = _start(given, moment)
                    rows = here & (now == moment)
                    late[rows] += 0 if begin is not None else moment - max(closes for _, closes in given)
                    begins[rows] = moment if begin is None else begin
                now = np.where(here, begins, now)
            now[here] += case["dwell_s"][stop]
    return min(zip(late.tolist(), now.tolist(), walked.tolist(), strict=True))


def _case(seed: int) -> dict[str, Any]:
    """Return random arguments: asymmetric, a part with windows, locks, ends, and many ties."""
    rng = np.random.default_rng(seed)
    n = int(rng.choice([1, 2, 3, 4, 5, 6, 7, 8], p=[0.02, 0.05, 0.1, 0.2, 0.3, 0.2, 0.1, 0.03]))
    coarse = int(rng.choice([1, 50]))
    travel = rng.integers(1, 600 // coarse, size=(n, n)) * float(coarse)
    windows: list[Any] = [None] * n
    if rng.random() < 0.7:
        for stop in np.flatnonzero(rng.random(n) < 0.7).tolist():
            opens = rng.integers(0, 2000, size=int(rng.integers(1, 3))) // coarse * float(coarse)
            pairs = [(float(at), float(at + rng.choice([0, 100, 800]))) for at in opens]
            windows[stop] = pairs if len(pairs) > 1 else pairs[0]
    stops = [int(stop) for stop in rng.permutation(n)]
    positions = [int(position) for position in rng.permutation(n)]
    locked = dict(zip(stops[:2], positions[:2], strict=True)) if rng.random() < 0.4 else {}
    rest = [stop for stop in stops if stop not in locked]
    start = rest.pop() if rest and rng.random() < 0.4 and 0 not in locked.values() else None
    end = rest.pop() if rest and n > 1 and rng.random() < 0.4 and n - 1 not in locked.values() else None
    dwell = (rng.integers(0, 300, size=n) // coarse * float(coarse)).tolist()
    return {
        "travel_s": travel,
        "dwell_s": dwell,
        "windows_s": windows,
        "locked": locked,
        "start": start,
        "end": end,
    }


@cache
def _solved(seed: int) -> Order:
    return best_order(**_case(seed))


def _plain(seed: int, n: int) -> np.ndarray[Any, Any]:
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 1500, (n, 2))
    lengths = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    travel: np.ndarray[Any, Any] = np.round(lengths * rng.uniform(1, 1.3, (n, n)))
    return travel


def _check_times(order: Order, case: dict[str, Any]) -> None:
    """Go along the order again and compare what the result says."""
    now = 0.0
    for at, stop in enumerate(order.order):
        now += case["travel_s"][order.order[at - 1], stop] if at else 0.0
        assert now == order.arrive_s[at]
        windows = case["windows_s"][stop]
        given = [(-math.inf, math.inf)] if windows is None else windows
        begin = _start([given] if isinstance(given, tuple) else given, now)
        assert (begin is None) == (stop in order.late)
        now = now if begin is None else begin
        assert now == order.start_s[at]
        now += case["dwell_s"][stop]
        assert now == order.leave_s[at]
    assert now == order.end_s


@pytest.mark.parametrize("part", range(10))
def test_an_order_is_as_good_as_the_best_of_all(part: int) -> None:
    """In lateness, end and travel, on random stops with and without windows, locks and ends."""
    for seed in range(part, INSTANCES, 10):
        case = _case(seed)
        order = _solved(seed)
        assert _brute_force(case) == (order.late_s, order.end_s, order.travel_s), seed
        assert (order.late_s == 0, True, True) == (order.feasible, order.proved, order.late_proved), seed
        assert sorted(order.order) == list(range(len(case["dwell_s"])))
        _check_times(order, case)


def test_the_random_instances_are_of_every_kind() -> None:
    """Otherwise the comparison would say little."""
    cases = [_case(seed) for seed in range(INSTANCES)]
    late = sum(not _solved(seed).feasible for seed in range(INSTANCES))
    timed = sum(any(case["windows_s"]) for case in cases)
    assert 100 < late < timed < INSTANCES - 100
    assert all(100 < sum(case[key] is not None for case in cases) for key in ("start", "end"))
    assert 100 < sum(bool(case["locked"]) for case in cases)


@pytest.mark.parametrize("n", [20, 30, 40])
@pytest.mark.parametrize("with_windows", [False, True])
def test_locks_hold_where_the_order_is_only_searched(n: int, with_windows: bool) -> None:
    """Also beside fixed ends and windows."""
    rng = np.random.default_rng(n)
    windows = [(0.0, float(rng.integers(5_000, 60_000))) for _ in range(n)] if with_windows else None
    locked = {7: 3, 2: 9, 11: n - 4}
    order = best_order(
        _plain(n, n), start=5, end=1, dwell_s=[60.0] * n, windows_s=windows, locked=locked, budget_s=0.1
    )
    places = {**locked, 5: 0, 1: n - 1}
    assert places == {stop: order.order.index(stop) for stop in places}
    assert sorted(order.order) == list(range(n))


def test_many_locks_leave_the_rest_exact() -> None:
    """Forty stops, thirty in their places: the other ten are proved best."""
    travel = _plain(4, 40)
    locked = {stop: stop for stop in range(30)}
    order = best_order(travel, locked=locked)
    assert order.proved
    assert tuple(range(30)) == order.order[:30]


@pytest.mark.parametrize("locked", [None, {4: 6}])
@pytest.mark.parametrize("with_windows", [False, True])
def test_the_same_input_and_seed_give_the_same_order(
    locked: dict[int, int] | None, with_windows: bool
) -> None:
    """The search counts steps and looks at no clock."""
    windows = [(0.0, 30_000.0 + 500 * stop) for stop in range(22)] if with_windows else None
    one, other = (
        best_order(_plain(1, 22), locked=locked, windows_s=windows, seed=3, budget_s=0.1) for _ in range(2)
    )
    assert one == other


@pytest.mark.parametrize("n", [6, 18, 25])
def test_ends_stay_at_the_ends(n: int) -> None:
    """However far out of the way they are."""
    order = best_order(_plain(n, n), start=n - 1, end=2, budget_s=0.1)
    assert (n - 1, 2) == (order.order[0], order.order[-1])


def test_it_is_proved_that_eighteen_stops_do_not_fit() -> None:
    """Two stops close at the same moment, far apart: one must be late, and is named."""
    travel = np.full((18, 18), 300.0)
    windows: list[Any] = [None] * 18
    windows[4] = windows[9] = (1000.0, 1000.0)
    order = best_order(travel, start=0, end=17, windows_s=windows)
    assert (False, True, True, 300.0) == (order.feasible, order.proved, order.late_proved, order.late_s)
    assert 1 == len(order.late)
    assert set(order.late) < {4, 9}


def test_windows_are_met_by_waiting() -> None:
    """Both bounds belong to a window; of several, the next that is open counts."""
    order = best_order([[0, 10], [10, 0]], start=0, windows_s=[None, [(0, 5), (100, 100)]])
    assert (True, (0, 10), (0, 100), 100) == (order.feasible, order.arrive_s, order.start_s, order.end_s)


def test_a_pair_in_a_list_is_one_window() -> None:
    """As it comes from JSON."""
    assert best_order([[0.0]], windows_s=[[5, 9]]) == best_order([[0.0]], windows_s=[[[5, 9]]])


def test_sixty_stops_with_windows_fit_again() -> None:
    """Windows around a known walk leave at least that walk."""
    n = 60
    travel = _plain(8, n)
    known = best_order(travel, start=0, budget_s=0.1)
    windows: list[Any] = [None] * n
    for at, stop in enumerate(known.order):
        if at % 2:
            windows[stop] = (max(0.0, known.arrive_s[at] - 600), known.arrive_s[at] + 600)
    order = best_order(travel, start=0, windows_s=windows, budget_s=0.5)
    assert order.feasible
    assert order.end_s <= known.end_s * 1.02


def test_many_stops_that_cannot_fit_are_named() -> None:
    """Without a proof: the search did not see every order."""
    windows: list[Any] = [None] * 24
    windows[3] = windows[8] = (500.0, 500.0)
    order = best_order(np.full((24, 24), 100.0), windows_s=windows, budget_s=0.1)
    assert (False, False, 100.0) == (order.feasible, order.proved, order.late_s)
    assert set(order.late) < {3, 8}


def test_a_missing_way_is_gone_around() -> None:
    """As long as some order can."""
    inf = math.inf
    order = best_order([[0, inf, 1], [1, 0, 1], [1, 1, 0]], start=0)
    assert ((0, 2, 1), True) == (order.order, order.proved)


@pytest.mark.parametrize("n", [3, 24])
def test_a_stop_without_a_way_is_refused_by_name(n: int) -> None:
    """A few or many stops: the error tells between which the way is missing."""
    travel = _plain(n, n)
    travel[2, :] = travel[:, 2] = math.inf
    with pytest.raises(DataError) as caught:
        best_order(travel, budget_s=0.1)
    assert "order-no-way" == caught.value.code
    assert all(2 in pair for pair in caught.value.values["pairs"])  # type: ignore[attr-defined]


def test_one_stop_is_an_order() -> None:
    """Also if it is both start and end."""
    order = best_order([[0]], start=0, end=0, dwell_s=[60])
    assert ((0,), 60, 0, True) == (order.order, order.end_s, order.travel_s, order.proved)


def test_the_best_values_known_are_of_the_instances_measured() -> None:
    """Another version of the generator of random numbers would be noticed."""
    known = json.loads(walks_order.BEST_KNOWN.read_text(encoding="utf-8"))
    made = [walks_order.instance(n, kind) for n, kind, *_ in walks_order.SEARCHED]
    assert {one.name: one.hash for one in made} == {name: kept["hash"] for name, kept in known.items()}


SQUARE = [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("order-empty", {"travel_s": []}),
        ("order-not-square", {"travel_s": [[0, 1]]}),
        ("order-not-square", {"travel_s": [1, 2]}),
        ("order-not-numbers", {"travel_s": [[0, 1], [1]]}),
        ("order-not-numbers", {"travel_s": [["a"]]}),
        ("order-not-a-time", {"travel_s": [[0, math.nan], [1, 0]]}),
        ("order-negative", {"travel_s": [[0, -1], [1, 0]]}),
        ("order-negative", {"travel_s": [[0, -math.inf], [1, 0]]}),
        ("order-no-way", {"travel_s": [[0, math.inf], [math.inf, 0]]}),
        ("order-start-is-end", {"start": 1, "end": 1}),
        ("order-unknown-stop", {"start": 2}),
        ("order-unknown-stop", {"end": -1}),
        ("order-unknown-stop", {"locked": {5: 0}}),
        ("order-no-such-position", {"locked": {0: 2}}),
        ("order-position-taken", {"locked": {0: 1, 1: 1}}),
        ("order-two-positions", {"start": 0, "locked": {0: 1}}),
        ("order-wrong-length", {"dwell_s": [1]}),
        ("order-bad-figure", {"dwell_s": [1, -1]}),
        ("order-bad-figure", {"dwell_s": [1, math.nan]}),
        ("order-wrong-length", {"windows_s": [None]}),
        ("order-bad-window", {"windows_s": [None, (9, 5)]}),
        ("order-bad-window", {"windows_s": [None, (math.nan, 5)]}),
        ("order-bad-window", {"windows_s": [None, [(1, 2, 3)]]}),
        ("order-never-open", {"windows_s": [None, []]}),
        ("order-bad-budget", {"budget_s": 0}),
    ],
)
def test_what_cannot_be_is_refused(code: str, arguments: dict[str, Any]) -> None:
    """Before anything is searched, each for its own reason."""
    with pytest.raises(DataError) as caught:
        best_order(**{"travel_s": SQUARE, **arguments})
    assert code == caught.value.code
