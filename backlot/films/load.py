"""
Load the films of a site without ever giving up on the rest.

What is wrong becomes a `Problem` of the films; all else is shown. Whether every text is there in every
language is for `check_films` to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from backlot.catalog.load import MAX_BYTES, parse_json
from backlot.errors import DataError
from backlot.films.form import FILM, PARTS, VERSION, WRONG, At, is_id
from backlot.films.model import Film, Films, Link

if TYPE_CHECKING:
    from backlot.catalog import Catalog
    from backlot.catalog.model import Problem

__all__ = ["FILMS_FILE", "load_films", "read_films"]

FILMS_FILE = "films.json"

_MEMBERS = ("version", "name", "licence", "attribution", "films", *PARTS)


def load_films(folder: Path, catalog: Catalog) -> Films:
    """
    Load the films of a site.

    Parameters
    ----------
    folder
        The site's folder. One without `films.json` has no films, and nothing is wrong with that.
    catalog
        The site's places, which the films are tied to.

    Returns
    -------
    Films
        All that can be shown. What cannot is named in its `problems`; nothing is raised for bad data.
    """
    return read_films(folder, catalog, ())


def read_films(folder: Path, catalog: Catalog, languages: tuple[str, ...]) -> Films:
    """
    Load the films of a site, and tell of every text that is not there in all of some languages.

    Parameters
    ----------
    folder, catalog
        See `load_films`.
    languages
        Codes of the languages.
    """
    problems: list[Problem] = []
    at = At(catalog, problems, languages, FILMS_FILE)
    try:
        data = _bytes(folder / FILMS_FILE)
        raw = parse_json(data) if data is not None else None
    except DataError as error:
        at.wrong(error.code, **error.values)
        return Films(problems=problems)
    if data is None:
        return Films()
    if not isinstance(raw, Mapping):
        at.wrong("not-an-object")
        return Films(problems=problems)
    return replace(_read(raw, at), problems=problems, digest=sha256(data).hexdigest())


def _bytes(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            # one byte more than is read tells that the file is too large
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataError("file-unreadable", reason=error.strerror or type(error).__name__) from error


def _read(raw: Mapping[str, Any], at: At) -> Films:
    if raw.get("version") != VERSION:
        at.of("version").wrong("not-allowed", found=str(raw.get("version"))[:20], allowed=[VERSION])
    for name in raw.keys() - set(_MEMBERS):
        at.of(name).wrong("unknown-property")
    parts = {
        name: found
        for name, shape in PARTS.items()
        if raw.get(name) is not None and (found := shape(raw[name], at.of(name))) is not WRONG
    }
    parts["signs"] = _once(parts.get("signs", ()), at)
    return Films(films=_films(raw.get("films"), at), **parts)


def _films(raw: Any, at: At) -> tuple[Film, ...]:
    if not isinstance(raw, list):
        at.of("films").wrong("missing" if raw is None else "wrong-type", wanted="a list")
        return ()
    found: list[Film] = []
    homes: dict[str, int] = {}
    for number, each in enumerate(raw):
        ident = each.get("id") if isinstance(each, Mapping) else None
        here = replace(at, feature=str(ident) if is_id(ident) else f"#{number + 1}")
        clean = FILM(each, here)
        if clean is WRONG:
            continue
        taken = [name for name in (clean["id"], *clean.get("former_ids", ())) if name in homes]
        for name in taken:
            here.of("id").wrong("duplicate-id", id=name, other=f"films[{homes[name]}]")
        if not taken:
            found.append(_film(_supported(clean, here)))
            homes |= dict.fromkeys((clean["id"], *clean.get("former_ids", ())), number)
    return tuple(found)


def _supported(clean: dict[str, Any], at: At) -> dict[str, Any]:
    """Leave out a synopsis that no source supports."""
    if ("synopsis" in clean) == ("synopsis_source" in clean):
        return clean
    at.of("synopsis_source").wrong("film-no-source")
    return {name: each for name, each in clean.items() if not name.startswith("synopsis")}


def _film(clean: dict[str, Any]) -> Film:
    year = clean.get("year")
    links = tuple(Link(each["place"], each["strength"], each["source"]) for each in clean.get("links", ()))
    return Film(
        id=clean["id"],
        title=MappingProxyType(clean["title"]),
        links=links,
        # whoever shows a film asks for its links and its ids of before
        record={"links": [], **clean},
        former_ids=tuple(clean.get("former_ids", ())),
        years=(year["from"], year["to"]) if year else None,
    )


def _once(signs: Any, at: At) -> tuple[Any, ...]:
    found: dict[str, Any] = {}
    for number, sign in enumerate(signs):
        if sign["id"] in found:
            at.of("signs").item(number).of("id").wrong("duplicate-id", id=sign["id"], other="signs")
        else:
            found[sign["id"]] = sign
    return tuple(found.values())
