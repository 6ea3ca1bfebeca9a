"""
Describe a tour: its stops, its settings and its talk notes, as immutable values that check themselves.

The JSON form is that of `geodata/schema/tour.schema.json`. What is wrong with a tour is a list of
`Problem`, each with the path of the member, such as ``stops[2].dwell_min``: all of them, not the first
alone. Figures have at most two decimals; a whole one is an integer.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from backlot.catalog.model import EMPTY, ID_PATTERN, Problem
from backlot.errors import DataError

if TYPE_CHECKING:
    from backlot.catalog import Catalog
    from backlot.catalog.model import Text

__all__ = [
    "MODES",
    "NEEDS",
    "VERSION",
    "Ride",
    "Tour",
    "TourError",
    "TourStop",
    "Window",
    "check_tour",
    "resolve",
]

VERSION = 1
NEEDS = ("step-free", "no-stairs", "lit", "open-only")
MODES = ("bus", "metro")
Window = tuple[str, str]

MAX_STOPS = 60
MAX_CLOSED = 60
MAX_WINDOWS = 6
MAX_LANGUAGES = 12
MAX_SOURCES = 40
MAX_SOURCE = 400
MAX_NAME = 120
MAX_DESCRIPTION = 1_200
MAX_NOTES = 6_000
MAX_MINUTES = 1_440
MAX_REVISION = 2**53 - 1
PACE_KMH = (0.5, 8)
GROUP_SIZE = (1, 500)

_TOUR_MEMBERS = (
    *(
        "version",
        "id",
        "revision",
        "name",
        "description",
        "date",
        "tz",
        "start",
        "end",
        "depart",
        "back_by",
    ),
    *("pace_kmh", "group_size", "needs", "closed", "stops", "end_ride", "source"),
)
_STOP_MEMBERS = (
    *("id", "dwell_min", "photo_min", "break_min", "lock", "open", "ride", "notes", "sources"),
)
_RIDE_MEMBERS = ("mode", "minutes")

_ID = re.compile(ID_PATTERN.removesuffix("$") + r"\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
# what cannot be seen, or turns the direction of writing, has no place in a text; notes may have lines
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LINE_END = re.compile("[\t\n]")


class TourError(DataError):
    """A tour is not what it should be; `problems` says all that is wrong."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, in the order of the file."""
        found = self.values.get("problems", ())
        return found if isinstance(found, tuple) else ()


@dataclass(frozen=True, slots=True)
class Ride:
    """How one arrives when not on foot: `mode` is one of `MODES`, `minutes` how long it takes."""

    mode: str
    minutes: float

    def __post_init__(self) -> None:
        _refuse(_Form(), lambda form: form.ride("", self.to_json()))
        _tidy(self, "minutes")

    def to_json(self) -> dict[str, Any]:
        """Return the ride as plain JSON."""
        return {"mode": self.mode, "minutes": self.minutes}


@dataclass(frozen=True, slots=True)
class TourStop:
    """
    A place in a tour.

    `dwell_min` is how long one stays, None when it follows from the notes; `photo_min` the time for
    photographs within it, None for the usual; `break_min` a rest after it. A locked stop keeps its position
    in the order. `open` are the hours it can be visited, None where unknown. `ride` is how one arrives,
    None on foot. `notes` is what the guide says, by language, `sources` where its facts come from.
    """

    id: str
    dwell_min: float | None = None
    photo_min: float | None = None
    break_min: float = 0
    lock: bool = False
    open: tuple[Window, ...] | None = None
    ride: Ride | None = None
    notes: Text = field(default_factory=lambda: EMPTY)
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _refuse(_Form(), lambda form: form.stop("", self.to_json()))
        _tidy(self, "dwell_min", "photo_min", "break_min")
        object.__setattr__(self, "notes", MappingProxyType(dict(self.notes)))

    def to_json(self) -> dict[str, Any]:
        """Return the stop as plain JSON."""
        plain: dict[str, Any] = {
            "id": self.id,
            "dwell_min": self.dwell_min,
            "photo_min": self.photo_min,
            "break_min": self.break_min,
            "lock": self.lock,
            "open": None if self.open is None else [list(window) for window in self.open],
            "ride": None if self.ride is None else self.ride.to_json(),
            "notes": dict(self.notes),
        }
        return {**plain, "sources": list(self.sources)} if self.sources else plain


@dataclass(frozen=True, slots=True)
class Tour:
    """
    A tour: stops in the order they are visited, and the settings they are timed with.

    `revision` counts the saves; 0 was never saved. `date` is a day or None, `depart` and `back_by` clock
    times in the zone `tz`. `start` and `end` are ids of places or None. `needs` are some of `NEEDS`, in its
    order, `closed` ids of places that may not be walked through. `end_ride` is how one arrives at `end`,
    None on foot.
    """

    id: str
    name: Text = field(default_factory=lambda: EMPTY)
    tz: str = "UTC"
    stops: tuple[TourStop, ...] = ()
    revision: int = 0
    description: Text = field(default_factory=lambda: EMPTY)
    date: str | None = None
    start: str | None = None
    end: str | None = None
    depart: str | None = None
    back_by: str | None = None
    pace_kmh: float = 4
    group_size: int = 1
    needs: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    end_ride: Ride | None = None
    source: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _refuse(_Form(), lambda form: form.tour(self.to_json()))
        _tidy(self, "pace_kmh")
        object.__setattr__(self, "needs", tuple(need for need in NEEDS if need in self.needs))
        object.__setattr__(self, "name", MappingProxyType(dict(self.name)))
        object.__setattr__(self, "description", MappingProxyType(dict(self.description)))

    @classmethod
    def from_json(cls, raw: object, *, file: str = "") -> Tour:
        """
        Build a tour from plain JSON.

        Parameters
        ----------
        raw
            A tour as `json.loads` returns it.
        file
            Name of its file, said with every problem.

        Raises
        ------
        TourError
            With code ``"tour-invalid"`` and all that is wrong in `problems`.
        """
        problems = check_tour(raw, file=file)
        if problems:
            raise TourError("tour-invalid", file=file, count=len(problems), problems=problems)
        return _build(raw)

    def to_json(self) -> dict[str, Any]:
        """Return the tour as plain JSON, members in the order of the schema."""
        return {
            "version": VERSION,
            "id": self.id,
            "revision": self.revision,
            "name": dict(self.name),
            **({"description": dict(self.description)} if self.description else {}),
            "date": self.date,
            "tz": self.tz,
            "start": self.start,
            "end": self.end,
            "depart": self.depart,
            "back_by": self.back_by,
            "pace_kmh": self.pace_kmh,
            "group_size": self.group_size,
            "needs": list(self.needs),
            "closed": list(self.closed),
            "stops": [stop.to_json() for stop in self.stops],
            "end_ride": None if self.end_ride is None else self.end_ride.to_json(),
            **({"source": list(self.source)} if self.source else {}),
        }

    def text(self) -> str:
        """Return the tour in canonical form, as it is saved: equal tours are equal texts."""
        return json.dumps(self.to_json(), ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def check_tour(raw: object, *, file: str = "") -> tuple[Problem, ...]:
    """
    Return all that is wrong with the JSON form of a tour; whether its places exist is for `resolve`.

    Parameters
    ----------
    raw
        Anything `json.loads` returns.
    file
        Name of its file, said with every problem.
    """
    form = _Form(file)
    form.tour(raw)
    return tuple(form.problems)


def resolve(tour: Tour, catalog: Catalog, *, file: str = "") -> tuple[Tour, tuple[Problem, ...]]:
    """
    Bring the places of a tour up to date with a catalogue.

    Parameters
    ----------
    tour
        The tour; it stays as it is.
    catalog
        Where its places are looked up.
    file
        Name of its file, said with every problem.

    Returns
    -------
    tuple
        The tour with former ids replaced, unknown ones kept; and a problem for each unknown place, and for
        each stop that comes again.
    """

    def current(place_id: str | None) -> str | None:
        place = None if place_id is None else catalog.get(place_id)
        return place_id if place is None else place.id

    stops = tuple(replace(stop, id=current(stop.id) or stop.id) for stop in tour.stops)
    closed = tuple(dict.fromkeys(current(each) or each for each in tour.closed))
    found = replace(tour, start=current(tour.start), end=current(tour.end), closed=closed, stops=stops)
    problems = [
        Problem("problematic", file, tour.id, path, "unknown-place", MappingProxyType({"found": place_id}))
        for path, place_id in _places(found)
        if catalog.get(place_id) is None
    ]
    return found, (*problems, *_repeated(found, file))


def _places(tour: Tour) -> Iterator[tuple[str, str]]:
    """Yield the path and id of every place a tour names."""
    if tour.start is not None:
        yield "start", tour.start
    if tour.end is not None:
        yield "end", tour.end
    yield from ((f"closed[{at}]", place_id) for at, place_id in enumerate(tour.closed))
    yield from ((f"stops[{at}].id", stop.id) for at, stop in enumerate(tour.stops))


def _repeated(tour: Tour, file: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for at, stop in enumerate(tour.stops):
        if stop.id in seen:
            values = MappingProxyType({"id": stop.id, "first": seen[stop.id] + 1})
            yield Problem("problematic", file, tour.id, f"stops[{at}].id", "tour-stop-again", values)
        seen.setdefault(stop.id, at)


class _Form:
    """The rules of the JSON form; each notes what breaks it, with its path."""

    def __init__(self, file: str = "") -> None:
        self.file = file
        self.feature = ""
        self.problems: list[Problem] = []

    def tour(self, raw: object) -> None:
        """Look at a whole tour."""
        if not isinstance(raw, Mapping):
            self.wrong("", "not-an-object")
            return
        self.feature = raw["id"] if _is_id(raw.get("id")) else ""
        if raw.get("version") != VERSION or isinstance(raw.get("version"), bool):
            # a tour of another version follows other rules
            self.wrong("version", "tour-version", found=_short(raw.get("version")), known=VERSION)
            return
        self.members("", raw, _TOUR_MEMBERS, required=("id", "name", "tz", "stops"))
        self.each(raw, id=self.ident, revision=self.revision, tz=self.zone)
        self.each(raw, name=self.line_texts, description=self.description)
        self.each(
            raw, date=self.day, depart=self.clock, back_by=self.clock, start=self.ident, end=self.ident
        )
        self.each(raw, pace_kmh=self.pace, group_size=self.group, needs=self.needs, closed=self.closed)
        self.each(raw, stops=self.stops, end_ride=self.ride, source=self.sources)

    def stop(self, path: str, raw: object) -> None:
        """Look at one stop."""
        if not isinstance(raw, Mapping):
            self.wrong(path, "not-an-object")
            return
        self.members(path, raw, _STOP_MEMBERS, required=("id",))
        self.each(raw, path, id=self.ident, lock=self.flag, open=self.windows, ride=self.ride)
        self.each(raw, path, dwell_min=self.minutes, photo_min=self.minutes, break_min=self.minutes)
        self.each(raw, path, notes=self.notes, sources=self.sources)

    def ride(self, path: str, raw: object) -> None:
        """Look at a ride."""
        if not isinstance(raw, Mapping):
            self.wrong(path, "not-an-object")
            return
        self.members(path, raw, _RIDE_MEMBERS, required=_RIDE_MEMBERS)
        self.each(raw, path, mode=self.mode, minutes=self.minutes)

    def members(
        self, path: str, raw: Mapping[str, Any], known: Sequence[str], required: Sequence[str]
    ) -> None:
        for key in raw:
            if key not in known:
                self.wrong(_join(path, _short(key)), "unknown-property")
        for key in required:
            if raw.get(key) is None:
                self.wrong(_join(path, key), "missing")
        for key in _NEVER_NULL & raw.keys() - set(required):
            if raw[key] is None:
                self.wrong(_join(path, key), "missing")

    def each(self, raw: Mapping[str, Any], path: str = "", /, **rules: Callable[[str, Any], None]) -> None:
        """Hold each member that is there against its rule."""
        for key, rule in rules.items():
            if raw.get(key) is not None:
                rule(_join(path, key), raw[key])

    def ident(self, path: str, value: object) -> None:
        if not _is_id(value):
            self.wrong(path, "bad-id", id=_short(value))

    def revision(self, path: str, value: object) -> None:
        self.whole(path, value, 0, MAX_REVISION)

    def group(self, path: str, value: object) -> None:
        self.whole(path, value, *GROUP_SIZE)

    def pace(self, path: str, value: object) -> None:
        self.number(path, value, *PACE_KMH)

    def minutes(self, path: str, value: object) -> None:
        self.number(path, value, 0, MAX_MINUTES)

    def whole(self, path: str, value: object, low: float, high: float) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(path, "wrong-type", wanted="a whole number")
        elif not low <= value <= high:
            self.wrong(path, "out-of-range", found=_short(value), low=low, high=high)

    def number(self, path: str, value: object, low: float, high: float) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.wrong(path, "wrong-type", wanted="a number")
        # not a number is between nothing
        elif not low <= value <= high:
            self.wrong(path, "out-of-range", found=_short(value), low=low, high=high)

    def flag(self, path: str, value: object) -> None:
        if not isinstance(value, bool):
            self.wrong(path, "wrong-type", wanted="true or false")

    def mode(self, path: str, value: object) -> None:
        if value not in MODES:
            self.wrong(path, "not-allowed", found=_short(value), allowed=list(MODES))

    def zone(self, path: str, value: object) -> None:
        if not isinstance(value, str) or not _is_zone(value):
            self.wrong(path, "bad-tz", found=_short(value))

    def day(self, path: str, value: object) -> None:
        if not isinstance(value, str) or not _is_day(value):
            self.wrong(path, "bad-date", found=_short(value))

    def clock(self, path: str, value: object) -> None:
        if not isinstance(value, str) or not _CLOCK.match(value):
            self.wrong(path, "tour-bad-clock", found=_short(value))

    def entries(self, path: str, value: object, limit: int, rule: Callable[[str, Any], None]) -> bool:
        """Hold each entry of a list against a rule; return whether it is a list that is not too long."""
        if not isinstance(value, (list, tuple)):
            self.wrong(path, "wrong-type", wanted="a list")
            return False
        if len(value) > limit:
            self.wrong(path, "too-many", limit=limit)
            return False
        for at, entry in enumerate(value):
            rule(f"{path}[{at}]", entry)
        return True

    def stops(self, path: str, value: object) -> None:
        self.entries(path, value, MAX_STOPS, self.stop)

    def closed(self, path: str, value: object) -> None:
        self.entries(path, value, MAX_CLOSED, self.ident)
        self.once(path, value)

    def needs(self, path: str, value: object) -> None:
        self.entries(path, value, len(NEEDS), self.need)
        self.once(path, value)

    def need(self, path: str, value: object) -> None:
        if value not in NEEDS:
            self.wrong(path, "not-allowed", found=_short(value), allowed=list(NEEDS))

    def once(self, path: str, value: object) -> None:
        entries = [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
        for each in dict.fromkeys(entries):
            if entries.count(each) > 1:
                self.wrong(path, "tour-twice", found=_short(each))

    def windows(self, path: str, value: object) -> None:
        before = len(self.problems)
        if not self.entries(path, value, MAX_WINDOWS, self.window) or len(self.problems) > before:
            return
        clocks = [clock for window in _sequence(value) for clock in window]
        if not clocks or any(one >= other for one, other in pairwise(clocks)):
            self.wrong(path, "tour-bad-hours")

    def window(self, path: str, value: object) -> None:
        if not isinstance(value, (list, tuple)) or len(value) != 2:
            self.wrong(path, "wrong-type", wanted='two clock times, such as ["09:00", "12:00"]')
            return
        self.clock(f"{path}[0]", value[0])
        if value[1] != "24:00":
            self.clock(f"{path}[1]", value[1])

    def sources(self, path: str, value: object) -> None:
        self.entries(
            path, value, MAX_SOURCES, lambda at, text: self.text(at, text, MAX_SOURCE, lines=False)
        )

    def line_texts(self, path: str, value: object) -> None:
        self.texts(path, value, MAX_NAME, lines=False)

    def description(self, path: str, value: object) -> None:
        self.texts(path, value, MAX_DESCRIPTION, lines=True)

    def notes(self, path: str, value: object) -> None:
        self.texts(path, value, MAX_NOTES, lines=True)

    def texts(self, path: str, value: object, limit: int, *, lines: bool) -> None:
        if not isinstance(value, Mapping):
            self.wrong(path, "wrong-type", wanted="texts by language")
            return
        if len(value) > MAX_LANGUAGES:
            self.wrong(path, "too-many", limit=MAX_LANGUAGES)
            return
        for lang, text in value.items():
            if isinstance(lang, str) and _LANGUAGE.match(lang):
                self.text(_join(path, lang), text, limit, lines=lines)
            else:
                self.wrong(_join(path, _short(lang)), "tour-bad-language", found=_short(lang))

    def text(self, path: str, value: object, limit: int, *, lines: bool) -> None:
        if not isinstance(value, str):
            self.wrong(path, "wrong-type", wanted="a text")
        elif not value.strip(" "):
            self.wrong(path, "empty")
        elif len(value) > limit:
            self.wrong(path, "too-long", found=len(value), limit=limit)
        elif _HIDDEN.search(value) or (not lines and _LINE_END.search(value)):
            self.wrong(path, "tour-hidden-letters")

    def wrong(self, path: str, code: str, **values: object) -> None:
        self.problems.append(
            Problem("invalid", self.file, self.feature, path, code, MappingProxyType(values))
        )


# these have a value of their own for "nothing": an empty list or text, 0, false
_NEVER_NULL = {
    *("revision", "description", "pace_kmh", "group_size", "needs", "closed", "source"),
    *("break_min", "lock", "notes", "sources"),
}


def _build(raw: Any) -> Tour:
    """Build a tour from JSON that keeps every rule."""
    given = {key: raw[key] for key in _TOUR_MEMBERS if key in raw and key != "version"}
    for key in ("needs", "closed", "source"):
        if key in given:
            given[key] = tuple(given[key])
    given["stops"] = tuple(_build_stop(each) for each in raw["stops"])
    given["end_ride"] = _build_ride(raw.get("end_ride"))
    return Tour(**given)


def _build_stop(raw: Mapping[str, Any]) -> TourStop:
    given = dict(raw)
    if given.get("open") is not None:
        given["open"] = tuple((window[0], window[1]) for window in given["open"])
    given["ride"] = _build_ride(given.get("ride"))
    given["sources"] = tuple(given.get("sources", ()))
    return TourStop(**given)


def _build_ride(raw: Mapping[str, Any] | None) -> Ride | None:
    return None if raw is None else Ride(**raw)


def _refuse(form: _Form, look: Callable[[_Form], None]) -> None:
    look(form)
    if form.problems:
        raise TourError("tour-invalid", file="", count=len(form.problems), problems=tuple(form.problems))


def _tidy(item: object, *names: str) -> None:
    """Round figures to two decimals; a whole one becomes an integer, so that it is written as one."""
    for name in names:
        value = getattr(item, name)
        if value is not None:
            # as the viewer rounds: halves go up
            rounded = math.floor(value * 100 + 0.5) / 100
            object.__setattr__(item, name, int(rounded) if rounded.is_integer() else rounded)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and bool(_ID.match(value))


def _is_day(value: str) -> bool:
    if not _DAY.match(value):
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_zone(value: str) -> bool:
    # the pattern keeps paths out: the zone is looked up as a file
    if (
        not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9][A-Za-z0-9_+-]*){0,2}", value)
        or len(value) > 60
    ):
        return False
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _sequence(value: object) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else ()


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _short(value: object) -> str:
    text = str(value)[:40] if not isinstance(value, int) or abs(value) < 10**30 else "an endless number"
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
