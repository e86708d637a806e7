"""What a file is by its first bytes, and how much it claims to hold, before any decoder looks at it."""

import struct
from typing import BinaryIO

from django.utils.translation import gettext as _

from hub.exceptions import DomainError

HEAD = 4096
# A picture in so many layers is made to keep a machine busy; cameras and programs write about ten.
MOST_SCANS = 100
_BRANDS_OF_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif", b"avif", b"avis")
_MARKERS_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_EOI, _SOS = 0xD9, 0xDA


class PictureError(DomainError):
    """A file that is not taken as a picture. The message says why and what to do."""


def format_of(head: bytes) -> str:
    """JPEG, PNG or WEBP by the first bytes. Raises ``PictureError`` for all else, in words for what it seems to be."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    raise PictureError(_complaint(head))


def _complaint(head: bytes) -> str:
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS_OF_HEIC:
        return _(
            "HEIC の写真は載せられません。iPhone では「設定」→「カメラ」→「フォーマット」で「互換性優先」を選んで撮り直すか、"
            "写真をメールで自分に送ると、JPEG になります。"
        )
    if head.startswith(b"%PDF"):
        return _("PDF は写真として載せられません。写真だけを JPEG か PNG のファイルで選んでください。")
    if head[:4] == b"GIF8":
        return _("GIF は載せられません。JPEG か PNG のファイルを選んでください。")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _(
            "これは写真のファイルではありません（SVG や HTML は載せられません）。JPEG か PNG のファイルを選んでください。"
        )
    return _("写真として読めません。JPEG、PNG、WebP のどれかのファイルを選んでください。")


def claimed_pixels(kind: str, head: bytes) -> int:
    """Pixels by the header of a PNG or a WebP, whose decoders set memory aside when they open it. 0: not known here."""
    if kind == "PNG" and head[12:16] == b"IHDR" and len(head) >= 24:
        width, height = struct.unpack(">II", head[16:24])
        return int(width * height)
    if kind != "WEBP" or len(head) < 30:
        return 0
    chunk, body = head[12:16], head[20:30]
    if chunk == b"VP8X":
        return (int.from_bytes(body[4:7], "little") + 1) * (int.from_bytes(body[7:10], "little") + 1)
    if chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return int((width & 0x3FFF) * (height & 0x3FFF))
    return 0


def count_scans(file: BinaryIO) -> int:
    """How many layers a JPEG is written in. What stands behind its end is not counted."""
    file.seek(0)
    data = file.read()
    scans, at = 0, 2
    while scans <= MOST_SCANS:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            break
        marker = data[at + 1]
        if marker == _EOI:
            break
        if marker in {0x00, 0xFF} or marker in _MARKERS_ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        scans += marker == _SOS
        at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    return scans
