"""Print what one shows or says to people: cards for a driver, and phrases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from backlot.takeaway.phrases import GAP
from backlot.takeaway.tags import Markup, tag
from backlot.takeaway.wording import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlot.catalog import Place
    from backlot.takeaway.paper.pack import Pack
    from backlot.takeaway.phrases import Phrase, Phrases

__all__ = ["card_pages", "phrase_page"]


def card_pages(pack: Pack) -> Markup | None:
    """Return a card for where the tour starts and ends, and one for each hotel; None without phrases."""
    phrases = pack.phrases
    if phrases is None:
        return None
    ends = _ends(pack)
    # a tour from a hotel needs no other one's card
    slept_at = [place for place in ends if place.category == phrases.card_category]
    hotels = [] if slept_at else pack.whole.by(category=phrases.card_category)
    if not ends and not hotels:
        return None
    return tag(
        "section",
        pack.heading(2, "paper.cards"),
        [_card(pack, place, phrases.card if place in slept_at else phrases.driver) for place in ends],
        tag("div", [_card(pack, place, phrases.card) for place in hotels], class_="compact"),
        class_="cards",
    )


def phrase_page(pack: Pack) -> Markup | None:
    """Return the phrases, with room for a name or a time; None where nobody wrote any down."""
    phrases = pack.phrases
    if phrases is None:
        return None
    return tag(
        "section",
        pack.heading(2, "paper.phrases"),
        tag("p", pack.words("paper.phrases-note"), class_="small"),
        tag("div", [_phrase(pack, phrases, each) for each in phrases.phrases], class_="phrases"),
    )


def _ends(pack: Pack) -> list[Place]:
    tour = pack.material.plan.tour if pack.material.plan else pack.material.tour
    ids = [] if tour is None else [each for each in (tour.start, tour.end) if each is not None]
    return [place for each in dict.fromkeys(ids) if (place := pack.whole.get(each)) is not None]


def _card(pack: Pack, place: Place, sentence: Mapping[str, str]) -> Markup:
    said = [tag("p", sentence[pack.local], lang=pack.local, class_="say")]
    said += [tag("p", sentence[lang], lang=lang, class_="small") for lang in _others(sentence, pack)]
    spelt = " · ".join(_distinct(place.names.get(f"{pack.local}-Latn-{each}", "") for each in ("RR", "MR")))
    return tag(
        "div",
        said,
        _around(pack, place),
        pack.names(place.names),
        tag("p", spelt, class_="small") if spelt else None,
        class_="card",
    )


def _around(pack: Pack, place: Place) -> Markup | None:
    """Return the name of the landmark a place is part of: nobody knows which gate or plaza else."""
    seen = {place.id}
    around = pack.whole.get(place.within) if place.within else None
    while around is not None and around.within and around.id not in seen:
        seen.add(around.id)
        around = pack.whole.get(around.within)
    if around is None:
        return None
    return tag("p", tag("bdi", around.name(pack.local)), lang=pack.local, class_="around")


def _others(texts: Mapping[str, str], pack: Pack) -> list[str]:
    """Return the languages a phrase is explained in: those of the pack, else the first there is."""
    found = [code for code in pack.languages if code in texts and code != pack.local]
    return found or [code for code in texts if code != pack.local][:1]


def _phrase(pack: Pack, phrases: Phrases, phrase: Phrase) -> Markup:
    local = phrases.language
    return tag(
        "div",
        tag("p", _gapped(phrase.text[local]), lang=local, class_="say"),
        tag("p", _gapped(phrase.said), class_="said"),
        [tag("p", _gapped(text_of(phrase.text, lang)), lang=lang) for lang in _others(phrase.text, pack)],
        class_="phrase",
    )


def _gapped(text: str) -> list[str]:
    """Return a phrase with a gap to write in where something is to be put."""
    gap = tag("span", "", class_="gap")
    parts = [each for part in text.split(GAP) for each in (gap, part)]
    return [part for part in parts[1:] if part]


def _distinct(texts: Iterable[str]) -> list[str]:
    return [text for text in dict.fromkeys(texts) if text]
