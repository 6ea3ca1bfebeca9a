"""Films of the made-up harbour town, whole and spoiled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["BAD", "film", "link", "told", "write"]

GONE = "left out"
"""Stands for a member that is not there."""


def _with(members: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (members | change).items() if value != GONE}


def link(**change: Any) -> dict[str, Any]:
    """Return a link to the tea house."""
    return _with({"place": "tea-house", "strength": "shot here", "source": "Ann's diary"}, change)


def film(**change: Any) -> dict[str, Any]:
    """Return a film shot at the tea house."""
    members = {
        "id": "tea-at-noon",
        "kind": "feature",
        "title": {"en": "Tea at Noon", "pt": "Chá ao meio-dia"},
        "year": {"from": 1931, "to": 1932},
        "links": [link()],
        "source": "Ann's diary",
    }
    return _with(members, change)


def told(**change: Any) -> dict[str, Any]:
    """Return what may stand beside the films."""
    text = {"en": "A text", "pt": "Um texto"}
    members = {
        "history": [{"year": {"from": 1920, "to": 1920}, "text": text, "source": "Ann"}],
        "festival": {
            "name": text,
            "text": text,
            "source": "Ann",
            "venues": [{"place": "tea-house", "name": text, "source": "Ann"}],
        },
        "practical": [{"topic": "way", "title": text, "text": text, "source": "Ann"}],
        "journey": {
            "claims": [{"property": "distance", "value": "2 km", "source": "Ann"}],
            "rides": [
                {"from": "centre", "to": "tea-house", "mode": "bus", "minutes": None, "source": "Ann"}
            ],
        },
        "signs": [
            {
                "id": "sign-tea",
                "place": "tea-house",
                "status": "unknown",
                "wording": [{"text": "茶", "lang": "zh", "source": "Ann"}],
                "source": "Ann",
            }
        ],
    }
    return _with(members, change)


def write(folder: Path, *films: Any, **members: Any) -> Path:
    """Write the films of a site, in canonical form; return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    raw = {"version": 1, "films": list(films), **members}
    text = json.dumps(raw, ensure_ascii=False, indent=2) + "\n"
    (folder / "films.json").write_text(text, encoding="utf-8", errors="backslashreplace")
    return folder


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown place": (film(links=[link(place="atlantis")]), "links[0].place", "unknown-place"),
    "place no text": (film(links=[link(place=["tea-house"])]), "links[0].place", "unknown-place"),
    "link without source": (film(links=[link(source=GONE)]), "links[0].source", "film-no-source"),
    "link with blank source": (film(links=[link(source=" ")]), "links[0].source", "film-no-source"),
    "unknown strength": (film(links=[link(strength="near here")]), "links[0].strength", "not-allowed"),
    "unknown member of a link": (film(links=[link(by="Ann")]), "links[0].by", "unknown-property"),
    "links no list": (film(links=link()), "links", "wrong-type"),
    "year too early": (film(year={"from": 1894, "to": 1900}), "year.from", "film-bad-year"),
    "year too late": (film(year={"from": 2000, "to": 2101}), "year.to", "film-bad-year"),
    "year no number": (film(year={"from": "1972", "to": 1972}), "year.from", "film-bad-year"),
    "year true": (film(year={"from": True, "to": 1972}), "year.from", "film-bad-year"),
    "year a number": (film(year=1972), "year", "wrong-type"),
    "years backwards": (film(year={"from": 1973, "to": 1972}), "year", "film-backwards"),
    "title missing": (film(title=GONE), "title", "film-no-title"),
    "title empty": (film(title={}), "title", "film-no-title"),
    "title blank": (film(title={"en": " ", "pt": "Chá"}), "title.en", "empty"),
    "title in no language": (
        film(title={"en": "Tea", "pt": "Chá", "E N": "x"}),
        "title.E N",
        "unknown-property",
    ),
    "title too long": (film(title={"en": "x" * 401, "pt": "Chá"}), "title.en", "too-long"),
    "title turns the writing": (
        film(title={"en": "\u202etea", "pt": "Chá"}),
        "title.en",
        "film-hidden-letters",
    ),
    "title half a letter": (film(title={"en": "\ud800", "pt": "Chá"}), "title.en", "film-hidden-letters"),
    "unknown kind": (film(kind="opera"), "kind", "not-allowed"),
    "kind a list": (film(kind=["feature"]), "kind", "not-allowed"),
    "id missing": (film(id=GONE), "id", "missing"),
    "id unfit": (film(id="Tea At Noon"), "id", "bad-id"),
    "source missing": (film(source=GONE), "source", "film-no-source"),
    "unknown member": (film(director="Ann"), "director", "unknown-property"),
    "synopsis without source": (
        film(synopsis={"en": "Tea", "pt": "Chá"}),
        "synopsis_source",
        "film-no-source",
    ),
    "claim without source": (
        film(claims=[{"property": "year", "value": "1931"}]),
        "claims[0].source",
        "film-no-source",
    ),
    "claim about something else": (
        film(claims=[{"property": "taste", "value": "sweet", "source": "Ann"}]),
        "claims[0].property",
        "not-allowed",
    ),
    "award year": (
        film(awards=[{"name": {"en": "Cup", "pt": "Taça"}, "year": 1800, "source": "Ann"}]),
        "awards[0].year",
        "film-bad-year",
    ),
    "film no object": ("Tea at Noon", "", "wrong-type"),  # type: ignore[dict-item]
}
"""A fault by its name: the film that has it, where it is told, and as what."""
