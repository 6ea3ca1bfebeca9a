"""Describe an itinerary as plain JSON: what planning gives, and what the viewer and every export take."""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

__all__ = ["DataStamp", "Itinerary", "ItineraryLeg", "ItineraryStop", "Mode", "Terminal", "Texts", "Total"]

Texts: TypeAlias = dict[str, str]
"""Text by language code."""

Mode: TypeAlias = Literal["walk", "bus", "metro"]


class DataStamp(TypedDict):
    """Version and date (``YYYY-MM-DD``) of the site's data."""

    version: str
    date: str


class Terminal(TypedDict):
    """A place a tour starts or ends at without being a stop of it."""

    id: str
    name: Texts
    lon: float
    lat: float


class ItineraryStop(TypedDict):
    """
    A stop with its times.

    Times are ``"HH:MM"`` on the site's clock, None where none can be told (a stop that cannot be reached);
    one that is earlier than the time before it is on the next day. `slack_min` is negative by the minutes
    the tour is late, None without a time to be back. `problems` are codes: ``late``, ``closed``,
    ``after-hours``, ``unreachable``.
    """

    id: str
    name: Texts
    lon: float
    lat: float
    arrive: str | None
    leave: str | None
    slack_min: float | None
    dwell_min: float
    problems: list[str]
    notes: Texts


# the functional form, because `from` is a keyword
ItineraryLeg = TypedDict(
    "ItineraryLeg",
    {
        "from": str,
        "to": str,
        "mode": Mode,
        "length_m": float | None,
        "minutes": float | None,
        "minutes_low": float | None,
        "minutes_high": float | None,
        "about": bool,
        "line": list[list[float]],
        "directions": dict[str, list[str]],
        "unknown": dict[str, float],
        "notes": list[str],
    },
)
"""
The way from one place to the next; `from` and `to` are their ids.

`length_m` and minutes are None and `line`, a list of (lon, lat), is empty where there is no way. `about`
says that some metre of it is schematic or approximate. `directions` are steps in order, by language.
`unknown` gives by need of the walker the metres the data does not know about. `notes` are codes: of a way
``closed``, ``guide``, ``unknown`` (whether one may walk there); where there is no way, why: ``no-path``,
``needs``, ``closed``, ``too-far``.
"""


class Total(TypedDict):
    """What the whole tour comes to; `end` is ``"HH:MM"``."""

    length_m: float
    walk_min: float
    ride_min: float
    dwell_min: float
    end: str | None
    slack_min: float | None


class Itinerary(TypedDict):
    """
    A tour with its ways and times.

    `tour` is the tour's id, None for one made on the command line; `date` is ``YYYY-MM-DD`` or None, `tz`
    an IANA time zone. Places are start (if any), stops, end (if any); legs join them in this order and may
    pass over a stop that is closed.
    """

    tour: str | None
    name: Texts
    date: str | None
    tz: str
    start: Terminal | None
    end: Terminal | None
    depart: str | None
    back_by: str | None
    feasible: bool
    data: DataStamp
    stops: list[ItineraryStop]
    legs: list[ItineraryLeg]
    total: Total
    attribution: list[str]
