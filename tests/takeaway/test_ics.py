"""iCalendar, read again with vobject."""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING, Any

import pytest
import vobject
from hypothesis import given, settings

from backlot.errors import DataError
from backlot.takeaway import render
from tests.takeaway.oracle import TEXTS, kept, name
from tests.takeaway.samples import FORBIDDEN, HOSTILE, city_walk, night_that_fails, studio_walk, with_texts

if TYPE_CHECKING:
    from backlot.walks.itinerary_type import Itinerary


def _read(itinerary: Itinerary, lang: str = "en", *, notes: bool = False) -> Any:
    text = render(itinerary, "ics", lang=lang, notes=notes).decode()
    (calendar,) = vobject.readComponents(text)
    return calendar


def _uids(itinerary: Itinerary, lang: str = "en") -> list[str]:
    return [event.uid.value for event in _read(itinerary, lang).vevent_list]


def _times(event: Any) -> list[str]:
    return [f"{each.value:%Y-%m-%d %H:%M}" for each in (event.dtstart, event.dtend)]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_stops_re_read_equal(lang: str) -> None:
    """An event for the tour, then one a stop: name, times, place, position."""
    itinerary = studio_walk()
    tour, *stops = _read(itinerary, lang).vevent_list
    assert name(itinerary["name"], lang) == tour.summary.value
    for number, (stop, event) in enumerate(zip(itinerary["stops"], stops, strict=True), start=1):
        called = name(stop["name"], lang)
        assert (f"{number}. {called}", called) == (event.summary.value, event.location.value)
        assert [f"2027-05-04 {stop[when]}" for when in ("arrive", "leave")] == _times(event)
        assert f"{stop['lat']};{stop['lon']}" == event.geo.value


def test_the_tour_lasts_from_departure_to_end() -> None:
    """With what it comes to and when to be back."""
    tour = _read(studio_walk()).vevent_list[0]
    assert ["2027-05-04 13:00", "2027-05-04 15:15"] == _times(tour)
    assert "Back by 15:40" in tour.description.value.splitlines()


@pytest.mark.parametrize(
    ("tz", "utc"),
    [
        ("Asia/Pyongyang", "04:25"),
        ("America/New_York", "17:25"),
        ("Asia/Kathmandu", "07:40"),
        ("UTC", "13:25"),
    ],
)
def test_times_are_in_the_zone_of_the_tour(tz: str, utc: str) -> None:
    """The file names the zone and brings its rules, so that every reader finds the same moment."""
    itinerary = {**studio_walk(), "tz": tz}
    text = render(itinerary, "ics", lang="en").decode()  # type: ignore[arg-type]
    expected = "DTSTART:20270504T132500Z" if tz == "UTC" else f"DTSTART;TZID={tz}:20270504T132500"
    assert expected in text.split("\r\n")
    assert (tz != "UTC") == (f"\r\nTZID:{tz}\r\n" in text)
    first = next(vobject.readComponents(text)).vevent_list[1]
    assert utc == f"{first.dtstart.value.astimezone(UTC):%H:%M}"


def test_a_tour_without_a_date_is_refused_with_a_sentence() -> None:
    """A calendar cannot say "some day"."""
    with pytest.raises(DataError) as raised:
        render(city_walk(), "ics", lang="en")
    assert "export-no-date" == raised.value.code
    expected = "the tour has no date, and a calendar needs one: give the tour a date, then export it again"
    assert expected == str(raised.value)


def test_a_stop_without_times_belongs_to_the_whole_day() -> None:
    """And one past midnight to the next."""
    _, gate, lost = _read(night_that_fails()).vevent_list
    assert ["2027-12-31 23:50", "2028-01-01 00:20"] == _times(gate)
    assert (date(2027, 12, 31), False) == (lost.dtstart.value, hasattr(lost, "dtend"))
    assert ["No way to Moor", "Cannot be reached"] == lost.description.value.splitlines()


def test_an_event_is_known_again_after_another_export() -> None:
    """Also in another language, on another day or with another name; stops moved keep their ids."""
    expected = _uids(studio_walk())
    moved: Any = {**studio_walk(), "date": "2027-06-01", "name": {"en": "Other", "ko": "다른"}}
    assert expected == _uids(studio_walk(), "ko") == _uids(moved)
    assert len(expected) == len(set(expected))


def test_different_tours_have_different_events() -> None:
    """Also of two that were never saved."""
    unsaved: Any = {**studio_walk(), "tour": None}
    other: Any = {**unsaved, "date": "2027-06-01"}
    found = [*_uids(studio_walk()), *_uids(unsaved), *_uids(other)]
    assert len(found) == len(set(found))


def test_a_place_seen_twice_has_two_events() -> None:
    """Their ids differ."""
    itinerary = studio_walk()
    itinerary["stops"][2]["id"] = itinerary["legs"][2]["to"] = itinerary["legs"][3]["from"] = "entry-plaza"
    assert 4 == len(set(_uids(itinerary)))


def test_notes_come_only_when_asked_for() -> None:
    """In the language asked for."""
    assert "간판" not in render(studio_walk(), "ics", lang="ko").decode()
    japan = _read(studio_walk(), "ko", notes=True).vevent_list[2]
    assert japan.description.value.endswith("\n간판은 판자에 그린 것입니다.")


def test_lines_are_folded_between_characters() -> None:
    """At most 75 bytes, as RFC 5545 asks, and every one is UTF-8 of its own."""
    lines = render(with_texts("🎬조선" * 200), "ics", lang="en", notes=True).split(b"\r\n")
    assert 75 >= max(map(len, lines))
    assert "🎬조선" in "".join(each.decode().removeprefix(" ") for each in lines)


@pytest.mark.parametrize("text", [*HOSTILE, FORBIDDEN], ids=lambda text: ascii(text[:20]))
def test_a_hostile_text_re_reads_as_it_was(text: str) -> None:
    """Names on one line, notes as they are; none becomes a component of its own."""
    _, first, *others = _read(with_texts(text), notes=True).vevent_list
    assert 2 == len(others)
    assert f"1. {name({'en': text, 'ko': '이름'}, 'en')}" == first.summary.value
    assert first.description.value.endswith(f"\n{kept(text)}")


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_text_gives_a_file_that_re_reads(text: str) -> None:
    """Whatever people type or paste."""
    _, first, *others = _read(with_texts(text), notes=True).vevent_list
    assert 2 == len(others)
    assert f"1. {name({'en': text, 'ko': '이름'}, 'en')}" == first.summary.value
