"""The field pack on paper: whole, harmless, the same every time, and nothing left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from backlot.catalog import load_site
from backlot.errors import DataError
from backlot.pictures import load_library
from backlot.settings import shipped_geodata_dir
from backlot.takeaway.material import Choice, Material, Photographs, gather
from backlot.takeaway.paper import PaperChoice, to_print
from backlot.takeaway.phrases import read_phrases
from backlot.tours import decode, encode
from backlot.tours.load import load_tours
from backlot.tours.model import Tour
from backlot.walks.network import load_network

HARBOUR = Path(__file__).parents[1] / "sites" / "harbour"
VOID = {"meta", "img", "br", "hr", "path", "rect", "circle", "line"}
HOSTILE = (
    "</title><script>stolen()</script> {{ 7*7 }} {% raw %} ${7*7} `x` <img src=x onerror=stolen()> \" '"
)


class _Page(HTMLParser):
    """Elements that are open, texts, attributes, and whether all is closed."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append((name, dict(attrs)))
        if name not in VOID:
            self.open.append(name)

    def handle_startendtag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that holds nothing."""
        self.tags.append((name, dict(attrs)))

    def handle_endtag(self, name: str) -> None:
        """Close an element."""
        assert self.open.pop() == name

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    def of_class(self, css: str) -> Iterator[tuple[str, dict[str, str | None]]]:
        """Yield the elements of a class."""
        return ((name, found) for name, found in self.tags if css in (found.get("class") or "").split())


def _material(
    tour: str | None = "studio-90-minutes",
    *,
    languages: tuple[str, ...] = ("en", "ko"),
    notes: bool = False,
    photographs: Photographs = "stop",
    change: Callable[[Tour], Tour] = lambda tour: tour,
) -> Material:
    folder = shipped_geodata_dir()
    catalog = load_site(folder)
    tours = () if tour is None else (change(load_tours(folder, folder / "nobody").get(tour)),)
    choice = Choice("tour" if tour else "atlas", photographs, languages, notes)
    return gather(choice, catalog, load_library(folder, None, catalog), load_network(catalog), tours)


@pytest.fixture(scope="module")
def printed() -> bytes:
    """Print the studio tour in both languages."""
    return to_print(_material())


def test_the_page_is_whole_and_the_same_every_time(printed: bytes) -> None:
    """Every element is closed, and the same material gives the same bytes."""
    assert [] == _Page(printed).open
    assert printed == to_print(_material())


def test_it_needs_nothing_and_runs_nothing(printed: bytes) -> None:
    """A policy that forbids all but its own styles and pictures; no script, no address."""
    page = _Page(printed)
    policies = [each["content"] for name, each in page.tags if "http-equiv" in each]
    assert ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"] == policies
    assert not {"script", "link", "iframe", "object", "a"} & {name for name, _ in page.tags}
    sources = {value for _, each in page.tags for key, value in each.items() if key in ("src", "href")}
    assert all((source or "").startswith("data:image/") for source in sources)
    assert b"url(http" not in printed
    assert b"@import" not in printed


def test_a_hostile_text_stays_a_text() -> None:
    """Names and notes with markup and template signs are printed as they are written."""

    def spoil(tour: Tour) -> Tour:
        first = replace(tour.stops[0], notes={"en": HOSTILE, "ko": HOSTILE}, sources=(HOSTILE,))
        return replace(tour, name={"en": HOSTILE}, stops=(first, *tour.stops[1:]))

    page = _Page(to_print(_material(notes=True, change=spoil)))
    assert "script" not in {name for name, _ in page.tags}
    assert not any(key.startswith("on") for _, each in page.tags for key in each)
    assert sum(HOSTILE in text for text in page.texts) >= 4


def test_there_is_a_block_for_each_stop_with_picture_and_both_scripts(printed: bytes) -> None:
    """Ten stops: ten pictures, and the Korean name of each, in Hangul's larger size."""
    page = _Page(printed)
    assert 10 == len(list(page.of_class("stop"))) - sum(
        1 for name, _ in page.of_class("stop") if name == "circle"
    )
    assert 10 == sum(name == "img" for name, _ in page.tags)
    assert {"입구광장", "일본거리", "Imperial Japan"} <= set(page.texts)
    assert 10 <= sum(each.get("lang") == "ko" for _, each in page.of_class("local"))


@pytest.mark.parametrize("size", ["none", "thumb", "stop", "full"])
def test_illustrations_go_in_whatever_the_photographs(size: Photographs) -> None:
    """They are drawings of a few kilobytes."""
    page = _Page(to_print(_material("square-to-arch", photographs=size)))
    images = [each["src"] or "" for name, each in page.tags if name == "img"]
    assert 7 == len(images)
    assert all(source.startswith("data:image/svg+xml;base64,") for source in images)


def test_notes_are_there_only_if_asked_for(printed: bytes) -> None:
    """Without them not a word of them, not even that there could be any."""
    words = "Tour operators date its founding to 1947"
    assert words not in printed.decode()
    assert 'class="notes"' not in printed.decode()
    assert words in to_print(_material(notes=True)).decode()


def test_one_language_is_one_language_but_names_have_both_scripts() -> None:
    """Texts in Korean alone; the English name stays, for it is shown to people."""
    page = _Page(to_print(_material(languages=("ko",))))
    assert "시간표" in page.texts
    assert "Timetable" not in page.texts
    assert "Imperial Japan" in page.texts
    assert [] == list(page.of_class("two"))


def test_two_languages_stand_side_by_side(printed: bytes) -> None:
    """Passages in two columns, each marked with its language."""
    page = _Page(printed)
    assert len(list(page.of_class("two"))) > 10
    assert {"Timetable", "시간표"} <= set(page.texts)


def test_the_code_on_the_cover_carries_the_plan() -> None:
    """Its text is printed below it, and reads back to the tour without its notes."""
    material = _material()
    page = _Page(to_print(material))
    text = next(text for text in page.texts if text.startswith("BT1."))
    assert material.plan is not None
    assert encode(material.plan.tour) == text
    assert [stop.id for stop in material.plan.tour.stops] == [stop.id for stop in decode(text).stops]


def test_modules_of_the_code_are_large_enough_and_have_their_quiet_zone(printed: bytes) -> None:
    """At least half a millimetre each, and four of white around."""
    (code,) = _Page(printed).of_class("qr")
    size = int((code[1]["viewbox"] or "").split()[2])
    width_mm = float((code[1]["style"] or "").removeprefix("width:").removesuffix("mm"))
    assert width_mm / size >= 0.5
    path = re.search(r'class="qr".*?<path d="([^"]+)"', printed.decode(), re.DOTALL)
    assert path is not None
    starts = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h", path[1])]
    assert 4 == min(min(each) for each in starts)


def test_a_plan_too_long_for_a_code_says_so() -> None:
    """Sixty stops with windows and rides do not fit; a sentence stands there instead."""

    def lengthen(tour: Tour) -> Tour:
        windows = (("09:00", "12:00"), ("13:00", "17:00"), ("18:00", "20:00"))
        stops = tuple(
            replace(stop, open=windows, dwell_min=5.25, photo_min=1.25, break_min=1.5)
            for stop in tour.stops
        )
        return replace(tour, stops=stops * 5)

    page = _Page(to_print(_material(change=lengthen)))
    assert "This plan has too many stops for a code. Take the tour along as a file instead." in page.texts
    assert [] == list(page.of_class("qr"))


def test_what_is_wrong_with_the_plan_is_said_in_words() -> None:
    """Too late and closed are words, not colours."""

    def spoil(tour: Tour) -> Tour:
        return replace(tour, back_by="09:40", closed=("japan",))

    page = _Page(to_print(_material(change=spoil, languages=("en",))))
    assert "Too late" in page.texts
    assert "Closed" in page.texts
    assert "This plan does not fit; the stops that break it say why." in page.texts


def test_what_is_unknown_is_said(printed: bytes) -> None:
    """Opening hours, steps, how the position was found, and that the studio's state is not known."""
    texts = set(_Page(printed).texts)
    assert {"Opening hours: not known", "Steps, seats and toilets here: not known"} <= texts
    assert any("whether and how it can be visited is unknown" in text for text in texts)
    assert any(text.startswith("Schematic: not surveyed") for text in texts)


def test_rules_for_photographs_stand_there_with_their_source(printed: bytes) -> None:
    """As guides report them."""
    texts = " ".join(_Page(printed).texts)
    assert "never cropped" in texts
    assert "ramblingwombat.wordpress.com 2017-01-20 (statues)" in texts


def test_version_and_credits_stand_on_it(printed: bytes) -> None:
    """Data version and date, and OpenStreetMap; Leaflet is not in it and not named."""
    texts = _Page(printed).texts
    assert "Data 1.0.0 of 2026-11-22" in texts
    assert "© OpenStreetMap contributors, ODbL 1.0" in texts
    assert b"Leaflet" not in printed


def test_a_tour_from_a_hotel_has_that_hotel_s_card_alone() -> None:
    """Else there is one for each hotel of the city, and one for where the tour starts."""

    def from_hotel(tour: Tour) -> Tour:
        return replace(tour, start="koryo-hotel", end="koryo-hotel")

    own = _Page(to_print(_material("square-to-arch", change=from_hotel)))
    assert 1 == len(list(own.of_class("card")))
    assert "이 호텔로 데려다주십시오." in own.texts
    assert "평양고려호텔" in own.texts
    others = _Page(to_print(_material()))
    assert 6 == len(list(others.of_class("card")))
    assert "조선예술영화촬영소" in others.texts


def test_phrases_are_marked_as_unchecked(printed: bytes) -> None:
    """Hangul, how it sounds, what it means, and a gap to fill in."""
    page = _Page(printed)
    assert {"고맙습니다.", "gomapseumnida.", "Thank you."} <= set(page.texts)
    assert any(text.startswith("General knowledge, not checked by a native speaker") for text in page.texts)
    assert len(list(page.of_class("gap"))) >= 4


def test_the_map_without_a_tour_has_a_map_and_a_list_for_each_view() -> None:
    """Every place with a name of its own is listed once."""
    material = _material(None)
    page = _Page(to_print(material))
    assert 2 == len(list(page.of_class("map")))
    listed = [each for each in material.catalog.places if each.kind != "building" or each.rank < 5]
    inside = [
        place
        for place in listed
        if any(
            west <= place.lon_lat[0] <= east and south <= place.lon_lat[1] <= north
            for west, south, east, north in (view.bounds for view in material.catalog.site.views)
        )
    ]
    assert len(inside) == len(list(page.of_class("entry")))
    assert [] == list(page.of_class("stop"))


def test_another_site_is_printed_without_phrases_of_this_one() -> None:
    """Nothing about Pyongyang is in the code."""
    catalog = load_site(HARBOUR)
    material = gather(
        Choice("atlas", languages=("en",)), catalog, load_library(HARBOUR, None, catalog), None
    )
    page = _Page(to_print(material))
    assert [] == list(page.of_class("phrase"))
    assert [] == page.open


@pytest.mark.parametrize("page", ["A4", "Letter", None])
def test_the_paper_may_be_asked_for_or_left_open(page: str | None) -> None:
    """Left open, whoever prints chooses; page numbers are there either way."""
    text = to_print(_material("square-to-arch"), look=PaperChoice(page=page)).decode()  # type: ignore[arg-type]
    assert ("" if page is None else f"@page{{size:{page} portrait}}") == "".join(
        re.findall(r"@page\{size[^}]*\}", text)
    )
    assert "counter(page)" in text


def test_large_print_draws_maps_with_larger_letters() -> None:
    """Fewer pixels to the width of a page, and a class for all the rest."""
    usual, large = (
        _Page(to_print(_material("square-to-arch"), look=PaperChoice(large=each))) for each in (False, True)
    )
    widths = [float(next(each for _, each in page.of_class("bm"))["width"] or 0) for page in (usual, large)]
    assert widths[1] < 0.8 * widths[0]
    assert any(each.get("class") == "large" for name, each in large.tags if name == "body")


def test_progress_is_told_and_may_end_the_work() -> None:
    """Stops as pictures, parts as pages, each to its end; what is raised goes through."""
    told: list[tuple[str, int, int]] = []
    to_print(_material("square-to-arch"), lambda *each: told.append(each))
    assert ("pictures", 7, 7) in told
    stage, done, count = told[-1]
    assert ("pages", count) == (stage, done)

    class StoppedError(Exception):
        """Somebody changed their mind."""

    def stop(stage: str, _done: int, _count: int) -> None:
        if stage == "pictures":
            raise StoppedError

    with pytest.raises(StoppedError):
        to_print(_material("square-to-arch"), stop)


def test_shipped_phrases_have_every_language_and_another_site_has_none() -> None:
    """About twenty, in Korean and English, none twice."""
    phrases = read_phrases(shipped_geodata_dir(), "pyongyang-backlot")
    assert phrases is not None
    assert len(phrases.phrases) >= 20
    assert all({"en", "ko"} <= phrase.text.keys() for phrase in phrases.phrases)
    assert all(re.search("[가-힣]", phrase.text["ko"]) for phrase in phrases.phrases)
    assert read_phrases(shipped_geodata_dir(), "harbour") is None
    assert read_phrases(HARBOUR, "harbour") is None


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"version": 1}', '{"version": 2, "site": "x"}', "\xff"], ids=range(5)
)
def test_phrases_that_are_none_are_refused(tmp_path: Path, text: str) -> None:
    """With what is wrong, never with a trace."""
    (tmp_path / "phrases.json").write_text(text, "latin-1")
    with pytest.raises(DataError) as caught:
        read_phrases(tmp_path, "x")
    assert "bad-phrases" == caught.value.code
