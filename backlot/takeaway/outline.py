"""Line up an itinerary's places and ways with the moments they are planned for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backlot.errors import DataError

if TYPE_CHECKING:
    from backlot.walks.itinerary_type import Itinerary, ItineraryLeg, ItineraryStop, Terminal

__all__ = ["Outline", "Point", "Way", "outline_of"]

PointKind: TypeAlias = Literal["start", "stop", "end"]

_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Point:
    """
    A place of the tour: its start, a stop (numbered from 1) or its end.

    `arrive` and `leave` are ``"HH:MM"``; `arrive_at` and `leave_at` the same with day and zone, None for a
    tour without a date.
    """

    kind: PointKind
    id: str
    name: Mapping[str, str]
    lon: float
    lat: float
    arrive: str | None = None
    leave: str | None = None
    arrive_at: datetime | None = None
    leave_at: datetime | None = None
    number: int | None = None
    stop: ItineraryStop | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """A leg, numbered from 1, and the points it joins."""

    number: int
    leg: ItineraryLeg
    from_point: Point
    to_point: Point


@dataclass(frozen=True, slots=True)
class Outline:
    """Points in the order they are visited, the ways between them, and when it begins and ends."""

    itinerary: Itinerary
    day: date | None
    points: tuple[Point, ...]
    ways: tuple[Way, ...]
    depart_at: datetime | None
    end_at: datetime | None

    def way_from(self, point: Point) -> Way | None:
        """Return how one goes on from a point, None at the end."""
        return next((way for way in self.ways if way.from_point is point), None)

    def way_to(self, point: Point) -> Way | None:
        """Return how one gets to a point, None at the beginning."""
        return next((way for way in self.ways if way.to_point is point), None)


def outline_of(itinerary: Itinerary) -> Outline:
    """
    Line up an itinerary.

    Parameters
    ----------
    itinerary
        Its legs are in the order of the places; they may pass over one that is closed.

    Raises
    ------
    DataError
        If the date is no day (``bad-date``) or the time zone is not known (``bad-tz``).
    ValueError
        If a leg leads from or to what is no place of the tour, or back.
    """
    clock = _Clock(itinerary)
    depart_at = clock.at(itinerary["depart"])
    points = _points(itinerary, clock, depart_at)
    return Outline(
        itinerary=itinerary,
        day=clock.day,
        points=points,
        ways=tuple(_ways(itinerary["legs"], points)),
        depart_at=depart_at,
        end_at=clock.at(itinerary["total"]["end"]),
    )


def _points(itinerary: Itinerary, clock: _Clock, depart_at: datetime | None) -> tuple[Point, ...]:
    start, end = itinerary["start"], itinerary["end"]
    points = []
    if start is not None:
        points.append(Point("start", *_place(start), leave=itinerary["depart"], leave_at=depart_at))
    for number, stop in enumerate(itinerary["stops"], start=1):
        arrive, leave = stop["arrive"], stop["leave"]
        times = (arrive, leave, clock.at(arrive), clock.at(leave))
        points.append(Point("stop", *_place(stop), *times, number=number, stop=stop))
    if end is not None:
        arrive = itinerary["total"]["end"]
        points.append(Point("end", *_place(end), arrive=arrive, arrive_at=clock.at(arrive)))
    return tuple(points)


def _place(place: Terminal | ItineraryStop) -> tuple[str, Mapping[str, str], float, float]:
    # about 0.1 m; more figures would claim what nobody measured
    return place["id"], place["name"], round(place["lon"], 6), round(place["lat"], 6)


def _ways(legs: Sequence[ItineraryLeg], points: Sequence[Point]) -> Iterator[Way]:
    ids = [point.id for point in points]
    at = 0
    for number, leg in enumerate(legs, start=1):
        from_at = ids.index(leg["from"], at)
        at = ids.index(leg["to"], from_at + 1)
        yield Way(number, leg, points[from_at], points[at])


class _Clock:
    """
    Turn times of day into moments, in the order they come.

    One earlier than the one before it is on the next day. Times are those a clock on the wall shows, also
    on a day on which it is put forward or back.
    """

    def __init__(self, itinerary: Itinerary) -> None:
        self.day = _day(itinerary["date"])
        self._zone = _zone(itinerary["tz"])
        self._latest_min = 0

    def at(self, text: str | None) -> datetime | None:
        """Return the moment of a time of day, None without a time or without a date."""
        if text is None or self.day is None:
            return None
        minutes = _minutes(text)
        while minutes < self._latest_min:
            minutes += _DAY_MIN
        self._latest_min = minutes
        midnight = datetime.combine(self.day, time.min, tzinfo=self._zone)
        return midnight + timedelta(minutes=minutes)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DataError("bad-date", found=text) from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # a name that is no file name is a ValueError, one that is a folder an OSError
        raise DataError("bad-tz", found=name) from None
