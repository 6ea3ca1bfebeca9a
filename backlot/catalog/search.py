"""
Find places by words: any language and romanisation, unfinished, without accents or spaces, with a typo.

The same algorithm as `backlot/viewer/assets/search.js`; both pass `tests/cases/search.json` and give equal
scores. Change them together.

A name and a query are folded alike: compatibility decomposition, marks dropped, letters lowered, Hangul
taken apart into keystrokes (so that what an input method shows half-way is a prefix of the whole). A hit
is graded exact, prefix, word prefix, part or typo; equal grades go by rank, length of name, id. A query
of initial consonants alone finds the names with these initials.

Typos are counted as restricted Damerau-Levenshtein distance: insert, delete, replace, swap two neighbours.
For more info see Boytsov (2011), doi:10.1145/1963190.1963191.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypedDict

if TYPE_CHECKING:
    from backlot.catalog.model import Place

__all__ = [
    "Entry",
    "Found",
    "SearchIndex",
    "build_index",
    "edit_distance",
    "entry_of",
    "fold",
    "initials",
    "search",
    "typo_limit",
]

EXACT = 500
PREFIX = 400
WORD = 300
PART = 200
TYPO = 100
TYPO_STEP = 10
TYPO_WHOLE = 5

MAX_QUERY_LENGTH = 80
_FAR = 255

_APOSTROPHES = re.compile("['`\u00b4\u02b9\u02bb\u02bc\u02be\u02bf\u2018\u2019\u201b\u2032\uff07]")
_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")

# each final consonant as the keys that type it, from U+11A8 on
_FINALS = [
    *("1100", "1101", "1100+1109", "1102", "1102+110c", "1102+1112", "1103", "1105", "1105+1100"),
    *("1105+1106", "1105+1107", "1105+1109", "1105+1110", "1105+1111", "1105+1112", "1106", "1107"),
    *("1107+1109", "1109", "110a", "110b", "110c", "110e", "110f", "1110", "1111", "1112"),
]
_VOWELS = {
    "\u116a": "\u1169\u1161",
    "\u116b": "\u1169\u1162",
    "\u116c": "\u1169\u1175",
    "\u116f": "\u116e\u1165",
    "\u1170": "\u116e\u1166",
    "\u1171": "\u116e\u1175",
    "\u1174": "\u1173\u1175",
}
# letters that have no decomposition, and the invisible fillers of Hangul
_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ı": "i",
    "ł": "l",
    "þ": "th",
    "ς": "σ",
    "\u115f": "",
    "\u1160": "",
}
_FOLDED: Mapping[str, str] = {
    **{
        chr(0x11A8 + index): "".join(chr(int(code, 16)) for code in codes.split("+"))
        for index, codes in enumerate(_FINALS)
    },
    **_VOWELS,
    **_LETTERS,
}


class Entry(TypedDict):
    """What is searched of one place: its names in order of importance, the id among them."""

    id: str
    rank: int
    names: list[str]


class Found(NamedTuple):
    """One hit: id of the entry, score, and the name that matched."""

    id: str
    score: int
    name: str


@dataclass(slots=True)
class _Text:
    """Folded names joined into one text, so that one pass over it finds every occurrence."""

    text: str = "\n"
    starts: list[int] = field(default_factory=list)
    word_starts: set[int] = field(default_factory=set)
    names: list[int] = field(default_factory=list)


@dataclass(slots=True)
class SearchIndex:
    """Names folded once; made by `build_index`."""

    ids: list[str]
    ranks: list[int]
    entry_of_name: list[int]
    names: list[str]
    compacts: list[str]
    masks: list[int]
    words: list[list[int]]
    vocabulary: list[str]
    whole: _Text
    initials: _Text


def build_index(entries: Iterable[Entry]) -> SearchIndex:
    """
    Fold the names of all entries, ready to be searched.

    Parameters
    ----------
    entries
        What to search; ids are unique.
    """
    index = SearchIndex([], [], [], [], [], [], [], [], _Text(), _Text())
    numbers: dict[str, int] = {}
    whole: list[list[str]] = []
    starting: list[list[str]] = []
    for number, entry in enumerate(entries):
        index.ids.append(entry["id"])
        index.ranks.append(entry["rank"])
        seen: set[str] = set()
        for name in entry["names"]:
            words = fold(name)
            key = " ".join(words)
            if not words or key in seen:
                continue
            seen.add(key)
            at = len(index.names)
            compact = "".join(words)
            index.entry_of_name.append(number)
            index.names.append(name)
            index.compacts.append(compact)
            index.masks.append(_mask(compact))
            index.words.append([numbers.setdefault(word, len(numbers)) for word in words])
            whole.append(words)
            index.whole.names.append(at)
            firsts = initials(name)
            if firsts:
                starting.append(firsts)
                index.initials.names.append(at)
    index.vocabulary = list(numbers)
    _join(index.whole, whole)
    _join(index.initials, starting)
    return index


def search(index: SearchIndex, query: str, limit: int = 10) -> list[Found]:
    """
    Return the entries that match best, best first.

    Parameters
    ----------
    index
        Made by `build_index`.
    query
        What was typed.
    limit
        How many at most; none when 0 or less.
    """
    words = " ".join(fold(query))[:MAX_QUERY_LENGTH].split()
    if not words or limit <= 0:
        return []
    compact = "".join(words)
    hits = _Hits(index)
    if len(compact) > 1 and all("\u1100" <= char <= "\u1112" for char in compact):
        _scan(hits, index.initials, compact, (PREFIX, WORD, PART, PART))
        return hits.best(limit)
    lone = len(compact) == 1 and compact < "\u2e80"
    _scan(hits, index.whole, compact, (EXACT, PREFIX, WORD, 0 if lone else PART))
    if len(words) > 1:
        _scan_words(hits, words)
    if len(hits.names) < limit and not hits.has_exact:
        _scan_typos(hits, words, compact)
    return hits.best(limit)


def fold(text: str) -> list[str]:
    """
    Return the words of a text as they are compared.

    Letters and digits only, lower case, without marks; Hangul as keystrokes of initial consonants and
    simple vowels. Apostrophes vanish, anything else separates words. Characters beyond the basic
    multilingual plane separate too: Python and JavaScript count them differently.
    """
    if text.isascii():
        return _NOT_ASCII_WORD.sub(" ", _APOSTROPHES.sub("", text).lower()).split()
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text))
    return "".join([_fold_letter(char) for char in plain]).split()


def initials(text: str) -> list[str]:
    """Return the initial consonants of each word that has Hangul, empty if the text has none."""
    words: list[str] = []
    current: list[str] = []
    has_hangul = False
    for char in unicodedata.normalize("NFC", text):
        if "\uac00" <= char <= "\ud7a3":
            current.append(chr(0x1100 + (ord(char) - 0xAC00) // 588))
            has_hangul = True
        elif char.isascii() and char.isalnum():
            current.append(char.lower())
        elif current:
            words.append("".join(current))
            current = []
    if current:
        words.append("".join(current))
    return words if has_hangul else []


def typo_limit(length: int) -> int:
    """Return how many edits a word of so many letters may be away: from 3 letters 1, from 6 two."""
    return 0 if length <= 2 else 1 if length <= 5 else 2


def edit_distance(query: str, name: str, limit: int) -> tuple[int, int]:
    """
    Return the edits from a query to a name, and to the nearest beginning of it.

    Parameters
    ----------
    query, name
        Folded texts.
    limit
        Distances above it are all returned as 255.

    Returns
    -------
    tuple[int, int]
        Distance to the whole name and to its nearest prefix.
    """
    rows, columns = len(query), len(name)
    if columns < rows - limit:
        return _FAR, _FAR
    width = min(columns, rows + limit)
    far = limit + 1
    before = [far] * (width + 1)
    above = [j if j <= limit else far for j in range(width + 1)]
    lowest_above = 0
    for i in range(1, rows + 1):
        row = [far] * (width + 1)
        if i <= limit:
            row[0] = i
        lowest = row[0]
        for j in range(max(1, i - limit), min(width, i + limit) + 1):
            cost = above[j - 1] + (query[i - 1] != name[j - 1])
            cost = min(cost, above[j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and query[i - 1] == name[j - 2] and query[i - 2] == name[j - 1]:
                cost = min(cost, before[j - 2] + 1)
            row[j] = min(cost, far)
            lowest = min(lowest, row[j])
        # a swap reaches back two rows
        if lowest > limit and lowest_above + 1 > limit:
            return _FAR, _FAR
        before, above, lowest_above = above, row, lowest
    whole = above[columns] if columns <= width else far
    prefix = min(above)
    return (whole if whole <= limit else _FAR), (prefix if prefix <= limit else _FAR)


def entry_of(place: Place, lang: str | None = None) -> Entry:
    """
    Return what is searched of a place.

    Parameters
    ----------
    place
        The place.
    lang
        Language whose name comes first, so that it is the one shown among equals.
    """
    names = dict(place.names)
    first = [names.pop(lang)] if lang is not None and lang in names else []
    found = dict.fromkeys([*first, *names.values(), *place.alt_names, place.id, *place.former_ids])
    return {"id": place.id, "rank": place.rank, "names": list(found)}


class _Hits:
    """The best name of each entry so far."""

    def __init__(self, index: SearchIndex) -> None:
        self.index = index
        self.scores: dict[int, int] = {}
        self.names: dict[int, int] = {}
        self.has_exact = False

    def add(self, name: int, score: int) -> None:
        entry = self.index.entry_of_name[name]
        known = self.scores.get(entry, 0)
        if score > known or (score == known and name < self.names[entry]):
            self.scores[entry] = score
            self.names[entry] = name
            if score == EXACT:
                self.has_exact = True

    def best(self, limit: int) -> list[Found]:
        index = self.index

        def order(entry: int) -> tuple[int, int, int, str]:
            length = len(index.compacts[self.names[entry]])
            return -self.scores[entry], index.ranks[entry], length, index.ids[entry]

        return [
            Found(index.ids[entry], self.scores[entry], index.names[self.names[entry]])
            for entry in heapq.nsmallest(limit, self.names, key=order)
        ]


def _scan(hits: _Hits, where: _Text, compact: str, scores: tuple[int, int, int, int]) -> None:
    exact, prefix, word, part = scores
    text, starts = where.text, where.starts
    at = text.find(compact)
    line = 0
    while at >= 0:
        while starts[line + 1] <= at:
            line += 1
        if at == starts[line]:
            score = exact if at + len(compact) == starts[line + 1] - 1 else prefix
        else:
            score = word if at in where.word_starts else part
        if score:
            hits.add(where.names[line], score)
        at = text.find(compact, at + 1)


def _scan_words(hits: _Hits, words: Sequence[str]) -> None:
    """Find the names that have every word, in any order."""
    index = hits.index
    text, starts = index.whole.text, index.whole.starts
    longest = max(words, key=len)
    at = text.find(longest)
    line = 0
    while at >= 0:
        while starts[line + 1] <= at:
            line += 1
        score = _score_words(index, line, words)
        if score:
            hits.add(line, score)
        at = text.find(longest, starts[line + 1] - 1)


def _score_words(index: SearchIndex, name: int, words: Sequence[str]) -> int:
    score = WORD
    for word in words:
        if any(index.vocabulary[number].startswith(word) for number in index.words[name]):
            continue
        if (len(word) == 1 and word < "\u2e80") or word not in index.compacts[name]:
            return 0
        score = PART
    return score


def _scan_typos(hits: _Hits, words: Sequence[str], compact: str) -> None:
    index = hits.index
    limit = typo_limit(len(compact))
    if limit == 0:
        return
    unfinished = _unfinished_limit(len(compact))
    mask = _mask(compact)
    distances = [_word_distances(index, word) for word in words]
    found = dict(hits.scores)
    for name, entry in enumerate(index.entry_of_name):
        if entry in found:
            continue
        score = 0
        if (mask & ~index.masks[name]).bit_count() <= limit:
            whole, prefix = edit_distance(compact, index.compacts[name], limit)
            if whole != _FAR:
                score = TYPO - TYPO_STEP * whole + TYPO_WHOLE
            if prefix <= unfinished:
                score = max(score, TYPO - TYPO_STEP * prefix)
        numbers = index.words[name]
        if len(numbers) > 1 or len(words) > 1:
            total = 0
            for near in distances:
                total += min(near[number] for number in numbers)
                if total > limit:
                    break
            else:
                score = max(score, TYPO - TYPO_STEP * total)
        if score:
            hits.add(name, score)


def _word_distances(index: SearchIndex, word: str) -> list[int]:
    """Return the edits from a word to each word of the vocabulary, 255 where it is too far."""
    limit = typo_limit(len(word))
    unfinished = _unfinished_limit(len(word))
    mask = _mask(word)
    found = []
    for known in index.vocabulary:
        if known.startswith(word):
            found.append(0)
        elif limit == 0 or (mask & ~_mask(known)).bit_count() > limit:
            found.append(_FAR)
        else:
            whole, prefix = edit_distance(word, known, limit)
            found.append(min(whole, prefix if prefix <= unfinished else _FAR))
    return found


def _unfinished_limit(length: int) -> int:
    """Return how many edits the beginning of a name may be away: fewer, for more would match by chance."""
    return 0 if length <= 4 else 1 if length <= 7 else 2


@lru_cache(maxsize=4096)
def _fold_letter(char: str) -> str:
    category = unicodedata.category(char)[0]
    if category == "M" or char in "'\u02bc":
        return ""
    if category not in "LN" or char > "\uffff":
        return " "
    # letter by letter: a final sigma then folds like any other
    return "".join(
        _FOLDED.get(lowered, lowered)
        for lowered in char.lower()
        if not unicodedata.category(lowered).startswith("M")
    )


def _mask(text: str) -> int:
    mask = 0
    for char in text:
        mask |= 1 << (ord(char) & 31)
    return mask


def _join(where: _Text, names: Sequence[Sequence[str]]) -> None:
    at = 1
    for words in names:
        where.starts.append(at)
        for word in words:
            where.word_starts.add(at)
            at += len(word)
        at += 1
    where.starts.append(at)
    where.text = "\n" + "".join("".join(words) + "\n" for words in names)
