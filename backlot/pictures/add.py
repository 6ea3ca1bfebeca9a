"""
Add a user's own photographs, one at a time, each on its own feet.

A file that is refused costs none of the others. Names of files are shown and never used to write:
what is written is named after the content. A picture's sizes are written before its record.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from shapely.geometry import Point

from backlot import lang
from backlot.catalog.model import EMPTY
from backlot.errors import BacklotError, DataError, MissingError
from backlot.pictures.exif import Taken, read_taken
from backlot.pictures.model import ALL_RIGHTS, Picture, PictureError, parse_picture
from backlot.pictures.sizes import MAX_BYTES, make_sizes
from backlot.pictures.store import Records, Store

if TYPE_CHECKING:
    from backlot.catalog import Catalog
    from backlot.catalog.model import Place, Text

__all__ = [
    "Added",
    "Defaults",
    "Known",
    "Proposal",
    "Refused",
    "Report",
    "Source",
    "add_files",
    "compass",
    "propose",
    "shown_name",
    "sources_of",
]

Source: TypeAlias = Path | tuple[str, BinaryIO]
"""A file, or the name and content of one that was handed over."""

FARTHEST_M = 1_000.0
"""A place farther away is not proposed."""

BESIDE_M = 25.0
"""A point this near is what was photographed, more than the ground one stands on."""

MAX_NAME = 200

# records are saved together: often enough that little is lost when the machine stops
_SAVE_EVERY = 20
_COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


@dataclass(frozen=True, slots=True)
class Defaults:
    """
    What is said of all pictures of a batch.

    What is None is taken from the picture itself where it tells. `place` and `position` (longitude,
    latitude) win over what a picture says.
    """

    credit: str | None = None
    licence: str = ALL_RIGHTS
    date: str | None = None
    alt: Text = field(default_factory=lambda: EMPTY)
    caption: Text = field(default_factory=lambda: EMPTY)
    source: str | None = None
    place: str | None = None
    position: tuple[float, float] | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Which place a picture seems to show: the nearest, and how far it was taken from it."""

    place: Place
    distance_m: float
    heading_deg: float | None = None

    def sentence(self, code: str) -> str:
        """Return it in words, such as "taken 40 m from Taedong Gate, facing north-east"."""
        name = self.place.name(code)
        rounded = round(self.distance_m) if self.distance_m < 10 else round(self.distance_m, -1)
        distance = lang.say(code, "unit.m", n=f"{rounded:.0f}")
        if self.heading_deg is None:
            if self.distance_m < 1:
                return lang.say(code, "cli.pictures.taken-at", place=name)
            return lang.say(code, "cli.pictures.taken-near", distance=distance, place=name)
        facing = lang.say(code, f"compass.{compass(self.heading_deg)}")
        if self.distance_m < 1:
            return lang.say(code, "cli.pictures.taken-at-facing", place=name, direction=facing)
        return lang.say(
            code, "cli.pictures.taken-near-facing", distance=distance, place=name, direction=facing
        )


@dataclass(frozen=True, slots=True)
class Added:
    """A picture that was added; `notes` says what of it was left out, such as a senseless position."""

    name: str
    picture: Picture
    proposal: Proposal | None = None
    notes: tuple[BacklotError, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A file whose very content is there already, as `picture`."""

    name: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not added, and why."""

    name: str
    error: BacklotError


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every file of a batch."""

    added: tuple[Added, ...] = ()
    known: tuple[Known, ...] = ()
    refused: tuple[Refused, ...] = ()
    is_cancelled: bool = False
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Files looked at a second."""
        count = len(self.added) + len(self.known) + len(self.refused)
        return count / self.seconds if self.seconds else 0.0

    def sentences(self, code: str) -> list[str]:
        """Word the report in a language: what there is to say of single files, the counts last."""
        said = []
        for each in self.added:
            told = [lang.word(code, note.code, note.values) for note in each.notes]
            if each.proposal is not None:
                told.insert(0, each.proposal.sentence(code))
            elif not each.picture.places:
                told.insert(0, lang.say(code, "cli.pictures.unplaced", id=each.picture.id))
            said += [f"{each.name}: {text}" for text in told]
        for known in self.known:
            key = "cli.pictures.known-deleted" if known.picture.deleted else "cli.pictures.known"
            said.append(f"{known.name}: {lang.say(code, key, id=known.picture.id)}")
        said += [
            f"{each.name}: {lang.word(code, each.error.code, each.error.values)}" for each in self.refused
        ]
        if self.is_cancelled:
            said.append(lang.say(code, "cli.pictures.cancelled"))
        counts = {"added": self.added, "known": self.known, "refused": self.refused}
        said.append(
            lang.say(code, "cli.pictures.counted", **{key: len(each) for key, each in counts.items()})
        )
        return said


def add_files(
    sources: Iterable[Source],
    *,
    catalog: Catalog,
    home: Path,
    defaults: Defaults,
    progress: Callable[[int, int, str], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Report:
    """
    Add files to a user's pictures.

    Parameters
    ----------
    sources
        Files of the user, or names and contents handed over by a page.
    catalog
        The places, to propose one for each position.
    home
        The user's folder.
    defaults
        What is said of all.
    progress
        Told after each file how many are done, how many there are, and the name of the one just done.
    cancel
        Asked before each file whether to stop; what was added stays.

    Returns
    -------
    Report
        One entry for each file that was looked at.

    Raises
    ------
    DataError
        If a default is not what it should be, the user's records are broken, or cannot be saved.
    MissingError
        If there is no such place.
    """
    _check(defaults, catalog)
    given = list(sources)
    store = Store.of_home(home)
    batch = _Batch(store, store.load(), catalog, defaults)
    started = time.monotonic()
    is_cancelled = False
    try:
        for number, source in enumerate(given, start=1):
            if cancel is not None and cancel():
                is_cancelled = True
                break
            name = shown_name(source.name if isinstance(source, Path) else source[0])
            batch.take(name, source)
            if progress is not None:
                progress(number, len(given), name)
    finally:
        batch.save()
    return Report(
        tuple(batch.added),
        tuple(batch.known),
        tuple(batch.refused),
        is_cancelled,
        time.monotonic() - started,
    )


def propose(
    catalog: Catalog, position: tuple[float, float], heading_deg: float | None = None
) -> Proposal | None:
    """
    Propose the place a picture was taken at.

    A point within `BESIDE_M` comes first, then the smallest area the position lies in, then what is
    nearest, measured to the edge of an area.

    Parameters
    ----------
    catalog
        The places.
    position
        (Longitude, latitude) in degrees.
    heading_deg
        Direction of view; it is said, but does not choose.

    Returns
    -------
    Proposal or None
        None when nothing lies within `FARTHEST_M`.
    """
    west, south, east, north = catalog.site.bounds
    # far off, metres of the site's own coordinate system mean nothing
    if not (west - 0.1 <= position[0] <= east + 0.1 and south - 0.1 <= position[1] <= north + 0.1):
        return None
    here = Point(position)
    near = catalog.nearest(position, 12)
    for place, distance_m in near:
        if place.geometry.geom_type == "Point" and distance_m <= BESIDE_M:
            return Proposal(place, distance_m, heading_deg)
    for place in catalog.containing(*position):
        if place.kind != "building":
            return Proposal(place, 0.0, heading_deg)
    measured = [(catalog.metric.distance_m(here, place.geometry), place.id, place) for place, _ in near]
    found = min(measured, default=None)
    if found is None or not found[0] <= FARTHEST_M:
        return None
    return Proposal(found[2], found[0], heading_deg)


def compass(heading_deg: float) -> str:
    """Return the nearest of eight points of the compass: from ``"n"`` to ``"nw"``."""
    return _COMPASS[math.floor(heading_deg / 45 + 0.5) % 8]


def shown_name(name: str) -> str:
    """Return the name of a file as it can be shown: its last part, one line, not too long."""
    last = name.replace("\\", "/").rpartition("/")[2] or name
    plain = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in last)
    return plain if len(plain) <= 80 else f"{plain[:60]}…{plain[-16:]}"


def sources_of(paths: Sequence[Path]) -> list[Path]:
    """Return the files meant by paths: a folder stands for the files in it, in the order of their names."""
    found: list[Path] = []
    for path in paths:
        try:
            inside = sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else None
        except (OSError, ValueError):
            inside = None
        if inside is None:
            found.append(path)
        else:
            found += [each for each in inside if not each.name.startswith(".")]
    return found


class _Batch:
    """Take files one by one and keep what became of each."""

    def __init__(self, store: Store, records: Records, catalog: Catalog, defaults: Defaults) -> None:
        self.store = store
        self.catalog = catalog
        self.defaults = defaults
        self.added: list[Added] = []
        self.known: list[Known] = []
        self.refused: list[Refused] = []
        self._by_sha256 = {each.sha256: each for each in records.pictures if each.sha256 is not None}
        self._unsaved: list[Picture] = []

    def take(self, name: str, source: Source) -> None:
        try:
            data = _bytes_given(source)
            digest = sha256(data).hexdigest()
            known = self._by_sha256.get(digest)
            if known is not None:
                self.known.append(Known(name, known))
                return
            added = self._made(name, data)
        except BacklotError as error:
            self.refused.append(Refused(name, error))
            return
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self.refused.append(Refused(name, DataError("cannot-save", reason=reason)))
            return
        self.added.append(added)
        self._by_sha256[digest] = added.picture
        self._unsaved.append(added.picture)
        if len(self._unsaved) >= _SAVE_EVERY:
            self.save()

    def save(self) -> None:
        if not self._unsaved:
            return
        try:
            self.store.put(self._unsaved)
        except OSError as error:
            raise DataError("cannot-save", reason=error.strerror or type(error).__name__) from error
        self._unsaved = []

    def _made(self, name: str, data: bytes) -> Added:
        given = self.defaults
        taken = read_taken(data)
        credit = given.credit or taken.artist
        if credit is None:
            raise PictureError("picture-no-credit")
        position = given.position or taken.position
        heading = taken.heading_deg if position is not None else None
        proposal = None if position is None else propose(self.catalog, position, heading)
        notes: list[BacklotError] = list(() if given.position else taken.notes)
        if position is not None and proposal is None:
            notes.append(PictureError("picture-far-away"))
        kind = _kind(given, taken)
        sized = make_sizes(data, panorama=kind == "panorama")
        place = proposal.place if proposal is not None else None
        if given.place is not None:
            # an id of former days is kept as that of today
            place = self.catalog.get(given.place)
        raw = {
            "id": f"own-{sized.sha256[:16]}",
            "kind": kind,
            "places": [] if place is None else [place.id],
            "sha256": sized.sha256,
            "width": sized.width,
            "height": sized.height,
            "alt": dict(given.alt) or self._undescribed(),
            "caption": dict(given.caption) or None,
            "credit": credit,
            "licence": given.licence,
            "source": given.source,
            "date": given.date or taken.date,
            "position": position,
            "heading_deg": heading,
        }
        # checked before anything is written
        parse_picture(raw)
        picture = parse_picture({**raw, "file": self.store.write_sizes(sized)})
        return Added(name, picture, proposal, tuple(notes))

    def _undescribed(self) -> dict[str, str]:
        """Say of a picture nobody has described that nobody has: better than a guess or a file's name."""
        codes = [code for code in self.catalog.site.languages if code in lang.languages()]
        return {code: lang.say(code, "cli.pictures.undescribed") for code in codes or [lang.FALLBACK]}


def _kind(given: Defaults, taken: Taken) -> str:
    return given.kind or ("panorama" if taken.is_panorama else "photo")


def _check(defaults: Defaults, catalog: Catalog) -> None:
    """Check what is said of all before the first file is looked at."""
    if defaults.place is not None and catalog.get(defaults.place) is None:
        raise MissingError("unknown-place", found=defaults.place)
    if defaults.kind == "illustration":
        raise PictureError("picture-bad-member", key="kind")
    parse_picture(
        {
            "id": "own-picture",
            "kind": defaults.kind or "photo",
            "places": [],
            "alt": dict(defaults.alt) or {lang.FALLBACK: "-"},
            "caption": dict(defaults.caption) or None,
            "credit": defaults.credit or "-",
            "licence": defaults.licence,
            "source": defaults.source,
            "date": defaults.date,
            "position": defaults.position,
        }
    )


def _bytes_given(source: Source) -> bytes:
    if isinstance(source, Path):
        _check_name(source.name)
        return _bytes_of(source)
    name, stream = source
    _check_name(name)
    if {"/", "\\"} & set(name) or name in ("", ".", ".."):
        raise PictureError("picture-bad-name")
    data = stream.read(MAX_BYTES + 1)
    _check_size(len(data))
    return data


def _bytes_of(path: Path) -> bytes:
    try:
        # a device or a pipe has no end
        if not path.is_file():
            raise PictureError("picture-no-file")
        _check_size(path.stat().st_size)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DataError("file-unreadable", reason=error.strerror or type(error).__name__) from error
    except ValueError as error:
        # a name with a NUL
        raise PictureError("picture-bad-name") from error
    _check_size(len(data))
    return data


def _check_name(name: str) -> None:
    if len(name) > MAX_NAME or not all(each.isprintable() for each in name):
        raise PictureError("picture-bad-name")


def _check_size(count: int) -> None:
    if count > MAX_BYTES:
        raise PictureError(
            "picture-file-too-large", size_mb=round(count / 1e6), limit_mb=MAX_BYTES // 1_000_000
        )
