"""The hub's words, for tests that need them."""

import pytest

from tests.words import load_words


@pytest.fixture
def words(db: None) -> None:
    """Themes, audiences and welcome marks."""
    load_words()
