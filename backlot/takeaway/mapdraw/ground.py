"""Draw what lies on the ground: water, parks, streets, sets, buildings, lanes, and their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import shapely

from backlot.takeaway.mapdraw.frame import Frame, path_of
from backlot.takeaway.mapdraw.letters import Label, Occupied, Writing, box_around, wrapped, write_along
from backlot.takeaway.mapdraw.style import colour, mixed
from backlot.takeaway.tags import Markup, tag

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from backlot.catalog import Catalog, Feature, Place

T = TypeVar("T", "Feature", "Place")

__all__ = ["FIRST_WEIGHT", "Ground", "names_of"]

FIRST_WEIGHT = 7
"""Names of less weight, those of sets, are written before anything else of the ground."""


_WIDTH_M = MappingProxyType({"avenue": 40, "street": 24, "road": 14, "minor": 10, "bridge": 14})
_LEAST_PX = MappingProxyType({"avenue": 3.4, "street": 2.2, "road": 1.8, "minor": 1.2, "bridge": 2.6})
# from which zoom on these are drawn, as in the viewer
_MINOR_ZOOM, _LANE_ZOOM, _HOUSE_ZOOM, _SPOT_ZOOM, _STATION_ZOOM = 13, 13.6, 13.4, 15.8, 12.8
_BADGE_ZOOM = (0, 11, 12.4, 13.2, 14, 14.6)
# by kind and rank, 1 to 5
_LABEL_ZOOM = MappingProxyType(
    {
        "set": (14.0,) * 6,
        "plaza": (15.4,) * 6,
        "building": (15.6, 15.6, 15.6, 16.6, 19.5, 19.5),
        "gate": (15.0,) * 6,
        "spot": (15.8,) * 6,
        "station": (13.2,) * 6,
        "landmark": _BADGE_ZOOM,
    }
)
_WEIGHT = MappingProxyType(
    {"set": 2, "plaza": 9, "gate": 10, "landmark": 10, "spot": 11, "building": 12, "station": 22}
)


class Ground:
    """
    The ground of one frame.

    Parameters
    ----------
    catalog
        Places and basemap.
    frame
        Where they lie on the sheet.
    prefix
        What ids of the hatches begin with.
    """

    def __init__(self, catalog: Catalog, frame: Frame, prefix: str) -> None:
        self.catalog, self.frame, self.prefix = catalog, frame, prefix
        self.features = _laid(catalog.features, frame)
        self.places = _laid(catalog.places, frame)
        # greens, water and rails of the lot lie over its sets, those of the city under its streets
        self._lot_files = {place.file for place in catalog.by(kind="set")}

    def draw(self) -> list[Markup]:
        """Return all of it, the lowest first."""
        return [
            *self._each("district", "line district"),
            *self._areas(lot=False),
            *self._rails(),
            *self._streets(),
            *self._grounds(),
            *self._sets(),
            *self._areas(lot=True),
            *self._lanes(),
            *self._buildings(),
        ]

    def shown(self, kind: str) -> list[tuple[Place, BaseGeometry]]:
        """Return the places of a kind that are on the sheet."""
        return [(place, laid) for place, laid in self.places if place.kind == kind]

    def _each(self, kind: str, css: str) -> Iterator[Markup]:
        yield from _joined(css, (laid for feature, laid in self.features if feature.kind == kind))

    def _areas(self, *, lot: bool) -> Iterator[Markup]:
        # the ground of islands covers the water around them
        for css, kind, cls in (
            ("park", "park", None),
            ("water", "water", None),
            ("island", "park", "island"),
        ):
            found = [
                laid
                for feature, laid in self.features
                if feature.kind == kind
                and (feature.file in self._lot_files) == lot
                and ((feature.cls == "island") == (cls == "island"))
            ]
            fill = None if css == "island" else f"url(#{self.prefix}{css})"
            yield from _joined(css, found, fill=fill)

    def _rails(self) -> Iterator[Markup]:
        for css, is_metro in (("line rail", False), ("line metro", True)):
            found = (
                laid
                for feature, laid in self.features
                if feature.kind == "rail" and (feature.cls == "metro") == is_metro
            )
            yield from _joined(css, found)

    def _streets(self) -> Iterator[Markup]:
        groups: dict[str, list[BaseGeometry]] = {"minor": [], "road": [], "street": [], "avenue": []}
        bridges = []
        for feature, laid in self.features:
            if feature.kind == "street":
                groups.get(feature.cls or "", groups["road"]).append(laid)
            elif feature.kind == "bridge" and feature.cls != "rail":
                bridges.append(laid)
        if self.frame.zoom < _MINOR_ZOOM:
            groups["minor"] = []
        for css, more_px in (("line street-casing", 1.6), ("line street", 0.0)):
            for cls, found in groups.items():
                yield from _joined(css, found, stroke_width=self._wide_px(cls) + more_px)
        for css, more_px in (("line bridge-casing", 3.0), ("line street", 0.0)):
            yield from _joined(css, bridges, stroke_width=self._wide_px("bridge") + more_px)

    def _wide_px(self, cls: str) -> float:
        return max(_LEAST_PX[cls], _WIDTH_M[cls] * self.frame.px_per_m)

    def _grounds(self) -> Iterator[Markup]:
        areas = (laid for _, laid in self.shown("landmark") if laid.geom_type.endswith("Polygon"))
        yield from _joined("grounds", areas)

    def _sets(self) -> Iterator[Markup]:
        for place, laid in [*self.shown("set"), *self.shown("plaza")]:
            locale = self.catalog.site.locale(place.locale)
            hue = locale.hue if locale else colour("quiet")
            css = "set schematic" if place.accuracy == "schematic" else "set"
            fill = f"url(#{self.prefix}{locale.id})" if locale else "none"
            yield tag("path", d=path_of(laid), class_=css, fill=fill, stroke=mixed(hue, "#000000", 0.35))

    def _lanes(self) -> Iterator[Markup]:
        if self.frame.zoom < _LANE_ZOOM:
            return
        groups: dict[float, list[BaseGeometry]] = {}
        for feature, laid in self.features:
            if feature.kind == "lane":
                groups.setdefault(max(1.4, (feature.width_m or 4) * self.frame.px_per_m), []).append(laid)
        for css, more_px in (("line lane-casing", 1.4), ("line street", 0.0)):
            for width, found in sorted(groups.items()):
                yield from _joined(css, found, stroke_width=width + more_px)

    def _buildings(self) -> Iterator[Markup]:
        if self.frame.zoom < _HOUSE_ZOOM:
            return
        groups: dict[str, list[BaseGeometry]] = {}
        for place, laid in self.shown("building"):
            locale = self.catalog.site.locale(place.locale)
            groups.setdefault(locale.hue if locale else colour("quiet"), []).append(laid)
        for hue, found in groups.items():
            style = {"fill": mixed("#FFFFFF", hue, 0.62), "stroke": mixed(hue, "#000000", 0.45)}
            yield from _joined("building", found, **style)

    def badges(self, taken: Occupied, left_out: set[str], icon_of: Mapping[str, str]) -> list[Markup]:
        """
        Return badges of the places that are points, dots where there is no room for more.

        Parameters
        ----------
        taken
            What is taken; badges take their boxes.
        left_out
            Ids of places that have a sign already.
        icon_of
            Path data of places' own icons.
        """
        drawn = []
        for place, at in self._signed(left_out):
            group = self.catalog.site.category(place.category) or self.catalog.site.locale(place.locale)
            fill = mixed(group.hue if group else colour("quiet"), "#000000", 0.2)
            box = box_around(at, 8.5)
            if taken.free(box):
                drawn += _badge(place, at, fill, icon_of.get(place.id) or (group.glyph if group else ""))
            else:
                box = box_around(at, 3.5)
                drawn.append(
                    tag("circle", cx=at[0], cy=at[1], r=3.2, fill=fill, stroke="#fff", stroke_width=1)
                )
            taken.take(box)
        return drawn

    def _signed(self, left_out: set[str]) -> Iterator[tuple[Place, tuple[float, float]]]:
        zoom = self.frame.zoom
        for place, _ in sorted(self.places, key=lambda each: (each[0].rank, each[0].id)):
            least = {
                "landmark": _BADGE_ZOOM[place.rank],
                "station": _STATION_ZOOM,
                "spot": _SPOT_ZOOM,
                "gate": 14.6,
            }.get(place.kind)
            if least is None or zoom < least or place.id in left_out:
                continue
            at = self.frame.at(*place.lon_lat)
            is_grounds = place.geometry.geom_type != "Point" and zoom > 14.5
            if self.frame.holds(at, 6) and not is_grounds:
                yield place, at

    def street_names(self, lang: str, taken: Occupied) -> list[Markup]:
        """Return names of streets, bridges and lanes, written along them where there is room."""
        written = []
        named = [each for each in self.features if each[0].kind in ("street", "bridge", "lane")]
        done = set[str]()
        for feature, laid in sorted(named, key=lambda each: (each[0].rank, -each[1].length, each[0].id)):
            name = feature.name(lang) if feature.names else ""
            if not name or name in done or self.frame.zoom < _street_zoom(feature):
                continue
            size = 10.5 if feature.kind == "lane" else 11.5
            writing = Writing(size, colour("street-ink"))
            for line in _lines(laid):
                found = write_along(name, _told(feature.names, lang), line, writing, taken)
                if found is not None:
                    written.append(found)
                    done.add(name)
                    break
        return written


def names_of(ground: Ground, languages: tuple[str, ...], left_out: set[str]) -> list[Label]:
    """Return the names of places, water, parks and districts that belong on the sheet at its scale."""
    frame, lang = ground.frame, languages[0]
    labels = []
    for place, laid in ground.places:
        least = _LABEL_ZOOM.get(place.kind)
        if least is None or place.id in left_out or frame.zoom < least[place.rank]:
            continue
        at = _middle(laid) if place.kind in ("set", "plaza", "building") else frame.at(*place.lon_lat)
        is_point = place.kind in ("landmark", "station", "spot", "gate")
        if place.kind == "landmark" and place.geometry.geom_type != "Point" and frame.zoom > 14.5:
            continue
        big = place.kind == "set"
        writing = Writing(14.5 if big else 11.5, colour("ink"), bold=big or place.rank <= 1)
        rows = _named(place.names, languages if big else (lang,), writing)
        if rows and frame.holds(at, 4):
            weight = _WEIGHT[place.kind] + place.rank * 3
            labels.append(Label(at, rows, weight, gap=11 if is_point else 0))
    for feature, laid in ground.features:
        labels += _area_name(feature, laid, frame, lang)
    return labels


def _area_name(feature: Feature, laid: BaseGeometry, frame: Frame, lang: str) -> Iterator[Label]:
    rules = {
        "water": (7.5 + feature.rank, Writing(13.5, colour("water-ink"), italic=True, spread=2), 8),
        "district": (10.5, Writing(12, colour("district-ink"), bold=True, spread=1.2), 30),
        "park": (10.2 + feature.rank, Writing(11, colour("park-ink"), italic=True), 34),
    }
    if feature.kind not in rules or not feature.names:
        return
    least, writing, weight = rules[feature.kind]
    if frame.zoom < least or (feature.kind == "district" and frame.zoom > 14.2):
        return
    rows = _named(feature.names, (lang,), writing)
    clipped = shapely.clip_by_rect(laid, 0, 0, frame.width, frame.height)
    if rows and clipped.area > 1500:
        yield Label(_middle(clipped), rows, weight + feature.rank * 3)


def _named(
    names: Mapping[str, str], languages: Iterable[str], writing: Writing
) -> tuple[tuple[str, str, Writing], ...]:
    rows = []
    said = set[str]()
    for number, lang in enumerate(languages):
        code = _told(names, lang)
        name = " ".join(names.get(code, "").split())
        if not name or name in said:
            continue
        said.add(name)
        size = writing.size if number == 0 else writing.size * 0.86
        style = Writing(size, writing.ink, writing.bold, writing.italic, writing.spread)
        rows += [(row, code, style) for row in wrapped(name, style, size * 9)]
    return tuple(rows)


def _told(names: Mapping[str, str], lang: str) -> str:
    return lang if lang in names else next(iter(names), lang)


def _street_zoom(feature: Feature) -> float:
    if feature.kind == "lane":
        return 15.6
    return 11.6 + feature.rank * 0.5 if feature.kind == "street" else 12.8 + feature.rank * 0.4


def _laid(items: Sequence[T], frame: Frame) -> list[tuple[T, BaseGeometry]]:
    drawn = frame.lay([each.geometry for each in items])
    return [(each, laid) for each, laid in zip(items, drawn, strict=True) if laid is not None]


def _joined(css: str, areas: Iterable[BaseGeometry], **attributes: object) -> Iterator[Markup]:
    data = "".join(map(path_of, areas))
    if data:
        yield tag("path", d=data, class_=css, **attributes)


def _lines(laid: BaseGeometry) -> list[list[tuple[float, float]]]:
    merged = shapely.line_merge(laid) if laid.geom_type == "MultiLineString" else laid
    parts = [part for part in shapely.get_parts(merged) if part.geom_type == "LineString"]
    return [list(part.coords) for part in sorted(parts, key=lambda part: -part.length)]


def _middle(area: BaseGeometry) -> tuple[float, float]:
    largest = max(shapely.get_parts(area), key=lambda part: part.area)
    # where a wide text fits best: the middle if it is inside
    point = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
    return float(point.x), float(point.y)


def _badge(place: Place, at: tuple[float, float], fill: str, glyph: str) -> list[Markup]:
    x, y = at
    corner = 3.5 if place.kind == "landmark" else 7
    sign = tag(
        "rect", x=x - 7, y=y - 7, width=14, height=14, rx=corner, fill=fill, stroke="#fff", stroke_width=1
    )
    turn = f"translate({x - 5:.1f} {y - 5:.1f}) scale(.417)"
    return [sign, tag("path", d=glyph, transform=turn, fill="#fff")] if glyph else [sign]
