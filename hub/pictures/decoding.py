"""Makes a harmless picture of an uploaded file: decodes it and writes the pixels anew, so that nothing else of it is kept.

Names and content types that a browser sends are not looked at. Memory stays bounded: the header tells how many
pixels there are before any is decoded, a large JPEG is decoded smaller, and the rest is worked on in strips.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageCms

from hub.pictures.sizes import BOXES, BUDGETS, Size, fitted
from hub.pictures.sniffing import HEAD, MOST_SCANS, PictureError, claimed_pixels, count_scans, format_of

LEAST_SIDE = 200
LONGEST_SHAPE = 6
# A WebP is decoded into several copies at once.
_MOST_PIXELS_OF = {"WEBP": 0.4}
_QUALITIES = (82, 74, 66, 58, 50, 42)
_STRIP_ROWS = 256
_MOST_PROFILE_BYTES = 1_000_000
_SPACES = {"RGB ": "RGB", "CMYK": "CMYK", "GRAY": "L"}
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Decoded:
    """A picture ready to be kept: JPEG bytes by size, and the width and height of the large one."""

    width: int
    height: int
    files: dict[Size, bytes]


def decode(file: BinaryIO | Any) -> Decoded:
    """Reads an uploaded file. Raises ``PictureError`` with words for the person who chose it."""
    kind = _checked_kind(file)
    with _explained():
        image = _opened(file, kind)
        _check_shape(image)
        large = _drawn(image, kind, BOXES[Size.LARGE])
    small = large.resize(fitted(*large.size, BOXES[Size.SMALL]), Image.Resampling.LANCZOS)
    files = {Size.LARGE: _written(large, BUDGETS[Size.LARGE]), Size.SMALL: _written(small, BUDGETS[Size.SMALL])}
    return Decoded(*large.size, files)


def redraw(file: BinaryIO | Any, *, box: tuple[int, int], budget: int) -> bytes:
    """One JPEG within ``box``, whatever its shape: for a file that is passed on and stands on no page."""
    kind = _checked_kind(file)
    with _explained():
        image = _opened(file, kind)
        if kind != "JPEG":  # a JPEG is decoded smaller; of others there are two copies in this size
            _check_pixels(kind, image.width * image.height, share=0.5)
        return _written(_drawn(image, kind, box), budget)


def _drawn(image: Image.Image, kind: str, box: tuple[int, int]) -> Image.Image:
    """Its pixels alone, upright, in sRGB, within ``box``."""
    if kind == "JPEG":
        image.draft("RGB", (box[0], box[0]))
    image.load()
    turn = _TURNS.get(_orientation(image))
    plain = _in_rgb(_shrunk(image, box), image.info.get("icc_profile"))
    if turn is not None:
        plain = plain.transpose(turn)
    return plain.resize(fitted(*plain.size, box), Image.Resampling.LANCZOS)


def _checked_kind(file: BinaryIO | Any) -> str:
    """The format, after all that can be told without a decoder."""
    file.seek(0, io.SEEK_END)
    weight = file.tell()
    file.seek(0)
    if not weight:
        raise PictureError(_("ファイルが空です。写真を選び直してください。"))
    if weight > settings.HUB_PICTURE_BYTES:
        raise PictureError(
            _("写真が大きすぎます（%(most)dMBまで）。小さくしてから選び直してください。")
            % {"most": settings.HUB_PICTURE_BYTES // 1_000_000}
        )
    head = file.read(HEAD)
    kind = format_of(head)
    claimed = claimed_pixels(kind, head)
    _check_pixels(kind, claimed)
    if (count_scans(file) > MOST_SCANS) if kind == "JPEG" else not claimed:
        raise PictureError(_broken())
    return kind


def _check_pixels(kind: str, pixels: int, *, share: float = 1) -> None:
    most = settings.HUB_PICTURE_PIXELS * _MOST_PIXELS_OF.get(kind, 1) * share
    if pixels > most:
        raise PictureError(
            _("写真の画素が多すぎます（%(most)d万画素まで）。小さくしてから選び直してください。")
            % {"most": most // 10_000}
        )


def _opened(file: BinaryIO | Any, kind: str) -> Image.Image:
    """The first picture in the file, not decoded yet."""
    file.seek(0)
    image = Image.open(file, formats=[kind])
    width, height = image.size
    _check_pixels(kind, width * height)
    return image


def _check_shape(image: Image.Image) -> None:
    """Of a picture that stands on a page."""
    width, height = image.size
    if min(width, height) < LEAST_SIDE:
        raise PictureError(
            _("写真が小さすぎます。縦と横が%(least)d画素以上のものを選んでください。") % {"least": LEAST_SIDE}
        )
    if max(width, height) > LONGEST_SHAPE * min(width, height):
        raise PictureError(_("写真が細長すぎます。切り取って、ふつうの写真の形にしてから選んでください。"))


def _orientation(image: Image.Image) -> int:
    """How the camera was held; 1 where nothing readable says so."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001  (parsers of metadata raise whatever comes to them; the picture is good without)
        return 1


def _shrunk(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """About twice the size that is kept, or what there is, on white and without anything but pixels."""
    mode = image.mode if image.mode in _SPACES.values() and not image.has_transparency_data else "RGB"
    width, height = image.size
    wanted = max(fitted(width, height, box)[0], fitted(width, height, (box[1], box[0]))[0])  # it may yet be turned
    factor = max(1, width // (2 * wanted))
    small = Image.new(mode, (-(-width // factor), -(-height // factor)))
    for top in range(0, height, factor * _STRIP_ROWS):
        strip = image.crop((0, top, width, min(height, top + factor * _STRIP_ROWS)))
        small.paste(_flat(strip, mode).reduce(factor), (0, top // factor))
    return small


def _flat(strip: Image.Image, mode: str) -> Image.Image:
    """The strip in ``mode``; what is transparent becomes white."""
    if strip.has_transparency_data:
        layer = strip.convert("RGBA")
        ground = Image.new("RGB", strip.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    if strip.mode.startswith("I"):  # grey of 16 bits
        strip = strip.convert("I").point(lambda value: value / 256).convert("L")
    return strip if strip.mode == mode else strip.convert(mode)


def _in_rgb(image: Image.Image, profile: Any) -> Image.Image:
    """In sRGB: by the profile where it is there and fits, else as the numbers stand."""
    if isinstance(profile, bytes) and len(profile) <= _MOST_PROFILE_BYTES:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if _SPACES.get(source.profile.xcolor_space) == image.mode:
                found = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
                return _bare(found or image)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # the numbers are shown as they stand
    return _bare(image.convert("RGB"))


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone: what Pillow carries along (a comment, say) it would write into the new file."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    return bare


def _written(image: Image.Image, budget: int) -> bytes:
    """A progressive JPEG within the budget, or as near to it as still looks good."""
    written = b""
    for quality in _QUALITIES:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, progressive=True, optimize=True)
        written = file.getvalue()
        if len(written) <= budget:
            break
    return written


def _broken() -> str:
    return _("写真のファイルが壊れているようです。別の写真を選ぶか、もう一度保存し直してから選んでください。")


@contextmanager
def _explained() -> Iterator[None]:
    """Whatever a decoder raises over a file is the file's fault, and said so."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except PictureError:
        raise
    except (Image.DecompressionBombError, MemoryError) as error:
        raise PictureError(_("写真の画素が多すぎます。小さくしてから選び直してください。")) from error
    except Exception as error:  # decoders of hostile files raise more than they document
        raise PictureError(_broken()) from error
