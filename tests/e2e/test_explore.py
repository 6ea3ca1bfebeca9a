"""Whole visits to the map: see, choose, read, search, and find the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.e2e.hands import Hands, Keyboard, Mouse
from tests.support import sites

if TYPE_CHECKING:
    from tests.e2e.conftest import StartVisit

ANCIENT = sites.features()["ancient-korea"]
ARCH = sites.features()["arch-of-triumph"]
SETS = [each for each in sites.features().values() if each["kind"] == "set"]


@pytest.mark.parametrize("hands", [Mouse, Keyboard])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_visitor_sees_the_sets_reads_about_one_and_finds_the_arch_of_triumph(
    visit: StartVisit, hands: type[Hands], language: str
) -> None:
    """The whole journey, by mouse and by keyboard alone, in English and in Korean."""
    other = "ko" if language == "en" else "en"
    seen = visit(f"/?lang={language}", language=language)
    by = hands(seen)

    assert len(SETS) == 8
    for each in SETS:
        expect(seen.on_map(each[f"name:{language}"])).to_be_visible()

    by.choose("ancient-korea")
    expect(seen.title).to_have_text(ANCIENT[f"name:{language}"])
    for text in (
        ANCIENT[f"name:{other}"],
        ANCIENT["name:ko-Latn-RR"],
        ANCIENT[f"description:{language}"],
        ANCIENT["source"].split(";")[0],
        seen.say("accuracy.schematic"),
        next(view["notice"][language] for view in sites.site()["views"] if view["notice"]),
    ):
        expect(seen.sheet).to_contain_text(text)
    by.close()
    expect(seen.sheet).to_contain_text(seen.say("start.heading"))

    for text in ("개선문", "Kaesonmun", "arch of triunph"):
        by.find(text)
        expect(seen.title).to_have_text(ARCH[f"name:{language}"])
        expect(seen.on_map(ARCH[f"name:{language}"])).to_be_visible()
        by.close()
        expect(seen.title).not_to_have_text(ARCH[f"name:{language}"])


def test_closing_by_keyboard_gives_the_focus_back_to_the_place(visit: StartVisit) -> None:
    """After Escape the arrows go on from where one was."""
    seen = visit("/")
    by = Keyboard(seen)
    by.choose("ancient-korea")
    expect(seen.title).to_be_focused()
    by.close()
    expect(seen.on_map(ANCIENT["name:en"])).to_be_focused()


def test_back_closes_the_panel_first_and_the_address_follows(visit: StartVisit) -> None:
    """Back closes the panel, not the page; the address says what one looks at and can be shared."""
    seen = visit("/?view=studio")
    seen.tap("ancient-korea")
    expect(seen.title).to_have_text(ANCIENT["name:en"])
    assert seen.query()["place"] == "ancient-korea"

    seen.page.go_back()
    expect(seen.sheet).to_contain_text(seen.say("start.heading"))
    seen.page.wait_for_function("() => !new URLSearchParams(location.search).has('place')")
    expect(seen.viewer.locator("html.ready")).to_be_attached()

    city = next(view["label"]["en"] for view in sites.site()["views"] if view["id"] == "city")
    seen.viewer.get_by_role("button", name=city, exact=True).click()
    seen.page.wait_for_function("() => new URLSearchParams(location.search).get('view') === 'city'")
    Mouse(seen).find("Kaesonmun")
    expect(seen.title).to_have_text(ARCH["name:en"])
    assert (seen.query()["view"], seen.query()["place"]) == ("city", "arch-of-triumph")

    seen.page.reload()
    seen.map_ready()
    expect(seen.title).to_have_text(ARCH["name:en"])


def test_a_copied_link_opens_what_was_looked_at(visit: StartVisit) -> None:
    """The link carries place, position and zoom to somebody else's browser."""
    seen = visit("/?view=studio", permissions=["clipboard-read", "clipboard-write"])
    seen.tap("ancient-korea")
    seen.button("tool.zoom-in").click()
    seen.settle()
    camera = seen.camera()
    seen.button("panel.link").click()
    expect(seen.viewer.get_by_text(seen.say("link.copied"))).to_be_visible()
    link = str(seen.page.evaluate("navigator.clipboard.readText()"))

    assert link.startswith(f"{seen.origin}/?")
    other = visit(link.removeprefix(seen.origin))
    expect(other.title).to_have_text(ANCIENT["name:en"])
    other.settle()
    assert other.camera() == pytest.approx(camera, abs=0.01)


def test_theme_and_language_switch_the_whole_page_and_keep_map_zoom_and_place(visit: StartVisit) -> None:
    """A switch reruns the page: navigation, colours and words change, the map stays as it was."""
    seen = visit("/")
    seen.tap("ancient-korea")
    expect(seen.title).to_have_text(ANCIENT["name:en"])
    seen.button("tool.zoom-in").click()
    seen.settle()
    camera = seen.camera()
    source = seen.page.locator("iframe[src*='/view/']").get_attribute("src")
    seen.frame.evaluate("window.untouched = true")

    seen.viewer.get_by_role("button", name=seen.say("language.ko"), exact=True).click()
    seen.language = "ko"
    nav = seen.page.get_by_role("link", name=seen.say("page.about"), exact=True)
    expect(nav.first).to_be_visible()
    expect(seen.page.locator("html")).to_have_attribute("lang", "ko")
    expect(seen.viewer.locator("html")).to_have_attribute("lang", "ko")
    expect(seen.title).to_have_text(ANCIENT["name:ko"])
    expect(seen.search).to_be_visible()
    assert seen.query()["lang"] == "ko"

    for theme in ("dark", "sun"):
        seen.button("tool.theme").click()
        seen.viewer.get_by_role("radio", name=seen.say(f"theme.{theme}")).click()
        expect(seen.viewer.locator("html")).to_have_attribute("data-theme", theme)
        expect(seen.page.locator(".stApp")).to_have_css("background-color", seen.paper(theme))

    assert seen.page.locator("iframe[src*='/view/']").get_attribute("src") == source
    assert seen.frame.evaluate("window.untouched") is True
    assert seen.camera() == camera
    expect(seen.title).to_have_text(ANCIENT["name:ko"])

    nav.first.click()
    expect(seen.page.get_by_role("heading", name=seen.say("page.about.known"), exact=True)).to_be_visible()
    expect(seen.page.locator(".stApp")).to_have_css("background-color", seen.paper("sun"))
    seen.page.get_by_role("link", name=seen.say("page.explore"), exact=True).first.click()
    seen.map_ready()
    expect(seen.viewer.locator("html")).to_have_attribute("data-theme", "sun")
    expect(seen.search).to_be_visible()
