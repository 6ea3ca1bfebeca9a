"""Render the page that guests get: the plain viewer without services, notes or other people's pictures."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from backlot.pictures import Library, Picture
from backlot.pictures.model import SIZES, WIDE
from backlot.viewer import render

if TYPE_CHECKING:
    from backlot.catalog import Catalog
    from backlot.films import Films
    from backlot.viewer import Host

CODE = "the-code-of-the-room"
"""Stands in a rendered page where the code of a room goes."""
EVENTS = f"/follow/{CODE}/events"
PICTURES = f"/follow/{CODE}/pictures/"


@dataclass(frozen=True, slots=True)
class GuestPage:
    """
    The page of one room's guests, its code still to be put in.

    Parameters
    ----------
    packed
        The page, packed with gzip.
    policy
        The Content-Security-Policy it must be served with.
    names
        Names of the pictures its guests may have.
    open
        Returns bytes and media type of a picture by its name, as `Library.open` does.
    """

    packed: bytes
    policy: str
    names: frozenset[str]
    open: Callable[[str], tuple[bytes, str] | None]

    def of(self, code: str) -> GuestPage:
        """Return the page of a room: with its code."""
        html = gzip.decompress(self.packed).decode().replace(CODE, code)
        return replace(self, packed=gzip.compress(html.encode(), compresslevel=6))

    def picture(self, name: str) -> tuple[bytes, str] | None:
        """Return bytes and media type of a picture guests may have, None for any other name."""
        return self.open(name) if name in self.names else None


def guest_page(
    catalog: Catalog, library: Library, places: Collection[str], host: Host, films: Films | None = None
) -> GuestPage:
    """
    Render the page for the guests of a tour.

    Parameters
    ----------
    catalog
        The places.
    library
        All pictures. Guests get those that ship with the site; of the user's own only those of the tour.
    places
        Ids of the tour's places.
    host
        What the page can do: no service of it may be named, its pictures are `PICTURES`.
    films
        All films: what is told of them is meant for guests.

    Raises
    ------
    ValueError
        If the host names a service that guests must not reach.
    """
    if host.corrections is not None or host.placing is not None or host.planning is not None:
        msg = "a page for guests names no service"
        raise ValueError(msg)
    shown = [
        each
        for each in library.pictures
        if each.shipped or each.stands_for or set(each.places) & set(places)
    ]
    addresses = {each.id: _addresses(library, each) for each in shown}
    icons = {place.id: icon for place in catalog.places if (icon := library.icon(place.id))}
    mine: dict[str, Any] = {"pictures": shown, "addresses": addresses, "icons": MappingProxyType(icons)}
    page = render(catalog, host, Library(**mine), films=films)
    names = frozenset(name for sizes in addresses.values() for name in sizes.values())
    return GuestPage(gzip.compress(page.html.encode(), compresslevel=1), page.policy, names, library.open)


def _addresses(library: Library, picture: Picture) -> dict[str, str]:
    found = {size: library.name(picture, size) for size in SIZES}
    if picture.kind == "panorama":
        found |= _wide(library, picture)
    return found


def _wide(library: Library, picture: Picture) -> dict[str, str]:
    try:
        return {WIDE: library.name(picture, WIDE)}
    except KeyError:
        # an older panorama was kept in three sizes only
        return {}
