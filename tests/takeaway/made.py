"""Material of the shipped site, for tests of what is taken along."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from backlot.catalog import Catalog, load_site
from backlot.films import load_films
from backlot.pictures import Library, load_library
from backlot.settings import geodata_dir
from backlot.takeaway.material import Choice, Material, gather
from backlot.tours import Tour, load_tours
from backlot.walks.network import Network, load_network

__all__ = ["NOTE_WORD", "material", "shipped", "with_word"]

NOTE_WORD = "Zwiebelfischflosse"
"""A word that occurs in notes only."""


@cache
def shipped() -> tuple[Catalog, Library, Network, tuple[Tour, ...]]:
    """Return the shipped places, drawings, paths and tours."""
    folder = geodata_dir()
    catalog = load_site(folder)
    nowhere = Path("nowhere")
    return (
        catalog,
        load_library(folder, None, catalog),
        load_network(catalog),
        tuple(load_tours(folder, nowhere).tours),
    )


def material(scope: str = "tour", tour: str | None = "studio-90-minutes", **choice: object) -> Material:
    """Return what a thing is made from; `tour` is the id of the one it is about."""
    catalog, library, network, tours = shipped()
    ordered = tuple(sorted(tours, key=lambda each: each.id != tour))
    chosen = Choice(scope=scope, **choice)  # type: ignore[arg-type]
    films = load_films(geodata_dir(), catalog)
    return gather(chosen, catalog, library, network, tuple(map(with_word, ordered)) if tour else (), films)


def with_word(tour: Tour) -> Tour:
    """Return a tour whose notes hold a word that nothing else does."""
    stops = tuple(
        replace(
            stop, notes={"en": f"{NOTE_WORD} {number}", "ko": f"{NOTE_WORD} {number}"}, sources=(NOTE_WORD,)
        )
        for number, stop in enumerate(tour.stops)
    )
    return replace(tour, stops=stops)
