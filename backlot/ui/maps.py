"""Keep the rendered map of the current data, and render it anew when the data changes."""

from __future__ import annotations

import gzip
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlot.catalog import load_site
from backlot.films import load_films
from backlot.pictures import load_library
from backlot.settings import geodata_dir, home_dir
from backlot.viewer import Page, render

if TYPE_CHECKING:
    from pathlib import Path

    from backlot.catalog import Catalog
    from backlot.films import Films
    from backlot.pictures import Library

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The catalogue on show, its pictures and films, the rendered viewer, and it packed with gzip."""

    catalog: Catalog
    library: Library
    films: Films
    page: Page
    packed: bytes


_lock = threading.Lock()
_shown: tuple[Path, Stamp, Shown] | None = None


def current() -> Shown:
    """Return what is to be shown now; renders only when a file of the data has changed."""
    global _shown
    folder = geodata_dir()
    stamp = _stamp(folder)
    known = _shown
    if known is None or known[:2] != (folder, stamp):
        with _lock:
            known = _shown
            if known is None or known[:2] != (folder, stamp):
                known = _shown = (folder, stamp, _render(folder))
    return known[2]


def rendered() -> Page | None:
    """Return the page rendered last, None while there is none: never waits."""
    return _shown[2].page if _shown else None


def warm() -> None:
    """Render in the background, so that the first visitor need not wait."""
    threading.Thread(target=current, name="render the map", daemon=True).start()


def _render(folder: Path) -> Shown:
    catalog = load_site(folder)
    library = load_library(folder, home_dir(), catalog)
    films = load_films(folder, catalog)
    page = render(catalog, library=library, films=films)
    return Shown(catalog, library, films, page, gzip.compress(page.html.encode(), compresslevel=6))


def _stamp(folder: Path) -> Stamp:
    """Names, sizes and times of the data files: cheap to take on every request."""
    found = []
    own = home_dir() / "pictures"
    for place, pattern in (
        (folder, "*.json"),
        (folder, "*.geojson"),
        (folder / "pictures", "*.json"),
        (own, "*.json"),
    ):
        for path in place.glob(pattern):
            stat = path.stat()
            found.append((str(path), stat.st_size, stat.st_mtime_ns))
    return tuple(sorted(found))
