"""
Make the three sizes of a picture from the bytes of a file nobody has looked at yet.

What a file is its content says, never its name. Only JPEG, PNG, WEBP and HEIC are opened, each by its own
decoder; the pixels a header promises are counted before any is decoded. What comes out is drawn anew:
upright, in sRGB, without metadata.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING

from backlot.pictures.model import WIDE, PictureError

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["BROKEN", "LIMITS", "MAX_BYTES", "MAX_PIXELS", "Sized", "kind_of", "make_sizes", "open_image"]

MAX_PIXELS = 40_000_000
MAX_BYTES = 80_000_000

LIMITS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "wide": (4_096, 1_500_000),
        "full": (1_600, 300_000),
        "stop": (1_280, 120_000),
        "thumb": (320, 30_000),
    }
)
"""Longer edge in pixels and bytes, at most, of each size, the largest first; `wide` is for panoramas."""

QUALITIES = (82, 68, 55)

# whatever a decoder may raise over bytes that are not what they claim to be
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    RuntimeError,
    MemoryError,
    UserWarning,
    struct.error,
    zlib.error,
)

_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
# what people try instead, so that the refusal can name it
_OTHERS = (
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"8BPS", "PSD"),
)
_ORIENTATION_TAG = 0x0112


@dataclass(frozen=True, slots=True)
class Sized:
    """A picture in its three sizes, JPEG; `width`, `height` in pixels of the full one."""

    thumb: bytes
    stop: bytes
    full: bytes
    width: int
    height: int
    sha256: str
    """Of the original's bytes, 64 hex digits."""
    wide: bytes | None = None
    """A panorama at a size one can turn in."""


def make_sizes(data: bytes, *, panorama: bool = False) -> Sized:
    """
    Make the three sizes of a picture.

    Parameters
    ----------
    data
        The bytes of a JPEG, PNG, WEBP or HEIC file.
    panorama
        Whether to make the size for turning in, too.

    Returns
    -------
    Sized
        Never larger than the original, within `LIMITS`, in quality 55 or better.

    Raises
    ------
    PictureError
        With the code of what is wrong: not a picture, another format, too large, broken.
    """
    image = open_image(data)
    try:
        names = [name for name in LIMITS if panorama or name != WIDE]
        picture = _drawn(image, LIMITS[names[0]][0])
        encoded: dict[str, bytes] = {}
        size = picture.size
        # from large to small: each starts from the one before, not from all pixels again
        for name in names:
            edge_px, limit = LIMITS[name]
            picture = _within(picture, edge_px)
            encoded[name], made = _encoded(picture, limit)
            if name == "full":
                size = made
    except BROKEN as error:
        raise PictureError("picture-broken") from error
    finally:
        image.close()
    return Sized(**encoded, width=size[0], height=size[1], sha256=sha256(data).hexdigest())


def open_image(data: bytes) -> Image.Image:
    """
    Open a picture without decoding its pixels.

    Raises
    ------
    PictureError
        If it is empty, not a picture of a known format, too large, or broken from the start.
    """
    if not data:
        raise PictureError("picture-empty")
    if len(data) > MAX_BYTES:
        raise PictureError(
            "picture-file-too-large", size_mb=round(len(data) / 1e6), limit_mb=MAX_BYTES // 1_000_000
        )
    kind = kind_of(data)
    if kind is None:
        found = _other(data)
        if found is None:
            raise PictureError("picture-not-a-picture")
        raise PictureError("picture-other-format", found=found)
    if kind == "WEBP":
        # its decoder takes memory for all pixels while opening
        _check_pixels(*_webp_size(data))
    try:
        image = _opened(data, kind)
    except BROKEN as error:
        raise PictureError("picture-broken") from error
    _check_pixels(*image.size)
    return image


def kind_of(data: bytes) -> str | None:
    """Return ``"JPEG"``, ``"PNG"``, ``"WEBP"`` or ``"HEIC"`` by the first bytes, None for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        brands = _brands(data)
        # other pictures use the same box: AV1 in it is no HEIC
        if brands & _HEIC and not brands & {b"avif", b"avis"}:
            return "HEIC"
    return None


def _opened(data: bytes, kind: str) -> Image.Image:
    # by its own class and not by Image.open, which would try others and only warns of a bomb
    file = BytesIO(data)
    if kind == "JPEG":
        from PIL.JpegImagePlugin import JpegImageFile

        return JpegImageFile(file)
    if kind == "PNG":
        from PIL.PngImagePlugin import PngImageFile

        return PngImageFile(file)
    if kind == "WEBP":
        from PIL.WebPImagePlugin import WebPImageFile

        return WebPImageFile(file)
    import pillow_heif

    pillow_heif.options.DECODE_THREADS = 2
    pillow_heif.options.THUMBNAILS = False
    from pillow_heif.as_plugin import HeifImageFile

    opened: Image.Image = HeifImageFile(file)  # type: ignore[no-untyped-call]
    return opened


def _check_pixels(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise PictureError("picture-broken")
    if width * height > MAX_PIXELS:
        raise PictureError(
            "picture-too-many-pixels",
            found=math.ceil(width * height / 1e6),
            limit=MAX_PIXELS // 1_000_000,
        )


def _webp_size(data: bytes) -> tuple[int, int]:
    """Return the size a WEBP header promises. For more info see: RFC 9649, 2.5 to 2.7."""
    form, head = data[12:16], data[20:30]
    if len(head) < 10:
        raise PictureError("picture-broken")
    if form == b"VP8X":
        return 1 + int.from_bytes(head[4:7], "little"), 1 + int.from_bytes(head[7:10], "little")
    if form == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    raise PictureError("picture-broken")


def _drawn(image: Image.Image, edge_px: int) -> Image.Image:
    """Return the pixels, not much more than an edge of `edge_px` needs: upright, RGB, sRGB, on white."""
    turned = _orientation(image)
    profile = image.info.get("icc_profile")
    if image.format == "JPEG":
        # the decoder itself leaves out what is not needed
        image.draft(None, (edge_px, edge_px))
    image.load()
    picture = _plain_mode(image)
    picture = _in_srgb(_within(picture, edge_px), profile)
    if picture.mode == "RGBA":
        picture = _on_white(picture)
    elif picture.mode != "RGB":
        picture = picture.convert("RGB")
    return picture if turned is None else picture.transpose(turned)


def _plain_mode(image: Image.Image) -> Image.Image:
    if image.mode in ("RGB", "RGBA", "L", "CMYK"):
        return image
    if image.mode.startswith("I") or image.mode == "F":
        # 16 bits of grey
        return image.point(lambda value: value / 256).convert("L")
    has_alpha = image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info
    return image.convert("RGBA" if has_alpha else "RGB")


def _within(image: Image.Image, edge_px: int) -> Image.Image:
    from PIL.Image import Resampling

    longer = max(image.size)
    if longer <= edge_px:
        return image
    width, height = (max(1, round(each * edge_px / longer)) for each in image.size)
    return image.resize((width, height), Resampling.LANCZOS, reducing_gap=3.0)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or image.mode not in ("RGB", "CMYK", "L"):
        return image
    from PIL import ImageCms

    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        made = ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, *BROKEN):
        # a broken profile costs a little colour, not the picture
        return image
    return image if made is None else made


def _on_white(image: Image.Image) -> Image.Image:
    from PIL import Image as Images

    ground = Images.new("RGB", image.size, (255, 255, 255))
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _orientation(image: Image.Image) -> Image.Transpose | None:
    from PIL import Image as Images
    from PIL.Image import Transpose

    if image.format == "HEIF":
        # its decoder turns the picture itself
        return None
    exif = Images.Exif()
    try:
        # asking the image itself would decode all of a PNG
        exif.load(image.info.get("exif", b""))
        value = exif.get(_ORIENTATION_TAG)
    except BROKEN:
        return None
    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return turns.get(value) if isinstance(value, int) else None


def _encoded(picture: Image.Image, limit: int) -> tuple[bytes, tuple[int, int]]:
    """Return a JPEG of at most `limit` bytes and its size: lower quality first, then fewer pixels."""
    for quality in QUALITIES:
        data = _jpeg(picture, quality)
        if len(data) <= limit:
            return data, picture.size
    while len(data) > limit and max(picture.size) > 1:
        share = min(0.95, math.sqrt(limit / len(data)) * 0.98)
        picture = _within(picture, max(1, int(max(picture.size) * share)))
        data = _jpeg(picture, QUALITIES[-1])
    return data, picture.size


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    file = BytesIO()
    # a fresh image carries no info: nothing of the original's metadata can come along
    bare = picture.copy()
    bare.info = {}
    bare.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
    return file.getvalue()


def _brands(data: bytes) -> set[bytes]:
    length = min(int.from_bytes(data[:4], "big"), 256, len(data))
    return {data[8:12]} | {data[at : at + 4] for at in range(16, length - 3, 4)}


def _other(data: bytes) -> str | None:
    for start, name in _OTHERS:
        if data.startswith(start):
            return name
    if data[4:8] == b"ftyp":
        return "AVIF" if _brands(data) & {b"avif", b"avis"} else "MP4"
    if b"<svg" in data[:4096].lower():
        return "SVG"
    return None
