"""
Open a `.backlot` file: compare it with what is there, and take from it what somebody decides to.

A tour is the same as one that is there when all but its revision is. A file made without notes is compared
without them, and one's own notes stay on the stops of a tour taken from it. A photograph of the same
original is the same photograph; of two of its sizes the larger are kept, and count as new. The files of
pictures are named after what they hold, and none that is there is ever written over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from backlot.errors import BacklotError, ConflictError, DataError, MissingError
from backlot.pictures.model import SIZES, WIDE, Picture
from backlot.pictures.sizes import Sized
from backlot.pictures.store import Records, Store, file_hash
from backlot.takeaway.exchange_unpack import Carried, Contents, read_backlot
from backlot.takeaway.material import without_notes
from backlot.takeaway.write import refusal
from backlot.tours.load import FOLDER, read_tour
from backlot.tours.model import Tour, TourStop, resolve
from backlot.tours.store import TourStore

if TYPE_CHECKING:
    from backlot.catalog import Catalog

__all__ = [
    "Decisions",
    "Looked",
    "LookedPicture",
    "LookedTour",
    "State",
    "Taken",
    "TakenTour",
    "accept",
    "look",
]

State: TypeAlias = Literal["new", "same", "differs"]
Side: TypeAlias = Literal["theirs", "mine", "both"]

SIDES: tuple[Side, ...] = get_args(Side)


@dataclass(frozen=True, slots=True)
class LookedTour:
    """
    A tour of the file beside the one that is there under its id.

    `theirs` is as it would be saved, its places those of today, over the revision it names. `mine` is the
    user's own, else the one that ships (`is_own` tells), None where there is none or it is damaged.
    `unknown` are ids of places that are not on this map.
    """

    theirs: Tour
    mine: Tour | None
    is_own: bool
    state: State
    unknown: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "id": self.theirs.id,
            "name": dict(self.theirs.name),
            "stops": len(self.theirs.stops),
            "state": self.state,
            "unknown": list(self.unknown),
            "own": self.is_own,
            "theirs": self.theirs.to_json(),
            "mine": None if self.mine is None else self.mine.to_json(),
        }


@dataclass(frozen=True, slots=True)
class LookedPicture:
    """
    A photograph of the file beside the one that is there.

    `theirs` is the record as it would be saved. `files` are the sizes to write first, None where those that
    are there are as good.
    """

    theirs: Picture
    files: Sized | None
    state: State
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at, for one user's folder; nothing was written."""

    home: Path
    contents: Contents
    tours: tuple[LookedTour, ...]
    pictures: tuple[LookedPicture, ...]
    pictures_revision: int

    @property
    def unknown(self) -> tuple[str, ...]:
        """Ids of all places named that are not on this map, sorted."""
        named = [*(each.unknown for each in self.tours), *(each.unknown for each in self.pictures)]
        return tuple(sorted({place_id for ids in named for place_id in ids}))

    @property
    def has_conflict(self) -> bool:
        """Whether anything in it differs from what is there."""
        return self.count("differs") > 0 or any(each.state == "differs" for each in self.tours)

    def count(self, state: State) -> int:
        """Return how many of the pictures are in a state."""
        return sum(each.state == state for each in self.pictures)

    def plain(self) -> dict[str, Any]:
        """Return it as plain JSON, without the pictures' bytes."""
        return {
            "data": {"version": self.contents.data_version, "date": self.contents.data_date},
            "notes": self.contents.notes,
            "tours": [each.plain() for each in self.tours],
            "pictures": {state: self.count(state) for state in get_args(State)},
            "unknown": list(self.unknown),
        }


@dataclass(frozen=True, slots=True)
class Decisions:
    """
    What to take: ``"theirs"``, ``"mine"`` or ``"both"`` by the id of a tour; of pictures not ``"both"``.

    What is new is taken unless a tour's decision is ``"mine"``; what differs stays unless one is not.
    """

    tours: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    pictures: str = "mine"


@dataclass(frozen=True, slots=True)
class TakenTour:
    """
    A tour that was saved, as `saved_as`.

    `kept_as` is the id under which the one it took the place of can be restored, None where there was none.
    """

    id: str
    saved_as: str
    kept_as: str | None = None

    def plain(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {"id": self.id, "saved_as": self.saved_as, "kept_as": self.kept_as}


@dataclass(frozen=True, slots=True)
class Taken:
    """What was saved: tours, and how many pictures."""

    tours: tuple[TakenTour, ...] = ()
    pictures: int = 0

    def plain(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {"tours": [each.plain() for each in self.tours], "pictures": self.pictures}


def look(data: bytes, home: Path, geodata: Path, *, catalog: Catalog | None = None) -> Looked:
    """
    Look at a file beside what a user has; nothing is written.

    Parameters
    ----------
    data
        The bytes of the file.
    home
        The user's folder; it need not exist.
    geodata
        Folder of the site, with the tours that ship.
    catalog
        The site's places as the user put them right; those of `geodata` when None.

    Raises
    ------
    DataError
        As `read_backlot`; ``exchange-other-site`` if the file is of another site; and if the user's own
        pictures cannot be read.
    """
    contents = read_backlot(data)
    if catalog is None:
        from backlot.catalog import load_site

        catalog = load_site(geodata)
    if contents.site != catalog.site.id:
        raise DataError("exchange-other-site", found=contents.site, known=catalog.site.id)
    store = Store.of_home(home)
    records = store.load()
    return Looked(
        home=home,
        contents=contents,
        tours=tuple(
            _looked_tour(tour, home, geodata, catalog, has_notes=contents.notes) for tour in contents.tours
        ),
        pictures=tuple(_looked_picture(each, store, records, catalog) for each in contents.pictures),
        pictures_revision=records.revision,
    )


def accept(looked: Looked, decisions: Decisions) -> Taken:
    """
    Save what was decided: pictures first, then the tours, each whole or not at all.

    A tour of one's own that another takes the place of is kept, deleted, under an id of its own.

    Parameters
    ----------
    looked
        What `look` returned.
    decisions
        What to take.

    Raises
    ------
    DataError
        With ``exchange-decision`` if a decision is none, or about a tour that is not there.
    ConflictError
        If somebody saved one of the tours or the pictures since they were looked at; nothing was changed.
    BacklotError
        If something cannot be written: nothing was changed, or ``exchange-partly`` with what was `taken`.
    """
    wanted = _wanted(looked, decisions)
    _refuse_changed(looked, wanted)
    pictures = [
        each
        for each in looked.pictures
        if each.state == "new" or (each.state == "differs" and decisions.pictures == "theirs")
    ]
    taken = Taken()
    try:
        _put_pictures(looked, pictures)
        taken = replace(taken, pictures=len(pictures))
        for tour, side in wanted:
            taken = replace(taken, tours=(*taken.tours, _save(TourStore.of_home(looked.home), tour, side)))
    except (BacklotError, OSError) as error:
        reason = refusal(error, looked.home) if isinstance(error, OSError) else error
        if taken == Taken():
            raise reason from error
        names = [each.saved_as for each in taken.tours]
        raise BacklotError(
            "exchange-partly", taken=names, pictures=taken.pictures, reason=str(reason)
        ) from error
    return taken


def _looked_tour(
    given: Tour, home: Path, geodata: Path, catalog: Catalog, *, has_notes: bool
) -> LookedTour:
    theirs, problems = resolve(given, catalog)
    unknown = {str(each.values["found"]) for each in problems if each.code == "unknown-place"}
    mine, is_own = _there(given.id, home, geodata)
    state: State = "differs" if mine is not None or is_own else "new"
    if mine is not None:
        today = resolve(mine, catalog)[0]
        compared = today if has_notes else without_notes(today, catalog)
        if replace(compared, revision=0) == theirs:
            state = "same"
        theirs = theirs if has_notes else _with_notes_of(today, theirs)
        theirs = replace(theirs, revision=mine.revision if is_own else 0)
    return LookedTour(theirs, mine, is_own, state, tuple(sorted(unknown)))


def _there(tour_id: str, home: Path, geodata: Path) -> tuple[Tour | None, bool]:
    """Return the tour of an id, None where it is damaged or not there, and whether it is the user's own."""
    try:
        return TourStore.of_home(home).load(tour_id), True
    except MissingError:
        pass
    except DataError:
        # it is never written over: saving says so
        return None, True
    try:
        return read_tour(geodata / FOLDER / f"{tour_id}.json", named=True), False
    except DataError:
        return None, False


def _with_notes_of(mine: Tour, theirs: Tour) -> Tour:
    """Return a tour with the notes of another one on the stops that both have."""
    left = list(mine.stops)

    def noted(stop: TourStop) -> TourStop:
        own = next((each for each in left if each.id == stop.id), None)
        if own is None:
            return stop
        # a place that comes again has the notes of its turn
        left.remove(own)
        return replace(stop, notes=own.notes, sources=own.sources)

    return replace(theirs, stops=tuple(noted(stop) for stop in theirs.stops))


def _looked_picture(carried: Carried, store: Store, records: Records, catalog: Catalog) -> LookedPicture:
    given = carried.picture
    mine = records.get(given.id)
    if mine is None and given.sha256 is not None:
        mine = records.by_sha256(given.sha256)
    theirs, unknown = _today(given, catalog)
    theirs = replace(theirs, width=carried.width, height=carried.height)
    files: Sized | None = None
    if mine is not None and _is_as_good(mine, carried, store):
        theirs = replace(theirs, id=mine.id, file=mine.file, width=mine.width, height=mine.height)
    else:
        files = _sized(carried, store)
        theirs = replace(theirs, id=given.id if mine is None else mine.id, file=file_hash(files.sha256))
    return LookedPicture(theirs, files, _state(mine, theirs, catalog), unknown)


def _state(mine: Picture | None, theirs: Picture, catalog: Catalog) -> State:
    if mine is None:
        return "new"
    today = _today(mine, catalog)[0]
    if today == theirs:
        return "same"
    # larger files of what is there in small ones, named after what they hold, take nothing away
    is_small = mine.sha256 is not None and mine.file != file_hash(mine.sha256)
    grown = replace(today, file=theirs.file, width=theirs.width, height=theirs.height)
    return "new" if is_small and grown == theirs else "differs"


def _today(picture: Picture, catalog: Catalog) -> tuple[Picture, tuple[str, ...]]:
    """Return a picture with the ids its places have today, and the ids of places that are not there."""
    places = {each: catalog.get(each) for each in picture.places}
    known = dict.fromkeys(place.id for place in places.values() if place is not None)
    unknown = tuple(each for each, place in places.items() if place is None)
    return replace(picture, places=tuple(known)), unknown


def _is_as_good(mine: Picture, carried: Carried, store: Store) -> bool:
    """Return whether the files that are there show the same original, and no smaller."""
    is_same = mine.sha256 is not None and mine.sha256 == carried.picture.sha256
    if not is_same or mine.file is None or not store.has_sizes(mine.file):
        return False
    lacks_wide = WIDE in carried.sizes and not store.path(mine.file, WIDE).is_file()
    return (mine.width or 0) >= carried.width and not lacks_wide


def _sized(carried: Carried, store: Store) -> Sized:
    """Return the files to write: under the name they came with, else under one of what they hold."""
    given, sizes = carried.picture, carried.sizes
    hashes = "".join(hashlib.sha256(data).hexdigest() for _, data in sorted(sizes.items()))
    sha256 = hashlib.sha256(hashes.encode()).hexdigest()
    named = given.sha256
    # smaller ones must not take the name of those of the whole original
    if carried.is_whole and named is not None and file_hash(named) == given.file:
        files = [(store.path(given.file, size), data) for size, data in sizes.items()]
        if all(_is_free(path, data) for path, data in files):
            sha256 = named
    return Sized(
        **{size: sizes[size] for size in SIZES},
        width=carried.width,
        height=carried.height,
        sha256=sha256,
        wide=sizes.get(WIDE),
    )


def _is_free(path: Path, data: bytes) -> bool:
    """Return whether a file is not there, or is this one already."""
    try:
        return path.read_bytes() == data
    except FileNotFoundError:
        return True
    except OSError:
        # a file that cannot be read cannot be told to be this one
        return False


def _wanted(looked: Looked, decisions: Decisions) -> list[tuple[LookedTour, str]]:
    """Return the tours to save, and which side was decided for."""
    unknown = decisions.tours.keys() - {each.theirs.id for each in looked.tours}
    sides = [*decisions.tours.values()]
    if unknown or not set(sides) <= set(SIDES) or decisions.pictures not in ("theirs", "mine"):
        raise DataError("exchange-decision", found=", ".join([*sorted(unknown), *map(str, sides)])[:80])
    found = []
    for each in looked.tours:
        side = decisions.tours.get(each.theirs.id, "theirs" if each.state == "new" else "mine")
        if each.state != "same" and side != "mine":
            found.append((each, side))
    return found


def _refuse_changed(looked: Looked, wanted: list[tuple[LookedTour, str]]) -> None:
    """Refuse before anything is written when a tour to be replaced was saved since it was looked at."""
    store = TourStore.of_home(looked.home)
    for each, side in wanted:
        if side == "theirs":
            try:
                found = store.load(each.theirs.id).revision
            except MissingError:
                found = 0
            if found != each.theirs.revision:
                expected = each.theirs.revision
                raise ConflictError("tour-conflict", id=each.theirs.id, found=found, expected=expected)


def _put_pictures(looked: Looked, pictures: list[LookedPicture]) -> None:
    if not pictures:
        return
    store = Store.of_home(looked.home)
    written: list[Path] = []
    try:
        for each in pictures:
            if each.files is not None:
                name = file_hash(each.files.sha256)
                paths = [store.path(name, size) for size in (*SIZES, WIDE)]
                written += [path for path in paths if not path.exists()]
                store.write_sizes(each.files)
        store.put([each.theirs for each in pictures], looked.pictures_revision)
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _save(store: TourStore, looked: LookedTour, side: str) -> TakenTour:
    theirs = looked.theirs
    if side == "both" and looked.state == "differs":
        return TakenTour(theirs.id, store.duplicate(theirs).id)
    kept_as = None
    if looked.is_own and looked.mine is not None:
        kept_as = store.duplicate(looked.mine).id
        store.delete(kept_as)
    return TakenTour(theirs.id, store.save(theirs).id, kept_as)
