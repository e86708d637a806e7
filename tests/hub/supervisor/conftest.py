"""Folders of the supervisor's tests."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from hub.supervisor.state import quick_place


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """Shorter than pytest's own, so that sockets have room in it and none are put elsewhere."""
    with TemporaryDirectory(prefix="hub-", dir=quick_place()) as folder:
        yield Path(folder)
