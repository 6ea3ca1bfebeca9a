"""GPX, read again with gpxpy."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import gpxpy
import pytest
from hypothesis import given, settings

from backlot.takeaway import render
from tests.takeaway.oracle import TEXTS, kept, line, name, places
from tests.takeaway.samples import FORBIDDEN, HOSTILE, city_walk, studio_walk, with_texts

if TYPE_CHECKING:
    from gpxpy.gpx import GPX, GPXTrack

    from backlot.walks.itinerary_type import Itinerary

NS = "{http://www.topografix.com/GPX/1/1}"
# the order of elements in the schema of GPX 1.1, of those that are written
ORDER = {
    "gpx": ["metadata", "wpt", "rte", "trk"],
    "metadata": ["name", "desc"],
    "wpt": ["time", "name", "desc", "type"],
    "rte": ["name", "rtept"],
    "rtept": ["time", "name", "desc", "type"],
    "trk": ["name", "number", "type", "trkseg"],
    "trkseg": ["trkpt"],
    "trkpt": ["time"],
}


def _read(itinerary: Itinerary, lang: str = "en", *, notes: bool = False) -> GPX:
    return gpxpy.parse(render(itinerary, "gpx", lang=lang, notes=notes))


def _line(track: GPXTrack) -> list[list[float]]:
    (segment,) = track.segments
    return [[each.longitude, each.latitude] for each in segment.points]


def _utc(day: int, hour: int, minute: int) -> datetime:
    return datetime(2027, 5, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_places_and_lines_re_read_equal(itinerary: Itinerary, lang: str) -> None:
    """Waypoints and route are the places in order, every leg is a track."""
    gpx = _read(itinerary, lang)
    expected = [(each["lon"], each["lat"], name(each["name"], lang)) for each in places(itinerary)]
    assert expected == [(each.longitude, each.latitude, each.name) for each in gpx.waypoints]
    (route,) = gpx.routes
    assert expected == [(each.longitude, each.latitude, each.name) for each in route.points]
    expected_legs = [(n, leg["mode"], leg["line"]) for n, leg in enumerate(itinerary["legs"], start=1)]
    assert expected_legs == [(each.number, str(each.type), _line(each)) for each in gpx.tracks]


def test_times_are_in_utc_when_the_tour_has_a_date() -> None:
    """Of every place the arrival, of the start the departure; of a leg its two ends."""
    gpx = _read(studio_walk())
    expected = [_utc(4, 4, 0), _utc(4, 4, 25), _utc(4, 4, 52), _utc(4, 5, 26), _utc(4, 6, 15)]
    assert expected == [each.time for each in gpx.waypoints] == [each.time for each in gpx.routes[0].points]
    walk = [each.time for each in gpx.tracks[1].segments[0].points]
    assert [_utc(4, 4, 40), None, None, _utc(4, 4, 52)] == walk


def test_a_tour_without_a_date_has_no_times() -> None:
    """Only the words of the description tell them."""
    gpx = _read(city_walk())
    assert [None, None] == [each.time for each in gpx.waypoints]
    assert "Arrive 09:00, leave 09:20" == gpx.waypoints[0].description


def test_the_route_says_how_to_go_on() -> None:
    """Every point has the way to the next, as about where it is, with what nobody knows."""
    points = _read(studio_walk()).routes[0].points
    expected = [
        "On foot to Imperial Japan: about 820 m, about 12 min (10 to 16)",
        "With a guide only",
        "Not known whether it is step-free: 410 m",
        "1. Start at the entry plaza.",
        "2. Left at the sushi restaurant, about 120 m.",
    ]
    assert expected == (points[1].description or "").splitlines()
    assert points[-1].description is None


def test_notes_come_only_when_asked_for() -> None:
    """In the language asked for, else in the one there is."""
    for text in ("Signs are painted on boards.", "교회 앞에서 사진."):
        assert text.encode() not in render(studio_walk(), "gpx", lang="en")
        assert text.encode() in render(studio_walk(), "gpx", lang="en", notes=True)


def test_elements_stand_in_the_order_of_the_schema(itinerary: Itinerary) -> None:
    """GPX 1.1 is a sequence: a reader that validates refuses another order."""
    root = ET.fromstring(render(itinerary, "gpx", lang="en", notes=True))  # noqa: S314
    assert f"{NS}gpx" == root.tag
    for element in root.iter():
        tags = [child.tag.removeprefix(NS) for child in element]
        allowed = ORDER.get(element.tag.removeprefix(NS), [])
        assert sorted(tags, key=allowed.index) == tags


@pytest.mark.parametrize("text", [*HOSTILE, FORBIDDEN], ids=lambda text: ascii(text[:20]))
def test_a_hostile_text_re_reads_as_it_was(text: str) -> None:
    """Names on one line, notes as they are."""
    gpx = _read(with_texts(text), notes=True)
    assert f"{line(text)} (이름)" == gpx.name == gpx.waypoints[1].name
    assert (gpx.waypoints[1].description or "").endswith(f"\n{kept(text)}")


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_text_gives_a_file_that_re_reads(text: str) -> None:
    """Whatever people type or paste."""
    found = _read(with_texts(text), notes=True).waypoints[1].name
    assert name({"en": text, "ko": "이름"}, "en") == found
