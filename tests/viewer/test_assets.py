"""The viewer's own files: nothing in them turns a text into markup or code, nothing asks outside."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from backlot.viewer import THEMES
from backlot.viewer.page import _ASSETS

UI_ASSETS = Path(__file__).parents[2] / "backlot" / "ui" / "assets"
SCRIPTS = [*sorted(_ASSETS.glob("*.js")), *sorted(UI_ASSETS.glob("*.js"))]
ALL = [
    *SCRIPTS,
    *sorted(_ASSETS.glob("*.css")),
    *sorted(UI_ASSETS.glob("*.css")),
    *sorted(UI_ASSETS.glob("*.svg")),
]
SVG_NAMESPACE = "http://www.w3.org/2000/svg"

FORBIDDEN = {
    "markup from a text": r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser"
    r"|createContextualFragment|setHTMLUnsafe|srcdoc",
    "code from a text": r"\beval\s*\(|\bnew Function\b|\bFunction\s*\("
    r"|\bset(?:Timeout|Interval)\s*\(\s*[\"'`]",
    "a handler as an attribute": r"[\"']on[a-z]+[\"']\s*,|\.on(?:click|load|error|message)\s*=",
    "a script address": r"javascript:",
    "an open letter box": r"postMessage\([^;]*[\"']\*[\"']\s*\)",
    "a request of another kind": r"\b(?:XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts)\b",
}


def _code(path: Path) -> str:
    """Return a file without its comments, which may speak of what code may not do."""
    text = path.read_text("utf-8")
    return re.sub(r"/\*.*?\*/|^\s*//[^\n]*", "", text, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_script_makes(what: str, path: Path) -> None:
    """Texts reach the page through `textContent` and attributes only."""
    assert [] == re.findall(FORBIDDEN[what], _code(path))


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_no_file_names_an_address_outside(path: Path) -> None:
    """The SVG namespace is a name, never asked for."""
    text = path.read_text("utf-8").replace(SVG_NAMESPACE, "")
    assert [] == re.findall(r"(?:https?|wss?|ftp):?//[^\s\"')]*", text)
    assert [] == re.findall(r"[\"'(]//[a-z]", text)
    assert "@import" not in text


@pytest.mark.parametrize("path", sorted(_ASSETS.glob("*.js")), ids=lambda path: path.name)
def test_every_module_a_module_takes_is_in_the_folder(path: Path) -> None:
    """The page's import map is made of the folder."""
    wanted = re.findall(r"[\"']#viewer/([^\"']+)[\"']", path.read_text("utf-8"))
    assert [] == [name for name in wanted if not (_ASSETS / name).is_file()]


def test_every_module_is_taken_by_another() -> None:
    """What nobody uses is not sent to anybody."""
    texts = {path.name: path.read_text("utf-8") for path in _ASSETS.glob("*.js")}
    taken = {name for text in texts.values() for name in re.findall(r"#viewer/([\w.-]+)", text)}
    assert {"main.js"} == texts.keys() - taken


def test_node_and_the_page_resolve_modules_alike() -> None:
    """The tests run the very files the page holds."""
    imports = json.loads((_ASSETS / "package.json").read_text("utf-8"))["imports"]
    assert {"#viewer/*": "./*"} == imports


def test_every_theme_has_the_same_tokens() -> None:
    """A colour missing from one theme would be the one before it."""
    assert {"light", "dark", "sun"} == set(THEMES)
    for theme in THEMES.values():
        assert THEMES["light"].keys() == theme.keys()


def test_every_colour_is_a_colour() -> None:
    """Tokens go into the style sheet as they are."""
    for name, theme in THEMES.items():
        for part, value in theme.items():
            if isinstance(value, str) and part != "scheme":
                assert re.fullmatch(r"#[0-9A-F]{6}|rgba\([0-9., ]+\)", value), (name, part)
