"""Where the files of pictures lie in the default storage. Their names come from the picture's key, never from outside."""

import uuid

from hub.kept_files import Shelf
from hub.pictures.sizes import Size


def _ending(size: Size) -> str:
    return f"-{size}.jpg"


SHELF = Shelf("pictures", tuple(_ending(size) for size in Size))


def name_of(key: uuid.UUID, size: Size) -> str:
    """The name of one form of a picture."""
    return SHELF.name_of(key, _ending(size))


def write_files(key: uuid.UUID, files: dict[Size, bytes]) -> None:
    """Both forms of a picture."""
    for size, content in files.items():
        SHELF.write(key, content, _ending(size))


def read_file(key: uuid.UUID, size: Size) -> bytes | None:
    """None where the file is not there."""
    file = SHELF.open(key, _ending(size))
    if file is None:
        return None
    with file:
        content: bytes = file.read()
        return content


def delete_files(key: uuid.UUID) -> None:
    """Both forms; one that isn't there is no error."""
    SHELF.delete(key)
