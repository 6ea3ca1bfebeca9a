"""Describe a picture and the library of a site's pictures as immutable, typed values."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from backlot.catalog.model import EMPTY, ID_PATTERN
from backlot.errors import DataError

if TYPE_CHECKING:
    from backlot.catalog.model import Place, Problem, Text

__all__ = [
    "ALL_RIGHTS",
    "KINDS",
    "SIZES",
    "Label",
    "Library",
    "Picture",
    "PictureError",
    "parse_picture",
]

KINDS = ("illustration", "photo", "still", "panorama")
SIZES = ("thumb", "stop", "full")

WIDE = "wide"
"""A fourth size, of panoramas only: one sees a fifth of it at a time, and at the full size only a blur."""

ALL_RIGHTS = "all-rights-reserved"

MAX_TEXT = 600
MAX_SOURCE = 400
MAX_LABELS = 60
MAX_PLACES = 40
MAX_LANGUAGES = 12

_MEMBERS = (
    "id",
    "kind",
    "places",
    "stands_for",
    "file",
    "sha256",
    "width",
    "height",
    "alt",
    "caption",
    "credit",
    "licence",
    "source",
    "date",
    "position",
    "heading_deg",
    "points",
    "commons",
    "deleted",
)
_ID = re.compile(ID_PATTERN.removesuffix("$") + r"\Z")
_STANDS_FOR = re.compile(r"(category|locale):[a-z0-9][a-z0-9-]{1,62}\Z")
_PLATE = re.compile(r"plates/[a-z0-9][a-z0-9-]{1,80}\.svg\Z")
_HASH = re.compile(r"[0-9a-f]{16}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_LICENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,63}\Z")
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")
# what cannot be seen, or turns the direction of writing, has no place in a text
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_NAME = re.compile(r"(?P<hash>[0-9a-f]{16})(?:-(?P<size>thumb|stop|full|wide)\.jpg|\.svg)\Z")
_MOST_EDGE_PX = 100_000


class PictureError(DataError):
    """A picture or its record is not what it should be."""


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled point on a picture: `x`, `y` from 0 to 1, the text of the sign and what it means."""

    x: float
    y: float
    text: Text
    original: str | None = None

    def plain(self) -> dict[str, Any]:
        """Return the label as plain JSON."""
        found: dict[str, Any] = {"x": self.x, "y": self.y, "text": dict(self.text)}
        return found if self.original is None else {**found, "original": self.original}


@dataclass(frozen=True, slots=True)
class Picture:
    """
    One picture: what it shows, whose it is, and where its bytes are.

    `file` is a path inside the pictures folder for an illustration, else the 16 hex digits that name the
    three sizes, None while they were not fetched. `sha256` is that of the original's bytes. `width` and
    `height` are those of the full size. A picture shows `places`, or stands for a category or locale.
    `shipped` tells in which of the two folders it lies.
    """

    id: str
    kind: str
    credit: str
    licence: str
    places: tuple[str, ...] = ()
    stands_for: str | None = None
    file: str | None = None
    sha256: str | None = None
    width: int | None = None
    height: int | None = None
    alt: Text = field(default_factory=lambda: EMPTY)
    caption: Text = field(default_factory=lambda: EMPTY)
    source: str | None = None
    date: str | None = None
    position: tuple[float, float] | None = None
    heading_deg: float | None = None
    points: tuple[Label, ...] = ()
    commons: str | None = None
    deleted: bool = False
    shipped: bool = False

    def plain(self) -> dict[str, Any]:
        """Return the record as plain JSON, as it is saved."""
        found: dict[str, Any] = {"id": self.id, "kind": self.kind}
        if self.stands_for is None:
            found["places"] = list(self.places)
        else:
            found["stands_for"] = self.stands_for
        found["file"] = self.file
        for key in ("sha256", "width", "height"):
            if getattr(self, key) is not None:
                found[key] = getattr(self, key)
        found["alt"] = dict(self.alt)
        if self.caption:
            found["caption"] = dict(self.caption)
        found |= {"credit": self.credit, "licence": self.licence}
        if self.source is not None:
            found["source"] = self.source
        found["date"] = self.date
        if self.position is not None:
            found["position"] = list(self.position)
        if self.heading_deg is not None:
            found["heading_deg"] = self.heading_deg
        if self.points:
            found["points"] = [label.plain() for label in self.points]
        if self.commons is not None:
            found["commons"] = self.commons
        if self.deleted:
            found["deleted"] = True
        return found


@dataclass(frozen=True, slots=True)
class Stored:
    """Where the bytes of one address are: in memory or in a file, and what they are."""

    media_type: str
    data: bytes | None = None
    path: Path | None = None


class Library:
    """
    The pictures of a site, the user's own among them; nothing in it changes.

    Parameters
    ----------
    pictures
        Those that can be shown, deleted ones left out.
    missing
        Those whose files are not there.
    problems
        What could not be read or is not what it should be.
    addresses
        The addresses of each picture by its id and size.
    stored
        What lies at each address.
    icons
        SVG path data of the map icons by place.
    digest
        Content hash of all that went in.
    """

    def __init__(
        self,
        *,
        pictures: Iterable[Picture] = (),
        missing: Iterable[Picture] = (),
        problems: Iterable[Problem] = (),
        addresses: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
        stored: Mapping[str, Stored] = MappingProxyType({}),
        icons: Mapping[str, str] = MappingProxyType({}),
        digest: str = "",
    ) -> None:
        self.pictures: tuple[Picture, ...] = tuple(pictures)
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.digest = digest
        self._missing: tuple[Picture, ...] = tuple(missing)
        self._addresses = addresses
        self._stored = stored
        self._icons = icons
        self._by_id = {picture.id: picture for picture in self.pictures}
        self._of: dict[str, list[Picture]] = {}
        self._fallbacks: dict[str, Picture] = {}
        # own photographs first, then illustrations
        for picture in sorted(self.pictures, key=lambda each: each.kind == "illustration"):
            for place_id in picture.places:
                self._of.setdefault(place_id, []).append(picture)
            if picture.stands_for is not None:
                self._fallbacks.setdefault(picture.stands_for, picture)

    def __repr__(self) -> str:
        return f"<Library: {len(self.pictures)} pictures, {len(self._icons)} icons>"

    def get(self, picture_id: str) -> Picture | None:
        """Return a picture by id, None if there is none that can be shown."""
        return self._by_id.get(picture_id)

    def of(self, place_id: str) -> tuple[Picture, ...]:
        """Return the pictures of a place, photographs before illustrations; none that stands in."""
        return tuple(self._of.get(place_id, ()))

    def missing(self, place_id: str) -> tuple[Picture, ...]:
        """Return the pictures of a place whose files are not there."""
        return tuple(picture for picture in self._missing if place_id in picture.places)

    def unplaced(self) -> tuple[Picture, ...]:
        """Return the pictures that show no place yet."""
        return tuple(each for each in self.pictures if not each.places and each.stands_for is None)

    def fallback(self, place: Place) -> Picture | None:
        """Return the picture that stands in for a place without one: that of its category or locale."""
        for key, ident in (("category", place.category), ("locale", place.locale)):
            found = self._fallbacks.get(f"{key}:{ident}")
            if found is not None:
                return found
        return None

    def icon(self, place_id: str) -> str | None:
        """Return the SVG path data, 24 by 24, of a place's map icon, None if it has none."""
        return self._icons.get(place_id)

    def name(self, picture: Picture, size: str) -> str:
        """
        Return the name under which a size of a picture is served, such as ``"1f…-stop.jpg"``.

        Raises
        ------
        KeyError
            If the picture is not of this library, or the size is not one of `SIZES`.
        """
        return self._addresses[picture.id][size]

    def limited(self, largest: str, photographed: Collection[str], drawn: Collection[Place]) -> Library:
        """
        Return a library with fewer and smaller photographs, and the drawings of some places.

        Parameters
        ----------
        largest
            One of `SIZES`, or ``"none"`` for no photographs. What is larger shows the largest there is.
        photographed
            Ids of the places whose photographs are kept.
        drawn
            The places whose drawings are kept, with those that stand in for them.
        """
        shown = {place.id for place in drawn}
        stand_ins = {each.id for each in map(self.fallback, drawn) if each is not None}
        kept = [
            picture
            for picture in self.pictures
            if (
                picture.id in stand_ins or not shown.isdisjoint(picture.places)
                if picture.kind == "illustration"
                else largest != "none" and not set(photographed).isdisjoint(picture.places)
            )
        ]
        addresses = {picture.id: dict(self._addresses[picture.id]) for picture in kept}
        for picture in kept:
            if picture.kind != "illustration" and largest != SIZES[-1]:
                own = addresses[picture.id]
                own.pop(WIDE, None)
                for size in SIZES[SIZES.index(largest) + 1 :]:
                    own[size] = own[largest]
        names = {name for own in addresses.values() for name in own.values()}
        return Library(
            pictures=kept,
            missing=self._missing,
            problems=self.problems,
            addresses=addresses,
            stored={name: stored for name, stored in self._stored.items() if name in names},
            icons={each: path for each, path in self._icons.items() if each in shown},
            digest=self.digest,
        )

    @property
    def names(self) -> tuple[str, ...]:
        """All names that something is served under, in order."""
        return tuple(sorted(self._stored))

    @property
    def sizes(self) -> dict[str, int]:
        """How many bytes are served under each name; what is gone is left out."""
        found = {}
        for name, stored in self._stored.items():
            if stored.data is not None:
                found[name] = len(stored.data)
            elif stored.path is not None and stored.path.is_file():
                found[name] = stored.path.stat().st_size
        return found

    def open(self, name: str) -> tuple[bytes, str] | None:
        """
        Return the bytes and media type of what is served under a name.

        Parameters
        ----------
        name
            As `name` gives it. Anything else, a path above all, finds nothing.
        """
        found = self._stored.get(name) if _NAME.match(name) else None
        if found is None:
            return None
        if found.data is not None:
            return found.data, found.media_type
        if found.path is None:
            return None
        try:
            return found.path.read_bytes(), found.media_type
        except OSError:
            # taken away since the library was loaded
            return None

    def for_scene(self, place: Place, address: Callable[[str], str]) -> list[dict[str, Any]]:
        """
        Return what the viewer shows of a place: its pictures, else the one that stands in.

        Parameters
        ----------
        place
            A place of the catalogue.
        address
            Turns a name as `name` gives it into an address, such as ``"/pictures/…"`` or ``"data:…"``.

        Returns
        -------
        list
            Plain JSON. Where pictures of the place lost their files, the first has `missing`, how many.
        """
        stands_in = False
        pictures = self.of(place.id)
        if not pictures:
            fallback = self.fallback(place)
            pictures = () if fallback is None else (fallback,)
            stands_in = True
        found = [self._scene(picture, address, stands_in=stands_in) for picture in pictures]
        missing = len(self.missing(place.id))
        if found and missing:
            found[0]["missing"] = missing
        return found

    def _scene(self, picture: Picture, address: Callable[[str], str], *, stands_in: bool) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "id": picture.id,
            "kind": picture.kind,
            **{size: address(name) for size, name in self._addresses[picture.id].items()},
            "width": picture.width,
            "height": picture.height,
            "alt": dict(picture.alt),
            "caption": dict(picture.caption) or None,
            "credit": picture.credit,
            "licence": picture.licence,
            "source": picture.source,
            "date": picture.date,
            "position": None if picture.position is None else list(picture.position),
            "heading_deg": picture.heading_deg,
            "points": [label.plain() for label in picture.points],
        }
        return {**plain, "stands_in": True} if stands_in else plain


def parse_picture(raw: Any, *, shipped: bool = False) -> Picture:
    """
    Check the form of one record: every member, its type and its length.

    Parameters
    ----------
    raw
        A record as read from JSON.
    shipped
        Whether it comes with the site: then it cannot be deleted, and shows or stands for something.

    Raises
    ------
    PictureError
        With the code of what is wrong.
    """
    if not isinstance(raw, Mapping):
        raise PictureError("picture-no-record")
    for key in raw:
        if key not in _MEMBERS:
            raise PictureError("picture-unknown-member", key=str(key)[:40])
    ident = _text(raw, "id", 63)
    if not _ID.match(ident):
        raise PictureError("picture-bad-member", key="id")
    kind = _text(raw, "kind", 16)
    if kind not in KINDS:
        raise PictureError("picture-bad-member", key="kind")
    places, stands_for = _shows(raw, shipped=shipped)
    deleted = raw.get("deleted", False)
    if not isinstance(deleted, bool) or (deleted and shipped):
        raise PictureError("picture-bad-member", key="deleted")
    return Picture(
        id=ident,
        kind=kind,
        places=places,
        stands_for=stands_for,
        file=_formed(raw, "file", _PLATE if kind == "illustration" else _HASH),
        sha256=_formed(raw, "sha256", _SHA256),
        width=_edge(raw, "width"),
        height=_edge(raw, "height"),
        alt=_texts(raw, "alt", required=True),
        caption=_texts(raw, "caption"),
        credit=_text(raw, "credit", MAX_SOURCE),
        licence=check_licence(raw.get("licence")),
        source=None if raw.get("source") is None else _text(raw, "source", MAX_SOURCE),
        date=check_date(raw.get("date")),
        position=check_position(raw.get("position")),
        heading_deg=check_heading(raw.get("heading_deg")),
        points=_labels(raw.get("points")),
        commons=_commons(raw),
        deleted=deleted,
        shipped=shipped,
    )


def check_licence(value: Any) -> str:
    """Return a licence that is an SPDX id or `ALL_RIGHTS`; raises `PictureError`."""
    if not isinstance(value, str) or not _LICENCE.match(value):
        raise PictureError("picture-bad-licence", found=_short(value), reserved=ALL_RIGHTS)
    return value


def check_date(value: Any) -> str | None:
    """Return a date written YYYY, YYYY-MM or YYYY-MM-DD, or None; raises `PictureError`."""
    if value is None:
        return None
    if not isinstance(value, str) or not _DATE.match(value):
        raise PictureError("picture-bad-date", found=_short(value))
    return value


def check_position(value: Any) -> tuple[float, float] | None:
    """Return (longitude, latitude) in degrees, rounded to 6 decimals, or None; raises `PictureError`."""
    if value is None:
        return None
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        raise PictureError("picture-bad-position")
    lon, lat = (_figure(each) for each in value)
    if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90:
        raise PictureError("picture-bad-position")
    return round(lon, 6), round(lat, 6)


def check_heading(value: Any) -> float | None:
    """Return a heading in degrees clockwise from north, 0 to 360, or None; raises `PictureError`."""
    if value is None:
        return None
    heading = _figure(value)
    if heading is None or not 0 <= heading <= 360:
        raise PictureError("picture-bad-member", key="heading_deg")
    return round(heading, 1)


def replaced(picture: Picture, values: Mapping[str, Any]) -> Picture:
    """Return a picture with some members changed, checked as `parse_picture` does."""
    raw = {**picture.plain(), **values}
    return replace(parse_picture(raw, shipped=False), shipped=picture.shipped)


def _shows(raw: Mapping[str, Any], *, shipped: bool) -> tuple[tuple[str, ...], str | None]:
    places, stands_for = raw.get("places"), raw.get("stands_for")
    if (places is None) == (stands_for is None):
        raise PictureError("picture-shows-nothing")
    if stands_for is not None:
        if not isinstance(stands_for, str) or not _STANDS_FOR.match(stands_for):
            raise PictureError("picture-bad-member", key="stands_for")
        return (), stands_for
    if not isinstance(places, list) or len(places) > MAX_PLACES:
        raise PictureError("picture-bad-member", key="places")
    if not all(isinstance(each, str) and _ID.match(each) for each in places):
        raise PictureError("picture-bad-member", key="places")
    if shipped and not places:
        raise PictureError("picture-shows-nothing")
    return tuple(dict.fromkeys(places)), None


def _text(raw: Mapping[str, Any], key: str, limit: int) -> str:
    value = raw.get(key)
    if value is None:
        raise PictureError("picture-member-missing", key=key)
    if not isinstance(value, str) or not value.strip() or len(value) > limit or _CONTROL.search(value):
        raise PictureError("picture-bad-text", key=key, limit=limit)
    return value.strip()


def _texts(raw: Mapping[str, Any], key: str, *, required: bool = False) -> Text:
    value = raw.get(key)
    if value is None and not required:
        return EMPTY
    if not isinstance(value, Mapping) or not 1 <= len(value) <= MAX_LANGUAGES:
        raise PictureError("picture-bad-text", key=key, limit=MAX_TEXT)
    if not all(isinstance(lang, str) and _LANGUAGE.match(lang) for lang in value):
        raise PictureError("picture-bad-text", key=key, limit=MAX_TEXT)
    return MappingProxyType({lang: _text(value, lang, MAX_TEXT) for lang in value})


def _formed(raw: Mapping[str, Any], key: str, form: re.Pattern[str]) -> str | None:
    value = raw.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or not form.match(value):
        raise PictureError("picture-bad-member", key=key)
    return value


def _edge(raw: Mapping[str, Any], key: str) -> int | None:
    value = raw.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_EDGE_PX:
        raise PictureError("picture-bad-member", key=key)
    return value


def _figure(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    # an integer of thousands of digits has no float
    return float(value) if -1e6 <= value <= 1e6 else None


def _labels(value: Any) -> tuple[Label, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MAX_LABELS:
        raise PictureError("picture-bad-member", key="points")
    return tuple(_label(each) for each in value)


def _label(raw: Any) -> Label:
    if not isinstance(raw, Mapping) or not set(raw) <= {"x", "y", "original", "text"}:
        raise PictureError("picture-bad-member", key="points")
    x, y = _figure(raw.get("x")), _figure(raw.get("y"))
    if x is None or y is None or not (0 <= x <= 1 and 0 <= y <= 1):
        raise PictureError("picture-bad-member", key="points")
    original = None if raw.get("original") is None else _text(raw, "original", MAX_TEXT)
    return Label(x, y, _texts(raw, "text", required=True), original)


def _commons(raw: Mapping[str, Any]) -> str | None:
    if raw.get("commons") is None:
        return None
    name = _text(raw, "commons", 250)
    if not name.startswith("File:"):
        raise PictureError("picture-bad-member", key="commons")
    return name


def _short(value: Any) -> str:
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in str(value)[:40])
