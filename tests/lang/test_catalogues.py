"""The catalogues of strings: complete, alike in every language, plain text, all of it used."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from backlot import lang
from backlot.catalog.corrections import OPS
from backlot.catalog.model import ACCURACIES, PLACE_KINDS
from backlot.films.model import CLAIMED, KINDS, STRENGTHS
from backlot.settings import shipped_geodata_dir
from backlot.viewer import THEMES
from backlot.walks.directions import CROSSINGS, RIDES, TURNS
from backlot.walks.pace import NEEDS
from backlot.walks.timetable import ACTIONS, BREAKS

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "backlot").rglob("*.js"))
MODULES = [
    *sorted((ROOT / "backlot").rglob("*.py")),
    *sorted((ROOT / "pages").glob("*.py")),
    ROOT / "app.py",
]
# these speak English to whoever runs them, and read no catalogue
OWN_WORDS = ("bench",)

# which argument of what notes a problem is its code
CODE_AT = {"_problem": 3, "add": 3, "problem": 1, "wrong": 1}

COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
ENDS = ("start", "end")
OTHERS = tuple(code for code in lang.languages() if code != lang.FALLBACK)


def _read(code: str) -> dict[str, str]:
    text = (ROOT / "backlot" / "lang" / f"{code}.json").read_text("utf-8")
    words: dict[str, str] = json.loads(text)
    return words


def _places(text: str) -> list[str]:
    return sorted(re.findall(r"\{([^{}]*)\}", text))


def _claim_properties() -> list[str]:
    """Return what the data's README allows as `property` of a claim."""
    readme = (shipped_geodata_dir() / "README.md").read_text("utf-8")
    line = next(line for line in readme.splitlines() if line.startswith("`property` is one of "))
    return re.findall(r"`([a-z]+)`", line.removeprefix("`property`"))


def _listed(script: str, name: str) -> list[str]:
    """Return the texts of a constant list in one of the viewer's modules."""
    text = (ROOT / "backlot" / "viewer" / "assets" / script).read_text("utf-8")
    match = re.search(rf"const {name} = \[(.*?)\];", text, re.DOTALL)
    assert match is not None, f"{script} has no list {name}"
    return re.findall(r'"([\w-]+)"', match.group(1))


def _groups() -> list[str]:
    text = (ROOT / "backlot" / "viewer" / "assets" / "legend.js").read_text("utf-8")
    return re.findall(r'\{ key: "(\w+)"', text)


def _signs() -> list[str]:
    text = (ROOT / "backlot" / "viewer" / "assets" / "legend.js").read_text("utf-8")
    match = re.search(r"\.\.\.\[([^\]]*)\]\.map\(entry\)", text)
    assert match is not None
    return re.findall(r'"([\w-]+)"', match.group(1))


def _link_problems() -> list[str]:
    """Return what the viewer's reader of shared links can find wrong."""
    text = (ROOT / "backlot" / "viewer" / "assets" / "compact.js").read_text("utf-8")
    return sorted({code.removeprefix("compact-") for code in re.findall(r'"(compact-[a-z-]+)"', text)})


def _findings() -> list[str]:
    """Return what the check before presenting can find."""
    text = (ROOT / "backlot" / "viewer" / "assets" / "presentcheck.js").read_text("utf-8")
    found = re.findall(r'(?:found|finding|find|note|missing|wrong|add)\(\s*"([a-z-]+)"', text)
    return sorted({*found, "unknown-start", "unknown-end"})


FAMILIES = {
    "accuracy.{}": lambda: ACCURACIES,
    "claim.{}": lambda: (*_claim_properties(), *CLAIMED),
    "compass.{}": lambda: COMPASS,
    "drawing.{}": lambda: _listed("legend.js", "DRAWING"),
    "edit.{}": lambda: OPS,
    "films.any.{}": lambda: _listed("filmscatalogue.js", "FILTERS"),
    "films.filter.{}": lambda: _listed("filmscatalogue.js", "FILTERS"),
    "films.kind.{}": lambda: KINDS,
    "films.status.{}": lambda: ("seen", "removed", "unknown"),
    "films.strength.{}": lambda: (each.replace(" ", "-") for each in STRENGTHS),
    "kind.{}": lambda: PLACE_KINDS,
    "pack.mode.{}": lambda: ("explore", *_listed("main.js", "MODES")),
    "language.{}": lang.languages,
    "language.{}.short": lang.languages,
    "legend.{}": _groups,
    "plan.access.{}": lambda: _listed("router.js", "NOTES"),
    "plan.export.{}": lambda: _listed("plantours.js", "FORMS"),
    "plan.height.{}": lambda: ("half", "full"),
    "plan.link.{}": lambda: _link_problems(),
    "plan.mode.{}": lambda: _listed("ridefield.js", "MODES"),
    "plan.need.{}": lambda: NEEDS,
    "plan.no-{}": lambda: ENDS,
    "plan.part.{}": lambda: ("talk", "photo", "gather"),
    "plan.reason.{}": lambda: ("no-path", "needs", "closed", "too-far"),
    "plan.unknown.{}": lambda: NEEDS,
    "plan.{}": lambda: ENDS,
    "plan.{}-at": lambda: ENDS,
    "present.check.{}": lambda: _findings(),
    "present.grade.{}": lambda: _listed("presentcheck.js", "GRADES"),
    "present.out.{}": lambda: ("closed", "dropped", "skipped"),
    "present.size.{}": lambda: ("100", "125", "150"),
    "present.state.{}": lambda: ("here", "out", "seen"),
    "present.wake.{}": lambda: ("none", "refused"),
    "present.where-no.{}": lambda: _listed("presentplace.js", "TROUBLES"),
    "present.{}": lambda: (
        *("overview", "black", "turn", "lock", "fullscreen", "ink", "more"),
        *("loading", "ready"),
    ),
    "rehearse.{}": lambda: _listed("rehearsetable.js", "COLUMNS"),
    "sheet.height.{}": lambda: _listed("sheet.js", "HEIGHTS"),
    "sign.{}": _signs,
    "theme.{}": lambda: tuple(THEMES),
    "walk.along.{}": lambda: ("way", *CROSSINGS),
    "walk.along.{}.named": lambda: ("way", *CROSSINGS),
    "walk.breaks.{}": lambda: BREAKS,
    "walk.cut.{}": lambda: ACTIONS,
    "walk.ride.{}": lambda: RIDES,
    "walk.turn.{}": lambda: TURNS,
}
"""Keys put together in code, by pattern, with all that can stand in the gap."""


@cache
def _literals(path: Path) -> frozenset[str]:
    """Return every text that stands in a program file as a whole literal."""
    text = path.read_text("utf-8")
    if path.suffix == ".js":
        return frozenset(re.findall(r'"([^"\\\n]*)"', text))
    return frozenset(
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _asked() -> Iterator[tuple[str, str]]:
    """Yield file and key of every key that stands in code as a literal, asked for by `say` or handed on."""
    namespaces = {key.split(".")[0] for key in _read(lang.FALLBACK) if "." in key}
    for path in SCRIPTS:
        text = path.read_text("utf-8")
        for key in re.findall(r'(?<![#/\w])"([a-z][\w-]*(?:\.[\w-]+)+)"', text):
            if key.split(".")[0] in namespaces and not key.endswith((".js", ".geojson", ".json")):
                yield path.name, key
        yield from ((path.name, key) for key in re.findall(r'\.say\(\s*"([^"]+)"', text))
    for path in MODULES:
        if path.parent.name in OWN_WORDS:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _called(node) == "say":
                for each in node.args[:2]:
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield path.name, each.value


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _raised() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Yield file, code and names of values of every error and problem; None where values are handed on."""
    for path in (
        *sorted((ROOT / "backlot" / "catalog").glob("*.py")),
        ROOT / "backlot" / "viewer" / "folium_map.py",
    ):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = _called(node)
            at = 0 if name.endswith("Error") else CODE_AT.get(name)
            if at is None or len(node.args) <= at:
                continue
            code = getattr(node.args[at], "value", None)
            if not isinstance(code, str):
                continue
            names = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
            handed = any(keyword.arg in {None, "values"} for keyword in node.keywords)
            yield path.name, code, None if handed else names


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_the_same_keys(code: str) -> None:
    """English fills a gap, so that nothing breaks; none is left open."""
    own, english = _read(code).keys(), _read(lang.FALLBACK).keys()
    assert (set(), set()) == (english - own, own - english)


@pytest.mark.parametrize("code", OTHERS)
def test_a_string_takes_the_same_values_in_every_language(code: str) -> None:
    """A value left out would be lost to whoever reads that language."""
    english = _read(lang.FALLBACK)
    for key, text in _read(code).items():
        assert _places(english[key]) == _places(text), key


@pytest.mark.parametrize("code", lang.languages())
def test_every_string_is_plain_text(code: str) -> None:
    """No markup, no entity, no template, no blank at an end, none empty."""
    for key, text in _read(code).items():
        assert text.strip() == text != "", key
        assert not re.search(r"[<>\x00-\x1f\u2028\u2029]|&\w+;|\$\{|\{\{|\{%|\{#", text), key
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in _places(text)), key
        assert text.count("{") == text.count("}") == len(_places(text)), key


@pytest.mark.parametrize("code", lang.languages())
def test_a_catalogue_is_sorted_and_has_no_key_twice(code: str) -> None:
    """A change is one line, and the last of two never wins unseen."""
    text = (ROOT / "backlot" / "lang" / f"{code}.json").read_text("utf-8")
    pairs = json.loads(text, object_pairs_hook=list)
    keys = [key for key, _ in pairs]
    assert sorted(set(keys)) == keys
    assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*", key) for key in keys)


@pytest.mark.parametrize("code", OTHERS)
def test_another_language_is_not_english_again(code: str) -> None:
    """A sentence with several words that reads the same was forgotten."""
    english = _read(lang.FALLBACK)
    same = [key for key, text in _read(code).items() if text == english[key] and len(text.split()) > 2]
    assert [] == same


def test_korean_strings_hold_hangul() -> None:
    """All but units, names of languages, and what is nothing but values."""
    korean = _read("ko")
    latin = [key for key, text in korean.items() if not re.search("[가-힣]", text)]
    assert {"language.en.short", "unit.km", "unit.m", "plan.unit.kmh", "unit.m2"} >= {
        key for key in latin if re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", korean[key]))
    }


def test_every_key_asked_for_is_there() -> None:
    """A missing one would be shown as the key itself."""
    english = _read(lang.FALLBACK)
    assert [] == sorted({(file, key) for file, key in _asked() if key not in english})


def test_every_key_put_together_belongs_to_a_family() -> None:
    """Which keys a template asks for must be known, or nobody can tell that they are there."""
    found = set()
    for path in SCRIPTS:
        for template in re.findall(r"say\(`([^`]+)`", path.read_text("utf-8")):
            found.add(re.sub(r"\$\{[^}]+\}", "{}", template))
    assert found == FAMILIES.keys()


@pytest.mark.parametrize("pattern", FAMILIES)
def test_every_member_of_a_family_is_worded(pattern: str) -> None:
    """Every kind, claim, accuracy, theme and sign has its word."""
    members = list(FAMILIES[pattern]())
    assert len(members) > 1
    english = _read(lang.FALLBACK)
    assert [] == [member for member in members if pattern.format(member) not in english]


def test_every_string_is_used() -> None:
    """A string nobody says is translated for nothing."""
    literals = {text for path in (*SCRIPTS, *MODULES) for text in _literals(path)}
    used = {pattern.format(member) for pattern, members in FAMILIES.items() for member in members()}
    used |= {f"error.{text}" for text in literals}
    assert [] == sorted(_read(lang.FALLBACK).keys() - used - literals)


def test_every_error_and_problem_is_worded() -> None:
    """Whatever goes wrong is a sentence in every language."""
    raised = list(_raised())
    assert len(raised) > 60
    english = _read(lang.FALLBACK)
    assert [] == sorted({(file, code) for file, code, _ in raised if f"error.{code}" not in english})


def test_every_value_an_error_is_worded_with_is_given() -> None:
    """No sentence is left with a gap in braces."""
    english = _read(lang.FALLBACK)
    gaps = [
        (file, code, name)
        for file, code, given in _raised()
        for name in _places(english.get(f"error.{code}", ""))
        if given is not None and name not in given
    ]
    assert [] == gaps


def test_no_script_speaks_for_itself() -> None:
    """What a person reads comes from the catalogue: no sentence stands in the viewer's code."""
    spoken = r"(?:text|title|placeholder|alt|\"aria-label\"):\s*[\"'`][^\"'`$]*[A-Za-z가-힣]{2}"
    assigned = r"\.(?:textContent|title|placeholder|innerText)\s*=\s*[\"'`][^\"'`$]*[A-Za-z가-힣]{2}"
    said = r"\b(?:toast|announce|alert|confirm|prompt)\(\s*[\"'`]"
    for path in SCRIPTS:
        text = path.read_text("utf-8")
        assert [] == re.findall(f"{spoken}|{assigned}|{said}", text), path.name


def test_no_page_speaks_for_itself() -> None:
    """The same of Streamlit's pages: no literal goes into what draws a text."""
    drawn = {"title", "header", "subheader", "markdown", "write", "caption", "text", "info", "warning"}
    drawn |= {"error", "success", "toast", "button", "link_button", "download_button", "exception"}
    for path in [*sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "backlot" / "ui").glob("*.py"))]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _called(node) in drawn and node.args:
                first = node.args[0]
                assert not (isinstance(first, ast.Constant) and isinstance(first.value, str)), (
                    path.name,
                    node.lineno,
                )


def test_no_refusal_speaks_for_itself() -> None:
    """A refusal is read by people too: the viewer shows it as it comes."""
    path = ROOT / "backlot" / "ui" / "corrections.py"
    spoken = [text for text in _literals(path) if re.fullmatch(r"[a-z]+( [a-zA-Z-]+){3,}", text)]
    assert [] == spoken
