"""Folders of data for the tests: the shipped one to look things up in, and spoiled copies."""

from __future__ import annotations

import json
import shutil
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.support.server import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = ROOT / "geodata"
HARBOUR = ROOT / "tests" / "sites" / "harbour"

HOSTILE = (
    "qz{{7*191}}zq {% raw %} {# ${alert(1)} `tick` "
    "</script><script>window.pwned=1</script> <img src=x onerror=window.pwned=1>"
)
COMPUTED = "qz1337zq"
"""What the template in `HOSTILE` would come to, were it ever run."""

# what a machine reads: a hostile text here is a broken file, not a text to show
_NOT_TEXT = frozenset(
    {
        "accuracy",
        "bounds",
        "category",
        "class",
        "confirmed",
        "coordinates",
        "crs",
        "date",
        "former_ids",
        "from",
    }
    | {
        "glyph",
        "hatch",
        "hue",
        "id",
        "kind",
        "languages",
        "licence",
        "locale",
        "period",
        "start",
        "to",
        "tz",
    }
    | {"type", "version", "view", "within"}
)


@cache
def features(folder: Path = SHIPPED) -> dict[str, dict[str, Any]]:
    """Return the properties of every feature of a folder by id."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.geojson")):
        collection = json.loads(path.read_text(encoding="utf-8"))
        found |= {each["id"]: each["properties"] for each in collection["features"]}
    return found


@cache
def site(folder: Path = SHIPPED) -> dict[str, Any]:
    """Return the `site.json` of a folder."""
    found: dict[str, Any] = json.loads((folder / "site.json").read_text(encoding="utf-8"))
    return found


def copy_of(folder: Path, to: Path) -> Path:
    """Copy a folder of data, to spoil the copy."""
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("schema"))
    return to


def hostile_copy_of(folder: Path, to: Path) -> Path:
    """Copy a folder of data and put `HOSTILE` behind every text a person may read."""
    copy_of(folder, to)
    for path in (*to.glob("*.json"), *to.glob("*.geojson")):
        spoiled = _spoil(json.loads(path.read_text(encoding="utf-8")), "")
        path.write_text(json.dumps(spoiled, ensure_ascii=False), encoding="utf-8")
    return to


def _spoil(value: Any, key: str) -> Any:
    if key in _NOT_TEXT:
        return value
    if isinstance(value, dict):
        # a claim says what it is about in one of a few words
        fixed = {"property"} if "property" in value and "value" in value else set()
        return {name: each if name in fixed else _spoil(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_spoil(each, key) for each in value]
    return f"{value} {HOSTILE}" if isinstance(value, str) else value
