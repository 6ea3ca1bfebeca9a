"""Word the program in the languages it speaks.

Every string a person reads lives in `<code>.json` beside this file, flat, by dotted key.
Python and the viewer read the same files: `catalogue("ko")["viewer.search.label"]`.
Values are put into `{named}` places; a key missing from one language falls back to English.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlot.errors import BacklotError

FALLBACK = "en"
_FOLDER = Path(__file__).parent


@cache
def languages() -> tuple[str, ...]:
    """Codes of the languages the program itself speaks, English first."""
    codes = sorted(path.stem for path in _FOLDER.glob("*.json"))
    return (FALLBACK, *(code for code in codes if code != FALLBACK))


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """Return all strings of one language by key, gaps filled from English.

    Parameters
    ----------
    lang
        A code of :func:`languages`; any other gives the English strings.
    """
    words = _read(FALLBACK)
    if lang in languages() and lang != FALLBACK:
        words = words | _read(lang)
    return MappingProxyType(words)


def say(lang: str, key: str, /, **values: object) -> str:
    """Return the string of `key` in `lang` with `values` in its `{named}` places.

    Raises
    ------
    KeyError
        If no catalogue has the key.
    """
    text = catalogue(lang)[key]
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def word(lang: str, error: BacklotError) -> str:
    """Return what an error of the library says, in `lang`; its English sentence as a last resort."""
    key = f"error.{error.code}"
    if key not in catalogue(lang):
        return str(error)
    return say(lang, key, **error.values)


def _read(lang: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((_FOLDER / f"{lang}.json").read_text(encoding="utf-8"))
    return words
