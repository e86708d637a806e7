"""Where the files of pictures lie in the default storage. Their names come from the picture's key, never from outside."""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from hub.pictures.sizes import Size

FOLDER = "pictures"
_NAME = re.compile(r"^([0-9a-f-]{36})-(?:large|small)\.jpg$")


def name_of(key: uuid.UUID, size: Size) -> str:
    """In 256 folders, so that none grows long."""
    return f"{FOLDER}/{key.hex[:2]}/{key}-{size}.jpg"


def write_files(key: uuid.UUID, files: dict[Size, bytes]) -> None:
    """Both forms of a picture."""
    for size, content in files.items():
        default_storage.save(name_of(key, size), ContentFile(content))


def read_file(key: uuid.UUID, size: Size) -> bytes | None:
    """None where the file is not there."""
    try:
        with default_storage.open(name_of(key, size)) as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError:
        return None


def delete_files(key: uuid.UUID) -> None:
    """Both forms; one that isn't there is no error."""
    for size in Size:
        default_storage.delete(name_of(key, size))


def keys_before(moment: datetime) -> Iterator[uuid.UUID]:
    """Of all files that were written before ``moment``, one for each file."""
    try:
        folders, _files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        for name in sorted(default_storage.listdir(f"{FOLDER}/{folder}")[1]):
            match = _NAME.match(name)
            if match and _written_at(f"{FOLDER}/{folder}/{name}", moment) < moment:
                yield uuid.UUID(match[1])


def _written_at(name: str, default: datetime) -> datetime:
    """When it was written; ``default`` where it has gone since the folder was read."""
    try:
        return default_storage.get_modified_time(name)
    except FileNotFoundError:
        return default
