"""Sizes: from any picture three small ones, or a refusal; never a surprise."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from backlot.pictures.model import SIZES, PictureError
from backlot.pictures.sizes import LIMITS, MAX_PIXELS, kind_of, make_sizes
from tests.pictures.conftest import gps_of, photograph


def _saved(image: Image.Image, form: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def _noise(width: int, height: int) -> Image.Image:
    cells = np.random.default_rng(7).integers(0, 255, (height // 4, width // 4, 3), dtype=np.uint8)
    return Image.fromarray(cells).resize((width, height))


def _png_header(width: int, height: int) -> bytes:
    """Return a PNG that promises pixels and holds hardly any."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"IDAT" + zlib.compress(b"\0" * 1_000)
    chunks = b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in (head, body, b"IEND")
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_every_format_is_known_by_its_content(form: str) -> None:
    """Names of files do not come into it."""
    data = photograph(form=form)
    assert form == kind_of(data)
    sized = make_sizes(data)
    assert (640, 480) == (sized.width, sized.height)
    assert (320, 240) == Image.open(BytesIO(sized.thumb)).size


def test_a_panorama_has_a_size_to_turn_in() -> None:
    """Beside the three of every picture, which stay as they are."""
    data = _saved(_noise(6000, 3000), "JPEG", quality=80)
    sized = make_sizes(data, panorama=True)
    assert sized.wide is not None
    wide = Image.open(BytesIO(sized.wide))
    assert LIMITS["full"][0] < wide.width <= LIMITS["wide"][0]
    assert len(sized.wide) <= LIMITS["wide"][1]
    assert abs(wide.width - 2 * wide.height) <= 1
    assert max(Image.open(BytesIO(sized.full)).size) <= LIMITS["full"][0]
    assert make_sizes(data).wide is None


def test_even_noise_fits_its_limits() -> None:
    """Noise is the worst a JPEG can meet: pixels are given up then, not the limits."""
    sized = make_sizes(_saved(_noise(2400, 1800), "JPEG", quality=95))
    for size in SIZES:
        edge_px, limit = LIMITS[size]
        data = getattr(sized, size)
        assert len(data) <= limit
        assert max(Image.open(BytesIO(data)).size) <= edge_px
    assert (sized.width, sized.height) == Image.open(BytesIO(sized.full)).size


def test_a_small_picture_is_not_enlarged() -> None:
    """Pixels that were not there are not made up."""
    sized = make_sizes(photograph(size=(200, 100)))
    assert all((200, 100) == Image.open(BytesIO(getattr(sized, size))).size for size in SIZES)


def test_no_metadata_comes_along() -> None:
    """Neither EXIF with a position nor anything else is left in what is shown."""
    data = photograph(gps=gps_of(1.5, 2.5), artist="Somebody", date="2026:01:02 03:04:05")
    sized = make_sizes(data)
    for size in SIZES:
        image = Image.open(BytesIO(getattr(sized, size)))
        assert {} == dict(image.getexif())
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"} | {
            "progressive",
            "progression",
        }
        assert b"Somebody" not in getattr(sized, size)


@pytest.mark.parametrize(
    ("orientation", "white"),
    [
        (1, (0, 0)),
        (2, (1, 0)),
        (3, (1, 1)),
        (4, (0, 1)),
        (5, (0, 0)),
        (6, (1, 0)),
        (7, (1, 1)),
        (8, (0, 1)),
    ],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_stands_upright(orientation: int, white: tuple[int, int], form: str) -> None:
    """All eight ways a camera can be held; the white quarter tells which."""
    sized = make_sizes(photograph("#203040", (400, 300), form, orientation=orientation))
    assert ((300, 400) if orientation > 4 else (400, 300)) == (sized.width, sized.height)
    image = Image.open(BytesIO(sized.full))
    corners = {
        (x, y): sum(image.getpixel((20 + x * (image.width - 40), 20 + y * (image.height - 40))))
        for x in (0, 1)
        for y in (0, 1)
    }
    assert white == max(corners, key=lambda corner: corners[corner])


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_mode_becomes_a_plain_picture(mode: str) -> None:
    """Grey, palette, transparent and printer's colours alike."""
    image = (
        Image.fromarray(np.full((60, 90), 40_000, dtype=np.uint16))
        if mode == "I;16"
        else Image.new("RGB", (90, 60), "#a08060").convert("RGBA" if mode == "LA" else "RGB").convert(mode)
    )
    sized = make_sizes(_saved(image, "JPEG" if mode == "CMYK" else "PNG"))
    full = Image.open(BytesIO(sized.full))
    assert ("RGB", (90, 60)) == (full.mode, full.size)
    if mode != "1":
        assert all(80 < value < 180 for value in full.getpixel((45, 30)))


def test_what_is_transparent_becomes_white() -> None:
    """And not black, which JPEG would make of it."""
    sized = make_sizes(_saved(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG"))
    assert (255, 255, 255) == Image.open(BytesIO(sized.full)).getpixel((20, 20))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture-empty"),
        (b"hello, I am a .jpg", "picture-not-a-picture"),
        (b"GIF89a\1\0\1\0", "picture-other-format"),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            "picture-other-format",
        ),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "picture-other-format"),
        (b"\xff\xd8\xff\xe0" + b"x" * 400, "picture-broken"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 400, "picture-broken"),
        (b"RIFF\x10\0\0\0WEBPVP8X", "picture-broken"),
        (b"RIFF\x10\0\0\0WEBPnone" + b"x" * 40, "picture-broken"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"x" * 400, "picture-broken"),
        (_png_header(10_000, 10_000), "picture-too-many-pixels"),
        (_png_header(2_000_000_000, 2), "picture-too-many-pixels"),
        (_png_header(6_000, 6_000), "picture-broken"),
        (
            b"RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\x3f\0\xff\x3f\0" + b"x" * 60,
            "picture-too-many-pixels",
        ),
    ],
)
def test_what_is_no_good_picture_is_refused(data: bytes, code: str) -> None:
    """By one code, before its pixels cost anything."""
    with pytest.raises(PictureError) as caught:
        make_sizes(data)
    assert code == caught.value.code


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIC"])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_picture_cut_off_is_refused(form: str, share: float) -> None:
    """Half a picture is not shown as if it were whole."""
    image = _noise(400, 300)
    if form == "HEIC":
        import pillow_heif

        file = BytesIO()
        pillow_heif.from_pillow(image).save(file, quality=60)
        data = file.getvalue()
    else:
        data = _saved(image, form)
    with pytest.raises(PictureError) as caught:
        make_sizes(data[: int(len(data) * share)])
    assert "picture-broken" == caught.value.code


def test_a_jpeg_of_100_million_pixels_is_refused_by_its_header() -> None:
    """The sentence names both figures."""
    data = bytearray(photograph())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 10_000, 10_000)
    with pytest.raises(PictureError) as caught:
        make_sizes(bytes(data))
    assert "picture-too-many-pixels" == caught.value.code
    assert {"found": 100, "limit": MAX_PIXELS // 1_000_000} == caught.value.values


def test_random_damage_is_refused_or_survived() -> None:
    """Whatever a byte is turned into, nothing but a refusal comes out."""
    dice = np.random.default_rng(11)
    for form in ("JPEG", "PNG", "WEBP", "HEIC"):
        whole = photograph(size=(64, 48), form=form, gps=gps_of(1.5, 2.5), orientation=6)
        for _ in range(60):
            data = bytearray(whole)
            for at in dice.integers(0, len(data), 4):
                data[int(at)] = int(dice.integers(0, 256))
            try:
                sized = make_sizes(bytes(data))
            except PictureError:
                continue
            assert sized.full.startswith(b"\xff\xd8\xff")
