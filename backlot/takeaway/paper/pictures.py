"""Put pictures into a page: as large as the choice allows, with whom they are by."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import TYPE_CHECKING

from backlot.errors import BacklotError
from backlot.lang import say
from backlot.pictures.model import ALL_RIGHTS
from backlot.takeaway.tags import Markup, tag
from backlot.takeaway.wording import text_of

if TYPE_CHECKING:
    from backlot.catalog import Place
    from backlot.pictures import Library
    from backlot.pictures.model import Picture
    from backlot.takeaway.material import Photographs

__all__ = ["Pictures"]


class Pictures:
    """
    The pictures a page may show.

    Parameters
    ----------
    library
        The pictures.
    photographs
        The largest size of photographs that goes in.
    """

    def __init__(self, library: Library, photographs: Photographs) -> None:
        self.library, self.photographs = library, photographs

    def of(self, place: Place, lang: str) -> Markup | None:
        """
        Return the first picture of a place with its credit, None if there is none.

        Raises
        ------
        BacklotError
            With ``take-picture-gone`` if it has vanished since its library was loaded.
        """
        picture, is_symbol = next(self._candidates(place), (None, False))
        if picture is None:
            return None
        name = self.library.name(picture, self._size(picture))
        found = self.library.open(name)
        if found is None:
            raise BacklotError("take-picture-gone", name=name)
        return _figure(picture, *found, lang=lang, is_symbol=is_symbol)

    def _candidates(self, place: Place) -> Iterator[tuple[Picture, bool]]:
        for picture in self.library.of(place.id):
            if picture.kind == "illustration" or self.photographs != "none":
                yield picture, False
        stands_in = self.library.fallback(place)
        if stands_in is not None:
            yield stands_in, True

    def _size(self, picture: Picture) -> str:
        return "full" if picture.kind == "illustration" else self.photographs


def _figure(picture: Picture, data: bytes, media_type: str, *, lang: str, is_symbol: bool) -> Markup:
    address = f"data:{media_type};base64,{b64encode(data).decode('ascii')}"
    image = tag("img", src=address, alt=text_of(picture.alt, lang))
    return tag("figure", image, tag("figcaption", " · ".join(_credit(picture, lang, is_symbol=is_symbol))))


def _credit(picture: Picture, lang: str, *, is_symbol: bool) -> Iterator[str]:
    if is_symbol:
        yield say(lang, "panel.symbol")
    elif picture.kind == "illustration":
        yield say(lang, "gallery.illustration")
    else:
        caption = text_of(picture.caption, lang)
        if caption:
            yield caption
    yield picture.credit
    yield say(lang, "gallery.all-rights") if picture.licence == ALL_RIGHTS else picture.licence
