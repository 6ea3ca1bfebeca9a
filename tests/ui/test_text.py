"""Texts for Streamlit's Markdown are shown as they stand, whatever they hold."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlot.ui.text import plain

MARKS = st.text(alphabet=string.punctuation + string.digits + " \n\tab가")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def _shown(markdown: str) -> str:
    """Return what a Markdown reader makes of backslash escapes, as CommonMark 0.31.2 says in 2.4."""
    return _ESCAPE.sub(r"\1", markdown)


@given(st.one_of(st.text(), MARKS))
def test_any_text_is_shown_letter_by_letter(text: str) -> None:
    """But for blanks and line ends, which a paragraph takes as one blank."""
    assert " ".join(text.split()) == _shown(plain(text))


@given(st.one_of(st.text(), MARKS))
def test_no_mark_is_left_that_could_mean_anything(text: str) -> None:
    """Take the escapes out, and no punctuation remains: no link, code, table, heading, list or HTML."""
    assert not set(_ESCAPE.sub("", plain(text))) & set(string.punctuation)


@given(st.one_of(st.text(), MARKS))
def test_a_text_stays_one_line(text: str) -> None:
    """So that it neither starts a block nor leaves its table cell, list item or heading."""
    made = plain(text)
    assert made == made.strip()
    assert 1 >= len(made.splitlines())
    assert "  " not in made


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Koryo Tours travel guide page", "Koryo Tours travel guide page"),
        ("조선예술영화촬영소 朝鮮", "조선예술영화촬영소 朝鮮"),
        ("a*b*c", r"a\*b\*c"),
        ("1. x", r"1\. x"),
        ("$x$ :red[y]", r"\$x\$ \:red\[y\]"),
        ("<img onerror=x>", r"\<img onerror\=x\>"),
        ("a|b", r"a\|b"),
        ("a\n\n# b", r"a \# b"),
        ("    code", "code"),
        ("x\\", r"x\\"),
        ("", ""),
    ],
)
def test_a_text_is_escaped(text: str, wanted: str) -> None:
    """Marks get a backslash, letters of any script stay."""
    assert wanted == plain(text)
