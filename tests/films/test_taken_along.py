"""Films that are taken along: with the places they are tied to, and none without."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from backlot.catalog import Catalog
from backlot.films import Films, load_films
from backlot.films.model import CENTRE
from backlot.pictures import Library
from backlot.takeaway.extent import limited
from backlot.takeaway.material import ATLAS, Choice, gather
from backlot.takeaway.onefile import to_html
from tests.films.made import film, told, write

if TYPE_CHECKING:
    import pytest

ELSEWHERE = frozenset({"net-loft"})
HERE = frozenset({"tea-house"})


def _harbour_films(folder: Path, harbour: Catalog) -> Films:
    lonely = film(id="lonely", links=[])
    return load_films(write(folder, film(), lonely, **told()), harbour)


def _taken(scope: str, places: Catalog, films: Films) -> Films:
    kept = limited(gather(Choice(scope), places, Library(), None, films=films)).films
    assert kept is not None
    return kept


def test_a_film_goes_where_a_place_of_it_goes(tmp_path: Path, harbour: Catalog) -> None:
    """One tied to no place at all is of the whole site."""
    films = _harbour_films(tmp_path, harbour)
    assert ["tea-at-noon", "lonely"] == [each.id for each in films.films]
    assert ["tea-at-noon"] == [each.id for each in films.limited(HERE).films]
    assert [] == list(films.limited(ELSEWHERE).films)


def test_a_film_keeps_only_its_ties_to_what_goes_along(places: Catalog, shipped: Films) -> None:
    """What the map does not have cannot be gone to."""
    kept = shipped.limited({"flower-girl-bronze"}).get("the-flower-girl")
    assert kept is not None
    assert ["flower-girl-bronze"] == [link.place for link in kept.links]
    assert ["flower-girl-bronze"] == [link["place"] for link in kept.record["links"]]


def test_what_is_told_beside_the_films_goes_along(tmp_path: Path, harbour: Catalog) -> None:
    """A venue elsewhere keeps its name; signs and rides elsewhere stay behind."""
    films = _harbour_films(tmp_path, harbour)
    here, there = films.limited(HERE).for_scene(), films.limited(ELSEWHERE).for_scene()
    assert here is not None
    assert there is not None
    assert ["tea-house"] == [venue["place"] for venue in here["festival"]["venues"]]
    assert [{"name", "source"}] == [set(venue) for venue in there["festival"]["venues"]]
    assert (1, 0) == (len(here["signs"]), len(there["signs"]))
    assert [CENTRE] == [ride["from"] for ride in here["journey"]["rides"]]
    assert [] == there["journey"]["rides"]
    assert here["history"] == there["history"] == films.for_scene()["history"]  # type: ignore[index]


def test_the_whole_atlas_takes_all_films(places: Catalog, shipped: Films) -> None:
    """And each view those of its places."""
    assert shipped is _taken(ATLAS, places, shipped)
    lot = _taken("studio", places, shipped)
    assert lot.get("hong-kil-dong") is not None
    assert lot.get("comrade-kim-goes-flying") is None


def test_a_file_holds_its_films(tmp_path: Path, harbour: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles are names, and keep all of theirs; other texts are in the languages asked for."""
    from backlot.takeaway import onefile

    pages: list[str] = []
    rendered = onefile.render

    def watched(*args: Any) -> Any:
        page = rendered(*args)
        pages.append(page.html)
        return page

    monkeypatch.setattr(onefile, "render", watched)
    history = [{"text": {"en": "A text", "ko": "글 하나"}, "source": "Ann"}]
    tea = film(title={"en": "Tea at Noon", "ko": "한낮의 차"})
    films = load_films(write(tmp_path, tea, history=history), harbour)
    to_html(gather(Choice(ATLAS, languages=("en",)), harbour, Library(), None, films=films))
    (html,) = pages
    assert "한낮의 차" in html
    assert "A text" in html
    assert "글 하나" not in html
