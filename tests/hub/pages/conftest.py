"""The same Wednesday and words as in the tests of lists."""

from tests.events.views.conftest import now, words

__all__ = ["now", "words"]
