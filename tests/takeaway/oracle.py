"""What must be found in an export again, worked out apart from the program."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from backlot.walks.itinerary_type import Itinerary, ItineraryStop, Terminal

# any character, halves of surrogate pairs among them, and often one that means something to a format
TEXTS = st.text(
    st.characters() | st.sampled_from("\r\n\t\\;,:\"'&<>]=+-@{}\x00\x0b\x1b\x85\u2028\ufeff\uffff")
)


def kept(text: str) -> str:
    """Return what must survive: every line end is one, and what no format carries is gone."""
    for end in ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"):
        text = text.replace(end, "\n")
    return "".join(
        each
        for each in text
        if each in "\t\n" or (unicodedata.category(each) not in {"Cc", "Cs"} and each not in "\ufffe\uffff")
    )


def line(text: str) -> str:
    """Return a name as it must be found: kept, on one line."""
    return " ".join(kept(text).split())


def name(texts: dict[str, str], lang: str) -> str:
    """Return a name with the one in the other language beside."""
    own, other = line(texts[lang]), line(texts["ko" if lang == "en" else "en"])
    return f"{own} ({other})" if own and other and other != own else own or other


def places(itinerary: Itinerary) -> list[Terminal | ItineraryStop]:
    """Return start, stops and end, as far as there are."""
    ends = itinerary["start"], itinerary["end"]
    return [*filter(None, ends[:1]), *itinerary["stops"], *filter(None, ends[1:])]
