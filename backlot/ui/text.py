"""Say things in the language of the person who looks."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import streamlit as st

from backlot import lang
from backlot.catalog import text_in
from backlot.ui import preferences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def say(key: str, /, **values: object) -> str:
    """Return the string of `key` in this session's language."""
    return lang.say(preferences.language(), key, **values)


def of(texts: Mapping[str, str]) -> str:
    """Return the text of a by-language mapping in this session's language."""
    return text_in(texts, preferences.language())


def show(text: str, tag: str = "p", kind: str = "") -> None:
    """Put a text from the data on the page, letter by letter.

    Streamlit's Markdown would make links, arrows, colours and formulas of it.

    Parameters
    ----------
    text
        What to show, whatever it holds.
    tag, kind
        HTML element and class, ours.
    """
    st.html(f'<{tag} class="{kind}">{html.escape(text)}</{tag}>')


def show_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Put a table of texts from the data on the page, letter by letter."""
    top = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    st.html(f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>")


def _cells(row: Sequence[object]) -> str:
    return "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row)
