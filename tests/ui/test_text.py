"""Texts of the data are put on a Streamlit page letter by letter, whatever they hold."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from backlot.ui import text as words

HOSTILE = [
    "{{7*191}}",
    "{% raw %}",
    "${alert(1)}",
    "`code`",
    "</p><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "![x](http://example.com/x.png)",
    ":red[y] -> :streamlit: $x$",
    "https://example.com",
]


class _Reader(HTMLParser):
    """Collect the elements and the texts a browser would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def _read(markup: str) -> _Reader:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return reader


def _markup(monkeypatch: pytest.MonkeyPatch, text: str) -> str:
    made: list[str] = []
    monkeypatch.setattr(words.st, "html", made.append)
    words.show(text)
    return made[0]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_is_shown_letter_by_letter(text: str) -> None:
    """One paragraph, and in it the text as it stands."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        seen = _read(_markup(monkeypatch, text))
    assert (["p"], text) == (seen.elements, "".join(seen.said))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No element, link, picture or formula comes of it, in a paragraph or in a table."""
    assert text == "".join(_read(_markup(monkeypatch, text)).said)
    made: list[str] = []
    monkeypatch.setattr(words.st, "html", made.append)
    words.show_table([text], [(text, 3)])
    seen = _read(made[0])
    assert ["table", "thead", "tr", "th", "tbody", "tr", "td", "td"] == seen.elements
    assert [text, text, "3"] == seen.said


def test_streamlit_shows_it_without_markdown() -> None:
    """The element on the page is HTML of ours, not Markdown."""

    def page() -> None:
        from backlot.ui.text import show

        show("a -> b **c**")

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert '<p class="">a -&gt; b **c**</p>' == app.get("html")[0].proto.body
