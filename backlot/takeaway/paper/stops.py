"""Print a block for each stop: what it looks like, its names, when, and what nobody knows about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from backlot.lang import say
from backlot.takeaway.paper.pack import paragraphs
from backlot.takeaway.tags import Child, Markup, tag
from backlot.takeaway.wording import leg_marks, text_of

if TYPE_CHECKING:
    from backlot.catalog import Place
    from backlot.catalog.model import About
    from backlot.takeaway.material import Tell
    from backlot.takeaway.outline import Outline, Point
    from backlot.takeaway.paper.pack import Pack
    from backlot.takeaway.paper.pictures import Pictures
    from backlot.tours.model import TourStop

__all__ = ["accuracy_text", "stop_pages"]

LONG_NOTES = 1_700
"""A stop with more letters of notes does not fit a page; its notes alone may go on to the next."""


def stop_pages(pack: Pack, pictures: Pictures, tell: Tell) -> Markup:
    """Return the rules for photographs and the blocks of all stops."""
    outline = pack.outline
    stops = [] if outline is None else [point for point in outline.points if point.kind == "stop"]
    blocks = []
    for number, point in enumerate(stops):
        tell("pictures", number, len(stops))
        blocks.append(_block(pack, outline, point, pictures))
    tell("pictures", len(stops), len(stops))
    return tag("section", pack.heading(2, "paper.stops-title"), _rules(pack), blocks, class_="stops")


def accuracy_text(place: Place, lang: str) -> str:
    """Return how good a position is, and when it was compared with its source."""
    if place.accuracy_m is not None:
        position = say(lang, "accuracy.within", n=f"{place.accuracy_m:g}")
    else:
        known = {"surveyed": "accuracy.surveyed", "approximate": "accuracy.approximate"}
        position = say(lang, known.get(place.accuracy, "accuracy.schematic"))
    checked = place.confirmed or say(lang, "fact.never")
    return f"{position} · {say(lang, 'fact.confirmed')}: {checked}"


def _rules(pack: Pack) -> Markup | None:
    about = _photo_rules(pack)
    if about is None:
        return None
    return tag(
        "div",
        tag("h3", pack.each(lambda lang: text_of(about.title, lang))),
        pack.plain(about.text),
        tag("p", pack.labelled("paper.source", about.source), class_="small"),
        class_="notice rules",
    )


def _photo_rules(pack: Pack) -> About | None:
    return next((each for each in pack.whole.site.about if each.topic == "photographs"), None)


def _block(pack: Pack, outline: Outline | None, point: Point, pictures: Pictures) -> Markup:
    place = pack.whole.get(point.id)
    told = _notes(pack, point)
    long = sum(len(text) for text in (point.stop or {"notes": {}})["notes"].values()) if told else 0
    known = _unknown(pack, outline, point)
    # in two languages it needs the width of the page
    below = len(pack.languages) > 1
    beside = [_times(pack, point), pack.warnings([] if point.stop is None else point.stop["problems"])]
    number = tag("span", str(point.number), class_="dot big")
    head = tag(
        "div",
        tag("div", number, pack.names(point.name, place), class_="title"),
        tag(
            "div",
            None if place is None else pictures.of(place, pack.lang),
            tag("div", beside, None if below else known, class_="beside"),
            class_="look",
        ),
        known if below else None,
        class_="head",
    )
    foot = None if place is None else _source(pack, place)
    return tag("article", head, told, foot, class_="stop long" if long > LONG_NOTES else "stop")


def _times(pack: Pack, point: Point) -> Markup:
    stop = point.stop
    dwell = 0 if stop is None else stop["dwell_min"]
    slack = None if stop is None else stop["slack_min"]
    unplanned = point.arrive is None
    return pack.facts(
        [
            (
                "takeaway.column.arrive",
                pack.words("paper.unknown-time") if unplanned else tag("b", point.arrive),
            ),
            ("takeaway.column.leave", None if point.leave is None else tag("b", point.leave)),
            ("paper.stay", pack.minutes(dwell) if dwell else None),
            ("paper.slack", None if slack is None else pack.slack(slack)),
        ]
    )


def _unknown(pack: Pack, outline: Outline | None, point: Point) -> Markup:
    """Return what is not known of a stop and of the way to it, and where the rules stand."""
    way = None if outline is None else outline.way_to(point)

    def told(lang: str) -> Child:
        lines = list(_open_lines(pack, point, lang))
        if way is not None:
            lines += [say(lang, "paper.way-here", mark=mark) for mark in leg_marks(way.leg, lang)]
        if _photo_rules(pack) is not None:
            lines.append(say(lang, "paper.photo-rules"))
        return tag("ul", [tag("li", line) for line in lines])

    return pack.sides(told, class_="sides two known" if len(pack.languages) > 1 else "sides known")


def _open_lines(pack: Pack, point: Point, lang: str) -> Iterator[str]:
    stop = _tour_stop(pack, point)
    if stop is None:
        return
    if stop.open is None:
        yield say(lang, "paper.hours-unknown")
    else:
        hours = ", ".join(f"{since}–{until}" for since, until in stop.open)
        yield say(lang, "paper.hours", hours=hours)
    yield say(lang, "paper.access-unknown")


def _tour_stop(pack: Pack, point: Point) -> TourStop | None:
    plan = pack.material.plan
    if plan is None or point.number is None:
        return None
    known = [stop for stop in plan.tour.stops if plan.catalog.get(stop.id) is not None]
    return known[point.number - 1]


def _notes(pack: Pack, point: Point) -> Markup | None:
    if not pack.material.choice.notes or point.stop is None or not point.stop["notes"]:
        return None
    notes, stop = point.stop["notes"], _tour_stop(pack, point)
    passage = pack.sides(
        lambda lang: paragraphs(notes.get(lang, "")) or paragraphs(_other(notes, pack, lang))
    )
    sources = "; ".join(stop.sources) if stop is not None else ""
    told = tag("p", pack.labelled("paper.source", sources), class_="small") if sources else None
    return tag("div", tag("h3", pack.words("takeaway.column.notes")), passage, told, class_="notes")


def _other(notes: dict[str, str], pack: Pack, lang: str) -> str:
    """Return notes for a language without any: those of another, unless these stand beside anyway."""
    if lang != pack.lang or any(notes.get(code) for code in pack.languages):
        return ""
    return text_of(notes, lang)


def _source(pack: Pack, place: Place) -> Markup:
    lines = [pack.each(lambda lang: accuracy_text(place, lang))]
    if place.source:
        lines.append(pack.labelled("paper.source", place.source))
    return tag("footer", [tag("p", line, class_="small") for line in lines])
