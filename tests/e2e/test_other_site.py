"""The program knows nothing of Pyongyang: a made-up site shows as well."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.request import urlopen

from playwright.sync_api import expect

from tests.support import sites
from tests.support.browser import MAP_ALONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.conftest import StartVisit
    from tests.support.server import Server

HOME_WORDS = ("Pyongyang", "Korean Art Film", "Ancient Korea", "Taedong", "Juche", "평양", "조선예술")


def test_a_made_up_harbour_is_shown_with_its_own_names_and_no_word_of_pyongyang(
    start_server: Callable[..., Server], visit: StartVisit
) -> None:
    """Names, views, legend, search and About come from the folder that BACKLOT_GEODATA names."""
    harbour = sites.site(sites.HARBOUR)
    places = sites.features(sites.HARBOUR)
    server = start_server(sites.HARBOUR)
    seen = visit("/", server=server)
    expect(seen.title).to_have_text(harbour["name"]["en"])
    for view in harbour["views"]:
        expect(seen.viewer.get_by_role("button", name=view["label"]["en"], exact=True)).to_be_visible()
    for each in places.values():
        if each["kind"] == "set":
            expect(seen.on_map(each["name:en"])).to_be_visible()

    seen.search.fill("lighthose")
    seen.search.press("Enter")
    expect(seen.title).to_have_text(places["lighthouse"]["name:en"])
    expect(seen.sheet).to_contain_text(places["lighthouse"]["description:en"])
    seen.button("tool.layers").click()
    for group in (*harbour["locales"], *harbour["categories"]):
        expect(seen.sheet).to_contain_text(group["label"]["en"])
    pages = [frame.content() for frame in seen.page.frames]

    seen.go("/about")
    expect(seen.page.get_by_test_id("stMain")).to_contain_text(harbour["about"][0]["text"]["en"])
    pages.append(seen.page.content())
    with urlopen(f"{server.origin}{MAP_ALONE}") as answer:  # noqa: S310 - our own server
        pages.append(answer.read().decode())
    assert [word for word in HOME_WORDS for page in pages if word in page] == []
