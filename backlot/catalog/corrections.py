"""
Keep a user's own corrections as an overlay over the shipped data, which stays as it is.

The overlay is one file, `$BACKLOT_HOME/corrections.json`::

    {"version": 1, "revision": 3, "edits": [
      {"id": "9f…", "op": "move", "target": "blue-door", "values": {"lon": 1.5, "lat": 2.5},
       "source": "stood there", "date": "2026-11-22", "at": "2026-11-22T10:00:00+00:00", "undone": false}]}

What each `op` takes as `values`:

- ``move``: ``lon``, ``lat``. An area is shifted so that its point lies there.
- ``rename``: ``names``, texts by language key; only the names given change.
- ``add``: ``kind`` (one of `ADD_KINDS`), ``lon``, ``lat``, ``names``, and if wanted ``descriptions``,
  ``within``, ``locale``, ``category``. The target is the new id. A building or plaza becomes a square
  around the point, schematic, for a tap does not tell its shape.
- ``close``, ``reopen``: nothing; the target is a lane.

Every save names the revision it builds on: when somebody else saved in the meantime, a `ConflictError`
is raised and nothing is overwritten. An edit that is taken back stays in the file as ``undone``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import Point

from backlot.catalog.catalog import Catalog
from backlot.catalog.load import parse_json, read_json
from backlot.catalog.model import ID_PATTERN, Correction, Feature, Place
from backlot.catalog.save import save_text
from backlot.errors import ConflictError, DataError, MissingError
from backlot.settings import home_dir

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from backlot.catalog.metric import Metric
    from backlot.catalog.model import Text

__all__ = ["ADD_KINDS", "OPS", "CorrectionError", "Corrections", "Edit", "Overlay", "load_corrected"]

VERSION = 1
OPS = ("move", "rename", "add", "close", "reopen")
ADD_KINDS = ("spot", "building", "landmark", "gate", "plaza")

# these kinds are areas: a tap gives only their place, so a square stands for them
ADDED_SIDES_M: Mapping[str, float] = MappingProxyType({"building": 12.0, "plaza": 20.0})

MAX_BYTES = 4 * 1024 * 1024
MAX_EDITS = 5_000
MAX_NAME = 120
MAX_DESCRIPTION = 600
MAX_SOURCE = 400
MAX_KEYS = 12

_ID = re.compile(ID_PATTERN.removesuffix("$") + r"\Z")
_EDIT_ID = re.compile(r"[0-9a-f]{8,32}\Z")
_LANG_KEY = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z")
# what cannot be seen, or turns the direction of writing, has no place in a name
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# one writer at a time within this process; other processes are held off by the lock file
_LOCK = threading.Lock()


class CorrectionError(DataError):
    """A correction is not what it should be."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One correction; `at` is when it was made, in UTC, `undone` whether it was taken back."""

    id: str
    op: str
    target: str
    values: Mapping[str, Any]
    source: str
    date: str
    at: str
    undone: bool = False

    def plain(self) -> dict[str, Any]:
        """Return the edit as plain JSON."""
        return {
            "id": self.id,
            "op": self.op,
            "target": self.target,
            "values": _plain(self.values),
            "source": self.source,
            "date": self.date,
            "at": self.at,
            "undone": self.undone,
        }


@dataclass(frozen=True, slots=True)
class Overlay:
    """All corrections of a user at one revision."""

    revision: int = 0
    edits: tuple[Edit, ...] = ()

    @property
    def active(self) -> tuple[Edit, ...]:
        """The edits that were not taken back, oldest first."""
        return tuple(edit for edit in self.edits if not edit.undone)

    def plain(self) -> dict[str, Any]:
        """Return the overlay as plain JSON, as it is saved."""
        return {
            "version": VERSION,
            "revision": self.revision,
            "edits": [edit.plain() for edit in self.edits],
        }

    def apply(self, catalog: Catalog) -> Catalog:
        """
        Return the catalogue as corrected; the one given stays as it is.

        An edit whose target is no longer there, because the data changed, is left out.

        Parameters
        ----------
        catalog
            The shipped data.
        """
        active = self.active
        if not active:
            return catalog
        places = {place.id: place for place in catalog.places}
        features = {feature.id: feature for feature in catalog.features}
        for edit in active:
            if edit.op == "add":
                if edit.target not in places and edit.target not in features:
                    places[edit.target] = _added(edit, catalog.metric)
                continue
            target = catalog.former_ids.get(edit.target, edit.target)
            if edit.op in ("close", "reopen"):
                lane = features.get(target)
                if lane is not None and lane.kind == "lane":
                    features[target] = replace(
                        lane,
                        closed=edit.op == "close",
                        correction=_noted(lane.correction, edit),
                    )
            elif target in places:
                places[target] = _corrected(places[target], edit)
            elif target in features:
                features[target] = _renamed(features[target], edit)
        stamp = json.dumps([edit.plain() for edit in active], sort_keys=True, ensure_ascii=True)
        return Catalog(
            site=catalog.site,
            places=places.values(),
            features=features.values(),
            problems=catalog.problems,
            rights=catalog.rights,
            digest=sha256(f"{catalog.digest}\0{stamp}".encode()).hexdigest(),
        )

    def to_geojson(self, catalog: Catalog) -> dict[str, Any]:
        """
        Return what was corrected as a GeoJSON FeatureCollection, as it is now.

        Parameters
        ----------
        catalog
            The shipped data, without the overlay.
        """
        applied = self.apply(catalog)
        items: list[Place | Feature] = [*applied.places, *applied.features]
        return {
            "type": "FeatureCollection",
            "name": "corrections",
            "features": [_geojson(item) for item in items if item.correction is not None],
        }


def load_corrected(folder: Path) -> tuple[Catalog, DataError | None]:
    """
    Load a site with the user's own corrections over it.

    Parameters
    ----------
    folder
        Folder of the site.

    Returns
    -------
    tuple
        The catalogue, and what is wrong with the file of corrections, which then count for nothing.
    """
    from backlot.catalog.load import load_site

    shipped = load_site(folder)
    try:
        return Corrections.of_user().load().apply(shipped), None
    except DataError as error:
        return shipped, error


@dataclass(frozen=True)
class Corrections:
    """
    The file that holds a user's corrections.

    Parameters
    ----------
    path
        The file; it need not exist yet.
    """

    path: Path

    @classmethod
    def of_user(cls) -> Corrections:
        """Return the corrections in the user's own folder."""
        return cls(home_dir() / "corrections.json")

    def load(self) -> Overlay:
        """
        Read the overlay.

        Returns
        -------
        Overlay
            An empty one of revision 0 when there is no file yet.

        Raises
        ------
        DataError
            If the file is broken; it is never overwritten then.
        """
        try:
            raw = read_json(self.path)
        except DataError as error:
            if error.code == "file-missing":
                return Overlay()
            raise
        return parse_overlay(raw)

    def append(self, edit: Mapping[str, Any], expected_revision: int, *, catalog: Catalog) -> Overlay:
        """
        Add a correction and save.

        Parameters
        ----------
        edit
            `op`, `target`, `values`, `source` and `date`; id and time are given here.
        expected_revision
            Revision the user saw.
        catalog
            The shipped data, to check the target, the bounds and references against.

        Returns
        -------
        Overlay
            The overlay as saved, one revision on.

        Raises
        ------
        CorrectionError
            If the edit is not what it should be.
        ConflictError
            If somebody else saved in the meantime.
        """
        if not isinstance(edit, Mapping):
            raise CorrectionError("edit-not-an-object")
        with self._locked():
            overlay = self._expect(expected_revision)
            made = parse_edit(
                {
                    **_strict_keys(edit, ("op", "target", "values", "source", "date")),
                    "id": uuid.uuid4().hex[:16],
                    "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                    "undone": False,
                }
            )
            check_edit(made, catalog, overlay)
            if len(overlay.edits) >= MAX_EDITS:
                raise CorrectionError("edits-too-many", found=len(overlay.edits) + 1, limit=MAX_EDITS)
            return self._save(Overlay(overlay.revision + 1, (*overlay.edits, made)))

    def undo(self, edit_id: str, expected_revision: int) -> Overlay:
        """Take an edit back and save; it stays in the file. Raises as `append`, or `MissingError`."""
        return self._mark(edit_id, expected_revision, undone=True)

    def restore(self, edit_id: str, expected_revision: int) -> Overlay:
        """Put an edit that was taken back in force again and save. Raises as `undo`."""
        return self._mark(edit_id, expected_revision, undone=False)

    def _mark(self, edit_id: str, expected_revision: int, *, undone: bool) -> Overlay:
        with self._locked():
            overlay = self._expect(expected_revision)
            if not any(edit.id == edit_id for edit in overlay.edits):
                raise MissingError("unknown-edit", id=edit_id)
            edits = tuple(
                replace(edit, undone=undone) if edit.id == edit_id else edit for edit in overlay.edits
            )
            return self._save(Overlay(overlay.revision + 1, edits))

    def _expect(self, revision: int) -> Overlay:
        overlay = self.load()
        if overlay.revision != revision:
            raise ConflictError("revision-conflict", found=overlay.revision, expected=revision)
        return overlay

    def _save(self, overlay: Overlay) -> Overlay:
        text = json.dumps(overlay.plain(), ensure_ascii=False, allow_nan=False, indent=2)
        save_text(self.path, text + "\n")
        return overlay

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold off other writers between reading the revision and saving the next."""
        with _LOCK:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with (self.path.parent / f".{self.path.name}.lock").open("a") as file:
                _lock_file(file.fileno())
                yield


def parse_overlay(raw: Any) -> Overlay:
    """
    Check a whole overlay as read from JSON.

    Raises
    ------
    CorrectionError
        If anything in it is not what it should be.
    """
    if not isinstance(raw, Mapping) or raw.get("version") != VERSION:
        raise CorrectionError("file-not-corrections", version=VERSION)
    _strict_keys(raw, ("version", "revision", "edits"))
    revision, edits = raw.get("revision"), raw.get("edits")
    if not isinstance(revision, int) or isinstance(revision, bool) or revision < 0:
        raise CorrectionError("file-not-corrections", version=VERSION)
    if not isinstance(edits, list):
        raise CorrectionError("file-not-corrections", version=VERSION)
    if len(edits) > MAX_EDITS:
        raise CorrectionError("edits-too-many", found=len(edits), limit=MAX_EDITS)
    return Overlay(revision, tuple(parse_edit(edit) for edit in edits))


def parse_overlay_bytes(data: bytes) -> Overlay:
    """Check an overlay given as bytes, such as an uploaded file; raises as `parse_overlay`."""
    return parse_overlay(parse_json(data, limit_bytes=MAX_BYTES))


def parse_edit(raw: Any) -> Edit:
    """
    Check the form of one edit: every member, its type and its length.

    Raises
    ------
    CorrectionError
        With the code of what is wrong.
    """
    if not isinstance(raw, Mapping):
        raise CorrectionError("edit-not-an-object")
    _strict_keys(raw, ("id", "op", "target", "values", "source", "date", "at", "undone"))
    ident = _text(raw, "id", 32)
    if not _EDIT_ID.match(ident):
        raise CorrectionError("edit-bad-id", found=ident)
    op = _text(raw, "op", 16)
    if op not in OPS:
        raise CorrectionError("edit-bad-op", found=op, allowed=list(OPS))
    target = _id(raw, "target")
    date = _text(raw, "date", 10)
    try:
        is_day = dt.date.fromisoformat(date).isoformat() == date
    except ValueError:
        is_day = False
    if not is_day:
        raise CorrectionError("edit-bad-date", found=date)
    undone = raw.get("undone", False)
    if not isinstance(undone, bool):
        raise CorrectionError("edit-bad-text", key="undone", limit=5)
    return Edit(
        id=ident,
        op=op,
        target=target,
        values=_values(op, raw.get("values", {})),
        source=_text(raw, "source", MAX_SOURCE),
        date=date,
        at=_text(raw, "at", 40),
        undone=undone,
    )


def check_edit(edit: Edit, catalog: Catalog, overlay: Overlay) -> None:
    """
    Check an edit against the data it corrects.

    Parameters
    ----------
    edit
        An edit of good form.
    catalog
        The shipped data.
    overlay
        The corrections made so far: what they added can be corrected too.

    Raises
    ------
    CorrectionError
        If the target, the position or a reference is not there.
    """
    known = overlay.apply(catalog)
    place, feature = known.get(edit.target), known.feature(edit.target)
    if edit.op == "add":
        # an id is never used again, not even that of an addition taken back
        former = {past.target for past in overlay.edits if past.op == "add"}
        if place is not None or feature is not None or edit.target in former:
            raise CorrectionError("edit-target-taken", target=edit.target)
        _check_references(edit.values, known)
    elif edit.op in ("close", "reopen"):
        if feature is None or feature.kind != "lane":
            raise CorrectionError("edit-not-a-lane", target=edit.target)
    elif place is None and (edit.op == "move" or feature is None or feature.kind != "lane"):
        raise CorrectionError("edit-unknown-target", target=edit.target)
    if "lon" in edit.values:
        west, south, east, north = catalog.site.bounds
        if not (west <= edit.values["lon"] <= east and south <= edit.values["lat"] <= north):
            raise CorrectionError("edit-out-of-bounds")


def _check_references(values: Mapping[str, Any], catalog: Catalog) -> None:
    site = catalog.site
    find: dict[str, Callable[[str], object]] = {
        "within": catalog.get,
        "locale": site.locale,
        "category": site.category,
    }
    for key, known in find.items():
        if key in values and known(values[key]) is None:
            raise CorrectionError("edit-unknown-reference", key=key, found=values[key])


def _values(op: str, raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise CorrectionError("edit-not-an-object")
    if op == "move":
        return MappingProxyType(_lon_lat(_strict_keys(raw, ("lon", "lat"))))
    if op == "rename":
        _strict_keys(raw, ("names",))
        return MappingProxyType({"names": _texts(raw, "names", MAX_NAME)})
    if op == "add":
        _strict_keys(
            raw,
            ("kind", "lon", "lat", "names", "descriptions", "within", "locale", "category"),
        )
        kind = _text(raw, "kind", 16)
        if kind not in ADD_KINDS:
            raise CorrectionError("edit-bad-kind", found=kind, allowed=list(ADD_KINDS))
        values: dict[str, Any] = {
            "kind": kind,
            **_lon_lat(raw),
            "names": _texts(raw, "names", MAX_NAME),
        }
        if raw.get("descriptions"):
            values["descriptions"] = _texts(raw, "descriptions", MAX_DESCRIPTION)
        for key in ("within", "locale", "category"):
            if raw.get(key) is not None:
                values[key] = _id(raw, key)
        return MappingProxyType(values)
    _strict_keys(raw, ())
    return MappingProxyType({})


def _strict_keys(raw: Mapping[str, Any], known: Sequence[str]) -> Mapping[str, Any]:
    for key in raw:
        if key not in known:
            raise CorrectionError("edit-unknown-key", key=str(key)[:40])
    return raw


def _text(raw: Mapping[str, Any], key: str, limit: int) -> str:
    value = raw.get(key)
    if value is None:
        raise CorrectionError("edit-missing", key=key)
    if not isinstance(value, str) or not value.strip() or len(value) > limit or _CONTROL.search(value):
        raise CorrectionError("edit-bad-text", key=key, limit=limit)
    return value.strip()


def _id(raw: Mapping[str, Any], key: str) -> str:
    value = _text(raw, key, 63)
    if not _ID.match(value):
        raise CorrectionError("edit-bad-id", found=value)
    return value


def _texts(raw: Mapping[str, Any], key: str, limit: int) -> Text:
    value = raw.get(key)
    if not isinstance(value, Mapping) or not 1 <= len(value) <= MAX_KEYS:
        raise CorrectionError("edit-bad-names", key=key, limit=limit)
    found = {}
    for lang in value:
        if not isinstance(lang, str) or not _LANG_KEY.match(lang):
            raise CorrectionError("edit-bad-names", key=key, limit=limit)
        found[lang] = _text(value, lang, limit)
    return MappingProxyType(found)


def _lon_lat(raw: Mapping[str, Any]) -> dict[str, float]:
    found = {}
    for key, limit in (("lon", 180), ("lat", 90)):
        value = raw.get(key)
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or not -360 <= value <= 360
            or abs(value) > limit
        ):
            raise CorrectionError("edit-bad-position")
        found[key] = round(float(value), 6)
    return found


def _corrected(place: Place, edit: Edit) -> Place:
    if edit.op == "rename":
        return replace(
            place,
            names=_merged(place.names, edit.values["names"]),
            correction=_noted(place.correction, edit),
        )
    lon, lat = place.lon_lat
    shift = (edit.values["lon"] - lon, edit.values["lat"] - lat)
    moved = shapely.transform(place.geometry, lambda points: points + shift)
    # how good the new position is nobody has measured
    return replace(
        place,
        geometry=moved,
        accuracy="approximate",
        accuracy_m=None,
        correction=_noted(place.correction, edit),
    )


def _renamed(feature: Feature, edit: Edit) -> Feature:
    if edit.op != "rename" or feature.kind != "lane":
        return feature
    return replace(
        feature,
        names=_merged(feature.names, edit.values["names"]),
        correction=_noted(feature.correction, edit),
    )


def _added(edit: Edit, metric: Metric) -> Place:
    values = edit.values
    point = Point(values["lon"], values["lat"])
    side_m = ADDED_SIDES_M.get(values["kind"])
    geometry = point if side_m is None else _square(point, side_m, metric)
    return Place(
        id=edit.target,
        kind=values["kind"],
        names=values["names"],
        geometry=geometry,
        file="corrections.json",
        descriptions=values.get("descriptions", MappingProxyType({})),
        within=values.get("within"),
        locale=values.get("locale"),
        category=values.get("category"),
        source=edit.source,
        accuracy="approximate" if side_m is None else "schematic",
        confirmed=edit.date,
        correction=_noted(None, edit),
    )


def _square(point: Point, side_m: float, metric: Metric) -> BaseGeometry:
    return metric.to_degrees(metric.to_metres(point).buffer(side_m / 2, cap_style="square"))


def _noted(known: Correction | None, edit: Edit) -> Correction:
    ops = (*(known.ops if known else ()), edit.op)
    return Correction(tuple(dict.fromkeys(ops)), edit.source, edit.date)


def _merged(names: Text, given: Text) -> Text:
    return MappingProxyType({**names, **given})


def _geojson(item: Place | Feature) -> dict[str, Any]:
    note = item.correction
    props: dict[str, Any] = {
        "id": item.id,
        "kind": item.kind,
        **{f"name:{key}": name for key, name in item.names.items()},
        "accuracy": item.accuracy,
        "corrected": True,
        "corrections": list(note.ops) if note else [],
        "source": note.source if note else item.source,
        "date": note.date if note else "",
    }
    if isinstance(item, Place):
        props |= {f"description:{key}": text for key, text in item.descriptions.items()}
        for key in ("within", "period", "locale", "category"):
            if getattr(item, key) is not None:
                props[key] = getattr(item, key)
    else:
        props["closed"] = item.closed
    rounded = shapely.transform(item.geometry, lambda points: points.round(6))
    geometry = json.loads(shapely.to_geojson(rounded))
    return {"type": "Feature", "id": item.id, "geometry": geometry, "properties": props}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _lock_file(handle: int) -> None:
    """Wait for the lock of a file; released when it is closed."""
    if os.name == "posix":
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
