"""Photographs of a printed code, made up: turned, slanted, bent, blurred, badly lit, badly printed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

import numpy as np
import segno
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Picture = NDArray[np.float32]

PAGE_MM = (210, 297)
CODE_AT_MM = (70, 60)
QUIET_MODULES = 4


@dataclass(frozen=True)
class Photograph:
    """How a code is printed and how it is photographed.

    Parameters
    ----------
    width, height
        The picture, in pixels.
    code_mm
        The code on an A4 page, with its quiet zone.
    page_share
        How much of the picture's longer edge the page's longer edge takes.
    turn_deg
        How far the page is turned.
    slant
        How much shorter the far edge of the page is than the near one, down and across.
    bend
        How far the paper bulges, as a share of its height.
    paper, ink
        How light both are, 0 to 255.
    texture
        The grain of the paper and of grey printing, as a spread.
    blur_px
        Radius of the lens's blur.
    noise
        The sensor's noise, as a spread.
    shade
        How much darker one corner is, as a share.
    shadow
        How much darker a shadow with a hard edge across the code is.
    jpeg
        The quality of the file, None for one without loss.
    level
        The level of error correction the code is made with.
    """

    name: str
    width: int = 1600
    height: int = 1200
    code_mm: float = 70
    page_share: float = 0.95
    turn_deg: float = 0
    slant: tuple[float, float] = (0, 0)
    bend: float = 0
    paper: int = 235
    ink: int = 25
    texture: float = 2
    blur_px: float = 0.7
    noise: float = 3
    shade: float = 0
    shadow: float = 0
    jpeg: int | None = 85
    inverted: bool = False
    mirrored: bool = False
    level: str = "m"


def taken(text: str, how: Photograph) -> Image.Image:
    """Return the photograph of a text's code, in grey; the same each time."""
    draw = np.random.default_rng(len(text) + how.width)
    page = _page(text, how)
    picture = _photographed(page, how)
    values = np.asarray(picture, dtype=np.float32)
    values = values + _grain(draw, values.shape) * how.texture
    values = (values * _light(values.shape, how)).astype(np.float32)
    picture = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    picture = picture.filter(ImageFilter.GaussianBlur(how.blur_px))
    values = (
        np.asarray(picture, dtype=np.float32) + draw.standard_normal(values.shape, np.float32) * how.noise
    )
    return _packed(Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)), how.jpeg)


@cache
def code(text: str, level: str, version: int | None = None) -> Image.Image:
    """Return a text's code with its quiet zone, one pixel a module."""
    made = segno.make(text, error=level, version=version, micro=False, boost_error=False)
    packed = io.BytesIO()
    made.save(packed, kind="png", scale=1, border=QUIET_MODULES)
    return Image.open(packed).convert("L")


def _page(text: str, how: Photograph) -> Image.Image:
    """Return the printed page, about as large as it will be in the picture."""
    scale = max(how.width, how.height) * how.page_share / PAGE_MM[1] * 1.5
    page = Image.new("L", (round(PAGE_MM[0] * scale), round(PAGE_MM[1] * scale)), how.paper)
    pen = ImageDraw.Draw(page)
    for line in range(24):
        top = (140 + line * 6) * scale
        for word in range(12):
            left = (15 + word * 15) * scale
            pen.rectangle(
                (left, top, left + (6 + (line * word) % 8) * scale, top + 2.2 * scale), fill=how.ink
            )
    printed = code(text, how.level)
    if how.mirrored:
        printed = printed.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    side = round(how.code_mm * scale)
    light, dark = (how.ink, how.paper) if how.inverted else (how.paper, how.ink)
    printed = printed.point([dark + (light - dark) * value // 255 for value in range(256)])
    page.paste(
        printed.resize(
            (side, side), Image.Resampling.BOX if side > 4 * printed.width else Image.Resampling.LANCZOS
        ),
        (round(CODE_AT_MM[0] * scale), round(CODE_AT_MM[1] * scale)),
    )
    return _bent(page, how.bend) if how.bend else page


def _bent(page: Image.Image, bend: float) -> Image.Image:
    """Let the page bulge along its height."""
    values = np.asarray(page)
    height, width = values.shape
    at = np.arange(width)
    shift = (np.sin(at / width * np.pi) * bend * height).astype(int)
    rows = np.clip(np.arange(height)[:, None] + shift[None, :], 0, height - 1)
    return Image.fromarray(values[rows, at[None, :]])


def _photographed(page: Image.Image, how: Photograph) -> Image.Image:
    """Return the page on a dark table, seen by a camera that is turned and slanted."""
    half = np.array([PAGE_MM[0] / PAGE_MM[1], 1]) * max(how.width, how.height) * how.page_share / 2
    down, across = how.slant
    turn = np.deg2rad(how.turn_deg)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    corners = []
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        nearer = np.array([1 + down * y / 2, 1 + across * x / 2])
        corners.append(
            spin @ (half * (x, y) * nearer * (1 - max(down, across) / 3)) + (how.width / 2, how.height / 2)
        )
    whole = (how.width, how.height)
    figures = _perspective(corners, [(0, 0), (page.width, 0), page.size, (0, page.height)])
    return page.transform(
        whole, Image.Transform.PERSPECTIVE, figures, Image.Resampling.BICUBIC, fillcolor=90
    )


def _perspective(seen: list[NDArray[np.float64]], there: list[tuple[int, int]]) -> list[float]:
    """Return the figures by which Pillow finds a picture's point on the page."""
    rows, right = [], []
    for (x, y), (to_x, to_y) in zip(seen, there, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -x * to_x, -y * to_x], [0, 0, 0, x, y, 1, -x * to_y, -y * to_y]]
        right += [to_x, to_y]
    figures: list[float] = np.linalg.solve(np.array(rows, float), np.array(right, float)).tolist()
    return figures


def _grain(draw: np.random.Generator, shape: tuple[int, ...]) -> Picture:
    """Return the grain of paper: fine and coarse."""
    fine = draw.standard_normal(shape, np.float32)
    coarse = draw.normal(0, 128, (shape[0] // 6 + 1, shape[1] // 6 + 1))
    large = Image.fromarray(coarse.astype(np.float32)).resize(
        (shape[1], shape[0]), Image.Resampling.BILINEAR
    )
    grain: Picture = fine + np.asarray(large, dtype=np.float32) / np.float32(128)
    return grain


def _light(shape: tuple[int, ...], how: Photograph) -> Picture:
    """Return how much light falls on each pixel."""
    down, across = np.ogrid[0 : shape[0], 0 : shape[1]]
    slope = (down / shape[0] + across / shape[1]) / 2
    light: Picture = (1 - how.shade * slope).astype(np.float32)
    # a hand's shadow, over a part of the code
    light[(across + down * 0.4) < shape[1] * 0.6] *= 1 - how.shadow
    return light


def _packed(picture: Image.Image, quality: int | None) -> Image.Image:
    if quality is None:
        return picture
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=quality)
    return Image.open(packed).convert("L")
