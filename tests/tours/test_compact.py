"""The compact text of a tour: the cases shared with JavaScript, and what no case can list."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlot.catalog.model import EMPTY
from backlot.errors import DataError
from backlot.tours import Tour, TourStop, decode, encode
from backlot.tours.compact import MAX_CHARS, MAX_NAME_CHARS
from tests.tours.made import TOURS

SHARED = json.loads((Path(__file__).parents[1] / "cases" / "compact.json").read_text("utf-8"))
WHOLE = next(each for each in SHARED["encode"] if each["name"] == "every member that is carried")["text"]


def _ids(cases: list[dict[str, Any]]) -> list[str]:
    return [case["name"] for case in cases]


def _problem(error: DataError) -> dict[str, Any]:
    return {"code": error.code, "values": error.values}


def _carried(tour: Tour) -> Tour:
    """Return what a compact text carries of a tour."""
    bare = [replace(stop, notes=EMPTY, sources=()) for stop in tour.stops]
    name = {lang: text[:MAX_NAME_CHARS] for lang, text in tour.name.items()}
    return replace(tour, revision=0, description=EMPTY, source=(), stops=tuple(bare), name=name)


@pytest.mark.parametrize("case", SHARED["encode"], ids=_ids(SHARED["encode"]))
def test_a_tour_is_written_as_javascript_writes_it(case: dict[str, Any]) -> None:
    """The same bytes, or the same refusal."""
    tour = Tour.from_json(case["tour"])
    if "problem" in case:
        with pytest.raises(DataError) as caught:
            encode(tour)
        assert case["problem"] == _problem(caught.value)
    else:
        assert case["text"] == encode(tour)
        assert case["text"] == encode(decode(case["text"]))


@pytest.mark.parametrize("case", SHARED["decode"], ids=_ids(SHARED["decode"]))
def test_a_text_is_read_as_javascript_reads_it(case: dict[str, Any]) -> None:
    """The same tour, or the same plain code."""
    if "problem" in case:
        with pytest.raises(DataError) as caught:
            decode(case["text"])
        assert case["problem"] == _problem(caught.value)
    else:
        assert case["tour"] == decode(case["text"]).to_json()


@given(TOURS)
def test_a_tour_comes_back_without_its_notes(tour: Tour) -> None:
    """Whatever fits an address; names may have to go."""
    try:
        text = encode(tour)
    except DataError as error:
        assert "compact-too-long" == error.code
        return
    assert len(text) <= MAX_CHARS
    assert decode(text) in (_carried(tour), replace(_carried(tour), name=EMPTY))


@given(TOURS)
def test_a_text_passes_through_an_address(tour: Tour) -> None:
    """No sign of it is changed on the way."""
    text = encode(replace(tour, stops=tour.stops[:2]))
    assert text == quote(text, safe="")
    assert [text] == parse_qs(urlencode({"tour": text}))["tour"]


def test_a_text_cut_anywhere_is_told_to_be_cut() -> None:
    """From its mark on."""
    for at in range(4, len(WHOLE)):
        with pytest.raises(DataError) as caught:
            decode(WHOLE[:at])
        assert "compact-cut" == caught.value.code


@given(st.integers(0, len(WHOLE) - 1), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. é\x00"))
def test_a_text_with_a_letter_changed_is_refused(at: int, letter: str) -> None:
    """The checksum finds every single change."""
    changed = WHOLE[:at] + letter + WHOLE[at + 1 :]
    if letter != WHOLE[at]:
        with pytest.raises(DataError):
            decode(changed)


@given(st.text() | st.text("BT1.-0AN", max_size=40).map(lambda text: f"BT1.{text}"))
def test_no_text_does_any_harm(text: str) -> None:
    """It is a tour or refused with a plain code."""
    with pytest.raises(DataError) as caught:
        decode(text)
    assert caught.value.code.startswith("compact-")


def test_a_studio_tour_fits_a_small_code() -> None:
    """Ten stops with their minutes are well below what a QR code of version 15 holds (758 capitals, M)."""
    stops = tuple(TourStop(f"a-usual-name-{at}", dwell_min=10) for at in range(10))
    assert (
        len(encode(Tour("studio-tour", {"en": "The studio", "ko": "촬영소"}, "Asia/Pyongyang", stops)))
        < 500
    )
