"""Word what the About page says of the data: sources with their places, licences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backlot import __version__
from backlot.ui import maps
from backlot.ui.text import say, show

if TYPE_CHECKING:
    from backlot.catalog import Catalog


def sources(catalog: Catalog) -> list[tuple[str, int]]:
    """Return each source named by a place or claim with the number of places that rest on it.

    Generic footprints are left out: they have no source but the drawing itself.
    Most used first, then by name.
    """
    counts: Counter[str] = Counter()
    for place in catalog.places:
        if place.kind == "building" and place.rank >= 5:
            continue
        named = {place.source, *(claim.source for claim in place.claims)}
        counts.update(each for text in named for each in _parts(text))
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].lower()))


def show_version() -> None:
    """Say under every page which data and which program one looks at."""
    site = maps.current().catalog.site
    version = say("page.about.version", version=site.version, date=site.date, program=__version__)
    show(version, kind="quiet version")


def _parts(text: str) -> set[str]:
    return {part.strip() for part in text.split(";") if part.strip()}
