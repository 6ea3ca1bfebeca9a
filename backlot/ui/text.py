"""Say things in the language of the person who looks."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from backlot import lang
from backlot.catalog import text_in
from backlot.ui import preferences

if TYPE_CHECKING:
    from collections.abc import Mapping


def say(key: str, /, **values: object) -> str:
    """Return the string of `key` in this session's language."""
    return lang.say(preferences.language(), key, **values)


def of(texts: Mapping[str, str]) -> str:
    """Return the text of a by-language mapping in this session's language."""
    return text_in(texts, preferences.language())


def plain(text: str) -> str:
    """Return text for Streamlit's Markdown that is shown as it stands, whatever it holds.

    Every ASCII punctuation mark is escaped, as CommonMark allows for all of them; line ends
    become spaces.
    See: https://spec.commonmark.org/0.31.2/#backslash-escapes
    """
    return "".join(f"\\{c}" if c in string.punctuation else c for c in " ".join(text.split()))
