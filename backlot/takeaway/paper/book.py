"""Bind the pages of a field pack to one HTML file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from backlot.lang import say
from backlot.settings import geodata_dir
from backlot.takeaway.mapdraw.style import STYLE
from backlot.takeaway.mapsvg import itinerary_outline
from backlot.takeaway.material import quiet
from backlot.takeaway.paper.atlas import atlas_pages
from backlot.takeaway.paper.cards import card_pages, phrase_page
from backlot.takeaway.paper.cover import cover_page
from backlot.takeaway.paper.maps import inset_pages, overview_page
from backlot.takeaway.paper.pack import Pack, PaperChoice
from backlot.takeaway.paper.pictures import Pictures
from backlot.takeaway.paper.stops import stop_pages
from backlot.takeaway.paper.tables import directions_page, timetable_page
from backlot.takeaway.phrases import read_phrases
from backlot.takeaway.tags import Child, Markup, join, tag
from backlot.takeaway.wording import name_of

if TYPE_CHECKING:
    from backlot.takeaway.material import Material, Tell

__all__ = ["to_print"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = (Path(__file__).parent / "paper.css").read_text("utf-8")

DEFAULT = PaperChoice()


def to_print(material: Material, tell: Tell = quiet, *, look: PaperChoice = DEFAULT) -> bytes:
    """
    Return a field pack to print: one HTML file that needs nothing else.

    Parameters
    ----------
    material
        What goes in. With a tour: cover, maps, stops, directions, timetable, cards and phrases; without
        one: a map and a list of places for each view.
    tell
        Is told `pictures` as each stop is written and `pages` as each part is.
    look
        Paper and size of letters.

    Raises
    ------
    DataError
        If the tour has no such day or time zone (as `outline_of`), or the site's phrases cannot be read
        (``bad-phrases``).
    """
    site = material.catalog.site
    pack = Pack(material, itinerary_outline(material), read_phrases(geodata_dir(), site.id), look)
    sections = list(_sections(pack, tell))
    written = []
    for number, section in enumerate(sections):
        tell("pages", number, len(sections))
        written.append(section())
    tell("pages", len(sections), len(sections))
    return _document(pack, written).encode("utf-8")


def _sections(pack: Pack, tell: Tell) -> Iterator[Callable[[], Child]]:
    yield lambda: cover_page(pack)
    if pack.outline is None:
        yield lambda: atlas_pages(pack)
    else:
        pictures = Pictures(pack.material.library, pack.material.choice.photographs)
        yield lambda: overview_page(pack)
        yield lambda: timetable_page(pack)
        yield lambda: inset_pages(pack)
        yield lambda: stop_pages(pack, pictures, tell)
        yield lambda: directions_page(pack)
    yield lambda: card_pages(pack)
    yield lambda: phrase_page(pack)


def _document(pack: Pack, written: list[Child]) -> Markup:
    tour = pack.material.tour
    names = tour.name if tour is not None and tour.name else pack.material.catalog.site.name
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", name_of(names, pack.lang)),
        tag("style", Markup(_page_rule(pack.look) + _STYLE + STYLE)),
    )
    hint = tag("p", say(pack.lang, "paper.print-hint"), class_="hint")
    body = tag("body", hint, written, class_="large" if pack.look.large else None)
    return join(Markup("<!DOCTYPE html>\n"), tag("html", head, body, lang=pack.lang), Markup("\n"))


def _page_rule(look: PaperChoice) -> str:
    return f"@page{{size:{look.page} portrait}}\n" if look.page else ""
