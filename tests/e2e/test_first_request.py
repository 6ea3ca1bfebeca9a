"""Every address is right as the first request of a browser that was never here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support import sites

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.conftest import StartVisit
    from tests.support.server import Server

ARCH = sites.features()["arch-of-triumph"]


def test_about_is_right_as_the_first_request_to_a_fresh_server(
    start_server: Callable[..., Server], visit: StartVisit
) -> None:
    """The frame, its navigation and the page itself are there without a visit to the start page."""
    seen = visit("/about", server=start_server())
    nav = seen.page.get_by_role("link", name=seen.say("page.explore"), exact=True)
    expect(nav.first).to_be_visible()
    for key in ("known", "licences", "privacy", "sources"):
        expect(
            seen.page.get_by_role("heading", name=seen.say(f"page.about.{key}"), exact=True)
        ).to_be_visible()
    expect(seen.page.get_by_role("heading", level=1)).to_have_text(sites.site()["name"]["en"])
    expect(seen.page.get_by_test_id("stMain")).to_contain_text(sites.site()["data"]["version"])


def test_a_place_is_right_as_the_first_request_to_a_fresh_server(
    start_server: Callable[..., Server], visit: StartVisit
) -> None:
    """`?place=` opens the place, in the view that shows it."""
    seen = visit("/?place=arch-of-triumph", server=start_server())
    expect(seen.title).to_have_text(ARCH["name:en"])
    expect(seen.button("tool.fit")).to_be_visible()
    assert seen.query()["view"] == "city"


def test_a_server_with_its_own_settings_asks_nobody_for_its_address(
    start_server: Callable[..., Server],
) -> None:
    """Started as the README says, the server looks nothing up outside the machine."""
    assert start_server(bind=False).left_the_machine == ""


@pytest.mark.parametrize("theme", ["dark", "sun"])
def test_theme_in_the_address(visit: StartVisit, theme: str) -> None:
    """`?theme=` paints the map and the page around it."""
    seen = visit(f"/?theme={theme}")
    paper = seen.paper(theme)
    expect(seen.viewer.locator("html")).to_have_attribute("data-theme", theme)
    expect(seen.page.locator(".stApp")).to_have_css("background-color", paper)


def test_view_in_the_address(visit: StartVisit) -> None:
    """`?view=city` shows the city with its places to start."""
    seen = visit("/?view=city")
    label = next(view["label"]["en"] for view in sites.site()["views"] if view["id"] == "city")
    expect(seen.viewer.get_by_role("button", name=label, exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    first = sites.features()[sites.site()["views"][1]["start"][0]]
    expect(seen.sheet.get_by_role("button", name=first["name:en"])).to_be_visible()


def test_period_in_the_address(visit: StartVisit) -> None:
    """`?period=` shows the sets of that period and hides the others."""
    seen = visit("/?period=colonial")
    sets = [each for each in sites.features().values() if each["kind"] == "set"]
    shown = [each for each in sets if each["period"] == "colonial"]
    hidden = [each for each in sets if each["period"] != "colonial"]
    assert shown
    assert hidden
    for each in shown:
        expect(seen.on_map(each["name:en"])).to_be_visible()
    for each in hidden:
        expect(seen.on_map(each["name:en"])).to_be_hidden()


def test_an_unknown_place_opens_the_map_with_a_message(visit: StartVisit) -> None:
    """A link to a place that is not there says so and offers places to start."""
    seen = visit("/?place=no-such-place")
    expect(seen.sheet).to_contain_text(seen.say("panel.unknown", id="no-such-place"))
    expect(seen.sheet).to_contain_text(seen.say("start.heading"))
    expect(seen.on_map("Ancient Korea")).to_be_visible()
