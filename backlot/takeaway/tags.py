"""
Write HTML and SVG element by element, so that no text can become markup.

Only what `tag` made is markup; every other text is escaped when it becomes a child or a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TypeAlias

from backlot.takeaway.clean import clean_text

__all__ = ["Child", "Markup", "figure", "join", "tag", "text"]

# elements that hold nothing: `<p/>` would open a paragraph in HTML, these may be closed at once
_EMPTY = frozenset({"br", "circle", "hr", "img", "line", "meta", "path", "rect"})


class Markup(str):
    """Markup: what is in it was escaped."""

    __slots__ = ()


Child: TypeAlias = "str | Iterable[Child] | None"


def tag(name: str, /, *children: Child, **attributes: object) -> Markup:
    """
    Return an element.

    Parameters
    ----------
    name
        Its name.
    children
        Texts, markup, None for nothing, or lists of these.
    attributes
        Those that are None or False are left out. A trailing underscore is dropped (`class_`), any other
        is a hyphen.
    """
    found = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(_value(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _EMPTY:
        return Markup(f"<{name}{found}/>")
    return Markup(f"<{name}{found}>{join(children)}</{name}>")


def join(*children: Child) -> Markup:
    """Return children one after the other."""
    return Markup("".join(_flat(children)))


def text(value: str) -> Markup:
    """Return a text as markup."""
    return Markup(escape(clean_text(value)))


def figure(value: float) -> str:
    """Return a figure with at most one decimal."""
    said = f"{value:.1f}"
    return "0" if said == "-0.0" else said.removesuffix(".0")


def _flat(children: Iterable[Child]) -> Iterable[str]:
    for child in children:
        if isinstance(child, Markup):
            yield child
        elif isinstance(child, str):
            yield text(child)
        elif child is not None:
            yield from _flat(child)


def _value(value: object) -> str:
    if value is True:
        return ""
    return figure(value) if isinstance(value, float) else str(value)
