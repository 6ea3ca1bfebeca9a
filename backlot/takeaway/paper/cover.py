"""Write the cover: which tour, when, how far, and a code that carries its plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from backlot.errors import DataError
from backlot.lang import say
from backlot.takeaway.mapsvg import credits_of
from backlot.takeaway.paper.pack import length_text, paragraphs
from backlot.takeaway.tags import Child, Markup, tag
from backlot.takeaway.wording import name_of, text_of
from backlot.tours import encode

if TYPE_CHECKING:
    from backlot.catalog.model import View
    from backlot.takeaway.outline import Outline
    from backlot.takeaway.paper.pack import Pack
    from backlot.tours.model import Tour

__all__ = ["cover_page"]

MODULE_MM = 0.8
LEAST_MM = 46.0
QUIET_ZONE = 4
"""Modules of white around a code: ISO/IEC 18004 asks for four."""
MOST_PRINTED = 700
"""Plans of more characters are not printed as text: nobody types them, and the code has them."""


def cover_page(pack: Pack) -> Markup:
    """Return the cover."""
    site, tour = pack.material.catalog.site, pack.material.tour
    names = tour.name if tour is not None and tour.name else site.name
    return tag(
        "section",
        tag("p", pack.each(lambda lang: text_of(site.name, lang)), class_="kicker"),
        _title(pack, names),
        tag("p", pack.each(lambda lang: text_of(site.tagline, lang)), class_="tagline"),
        [] if pack.outline is None else _about_tour(pack, pack.outline),
        [_notice(pack, view) for view in _views(pack) if view.notice],
        None if tour is None else _code(pack, pack.material.plan.tour if pack.material.plan else tour),
        tag("footer", [tag("p", line) for line in credits_of(pack.material, pack.lang)]),
        class_="cover",
    )


def _title(pack: Pack, names: Mapping[str, str]) -> Markup:
    found: dict[str, str] = {}
    for lang in pack.languages:
        found.setdefault(name_of(names, lang), lang)
    first, *others = found.items()
    return tag(
        "header",
        tag("h1", tag("bdi", first[0]), lang=first[1]),
        [tag("p", tag("bdi", name), lang=lang, class_="second-title") for name, lang in others],
    )


def _about_tour(pack: Pack, outline: Outline) -> list[Child]:
    itinerary = outline.itinerary
    impossible = (
        None if itinerary["feasible"] else tag("p", pack.words("takeaway.infeasible"), class_="warn")
    )
    return [impossible, pack.facts(_facts(pack, outline))]


def _facts(pack: Pack, outline: Outline) -> Iterator[tuple[str, Child]]:
    itinerary, total = outline.itinerary, outline.itinerary["total"]
    tour = pack.material.tour
    about = any(leg["about"] for leg in itinerary["legs"])
    yield "paper.date", itinerary["date"] or pack.words("paper.no-date")
    yield "paper.starts", _where(pack, outline, 0, itinerary["depart"])
    yield "paper.ends", _where(pack, outline, -1, total["end"])
    yield "paper.back-by", itinerary["back_by"]
    yield "paper.slack", None if total["slack_min"] is None else pack.slack(total["slack_min"])
    yield "paper.stops", str(len(itinerary["stops"]))
    yield "paper.group", str(tour.group_size) if tour else None
    yield "paper.distance", pack.each(lambda lang: length_text(total["length_m"], lang, about=about))
    for key, minutes in (
        ("paper.walking", total["walk_min"]),
        ("paper.riding", total["ride_min"]),
        ("paper.at-stops", total["dwell_min"]),
    ):
        yield key, pack.minutes(minutes) if minutes else None


def _where(pack: Pack, outline: Outline, at: int, time: str | None) -> Child:
    if not outline.points:
        return time
    point = outline.points[at]
    return [tag("b", time) if time else None, " ", pack.each(lambda lang: name_of(point.name, lang))]


def _views(pack: Pack) -> list[View]:
    """Return the views that are entered: those with a place of the tour, all of them without one."""
    views = pack.material.catalog.site.views
    if pack.outline is None:
        return list(views)
    spots = [(point.lon, point.lat) for point in pack.outline.points]
    return [view for view in views if any(_holds(view, *spot) for spot in spots)]


def _holds(view: View, lon: float, lat: float) -> bool:
    west, south, east, north = view.bounds
    return west <= lon <= east and south <= lat <= north


def _notice(pack: Pack, view: View) -> Markup:
    notice = view.notice or {}
    return tag("div", pack.sides(lambda lang: paragraphs(text_of(notice, lang))), class_="notice")


def _code(pack: Pack, tour: Tour) -> Markup:
    """Return the code that carries the plan, or the words that this one is too long for it."""
    try:
        text = encode(tour)
    except DataError:
        return tag("p", pack.words("paper.code-too-long"), class_="notice")
    told = tag(
        "div",
        tag("h2", pack.words("paper.code")),
        [tag("p", say(lang, "paper.code-how"), lang=lang) for lang in pack.languages],
        tag("p", text, class_="plan-text", dir="ltr") if len(text) <= MOST_PRINTED else None,
    )
    return tag("div", _qr(text, say(pack.lang, "paper.code")), told, class_="code")


def _qr(text: str, title: str) -> Markup:
    # segno takes 0.1 s to import
    import segno

    # error level M reads through a fold or a coffee stain of 15 %
    found = segno.make(text, micro=False, error="m", boost_error=False)
    rows = [[bool(module) for module in row] for row in found.matrix_iter(border=QUIET_ZONE)]
    size = len(rows)
    width = f"width:{max(size * MODULE_MM, LEAST_MM):.1f}mm"
    runs = "".join(
        f"M{start} {y}h{end - start}v1H{start}z" for y, row in enumerate(rows) for start, end in _runs(row)
    )
    return tag(
        "svg",
        tag("title", title),
        tag("rect", width=size, height=size, fill="#fff"),
        tag("path", d=runs, fill="#000"),
        viewBox=f"0 0 {size} {size}",
        class_="qr",
        role="img",
        style=width,
        shape_rendering="crispEdges",
    )


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for at, dark in enumerate([*row, False]):
        if dark and start is None:
            start = at
        elif not dark and start is not None:
            yield start, at
            start = None
