"""CSV, read again with the standard library's reader."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from backlot.takeaway import render
from backlot.takeaway.table import COLUMNS, neutral
from tests.takeaway.oracle import TEXTS, kept, line, places
from tests.takeaway.samples import FORBIDDEN, HOSTILE, night_that_fails, studio_walk, with_texts

if TYPE_CHECKING:
    from backlot.walks.itinerary_type import Itinerary

FORMULAS = ("=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＠A1")


def _read(itinerary: Itinerary, lang: str = "en", *, notes: bool = False) -> list[dict[str, str]]:
    text = render(itinerary, "csv", lang=lang, notes=notes).decode("utf-8-sig")
    _, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def _figure(text: str) -> float | None:
    return float(text) if text else None


def _places(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if row["lat"]]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_places_re_read_equal(itinerary: Itinerary, lang: str) -> None:
    """In their order, with name and position."""
    expected = [(each["id"], each["name"][lang], each["lon"], each["lat"]) for each in places(itinerary)]
    found = _places(_read(itinerary, lang))
    assert expected == [(row["id"], row["name"], float(row["lon"]), float(row["lat"])) for row in found]


def test_stops_and_legs_re_read_equal(itinerary: Itinerary) -> None:
    """Times and figures, empty where there is none."""
    rows = _read(itinerary)
    assert [
        (stop["arrive"] or "", stop["leave"] or "", stop["dwell_min"], stop["slack_min"])
        for stop in itinerary["stops"]
    ] == [
        (row["arrive"], row["leave"], float(row["dwell_min"]), _figure(row["slack_min"]))
        for row in rows
        if row["kind"] == "Stop"
    ]
    legs = [row for row in rows if " → " in row["id"]]
    assert [
        (f"{leg['from']} → {leg['to']}", leg["length_m"], leg["minutes_high"], leg["about"])
        for leg in itinerary["legs"]
    ] == [
        (row["id"], _figure(row["length_m"]), _figure(row["minutes_high"]), row["about"] == "yes")
        for row in legs
    ]


def test_the_first_row_is_the_tour() -> None:
    """Its day, its end and what it comes to."""
    tour = _read(studio_walk())[0]
    expected = {"kind": "Tour", "id": "studio-afternoon", "date": "2027-05-04", "leave": "13:00"}
    expected |= {"arrive": "15:15", "length_m": "1225.4", "minutes": "68", "dwell_min": "67"}
    assert expected == {key: tour[key] for key in expected}


def test_headings_are_in_the_language_of_the_texts() -> None:
    """With a byte order mark, so that spreadsheets show Hangul."""
    data = render(studio_walk(), "csv", lang="ko")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").startswith("종류,번호,식별자,이름")


def test_notes_come_only_when_asked_for() -> None:
    """In the language asked for, else in the one there is."""
    assert {""} == {row["notes"] for row in _read(studio_walk())}
    told = [row["notes"] for row in _read(studio_walk(), notes=True) if row["notes"]]
    assert ["Signs are painted on boards.", "교회 앞에서 사진."] == told


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_a_formula_is_neutralised(text: str) -> None:
    """Name, note, direction: no spreadsheet runs it."""
    rows = _read(with_texts(text), notes=True)
    assert f"'{text}" == neutral(text)
    assert f"'{line(text)}" == rows[0]["name"] == _places(rows)[1]["name"]
    assert f"'{kept(text)}" == _places(rows)[1]["notes"] == rows[2]["directions"]


def test_a_negative_figure_stays_a_figure() -> None:
    """Only texts are neutralised."""
    assert "-25" == _read(night_that_fails())[0]["slack_min"]


@pytest.mark.parametrize("text", [*HOSTILE, FORBIDDEN], ids=lambda text: ascii(text[:20]))
def test_a_hostile_text_re_reads_as_it_was(text: str) -> None:
    """Commas, quotes and lines stay in their cell."""
    stop = _places(_read(with_texts(text), notes=True))[1]
    assert (neutral(line(text)), neutral(kept(text))) == (stop["name"], stop["notes"])


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_text_gives_a_file_that_re_reads(text: str) -> None:
    """Whatever people type or paste; and no cell of text begins as a formula does."""
    rows = _read(with_texts(text), notes=True)
    told = kept(text) if kept(text).strip() else ""
    stop = _places(rows)[1]
    assert (neutral(line(text) or "이름"), neutral(told)) == (stop["name"], stop["notes"])
    texts = [row[key] for row in rows for key in ("name", "other", "directions", "notes", "marks")]
    assert not [each for each in texts if each.lstrip().startswith(("=", "+", "-", "@"))]
