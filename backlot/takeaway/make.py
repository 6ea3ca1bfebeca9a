"""Make any of the things to take along, and tell beforehand how large it will be."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from backlot.errors import DataError
from backlot.takeaway.extent import limited
from backlot.takeaway.material import quiet
from backlot.takeaway.names import safe_name
from backlot.takeaway.onefile import inline_of, pack_of, title_of, to_html
from backlot.takeaway.wording import text_of
from backlot.takeaway.write import FORMS, render
from backlot.takeaway.zipped import zipped

if TYPE_CHECKING:
    from backlot.takeaway.material import Material, Tell

__all__ = ["FORMS_ALL", "Made", "Part", "estimate", "make", "today"]


@dataclass(frozen=True, slots=True)
class Made:
    """A finished thing: the name of its file, its media type, its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """What a part of a thing comes to: `what` it is, how many there are of it, in how many bytes."""

    what: str
    n: int
    bytes: int


@dataclass(frozen=True, slots=True)
class _Kind:
    suffix: str
    media_type: str
    build: Callable[[Material, Tell], bytes]


def make(form: str, material: Material, tell: Tell = quiet) -> Made:
    """
    Make a thing to take along, today.

    Parameters
    ----------
    form
        One of `FORMS_ALL`.
    material
        What it is made from.
    tell
        Told how far it has come; what it raises ends the work.

    Raises
    ------
    DataError
        If the form is not known (``export-unknown-form``), or needs a tour and there is none
        (``take-no-tour``), or what the form itself refuses.
    BacklotError
        With ``take-picture-gone`` if a picture has vanished.
    """
    kind = _kind(form)
    if material.tour is None and form not in _WITHOUT_TOUR:
        raise DataError("take-no-tour", form=form)
    name = safe_name(text_of(title_of(material), material.choice.languages[0]), kind.suffix)
    return Made(name, kind.media_type, kind.build(today(material), tell))


def today(material: Material) -> Material:
    """Return material that says it is made today."""
    return replace(material, made=dt.datetime.now(dt.UTC).date().isoformat())


def estimate(form: str, material: Material) -> list[Part]:
    """
    Return what a thing will come to, part by part, without making it where that takes long.

    Raises
    ------
    DataError
        As `make`.
    """
    kind = _kind(form)
    if material.tour is None and form not in _WITHOUT_TOUR:
        raise DataError("take-no-tour", form=form)
    if form in ("html", "web"):
        return _viewer_parts(form, limited(material))
    bare = replace(material, choice=replace(material.choice, photographs="none"))
    parts = [Part("texts", len(material.tours), len(kind.build(bare, quiet)))]
    if form in _WITH_PHOTOGRAPHS:
        parts += _photographs(limited(material), _WITH_PHOTOGRAPHS[form])
    return parts


def _viewer_parts(form: str, kept: Material) -> list[Part]:
    is_packed = form == "html"
    # bytes written as letters take five for every four
    more = 1.25 if is_packed else 1
    drawn, own = _pictures(kept)
    page = _page_bytes(_Page(form, kept)) * more
    parts = [Part("viewer", len(kept.catalog.places), round(page))]
    if not is_packed:
        parts.append(Part("illustrations", len(drawn), sum(drawn)))
    return [*parts, *([Part("photographs", len(own), round(sum(own) * more))] if own else [])]


def _photographs(kept: Material, factor: float) -> list[Part]:
    _, own = _pictures(kept)
    return [Part("photographs", len(own), round(sum(own) * factor))] if own else []


def _pictures(kept: Material) -> tuple[list[int], list[int]]:
    """Return the sizes in bytes of the drawings, and of the photographs."""
    sizes = kept.library.sizes
    drawn = [size for name, size in sizes.items() if name.endswith(".svg")]
    return drawn, [size for name, size in sizes.items() if not name.endswith(".svg")]


class _Page:
    """The page of a viewer without its photographs; known by all that it is made from."""

    def __init__(self, form: str, kept: Material) -> None:
        self.form = form
        self.kept = kept
        views = tuple(view.id for view in kept.catalog.site.views)
        tours = tuple(kept.tours)
        digests = (kept.catalog.digest, kept.library.digest, kept.films and kept.films.digest)
        self.key = (form, *digests, views, kept.choice.languages, tours)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Page) and self.key == other.key

    def __hash__(self) -> int:
        return hash(repr(self.key))


@lru_cache(maxsize=8)
def _page_bytes(page: _Page) -> int:
    from backlot.takeaway.onefile import pictures_of
    from backlot.viewer import Host, render

    kept = page.kept
    drawings = kept.library.limited("none", (), kept.catalog.places)
    pictures = pictures_of(drawings)
    host = Host.alone(pack_of(kept, pictures, form=page.form), pictures="pictures/")
    inline = inline_of(kept)
    if page.form == "html":
        inline["drawings"] = {name: data.decode() for name, (data, _) in pictures.items()}
    text = render(kept.catalog, host, drawings, inline, kept.films).html.encode()
    return len(gzip.compress(text, compresslevel=6)) if page.form == "html" else len(text)


# ---------------------------------------------------------------- the forms


def _web(material: Material, tell: Tell) -> bytes:
    from backlot.takeaway.folder import to_web

    folder = safe_name(material.tour.id if material.tour else material.catalog.site.id)
    files = to_web(material, tell)
    return zipped({f"{folder}/{name}": data for name, data in files.items()}, tell, day=material.made)


def _print(material: Material, tell: Tell) -> bytes:
    from backlot.takeaway.paper import PaperChoice, to_print

    return to_print(material, tell, look=PaperChoice(large=material.choice.large_print))


def _svg(material: Material, tell: Tell) -> bytes:
    from backlot.takeaway.mapsvg import to_svg

    return to_svg(material, tell)


def _archive(material: Material, tell: Tell) -> bytes:
    from backlot.takeaway.archive import to_zip

    return to_zip(material, tell, made=material.made)


def _exchange(material: Material, tell: Tell) -> bytes:
    from backlot.takeaway.exchange import to_backlot

    return to_backlot(material, tell)


def _text(form: str) -> Callable[[Material, Tell], bytes]:
    def build(material: Material, tell: Tell) -> bytes:
        tell("packing", 0, 1)
        itinerary = material.itinerary
        if itinerary is None:
            raise DataError("take-no-tour", form=form)
        choice = material.choice
        return render(itinerary, form, lang=choice.languages[0], notes=choice.notes)

    return build


_KINDS: Mapping[str, _Kind] = MappingProxyType(
    {
        "html": _Kind(".html", "text/html; charset=utf-8", to_html),
        "web": _Kind(".zip", "application/zip", _web),
        "print": _Kind(" - print.html", "text/html; charset=utf-8", _print),
        **{name: _Kind(f".{name}", form.media_type, _text(name)) for name, form in FORMS.items()},
        "zip": _Kind(".zip", "application/zip", _archive),
        "backlot": _Kind(".backlot", "application/zip", _exchange),
        "svg": _Kind(".svg", "image/svg+xml", _svg),
    }
)
_WITHOUT_TOUR = ("html", "web", "print", "svg", "backlot")
# photographs by how many bytes each of theirs takes: written as letters, or as they are
_WITH_PHOTOGRAPHS = {"print": 4 / 3, "backlot": 1.0}

FORMS_ALL: tuple[str, ...] = tuple(_KINDS)


def _kind(form: str) -> _Kind:
    found = _KINDS.get(form)
    if found is None:
        raise DataError("export-unknown-form", found=form[:20], allowed=list(FORMS_ALL))
    return found
