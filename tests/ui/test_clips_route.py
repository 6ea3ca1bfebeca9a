"""The film clips beside a tour: which there are, and their bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette

from backlot.ui.clips import CLIP_ROUTES
from backlot.ui.routes import ROUTES
from tests.support.asgi import ask
from tests.support.sites import SHIPPED

APP = Starlette(routes=CLIP_ROUTES)
FILM = bytes(range(200))
LIST = "/api/tours/my-walk/clips"


@pytest.fixture(autouse=True)
def _clip(monkeypatch: pytest.MonkeyPatch, own_home: Path) -> None:
    monkeypatch.setenv("BACKLOT_GEODATA", str(SHIPPED))
    folder = own_home / "tours" / "my-walk"
    folder.mkdir(parents=True)
    (folder / "entry-plaza.mp4").write_bytes(FILM)
    (folder.parent / "my-walk.json").write_text("notes nobody else reads")


def address() -> str:
    """Return the address of the one clip there is."""
    return str(ask(APP, LIST).json()["clips"][0]["address"])


def test_clips_are_listed_with_place_kind_and_size() -> None:
    """And no folder of the machine."""
    [found] = ask(APP, LIST).json()["clips"]
    assert ("entry-plaza", "video/mp4", 200) == (found["place"], found["kind"], found["bytes"])
    assert found["address"].startswith(f"{LIST}/entry-plaza.mp4?v=")
    assert {"clips": []} == ask(APP, "/api/tours/another-walk/clips").json()


def test_a_clip_comes_whole_and_is_kept_for_good_under_its_version() -> None:
    """Its type is not guessed."""
    answer = ask(APP, address())
    assert (200, FILM) == (answer.status, answer.body)
    assert ("video/mp4", "nosniff") == (
        answer.headers["content-type"],
        answer.headers["x-content-type-options"],
    )
    assert "immutable" in answer.headers["cache-control"]


def test_an_outdated_version_is_not_kept() -> None:
    """The present file comes, but not for good."""
    assert "no-cache" == ask(APP, f"{LIST}/entry-plaza.mp4?v=old").headers["cache-control"]


def test_a_part_of_a_clip_may_be_asked_for() -> None:
    """As a player does that jumps ahead."""
    answer = ask(APP, address(), headers={"Range": "bytes=10-19"})
    assert (206, FILM[10:20], "bytes 10-19/200") == (
        answer.status,
        answer.body,
        answer.headers["content-range"],
    )


@pytest.mark.parametrize(
    "name",
    [
        "entry-plaza.webm",
        "..",
        "../my-walk.json",
        "%2e%2e%2fmy-walk.json",
        "my-walk.json",
        "entry-plaza",
        "*",
    ],
)
def test_nothing_but_a_listed_name_is_served(name: str) -> None:
    """A name is looked up among those there are, and no path is made of it."""
    answer = ask(APP, f"{LIST}/{name}")
    assert 404 == answer.status
    assert b"notes" not in answer.body


def test_the_app_serves_clips_beside_tours() -> None:
    """A tour's own route does not hide them."""
    assert ["entry-plaza"] == [
        each["place"] for each in ask(Starlette(routes=ROUTES), LIST).json()["clips"]
    ]
