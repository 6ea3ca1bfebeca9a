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
    return fill(catalogue(lang)[key], values)


def word(lang: str, code: str, values: Mapping[str, object]) -> str:
    """Return what an error or problem of the library says in `lang`, by its code and values.

    A code without a string is spelt out, so that nothing that went wrong stays unsaid.
    """
    template = catalogue(lang).get(f"error.{code}")
    if template is not None:
        return fill(template, values)
    told = ", ".join(f"{name}: {value}" for name, value in values.items())
    words = code.replace("-", " ")
    return f"{words} ({told})" if told else words


def fill(template: str, values: Mapping[str, object]) -> str:
    """Fill a string with values, without giving a value any power over it.

    Unlike `str.format`, a name is looked up as it stands: no attribute and no index is
    followed, and a value that itself holds `{names}` stays as it is.

    Parameters
    ----------
    template
        Text with ``{name}`` where a value goes.
    values
        The values by name; a name that is not there stays as it is.
    """
    parts = template.split("{")
    out = [parts[0]]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        known = brace and name in values
        out.append(f"{_plain(values[name])}{rest}" if known else "{" + part)
    return "".join(out)


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)


def _read(lang: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((_FOLDER / f"{lang}.json").read_text(encoding="utf-8"))
    return words
