"""Broken and hostile data: the app starts, shows the rest, and runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.request import urlopen

from playwright.sync_api import expect

from tests.support import sites
from tests.support.browser import MAP_ALONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.e2e.conftest import StartVisit
    from tests.support.browser import Visit
    from tests.support.server import Server

LIGHTHOUSE = sites.features(sites.HARBOUR)["lighthouse"]


def assert_nothing_ran(seen: Visit) -> None:
    """Neither the page nor the map ran anything out of the data."""
    for frame in seen.page.frames:
        assert frame.evaluate("window.pwned") is None
        assert frame.evaluate("document.querySelectorAll('img[onerror]').length") == 0
        assert sites.COMPUTED not in frame.content()


def test_hostile_texts_are_shown_as_they_are_and_run_nowhere(
    start_server: Callable[..., Server], visit: StartVisit, tmp_path: Path
) -> None:
    """Templates, scripts and markup stay text in panel, list, search, hover, legend and on About."""
    server = start_server(sites.hostile_copy_of(sites.HARBOUR, tmp_path / "hostile"))
    with urlopen(f"{server.origin}{MAP_ALONE}") as answer:  # noqa: S310 - our own server
        source = answer.read().decode()
    assert sites.COMPUTED not in source
    assert "qz{{7*191}}zq" in source
    assert "window.pwned=1</script>" not in source

    seen = visit("/?view=town", server=server)
    name = f"{LIGHTHOUSE['name:en']} {sites.HOSTILE}"
    expect(seen.sheet).to_contain_text(sites.HOSTILE)
    seen.search.fill("lighthouse")
    expect(seen.options.first).to_contain_text(name)
    seen.search.press("Enter")
    expect(seen.title).to_have_text(name)
    expect(seen.sheet).to_contain_text(f"{LIGHTHOUSE['description:en']} {sites.HOSTILE}")
    seen.settle()
    seen.page.mouse.move(*seen.point_on("lighthouse"))
    expect(seen.viewer.locator(".tip")).to_have_text(name)
    seen.button("tool.list").click()
    expect(seen.sheet.get_by_role("button").filter(has_text=sites.HOSTILE).first).to_be_visible()
    seen.button("tool.layers").click()
    expect(seen.sheet.get_by_role("checkbox").filter(visible=True).first).to_be_visible()
    expect(seen.sheet).to_contain_text(sites.HOSTILE)
    assert_nothing_ran(seen)

    seen.go("/about")
    expect(seen.page.get_by_test_id("stMain")).to_contain_text("qz{{7*191}}zq")
    assert_nothing_ran(seen)


def test_a_broken_file_is_named_and_the_rest_is_shown(
    start_server: Callable[..., Server], visit: StartVisit, tmp_path: Path
) -> None:
    """Missing, empty or cut off: the app starts all the same, and the city is there without the studio."""
    folder = sites.copy_of(sites.SHIPPED, tmp_path / "broken")
    studio = folder / "studio.geojson"
    whole = studio.read_bytes()
    studio.unlink()
    server = start_server(folder)

    seen = visit("/?view=city", server=server)
    expect(seen.sheet.get_by_role("alert")).to_contain_text("studio.geojson")
    expect(seen.on_map(sites.features()["arch-of-triumph"]["name:en"])).to_be_visible()
    seen.go("/about")
    expect(seen.page.get_by_role("heading", name=seen.say("page.about.problems"))).to_be_visible()
    expect(seen.page.get_by_test_id("stMain")).to_contain_text("studio.geojson")

    # the map follows the files, so the same server shows the next defect
    for content in (b"", whole[: len(whole) // 2]):
        studio.write_bytes(content)
        seen.go(f"{MAP_ALONE}?view=city")
        expect(seen.sheet.get_by_role("alert").first).to_contain_text("studio.geojson")
        expect(seen.on_map(sites.features()["arch-of-triumph"]["name:en"])).to_be_visible()

    studio.write_bytes(whole)
    (folder / "site.json").write_text("{", encoding="utf-8")
    seen.go(MAP_ALONE)
    expect(seen.sheet.get_by_role("alert").first).to_contain_text("site.json")
    expect(seen.viewer.locator(".leaflet-container [data-place-id='ancient-korea']")).to_be_attached()


def test_the_app_starts_without_any_data(
    start_server: Callable[..., Server], visit: StartVisit, tmp_path: Path
) -> None:
    """A folder that is not there gives an empty map that says so."""
    seen = visit("/", server=start_server(tmp_path / "nowhere"))
    expect(seen.sheet.get_by_role("alert").first).to_contain_text("site.json")
    seen.go("/about")
    expect(seen.page.get_by_test_id("stMain")).to_contain_text("studio.geojson")
