"""
Let in only drawings that can do nothing but draw.

An SVG file may hold scripts, load other files and multiply itself without end. The project's own plates
need a few shapes and figures: these are allowed, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from xml.etree import ElementTree as ET

from backlot.pictures.model import PictureError

__all__ = ["MAX_BYTES", "check_svg", "icon_path", "svg_size"]

MAX_BYTES = 100_000
MAX_DRAWN = 20_000

_NS = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset({"path", "rect", "circle", "ellipse", "polygon", "polyline", "line", "use"})
_GROUPS = frozenset({"svg", "g", "defs", "clipPath"})
_FIGURES = re.compile(r"[0-9eE ,.+%-]{1,4000}\Z")
_PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE ,.+\n-]{1,40000}\Z")
_PAINT = re.compile(r"(none|currentColor|#[0-9A-Fa-f]{3}|#[0-9A-Fa-f]{6}|#[0-9A-Fa-f]{8}|[a-z]{3,20})\Z")
_REFERENCE = re.compile(r"#[A-Za-z][A-Za-z0-9_-]{0,60}\Z")
_CLIP = re.compile(r"url\(#[A-Za-z][A-Za-z0-9_-]{0,60}\)\Z")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}\Z")
_TRANSFORM = re.compile(
    r"(?:(?:translate|scale|rotate|matrix|skewX|skewY)\([0-9eE ,.+-]{1,200}\)[ ,]*){1,8}\Z"
)
_WORD = re.compile(r"[A-Za-z-]{1,20}( [a-zA-Z]{1,10})?\Z")

_ATTRIBUTES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        **dict.fromkeys(("x", "y", "width", "height", "cx", "cy", "r", "rx", "ry"), _FIGURES),
        **dict.fromkeys(("x1", "y1", "x2", "y2", "points", "viewBox", "opacity"), _FIGURES),
        **dict.fromkeys(("fill-opacity", "stroke-opacity", "stroke-width"), _FIGURES),
        **dict.fromkeys(("stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset"), _FIGURES),
        **dict.fromkeys(("fill-rule", "clip-rule", "stroke-linecap", "stroke-linejoin"), _WORD),
        "preserveAspectRatio": _WORD,
        "d": _PATH,
        "fill": _PAINT,
        "stroke": _PAINT,
        "id": _NAME,
        "href": _REFERENCE,
        "clip-path": _CLIP,
        "transform": _TRANSFORM,
    }
)


def check_svg(data: bytes) -> None:
    """
    Check that a drawing holds shapes only.

    Raises
    ------
    PictureError
        With code ``"svg-not-harmless"`` and what was found: a document type, a script, an event, a style,
        a text, a reference to another file, or more shapes than a drawing needs.
    """
    root = _parse(data)
    if root.tag != f"{_NS}svg":
        raise PictureError("svg-not-harmless", found=_short(root.tag))
    named: dict[str, ET.Element] = {}
    for element in root.iter():
        name = element.tag.removeprefix(_NS)
        if not element.tag.startswith(_NS) or name not in _SHAPES | _GROUPS:
            raise PictureError("svg-not-harmless", found=_short(name))
        for key, value in element.attrib.items():
            form = _ATTRIBUTES.get(key)
            if form is None or not form.match(value.strip()):
                raise PictureError("svg-not-harmless", found=_short(f"{key}={value}"))
        if (element.text or "").strip() or (element.tail or "").strip():
            raise PictureError(
                "svg-not-harmless", found=_short((element.text or element.tail or "").strip())
            )
        if "id" in element.attrib:
            named.setdefault(element.attrib["id"], element)
    try:
        _drawn(root, named, (), {})
    except RecursionError as error:
        raise PictureError("svg-not-harmless", found="<g><g>") from error


def svg_size(data: bytes) -> tuple[int, int] | None:
    """Return the width and height its viewBox gives, None without one."""
    figures = (_parse(data).get("viewBox") or "").replace(",", " ").split()
    try:
        _, _, width, height = (float(each) for each in figures)
    except ValueError:
        return None
    return round(width), round(height)


def icon_path(data: bytes) -> str:
    """
    Return the path data of a map icon: one path, 24 by 24, filled even-odd.

    Raises
    ------
    PictureError
        As `check_svg`; also if it is not a single path on that grid.
    """
    check_svg(data)
    root = _parse(data)
    paths = list(root)
    if root.get("viewBox") != "0 0 24 24" or len(paths) != 1 or paths[0].tag != f"{_NS}path":
        raise PictureError("svg-no-icon")
    return paths[0].get("d", "")


def _parse(data: bytes) -> ET.Element:
    # without a document type there are no entities that could grow
    if len(data) > MAX_BYTES or b"<!" in data or b"<?" in data.removeprefix(b"<?xml "):
        raise PictureError("svg-not-harmless", found="<!")
    try:
        text = data.decode("utf-8-sig")
        return ET.fromstring(text.removeprefix('<?xml version="1.0" encoding="UTF-8"?>'))  # noqa: S314
    except (ET.ParseError, UnicodeDecodeError, ValueError) as error:
        raise PictureError("svg-broken") from error


def _drawn(
    element: ET.Element, named: Mapping[str, ET.Element], inside: tuple[str, ...], known: dict[str, int]
) -> int:
    """Return how many shapes an element draws, with all that `use` repeats; raises as `check_svg`."""
    count = 1 + sum(_drawn(child, named, inside, known) for child in element)
    target = element.attrib.get("href", "#")[1:]
    if element.tag == f"{_NS}use" and target in named:
        if target in inside or len(inside) > 8:
            raise PictureError("svg-not-harmless", found=f"#{target}")
        if target not in known:
            known[target] = _drawn(named[target], named, (*inside, target), known)
        count += known[target]
    if count > MAX_DRAWN:
        raise PictureError("svg-not-harmless", found=f"{count} shapes")
    return count


def _short(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text[:60])
