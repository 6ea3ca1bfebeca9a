"""Taking a walk along from the app: made, saved, opened; a code and a colleague's file come back."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import segno
from PIL import Image, ImageFilter
from playwright.sync_api import expect

from backlot.takeaway.exchange import to_backlot
from backlot.tours import Tour, TourStore, encode
from tests.e2e.test_takealong import Alone
from tests.takeaway.made import material, shipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.e2e.conftest import StartVisit
    from tests.support.browser import Visit
    from tests.support.server import Server

LANDSCAPE = {"width": 1180, "height": 820}
TOUR = next(tour for tour in shipped()[3] if tour.id == "studio-90-minutes")
NAME = TOUR.name["en"]


def opened(visit: StartVisit, server: Server) -> Visit:
    """Open the page with the panel on it."""
    seen = visit("/takealong", server=server, viewport=LANDSCAPE)
    seen.map_ready()
    seen.viewer.get_by_role("tab", name=seen.say("take.tab.make")).wait_for(timeout=30_000)
    return seen


def test_one_file_is_made_and_opens_from_disk(
    visit: StartVisit, server: Server, chromium: Browser, tmp_path: Path
) -> None:
    """The size is told before, the check says all is there, and the file that was saved works alone."""
    seen = opened(visit, server)
    viewer = seen.viewer
    viewer.get_by_label(seen.say("take.which")).first.select_option(value=f"tour:{TOUR.id}")
    expect(viewer.get_by_text(re.compile(r"^About [0-9.]+\s(kB|MB)"))).to_be_visible(timeout=30_000)
    viewer.get_by_role("button", name=seen.say("take.make"), exact=True).click()
    save = viewer.get_by_role("link", name=seen.say("take.save"))
    expect(save).to_be_visible(timeout=60_000)
    with seen.page.expect_download() as waiting:
        save.click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert f"{NAME}.html" == path.name
    profile = chromium.new_context(offline=True)
    alone = Alone(profile.new_page(), path.as_uri())
    alone.page.goto(path.as_uri())
    alone.ready()
    alone.page.get_by_role("button", name=seen.say("pack.mode.take"), exact=True).click()
    expect(alone.page.get_by_text(seen.say("ready.whole"), exact=True)).to_be_visible(timeout=30_000)
    assert [] == alone.problems
    profile.close()


def test_a_printed_code_is_read_back_into_the_planner(visit: StartVisit, server: Server) -> None:
    """From a picture of it: turned, blurred and grey, as a phone sees paper."""
    seen = opened(visit, server)
    viewer = seen.viewer
    viewer.get_by_role("tab", name=seen.say("take.tab.open")).click()
    viewer.get_by_role("button", name=seen.say("take.open.code"), exact=True).click()
    dialog = viewer.get_by_role("dialog")
    picture = {"name": "cover.jpg", "mimeType": "image/jpeg", "buffer": photographed(encode(TOUR))}
    dialog.locator("input[type=file]").set_input_files(picture)  # type: ignore[arg-type]
    expect(viewer.locator(".plan-item")).to_have_count(len(TOUR.stops), timeout=60_000)


def photographed(text: str) -> bytes:
    """Return a photograph of a code on paper."""
    buffer = io.BytesIO()
    segno.make(text, error="m").save(buffer, kind="png", scale=6, border=4)
    code = Image.open(buffer).convert("L").point(lambda value: 60 + value * 150 // 255)
    paper = Image.new("L", (1600, 1200), 205)
    paper.paste(code.rotate(11, expand=True, fillcolor=210), (240, 120))
    taken = io.BytesIO()
    paper.filter(ImageFilter.GaussianBlur(1.2)).save(taken, format="JPEG", quality=70)
    return taken.getvalue()


def test_a_colleagues_file_is_looked_at_before_it_is_taken(
    visit: StartVisit, start_server: Callable[..., Server], tmp_path: Path
) -> None:
    """What differs is shown with a choice; both are kept when one says so."""
    server = start_server()
    store = TourStore.of_home(server.home / "own")
    mine = store.save(replace(TOUR, id="our-walk", name={"en": "Our walk", "ko": "우리 길"}, revision=0))
    theirs = replace(mine, depart="11:00")
    file = tmp_path / "walk.backlot"
    file.write_bytes(to_backlot(replace(material("tour", TOUR.id), tours=(theirs,))))
    seen = opened(visit, server)
    viewer = seen.viewer
    viewer.get_by_role("tab", name=seen.say("take.tab.open")).click()
    viewer.locator("#take-file").set_input_files(file)
    expect(viewer.get_by_text(seen.say("take.open.differs"))).to_be_visible(timeout=30_000)
    viewer.get_by_role("radio", name=seen.say("take.open.both")).check()
    viewer.get_by_role("button", name=seen.say("take.open.accept"), exact=True).click()
    expect(viewer.get_by_role("status").filter(has_text="Taken in")).to_be_visible(timeout=30_000)
    kept: list[Tour] = list(store.list().tours)
    assert ["11:00", mine.depart] == sorted(
        [tour.depart for tour in kept], key=lambda time: time != "11:00"
    )
