"""Pages under Streamlit, without a browser."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from backlot import lang
from tests.support.server import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FRAME = ROOT / "backlot" / "ui" / "frame.py"
ABOUT = ROOT / "pages" / "about.py"


def run(script: Path, **query: str) -> AppTest:
    """Run a script as the first request with a query."""
    app = AppTest.from_file(str(script), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def text_of(app: AppTest) -> str:
    """Return all that a page says in headings and paragraphs."""
    elements = [
        *app.title,
        *app.header,
        *app.subheader,
        *app.markdown,
        *app.caption,
        *app.warning,
        *app.error,
    ]
    shown = [html.unescape(element.proto.body) for element in app.get("html")]
    return "\n".join([*(element.value for element in elements), *shown])


def test_the_frame_runs_the_map_page_without_a_complaint() -> None:
    """The default page is the map; nothing is said in place of it."""
    app = run(FRAME)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize(
    "query", [{"lang": "ko"}, {"theme": "sun"}, {"place": "no-such-place"}, {"lang": "xx"}]
)
def test_the_frame_takes_any_query(query: dict[str, str]) -> None:
    """What is known is taken over, what is not is left alone."""
    app = run(FRAME, **query)
    assert not app.exception
    assert app.session_state["lang"] == ("ko" if query.get("lang") == "ko" else "en")
    assert app.session_state["theme"] == query.get("theme")


def map_address(app: AppTest) -> str | None:
    """Return the address of the map that the bridge is told to show."""
    shown = json.loads(app.get("bidi_component")[0].proto.json)["map"]
    return None if shown is None else str(shown["address"])


def test_a_rerun_leaves_the_address_of_the_map_alone() -> None:
    """The map is loaded again only when its address changes, so it must not."""
    app = run(FRAME, place="ancient-korea")
    before = map_address(app)
    assert before is not None
    assert before.startswith("/view/")
    app.session_state["lang"] = "ko"
    assert before == map_address(app.run())


@pytest.mark.parametrize("language", ["en", "ko"])
def test_about_says_what_is_known_and_what_is_not(language: str) -> None:
    """State of the studio, licences, privacy, sources and data version, in the language asked for."""
    app = run(ABOUT, lang=language)
    assert not app.exception
    said = text_of(app)
    for key in ("known", "licences", "privacy", "sources"):
        assert lang.say(language, f"page.about.{key}") in said
    assert "OpenStreetMap" in said
    assert "2021" in said


def test_every_page_says_its_data_version_and_date() -> None:
    """The frame puts it under whatever page is shown."""
    data = json.loads((ROOT / "geodata" / "site.json").read_text(encoding="utf-8"))["data"]
    said = text_of(run(FRAME))
    assert data["version"] in said
    assert data["date"] in said


def test_about_names_a_broken_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without data still gives a page, which says what is missing."""
    monkeypatch.setenv("BACKLOT_GEODATA", str(tmp_path))
    app = run(ABOUT)
    assert not app.exception
    assert "studio.geojson: the file is missing" in text_of(app)
