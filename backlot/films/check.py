"""Check the films of a site against every rule of the data's README, and tell all problems at once."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from backlot.catalog.canonical import canonical_site
from backlot.catalog.load import read_json
from backlot.catalog.model import Problem
from backlot.catalog.save import save_text
from backlot.errors import DataError
from backlot.films.load import FILMS_FILE, read_films

if TYPE_CHECKING:
    from backlot.catalog import Catalog

__all__ = ["check_films", "write_canonical"]


def check_films(folder: Path, catalog: Catalog) -> tuple[Problem, ...]:
    """
    Check the films of a site.

    Parameters
    ----------
    folder
        The site's folder; one without films has no problem with them.
    catalog
        The site's places.

    Returns
    -------
    tuple[Problem, ...]
        All that loading would leave out, every text that is missing in a language of the site, and
        whether the file is in canonical form.
    """
    problems = tuple(read_films(folder, catalog, catalog.site.languages).problems)
    if _canonical(folder / FILMS_FILE) is not None:
        problems += (Problem("problematic", FILMS_FILE, "", "", "not-canonical", MappingProxyType({})),)
    return problems


def write_canonical(folder: Path) -> tuple[str, ...]:
    """
    Rewrite the films of a folder in canonical form: two spaces of indent, members in the order given.

    Returns
    -------
    tuple[str, ...]
        Names of the files that changed. What cannot be read as JSON is left alone.
    """
    text = _canonical(folder / FILMS_FILE)
    if text is None:
        return ()
    save_text(folder / FILMS_FILE, text)
    return (FILMS_FILE,)


def _canonical(path: Path) -> str | None:
    """Return the canonical text of a file that differs from it, None where there is nothing to do."""
    try:
        text = canonical_site(read_json(path))
        return text if path.read_bytes() != text.encode("utf-8") else None
    except (DataError, OSError, UnicodeEncodeError):
        # reading has told what is wrong with it
        return None
