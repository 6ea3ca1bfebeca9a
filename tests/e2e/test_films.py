"""From a film to the place it is tied to, and from a set to its films and on to a planned walk."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from backlot import lang
from backlot.catalog import load_site
from backlot.films import load_films
from backlot.takeaway.onefile import to_html
from backlot.ui.pictures import STILL
from tests.e2e.test_present_rehearse import FILM
from tests.e2e.test_takealong import Alone
from tests.support import sites
from tests.support.browser import LOAD_MS, TIMEOUT_MS
from tests.takeaway.made import material

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, FrameLocator, Locator, Page, ViewportSize

    from tests.e2e.conftest import StartVisit
    from tests.support.server import Server

LANGUAGES = ("en", "ko")
TABLET: ViewportSize = {"width": 1180, "height": 820}
BRONZE, ANCIENT, PLAZA = "flower-girl-bronze", "ancient-korea", "entry-plaza"
FLOWER_GIRL, HONG_KIL_DONG = "the-flower-girl", "hong-kil-dong"


def name_of(place_id: str, language: str) -> str:
    """Return what a place is called."""
    name: str = sites.features()[place_id][f"name:{language}"]
    return name


def title_of(film_id: str, language: str) -> str:
    """Return what a film is called."""
    film = load_films(sites.SHIPPED, load_site(sites.SHIPPED)).get(film_id)
    assert film is not None
    return film.title[language]


class Reader:
    """Somebody who looks at films, in the app or in a file."""

    def __init__(self, viewer: FrameLocator | Page, language: str) -> None:
        self.viewer = viewer
        self.language = language

    def say(self, key: str, **values: object) -> str:
        """Return a string of the viewer."""
        return lang.say(self.language, key, **values)

    @property
    def films(self) -> Locator:
        """The panel of films."""
        return self.viewer.locator("#films")

    @property
    def sheet(self) -> Locator:
        """The sheet beside the map."""
        return self.viewer.locator("#sheet")

    def find_film(self, film_id: str) -> None:
        """Search for a film by its title, and open it."""
        title = title_of(film_id, self.language)
        self.films.get_by_role("searchbox").fill(title)
        self.films.locator(f"[data-film-id={film_id}]").click()
        expect(self.films.locator(".films-name")).to_have_text(title)

    def find_place(self, place_id: str) -> None:
        """Search for a place by its name, and open it."""
        field = self.viewer.get_by_role("combobox", name=self.say("search.label"))
        field.fill(name_of(place_id, self.language))
        self.viewer.locator(f"[role=option][data-place-id={place_id}]").click()
        expect(self.sheet.locator(".sheet-title")).to_have_text(name_of(place_id, self.language))

    def expect_planned(self, places: list[str]) -> None:
        """Wait until a walk with these stops is in the planner."""
        cards = self.viewer.locator(".plan-item .row-name")
        expect(cards).to_have_text([name_of(each, self.language) for each in places])
        expect(self.viewer.locator(".plan-item .stop-arrive").first).to_have_text(re.compile(r"\d\d:\d\d"))


def from_film_to_statue(reader: Reader) -> None:
    """Find The Flower Girl, see who made it, and go to its statue at the plaza."""
    reader.find_film(FLOWER_GIRL)
    expect(reader.films).to_contain_text("1972")
    reader.films.locator(f"[data-place-id={BRONZE}]").click()
    expect(reader.sheet.locator(".sheet-title")).to_have_text(name_of(BRONZE, reader.language))
    expect(reader.sheet).to_contain_text(name_of(PLAZA, reader.language))


def from_set_to_walk(reader: Reader) -> None:
    """Open Ancient Korea, read of Hong Kil Dong in the sheet, and have its places planned."""
    reader.find_place(ANCIENT)
    reader.sheet.locator(f".place-films [data-film-id={HONG_KIL_DONG}]").click()
    title = title_of(HONG_KIL_DONG, reader.language)
    expect(reader.sheet.locator(".sheet-title")).to_have_text(title)
    # the credits contradict each other, and that is said
    expect(reader.sheet.locator(".facts .differ-mark").first).to_be_visible()
    reader.sheet.get_by_role("button", name=reader.say("films.walk"), exact=True).click()
    reader.expect_planned([ANCIENT])
    expect(reader.viewer.locator(".plan-name")).to_have_value(reader.say("films.walk-name", name=title))


# ---------------------------------------------------------------- in the app


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_flower_girl_one_gets_to_the_statue_at_the_plaza(visit: StartVisit, language: str) -> None:
    """By searching on the Films page; the address names the film."""
    opened = visit(f"/films?lang={language}", language=language, viewport=TABLET)
    reader = Reader(opened.viewer, language)
    from_film_to_statue(reader)
    assert FLOWER_GIRL == opened.query()["film"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_ancient_korea_one_gets_to_hong_kil_dong_and_to_a_planned_walk(
    visit: StartVisit, language: str
) -> None:
    """The page around turns to Plan as well; undo leads back to the walk one had."""
    opened = visit(f"/?lang={language}", language=language, viewport=TABLET)
    reader = Reader(opened.viewer, language)
    from_set_to_walk(reader)
    expect(opened.page).to_have_url(re.compile(r"/plan\b"))
    reader.expect_planned([ANCIENT])
    opened.page.reload()
    reader.expect_planned([ANCIENT])


def test_a_link_to_a_film_opens_it_and_an_unknown_one_opens_the_map(visit: StartVisit) -> None:
    """In the sheet on the map, in the panel on the Films page."""
    sheet = visit(f"/?film={HONG_KIL_DONG}").viewer.locator(".sheet-title")
    expect(sheet).to_have_text(title_of(HONG_KIL_DONG, "en"))
    panel = visit(f"/films?film={HONG_KIL_DONG}").viewer.locator(".films-name")
    expect(panel).to_have_text(title_of(HONG_KIL_DONG, "en"))
    lost = visit("/films?film=no-such-film").viewer
    expect(lost.locator(".film-row").first).to_be_visible()


def test_a_film_in_the_sheet_goes_on_in_the_panel(visit: StartVisit) -> None:
    """Turning to the Films page it is not there twice; Back to all films leads to the catalogue."""
    opened = visit(f"/?film={HONG_KIL_DONG}", viewport=TABLET)
    reader = Reader(opened.viewer, "en")
    expect(reader.sheet.locator(".sheet-title")).to_have_text(title_of(HONG_KIL_DONG, "en"))
    opened.page.get_by_role("link", name=lang.say("en", "page.films"), exact=True).click()
    expect(reader.films.locator(".films-name")).to_have_text(title_of(HONG_KIL_DONG, "en"))
    expect(reader.sheet).to_be_hidden()
    reader.films.get_by_role("button", name=reader.say("films.back")).click()
    expect(reader.films.locator(".film-row").first).to_be_visible()


def test_filters_narrow_the_catalogue_and_everything_comes_back(visit: StartVisit) -> None:
    """Decade and set together; what does not go with anything is said."""
    opened = visit("/films", viewport=TABLET)
    reader = Reader(opened.viewer, "en")
    rows = reader.films.locator(".film-row")
    expect(rows.first).to_be_visible()
    all_films = rows.count()
    reader.films.locator(".films-filters summary").click()
    reader.films.locator("[data-filter=place]").select_option(ANCIENT)
    reader.films.locator("[data-filter=decade]").select_option("1980")
    assert 0 < rows.count() < all_films
    expect(reader.films.locator(f"[data-film-id={HONG_KIL_DONG}]")).to_be_visible()
    reader.films.get_by_role("searchbox").fill("qqqqqq")
    expect(reader.films.get_by_role("status")).to_have_text(reader.say("films.nothing"))
    reader.films.get_by_role("button", name=reader.say("films.all")).click()
    expect(rows).to_have_count(all_films)


def test_the_timeline_fits_a_tablet_and_leads_to_films(visit: StartVisit) -> None:
    """The studio's years from 1947 on beside its films; nothing is cut off at the side."""
    opened = visit("/films", viewport=TABLET)
    reader = Reader(opened.viewer, "en")
    reader.films.get_by_role("tab", name=reader.say("films.tab.timeline")).click()
    expect(reader.films.locator(".timeline-when").first).to_have_text("1947")
    body = reader.films.locator(".films-body")
    assert body.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    reader.films.locator(f".timeline [data-film-id={FLOWER_GIRL}]").click()
    expect(reader.films.locator(".films-name")).to_have_text(title_of(FLOWER_GIRL, "en"))


def test_the_journey_asks_for_the_minutes_that_no_source_gives(visit: StartVisit) -> None:
    """Bus with the published minutes, the drive uphill with one's own; both distances are told."""
    opened = visit("/films", viewport=TABLET)
    reader = Reader(opened.viewer, "en")
    reader.films.get_by_role("tab", name=reader.say("films.tab.visit")).click()
    journey = reader.films.locator(".films-journey")
    for claim in ("6.8 km", "16 km"):
        expect(journey.locator(".journey-claims")).to_contain_text(claim)
    make = journey.get_by_role("button", name=reader.say("films.journey.make"))
    expect(make).to_have_attribute("aria-disabled", "true")
    expect(journey.locator("#journey-drive")).to_have_value("30")
    journey.locator("#journey-uphill").fill("6")
    journey.locator("#journey-hotel").select_option("koryo-hotel")
    journey.get_by_label(name_of("manchuria", "en"), exact=True).check()
    make.click()
    reader.expect_planned([PLAZA, ANCIENT, "manchuria"])
    tour = opened.frame.evaluate("window.backlotApp.planning.tour")
    assert "koryo-hotel" == tour["start"]
    rides = [{"mode": "bus", "minutes": 30}, {"mode": "bus", "minutes": 6}, None]
    assert rides == [stop["ride"] for stop in tour["stops"]]


def test_films_shot_here_are_a_layer_of_their_own(visit: StartVisit) -> None:
    """Switched on in the legend; each badge says by its line how surely."""
    opened = visit("/", viewport=TABLET)
    opened.frame.evaluate("window.backlotApp.toggleSheet('layers')")
    badges = opened.viewer.locator(".film-pin .film-badge")
    expect(badges).to_have_count(0)
    opened.viewer.locator("[data-layer=films]").check()
    expect(opened.viewer.locator(".film-pin .is-shot-here").first).to_be_attached()
    opened.viewer.locator("[data-layer=films]").uncheck()
    expect(badges).to_have_count(0)


def test_a_still_and_a_photograph_are_compared_as_then_and_now(visit: StartVisit) -> None:
    """Of two photographs the one that looks the way of the still is taken."""
    opened = visit("/", viewport=TABLET)
    shown = {
        "stop": "data:,",
        "thumb": "data:,",
        "credit": "Somebody",
        "licence": "CC0-1.0",
        "width": 4,
        "height": 3,
    }
    pictures = [
        {**shown, "id": "back", "kind": "photo", "alt": {"en": "The other way"}, "heading_deg": 200},
        {**shown, "id": "same", "kind": "photo", "alt": {"en": "The same way"}, "heading_deg": 40},
        {**shown, "id": "still", "kind": STILL, "alt": {"en": "A scene"}, "heading_deg": 45},
    ]
    opened.frame.evaluate(
        "([id, pictures]) => { const app = window.backlotApp;"
        " Object.assign(app.places.get(id), {pictures}); app.open(id); }",
        [ANCIENT, pictures],
    )
    opened.viewer.locator("#sheet .then-now").click()
    sides = opened.viewer.locator(".compare-side")
    expect(sides.first).to_contain_text("A scene")
    expect(sides.last).to_contain_text("The same way")
    expect(sides.first).to_contain_text(lang.say("en", "compare.looking", way=lang.say("en", "compass.ne")))


# ---------------------------------------------------------------- in the one file


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file with the whole atlas."""
    path = tmp_path_factory.mktemp("stick") / "films 영화.html"
    made = material("atlas", None)
    films = load_films(sites.SHIPPED, made.catalog)
    path.write_bytes(to_html(replace(made, films=films)))
    return path


@pytest.fixture(params=LANGUAGES)
def alone(chromium: Browser, file: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Alone, str]]:
    """Open the file from disk, with the network off; nothing may go wrong meanwhile."""
    profile = chromium.new_context(viewport=TABLET, locale="en-GB", color_scheme="light", offline=True)
    profile.set_default_timeout(TIMEOUT_MS)
    opened = Alone(profile.new_page(), file.as_uri())
    opened.page.goto(f"{file.as_uri()}#lang={request.param}")
    opened.ready()
    yield opened, request.param
    profile.close()
    assert [] == opened.problems


def test_the_one_file_leads_from_film_to_place_and_from_set_to_walk(alone: tuple[Alone, str]) -> None:
    """Both ways, without any server."""
    opened, language = alone
    reader = Reader(opened.page, language)
    opened.page.locator(".pack-modes [data-mode=films]").click()
    from_film_to_statue(reader)
    opened.page.locator(".pack-modes [data-mode=explore]").click()
    from_set_to_walk(reader)
    opened.page.reload()
    opened.page.locator("html.ready").wait_for(state="attached", timeout=LOAD_MS)
    kept = json.loads(opened.page.evaluate("localStorage.getItem('backlot.plan')"))
    assert [ANCIENT] == [stop["id"] for stop in kept["tour"]["stops"]]


def test_a_still_is_taken_out_of_a_clip_of_ones_own(
    visit: StartVisit, server: Server, tmp_path: Path
) -> None:
    """Saved as a picture that the Pictures page can tie to its place."""
    seen = visit("/?place=ancient-korea", server=server)
    clip = tmp_path / "clip.webm"
    clip.write_bytes(base64.b64decode(seen.frame.evaluate(FILM)))
    seen.sheet.get_by_role("button", name=seen.say("films.clip-still"), exact=True).click()
    dialog = seen.viewer.get_by_role("dialog", name=seen.say("films.clip-still"))
    dialog.locator("input[type=file]").set_input_files(clip)
    save = dialog.get_by_role("button", name=seen.say("films.clip-save"), exact=True)
    expect(save).to_be_visible()
    dialog.locator("video").evaluate("video => video.play()")
    with seen.page.expect_download() as waiting:
        save.click()
    assert "ancient-korea-0-00.jpg" == waiting.value.suggested_filename
    saved = tmp_path / "still.jpg"
    waiting.value.save_as(saved)
    with Image.open(saved) as still:
        assert (64, 36) == still.size
