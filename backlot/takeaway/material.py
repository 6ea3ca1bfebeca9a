"""Say what goes into a thing to take along, and gather all that it is made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from backlot.catalog.model import EMPTY
from backlot.errors import DataError

if TYPE_CHECKING:
    from backlot.catalog import Catalog
    from backlot.films import Films
    from backlot.pictures import Library
    from backlot.tours.model import Tour
    from backlot.walks.itinerary_type import Itinerary
    from backlot.walks.network import Network
    from backlot.walks.plan import Plan

__all__ = ["ATLAS", "PHOTOGRAPHS", "TOUR", "Choice", "Material", "Photographs", "Tell", "gather", "quiet"]

Photographs: TypeAlias = Literal["none", "thumb", "stop", "full"]
Tell: TypeAlias = Callable[[str, int, int], None]
"""Is told a stage (`pictures`, `packing` …), what is done and of how much; what it raises ends the work."""

PHOTOGRAPHS: tuple[Photographs, ...] = get_args(Photographs)
ATLAS = "atlas"
TOUR = "tour"


def quiet(_stage: str, _done: int, _count: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Choice:
    """
    What goes in.

    Parameters
    ----------
    scope
        `ATLAS` for everything, `TOUR` for the views that the tour lies in, or the id of a view of the site.
    photographs
        The largest size of photographs that goes in. Illustrations always go in.
    languages
        Codes of the languages texts are taken along in, the first one first; names keep all of theirs, for
        they are shown to people on the way.
    notes
        Whether the notes of the stops, meant for whoever guides, go in.
    large_print
        Whether paper is for who reads large letters only.
    """

    scope: str = TOUR
    photographs: Photographs = "stop"
    languages: tuple[str, ...] = ("en", "ko")
    notes: bool = False
    large_print: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """
    All that a thing to take along is made from: places as the user put them right, pictures, films, tours.

    Parameters
    ----------
    tours
        Tours that go in, the one it is about first; without their notes and the notes' sources unless
        the choice asks for them.
    plan
        The first tour with its ways and times, None for a map without a tour.
    made
        The day it is made, YYYY-MM-DD: the same material on the same day gives the same bytes.
    """

    catalog: Catalog
    library: Library
    network: Network | None
    choice: Choice
    tours: tuple[Tour, ...] = ()
    plan: Plan | None = None
    made: str = ""
    films: Films | None = None

    @property
    def tour(self) -> Tour | None:
        """The tour this is about, None for a map without one: then all tours are on it alike."""
        return self.tours[0] if self.tours and self.choice.scope == TOUR else None

    @property
    def itinerary(self) -> Itinerary | None:
        """The tour with its ways and times as plain JSON."""
        return None if self.plan is None else self.plan.itinerary()


def gather(
    choice: Choice,
    catalog: Catalog,
    library: Library,
    network: Network | None,
    tours: tuple[Tour, ...] = (),
    films: Films | None = None,
) -> Material:
    """
    Gather what a thing is made from.

    Parameters
    ----------
    choice
        What goes in.
    catalog, library, network
        Places, their pictures, and the paths, None where there are none.
    tours
        Tours to take along, the one it is about first.
    films
        The films tied to the places, None where there are none.

    Raises
    ------
    DataError
        If the choice names a scope (``take-unknown-scope``), a size of photographs or a language there is
        none of, or the tour's scope without a tour.
    """
    _check(choice, catalog, tours)
    from backlot.walks.plan import Plan

    kept = tours if choice.notes else tuple(without_notes(tour, catalog) for tour in tours)
    is_tour = choice.scope == TOUR
    plan = Plan.of(kept[0], catalog, network) if is_tour and network is not None else None
    return Material(catalog, library, network, choice, kept, plan, catalog.site.date, films)


def without_notes(tour: Tour, catalog: Catalog) -> Tour:
    """
    Return a tour without what is meant for whoever guides: notes, and the notes' sources.

    How long a talk takes is known by its notes; each stay is therefore written down as it was with them,
    and the timetable stays the same.
    """
    from backlot.walks.plan import stays_min

    stays = stays_min(tour, catalog)
    return replace(
        tour,
        stops=tuple(
            replace(stop, notes=EMPTY, sources=(), dwell_min=stay)
            for stop, stay in zip(tour.stops, stays, strict=True)
        ),
    )


def _check(choice: Choice, catalog: Catalog, tours: tuple[Tour, ...]) -> None:
    scopes = [ATLAS, *(view.id for view in catalog.site.views)] + ([TOUR] if tours else [])
    if choice.scope not in scopes:
        raise DataError("take-unknown-scope", found=choice.scope[:63], allowed=scopes)
    if choice.photographs not in PHOTOGRAPHS:
        raise DataError("take-unknown-size", found=str(choice.photographs)[:20], allowed=list(PHOTOGRAPHS))
    unknown = [code for code in choice.languages if code not in catalog.site.languages]
    if unknown or not choice.languages:
        raise DataError(
            "take-unknown-language", found=", ".join(unknown), allowed=list(catalog.site.languages)
        )
