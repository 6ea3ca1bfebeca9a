"""What the benchmark of films makes up, and how it weighs a page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from backlot.bench.films import made_up_films, packed_bytes, write_site
from backlot.catalog import load_site
from backlot.films import load_films

if TYPE_CHECKING:
    from pathlib import Path


def test_the_same_seed_makes_the_same_films() -> None:
    """And another seed others."""
    assert made_up_films(5, ["gate", "lamp", "bell"]) == made_up_films(5, ["gate", "lamp", "bell"])
    assert made_up_films(5, ["gate", "lamp", "bell"], seed=2) != made_up_films(5, ["gate", "lamp", "bell"])


def test_made_up_films_are_as_the_format_wants_them(tmp_path: Path) -> None:
    """All are shown, with all their ties to places."""
    folder = write_site(tmp_path / "site", 40)
    films = load_films(folder, load_site(folder))
    assert () == tuple(films.problems)
    assert 40 == len(films.films)
    assert all(film.links for film in films.films)


def test_a_page_is_weighed_with_its_films_and_without_them() -> None:
    """The difference is theirs alone."""
    films = made_up_films(200, ["gate", "lamp", "bell"])
    page = '<html><script type="application/json" id="scene">{}</script></html>'
    bare_page = page.format('{"films":null,"site":1}')
    full, bare = packed_bytes(page.format(json.dumps({"films": films, "site": 1})))
    assert packed_bytes(bare_page) == (bare, bare)
    assert full > 5 * bare


def test_a_page_without_a_scene_cannot_be_weighed() -> None:
    """It is not taken for a light one."""
    with pytest.raises(ValueError, match="no scene"):
        packed_bytes("<html></html>")
