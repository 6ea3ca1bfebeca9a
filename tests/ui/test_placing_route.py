"""The service that places a photograph by a point on the map."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from backlot.catalog import load_site
from backlot.pictures import Defaults, Picture, Store, add_files
from backlot.ui.placing import ADDRESS, PLACING_ROUTES
from tests.pictures.conftest import photograph
from tests.support.asgi import Answer, ask
from tests.support.sites import SHIPPED

APP = Starlette(routes=PLACING_ROUTES)


@pytest.fixture
def picture(own_home: Path) -> Picture:
    """Return a photograph that does not know where it was taken."""
    defaults = Defaults(credit="Ann Example", alt={"en": "A gate"})
    add_files(
        [("a.jpg", BytesIO(photograph()))], catalog=load_site(SHIPPED), home=own_home, defaults=defaults
    )
    (picture,) = Store.of_home(own_home).load().pictures
    return picture


def send(body: Any, **headers: str) -> Answer:
    """Ask as the viewer does."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = json.dumps(body).encode()
    return ask(APP, ADDRESS, method="POST", headers={"Content-Type": "application/json", **named}, body=raw)


def gate() -> list[float]:
    """Return where Taedong Gate stands."""
    place = load_site(SHIPPED).get("taedong-gate")
    assert place is not None
    return list(place.lon_lat)


def test_a_point_proposes_a_place_and_keeps_nothing(picture: Picture, own_home: Path) -> None:
    """In both languages; the record is as it was."""
    answer = send({"id": picture.id, "position": gate()})
    assert 200 == answer.status
    said = answer.json()
    assert "taedong-gate" == said["place"]
    assert {"en": "taken at Taedong Gate", "ko": "대동문에서 촬영"} == said["sentence"]
    assert (picture,) == Store.of_home(own_home).load().pictures


def test_what_is_kept_is_in_the_record(picture: Picture, own_home: Path) -> None:
    """Position and place, and nothing else has changed."""
    assert 200 == send({"id": picture.id, "position": gate(), "keep": True}).status
    (kept,) = Store.of_home(own_home).load().pictures
    assert ("taedong-gate",) == kept.places
    assert gate() == pytest.approx(list(kept.position or ()), abs=1e-6)
    assert picture == replace(kept, places=(), position=None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"position": [13.4, 52.5]}, "far"),
        ({"position": None}, "position"),
        ({"position": [200, 10]}, "position"),
        ({"position": "here"}, "position"),
        ({"id": "own-0000000000000000"}, "own-0000000000000000"),
    ],
)
def test_a_senseless_request_gets_a_sentence(
    change: dict[str, Any], sentence: str, picture: Picture, own_home: Path
) -> None:
    """And nothing is written."""
    answer = send({"id": picture.id, "position": gate(), "keep": True, **change})
    assert 422 == answer.status
    assert sentence in answer.json()["error"]
    assert (picture,) == Store.of_home(own_home).load().pictures


def test_another_site_may_not_place_anything(picture: Picture, own_home: Path) -> None:
    """Only our own page may write."""
    body = {"id": picture.id, "position": gate(), "keep": True}
    assert 403 == send(body, sec_fetch_site="cross-site").status
    assert 403 == send(body, origin="http://elsewhere.example").status
    assert (picture,) == Store.of_home(own_home).load().pictures
