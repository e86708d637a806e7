"""The hub's words, for tests that need them."""

from pathlib import Path

import pytest
from django.conf import settings

from hub.vocabulary import load_vocabulary


@pytest.fixture
def words(db: None) -> None:
    """Themes, audiences and welcome marks."""
    load_vocabulary(Path(settings.BASE_DIR) / "data" / "vocabulary")
