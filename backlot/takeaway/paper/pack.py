"""Hold what all pages of a field pack are made from, and say things in its one or two languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from backlot.lang import say
from backlot.takeaway.tags import Child, Markup, tag
from backlot.takeaway.wording import marks, text_of

if TYPE_CHECKING:
    from backlot.catalog import Catalog, Place
    from backlot.takeaway.material import Material
    from backlot.takeaway.outline import Outline
    from backlot.takeaway.phrases import Phrases

__all__ = ["Pack", "PaperChoice", "length_text", "paragraphs"]

Page: TypeAlias = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """
    How the pages are to look.

    Parameters
    ----------
    page
        The paper they ask for. None leaves it to whoever prints; the pages are right on both.
    large
        Whether all that is read is printed large.
    """

    page: Page | None = None
    large: bool = False


@dataclass(frozen=True, eq=False)
class Pack:
    """
    What the pages are made from.

    Parameters
    ----------
    material
        What goes in.
    outline
        The tour lined up, None for a map without one.
    phrases
        What to say at the site, None where nobody wrote it down.
    look
        How the pages look.
    """

    material: Material
    outline: Outline | None
    phrases: Phrases | None
    look: PaperChoice

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages texts are printed in, two at most, the first one first."""
        return self.material.choice.languages[:2]

    @property
    def lang(self) -> str:
        """The first language."""
        return self.languages[0]

    @property
    def whole(self) -> Catalog:
        """All places of the site, also those the choice leaves out."""
        plan = self.material.plan
        return self.material.catalog if plan is None else plan.catalog

    def words(self, key: str, /, **values: object) -> Markup:
        """Return a short string in each language, one after the other."""
        return self.each(lambda lang: say(lang, key, **values))

    def each(self, told: Callable[[str], str]) -> Markup:
        """Return what is told in each language on one line, once where both are the same."""
        found: dict[str, str] = {}
        for lang in self.languages:
            found.setdefault(told(lang), lang)
        spans = [tag("span", words, lang=lang) for words, lang in found.items() if words]
        return tag("span", *spans, class_="words")

    def heading(self, level: int, key: str, /, **values: object) -> Markup:
        """Return a heading."""
        return tag(f"h{level}", self.words(key, **values))

    def sides(self, told: Callable[[str], Child], **attributes: object) -> Markup:
        """Return a passage in each language, two of them side by side."""
        found = [(lang, told(lang)) for lang in self.languages]
        columns = [tag("div", passage, lang=lang) for lang, passage in found if passage]
        css = "sides two" if len(columns) > 1 else "sides"
        return tag("div", *columns, **{"class_": css, **attributes})

    def labelled(self, key: str, value: str) -> Markup:
        """Return what something is called in each language, and what it is, once."""
        return tag("span", self.words(key), ": ", tag("bdi", value))

    def minutes(self, minutes: float) -> Markup:
        """Return minutes."""
        return self.each(lambda lang: say(lang, "takeaway.minutes", n=round(minutes)))

    def slack(self, slack_min: float) -> Markup:
        """Return how much time is to spare, or by how much it is too late."""
        key = "takeaway.slack" if slack_min >= 0 else "takeaway.late"
        return self.words(key, n=round(abs(slack_min)))

    def warnings(self, codes: Iterable[str]) -> list[Markup]:
        """Return what is wrong with a stop, in words."""
        return [tag("p", self._marked(code), class_="warn") for code in codes]

    def _marked(self, code: str) -> Markup:
        return self.each(lambda lang: marks([code], lang)[0])

    def facts(self, facts: Iterable[tuple[str, Child]]) -> Markup:
        """Return a list of facts; each is the key of what it is called, and its value."""
        return tag(
            "dl",
            [tag("div", tag("dt", self.words(key)), tag("dd", value)) for key, value in facts if value],
            class_="facts",
        )

    def names(self, names: Mapping[str, str], place: Place | None = None) -> Markup:
        """Return a name in all its scripts, each large enough to be shown to somebody."""
        known = names if place is None else {**place.names, **names}
        spoken = [code for code in known if "-" not in code]
        order = sorted(spoken, key=lambda code: code != self.lang)
        shown: dict[str, str] = {}
        for code in order:
            shown.setdefault(" ".join(known[code].split()), code)
        return tag(
            "div",
            [
                tag("p", tag("bdi", name), lang=code, class_="name local" if code == self.local else "name")
                for name, code in shown.items()
                if name
            ],
            class_="names",
        )

    @property
    def local(self) -> str:
        """The language spoken at the site, as far as is known."""
        if self.phrases is not None:
            return self.phrases.language
        return self.whole.site.languages[-1]

    def plain(self, texts: Mapping[str, str]) -> Markup:
        """Return a passage of the data in each language, a paragraph a line."""
        return self.sides(lambda lang: paragraphs(text_of(texts, lang)))


def paragraphs(text: str) -> list[Markup]:
    """Return the lines of a text as paragraphs, each in the direction its first letter asks for."""
    return [tag("p", line, dir="auto") for line in text.splitlines() if line.strip()]


def length_text(metres: float, lang: str, *, about: bool = False) -> str:
    """Return a length in words."""
    near = round(metres / 10) * 10 if about else round(metres)
    length = say(lang, "unit.m", n=near) if metres < 995 else say(lang, "unit.km", n=f"{metres / 1000:.1f}")
    return say(lang, "takeaway.about", text=length) if about else length
