"""What a file is by its content, whatever it calls itself; and what of it is kept.

This is a look at the kind, no search for viruses: pictures are drawn anew, all else is passed on as it came.
"""

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.pictures.decoding import redraw
from hub.threads.names import ending_of, tidy_name
from hub.threads.office import ArchiveError, office_kind

# A page of paper that was photographed is still read.
_PICTURE_BOX = (1600, 2400)
_PICTURE_BUDGET = 1_000_000
_HEAD, _TAIL, _CHUNK = 16, 1_024, 65_536
_TEXTS = {".txt": "text/plain", ".csv": "text/csv"}
_ENCODINGS = ("utf-8-sig", "cp932")
_MARKUP = ("<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<?php", "#!", "{\\rtf")
# What a browser offers to choose.
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.pptx,.txt,.csv"


class FileError(DomainError):
    """A file that is not taken. The message says why and what to do."""


@dataclass(frozen=True)
class Limits:
    """How many files one form takes, how many bytes together, and where the rest may go; whether documents of text, too."""

    most: int
    together: int
    takes_text: bool
    too_many: str
    too_heavy: str


def limits_of_posts() -> Limits:
    """Of what is written in a talk."""
    return Limits(
        settings.HUB_THREAD_MOST_FILES,
        settings.HUB_THREAD_POST_BYTES,
        takes_text=True,
        too_many=_("ファイルは一度に%(most)dつまでです。残りは、次の書きこみで送ってください。"),
        too_heavy=_("ファイルは、合わせて%(most)dMBまでです。分けて送ってください。"),
    )


@dataclass(frozen=True)
class CheckedFile:
    """What is kept of a file that was sent."""

    name: str
    media_type: str
    size: int
    sha256: str
    content: "File[Any]"


def check_file(sent: "File[Any]", *, takes_text: bool = True) -> CheckedFile:
    """Raises ``FileError``, which names the file. ``takes_text``: not only PDF and pictures."""
    shown = tidy_name(sent.name or "", ending_of(sent.name or ""))
    try:
        return _checked(sent, takes_text=takes_text)
    except DomainError as error:
        raise FileError(_("「%(name)s」：%(why)s") % {"name": shown, "why": error}) from error


def check_together(files: "Sequence[CheckedFile | File[Any]]", limits: Limits | None = None) -> None:
    """What is sent with one form: a post, where no other limits are named."""
    limits = limits or limits_of_posts()
    if len(files) > limits.most:
        raise FileError(limits.too_many % {"most": limits.most})
    if sum(file.size for file in files) > limits.together:
        raise FileError(limits.too_heavy % {"most": limits.together // 1_000_000})


def _checked(sent: "File[Any]", *, takes_text: bool) -> CheckedFile:
    weight = sent.seek(0, io.SEEK_END)
    if not weight:
        raise FileError(_("中身が空です。選び直してください。"))
    if weight > settings.HUB_THREAD_FILE_BYTES:
        raise FileError(
            _("大きすぎます（%(most)dMBまで）。小さくするか、分けてください。")
            % {"most": settings.HUB_THREAD_FILE_BYTES // 1_000_000}
        )
    sent.seek(0)
    reader = _reader_of(sent.read(_HEAD))
    if not takes_text and reader not in _SHOWN_ALIKE:
        raise FileError(_("この種類のファイルは送れません。送れるのは、PDF と写真（JPEG、PNG、WebP）です。"))
    return reader(sent)


def _reader_of(head: bytes) -> "Callable[[File[Any]], CheckedFile]":
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return _picture
    if head.startswith(b"%PDF-"):
        return _pdf
    if head.startswith(b"PK\x03\x04"):
        return _office
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise FileError(
            _("古い形式の Office のファイルか、パスワードのついたファイルです。docx、xlsx、pptx、PDF のどれかで保存し直してください。")
        )  # fmt: skip
    return _text


def _picture(sent: "File[Any]") -> CheckedFile:
    """Nothing of the file itself, so no position and no other trace of the camera."""
    content = ContentFile(redraw(sent, box=_PICTURE_BOX, budget=_PICTURE_BUDGET))
    return _kept(sent, content, ".jpg", "image/jpeg")


def _pdf(sent: "File[Any]") -> CheckedFile:
    """Begins and ends as one, and is not an archive at the same time."""
    size = sent.seek(0, io.SEEK_END)
    sent.seek(max(0, size - _TAIL))
    if not sent.read().rstrip(b"\r\n\t\x00 ").endswith(b"%%EOF"):
        raise FileError(_("PDF が途中で切れているか、うしろに別のものが付いています。保存し直してから選んでください。"))
    if zipfile.is_zipfile(sent):
        raise FileError(_("PDF の中に、まとめたファイル（ZIP）が入っています。文書だけの PDF にしてください。"))
    return _kept(sent, sent, ".pdf", "application/pdf")


# What looks the same wherever it is opened, and runs nothing there.
_SHOWN_ALIKE = (_picture, _pdf)


def _office(sent: "File[Any]") -> CheckedFile:
    try:
        ending, media_type = office_kind(sent)
    except ArchiveError as error:
        raise FileError(str(error)) from error
    return _kept(sent, sent, ending, media_type)


def _text(sent: "File[Any]") -> CheckedFile:
    """Text tells nothing of what it is, so that here the ending counts."""
    ending = ending_of(sent.name or "")
    sent.seek(0)
    words = _decoded(sent.read())
    if words is None or words.lstrip().lower().startswith(_MARKUP) or ending not in _TEXTS:
        raise FileError(
            _("この種類のファイルは送れません。送れるのは、PDF、写真（JPEG、PNG、WebP）、docx、xlsx、pptx、文字だけの txt と csv です。")
        )  # fmt: skip
    return _kept(sent, sent, ending, _TEXTS[ending])


def _decoded(content: bytes) -> str | None:
    """None for what is no text: it can't be decoded, or has characters that no text has."""
    for encoding in _ENCODINGS:
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        is_text = not any(letter < " " and letter not in "\t\r\n\f" for letter in words)
        return words if is_text and "\x7f" not in words else None
    return None


def _kept(sent: "File[Any]", content: "File[Any]", ending: str, media_type: str) -> CheckedFile:
    digest, size = hashlib.sha256(), 0
    content.seek(0)
    while part := content.read(_CHUNK):
        digest.update(part)
        size += len(part)
    content.seek(0)
    return CheckedFile(tidy_name(sent.name or "", ending), media_type, size, digest.hexdigest(), content)
