"""The ZIP of every export: each form in each language, explained, the same each time."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from backlot.catalog import Catalog, load_site
from backlot.errors import DataError
from backlot.pictures import load_library
from backlot.takeaway import FORMS, render
from backlot.takeaway.archive import README, to_zip
from backlot.takeaway.material import ATLAS, Choice, Material, gather
from backlot.tours import Tour, load_tours
from backlot.tours.zipsafe import is_safe
from backlot.walks.network import Network, load_network
from tests.support.sites import SHIPPED

if TYPE_CHECKING:
    from pathlib import Path

    from backlot.pictures import Library


@pytest.fixture(scope="module")
def parts() -> tuple[Catalog, Library, Network]:
    """Return what ships."""
    catalog = load_site(SHIPPED)
    return catalog, load_library(SHIPPED, None, catalog), load_network(catalog, folder=SHIPPED)


@pytest.fixture(scope="module")
def tour() -> Tour:
    """Return a tour that ships, on a day."""
    found = load_tours(SHIPPED).get("studio-90-minutes")
    assert found is not None
    return replace(found, date="2027-05-04")


def _material(parts: tuple[Catalog, Library, Network], *tours: Tour, **choice: Any) -> Material:
    return gather(Choice(**choice), *parts, tours)


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def _named(members: dict[str, bytes], ending: str) -> bytes:
    (name,) = (name for name in members if name.endswith(ending))
    return members[name]


def test_every_form_is_in_it_in_every_language(parts: tuple[Catalog, Library, Network], tour: Tour) -> None:
    """As `export` writes it; beside it the tour itself."""
    material = _material(parts, tour)
    members = _unpacked(to_zip(material))
    assert material.itinerary is not None
    for form in FORMS:
        for code in ("en", "ko"):
            found = _named(members, f".{code}.{form}")
            # a calendar says when it was made
            if form != "ics":
                assert render(material.itinerary, form, lang=code) == found
    assert material.tour == Tour.from_json(json.loads(_named(members, ".json")))
    assert 2 * len(FORMS) + 2 == len(members)
    assert all(is_safe(name) for name in members)


def test_only_the_languages_chosen_are_in_it(parts: tuple[Catalog, Library, Network], tour: Tour) -> None:
    """In names of files and in the text that explains them."""
    members = _unpacked(to_zip(_material(parts, tour, languages=("ko",))))
    assert [] == [name for name in members if ".en." in name]
    text = members[README].decode("utf-8-sig")
    assert ("시간표", False) == ("시간표" if "시간표" in text else "", "timetable" in text)


def test_the_same_tour_gives_the_same_bytes(parts: tuple[Catalog, Library, Network], tour: Tour) -> None:
    """On the same day; that day is in the calendar and on the files."""
    material = _material(parts, tour)
    assert to_zip(material) == to_zip(material)
    data = to_zip(material, made="2027-01-02")
    assert b"DTSTAMP:20270102T000000Z" in _named(_unpacked(data), ".en.ics")
    with zipfile.ZipFile(BytesIO(data)) as packed:
        assert {(2027, 1, 2, 0, 0, 0)} == {info.date_time for info in packed.infolist()}


def test_the_text_names_every_file_and_whom_to_credit(
    parts: tuple[Catalog, Library, Network], tour: Tour
) -> None:
    """In both languages, with data version and notices; old editors read it too."""
    members = _unpacked(to_zip(_material(parts, tour)))
    raw = members[README]
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    text = raw.decode("utf-8-sig")
    assert [] == [name for name in members if name != README and name not in text]
    site = parts[0].site
    for wanted in (f"Data {site.version} of {site.date}", f"자료 {site.version} ({site.date})"):
        assert wanted in text
    assert 2 == text.count("© OpenStreetMap contributors, ODbL")
    assert 2 == text.count("Vladimir Agafonkin")


def test_a_tour_without_a_date_has_no_calendar_and_says_so(
    parts: tuple[Catalog, Library, Network], tour: Tour
) -> None:
    """All else is there."""
    members = _unpacked(to_zip(_material(parts, replace(tour, date=None))))
    assert [] == [name for name in members if name.endswith(".ics")]
    text = members[README].decode("utf-8-sig")
    assert "because the tour has no date" in text
    assert "답사에 날짜가 없어서" in text
    assert 2 * (len(FORMS) - 1) + 2 == len(members)


def test_notes_are_in_it_only_when_asked_for(parts: tuple[Catalog, Library, Network], tour: Tour) -> None:
    """No file has a word of them."""
    note = "Quokka at the gate."
    stops = (replace(tour.stops[0], notes={"en": note}), *tour.stops[1:])
    told = replace(tour, stops=stops)
    for notes in (True, False):
        members = _unpacked(to_zip(_material(parts, told, notes=notes)))
        found = {name.rpartition(".")[2] for name, data in members.items() if b"Quokka" in data}
        assert ({*FORMS, "json"} if notes else set()) == found


@pytest.mark.parametrize("name", ["a/../../b", "C:\\con", "가" * 120, "nul", "🎬", "../.."])
def test_a_name_of_any_sort_is_no_harm(
    name: str, parts: tuple[Catalog, Library, Network], tour: Tour, tmp_path: Path
) -> None:
    """It can be unpacked anywhere, and stays in its folder."""
    odd = replace(tour, name={"en": name, "ko": name})
    data = to_zip(_material(parts, odd))
    with zipfile.ZipFile(BytesIO(data)) as packed:
        packed.extractall(tmp_path / "out")
        assert sorted(packed.namelist()) == sorted(path.name for path in (tmp_path / "out").iterdir())
    assert ["out"] == [path.name for path in tmp_path.iterdir() if path.name != "backlot-home"]


def test_without_a_tour_there_is_nothing_to_export(parts: tuple[Catalog, Library, Network]) -> None:
    """It is said."""
    with pytest.raises(DataError) as raised:
        to_zip(_material(parts, scope=ATLAS))
    assert "take-no-tour" == raised.value.code


def test_progress_is_told(parts: tuple[Catalog, Library, Network], tour: Tour) -> None:
    """Up to the whole; what the listener raises ends the work."""
    told: list[tuple[str, int, int]] = []
    to_zip(_material(parts, tour), lambda *step: told.append(step))
    assert {"pages", "packing"} == {stage for stage, _, _ in told}
    assert ("pages", 10, 10) in told

    def cancel(stage: str, done: int, count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        to_zip(_material(parts, tour), cancel)


def test_a_zip_file_has_no_day_before_its_first(parts: tuple[Catalog, Library, Network]) -> None:
    """A day before 1980 cannot be written in one."""
    from backlot.takeaway.zipped import zipped

    with zipfile.ZipFile(BytesIO(zipped({"a.txt": b"x"}, day="1979-12-31"))) as packed:
        assert datetime(1980, 1, 1) == datetime(*packed.infolist()[0].date_time)  # noqa: DTZ001
