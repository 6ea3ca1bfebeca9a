"""
Describe films and what is told beside them, as values that cannot be changed.

What is only handed on to be read (the studio's history, the festival, what a visit is like) stays plain
JSON of the form that `backlot.films.form` asks for; what others look a film up by has a name here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backlot.catalog.model import Problem, Text

__all__ = [
    "CENTRE",
    "CLAIMED",
    "FIRST_YEAR",
    "KINDS",
    "LAST_YEAR",
    "STATUSES",
    "STRENGTHS",
    "TOPICS",
    "Film",
    "Films",
    "Json",
    "Link",
]

Json = Mapping[str, Any]

KINDS = ("feature", "documentary", "science", "animation", "televised")
STRENGTHS = ("shot here", "studio", "story set in", "unsure")
"""How a film is tied to a place: what a source says, or that only the reference says it."""
CLAIMED = (
    *("year", "title", "director", "studio", "set", "award"),
    *("opened", "renamed", "status", "price", "distance", "drive"),
)
TOPICS = ("costumes", "clips", "filming", "guided", "way", "time", "photographs")
STATUSES = ("seen until 2021", "being removed in 2021", "unknown")

CENTRE = "centre"
"""Where a ride begins that starts anywhere in the centre of the city."""

FIRST_YEAR, LAST_YEAR = 1895, 2100


@dataclass(frozen=True, slots=True)
class Link:
    """A film's tie to a place: how strong it is, and who says so."""

    place: str
    strength: str
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """
    A film with its ties to places.

    `title` is by language and romanisation, `years` its first and last year, None where unknown. `record`
    is all that is known of it, as plain JSON; what is unknown is not in it.
    """

    id: str
    title: Text
    links: tuple[Link, ...]
    record: Json
    former_ids: tuple[str, ...] = ()
    years: tuple[int, int] | None = None

    def is_tied_to(self, places: Collection[str]) -> bool:
        """Return whether any of some places, given by id, is tied to the film."""
        return any(link.place in places for link in self.links)


@dataclass(frozen=True, eq=False)
class Films:
    """
    All that a site tells of films.

    Parameters
    ----------
    films
        In the order they are to be listed.
    history, practical, signs
        The studio's own history, what a visit is like, painted signs and posters.
    festival, journey
        None where nothing is told.
    problems
        What was left out, and why.
    digest
        Content hash of the file, empty where there is none.
    """

    films: Sequence[Film] = ()
    history: Sequence[Json] = ()
    festival: Json | None = None
    practical: Sequence[Json] = ()
    journey: Json | None = None
    signs: Sequence[Json] = ()
    problems: Sequence[Problem] = field(default=())
    digest: str = ""

    def get(self, film_id: str) -> Film | None:
        """Return a film by its id or an id it had before, None if there is none."""
        return self._by_id.get(film_id)

    def of(self, place_id: str) -> tuple[Film, ...]:
        """Return the films tied to a place, in their order."""
        return self._by_place.get(place_id, ())

    def limited(self, places: Collection[str]) -> Films:
        """
        Return only what has to do with some places, given by id.

        A film keeps its ties to those places alone; a venue elsewhere keeps its name and its text.
        """
        return replace(
            self,
            films=tuple(_tied(film, places) for film in self.films if film.is_tied_to(places)),
            festival=self.festival and _at_home(self.festival, places),
            journey=self.journey and _ridden(self.journey, places),
            signs=tuple(sign for sign in self.signs if sign["place"] in places),
        )

    def for_scene(self) -> dict[str, Any] | None:
        """Return all of it as plain JSON, None where there is nothing to show."""
        found = {
            "films": [film.record for film in self.films],
            "history": list(self.history),
            "festival": self.festival,
            "practical": list(self.practical),
            "journey": self.journey,
            "signs": list(self.signs),
        }
        return found if any(found.values()) else None

    @cached_property
    def _by_id(self) -> dict[str, Film]:
        former = {each: film for film in self.films for each in film.former_ids}
        return former | {film.id: film for film in self.films}

    @cached_property
    def _by_place(self) -> dict[str, tuple[Film, ...]]:
        found: dict[str, dict[str, Film]] = {}
        for film in self.films:
            for link in film.links:
                found.setdefault(link.place, {})[film.id] = film
        return {place: tuple(films.values()) for place, films in found.items()}


def _tied(film: Film, places: Collection[str]) -> Film:
    links = [link for link in film.record["links"] if link["place"] in places]
    kept = tuple(link for link in film.links if link.place in places)
    return replace(film, links=kept, record={**film.record, "links": links})


def _at_home(festival: Json, places: Collection[str]) -> Json:
    venues = [
        {key: value for key, value in venue.items() if key != "place" or value in places}
        for venue in festival.get("venues", ())
    ]
    return {**festival, "venues": venues}


def _ridden(journey: Json, places: Collection[str]) -> Json:
    rides = [
        ride
        for ride in journey.get("rides", ())
        if all(ride[end] in places for end in ("from", "to") if ride[end] != CENTRE)
    ]
    return {**journey, "rides": rides}
