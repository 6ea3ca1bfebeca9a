"""KML, read again with fastkml."""

from __future__ import annotations

import html
import warnings
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from backlot.takeaway import render
from tests.takeaway.oracle import TEXTS, kept, line, name, places
from tests.takeaway.samples import FORBIDDEN, HOSTILE, night_that_fails, studio_walk, with_texts

with warnings.catch_warnings():
    # it says that lxml would print prettier
    warnings.simplefilter("ignore")
    from fastkml import KML

if TYPE_CHECKING:
    from backlot.walks.itinerary_type import Itinerary


def _read(itinerary: Itinerary, lang: str = "en", *, notes: bool = False) -> Any:
    text = render(itinerary, "kml", lang=lang, notes=notes).decode()
    (document,) = KML.from_string(text.partition("\n")[2]).features
    return document


def _data(placemark: Any) -> dict[str, str]:
    return {each.name: each.value for each in placemark.extended_data.elements}


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_places_and_lines_re_read_equal(itinerary: Itinerary, lang: str) -> None:
    """One folder of places in order, one of legs."""
    stops, legs = _read(itinerary, lang).features
    expected = [((each["lon"], each["lat"]), name(each["name"], lang)) for each in places(itinerary)]
    found = [(each.geometry.coords[0], each.name.split(". ")[-1]) for each in stops.features]
    assert expected == found
    lines = [[list(at) for at in each.geometry.coords] if each.geometry else [] for each in legs.features]
    assert [leg["line"] for leg in itinerary["legs"]] == lines


def test_stops_are_numbered_and_start_and_end_are_not() -> None:
    """As on the map."""
    stops, _ = _read(studio_walk(), "ko").features
    expected = [
        "평양고려호텔 (Koryo Hotel)",
        "1. 입구광장 (Entry plaza)",
        "2. 일본거리 (Imperial Japan)",
        "3. 유럽거리 (Europe)",
        "평양고려호텔 (Koryo Hotel)",
    ]
    assert expected == [each.name for each in stops.features]
    assert ["들르는 곳", "구간"] == [each.name for each in _read(studio_walk(), "ko").features]


def test_facts_are_there_as_data() -> None:
    """Id, names and times can be read without taking sentences apart."""
    stops, legs = _read(studio_walk()).features
    expected = {
        "id": "japan",
        "kind": "stop",
        "name:en": "Imperial Japan",
        "name:ko": "일본거리",
        "arrive": "13:52",
        "leave": "14:20",
    }
    assert expected == _data(stops.features[2])
    assert {"from": "entry-plaza", "to": "japan", "mode": "walk"} == _data(legs.features[1])


def test_notes_come_only_when_asked_for() -> None:
    """The description has those of the language, the data those of all."""
    without, _ = _read(studio_walk(), "ko").features
    assert not {"notes:en", "notes:ko"} & _data(without.features[2]).keys()
    assert "Signs" not in render(studio_walk(), "kml", lang="en").decode()
    placemark = _read(studio_walk(), "ko", notes=True).features[0].features[2]
    assert placemark.description.endswith("\n간판은 판자에 그린 것입니다.")
    assert "Signs are painted on boards." == _data(placemark)["notes:en"]


def test_a_leg_without_a_way_says_so() -> None:
    """It is listed, and has no line."""
    (leg,) = _read(night_that_fails()).features[1].features
    assert ("No way to Moor", None) == (leg.name, leg.geometry)


@pytest.mark.parametrize("text", [*HOSTILE, FORBIDDEN], ids=lambda text: ascii(text[:20]))
def test_a_hostile_text_re_reads_as_it_was(text: str) -> None:
    """As plain text in names and data, escaped as HTML in descriptions, which are shown as HTML."""
    document = _read(with_texts(text), notes=True)
    placemark = document.features[0].features[1]
    assert f"{line(text)} (이름)" == document.name
    assert f"1. {line(text)} (이름)" == placemark.name
    # fastkml strips what it reads
    assert kept(text).strip() == _data(placemark)["notes:en"]
    assert "<" not in placemark.description
    assert html.unescape(placemark.description).endswith(f"\n{kept(text).rstrip()}")


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_text_gives_a_file_that_re_reads(text: str) -> None:
    """Whatever people type or paste."""
    placemark = _read(with_texts(text), notes=True).features[0].features[1]
    assert f"1. {name({'en': text, 'ko': '이름'}, 'en')}" == placemark.name
