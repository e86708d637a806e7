"""Folders of the supervisor's tests."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Shorter than pytest's own, so that sockets have room in it and none are put elsewhere."""
    with TemporaryDirectory(prefix="hub-") as folder:
        yield Path(folder)
