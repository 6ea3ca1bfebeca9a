"""The layers of the program: who may import whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# lowest first: a layer may import those before it, and itself
LAYERS = (
    ("backlot.lang", "backlot.lazy", "backlot"),
    ("backlot.errors", "backlot.settings"),
    ("backlot.catalog",),
    ("backlot.command",),
    ("backlot.films", "backlot.pictures", "backlot.tours"),
    ("backlot.walks",),
    ("backlot.viewer",),
    ("backlot.takeaway", "backlot.rooms"),
    ("backlot.bench",),
    ("backlot.ui",),
)
# who may import a library that others must not see
ONLY_IN = {
    "streamlit": ("backlot.ui", "backlot.bench", "app", "pages"),
    "streamlit_folium": ("backlot.bench",),
    "folium": ("backlot.viewer", "backlot.bench"),
    "branca": ("backlot.viewer", "backlot.bench"),
    "starlette": ("backlot.ui", "backlot.rooms"),
    "geopandas": ("backlot.catalog", "backlot.bench"),
    "fiona": (),
    "pyogrio": (),
    "osgeo": (),
    "pickle": (),
}


def _modules() -> list[tuple[str, Path]]:
    files = [*sorted((ROOT / "backlot").rglob("*.py")), *sorted((ROOT / "pages").glob("*.py"))]
    if (ROOT / "app.py").exists():
        files.append(ROOT / "app.py")
    found = []
    for path in files:
        parts = path.relative_to(ROOT).with_suffix("").parts
        found.append((".".join(part for part in parts if part != "__init__"), path))
    return found


def _imports(path: Path, module: str) -> Iterator[str]:
    """Yield what a file imports, wherever in it; imports for type checking alone count too."""
    is_package = path.name == "__init__.py"
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                kept = parts[: len(parts) - node.level + is_package]
                base = ".".join([*kept, base] if base else kept)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _level(module: str) -> int | None:
    best: tuple[int, int] | None = None
    for level, names in enumerate(LAYERS):
        for name in names:
            # the bare package is only its version
            if (module == name or (name != "backlot" and module.startswith(f"{name}."))) and (
                best is None or len(name) > best[0]
            ):
                best = (len(name), level)
    return None if best is None else best[1]


def _is_in(module: str, homes: tuple[str, ...]) -> bool:
    return any(module == home or module.startswith(f"{home}.") for home in homes)


@pytest.mark.parametrize(
    ("module", "path"), _modules(), ids=lambda value: str(value) if isinstance(value, str) else ""
)
def test_a_module_imports_no_layer_above_it(module: str, path: Path) -> None:
    """What is below knows nothing of what is above."""
    level = _level(module)
    if level is None:
        # the command line, app.py and pages stand above all layers
        return
    above = sorted(name for name in _imports(path, module) if (_level(name) or 0) > level)
    assert [] == above


@pytest.mark.parametrize(
    ("module", "path"), _modules(), ids=lambda value: str(value) if isinstance(value, str) else ""
)
def test_a_library_is_imported_only_where_it_belongs(module: str, path: Path) -> None:
    """Folium stays in the viewer, Streamlit in the user interface, GDAL nowhere."""
    wrong = sorted(
        library
        for library in {name.partition(".")[0] for name in _imports(path, module)} & ONLY_IN.keys()
        if not _is_in(module, ONLY_IN[library])
    )
    assert [] == wrong


def test_every_package_has_its_layer() -> None:
    """A new package must be given its place above."""
    packages = {f"backlot.{path.parent.name}" for path in (ROOT / "backlot").glob("*/__init__.py")}
    assert set() == {name for name in packages if _level(name) is None}


def test_nobody_imports_a_page() -> None:
    """Pages are scripts: nothing is taken from them."""
    for module, path in _modules():
        assert not any(_is_in(name, ("pages", "app")) for name in _imports(path, module))
