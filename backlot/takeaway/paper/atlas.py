"""Print the map without a tour: for each view its map and a list of its places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from backlot.lang import say
from backlot.takeaway.mapdraw.parts import Part, views
from backlot.takeaway.mapsvg import OVERVIEW_HIGH, map_svg
from backlot.takeaway.paper.maps import LARGE_HIGH, large_px
from backlot.takeaway.paper.stops import accuracy_text
from backlot.takeaway.tags import Child, Markup, tag
from backlot.takeaway.wording import name_of, text_of

if TYPE_CHECKING:
    from backlot.catalog import Place
    from backlot.takeaway.paper.pack import Pack

__all__ = ["atlas_pages"]


def atlas_pages(pack: Pack) -> list[Child]:
    """Return a map and a list of places for each view."""
    listed = set[str]()
    pages: list[Child] = []
    # a place in two views is listed with the smaller one
    parts = views(pack.material)
    for part in sorted(parts, key=_size):
        found = [place for place in _places(pack, part) if place.id not in listed]
        listed |= {place.id for place in found}
        pages += [_map_page(pack, part, f"v{parts.index(part)}"), _list_page(pack, part, found)]
    return pages


def _size(part: Part) -> float:
    west, south, east, north = part.bounds
    return (east - west) * (north - south)


def _places(pack: Pack, part: Part) -> list[Place]:
    west, south, east, north = part.bounds
    return [
        place
        for place in pack.material.catalog.places
        # the footprints of a set are on its map; they have no names of their own
        if (place.kind != "building" or place.rank < 5)
        and west <= place.lon_lat[0] <= east
        and south <= place.lon_lat[1] <= north
    ]


def _map_page(pack: Pack, part: Part, ident: str) -> Markup:
    drawn = map_svg(
        pack.material,
        part.bounds,
        title=name_of(part.names, pack.lang),
        ident=ident,
        width=large_px(pack),
        heights=LARGE_HIGH if pack.look.large else OVERVIEW_HIGH,
    )
    return tag("section", tag("h2", _name(pack, part.names)), tag("div", drawn.markup, class_="map"))


def _list_page(pack: Pack, part: Part, places: list[Place]) -> Markup | None:
    if not places:
        return None
    groups: dict[str, list[Place]] = {}
    for place in sorted(places, key=lambda place: (_weight(place, pack), place.rank, place.id)):
        groups.setdefault(place.category or place.kind, []).append(place)
    listed = [[_head(pack, found[0]), [_entry(pack, each) for each in found]] for found in groups.values()]
    return tag("section", tag("h2", _name(pack, part.names)), tag("div", listed, class_="places"))


def _head(pack: Pack, place: Place) -> Markup:
    return tag("h3", pack.each(lambda lang: _group(place, lang, pack)))


def _weight(place: Place, pack: Pack) -> tuple[int, int]:
    """Return where a place's group comes: sets first, then what one sees, houses last."""
    categories = [each.id for each in pack.whole.site.categories]
    at = categories.index(place.category) if place.category in categories else 0
    return _ORDER.index(place.kind), at


def _group(place: Place, lang: str, pack: Pack) -> str:
    category = pack.whole.site.category(place.category)
    return say(lang, _KINDS[place.kind]) if category is None else text_of(category.label, lang)


_KINDS = {
    "set": "kind.set",
    "landmark": "kind.landmark",
    "plaza": "kind.plaza",
    "gate": "kind.gate",
    "spot": "kind.spot",
    "station": "kind.station",
    "building": "kind.building",
}
_ORDER = tuple(_KINDS)


def _entry(pack: Pack, place: Place) -> Markup:
    # both scripts, whatever the language: a name is to be shown
    names = dict.fromkeys(name for code, name in _ordered(pack, place) if "-" not in code and name.strip())
    return tag(
        "div",
        tag("h4", [tag("bdi", name) for name in names]),
        [tag("p", text_of(place.descriptions, lang), lang=lang) for lang in pack.languages],
        tag("p", pack.each(lambda lang: accuracy_text(place, lang)), class_="small"),
        class_="entry",
    )


def _ordered(pack: Pack, place: Place) -> list[tuple[str, str]]:
    return sorted(place.names.items(), key=lambda each: each[0] != pack.lang)


def _name(pack: Pack, names: Mapping[str, str]) -> Markup:
    return pack.each(lambda lang: name_of(names, lang))
