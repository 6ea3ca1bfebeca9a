"""
Write an itinerary as iCalendar (RFC 5545): an event for the tour, and one a stop.

Times carry the site's time zone with its definition beside. The ids of events come from tour and place, so
that a calendar changes its entries when a tour is exported again, and does not double them.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from backlot import __version__
from backlot.errors import DataError
from backlot.takeaway.wording import (
    name_beside,
    notice_lines,
    point_lines,
    tour_lines,
    tour_name_beside,
    way_lines,
)

if TYPE_CHECKING:
    from backlot.takeaway.outline import Outline, Point

__all__ = ["to_ics"]

# made once for this program; another one would make new events of all old ones
_NAMESPACE = uuid.UUID("0b0f2f0e-6b6d-5c0c-9d0b-6a0d1a3a7c55")


def to_ics(outline: Outline, *, lang: str, notes: bool, now: datetime | None = None) -> bytes:
    """
    Return the itinerary as a calendar.

    Parameters
    ----------
    outline
        Of a tour with a date.
    lang
        Language of the texts.
    notes
        Whether the notes of the stops go with them.
    now
        Moment of the export, which calendars compare to know the newer one; the present one when None.

    Raises
    ------
    DataError
        If the tour has no date (``export-no-date``).
    """
    day = outline.day
    if day is None:
        raise DataError("export-no-date")
    seed, stamp = _seed(outline), now or datetime.now(UTC)
    calendar = _calendar(outline, lang)
    for key, event in (("tour", _tour(outline, day, lang)), *_stops(outline, day, lang, notes=notes)):
        event.add("uid", str(uuid.uuid5(_NAMESPACE, f"{seed}\n{key}")))
        event.add("dtstamp", stamp)
        calendar.add_component(event)
    year = timedelta(days=366)
    calendar.add_missing_timezones(first_date=day - year, last_date=day + year)
    data: bytes = calendar.to_ical()
    return data


def _seed(outline: Outline) -> str:
    itinerary = outline.itinerary
    if itinerary["tour"] is not None:
        return itinerary["tour"]
    # a tour that was never saved is known by its day and its stops
    return "\n".join([str(outline.day), *(stop["id"] for stop in itinerary["stops"])])


def _calendar(outline: Outline, lang: str) -> Calendar:
    name = tour_name_beside(outline.itinerary, lang)
    calendar = Calendar()
    calendar.add("prodid", f"-//Backlot Map//Backlot Map {__version__}//{lang.upper()}")
    calendar.add("version", "2.0")
    # RFC 7986, and the older name that most programs read
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("description", "\n".join(notice_lines(outline.itinerary, lang)))
    return calendar


def _tour(outline: Outline, day: date, lang: str) -> Event:
    event = Event()
    arrivals = (point.arrive_at for point in outline.points)
    start = outline.depart_at or next(filter(None, arrivals), None)
    _set_times(event, day, start, outline.end_at)
    _describe(event, tour_name_beside(outline.itinerary, lang), tour_lines(outline.itinerary, lang))
    return event


def _stops(outline: Outline, day: date, lang: str, *, notes: bool) -> Iterator[tuple[str, Event]]:
    seen: Counter[str] = Counter()
    for point in outline.points:
        if point.kind == "stop":
            seen[point.id] += 1
            way = outline.way_to(point)
            lines = [*(way_lines(way, lang) if way else ()), *point_lines(point, lang, notes=notes)]
            yield f"stop\n{point.id}\n{seen[point.id]}", _stop(point, day, lines, lang)


def _stop(point: Point, day: date, lines: Iterable[str], lang: str) -> Event:
    event = Event()
    name = name_beside(point.name, lang)
    _set_times(event, day, point.arrive_at, point.leave_at)
    _describe(event, f"{point.number}. {name}", lines)
    event.add("location", name)
    event.add("geo", (point.lat, point.lon))
    return event


def _set_times(event: Event, day: date, start: datetime | None, end: datetime | None) -> None:
    # what has no time of its own belongs to the whole day
    event.add("dtstart", start or day)
    # an end must be later than the start; an event without one ends where it starts
    if start is not None and end is not None and end > start:
        event.add("dtend", end)


def _describe(event: Event, summary: str, lines: Iterable[str]) -> None:
    event.add("summary", summary)
    text = "\n".join(lines)
    if text:
        event.add("description", text)
