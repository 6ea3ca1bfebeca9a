"""Somebody who stands there puts the map right, in a layer of one's own."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support import sites

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.e2e.conftest import StartVisit
    from tests.support.browser import Visit
    from tests.support.server import Server

ANCIENT = sites.features()["ancient-korea"]


@pytest.fixture(scope="module")
def own_server(start_server: Callable[..., Server]) -> Server:
    """Start a server to keep the corrections of this module, which build on each other."""
    return start_server()


@pytest.fixture(autouse=True)
def shipped_files_stay_as_they_are() -> Iterator[None]:
    """No correction may touch a shipped file."""

    def digests() -> dict[str, str]:
        return {
            path.name: sha256(path.read_bytes()).hexdigest()
            for path in sites.SHIPPED.iterdir()
            if path.is_file()
        }

    before = digests()
    yield
    assert digests() == before


def sign(seen: Visit) -> None:
    """Say how one knows, and save."""
    seen.sheet.get_by_label(seen.say("corrections.source")).fill("Stood there")
    seen.button("corrections.save").click()


def pick(seen: Visit, place_id: str) -> None:
    """Choose a position by tapping where a place is."""
    seen.button("corrections.pick").click()
    expect(seen.viewer.get_by_text(seen.say("corrections.tap"))).to_be_visible()
    seen.tap(place_id)
    expect(seen.viewer.get_by_text(seen.say("corrections.tap"))).to_be_hidden()


def test_a_place_is_renamed_moved_and_kept_and_taken_back(visit: StartVisit, own_server: Server) -> None:
    """The correction is marked as one's own, outlives a reload, and undo brings the shipped state back."""
    seen = visit("/?place=ancient-korea", server=own_server)
    seen.button("panel.correct").click()
    seen.sheet.get_by_label(seen.say("corrections.name-en")).fill("Old Korea")
    pick(seen, "europe")
    sign(seen)
    expect(seen.title).to_have_text("Old Korea")
    expect(seen.sheet).to_contain_text(seen.say("corrections.badge"))
    expect(seen.sheet).to_contain_text("Stood there")

    seen.page.reload()
    seen.map_ready()
    expect(seen.title).to_have_text("Old Korea")
    expect(seen.sheet).to_contain_text(seen.say("corrections.badge"))
    seen.search.fill("old korea")
    expect(seen.options.first).to_contain_text("Old Korea")
    seen.search.press("Escape")

    seen.button("tool.corrections").click()
    for _ in range(2):
        seen.button("corrections.undo").first.click()
        expect(seen.button("corrections.redo").first).to_be_visible()
    expect(seen.button("corrections.redo")).to_have_count(2)
    expect(seen.on_map(ANCIENT["name:en"])).to_be_visible()


def test_a_place_is_added_and_exported(visit: StartVisit, own_server: Server, tmp_path: Path) -> None:
    """An added place is found, shown as one's own, and leaves as GeoJSON that any map tool reads."""
    seen = visit("/", server=own_server)
    seen.button("tool.corrections").click()
    seen.button("corrections.add").click()
    seen.sheet.get_by_label(seen.say("corrections.name-en")).fill("Tea stall")
    sign(seen)
    expect(seen.sheet).to_contain_text(seen.say("corrections.need-position"))
    pick(seen, "manchuria")
    sign(seen)
    expect(seen.title).to_have_text("Tea stall")
    expect(seen.sheet).to_contain_text(seen.say("corrections.badge"))
    expect(seen.on_map("Tea stall")).to_be_visible()

    seen.button("tool.corrections").click()
    with seen.page.expect_download() as saving:
        seen.button("corrections.export").click()
    saved = tmp_path / saving.value.suggested_filename
    saving.value.save_as(saved)
    assert saved.suffix == ".geojson"
    overlay = json.loads(saved.read_text(encoding="utf-8"))
    assert overlay["type"] == "FeatureCollection"
    added = next(each for each in overlay["features"] if each["properties"]["name:en"] == "Tea stall")
    longitude, latitude = added["geometry"]["coordinates"][:2]
    west, south, east, north = sites.site()["views"][0]["bounds"]
    assert west < longitude < east
    assert south < latitude < north
    assert added["properties"]["source"] == "Stood there"


def test_a_lane_is_closed_and_opened_again(visit: StartVisit, own_server: Server) -> None:
    """A tap on a lane says what it is; marking it closed is a correction like any other."""
    seen = visit("/", server=own_server)
    name = seen.tap_lane()
    expect(seen.title).to_have_text(name)
    seen.sheet.get_by_label(seen.say("corrections.source")).fill("Barrier across it")
    seen.button("lane.close").click()
    expect(seen.sheet).to_contain_text(seen.say("lane.closed"))

    seen.page.reload()
    seen.map_ready()
    expect(seen.viewer.locator("[data-lane-id].closed").first).to_be_attached()
    seen.button("tool.corrections").click()
    closed = seen.sheet.get_by_role("listitem").filter(has_text="Barrier across it")
    expect(closed).to_contain_text(name)
    closed.get_by_role("button", name=seen.say("corrections.undo"), exact=True).click()
    expect(seen.viewer.locator("[data-lane-id].closed")).to_have_count(0)


def test_two_windows_do_not_overwrite_each_other(visit: StartVisit, own_server: Server) -> None:
    """Who saves second is told, sees the newer state, and nothing is lost."""
    first = visit("/view", server=own_server)
    second = visit("/view", server=own_server)
    for seen, name in ((first, "Stall one"), (second, "Stall two")):
        seen.button("tool.corrections").click()
        seen.button("corrections.add").click()
        seen.sheet.get_by_label(seen.say("corrections.name-en")).fill(name)
        pick(seen, "japan")
    sign(first)
    expect(first.title).to_have_text("Stall one")
    second.expect_status(409)
    sign(second)
    expect(second.viewer.get_by_text(second.say("corrections.conflict"))).to_be_visible()
    expect(second.on_map("Stall one")).to_be_attached()
