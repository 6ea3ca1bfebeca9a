"""Timetables: the cases shared with the viewer, and what holds for any plan."""

from __future__ import annotations

import json
import random
import subprocess
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlot.walks.timetable import ACTIONS, BREAKS, clock_text, dwell_of, schedule
from tests.support import tools

ROOT = Path(__file__).parents[2]
SHARED: dict[str, Any] = json.loads((ROOT / "tests" / "cases" / "timetable.json").read_text("utf-8"))

IN_NODE = """
import { readFileSync } from "node:fs";
import { schedule } from "./backlot/viewer/assets/timetable.js";
const requests = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(requests.map(schedule)));
"""


def _request(case: dict[str, Any]) -> Any:
    """Return a case's request with its legs in place of their names."""
    request = deepcopy(case["request"])
    for key in ("legs", "skips"):
        if key in request:
            request[key] = [name and SHARED["legs"][name] for name in request[key]]
    return request


def _like(expected: Any, found: Any) -> Any:
    """Return what of `found` the case speaks of."""
    if isinstance(expected, list):
        assert len(expected) == len(found)
        return [_like(*pair) for pair in zip(expected, found, strict=True)]
    if isinstance(expected, dict):
        return {key: _like(expected[key], found[key]) for key in expected}
    return found


@st.composite
def legs(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a leg that is there, with seconds that are not always whole."""
    low, more, most = (draw(st.integers(0, 3600)) / 2 for _ in range(3))
    return {"ok": True, "mode": "walk", "low_s": low, "walk_s": low + more, "high_s": low + more + most}


@st.composite
def windows(draw: st.DrawFn) -> list[list[int]] | None:
    """Draw up to three windows of a day, or none."""
    if draw(st.booleans()):
        return None
    edges = draw(st.lists(st.integers(0, 86_400), min_size=1, max_size=3))
    return [[edge, edge + draw(st.integers(0, 20_000))] for edge in edges]


@st.composite
def plans(draw: st.DrawFn, *, depart: bool = True) -> dict[str, Any]:
    """Draw a plan of up to five stops, all of which can be reached."""
    stops = [
        {
            "id": f"s{at}",
            "dwell_min": draw(st.none() | st.integers(0, 60)),
            "words": draw(st.integers(0, 400)),
            "photo_min": draw(st.none() | st.integers(0, 10)),
            "break_min": draw(st.sampled_from([0, 0, 10, 12.5])),
            "open": draw(windows()),
            "lock": draw(st.booleans()),
            "worth": draw(st.sampled_from([0, 0.5, 1, 1, 3])),
            "closed": draw(st.sampled_from([False, False, False, True])),
        }
        for at in range(draw(st.integers(0, 5)))
    ]
    start, end = draw(st.booleans()), draw(st.booleans())
    visited = sum(not stop["closed"] for stop in stops)
    count = max(0, visited - 1 + start + end)
    return {
        "depart_s": draw(st.integers(0, 80_000)) if depart else None,
        "back_by_s": draw(st.none() | st.integers(0, 100_000)),
        "group_size": draw(st.integers(1, 30)),
        "stops": stops,
        "legs": draw(st.lists(legs(), min_size=count, max_size=count)),
        "start": start,
        "end": end,
        "skips": draw(st.none() | st.lists(st.none() | legs(), min_size=visited, max_size=visited)),
    }


@pytest.mark.parametrize("case", SHARED["cases"], ids=lambda case: case["name"].replace(" ", "-"))
def test_a_plan_is_timed_as_worked_out_by_hand(case: dict[str, Any]) -> None:
    """Each shared case gives its figures, as in the viewer."""
    assert case["expect"] == _like(case["expect"], schedule(_request(case)))


@pytest.mark.parametrize(("time_s", "text"), SHARED["clocks"])
def test_a_clock_shows_the_nearest_minute_of_the_day(time_s: float, text: str) -> None:
    """Half a minute is the next one; after midnight it begins again."""
    assert text == clock_text(time_s)


def test_a_stay_is_told_without_a_plan() -> None:
    """By what it is for."""
    stay = {"talk": 60, "photo": 60, "gather": 60, "set": 0, "break": 0, "total": 180}
    assert stay == dwell_of({"id": "a", "words": 115, "photo_min": 1}, 10)


@pytest.mark.parametrize("count", [0, 2])
def test_too_few_or_too_many_legs_are_refused(count: int) -> None:
    """A plan that does not hang together is a mistake of the program."""
    leg = SHARED["legs"]["five"]
    with pytest.raises(ValueError, match="2 open stops need 1 legs"):
        schedule({"depart_s": 0, "stops": [{"id": "a"}, {"id": "b"}], "legs": [leg] * count})


@given(plans(), st.integers(1, 20_000))
def test_departing_later_never_arrives_earlier(plan: Any, later_s: int) -> None:
    """Waiting for opening hours takes nothing back."""
    early, late = schedule(plan), schedule({**plan, "depart_s": plan["depart_s"] + later_s})
    for one, other in zip(early["stops"], late["stops"], strict=True):
        if one["arrive_s"] is not None:
            assert one["arrive_s"] <= other["arrive_s"]  # type: ignore[operator]
            assert one["leave_s"] <= other["leave_s"]  # type: ignore[operator]
    assert early["end_s"] <= late["end_s"]


@given(plans())
def test_low_middle_and_high_are_in_order(plan: Any) -> None:
    """A range has its middle inside, and parts add up."""
    times = schedule(plan)
    assert times["end_low_s"] <= times["end_s"] <= times["end_high_s"]
    spent = times["walk_s"] + times["ride_s"] + times["wait_s"] + times["dwell_s"]
    assert plan["depart_s"] + spent == times["end_s"]


@given(plans())
def test_a_stop_may_be_left_by_its_slack_later_and_not_by_a_second_more(plan: Any) -> None:
    """Slack is exact: with every leg at its upper bound the rest is kept, and a second later it is not."""
    times = schedule(plan)
    visits = [stop for stop in times["stops"] if "closed" not in stop["breaks"]]
    for at, stop in enumerate(visits):
        if stop["slack_s"] is None or stop["leave_high_s"] is None:
            continue
        assert stop["latest_s"] == stop["leave_high_s"] + stop["slack_s"]
        latest = stop["leave_high_s"] + stop["slack_s"]
        assert _is_kept(plan, at, latest)
        assert not _is_kept(plan, at, latest + 1) or _is_closed_at(plan, at, stop, latest + 1)


@given(plans())
def test_a_plan_is_feasible_exactly_if_no_slack_is_negative_and_no_hours_are_missed(plan: Any) -> None:
    """What is red on the screen is what breaks the promise."""
    times = schedule(plan)
    slacks = [each["slack_s"] for each in [*times["stops"], times] if each["slack_s"] is not None]
    after_hours = any("after-hours" in stop["breaks"] for stop in times["stops"])
    assert times["feasible"] == (not after_hours and min(slacks, default=0) >= 0)
    assert times["feasible"] == (times["overrun_s"] == 0)
    assert {code for stop in times["stops"] for code in stop["breaks"]} <= set(BREAKS)


@given(plans())
def test_the_latest_departure_keeps_the_plan_and_a_second_later_breaks_it(plan: Any) -> None:
    """If there is one."""
    latest = schedule(plan)["latest_depart_s"]
    if latest is not None:
        assert schedule({**plan, "depart_s": latest})["feasible"]
        assert not schedule({**plan, "depart_s": latest + 1})["feasible"]


@given(plans(depart=False))
def test_without_a_departure_one_leaves_at_the_latest(plan: Any) -> None:
    """That of a plan that can be kept is kept to the second."""
    times = schedule(plan)
    latest = times["latest_depart_s"]
    if plan["back_by_s"] is not None and latest is not None and latest >= 0:
        assert (latest, True) == (times["depart_s"], times["feasible"])


@given(plans())
def test_what_is_cut_saves_what_is_missing_and_nothing_needless(plan: Any) -> None:
    """Carried out, the cuts save what they say; locked stops stay, none is cut to under three minutes."""
    times = schedule(plan)
    cut = times["cut"]
    assert bool(cut) <= (not times["feasible"])
    assert len({each["stop"] for each in cut}) == len(cut)
    for each in cut:
        assert each["action"] in ACTIONS
        assert each["id"] == plan["stops"][each["stop"]]["id"]
        assert not (each["action"] == "drop" and plan["stops"][each["stop"]]["lock"])
        assert each["to_min"] is None or each["to_min"] >= 3
    assert times["overrun_s"] - sum(each["saves_s"] for each in cut) == _overrun(plan, cut)
    if cut and _overrun(plan, cut) == 0:
        for each in cut:
            assert _overrun(plan, [other for other in cut if other is not each]) > 0


@pytest.mark.node
def test_python_and_the_viewer_time_a_thousand_plans_alike() -> None:
    """Figure by figure, cuts and all."""
    draw = random.Random(4)  # noqa: S311
    requests = [_random_request(draw) for _ in range(1000)]
    done = subprocess.run(
        [str(tools.node()), "--input-type=module", "--eval", IN_NODE],
        cwd=ROOT,
        input=json.dumps(requests),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)
    mine = [schedule(request) for request in requests]
    assert mine == json.loads(done.stdout)
    assert sum(times["feasible"] for times in mine) > 100
    assert sum(len(times["cut"]) > 1 for times in mine) > 100
    assert set(BREAKS) == {code for times in mine for stop in times["stops"] for code in stop["breaks"]}


def _is_kept(plan: Any, at: int, leave_s: int) -> bool:
    """Tell whether all after an open stop is kept when it is left then and every leg is at its worst."""
    visited = [stop for stop in plan["stops"] if not stop["closed"]]
    legs = plan["legs"][at + plan["start"] :]
    rest = {**plan, "depart_s": leave_s, "stops": visited[at + 1 :], "legs": legs, "start": True}
    rest["skips"] = None
    if not rest["stops"] and not plan["end"]:
        rest["start"] = False
    return bool(schedule(rest)["feasible"])


def _is_closed_at(plan: Any, at: int, stop: Any, leave_s: int) -> bool:
    """Tell whether no window that held the visit still holds it when it ends later."""
    given = [each for each in plan["stops"] if not each["closed"]][at]
    rest = stop["dwell_s"]["break"]
    start_s = stop["leave_high_s"] - stop["dwell_s"]["total"]
    held = [window for window in given["open"] or () if window[0] <= start_s]
    return bool(held) and all(closes < leave_s - rest for _, closes in held)


def _overrun(plan: Any, cut: list[Any]) -> int:
    """Carry out cuts on the request itself and return what is then missing."""
    plan = deepcopy(plan)
    for each in cut:
        stop = plan["stops"][each["stop"]]
        if each["to_min"] is not None:
            stop["dwell_min"] = each["to_min"]
        else:
            _drop(plan, each["stop"])
    return schedule(plan)["overrun_s"]


def _drop(plan: Any, stop: int) -> None:
    """Close a stop and join the legs around it, or take the one past it."""
    at = sum(not each["closed"] for each in plan["stops"][:stop])
    skips = plan["skips"] or [None] * sum(not each["closed"] for each in plan["stops"])
    into = plan["legs"] if plan["start"] else [None, *plan["legs"]]
    onward = [*into, None] if not plan["end"] else into
    if onward[at] is None or onward[at + 1] is None:
        passing = None
    else:
        # joined seconds are those of the rounded legs
        passing = skips[at] or {
            "ok": True,
            **{
                key: _half_up(onward[at][key]) + _half_up(onward[at + 1][key])
                for key in ("low_s", "walk_s", "high_s")
            },
        }
    onward[at : at + 2] = [passing]
    for neighbour in (at - 1, at + 1):
        if 0 <= neighbour < len(skips):
            skips[neighbour] = None
    plan["skips"] = [skip for place, skip in enumerate(skips) if place != at]
    plan["legs"] = [leg for leg in onward if leg is not None]
    plan["stops"][stop]["closed"] = True
    if len(plan["skips"]) == 0 and not (plan["start"] and plan["end"]):
        plan["legs"] = []


def _half_up(figure: float) -> int:
    return int(figure + 0.5)


def _random_request(draw: random.Random) -> Any:
    """Return a plan of up to nine stops, most of which nearly fit."""
    count = draw.randrange(10)
    start, end = draw.random() < 0.7, draw.random() < 0.7
    stops = [_random_stop(draw, at) for at in range(count)]
    visited = sum(not stop["closed"] for stop in stops)
    depart_s = draw.randrange(25_000, 40_000)
    return {
        "depart_s": None if draw.random() < 0.15 else depart_s,
        "back_by_s": None if draw.random() < 0.2 else depart_s + draw.randrange(1 + 2000 * (count + 1)),
        "group_size": draw.randrange(1, 31),
        "words_per_min": draw.choice([None, 100, 115, 130]),
        "start": start,
        "end": end,
        "stops": stops,
        "legs": [_random_leg(draw) for _ in range(max(0, visited - 1 + start + end))],
        "skips": [draw.choice([None, _random_leg(draw)]) for _ in range(visited)],
    }


def _random_stop(draw: random.Random, at: int) -> dict[str, Any]:
    opens = draw.randrange(25_000, 45_000)
    hours = [[opens, opens + draw.randrange(12_000)], [opens + 15_000, opens + 20_000]]
    return {
        "id": f"s{at}",
        "dwell_min": draw.choice([None, draw.randrange(40), draw.random() * 30]),
        "words": draw.randrange(900),
        "photo_min": draw.choice([None, draw.randrange(12)]),
        "break_min": draw.choice([0, 0, 0, 15]),
        "open": hours if draw.random() < 0.3 else None,
        "lock": draw.random() < 0.3,
        "worth": draw.choice([0, 1, 1, 2, draw.random()]),
        "closed": draw.random() < 0.1,
    }


def _random_leg(draw: random.Random) -> dict[str, Any]:
    walk_s = draw.random() * 1500
    return {
        "ok": draw.random() < 0.98,
        "mode": draw.choice(["walk", "walk", "walk", "bus", "metro"]),
        "low_s": walk_s * 0.8,
        "walk_s": walk_s,
        "high_s": walk_s * 1.3,
        "about": draw.random() < 0.5,
        "length_m": walk_s,
    }
