"""Files that people and others upload, made by Pillow or by hand."""

import hashlib
import io
import struct
import zlib
from functools import cache
from typing import Any

from PIL import Image, PngImagePlugin
from PIL.Image import Exif

MARK = "ひみつの場所"
MARK_ASCII = b"SECRETPLACE"
SIZE = (640, 480)


def image(mode: str = "RGB", size: tuple[int, int] = SIZE, colour: Any = None) -> Image.Image:
    """A plain picture, or one of noise where no colour is given."""
    if colour is not None:
        return Image.new(mode, size, colour)
    noise = Image.frombytes("RGB", (64, 48), bytes(hashlib.shake_128(b"noise").digest(64 * 48 * 3)))
    return noise.resize(size, Image.Resampling.BICUBIC).convert(mode)


def written(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The bytes of a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def jpeg(size: tuple[int, int] = SIZE, **options: Any) -> bytes:
    return written(image(size=size), "JPEG", **options)


def exif_with_position(orientation: int = 1) -> Exif:
    """Where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = MARK_ASCII.decode()
    exif[0x013B] = MARK_ASCII.decode()
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (35.0, 39.0, 21.5), 3: "E", 4: (139.0, 20.0, 22.0), 29: MARK_ASCII.decode()}
    )
    return exif


def jpeg_with_everything() -> bytes:
    """EXIF with a position, XMP, a comment, an ICC profile's place, and a script behind the end."""
    xmp = (
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
        + MARK_ASCII
        + b"<exif:GPSLatitude>35,39.3N</exif:GPSLatitude></x:xmpmeta>"
    )
    whole = jpeg(exif=exif_with_position(), xmp=xmp, comment=MARK_ASCII)
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(MARK_ASCII)) + MARK_ASCII + b"\x00"
    segment = b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc
    return whole[:2] + segment + whole[2:] + b"<script>alert('" + MARK_ASCII + b"')</script><?php " + MARK_ASCII


def png_with_text() -> bytes:
    """HTML and a marked word in text chunks of each kind."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", f"<script>{MARK_ASCII.decode()}</script>")
    info.add_text("Zipped", MARK_ASCII.decode() * 20, zip=True)
    info.add_itxt("XML:com.adobe.xmp", f"<html>{MARK_ASCII.decode()}{MARK}</html>")
    return written(image(), "PNG", pnginfo=info, exif=exif_with_position())


def png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_that_claims(width: int, height: int, body: bytes = b"") -> bytes:
    """A few bytes that say they hold a huge picture of eight bits of grey."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(body or b"\x00" * 100))
        + png_chunk(b"IEND", b"")
    )


@cache
def compressed_bomb(side: int = 20_000) -> bytes:
    """A PNG that really holds side × side pixels, in less than a megabyte. Its rows are all alike, and so are packed once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    row = b"\x00" * (side + 1)
    packed = packer.compress(row * 10) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.flush()
    # Adler-32 of zeros: the first sum stays 1, the second counts them.
    check = ((side + 1) * side % 65_521) << 16 | 1
    body = b"\x78\xda" + packed * (side // 10) + end + struct.pack(">I", check)
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")


def webp_that_claims(width: int, height: int) -> bytes:
    """An extended WebP whose canvas is said to be huge."""
    body = b"VP8X" + struct.pack("<I", 10) + b"\x00" * 4
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def jpeg_that_claims(width: int, height: int) -> bytes:
    """A small JPEG whose header says that it is huge."""
    whole = bytearray(jpeg(size=(256, 256)))
    at = whole.index(b"\xff\xc0")
    whole[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(whole)


def jpeg_of_many_scans(number: int) -> bytes:
    """A progressive JPEG whose last layer is written again and again."""
    whole = written(image(size=(256, 256)), "JPEG", progressive=True)
    last = whole.rindex(b"\xff\xda")
    scan = whole[last:-2]
    return whole[:-2] + scan * number + b"\xff\xd9"


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"\xef\xbb\xbf <!doctype html><html><script>alert(1)</script></html>"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 200
PDF = b"%PDF-1.7\n" + b"\x00" * 200
ZIP = b"PK\x03\x04" + b"\x00" * 26 + b"evil.class" + b"PK\x05\x06" + b"\x00" * 18
