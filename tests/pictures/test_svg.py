"""Drawings: shapes only, nothing that runs, loads or multiplies."""

from __future__ import annotations

import pytest

from backlot.pictures.model import PictureError
from backlot.pictures.svg import check_svg, icon_path, svg_size

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'


def _drawing(inside: str, start: str = OPEN) -> bytes:
    return f"{start}{inside}</svg>".encode()


def test_plain_shapes_pass() -> None:
    """What the plates are made of."""
    check_svg(
        _drawing(
            '<defs><g id="a"><rect x="1" y="2" width="3" height="4" fill="#fff"/></g></defs>'
            '<g transform="translate(2 3) rotate(45)" clip-path="url(#c)"><use href="#a" x="5"/></g>'
        )
    )
    assert (24, 24) == svg_size(_drawing(""))


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<rect style="fill: url(http://example.org/x)"/>',
        "<style>*{}</style>",
        '<image href="http://example.org/x.png"/>',
        '<use href="http://example.org/x.svg#a"/>',
        '<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#a"/>',
        '<rect fill="url(http://example.org/#a)"/>',
        "<foreignObject/>",
        '<a href="#a"/>',
        "<animate/>",
        "<text>hello</text>",
        "hello",
        "<!-- hello -->",
        "<?php ?>",
        '<rect xmlns="http://www.w3.org/1999/xhtml"/>',
        '<g id="a"><use href="#a"/></g>',
        "<rect",
        "<g>" * 5_000 + "</g>" * 5_000,
        "<rect/>" * 30_000,
    ],
)
def test_anything_else_is_refused(inside: str) -> None:
    """Scripts, events, styles, texts, other files, loops, and what is not even XML."""
    with pytest.raises(PictureError):
        check_svg(_drawing(inside))


def test_a_document_type_is_refused() -> None:
    """Its entities could grow without end."""
    with pytest.raises(PictureError):
        check_svg(b'<!DOCTYPE svg [<!ENTITY a "b">]>' + _drawing(""))


def test_shapes_that_multiply_are_refused() -> None:
    """Ten of ten of ten: a million from a few lines."""
    parts = ["<rect/>", *(f'<use href="#a{n}"/>' * 10 for n in range(6))]
    doubled = "".join(f'<g id="a{n}">{part}</g>' for n, part in enumerate(parts))
    with pytest.raises(PictureError) as caught:
        check_svg(_drawing(f'<defs>{doubled}</defs><use href="#a6"/>'))
    assert "svg-not-harmless" == caught.value.code


def test_an_icon_is_one_path_on_its_grid() -> None:
    """Only its path data is handed on."""
    assert "M1 2h3z" == icon_path(_drawing('<path fill-rule="evenodd" d="M1 2h3z"/>'))
    with pytest.raises(PictureError):
        icon_path(_drawing('<path d="M1 2h3z"/><path d="M1 2h3z"/>'))
    with pytest.raises(PictureError):
        icon_path(_drawing('<path d="M1 2h3z"/>', OPEN.replace("0 0 24 24", "0 0 48 48")))
