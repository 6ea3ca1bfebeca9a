"""`python -m backlot export`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from backlot.errors import MissingError
from backlot.takeaway import FORMS, render
from backlot.takeaway.cli import add_parser
from tests.takeaway.samples import city_walk, studio_walk

if TYPE_CHECKING:
    from backlot.walks.itinerary_type import Itinerary

TOURS = {"studio-afternoon": studio_walk, "city": city_walk}


@pytest.fixture(autouse=True)
def planned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plan the samples instead of tours: this is about the export."""

    def itinerary_of(tour: str, catalog: Any, *, optimise: bool = False) -> Itinerary:
        assert catalog.site.id
        if tour not in TOURS:
            raise MissingError("no-tour", id=tour)
        return TOURS[tour]()

    plan = ModuleType("backlot.walks.plan")
    plan.itinerary_of = itinerary_of  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "backlot.walks.plan", plan)


def _run(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    args = parser.parse_args(["export", *map(str, arguments)])
    return int(args.run(args))


@pytest.mark.parametrize("form", [form for form in FORMS if form != "ics"])
def test_a_tour_is_written(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In English without notes unless told otherwise; where, is said."""
    out = tmp_path / "studio"
    assert 0 == _run("studio-afternoon", "--to", form, out)
    assert render(studio_walk(), form, lang="en") == out.read_bytes()
    assert (f"Written: {out}\n", "") == capsys.readouterr()
    assert 0 == _run("studio-afternoon", "--to", form, out, "--lang", "ko", "--notes")
    assert render(studio_walk(), form, lang="ko", notes=True) == out.read_bytes()


def test_a_calendar_is_written(tmp_path: Path) -> None:
    """Beside its content it holds when it was made."""
    out = tmp_path / "studio.ics"
    assert 0 == _run("studio-afternoon", "--to", "ics", out)
    assert out.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_calendar_of_a_tour_without_a_date_is_refused(
    lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a sentence in the language asked for and exit status 1; no file is written."""
    assert 1 == _run("city", "--to", "ics", tmp_path / "city.ics", "--lang", lang)
    expected = {"en": "the tour has no date", "ko": "답사에 날짜가 없습니다"}[lang]
    out, err = capsys.readouterr()
    assert ("", True) == (out, err.startswith(expected))
    assert [] == list(tmp_path.iterdir())


def test_an_unknown_tour_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As planning words it."""
    assert 1 == _run("moon", "--to", "gpx", tmp_path / "moon.gpx")
    assert "moon" in capsys.readouterr().err


def test_an_unknown_form_is_a_wrong_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, and the forms there are."""
    with pytest.raises(SystemExit) as raised:
        _run("city", "--to", "pdf", tmp_path / "city.pdf")
    assert 2 == raised.value.code
    told = capsys.readouterr().err
    assert [] == [form for form in FORMS if form not in told]
