"""What the buttons of the map do; the map is visited as a page of its own."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support import sites
from tests.support.browser import MAP_ALONE

if TYPE_CHECKING:
    from tests.e2e.conftest import StartVisit

ANCIENT = sites.features()["ancient-korea"]
ARCH = sites.features()["arch-of-triumph"]
VISIBLE_STATIONS = """() => [...document.querySelectorAll('.leaflet-container .k-station[data-place-id]')]
  .filter((pin) => pin.checkVisibility({visibilityProperty: true}))
  .map((pin) => pin.dataset.placeId)"""
STUDIO_VIEW = next(view for view in sites.site()["views"] if view["id"] == "studio")


def middle_of(place_id: str) -> tuple[float, float]:
    """Return the middle of a place's ring as latitude and longitude."""
    collection = json.loads((sites.SHIPPED / "studio.geojson").read_text(encoding="utf-8"))
    feature = next(each for each in collection["features"] if each["id"] == place_id)
    ring = feature["geometry"]["coordinates"][0][:-1]
    return sum(lat for _, lat in ring) / len(ring), sum(lon for lon, _ in ring) / len(ring)


@pytest.mark.parametrize("allowed", [False, True])
def test_i_am_here_names_the_set_one_stands_in(visit: StartVisit, allowed: bool) -> None:
    """The browser's own position is taken where it is allowed, else a tap tells it."""
    latitude, longitude = middle_of("ancient-korea")
    granted = {
        "permissions": ["geolocation"],
        "geolocation": {"latitude": latitude, "longitude": longitude, "accuracy": 8},
    }
    seen = visit(MAP_ALONE, **(granted if allowed else {}))
    seen.button("tool.here").click()
    if not allowed:
        expect(seen.viewer.get_by_text(seen.say("here.tap"))).to_be_visible()
        seen.tap("ancient-korea")
    expect(seen.sheet).to_contain_text(seen.say("here.in", name=ANCIENT["name:en"]))
    expect(seen.sheet).to_contain_text(seen.say("here.schematic"))
    expect(seen.sheet.get_by_role("button", name=ANCIENT["name:en"])).to_be_visible()


def test_filters_hide_and_show_and_say_how_many(visit: StartVisit) -> None:
    """A switch of the legend carries the number of its places and takes them off the map."""
    seen = visit(MAP_ALONE)
    seen.button("tool.layers").click()
    locale = next(each for each in sites.site()["locales"] if each["id"] == "japan")
    number = sum(
        each.get("locale") == "japan" and each["kind"] != "lane" for each in sites.features().values()
    )
    switch = seen.sheet.get_by_role("checkbox", name=f"{locale['label']['en']} {number}")
    japan = seen.on_map(sites.features()["japan"]["name:en"])

    expect(switch).to_be_checked()
    switch.uncheck()
    expect(japan).to_be_hidden()
    assert "japan" not in seen.query()["locale"]
    seen.button("legend.all").click()
    expect(japan).to_be_visible()
    expect(switch).to_be_checked()


def test_the_list_says_all_that_the_map_shows(visit: StartVisit) -> None:
    """The list holds what is in view, follows the filters, and opens a place as the map does."""
    seen = visit(f"{MAP_ALONE}?category=metro&view=city")
    seen.button("tool.list").click()
    pins = {str(each) for each in seen.frame.evaluate(VISIBLE_STATIONS)}
    assert pins
    rows = seen.sheet.locator("[data-place-id]")
    listed = {str(each) for each in rows.evaluate_all("(rows) => rows.map((row) => row.dataset.placeId)")}
    kind_of = {each: sites.features()[each]["kind"] for each in listed}
    assert {each for each, kind in kind_of.items() if kind == "station"} == pins
    assert "arch-of-triumph" not in listed

    first = rows.first
    name = str(first.locator(".row-name").text_content())
    first.click()
    expect(seen.title).to_have_text(name)


def test_a_driver_is_shown_the_korean_name_on_the_whole_screen(visit: StartVisit) -> None:
    """The name fills a screen of its own, and Escape takes it away but leaves the place open."""
    seen = visit(f"{MAP_ALONE}?place=arch-of-triumph")
    seen.button("panel.driver").click()
    card = seen.viewer.get_by_role("dialog", name=seen.say("panel.driver"))
    expect(card.get_by_text(ARCH["name:ko"], exact=True)).to_be_visible()
    box = card.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (1280, 800)
    seen.page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(seen.title).to_have_text(ARCH["name:en"])


def test_the_mouse_over_a_place_says_its_name(visit: StartVisit) -> None:
    """A quiet label follows the mouse; it says nothing the keyboard would miss."""
    seen = visit(MAP_ALONE)
    x, y = seen.point_on("ancient-korea")
    seen.page.mouse.move(x, y)
    expect(seen.viewer.locator(".tip")).to_have_text(ANCIENT["name:en"])


def test_views_zoom_and_fit_move_the_map(visit: StartVisit) -> None:
    """City and studio switch; zoom and fit go there and back; the scale says how far is how long."""
    seen = visit(MAP_ALONE)
    home = seen.camera()
    seen.button("tool.zoom-in").click()
    seen.settle()
    assert seen.camera()["zoom"] == pytest.approx(home["zoom"] + 1)
    seen.button("tool.fit").click()
    seen.settle()
    assert seen.camera() == home
    assert seen.viewer.locator(".scale").get_attribute("aria-label")
    expect(seen.sheet).to_contain_text(STUDIO_VIEW["notice"]["en"])

    city = next(view for view in sites.site()["views"] if view["id"] == "city")
    seen.viewer.get_by_role("button", name=city["label"]["en"], exact=True).click()
    seen.settle()
    assert seen.camera()["zoom"] < home["zoom"]
    expect(seen.on_map(ARCH["name:en"])).to_be_visible()


def test_a_place_names_what_is_near_and_what_sources_disagree_on(visit: StartVisit) -> None:
    """Neighbours come with metres and lead on; conflicting claims stay side by side."""
    seen = visit(f"{MAP_ALONE}?place=korean-art-film-studio")
    studio = sites.features()["korean-art-film-studio"]
    distances = [each for each in studio["claims"] if each["property"] == "distance"]
    assert len(distances) > 1
    expect(seen.sheet.get_by_text(seen.say("panel.differ")).first).to_be_visible()
    for claim in distances:
        value = claim["value"] if isinstance(claim["value"], str) else claim["value"]["en"]
        expect(seen.sheet).to_contain_text(value)

    near = seen.sheet.get_by_role("button").filter(has_text=re.compile(r"\d k?m ")).last
    name = str(near.locator(".row-name").text_content())
    near.click()
    expect(seen.title).to_have_text(name)
