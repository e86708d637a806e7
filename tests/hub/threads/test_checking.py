"""What a file is by its content; what is refused, and with which words; what it is called afterwards."""

import io
import zipfile
from typing import Any

import pytest
from PIL import Image

from hub.threads.checking import FileError, check_file, check_together
from hub.threads.names import tidy_name
from tests.hub.pictures import files
from tests.hub.threads.talks import PDF, archive, contents_of, office, upload

_OFFICE = "application/vnd.openxmlformats-officedocument."
TAKEN = {
    "案内.pdf": (PDF, "案内.pdf", "application/pdf"),
    "PDF under another name.exe": (PDF, "PDF under another name.pdf", "application/pdf"),
    "two.PDF.pdf": (PDF, "two.pdf", "application/pdf"),
    "名簿.docx": (office("docx"), "名簿.docx", f"{_OFFICE}wordprocessingml.document"),
    "表.xls": (office("xlsx"), "表.xlsx", f"{_OFFICE}spreadsheetml.sheet"),
    "話.pptx": (office("pptx"), "話.pptx", f"{_OFFICE}presentationml.presentation"),
    "メモ.txt": ("会議室\r\n".encode("cp932"), "メモ.txt", "text/plain"),
    "表.CSV": ("\ufeffあ,い\n1,2\n".encode(), "表.csv", "text/csv"),
    "庭.png": (files.written(files.image(), "PNG"), "庭.jpg", "image/jpeg"),
    "small.webp": (files.written(files.image(size=(20, 900)), "WEBP"), "small.jpg", "image/jpeg"),
}


@pytest.mark.parametrize("sent", TAKEN)
def test_what_is_taken_has_the_name_and_kind_of_what_it_is(sent: str) -> None:
    content, name, media_type = TAKEN[sent]
    kept = check_file(upload(content, sent, "text/html"))
    assert (kept.name, kept.media_type) == (name, media_type)
    if media_type != "image/jpeg":
        assert (kept.content.read(), kept.size) == (content, len(content))


def test_a_picture_is_drawn_anew_without_its_position() -> None:
    kept = check_file(upload(files.jpeg_with_everything(), "庭.jpg"))
    content = kept.content.read()
    found = [word for word in (files.MARK_ASCII, b"GPS", b"Exif", b"script", b"php") if word in content]
    assert (found, kept.size, Image.open(io.BytesIO(content)).size) == ([], len(content), files.SIZE)


def _lying(content: bytes) -> bytes:
    """The first entry claims, in both its headers, another size than it has."""
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(signature) + at
        content = content[:place] + b"\x10\x00\x00\x00" + content[place + 4 :]
    return content


def _encrypted(content: bytes) -> bytes:
    place = content.index(b"PK\x01\x02") + 8
    return content[:place] + b"\x01\x00" + content[place + 2 :]


_MACRO_MAIN = "application/vnd.ms-word.document.macroEnabled.main+xml"
_ENTITY = '<!DOCTYPE a [<!ENTITY b "c">]>' + contents_of()
_KIND, _BROKEN, _MACROS, _LARGE = (
    "この種類のファイルは送れません",
    "PDF が途中で切れているか",
    "マクロ",
    "開くと、とても大きく",
)
_PACKED = "まとめたファイル"
REFUSED: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "a.pdf", "中身が空です"),
    "HTML": (files.HTML, "a.pdf", _KIND),
    "HTML as text": (b"\xef\xbb\xbf \n<html><script>", "a.txt", _KIND),
    "SVG": (files.SVG, "a.svg", _KIND),
    "script": (b"#!/bin/sh\nrm", "a.txt", _KIND),
    "text without an ending": (b"hello", "a", _KIND),
    "batch": (b"@echo off", "a.bat", _KIND),
    "program": (b"MZ\x90\x00\x03", "a.txt", _KIND),
    "text with NUL": (b"a\x00b", "a.txt", _KIND),
    "text of another code": (b"\xff\xfea\x00", "a.txt", _KIND),
    "GIF": (files.written(files.image("P"), "GIF"), "a.png", _KIND),
    "old Office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.doc", "古い形式"),
    "PDF cut off": (PDF[:-8], "a.pdf", _BROKEN),
    "PDF with HTML behind": (PDF + b"<script>alert(1)</script>", "a.pdf", _BROKEN),
    "PDF behind HTML": (b"<html>" + PDF, "a.pdf", _KIND),
    "PDF that is a ZIP": (PDF + archive({"a": "b"}) + b"\n%%EOF", "a.pdf", "PDF の中に"),
    "ZIP": (archive({"a.txt": "b"}), "a.docx", _PACKED),
    "ZIP of nothing": (b"PK\x05\x06" + b"\x00" * 18, "a.docx", _KIND),
    "JAR": (archive({"META-INF/MANIFEST.MF": "x", "A.class": "x"}), "a.docx", _PACKED),
    "Office cut off": (office()[:-9], "a.docx", _PACKED),
    "Office with something behind": (office() + b"<html>", "a.docx", _PACKED),
    "two archives": (archive({"a": "b"}) + office(), "a.docx", _PACKED),
    "macro": (office(**{"word/vbaProject.bin": b"x"}), "a.docx", _MACROS),
    "macro in capitals": (office(**{"word/VBAPROJECT.BIN": b"x"}), "a.docx", _MACROS),
    "ActiveX": (office(**{"word/activeX/activeX1.bin": b"x"}), "a.docx", _MACROS),
    "macro by type": (
        archive({"[Content_Types].xml": contents_of(main=_MACRO_MAIN), "word/document.xml": "x"}), "a.docx", _MACROS,
    ),
    "entities": (archive({"[Content_Types].xml": _ENTITY, "word/document.xml": "x"}), "a.docx", _PACKED),
    "contents without the document": (archive({"[Content_Types].xml": contents_of()}), "a.docx", _PACKED),
    "no XML": (archive({"[Content_Types].xml": "<", "word/document.xml": "x"}), "a.docx", _PACKED),
    "traversal": (office(**{"../../etc/passwd": b"x"}), "a.docx", _PACKED),
    "traversal of Windows": (office(**{"..\\a": b"x"}), "a.docx", _PACKED),
    "absolute": (office(**{"/etc/passwd": b"x"}), "a.docx", _PACKED),
    "bomb": (office(**{"word/media/a": b"\x00" * 20_000_000}), "a.docx", _LARGE),
    "many entries": (office(**{f"word/{n}": b"" for n in range(3_001)}), "a.docx", _LARGE),
    "long list of contents": (
        archive({"[Content_Types].xml": contents_of() + " " * 900_000, "word/document.xml": "x"}), "a.docx", _PACKED,
    ),
    "lying size": (_lying(office()), "a.docx", _PACKED),
    "encrypted": (_encrypted(office()), "a.docx", _PACKED),
    "picture cut off": (files.jpeg()[:9_000], "a.jpg", "写真のファイルが壊れている"),
    "picture that claims": (files.png_that_claims(50_000, 50_000), "a.png", "画素が多すぎます"),
    "picture that is HTML": (b"\xff\xd8\xff" + files.HTML, "a.jpg", "写真"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_named_with_its_reason(name: str) -> None:
    content, sent, words = REFUSED[name]
    with pytest.raises(FileError) as caught:
        check_file(upload(content, sent))
    assert words in str(caught.value)
    assert str(caught.value).startswith("「a")


def test_the_archives_are_what_they_should_be() -> None:
    """Else the table above refuses everything for another reason."""
    for kind in ("docx", "xlsx", "pptx"):
        with zipfile.ZipFile(io.BytesIO(office(kind))) as packed:
            assert packed.testzip() is None


def test_sizes_and_numbers(settings: Any) -> None:
    settings.HUB_THREAD_FILE_BYTES = len(PDF)
    check_file(upload(PDF))
    with pytest.raises(FileError, match="大きすぎます"):
        check_file(upload(PDF + b"\n"))
    settings.HUB_THREAD_POST_BYTES = len(PDF) * 5
    check_together([upload(PDF)] * 5)
    for sent, words in (([upload(PDF)] * 6, "一度に5つまで"), ([upload(PDF + b" ")] * 5, "合わせて0MB")):
        with pytest.raises(FileError, match=words):
            check_together(sent)


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("../../etc/passwd.txt", "passwd.pdf"),
        ("..\\..\\a.txt", "a.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie x=1.pdf"),
        ('a"; filename="b.html', "a ; filename= b.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("..", "ファイル.pdf"),
        (".pdf", "ファイル.pdf"),
        ("", "ファイル.pdf"),
        ("\u200b.pdf", "ファイル.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("aux", "_aux.pdf"),
        ("あ" * 500 + ".pdf", "あ" * 80 + ".pdf"),
        ("a.pdf.html", "a.pdf"),
        ("100%.pdf", "100.pdf"),
        ("かﾞ.pdf", "かﾞ.pdf"),
    ],
)
def test_names(sent: str, name: str) -> None:
    assert tidy_name(sent, ".pdf") == name
