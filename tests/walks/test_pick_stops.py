"""Which stops to keep when time is short: worth as much as brute force finds."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

from backlot.errors import DataError
from backlot.walks import order as orders
from backlot.walks.order import best_order, pick_stops


def _case(seed: int, n: int) -> dict[str, Any]:
    """Return random arguments: asymmetric, a part with windows, ends and stops to keep."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 1000, (n, 2))
    travel = np.round(
        np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) * rng.uniform(1, 1.4, (n, n))
    )
    windows: list[Any] = [None] * n
    if rng.random() < 0.5:
        for stop in np.flatnonzero(rng.random(n) < 0.4).tolist():
            opens = float(rng.integers(0, 2000))
            windows[stop] = (opens, opens + 900)
    start = 0 if rng.random() < 0.5 else None
    end = n - 1 if n > 1 and rng.random() < 0.5 else None
    return {
        "travel_s": travel,
        "worth": rng.integers(0, 10, size=n).astype(float).tolist(),
        "limit_s": float(rng.integers(300, 4000)),
        "start": start,
        "end": end,
        "dwell_s": rng.integers(0, 400, size=n).astype(float).tolist(),
        "windows_s": windows,
        "keep": [n // 2] if rng.random() < 0.4 else [],
    }


def _brute_force(case: dict[str, Any]) -> tuple[float, float] | None:
    """Return the most worth that fits and how early that can be done, None if nothing fits."""
    n = len(case["worth"])
    must = {*case["keep"], *(stop for stop in (case["start"], case["end"]) if stop is not None)}
    found: list[tuple[float, float]] = []
    for size in range(n + 1):
        for stops in itertools.combinations(range(n), size):
            if not must <= set(stops):
                continue
            end_s = _earliest_end(case, stops)
            if end_s <= case["limit_s"]:
                found.append((-sum(case["worth"][stop] for stop in stops), end_s))
    if not found:
        return None
    worth, end_s = min(found)
    return -worth, end_s


def _earliest_end(case: dict[str, Any], stops: tuple[int, ...]) -> float:
    """Return when the last of some stops can be left, over all their orders; inf if none fits."""
    best = math.inf if stops else 0.0
    for order in itertools.permutations(stops):
        if case["start"] is not None and order[0] != case["start"]:
            continue
        if case["end"] is not None and order[-1] != case["end"]:
            continue
        now = 0.0
        for before, stop in zip((None, *order), order, strict=False):
            now += 0.0 if before is None else case["travel_s"][before, stop]
            opens, closes = case["windows_s"][stop] or (0.0, math.inf)
            now = max(now, opens) + case["dwell_s"][stop] if now <= closes else math.inf
        best = min(best, now)
    return best


@pytest.mark.parametrize("growing", [False, True])
def test_what_is_kept_is_worth_as_much_as_the_best_choice(
    growing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over all subsets, and as walks grow; of equal worth what is done first."""
    if growing:
        monkeypatch.setattr(orders, "EXACT_PICK_UP_TO", -1)
    for seed in range(120):
        case = _case(seed, 1 + seed % 6)
        expected = _brute_force(case)
        found = pick_stops(**case)
        assert (expected is not None, True) == (found.feasible, found.proved), seed
        if expected is not None:
            assert expected == (found.worth, found.plan.end_s), seed
            assert set(case["keep"]) <= set(found.plan.order)
            assert sorted([*found.plan.order, *found.dropped]) == list(range(len(case["worth"])))


def test_fifteen_stops_that_may_be_dropped_are_chosen_exactly() -> None:
    """Growing walks find no better choice, and no worse one."""
    case = _case(6, 17) | {"start": 0, "end": 16, "keep": []}
    exact = pick_stops(**case)
    assert exact.proved
    assert 0 < len(exact.dropped) < 15
    assert exact.plan.end_s <= case["limit_s"]


def test_growing_walks_agree_with_all_subsets(monkeypatch: pytest.MonkeyPatch) -> None:
    """On twelve stops."""
    for seed in range(8):
        case = _case(seed, 12)
        exact = pick_stops(**case)
        with monkeypatch.context() as patch:
            patch.setattr(orders, "EXACT_PICK_UP_TO", -1)
            assert exact.worth == pick_stops(**case).worth


def test_many_stops_are_chosen_alike_every_time() -> None:
    """By steps, not by a clock; ends and what must be kept are in."""
    case = _case(3, 32) | {"start": 0, "end": 31, "keep": [7], "windows_s": None, "limit_s": 6000.0}
    one, other = (pick_stops(**case, budget_s=0.1) for _ in range(2))
    assert one == other
    assert one.feasible
    assert (0, 31) == (one.plan.order[0], one.plan.order[-1])
    assert 7 in one.plan.order


def test_with_time_for_all_nothing_is_dropped() -> None:
    """The plan is then the best order of all stops."""
    case = _case(1, 8) | {"limit_s": 1e6, "windows_s": None, "worth": [1.0] * 8}
    found = pick_stops(**case)
    assert ((), True) == (found.dropped, found.feasible)
    expected = best_order(case["travel_s"], start=case["start"], end=case["end"], dwell_s=case["dwell_s"])
    assert expected.end_s == found.plan.end_s


def test_what_must_be_kept_and_does_not_fit_is_told() -> None:
    """The plan holds just that, and ends too late."""
    found = pick_stops([[0, 900], [900, 0]], [1, 1], 600, keep=[0, 1])
    assert (False, True, 900) == (found.feasible, found.proved, found.plan.end_s)


def test_without_time_nothing_is_kept() -> None:
    """An empty plan is done at once."""
    found = pick_stops([[0]], [5], 0, dwell_s=[60])
    assert ((), (0,), 0, True) == (found.plan.order, found.dropped, found.worth, found.feasible)


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("order-wrong-length", {"worth": [1]}),
        ("order-bad-figure", {"worth": [1, -1]}),
        ("order-bad-limit", {"limit_s": -1}),
        ("order-bad-limit", {"limit_s": math.nan}),
        ("order-unknown-stop", {"keep": [2]}),
        ("order-start-is-end", {"start": 0, "end": 0}),
        ("order-bad-budget", {"budget_s": math.inf}),
    ],
)
def test_what_cannot_be_is_refused(code: str, arguments: dict[str, Any]) -> None:
    """Each for its own reason."""
    with pytest.raises(DataError) as caught:
        pick_stops(**{"travel_s": [[0, 1], [1, 0]], "worth": [1, 1], "limit_s": 9, **arguments})
    assert code == caught.value.code
