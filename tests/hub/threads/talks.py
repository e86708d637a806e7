"""Talks and files of every kind, as they come in."""

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from hub.accounts.models import Organization
from hub.threads.models import Thread
from hub.threads.services import open_thread
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_TYPES = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    "docx": ("word/document.xml", f"{_TYPES}wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", f"{_TYPES}spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", f"{_TYPES}presentationml.presentation"),
}


def talk(organization: Organization | None = None, *, by: Any = None, **fields: Any) -> Thread:
    """Begun by a member unless ``by`` says otherwise."""
    ours = organization or OrganizationFactory(verified=True)
    return open_thread(ours, by=by or member_of(ours), **{"subject": "会議室のこと", "text": "秋に貸せます。"} | fields)


def of_the_city(organization: Organization | None = None, **fields: Any) -> Thread:
    return talk(organization, by=UserFactory(coordinator=True), **fields)


def archive(parts: dict[str, bytes | str], **options: Any) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def contents_of(kind: str = "docx", *more: str, main: str = "") -> str:
    name, media_type = _MAIN[kind]
    overrides = f'<Override PartName="/{name}" ContentType="{main or media_type + ".main+xml"}"/>' + "".join(more)
    return f'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{overrides}</Types>'


def office(kind: str = "docx", **more: Any) -> bytes:
    """A small document; ``more``: further parts."""
    return archive({"[Content_Types].xml": contents_of(kind), _MAIN[kind][0]: "<x/>"} | more)


def upload(content: bytes, name: str = "a.pdf", kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)
