"""
Read what a site's visitors may want to say in the language of the place: `phrases.json` beside its data.

`said` is how a phrase sounds in Latin letters; ``___`` stands where a name or a time is to be put.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from backlot.catalog.model import ID_PATTERN, Problem
from backlot.errors import DataError

if TYPE_CHECKING:
    from backlot.catalog import Catalog

__all__ = ["GAP", "Phrase", "Phrases", "check_phrases", "read_phrases"]

FILE = "phrases.json"
GAP = "___"

_VERSION = 1
_MEMBERS = {"version", "site", "language", "licence", "attribution", "source", "phrases", "card", "driver"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence by language, and how it sounds."""

    id: str
    text: Mapping[str, str]
    said: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """
    What to say in one language.

    Parameters
    ----------
    language
        The language that is spoken at the site.
    source
        Where the phrases come from.
    phrases
        In the order they are to be listed.
    card_category, card
        Of which category of places there are cards to show to a driver, and the sentence on them.
    driver
        The sentence above the name of any other place.
    """

    language: str
    source: str
    phrases: tuple[Phrase, ...]
    card_category: str
    card: Mapping[str, str]
    driver: Mapping[str, str]


def read_phrases(folder: Path, site_id: str) -> Phrases | None:
    """
    Return the phrases for a site, None if its folder has none or those of another site.

    Parameters
    ----------
    folder
        The site's folder.
    site_id
        Id of the site.

    Raises
    ------
    DataError
        If the file is not what it should be (``bad-phrases``).
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        raw = json.loads(path.read_text("utf-8"))
        found = _phrases(raw)
    except (ValueError, KeyError, TypeError) as error:
        raise DataError("bad-phrases", file=FILE, found=str(error)) from error
    return found if raw["site"] == site_id else None


def check_phrases(folder: Path, catalog: Catalog) -> tuple[Problem, ...]:
    """
    Return what is wrong with the phrases of a site's folder; without any there is nothing wrong.

    Every phrase must be there in all languages of the site, and the cards' category must be one of it.
    """
    try:
        found = read_phrases(folder, catalog.site.id)
    except DataError as error:
        return (_problem("", error.code, **error.values),)
    if found is None:
        return ()
    listed: list[tuple[str, Mapping[str, str]]] = [(each.id, each.text) for each in found.phrases]
    listed += [("card", found.card), ("driver", found.driver)]
    problems = [
        _problem(name, "language-missing", lang=lang)
        for name, texts in listed
        for lang in catalog.site.languages
        if lang not in texts
    ]
    if catalog.site.category(found.card_category) is None:
        allowed = [each.id for each in catalog.site.categories]
        problems.append(_problem("card", "unknown-reference", found=found.card_category, allowed=allowed))
    return tuple(problems)


def _problem(name: str, code: str, **values: object) -> Problem:
    return Problem("invalid", FILE, name, "", code, MappingProxyType(values))


def _phrases(raw: Mapping[str, Any]) -> Phrases:
    if set(raw) != _MEMBERS or raw["version"] != _VERSION:
        raise ValueError(", ".join(sorted(set(raw) ^ _MEMBERS)) or "version")
    language = _text(raw["language"])
    listed = tuple(_phrase(each, language) for each in raw["phrases"])
    ids = [phrase.id for phrase in listed]
    if len(set(ids)) < len(ids):
        raise ValueError(next(each for each in ids if ids.count(each) > 1))
    return Phrases(
        language=language,
        source=_text(raw["source"]),
        phrases=listed,
        card_category=_text(raw["card"]["category"]),
        card=_texts(raw["card"]["say"], language),
        driver=_texts(raw["driver"]["say"], language),
    )


def _phrase(raw: Mapping[str, Any], language: str) -> Phrase:
    if not re.fullmatch(ID_PATTERN, _text(raw["id"])):
        raise ValueError(raw["id"])
    return Phrase(raw["id"], _texts(raw["text"], language), _text(raw["said"]))


def _texts(raw: Any, language: str) -> Mapping[str, str]:
    texts = {str(code): _text(text) for code, text in dict(raw).items()}
    if language not in texts:
        raise ValueError(language)
    return MappingProxyType(texts)


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise TypeError(repr(raw)[:40])
    return raw
