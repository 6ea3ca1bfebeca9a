"""
Load the pictures of a site and of its user, without ever giving up on the rest.

A broken record, a missing file or a drawing that could do more than draw becomes a `Problem` of the
library; all else is shown. No path in a record leads out of its folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from backlot.catalog.model import Problem
from backlot.errors import DataError
from backlot.pictures.model import SIZES, WIDE, Library, Picture, PictureError, Stored, parse_picture
from backlot.pictures.store import RECORDS, Store, file_name, read_records
from backlot.pictures.svg import MAX_BYTES as MAX_SVG_BYTES
from backlot.pictures.svg import check_svg, icon_path

if TYPE_CHECKING:
    from backlot.catalog import Catalog
    from backlot.catalog.model import Grade

__all__ = ["load_library"]

FOLDER = "pictures"


def load_library(geodata_folder: Path, home_folder: Path | None, catalog: Catalog) -> Library:
    """
    Load the pictures of a site and of its user.

    Parameters
    ----------
    geodata_folder
        The site's folder. One without pictures gives an empty library.
    home_folder
        The user's folder; None leaves the user's pictures out.
    catalog
        The site's places, to hold the records against.

    Returns
    -------
    Library
        All that can be shown. What cannot is named in its `problems`; nothing is raised for bad data.
    """
    return _Loader(geodata_folder / FOLDER, home_folder, catalog).library()


class _Loader:
    """Put a library together, file by file."""

    def __init__(self, shipped: Path, home: Path | None, catalog: Catalog) -> None:
        self.shipped = shipped
        self.own = None if home is None else Store.of_home(home).folder
        self.catalog = catalog
        self.problems: list[Problem] = []
        self.stored: dict[str, Stored] = {}
        self.addresses: dict[str, dict[str, str]] = {}
        self.content = sha256()

    def library(self) -> Library:
        records: dict[str, Picture] = {}
        if self.shipped.is_dir():
            for picture in self._records(self.shipped, shipped=True):
                records[picture.id] = picture
        if self.own is not None and (self.own / RECORDS).exists():
            for picture in self._records(self.own, shipped=False):
                # a fetched picture takes the place of the shipped record that asked for it
                records[picture.id] = picture
        found: list[Picture] = []
        missing: list[Picture] = []
        for picture in records.values():
            if picture.deleted:
                continue
            self._look_at_references(picture)
            if picture.file is None:
                # named but not fetched yet
                continue
            today = replace(picture, places=tuple(self._today(picture.places)))
            (found if self._place(picture) else missing).append(today)
        self._look_for_plates_without_record(records.values())
        icons = dict(self._icons())
        return Library(
            pictures=found,
            missing=missing,
            problems=self.problems,
            addresses=MappingProxyType(self.addresses),
            stored=MappingProxyType(self.stored),
            icons=MappingProxyType(icons),
            digest=self.content.hexdigest(),
        )

    def _records(self, folder: Path, *, shipped: bool) -> Iterator[Picture]:
        file = f"{FOLDER}/{RECORDS}"
        try:
            raw = read_records(folder / RECORDS)
        except DataError as error:
            self._note("", "", error, file=file)
            return
        self._count(repr(raw))
        seen: set[str] = set()
        for number, each in enumerate(raw["pictures"], start=1):
            try:
                picture = parse_picture(each, shipped=shipped)
            except PictureError as error:
                self._note(_named(each, number), "", error, file=file)
                continue
            if picture.id in seen:
                self._problem(picture.id, "id", "duplicate-id", id=picture.id, other=file)
                continue
            seen.add(picture.id)
            yield picture

    def _today(self, places: tuple[str, ...]) -> Iterator[str]:
        """Yield the ids that places have today, of those there are."""
        for place_id in places:
            place = self.catalog.get(place_id)
            if place is not None:
                yield place.id

    def _look_at_references(self, picture: Picture) -> None:
        for place_id in picture.places:
            if self.catalog.get(place_id) is None:
                self._problem(picture.id, "places", "unknown-place", found=place_id)
        if picture.stands_for is not None:
            what, _, ident = picture.stands_for.partition(":")
            site = self.catalog.site
            listed = site.categories if what == "category" else site.locales
            allowed = [each.id for each in listed]
            if ident not in allowed:
                self._problem(picture.id, "stands_for", "unknown-reference", found=ident, allowed=allowed)
        if picture.shipped:
            for lang in self.catalog.site.languages:
                if lang not in picture.alt:
                    self._problem(picture.id, "alt", "language-missing", lang=lang)

    def _place(self, picture: Picture) -> bool:
        """Give a picture its addresses; return whether its files are there."""
        if picture.kind == "illustration":
            return self._place_drawing(picture)
        file = str(picture.file)
        for folder in (self.own, self.shipped):
            if folder is None:
                continue
            paths = {size: folder / "files" / file_name(file, size) for size in SIZES}
            if all(path.is_file() and _is_inside(path, folder) for path in paths.values()):
                wide = folder / "files" / file_name(file, WIDE)
                if wide.is_file() and _is_inside(wide, folder):
                    paths[WIDE] = wide
                self.addresses[picture.id] = {size: path.name for size, path in paths.items()}
                for path in paths.values():
                    self.stored[path.name] = Stored("image/jpeg", path=path)
                self._count(f"{picture.id} {file}")
                return True
        self._problem(picture.id, "file", "picture-file-missing", found=file)
        return False

    def _place_drawing(self, picture: Picture) -> bool:
        folder = self.shipped if picture.shipped else self.own
        try:
            data = _drawing(folder or self.shipped, str(picture.file))
            check_svg(data)
        except DataError as error:
            self._note(picture.id, "file", error)
            return False
        name = f"{sha256(data).hexdigest()[:16]}.svg"
        self.addresses[picture.id] = dict.fromkeys(SIZES, name)
        self.stored[name] = Stored("image/svg+xml", data=data)
        self._count(f"{picture.id} {name}")
        return True

    def _look_for_plates_without_record(self, pictures: Any) -> None:
        named = {picture.file for picture in pictures}
        for path in sorted(self.shipped.glob("plates/*.svg")):
            file = f"plates/{path.name}"
            if file not in named:
                self._problem(path.stem, "", "plate-without-record", found=file, grade="problematic")

    def _icons(self) -> Iterator[tuple[str, str]]:
        for path in sorted(self.shipped.glob("icons/*.svg")):
            file = f"{FOLDER}/icons/{path.name}"
            if self.catalog.get(path.stem) is None:
                self._problem(path.stem, "", "unknown-place", found=path.stem, file=file)
                continue
            try:
                data = icon_path(_drawing(self.shipped, f"icons/{path.name}"))
            except DataError as error:
                self._note(path.stem, "", error, file=file)
                continue
            self._count(f"{path.stem} {data}")
            yield path.stem, data

    def _note(self, feature: str, prop: str, error: DataError, file: str = f"{FOLDER}/{RECORDS}") -> None:
        values = MappingProxyType(error.values)
        self.problems.append(Problem("invalid", file, feature, prop, error.code, values))

    def _problem(
        self,
        feature: str,
        prop: str,
        code: str,
        file: str = f"{FOLDER}/{RECORDS}",
        grade: Grade = "invalid",
        **values: object,
    ) -> None:
        self.problems.append(Problem(grade, file, feature, prop, code, MappingProxyType(values)))

    def _count(self, text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        self.content.update(f"{len(data)}\0".encode() + data)


def _drawing(folder: Path, file: str) -> bytes:
    path = folder / file
    if not _is_inside(path, folder):
        # a link that leads out of the folder
        raise PictureError("picture-file-missing", found=file)
    try:
        if path.stat().st_size > MAX_SVG_BYTES:
            raise PictureError("svg-not-harmless", found=f"{path.stat().st_size} bytes")
        return path.read_bytes()
    except OSError as error:
        raise PictureError("picture-file-missing", found=file) from error


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        # a link that leads to itself
        return False


def _named(raw: Any, number: int) -> str:
    ident = raw.get("id") if isinstance(raw, dict) else None
    return ident[:63] if isinstance(ident, str) and ident.isprintable() and ident else f"#{number}"
