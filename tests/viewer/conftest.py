"""Give the viewer's tests their sites: the made-up one, a hostile one, the shipped one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backlot.catalog import Catalog, load_site
from backlot.settings import shipped_geodata_dir

HARBOUR = Path(__file__).parents[1] / "sites" / "harbour"

Feature = dict[str, Any]
MakeSite = Callable[..., Catalog]

# a product too long to stand in a page by chance
FACTORS = (740_143, 982_451_653)
PRODUCT = str(FACTORS[0] * FACTORS[1])
HOSTILE = (
    f"{{{{7*191}}}} {{{{{FACTORS[0]}*{FACTORS[1]}}}}} {{{{ self.__init__.__globals__ }}}} {{% raw %}} {{# "
    f"${{{FACTORS[0]}*{FACTORS[1]}}} `+{FACTORS[0]}+` </script><script>stolen()</script> "
    "<!--<script> ]]> --> <img src=x onerror=stolen()></style></html> \u2028\u2029 \\u003c \\\" ' &lt; 한글"
)
# what is an id, a word of a list, or a figure; all else may hold any text
FIXED = ("id", "kind", "class", "within", "period", "locale", "category", "accuracy", "former_ids")
FIXED_IN_SITE = ("id", "crs", "tz", "within", "hue", "hatch", "glyph", "languages", "start", "views.id")


@pytest.fixture(scope="session")
def harbour() -> Catalog:
    """Return the made-up harbour town."""
    return load_site(HARBOUR)


@pytest.fixture(scope="session")
def shipped() -> Catalog:
    """Return the site that comes with the program."""
    return load_site(shipped_geodata_dir())


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Return the harbour town with a hostile text wherever a text may stand."""
    folder = tmp_path_factory.mktemp("hostile")
    for path in HARBOUR.iterdir():
        raw = json.loads(path.read_text("utf-8"))
        fixed = FIXED_IN_SITE if path.name == "site.json" else FIXED
        if path.name == "site.json":
            raw = _spoilt(raw, fixed)
        else:
            raw["name"] = raw["licence"] = raw["attribution"] = HOSTILE
            for feature in raw["features"]:
                feature["properties"] = _spoilt(feature["properties"], fixed)
        (folder / path.name).write_text(json.dumps(raw), "utf-8")
    return load_site(folder)


@pytest.fixture
def make_site(tmp_path: Path) -> MakeSite:
    """Return a function that loads the harbour town with features changed by id, or added."""

    def make(change: Callable[[Feature], None] | None = None, *added: Feature) -> Catalog:
        folder = tmp_path / "site"
        folder.mkdir(exist_ok=True)
        for path in HARBOUR.iterdir():
            raw = json.loads(path.read_text("utf-8"))
            for feature in raw.get("features", ()):
                if change:
                    change(feature)
            if path.name == "studio.geojson":
                raw["features"] += added
            (folder / path.name).write_text(json.dumps(raw), "utf-8")
        return load_site(folder)

    return make


def square(west: float, south: float, side: float) -> list[list[list[float]]]:
    """Return the coordinates of a square polygon in degrees."""
    east, north = west + side, south + side
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def _spoilt(value: Any, fixed: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return {key: part if key in fixed else _spoilt(part, fixed) for key, part in value.items()}
    if isinstance(value, list):
        return [_spoilt(part, fixed) for part in value]
    return HOSTILE if isinstance(value, str) else value
