"""The viewer's own route: its policy, how long it may be kept, and what an old address gets."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest
from starlette.applications import Starlette

from backlot.ui import maps
from backlot.ui.routes import MIDDLEWARE, ROUTES, VIEW
from tests.support.asgi import ask

HARBOUR = Path(__file__).parents[1] / "sites" / "harbour"


@pytest.fixture(autouse=True)
def _harbour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKLOT_GEODATA", str(HARBOUR))


@pytest.fixture
def app() -> Starlette:
    """Return an app of our routes alone."""
    return Starlette(routes=ROUTES, middleware=MIDDLEWARE)


def test_the_map_is_served_under_its_policy(app: Starlette) -> None:
    """The nonce of the policy is that of the scripts in the very same answer."""
    answer = ask(app, VIEW)
    assert 200 == answer.status
    assert answer.headers["content-type"].startswith("text/html; charset=utf-8")
    match = re.search(r"script-src 'nonce-([\w-]+)'", answer.headers["content-security-policy"])
    assert match is not None
    assert {match.group(1)} == set(re.findall(r'<script nonce="([\w-]+)"', answer.text))
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_map_tells_nobody_more_than_it_must(app: Starlette) -> None:
    """Its type is not guessed and its address not passed on."""
    headers = ask(app, VIEW).headers
    assert ("nosniff", "no-referrer") == (headers["x-content-type-options"], headers["referrer-policy"])


def test_the_map_under_its_hash_is_kept_for_good(app: Starlette) -> None:
    """Its content can never change, for the hash would."""
    digest = maps.current().page.digest
    answer = ask(app, f"{VIEW}/{digest}")
    assert 200 == answer.status
    assert "public, max-age=31536000, immutable" == answer.headers["cache-control"]


@pytest.mark.parametrize("asked", ["", "/0000000000000000", "/{{7*191}}", "/%3Cscript%3E"])
def test_an_outdated_address_gets_the_present_map_but_not_for_good(asked: str, app: Starlette) -> None:
    """Whoever left a tablet open overnight sees the new map, not an error."""
    answer = ask(app, VIEW + asked)
    assert 200 == answer.status
    assert "no-cache" == answer.headers["cache-control"]
    assert maps.current().page.html == answer.text


def test_the_map_comes_packed_to_whoever_can_unpack_it(app: Starlette) -> None:
    """A few hundred kilobytes less over the air; a cache must not mix the two up."""
    plain = ask(app, VIEW)
    packed = ask(app, VIEW, headers={"Accept-Encoding": "br, gzip"})
    assert "content-encoding" not in plain.headers
    assert "gzip" == packed.headers["content-encoding"]
    assert plain.body == gzip.decompress(packed.body)
    assert str(len(packed.body)) == packed.headers["content-length"]
    assert len(packed.body) * 2 < len(plain.body)
    assert "Accept-Encoding" == plain.headers["vary"] == packed.headers["vary"]


def test_who_refuses_gzip_does_not_get_it(app: Starlette) -> None:
    """A quality of nothing is a refusal."""
    answer = ask(app, VIEW, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in answer.headers


def test_the_map_is_rendered_once_for_all(app: Starlette) -> None:
    """The nonce stays with the page it belongs to."""
    assert ask(app, VIEW).body == ask(app, VIEW).body


def test_only_reading_is_allowed(app: Starlette) -> None:
    """The map takes nothing in."""
    assert 405 == ask(app, VIEW, method="POST", body=b"x").status
    assert 405 == ask(app, VIEW, method="DELETE").status


def test_a_deeper_address_is_none(app: Starlette) -> None:
    """No file can be asked for."""
    assert 404 == ask(app, f"{VIEW}/a/b").status
    assert 404 == ask(app, f"{VIEW}/../app.py").status


def test_changed_data_is_shown_at_once_under_a_new_hash(
    app: Starlette, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No restart is needed, and the old address no longer promises to be lasting."""
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "site"))
    monkeypatch.setenv("BACKLOT_GEODATA", str(folder))
    before = maps.current().page.digest
    path = folder / "studio.geojson"
    path.write_text(path.read_text("utf-8").replace("Tea House", "Coffee and Tea House"), "utf-8")
    answer = ask(app, f"{VIEW}/{before}")
    assert "Coffee and Tea House" in answer.text
    assert "no-cache" == answer.headers["cache-control"]
    assert before != maps.current().page.digest


def test_a_folder_that_is_missing_is_a_map_that_says_so(
    app: Starlette, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The app starts whatever the data is like, and names every file."""
    monkeypatch.setenv("BACKLOT_GEODATA", str(tmp_path / "nowhere"))
    answer = ask(app, VIEW)
    assert 200 == answer.status
    assert "studio.geojson" in answer.text
    assert str(tmp_path) not in answer.text
