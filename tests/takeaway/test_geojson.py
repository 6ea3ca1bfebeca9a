"""GeoJSON, read again with shapely and geopandas, and as plain JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas
import pytest
from hypothesis import given, settings
from shapely.geometry import shape

from backlot.takeaway import render
from tests.takeaway.oracle import TEXTS, kept, line, places
from tests.takeaway.samples import FORBIDDEN, HOSTILE, city_walk, night_that_fails, studio_walk, with_texts

if TYPE_CHECKING:
    from backlot.walks.itinerary_type import Itinerary

LEG_FACTS = ("from", "to", "mode", "length_m", "minutes", "minutes_low", "minutes_high", "about", "unknown")


def _read(itinerary: Itinerary, lang: str = "en", *, notes: bool = False) -> Any:
    return json.loads(render(itinerary, "geojson", lang=lang, notes=notes))


def _of(collection: Any, *kinds: str) -> list[Any]:
    return [each for each in collection["features"] if each["properties"]["kind"] in kinds]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_places_and_lines_re_read_equal(itinerary: Itinerary, lang: str) -> None:
    """Points first, then lines, each in the order of the tour, (longitude, latitude)."""
    collection = _read(itinerary, lang)
    found = _of(collection, "start", "stop", "end")
    expected = [(each["id"], each["name"][lang], (each["lon"], each["lat"])) for each in places(itinerary)]
    assert expected == [
        (each["properties"]["place"], each["properties"]["name"], shape(each["geometry"]).coords[0])
        for each in found
    ]
    legs = _of(collection, "leg")
    assert collection["features"] == found + legs
    expected_lines = [[tuple(at) for at in leg["line"]] or None for leg in itinerary["legs"]]
    assert expected_lines == [each["geometry"] and [*shape(each["geometry"]).coords] for each in legs]


def test_geopandas_reads_the_same() -> None:
    """What QGIS and every other program on GDAL sees: kinds, names, shapes, WGS 84."""
    itinerary = studio_walk()
    frame = geopandas.read_file(render(itinerary, "geojson", lang="ko").decode())
    assert 4326 == frame.crs.to_epsg()
    assert [*["Point"] * 5, *["LineString"] * 4] == list(frame.geom_type)
    assert [each["name"]["ko"] for each in places(itinerary)] == list(frame["name"][:5])
    lines = [[list(at) for at in each.coords] for each in frame.geometry[5:]]
    assert [leg["line"] for leg in itinerary["legs"]] == lines


def test_facts_of_a_leg_re_read_equal(itinerary: Itinerary) -> None:
    """Nothing is rounded, and what is unknown is null or named."""
    legs = [each["properties"] for each in _of(_read(itinerary), "leg")]
    expected = [{key: leg[key] for key in LEG_FACTS} for leg in itinerary["legs"]]  # type: ignore[literal-required]
    assert expected == [{key: leg[key] for key in LEG_FACTS} for leg in legs]


def test_facts_of_the_tour_stand_beside_the_features(itinerary: Itinerary) -> None:
    """As in the catalogue's own files."""
    collection = _read(itinerary)
    for key in ("tour", "date", "tz", "depart", "back_by", "feasible", "data", "total"):
        assert itinerary[key] == collection[key]


def test_times_have_their_offset_when_the_tour_has_a_date() -> None:
    """Beside the time of day; without a date there is only that."""
    japan = _of(_read(studio_walk()), "stop")[1]["properties"]
    assert ("13:52", "2027-05-04T13:52:00+09:00") == (japan["arrive"], japan["arrive_at"])
    square = _of(_read(city_walk()), "stop")[0]["properties"]
    assert ("09:00", None) == (square["arrive"], square["arrive_at"])


def test_a_tour_past_midnight_goes_on_the_next_day() -> None:
    """Leaving at 00:20 after arriving at 23:50 is on New Year's Day."""
    gate = _of(_read(night_that_fails()), "stop")[0]["properties"]
    expected = ["2027-12-31T23:50:00+09:00", "2028-01-01T00:20:00+09:00"]
    assert expected == [gate["arrive_at"], gate["leave_at"]]
    assert ["late"] == gate["problems"]


def test_notes_come_only_when_asked_for() -> None:
    """In every language there is."""
    for wanted in (True, False):
        japan = _of(_read(studio_walk(), notes=wanted), "stop")[1]["properties"]
        expected = {"notes:en", "notes:ko"} if wanted else set()
        assert expected == {key for key in japan if key.startswith("notes")}


@pytest.mark.parametrize("text", [*HOSTILE, FORBIDDEN], ids=lambda text: ascii(text[:20]))
def test_a_hostile_text_re_reads_as_it_was(text: str) -> None:
    """Names on one line, notes as they are."""
    collection = _read(with_texts(text), notes=True)
    stop = _of(collection, "stop")[0]["properties"]
    assert line(text) == collection["name"] == stop["name"]
    assert kept(text) == stop["name:en"] == stop["notes:en"]


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_text_gives_a_file_that_re_reads(text: str) -> None:
    """Whatever people type or paste."""
    stop = _of(_read(with_texts(text), notes=True), "stop")[0]["properties"]
    assert (line(text) or "이름", kept(text)) == (stop["name"], stop["notes:en"])
