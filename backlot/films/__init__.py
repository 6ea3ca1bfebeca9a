"""
Keep the films of a site: what they are, which places they are tied to and by whom that is said.

Use it like this::

    from backlot.films import load_films
    films = load_films(geodata_dir(), catalog)   # never raises for bad data
    films.of("ancient-korea")                    # tuple of Film
    films.for_scene()                            # what the viewer shows

Everything is imported when it is first asked for, so that the command line starts quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlot.lazy import homes_of, lazy

if TYPE_CHECKING:
    from backlot.films.check import check_films
    from backlot.films.load import FILMS_FILE, load_films
    from backlot.films.model import Film, Films, Link

__all__ = ["FILMS_FILE", "Film", "Films", "Link", "check_films", "load_films"]

__getattr__, __dir__ = lazy(
    __name__,
    homes_of(
        {
            "check": ("check_films",),
            "load": ("FILMS_FILE", "load_films"),
            "model": ("Film", "Films", "Link"),
        }
    ),
)
