"""Load tours: those that ship with a site, and the user's own, which take the place of shipped ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from backlot.catalog.load import parse_json
from backlot.catalog.model import Problem
from backlot.errors import DataError
from backlot.tours.model import Tour, TourError

if TYPE_CHECKING:
    from backlot.catalog import Catalog

__all__ = ["FOLDER", "MAX_BYTES", "Tours", "check_shipped", "load_folder", "load_tours", "read_tour"]

FOLDER = "tours"
MAX_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Tours:
    """Tours by id, sorted; `own` are the ids of the user's; `problems` names the files left out and why."""

    tours: tuple[Tour, ...] = ()
    own: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    def get(self, tour_id: str) -> Tour | None:
        """Return a tour by id, None if there is none."""
        return next((tour for tour in self.tours if tour.id == tour_id), None)


def load_tours(geodata: Path, home: Path | None = None) -> Tours:
    """
    Load the tours of a site and of its user.

    Parameters
    ----------
    geodata
        Folder of the site; its tours lie in `tours/`.
    home
        The user's own folder; without it only what ships.

    Returns
    -------
    Tours
        All that could be read; a damaged file is a problem, never an error.
    """
    shipped, problems = load_folder(geodata / FOLDER)
    own, own_problems = ({}, ()) if home is None else load_folder(home / FOLDER)
    found = {**shipped, **own}
    tours = tuple(found[tour_id] for tour_id in sorted(found))
    return Tours(tours, frozenset(own), (*problems, *own_problems))


def load_folder(folder: Path) -> tuple[dict[str, Tour], tuple[Problem, ...]]:
    """Return the tours of a folder by id, and what is wrong with its other files."""
    tours: dict[str, Tour] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.json")):
        try:
            tours[path.stem] = read_tour(path, named=True)
        except TourError as error:
            problems += error.problems
        except DataError as error:
            problems.append(_of_file(path.name, error))
    return tours, tuple(problems)


def read_tour(path: Path, *, named: bool = False) -> Tour:
    """
    Read one tour from a file.

    Parameters
    ----------
    path
        The file.
    named
        Whether its name must be the id of the tour, as in a folder of tours.

    Raises
    ------
    TourError
        If it is not a tour, with all that is wrong.
    DataError
        If it is missing, unreadable, too large or not JSON.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise DataError("file-missing") from error
    except OSError as error:
        raise DataError("file-unreadable", reason=error.strerror or type(error).__name__) from error
    tour = Tour.from_json(parse_json(data, limit_bytes=MAX_BYTES), file=path.name)
    if named and tour.id != path.stem:
        values = MappingProxyType({"id": tour.id})
        problem = Problem("invalid", path.name, tour.id, "id", "tour-other-name", values)
        raise TourError("tour-invalid", file=path.name, count=1, problems=(problem,))
    return tour


def check_shipped(tour: Tour, catalog: Catalog) -> tuple[Problem, ...]:
    """
    Return what a shipped tour lacks: a place that is not there, a language, a source.

    Parameters
    ----------
    tour
        A tour as `load_tours` gave it.
    catalog
        The site it belongs to.
    """
    return tuple(_lacking(tour, catalog))


def _lacking(tour: Tour, catalog: Catalog) -> Iterator[Problem]:
    from backlot.tours.model import resolve

    def wrong(path: str, code: str, **values: object) -> Problem:
        return Problem("invalid", f"{tour.id}.json", tour.id, path, code, MappingProxyType(values))

    current, problems = resolve(tour, catalog, file=f"{tour.id}.json")
    yield from problems
    if current != tour:
        yield wrong("", "tour-former-id")
    texts = {"name": tour.name, "description": tour.description}
    texts |= {f"stops[{at}].notes": stop.notes for at, stop in enumerate(tour.stops)}
    for path, text in texts.items():
        for lang in catalog.site.languages:
            if lang not in text:
                yield wrong(path, "language-missing", lang=lang)
    for at, stop in enumerate(tour.stops):
        if stop.notes and not stop.sources:
            yield wrong(f"stops[{at}].sources", "tour-no-source")


def _of_file(name: str, error: DataError) -> Problem:
    return Problem("invalid", name, "", "", error.code, MappingProxyType(error.values))
