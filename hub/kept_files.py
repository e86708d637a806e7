"""Files in the default storage that a row names by its key: written before the row, and swept where no row came or stayed.

No address leads to them but that of a view which asks who may see the row.
"""

import re
import uuid
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

# Longer than any transaction lasts: what is younger may still be on its way.
SETTLED = timedelta(days=1)
AT_ONCE = 500
_KEY = re.compile(r"^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(.*)$")


@dataclass(frozen=True)
class Shelf:
    """A folder of such files; each key has one for each of ``endings``. Names come from the key, never from outside."""

    folder: str
    endings: tuple[str, ...] = ("",)

    def name_of(self, key: uuid.UUID, ending: str = "") -> str:
        """In 256 folders, so that none grows long."""
        return f"{self.folder}/{key.hex[:2]}/{key}{ending}"

    def write(self, key: uuid.UUID, content: "bytes | File[Any]", ending: str = "") -> None:
        default_storage.save(self.name_of(key, ending), ContentFile(content) if isinstance(content, bytes) else content)

    def open(self, key: uuid.UUID, ending: str = "") -> "File[Any] | None":
        """None where the file is not there."""
        try:
            return default_storage.open(self.name_of(key, ending))
        except FileNotFoundError:
            return None

    def delete(self, key: uuid.UUID) -> None:
        """All of a key; one that isn't there is no error."""
        for ending in self.endings:
            default_storage.delete(self.name_of(key, ending))

    def keys_before(self, moment: datetime) -> Iterator[uuid.UUID]:
        """Of all files that were written before ``moment``, one for each file."""
        try:
            folders, _files = default_storage.listdir(self.folder)
        except FileNotFoundError:
            return
        for folder in sorted(folders):
            for name in sorted(default_storage.listdir(f"{self.folder}/{folder}")[1]):
                match = _KEY.match(name)
                is_ours = match is not None and match[2] in self.endings
                if match and is_ours and _written_at(f"{self.folder}/{folder}/{name}", moment) < moment:
                    yield uuid.UUID(match[1])

    def sweep(self, moment: datetime, known: Callable[[Collection[uuid.UUID]], Collection[uuid.UUID]]) -> int:
        """Deletes files written before ``moment`` whose key is not among the ``known`` ones; how many keys."""
        done, found = 0, self.keys_before(moment)
        while keys := set(islice(found, AT_ONCE)):
            for key in keys - set(known(keys)):
                self.delete(key)
                done += 1
        return done


def _written_at(name: str, default: datetime) -> datetime:
    """When it was written; ``default`` where it has gone since the folder was read."""
    try:
        return default_storage.get_modified_time(name)
    except FileNotFoundError:
        return default
