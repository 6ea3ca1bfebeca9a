"""One's own photographs: from the camera's folder onto the map, and looked at there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from backlot.pictures import Picture, Store
from tests.pictures.conftest import gps_of, photograph
from tests.support import sites
from tests.support.server import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.conftest import StartVisit
    from tests.support.browser import Visit
    from tests.support.server import Server

LON, LAT = (125.7583, 39.0297)
CREDIT, ALT = "Ann Example", "A gate in the evening"


@pytest.fixture(scope="module")
def own_server(start_server: Callable[..., Server]) -> Server:
    """Start a server to keep the pictures of this module, which build on each other."""
    return start_server()


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of ten photographs: five know where they were taken, five do not."""
    folder = tmp_path_factory.mktemp("camera")
    for n in range(10):
        gps = gps_of(LON + n / 2000, LAT, n * 30) if n % 2 else None
        (folder / f"{n}.jpg").write_bytes(photograph(f"#{40 + n * 20:02x}5060", (1600, 1200), gps=gps))
    return folder


def kept_by(server: Server) -> tuple[Picture, ...]:
    """Return the pictures that a server's user has."""
    return Store.of_home(server.home / "own").load().pictures


def files_of(home: Path) -> dict[str, bytes]:
    """Return the files of the pictures in a user's folder by name."""
    return {path.name: path.read_bytes() for path in (home / "pictures" / "files").iterdir()}


def press(seen: Visit, picture: Picture, key: str) -> None:
    """Press a button beside one of one's own pictures, once the page stands still."""
    row = seen.page.locator(f".st-key-picture_{picture.id}")
    expect(seen.page.locator("[data-test-script-state=notRunning]")).to_be_attached()
    row.get_by_role("button", name=seen.say(key), exact=True).click()


def add_by_command(home: Path, path: Path, *options: str) -> str:
    """Add pictures by the command line; return what it prints."""
    environment = os.environ | {"BACKLOT_HOME": str(home), "PYTHONUTF8": "1"}
    command = [
        sys.executable,
        "-m",
        "backlot",
        "pictures",
        "add",
        str(path),
        "--credit",
        CREDIT,
        "--alt-en",
        ALT,
    ]
    done = subprocess.run(
        [*command, *options], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_a_folder_comes_in_by_the_page_as_by_the_command_line(
    visit: StartVisit, own_server: Server, camera: Path, tmp_path: Path
) -> None:
    """Ten photographs: the same records and the same bytes; what knows its place has it."""
    seen = visit("/pictures", server=own_server)
    page = seen.page
    page.locator("input[type=file]").set_input_files(sorted(camera.iterdir()))
    page.get_by_label(seen.say("page.pictures.credit"), exact=True).fill(CREDIT)
    page.get_by_label(seen.say("page.pictures.alt", language=seen.say("language.en")), exact=True).fill(ALT)
    page.get_by_role("button", name=seen.say("page.pictures.add"), exact=True).click()
    counted = seen.say("cli.pictures.counted", added=10, known=0, refused=0)
    expect(page.get_by_text(counted)).to_be_visible(timeout=30_000)

    assert add_by_command(tmp_path, camera).endswith(counted + "\n")

    by_page = {each.sha256: each for each in kept_by(own_server)}
    by_command = {each.sha256: each for each in Store.of_home(tmp_path).load().pictures}
    assert by_command == by_page
    assert 5 == sum(bool(each.places) for each in by_page.values())
    files = [files_of(home) for home in (own_server.home / "own", tmp_path)]
    assert files[0] == files[1]
    assert 30 == len(files[0])


def test_a_photograph_without_position_is_placed_by_a_tap(visit: StartVisit, own_server: Server) -> None:
    """From the page to the map, a tap, the proposal in words, kept, and back on the page."""
    before = kept_by(own_server)
    newest = next(each for each in reversed(before) if not each.places)
    seen = visit("/pictures", server=own_server)
    press(seen, newest, "page.pictures.put")
    expect(seen.page.get_by_role("heading", name=seen.say("page.pictures"), exact=True)).to_have_count(0)
    expect(seen.title).to_have_text(seen.say("placing.title"))
    seen.tap("europe")
    expect(seen.sheet.get_by_role("status")).not_to_have_text(seen.say("placing.tap"))
    seen.button("placing.again").click()
    seen.tap("japan")
    expect(seen.sheet.get_by_role("status")).not_to_have_text(seen.say("placing.tap"))
    said = seen.sheet.get_by_role("status").inner_text()
    seen.button("placing.keep").click()
    expect(seen.page.get_by_role("heading", name=seen.say("page.pictures"), exact=True)).to_be_visible()
    placed = next(each for each in kept_by(own_server) if each.id == newest.id)
    assert placed.position is not None
    (place,) = placed.places
    name = sites.features()[place]["name:en"]
    assert name in said


def test_a_photograph_is_looked_at_on_the_map(visit: StartVisit, own_server: Server) -> None:
    """Gallery with credit in sight, zoom, two side by side; Back closes one thing at a time."""
    near = next(each for each in kept_by(own_server) if each.places and each.position and not each.deleted)
    place = near.places[0]
    seen = visit(f"/?place={place}", server=own_server)
    picture = seen.sheet.get_by_role(
        "button", name=re.compile(re.escape(seen.say("gallery.open").split(" ")[0]))
    )
    expect(seen.sheet).to_contain_text(CREDIT)
    picture.first.click()
    gallery = seen.viewer.get_by_role("dialog").first
    expect(gallery).to_contain_text(CREDIT)
    gallery.get_by_role("button", name=seen.say("gallery.zoom-in"), exact=True).click()
    expect(seen.viewer.locator(".view-spot")).to_have_count(1)
    gallery.get_by_role("button", name=seen.say("compare.start"), exact=True).click()
    if seen.viewer.get_by_text(seen.say("compare.choose")).first.is_visible():
        gallery.get_by_role("button", name=re.compile("2")).first.click()
    slider = seen.viewer.get_by_role("slider")
    expect(slider).to_be_focused()
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuenow", "52")
    seen.page.evaluate("history.back()")
    expect(slider).to_have_count(0)
    expect(gallery).to_be_visible()
    seen.page.evaluate("history.back()")
    expect(seen.viewer.get_by_role("dialog")).to_have_count(0)
    expect(seen.title).to_be_visible()


def test_a_panorama_can_be_turned(visit: StartVisit, own_server: Server, tmp_path: Path) -> None:
    """A 360-degree picture is turned by keys, and says where it looks."""
    image = Image.new("RGB", (4096, 2048), "#88aacc")
    draw = ImageDraw.Draw(image)
    for n in range(16):
        draw.rectangle((n * 256, 900, n * 256 + 120, 1500), fill=f"#{n * 15:02x}4030")
    file = BytesIO()
    image.save(file, "JPEG", exif=Image.Exif().tobytes())
    path = tmp_path / "around.jpg"
    path.write_bytes(file.getvalue())
    add_by_command(own_server.home / "own", path, "--kind", "panorama", "--place", "moran-hill")
    seen = visit("/?place=moran-hill", server=own_server)
    seen.sheet.locator(".place-open").click()
    turning = seen.viewer.locator(".panorama-canvas")
    expect(turning).to_be_visible()
    expect(turning).to_have_attribute("aria-roledescription", seen.say("panorama.kind"))
    first = turning.screenshot()
    turning.focus()
    for _ in range(4):
        seen.page.keyboard.press("ArrowRight")
    seen.page.wait_for_timeout(600)
    assert first != turning.screenshot()


def test_a_deleted_picture_comes_back(visit: StartVisit, own_server: Server) -> None:
    """Delete hides it from the map; restore shows it again."""
    seen = visit("/pictures", server=own_server)
    newest = kept_by(own_server)[-1]
    press(seen, newest, "page.pictures.delete")
    restore = seen.page.get_by_role("button", name=seen.say("page.pictures.restore"), exact=True)
    expect(restore).to_be_visible()
    assert next(each for each in kept_by(own_server) if each.id == newest.id).deleted
    restore.click()
    expect(restore).to_have_count(0)
    assert not next(each for each in kept_by(own_server) if each.id == newest.id).deleted
