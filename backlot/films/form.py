"""
Say what form `films.json` has, and read what has it.

A shape is a function that takes a value and where it stands, and returns the value put right, or `WRONG`
after telling what is wrong. What is wrong costs the smallest thing that cannot do without it: a year that
is no year is left out of its film, a link without a source out of the links, a film without a title out of
the films.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from backlot.catalog.model import ID_PATTERN, Problem
from backlot.films.model import (
    CENTRE,
    CLAIMED,
    FIRST_YEAR,
    KINDS,
    LAST_YEAR,
    STATUSES,
    STRENGTHS,
    TOPICS,
)

if TYPE_CHECKING:
    from backlot.catalog import Catalog

__all__ = ["FILM", "PARTS", "VERSION", "WRONG", "At", "is_id", "listed"]

VERSION = 1
MAX_LINE = 400
MAX_TEXT = 1_200
MAX_MINUTES = 1_440
MOST = 200

_ID = re.compile(ID_PATTERN.removesuffix("$") + r"\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")
# what cannot be seen, or turns the direction of writing, has no place in a text
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# what is said of a member that is missing, where "this is missing" says too little
_MISSING = MappingProxyType({"source": "film-no-source", "title": "film-no-title"})


class _Wrong:
    """The type of `WRONG`."""


WRONG: Final = _Wrong()
"""Stands for a value that cannot be used."""

Shape: TypeAlias = Callable[[Any, "At"], Any]


@dataclass(frozen=True, slots=True)
class At:
    """
    Where one is in the file, and what is known there.

    Parameters
    ----------
    catalog
        The places that may be named.
    problems
        Takes what is wrong.
    languages
        Languages that every text must have; none while only reading.
    feature, path
        Id of the film, and the path of the member, such as ``links[0].source``.
    """

    catalog: Catalog
    problems: list[Problem]
    languages: tuple[str, ...] = ()
    file: str = ""
    feature: str = ""
    path: str = ""

    def of(self, name: str) -> At:
        """Return where a member stands."""
        return replace(self, path=f"{self.path}.{name}" if self.path else name)

    def item(self, number: int) -> At:
        """Return where an entry of a list stands."""
        return replace(self, path=f"{self.path}[{number}]")

    def wrong(self, code: str, **values: object) -> _Wrong:
        """Tell what is wrong here."""
        said = {
            name: _legible(value) if isinstance(value, str) else value for name, value in values.items()
        }
        path = _legible(self.path)
        told = Problem("invalid", self.file, self.feature, path, code, MappingProxyType(said))
        self.problems.append(told)
        return WRONG


def is_id(value: Any) -> bool:
    """Return whether a value can be the id of a film or sign."""
    return isinstance(value, str) and _ID.match(value) is not None


def _legible(text: str) -> str:
    """Return a text without halves of letters, which no page and no terminal takes."""
    return text.encode("utf-8", "replace").decode()


# ---------------------------------------------------------------- values


def _text(limit: int = MAX_LINE) -> Shape:
    def read(value: Any, at: At) -> Any:
        if not isinstance(value, str):
            return at.wrong("wrong-type", wanted="a text")
        if not value.strip():
            return at.wrong("empty")
        if len(value) > limit:
            return at.wrong("too-long", found=len(value), limit=limit)
        if _HIDDEN.search(value):
            return at.wrong("film-hidden-letters")
        return value

    return read


def _source(value: Any, at: At) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        return at.wrong("film-no-source")
    return _text()(value, at)


def _texts(limit: int = MAX_TEXT) -> Shape:
    def read(value: Any, at: At) -> Any:
        if not isinstance(value, Mapping):
            return at.wrong("wrong-type", wanted="texts by language")
        found = {}
        for code, each in value.items():
            here = at.of(code)
            text = _text(limit)(each, here) if _LANGUAGE.match(code) else here.wrong("unknown-property")
            if text is not WRONG:
                found[code] = text
        for code in at.languages:
            if code not in value:
                at.of(code).wrong("language-missing", lang=code)
        return found or at.wrong("empty")

    return read


def _title(value: Any, at: At) -> Any:
    return _texts(MAX_LINE)(value, at) if value else at.wrong("film-no-title")


def _word(*allowed: str) -> Shape:
    def read(value: Any, at: At) -> Any:
        if value in allowed:
            return value
        return at.wrong("not-allowed", found=str(value)[:80], allowed=list(allowed))

    return read


def _language(value: Any, at: At) -> Any:
    if isinstance(value, str) and _LANGUAGE.match(value):
        return value
    return at.wrong("wrong-type", wanted="the code of a language, such as ko")


def _whole(low: int, high: int, code: str) -> Shape:
    def read(value: Any, at: At) -> Any:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        return at.wrong(code, found=str(value)[:20], low=low, high=high)

    return read


_YEAR = _whole(FIRST_YEAR, LAST_YEAR, "film-bad-year")
_MINUTES = _whole(0, MAX_MINUTES, "out-of-range")


def _range(end: Shape) -> Shape:
    whole = record({"from": end, "to": end})

    def read(value: Any, at: At) -> Any:
        found = whole(value, at)
        if found is not WRONG and found["from"] > found["to"]:
            return at.wrong("film-backwards", low=found["from"], high=found["to"])
        return found

    return read


def _id(value: Any, at: At) -> Any:
    return value if is_id(value) else at.wrong("bad-id", id=str(value)[:80])


def _place(value: Any, at: At) -> Any:
    """Return the id that a place has today."""
    place = at.catalog.get(value) if isinstance(value, str) else None
    return at.wrong("unknown-place", found=str(value)[:80]) if place is None else place.id


def _start(value: Any, at: At) -> Any:
    return CENTRE if value == CENTRE else _place(value, at)


def _claimed(value: Any, at: At) -> Any:
    return _text()(value, at) if isinstance(value, str) else _texts()(value, at)


# ---------------------------------------------------------------- what is made of them


def listed(shape: Shape, most: int = MOST) -> Shape:
    """Return the shape of a list; an entry that is wrong is left out of it."""

    def read(value: Any, at: At) -> Any:
        if not isinstance(value, list):
            return at.wrong("wrong-type", wanted="a list")
        if len(value) > most:
            at.wrong("too-many", limit=most)
        found = (shape(each, at.item(number)) for number, each in enumerate(value[:most]))
        return [each for each in found if each is not WRONG]

    return read


def record(needed: Mapping[str, Shape], more: Mapping[str, Shape] = MappingProxyType({})) -> Shape:
    """
    Return the shape of an object.

    Parameters
    ----------
    needed
        Members it cannot do without.
    more
        Members that are left out where they are null or wrong.
    """
    known = {**needed, **more}

    def read(value: Any, at: At) -> Any:
        if not isinstance(value, Mapping):
            return at.wrong("wrong-type", wanted="an object in braces")
        for name in value.keys() - known.keys():
            at.of(name).wrong("unknown-property")
        found = {}
        for name, shape in known.items():
            here = at.of(name)
            if name not in value:
                if name in needed:
                    here.wrong(_MISSING.get(name, "missing"))
            elif value[name] is not None or name in needed:
                found[name] = shape(value[name], here)
        if any(found.get(name, WRONG) is WRONG for name in needed):
            return WRONG
        return {name: each for name, each in found.items() if each is not WRONG and each != []}

    return read


_CLAIMS = listed(record({"property": _word(*CLAIMED), "value": _claimed, "source": _source}))
_NAMED = record({"name": _texts(MAX_LINE), "source": _source})
_YEARS = _range(_YEAR)

FILM: Shape = record(
    {"id": _id, "kind": _word(*KINDS), "title": _title, "source": _source},
    {
        "former_ids": listed(_id),
        "alt_titles": listed(_text()),
        "year": _YEARS,
        "directors": listed(_NAMED),
        "studios": listed(_NAMED),
        "awards": listed(record({"name": _texts(MAX_LINE), "source": _source}, {"year": _YEAR})),
        "synopsis": _texts(),
        "synopsis_source": _source,
        "claims": _CLAIMS,
        "links": listed(
            record(
                {"place": _place, "strength": _word(*STRENGTHS), "source": _source},
                {"note": _texts()},
            )
        ),
    },
)

PARTS: Mapping[str, Shape] = MappingProxyType(
    {
        "history": listed(
            record({"text": _texts(), "source": _source}, {"year": _YEARS, "claims": _CLAIMS})
        ),
        "festival": record(
            {"name": _texts(MAX_LINE), "text": _texts(), "source": _source},
            {
                "when": _texts(),
                "venues": listed(
                    record(
                        {"name": _texts(MAX_LINE), "source": _source}, {"place": _place, "text": _texts()}
                    )
                ),
                "claims": _CLAIMS,
            },
        ),
        "practical": listed(
            record(
                {
                    "topic": _word(*TOPICS),
                    "title": _texts(MAX_LINE),
                    "text": _texts(),
                    "source": _source,
                },
                {"claims": _CLAIMS},
            )
        ),
        "journey": record(
            {},
            {
                "claims": _CLAIMS,
                "rides": listed(
                    record(
                        {"from": _start, "to": _place, "mode": _word("bus", "metro"), "source": _source},
                        {"minutes": _range(_MINUTES)},
                    )
                ),
            },
        ),
        "signs": listed(
            record(
                {"id": _id, "place": _place, "status": _word(*STATUSES), "source": _source},
                {
                    "wording": listed(record({"text": _text(), "lang": _language, "source": _source})),
                    "translation": _texts(),
                    "advertises": _texts(),
                    "claims": _CLAIMS,
                },
            )
        ),
    }
)
"""The parts of the file beside the films, by name."""
