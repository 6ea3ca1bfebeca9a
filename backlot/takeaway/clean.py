"""Clean texts of what no file format carries."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["clean", "clean_text"]

# what XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets), among it halves of surrogate pairs, which
# UTF-8 cannot write either; and the C1 controls, which XML discourages
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean(value: Any) -> Any:
    """
    Return plain JSON with every text in it cleaned.

    Parameters
    ----------
    value
        Anything `json.loads` could have given; it is not changed.
    """
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean(key): clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean(each) for each in value]
    return value


def clean_text(text: str) -> str:
    r"""
    Return a text without control characters, every end of line as ``\n``.

    Tabs stay, and so do emoji, joiners and marks of direction: they are part of how a text is written.
    """
    return _FORBIDDEN.sub("", _LINE_END.sub("\n", text))
