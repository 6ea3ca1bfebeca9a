"""Word an itinerary: names in two scripts, times, ways, what is wrong, and whom to credit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from backlot.lang import say

if TYPE_CHECKING:
    from backlot.takeaway.outline import Point, Way
    from backlot.walks.itinerary_type import Itinerary, ItineraryLeg

__all__ = [
    "directions_of",
    "leg_marks",
    "marks",
    "mode_name",
    "name_beside",
    "name_of",
    "notice_lines",
    "other_names",
    "point_lines",
    "text_of",
    "tour_lines",
    "tour_name",
    "tour_name_beside",
    "way_line",
    "way_lines",
]

_MARKS = {
    "late": "takeaway.mark.late",
    "closed": "takeaway.mark.closed",
    "after-hours": "takeaway.mark.after-hours",
    "unreachable": "takeaway.mark.unreachable",
    "guide": "takeaway.mark.guide",
    "unknown": "takeaway.mark.unknown",
    "no-path": "takeaway.mark.no-path",
    "needs": "takeaway.mark.needs",
    "too-far": "takeaway.mark.too-far",
}
_UNKNOWN = {
    "step-free": "takeaway.unknown.step-free",
    "no-stairs": "takeaway.unknown.no-stairs",
    "lit": "takeaway.unknown.lit",
    "open-only": "takeaway.unknown.open-only",
}
_WAYS = {"walk": "takeaway.way.walk", "bus": "takeaway.way.bus", "metro": "takeaway.way.metro"}
_MODES = {"walk": "takeaway.mode.walk", "bus": "takeaway.mode.bus", "metro": "takeaway.mode.metro"}


def text_of(texts: Mapping[str, str], lang: str) -> str:
    """Return a text in a language, else in the first it has that is not blank."""
    wanted = (texts.get(lang, ""), *texts.values())
    return next((text for text in wanted if text.strip()), "")


def name_of(names: Mapping[str, str], lang: str) -> str:
    """Return a name as `text_of`, on one line."""
    return _one_line(text_of(names, lang))


def other_names(names: Mapping[str, str], lang: str) -> str:
    """
    Return the names in the other languages, without one that reads the same.

    Spellings of one language in another script (``ko-Latn-RR``) are not languages.
    """
    shown = name_of(names, lang)
    others = dict.fromkeys(_one_line(names[code]) for code in names if code != lang and "-" not in code)
    return ", ".join(text for text in others if text and text != shown)


def name_beside(names: Mapping[str, str], lang: str) -> str:
    """Return a name in a language with the others in brackets: ``"Japanese street (일본거리)"``."""
    shown, others = name_of(names, lang), other_names(names, lang)
    return f"{shown} ({others})" if others else shown


def tour_name(itinerary: Itinerary, lang: str) -> str:
    """Return the name of the tour, or a word for one without a name."""
    return name_of(itinerary["name"], lang) or say(lang, "takeaway.tour")


def tour_name_beside(itinerary: Itinerary, lang: str) -> str:
    """Return the name of the tour with the other scripts beside, or a word for one without a name."""
    return name_beside(itinerary["name"], lang) or say(lang, "takeaway.tour")


def mode_name(leg: ItineraryLeg, lang: str) -> str:
    """Return how one gets along a leg."""
    return say(lang, _MODES[leg["mode"]])


def directions_of(leg: ItineraryLeg, lang: str) -> list[str]:
    """Return the steps of a leg in a language, else in the first it has."""
    steps = leg["directions"]
    return list(steps.get(lang) or next((each for each in steps.values() if each), []))


def tour_lines(itinerary: Itinerary, lang: str) -> list[str]:
    """Return what the whole tour comes to, a sentence a line, and at last `notice_lines`."""
    total = itinerary["total"]
    times = {
        "takeaway.on": itinerary["date"],
        "takeaway.departs": itinerary["depart"],
        "takeaway.ends": total["end"],
        "takeaway.back-by": itinerary["back_by"],
    }
    amounts = {
        "length": _length(total["length_m"], lang),
        "walk": _number(total["walk_min"]),
        "ride": _number(total["ride_min"]),
        "dwell": _number(total["dwell_min"]),
    }
    is_about = any(leg["about"] for leg in itinerary["legs"])
    return [
        *([] if itinerary["feasible"] else [say(lang, "takeaway.infeasible")]),
        *(say(lang, key, time=time) for key, time in times.items() if time is not None),
        *_slack_lines(total["slack_min"], lang),
        say(lang, "takeaway.total", **amounts),
        *([say(lang, "takeaway.about-note")] if is_about else []),
        *notice_lines(itinerary, lang),
    ]


def point_lines(point: Point, lang: str, *, notes: bool) -> list[str]:
    """Return times, slack and problems of a place, and what is to be told there if `notes` ask for it."""
    lines = _time_lines(point, lang)
    if point.stop is not None:
        lines += _slack_lines(point.stop["slack_min"], lang)
        lines += marks(point.stop["problems"], lang)
        told = text_of(point.stop["notes"], lang)
        lines += [told] if notes and told else []
    return lines


def way_line(way: Way, lang: str) -> str:
    """Return where a leg leads, how far and how long, as ``"about"`` where it is."""
    leg = way.leg
    to = name_of(way.to_point.name, lang)
    if leg["length_m"] is None and leg["minutes"] is None:
        return say(lang, "takeaway.way.none", to=to)
    parts = []
    if leg["length_m"] is not None:
        parts.append(_length(leg["length_m"], lang, about=leg["about"]))
    if leg["minutes"] is not None:
        parts.append(_minutes(leg, lang))
    if leg["about"]:
        parts = [say(lang, "takeaway.about", text=part) for part in parts]
    return say(lang, _WAYS[leg["mode"]], to=to, how=", ".join(parts))


def way_lines(way: Way, lang: str) -> list[str]:
    """Return `way_line`, what is unknown or special on the way, and the numbered steps."""
    steps = directions_of(way.leg, lang)
    lines = [way_line(way, lang), *leg_marks(way.leg, lang)]
    return lines + [f"{number}. {step}" for number, step in enumerate(steps, start=1)]


def leg_marks(leg: ItineraryLeg, lang: str) -> list[str]:
    """Return what is special on a leg, and what nobody knows about it."""
    unknown = [
        say(lang, _UNKNOWN[need], length=_length(metres, lang, about=leg["about"]))
        for need, metres in leg["unknown"].items()
        if metres and need in _UNKNOWN
    ]
    return [*marks(leg["notes"], lang), *unknown]


def marks(codes: Iterable[str], lang: str) -> list[str]:
    """Return codes of problems and notes in words; one without words stays as it is."""
    return [say(lang, _MARKS[code]) if code in _MARKS else code for code in codes]


def notice_lines(itinerary: Itinerary, lang: str) -> list[str]:
    """Return which data this is made from, whom to credit for it, and what it is made with."""
    data = itinerary["data"]
    return [
        say(lang, "start.version", version=data["version"], date=data["date"]),
        *itinerary["attribution"],
        say(lang, "takeaway.made-with"),
    ]


def _time_lines(point: Point, lang: str) -> list[str]:
    if point.arrive is not None and point.leave is not None:
        return [say(lang, "takeaway.stay", arrive=point.arrive, leave=point.leave)]
    if point.arrive is not None:
        return [say(lang, "takeaway.arrive", time=point.arrive)]
    return [say(lang, "takeaway.leave", time=point.leave)] if point.leave is not None else []


def _slack_lines(slack_min: float | None, lang: str) -> list[str]:
    if slack_min is None:
        return []
    key = "takeaway.slack" if slack_min >= 0 else "takeaway.late"
    return [say(lang, key, n=_number(abs(slack_min)))]


def _minutes(leg: ItineraryLeg, lang: str) -> str:
    middle = _number(leg["minutes"] or 0)
    low, high = leg["minutes_low"], leg["minutes_high"]
    if low is None or high is None or _number(low) == _number(high):
        return say(lang, "takeaway.minutes", n=middle)
    return say(lang, "takeaway.minutes-range", n=middle, low=_number(low), high=_number(high))


def _length(metres: float, lang: str, *, about: bool = False) -> str:
    if metres < 1000:
        # metres that are about are told in tens
        step_m = 10 if about else 1
        return say(lang, "unit.m", n=round(metres / step_m) * step_m)
    return say(lang, "unit.km", n=f"{metres / 1000:.1f}")


def _number(value: float) -> str:
    return str(round(value))


def _one_line(text: str) -> str:
    return " ".join(text.split())
