"""
Describe places, basemap features and their site as immutable, typed values.

Geometry is shapely in WGS 84, (longitude, latitude). Texts are mappings from a language key (``"en"``,
``"ko"``, ``"ko-Latn-RR"``, …) to text, in the order of the site's languages, and cannot be changed.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "ACCURACIES",
    "BASEMAP_KINDS",
    "EMPTY",
    "HATCHES",
    "ID_PATTERN",
    "KINDS",
    "PLACE_KINDS",
    "TOPICS",
    "About",
    "Bounds",
    "Category",
    "Claim",
    "Correction",
    "Feature",
    "Locale",
    "Period",
    "Place",
    "Problem",
    "Rights",
    "Site",
    "Text",
    "View",
    "text_in",
]

Text: TypeAlias = Mapping[str, str]
Bounds: TypeAlias = tuple[float, float, float, float]
Grade: TypeAlias = Literal["invalid", "problematic"]
T = TypeVar("T", "View", "Period", "Locale", "Category")

EMPTY: Text = MappingProxyType({})

ID_PATTERN = r"^[a-z0-9][a-z0-9-]{1,62}$"

PLACE_KINDS = ("set", "spot", "building", "plaza", "gate", "landmark", "station")
BASEMAP_KINDS = ("water", "park", "street", "bridge", "rail", "district", "lane")
KINDS = PLACE_KINDS + BASEMAP_KINDS

ACCURACIES = ("surveyed", "approximate", "schematic")

TOPICS = ("photographs",)
"""What a paragraph about the site may be shown beside: rules for photographs, while presenting."""

HATCHES = (
    "none",
    "diagonal",
    "back-diagonal",
    "cross",
    "dots",
    "waves",
    "bricks",
    "grid",
    "vertical",
    "tiles",
)


def text_in(text: Text, lang: str, *, fallback: str = "") -> str:
    """
    Return a text in a language, else in the first language it has, else `fallback`.

    Parameters
    ----------
    text
        Text by language.
    lang
        Language wanted, such as ``"ko"``.
    fallback
        Returned when the text is empty.
    """
    if lang in text:
        return text[lang]
    return next(iter(text.values()), fallback)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says about one property; `value` is a text, or a text by language."""

    property: str
    value: str | Text
    source: str


@dataclass(frozen=True, slots=True)
class Correction:
    """Where a user's own change of a place or lane comes from; `ops` says what was changed."""

    ops: tuple[str, ...]
    source: str
    date: str


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """
    A thing with an id, a name and a geometry that a person may visit.

    `names` has the keys of ``name:*`` properties without the prefix, `descriptions` those of
    ``description:*``. `accuracy_m` is None for a schematic position, `confirmed` is None when the place was
    never compared with its source. `correction` is set where a user's own overlay changed it.
    """

    id: str
    kind: str
    names: Text
    geometry: BaseGeometry
    file: str = ""
    alt_names: tuple[str, ...] = ()
    descriptions: Text = field(default_factory=lambda: EMPTY)
    within: str | None = None
    period: str | None = None
    locale: str | None = None
    category: str | None = None
    rank: int = 3
    source: str = ""
    accuracy: str = "schematic"
    accuracy_m: float | None = None
    confirmed: str | None = None
    claims: tuple[Claim, ...] = ()
    former_ids: tuple[str, ...] = ()
    cls: str | None = None
    width_m: float | None = None
    correction: Correction | None = None

    def name(self, lang: str) -> str:
        """Return the name in a language, else in the first there is, else the id."""
        return text_in(self.names, lang, fallback=self.id)

    def description(self, lang: str) -> str:
        """Return the description in a language, else in the first there is, else an empty text."""
        return text_in(self.descriptions, lang)

    @property
    def lon_lat(self) -> tuple[float, float]:
        """A point on the place, (longitude, latitude): of an area one that lies inside it."""
        return _lon_lat(self.geometry)

    @property
    def disagreements(self) -> Mapping[str, tuple[Claim, ...]]:
        """The claims by property, of the properties of which sources say different things."""
        found: dict[str, list[Claim]] = {}
        for claim in self.claims:
            found.setdefault(claim.property, []).append(claim)
        return {
            prop: tuple(claims)
            for prop, claims in found.items()
            if any(claim.value != claims[0].value for claim in claims)
        }


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """
    A thing of the basemap: water, park, street, bridge, rail, district, lane.

    `closed` and `correction` are set where a user's own overlay changed a lane.
    """

    id: str
    kind: str
    names: Text
    geometry: BaseGeometry
    file: str = ""
    alt_names: tuple[str, ...] = ()
    locale: str | None = None
    rank: int = 3
    source: str = ""
    accuracy: str = "schematic"
    cls: str | None = None
    width_m: float | None = None
    closed: bool = False
    correction: Correction | None = None

    def name(self, lang: str) -> str:
        """Return the name in a language, else in the first there is, else an empty text."""
        return text_in(self.names, lang)

    @property
    def lon_lat(self) -> tuple[float, float]:
        """A point on the feature, (longitude, latitude)."""
        return _lon_lat(self.geometry)


@dataclass(frozen=True, slots=True)
class Period:
    """A period a set is built as; `since` and `until` are years, None where open or not stated."""

    id: str
    label: Text
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Locale:
    """A locale a set stands for, with its hue (#rrggbb), hatch and glyph (SVG path, 24 by 24)."""

    id: str
    label: Text
    hue: str
    hatch: str
    glyph: str


@dataclass(frozen=True, slots=True)
class Category:
    """A category of landmarks, with its hue (#rrggbb) and glyph (SVG path, 24 by 24)."""

    id: str
    label: Text
    hue: str
    glyph: str


@dataclass(frozen=True, slots=True)
class View:
    """A part of the site to look at; `notice` is said wherever it is entered."""

    id: str
    label: Text
    bounds: Bounds
    start: tuple[str, ...] = ()
    within: str | None = None
    notice: Text | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """Under which licence (SPDX id) a file of the data is, and whom to credit for it."""

    file: str
    licence: str
    attribution: str

    @property
    def asks_credit(self) -> bool:
        """Whether whoever shows the file must name its makers: all but a dedication to the public."""
        return bool(self.licence) and not self.licence.startswith("CC0")


@dataclass(frozen=True, slots=True)
class About:
    """
    A paragraph of what is known and what is not, with its source.

    `topic` is one of `TOPICS` where the program shows the paragraph in another place as well.
    """

    title: Text
    text: Text
    source: str
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """
    What `site.json` says: name, languages, views and everything places refer to.

    `bounds` is (west, south, east, north) in degrees, `crs` the metric coordinate system as an EPSG code,
    `tz` an IANA time zone, `version` and `date` those of the data.
    """

    id: str
    name: Text
    tagline: Text
    version: str
    date: str
    languages: tuple[str, ...]
    crs: str
    tz: str
    bounds: Bounds
    views: tuple[View, ...]
    periods: tuple[Period, ...] = ()
    locales: tuple[Locale, ...] = ()
    categories: tuple[Category, ...] = ()
    about: tuple[About, ...] = ()

    def view(self, view_id: str) -> View | None:
        """Return a view by id, None if there is none."""
        return _find(self.views, view_id)

    def period(self, period_id: str | None) -> Period | None:
        """Return a period by id, None if there is none."""
        return _find(self.periods, period_id)

    def locale(self, locale_id: str | None) -> Locale | None:
        """Return a locale by id, None if there is none."""
        return _find(self.locales, locale_id)

    def category(self, category_id: str | None) -> Category | None:
        """Return a category by id, None if there is none."""
        return _find(self.categories, category_id)


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing that is wrong with the data: where, and what.

    `invalid` must be put right; `problematic` is allowed and shown. `feature` and `property` are empty when
    a whole file or feature is meant. `code` and `values` let a reader's language word it; `str()` and
    `sentence` give it in English.
    """

    grade: Grade
    file: str
    feature: str
    property: str
    code: str
    values: Mapping[str, object]

    # the field `property` hides the decorator of that name here
    @builtins.property
    def sentence(self) -> str:
        """The problem as one plain English sentence naming file, feature and property."""
        from backlot.catalog.wording import word_problem

        return word_problem(self)

    def __str__(self) -> str:
        return self.sentence


def _lon_lat(geometry: BaseGeometry) -> tuple[float, float]:
    point = geometry if geometry.geom_type == "Point" else geometry.representative_point()
    return float(point.x), float(point.y)


def _find(items: Iterable[T], wanted: str | None) -> T | None:
    return next((item for item in items if item.id == wanted), None)
