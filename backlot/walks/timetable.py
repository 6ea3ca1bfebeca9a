"""
Time a tour: when one arrives and leaves, how much time is left, and what to cut when it does not fit.

The same rules as `backlot/viewer/assets/timetable.js`; both pass `tests/cases/timetable.json` and give
equal numbers. Change them together.

Every figure is rounded once, where it comes in, to a whole second: `floor(x + 0.5)`.

**Dwell** is talk, photographs and gathering, or what was set by hand (`dwell_min`), and the break after it:

- talk: words of the stop over the speaking rate, 115 words a minute unless told otherwise, the middle of
  the 100 to 130 a minute that guides speak;
- photographs: `photo_min`, or 5 minutes where nothing is said, the lower end of the usual 5 to 10;
- gathering: 6 seconds a head, nothing for a lone walker. This figure is the project's own assumption (a
  minute and a half for 15 people), not a sourced one.

**Opening hours**: a visit without its break lies in one window from begin to end; a group that is early
waits. When no window is left, the visit is timed from the arrival and the stop says "after-hours".

**Promise**: a plan is feasible when it holds with every leg at its upper bound. Slack, the latest time to
leave and what breaks the plan are counted with upper bounds; the clock times shown, with the middle.

**Cuts**: shortening loses worth in step with time, half the time half the worth; dropping loses all of it.

**Closed stops** (`closed`, plan B) are passed over: the legs given lead from open stop to open stop.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Required, TypedDict

__all__ = [
    "ACTIONS",
    "BREAKS",
    "LEAST_DWELL_MIN",
    "WORDS_PER_MIN",
    "Cut",
    "Dwell",
    "Leg",
    "Request",
    "Stop",
    "TimedLeg",
    "TimedStop",
    "Timetable",
    "clock_text",
    "dwell_of",
    "schedule",
]

WORDS_PER_MIN = 115
PHOTO_MIN = 5
GATHER_S = 6
LEAST_DWELL_MIN = 3

BREAKS = ("late", "closed", "after-hours", "unreachable")
"""What can be wrong with a stop."""
ACTIONS = ("shorten", "drop")
"""What can be done to a stop so that the plan fits, the milder first."""

_LOW, _MIDDLE, _HIGH = 0, 1, 2
# rates closer than this are equal: shortened by half or dropped, the time saved costs the same
_EQUAL = 1e-9


class Stop(TypedDict, total=False):
    """A stop of the plan; what is left out or null is as in the comment."""

    id: Required[str]
    dwell_min: float | None
    """Set by hand; otherwise talk, photographs and gathering are counted."""
    words: int
    """Of the talk: 0."""
    photo_min: float | None
    """5."""
    break_min: float
    """0."""
    open: Sequence[Sequence[int]] | None
    """Windows [from_s, to_s]; without any it is always open."""
    lock: bool
    """Never proposed for dropping: False."""
    worth: float
    """What a visit is worth beside the others: 1."""
    closed: bool
    """Passed over: False."""


class Leg(TypedDict, total=False):
    """A way from one stop to the next; more members, such as those of the router, are allowed."""

    ok: Required[bool]
    mode: str
    low_s: float
    walk_s: float
    high_s: float
    about: bool
    length_m: float


class Request(TypedDict, total=False):
    """A plan to be timed."""

    depart_s: int | None
    back_by_s: int | None
    group_size: int
    words_per_min: float | None
    stops: Required[Sequence[Stop]]
    legs: Required[Sequence[Leg]]
    start: bool
    end: bool
    skips: Sequence[Leg | None] | None
    """For each open stop the leg that passes it by; where there is none, one walks there and on."""


# a class could not have a member named `break`
Dwell = TypedDict(
    "Dwell", {"talk": int, "photo": int, "gather": int, "set": int, "break": int, "total": int}
)
"""Seconds of a stay by what they are for; `set` is what was set by hand in place of the others."""


class TimedStop(TypedDict):
    """A stop with its times; those of a closed stop are None."""

    id: str
    arrive_s: int | None
    wait_s: int | None
    start_s: int | None
    dwell_s: Dwell
    leave_s: int | None
    leave_high_s: int | None
    latest_s: int | None
    slack_s: int | None
    breaks: list[str]


class TimedLeg(TypedDict):
    """A leg with its times."""

    ok: bool
    arrive_s: int
    seconds: int
    low_s: int
    high_s: int
    about: bool


class Cut(TypedDict):
    """One thing to cut: `to_min` is the new dwell of a stop to shorten, None of one to drop."""

    action: str
    id: str
    stop: int
    to_min: int | None
    saves_s: int
    loses: float


class Timetable(TypedDict):
    """What `schedule` returns."""

    feasible: bool
    breaks: list[str]
    depart_s: int
    latest_depart_s: int | None
    stops: list[TimedStop]
    legs: list[TimedLeg]
    end_s: int
    end_low_s: int
    end_high_s: int
    walk_s: int
    ride_s: int
    wait_s: int
    dwell_s: int
    length_m: float
    slack_s: int | None
    overrun_s: int
    cut: list[Cut]


def schedule(request: Request) -> Timetable:
    """
    Time a plan.

    Parameters
    ----------
    request
        The plan. Without `depart_s` one departs as late as `back_by_s` allows; without both, times are
        counted from 0 and opening hours, which need a clock, are not looked at. There is a leg into the
        first stop if `start`, one from the last stop if `end`, and one between every two open stops.

    Returns
    -------
    Timetable
        Times are seconds since midnight. Of a stop, `latest_s` is the latest time to leave that keeps its
        own closing time and everything after it, None where nothing has to be kept or nothing can;
        `slack_s` is that less `leave_high_s`. With a leg that is not ok there is no slack, for nothing can
        be promised; the stop it leads to is "unreachable" and the rest is timed as if it took no time. A
        stop is "late" if from there even the way alone does not lead back in time. `breaks` of the plan
        itself says whether its end is "late" or "unreachable". `overrun_s` is what is missing in all, and
        `cut` what to cut, best first, each on top of those before: together they save all that is missing,
        or, where nothing helps enough, all they can.

    Raises
    ------
    ValueError
        If there are not as many legs as the open stops need.
    """
    plan = _plan_of(request)
    latest, latest_depart = _latest(plan)
    depart_s = _depart_s(plan)
    low, middle, high = (_run(plan, depart_s, bound) for bound in (_LOW, _MIDDLE, _HIGH))
    legs = _timed_legs(plan, middle)
    broken = not all(leg["ok"] for leg in legs)
    visits = iter(_timed_visits(plan, middle, high, latest, broken=broken))
    stops = [_passed_over(stop) if stop.get("closed") else next(visits) for stop in request["stops"]]
    breaks = _end_breaks(plan, high)
    slack_s = None if plan.back_by_s is None or broken else plan.back_by_s - high.end_s
    return {
        "feasible": not breaks and all(stop["breaks"] in ([], ["closed"]) for stop in stops),
        "breaks": breaks,
        "depart_s": depart_s,
        "latest_depart_s": _finite(latest_depart),
        "stops": stops,
        "legs": legs,
        "end_s": middle.end_s,
        "end_low_s": low.end_s,
        "end_high_s": high.end_s,
        "walk_s": sum(leg.seconds[_MIDDLE] for leg in plan.legs() if leg.mode == "walk"),
        "ride_s": sum(leg.seconds[_MIDDLE] for leg in plan.legs() if leg.mode != "walk"),
        "wait_s": sum(times.start_s - times.arrive_s for times in middle.visits),
        "dwell_s": sum(visit.stay_s for visit in plan.visits),
        "length_m": sum(leg.length_m for leg in plan.legs() if leg.mode == "walk"),
        "slack_s": slack_s,
        "overrun_s": _overrun(plan),
        "cut": _cuts(plan),
    }


def dwell_of(stop: Stop, group_size: int, words_per_min: float = WORDS_PER_MIN) -> Dwell:
    """
    Return how long a group stays at a stop, in seconds by what they are for.

    Parameters
    ----------
    stop
        The stop.
    group_size
        How many people; gathering takes 6 seconds a head from two people on.
    words_per_min
        How fast the guide speaks.
    """
    by_hand = stop.get("dwell_min")
    rest = _whole(stop.get("break_min", 0) * 60)
    if by_hand is not None:
        given = _whole(by_hand * 60)
        return {"talk": 0, "photo": 0, "gather": 0, "set": given, "break": rest, "total": given + rest}
    photo_min = stop.get("photo_min")
    talk = _whole(stop.get("words", 0) * 60 / words_per_min)
    photo = _whole((PHOTO_MIN if photo_min is None else photo_min) * 60)
    gather = GATHER_S * group_size if group_size > 1 else 0
    total = talk + photo + gather + rest
    return {"talk": talk, "photo": photo, "gather": gather, "set": 0, "break": rest, "total": total}


def clock_text(time_s: float) -> str:
    """Return a time of day as "HH:MM", to the nearest minute; half a minute is the next one."""
    minutes = math.floor(time_s / 60 + 0.5) % 1440
    return f"{minutes // 60:02}:{minutes % 60:02}"


@dataclass(frozen=True, slots=True)
class _Visit:
    """An open stop: `full_s` is its stay without the break before anything was cut."""

    stop: int
    id: str
    dwell: Dwell
    visit_s: int
    full_s: int
    break_s: int
    open: tuple[tuple[int, int], ...]
    lock: bool
    worth: float

    @property
    def stay_s(self) -> int:
        return self.visit_s + self.break_s


class _Way(NamedTuple):
    """A leg with its seconds rounded: low, middle, high."""

    ok: bool
    mode: str
    seconds: tuple[int, int, int]
    about: bool
    length_m: float


@dataclass(frozen=True, slots=True)
class _Plan:
    """The open stops, the leg into each, and the leg from the last one to the end."""

    depart_s: int | None
    back_by_s: int | None
    visits: tuple[_Visit, ...]
    into: tuple[_Way | None, ...]
    home: _Way | None
    skips: tuple[_Way | None, ...]

    def legs(self) -> list[_Way]:
        return [leg for leg in (*self.into, self.home) if leg is not None]


class _Times(NamedTuple):
    """When a visit is: `missed_s` is by how much it misses its opening hours, 0 if it fits."""

    arrive_s: int
    start_s: int
    leave_s: int
    missed_s: int


class _Run(NamedTuple):
    visits: list[_Times]
    end_s: int


class _Change(NamedTuple):
    """A cut to try: what it does to which stop, and what it loses."""

    action: str
    stop: int
    to_min: int | None
    loses: float


def _whole(figure: float) -> int:
    return math.floor(figure + 0.5)


def _finite(figure: float) -> int | None:
    return int(figure) if math.isfinite(figure) else None


def _plan_of(request: Request) -> _Plan:
    depart, back_by = request.get("depart_s"), request.get("back_by_s")
    has_clock = depart is not None or back_by is not None
    size, pace = request.get("group_size", 1), request.get("words_per_min") or WORDS_PER_MIN
    visits = tuple(
        _visit_of(at, stop, dwell_of(stop, size, pace), has_clock=has_clock)
        for at, stop in enumerate(request["stops"])
        if not stop.get("closed")
    )
    start, end = request.get("start", False), request.get("end", False)
    legs = [_way_of(leg) for leg in request["legs"]]
    needed = max(0, len(visits) - 1 + start + end)
    skips = [
        _way_of(leg) if leg and leg["ok"] else None for leg in request.get("skips") or [None] * len(visits)
    ]
    if len(legs) != needed or len(skips) != len(visits):
        wanted = f"{needed} legs and {len(visits)} skips"
        msg = f"{len(visits)} open stops need {wanted}, not {len(legs)} and {len(skips)}"
        raise ValueError(msg)
    into = legs if start else [None, *legs]
    return _Plan(
        depart_s=None if depart is None else _whole(depart),
        back_by_s=None if back_by is None else _whole(back_by),
        visits=visits,
        into=tuple(into[: len(visits)]),
        home=legs[-1] if end and legs else None,
        skips=tuple(skips),
    )


def _visit_of(at: int, stop: Stop, dwell: Dwell, *, has_clock: bool) -> _Visit:
    visit_s = dwell["total"] - dwell["break"]
    windows = stop.get("open") if has_clock else None
    return _Visit(
        stop=at,
        id=stop["id"],
        dwell=dwell,
        visit_s=visit_s,
        full_s=visit_s,
        break_s=dwell["break"],
        open=tuple((_whole(opens), _whole(closes)) for opens, closes in windows or ()),
        lock=stop.get("lock", False),
        worth=stop.get("worth", 1),
    )


def _way_of(leg: Leg) -> _Way:
    mode, about = leg.get("mode", "walk"), leg.get("about", False)
    if not leg["ok"]:
        return _Way(ok=False, mode=mode, seconds=(0, 0, 0), about=about, length_m=0)
    seconds = (_whole(leg["low_s"]), _whole(leg["walk_s"]), _whole(leg["high_s"]))
    return _Way(ok=True, mode=mode, seconds=seconds, about=about, length_m=leg.get("length_m", 0))


def _run(plan: _Plan, depart_s: int, bound: int) -> _Run:
    """Go through the plan with every leg at one of its bounds."""
    time_s = depart_s
    visits = []
    for visit, leg in zip(plan.visits, plan.into, strict=True):
        arrive_s = time_s + (leg.seconds[bound] if leg else 0)
        start_s = _start_s(visit, arrive_s)
        missed_s = 0 if start_s is not None else _missed_s(visit, arrive_s)
        start_s = arrive_s if start_s is None else start_s
        time_s = start_s + visit.stay_s
        visits.append(_Times(arrive_s, start_s, time_s, missed_s))
    return _Run(visits, time_s + (plan.home.seconds[bound] if plan.home else 0))


def _start_s(visit: _Visit, arrive_s: int) -> int | None:
    """Return the earliest start of a visit that lies in one window, None if no window is left."""
    if not visit.open:
        return arrive_s
    starts = [max(arrive_s, opens) for opens, closes in visit.open if _fits(visit, arrive_s, opens, closes)]
    return min(starts, default=None)


def _fits(visit: _Visit, arrive_s: int, opens: int, closes: int) -> bool:
    return max(arrive_s, opens) + visit.visit_s <= closes


def _missed_s(visit: _Visit, arrive_s: int) -> int:
    return min(max(arrive_s, opens) + visit.visit_s - closes for opens, closes in visit.open)


def _latest(plan: _Plan) -> tuple[list[float], float]:
    """
    Return the latest time to leave each stop, and to depart, that keeps all that comes after it.

    Infinite where nothing has to be kept, minus infinity where it cannot be kept.
    """
    latest = _before(math.inf if plan.back_by_s is None else plan.back_by_s, plan.home)
    leaves = []
    for visit, leg in zip(reversed(plan.visits), reversed(plan.into), strict=True):
        leaves.append(latest)
        latest = _before(_latest_start(visit, latest - visit.stay_s), leg)
    return leaves[::-1], latest


def _before(latest: float, leg: _Way | None) -> float:
    if leg is None:
        return latest
    return latest - leg.seconds[_HIGH] if leg.ok else -math.inf


def _latest_start(visit: _Visit, latest: float) -> float:
    if not visit.open:
        return latest
    starts = [(opens, min(closes - visit.visit_s, latest)) for opens, closes in visit.open]
    return max((start for opens, start in starts if opens <= start), default=-math.inf)


def _depart_s(plan: _Plan) -> int:
    if plan.depart_s is not None:
        return plan.depart_s
    if plan.back_by_s is None:
        return 0
    latest = _latest(plan)[1]
    if math.isfinite(latest):
        return max(0, int(latest))
    busy = sum(leg.seconds[_HIGH] for leg in plan.legs()) + sum(visit.stay_s for visit in plan.visits)
    return max(0, plan.back_by_s - busy)


def _timed_legs(plan: _Plan, middle: _Run) -> list[TimedLeg]:
    arrivals = [times.arrive_s for times in middle.visits]
    ways = zip((*plan.into, plan.home), (*arrivals, middle.end_s), strict=True)
    return [
        {
            "ok": way.ok,
            "arrive_s": arrive_s,
            "seconds": way.seconds[_MIDDLE],
            "low_s": way.seconds[_LOW],
            "high_s": way.seconds[_HIGH],
            "about": way.about,
        }
        for way, arrive_s in ways
        if way is not None
    ]


def _timed_visits(
    plan: _Plan, middle: _Run, high: _Run, latest: Sequence[float], *, broken: bool
) -> Iterator[TimedStop]:
    onward = _onward(plan)
    for at, visit in enumerate(plan.visits):
        shown, late = middle.visits[at], high.visits[at]
        latest_s = _finite(min(latest[at], _closing(visit, late)))
        yield {
            "id": visit.id,
            "arrive_s": shown.arrive_s,
            "wait_s": shown.start_s - shown.arrive_s,
            "start_s": shown.start_s,
            "dwell_s": visit.dwell,
            "leave_s": shown.leave_s,
            "leave_high_s": late.leave_s,
            "latest_s": latest_s,
            "slack_s": None if latest_s is None or broken else latest_s - late.leave_s,
            "breaks": _breaks(plan, at, late, onward[at]),
        }


def _onward(plan: _Plan) -> list[int]:
    """Return the seconds of the way alone, without any stay, from each stop to the end."""
    seconds = 0
    found = []
    for leg in reversed((*plan.into[1:], plan.home)):
        seconds += leg.seconds[_HIGH] if leg else 0
        found.append(seconds)
    return found[::-1]


def _closing(visit: _Visit, times: _Times) -> float:
    """Return when one has to leave because the window the visit lies in ends."""
    ends = [closes for opens, closes in visit.open if opens <= times.start_s <= closes - visit.visit_s]
    return max(ends) + visit.break_s if ends else math.inf


def _breaks(plan: _Plan, at: int, times: _Times, onward_s: int) -> list[str]:
    into = plan.into[at]
    found = {
        "late": plan.back_by_s is not None and times.leave_s + onward_s > plan.back_by_s,
        "after-hours": times.missed_s > 0,
        "unreachable": into is not None and not into.ok,
    }
    return [code for code in BREAKS if found.get(code)]


def _end_breaks(plan: _Plan, high: _Run) -> list[str]:
    late = plan.back_by_s is not None and high.end_s > plan.back_by_s
    cut_off = plan.home is not None and not plan.home.ok
    return [code for code, holds in (("late", late), ("unreachable", cut_off)) if holds]


def _passed_over(stop: Stop) -> TimedStop:
    return {
        "id": stop["id"],
        "arrive_s": None,
        "wait_s": None,
        "start_s": None,
        "dwell_s": {"talk": 0, "photo": 0, "gather": 0, "set": 0, "break": 0, "total": 0},
        "leave_s": None,
        "leave_high_s": None,
        "latest_s": None,
        "slack_s": None,
        "breaks": ["closed"],
    }


def _overrun(plan: _Plan) -> int:
    """Return the seconds missing: at the end, and at every stop whose opening hours are missed."""
    high = _run(plan, _depart_s(plan), _HIGH)
    late = 0 if plan.back_by_s is None else max(0, high.end_s - plan.back_by_s)
    return late + sum(times.missed_s for times in high.visits)


def _cuts(plan: _Plan) -> list[Cut]:
    """
    Return what to cut so that the plan fits, best first.

    The best is what makes up most of the missing time for the worth it loses, found by timing the plan anew
    with those before it. What later ones have made needless is then left out.
    """
    changes = _found_changes(plan)
    fits = _overrun(_changed_by(plan, changes)) == 0
    for change in sorted(changes, key=lambda each: -each.loses) if fits else ():
        others = [each for each in changes if each is not change]
        if _overrun(_changed_by(plan, others)) == 0:
            changes = others
    return list(_told(plan, changes))


def _found_changes(plan: _Plan) -> list[_Change]:
    found: dict[int, _Change] = {}
    missing = _overrun(plan)
    while missing > 0:
        best = _best_change(plan, missing)
        if best is None:
            break
        # a stop cut twice is cut once, as it was at last
        found.pop(best.stop, None)
        found[best.stop] = best
        plan = _changed(plan, best)
        missing = _overrun(plan)
    return list(found.values())


def _best_change(plan: _Plan, missing: int) -> _Change | None:
    best, best_rate, best_gain = None, 0.0, 0
    for action in ACTIONS:
        for visit in plan.visits:
            change = _shortening(visit, missing) if action == "shorten" else _dropping(visit)
            if change is None:
                continue
            gain = missing - _overrun(_changed(plan, change))
            loss = change.loses - _lost(visit)
            rate = gain / loss if loss > 0 else math.inf
            as_good = rate >= best_rate * (1 - _EQUAL) and gain > best_gain
            if gain > 0 and (rate > best_rate * (1 + _EQUAL) or as_good):
                best, best_rate, best_gain = change, rate, gain
    return best


def _shortening(visit: _Visit, missing: int) -> _Change | None:
    """Shorten by what is missing, to whole minutes, if the visit is long enough."""
    to_min = max(LEAST_DWELL_MIN, (visit.visit_s - missing) // 60)
    if to_min * 60 >= visit.visit_s:
        return None
    return _Change("shorten", visit.stop, to_min, _lost(replace(visit, visit_s=to_min * 60)))


def _dropping(visit: _Visit) -> _Change | None:
    return None if visit.lock else _Change("drop", visit.stop, None, visit.worth)


def _lost(visit: _Visit) -> float:
    """Return the worth lost by shortening: half the time, half the worth."""
    return visit.worth * (visit.full_s - visit.visit_s) / visit.full_s if visit.full_s else 0.0


def _changed_by(plan: _Plan, changes: Sequence[_Change]) -> _Plan:
    for change in changes:
        plan = _changed(plan, change)
    return plan


def _changed(plan: _Plan, change: _Change) -> _Plan:
    at = next(at for at, visit in enumerate(plan.visits) if visit.stop == change.stop)
    if change.to_min is None:
        return _without(plan, at)
    visits = list(plan.visits)
    visits[at] = replace(visits[at], visit_s=change.to_min * 60)
    return replace(plan, visits=tuple(visits))


def _without(plan: _Plan, at: int) -> _Plan:
    """Drop a stop; the legs around it become the one that passes it by, or one still walks both."""
    onward: list[_Way | None] = [*plan.into, plan.home]
    before, after = onward[at], onward[at + 1]
    passing = None if before is None or after is None else plan.skips[at] or _joined(before, after)
    onward[at : at + 2] = [passing]
    # legs that pass the neighbours by began or ended at the stop that is gone
    skips = [None if abs(place - at) == 1 else skip for place, skip in enumerate(plan.skips) if place != at]
    visits = (*plan.visits[:at], *plan.visits[at + 1 :])
    return replace(plan, visits=visits, into=tuple(onward[:-1]), home=onward[-1], skips=tuple(skips))


def _joined(one: _Way, other: _Way) -> _Way:
    low, middle, high = (a + b for a, b in zip(one.seconds, other.seconds, strict=True))
    return _Way(
        ok=one.ok and other.ok,
        mode=one.mode,
        seconds=(low, middle, high),
        about=one.about or other.about,
        length_m=one.length_m + other.length_m,
    )


def _told(plan: _Plan, changes: Sequence[_Change]) -> Iterator[Cut]:
    missing = _overrun(plan)
    ids = {visit.stop: visit.id for visit in plan.visits}
    for change in changes:
        plan = _changed(plan, change)
        left = _overrun(plan)
        yield {
            "action": change.action,
            "id": ids[change.stop],
            "stop": change.stop,
            "to_min": change.to_min,
            "saves_s": missing - left,
            "loses": change.loses,
        }
        missing = left
