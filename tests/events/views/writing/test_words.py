"""What was done is told as done."""

import pytest

from events.enums import Action
from events.views.writing.words import done_words


@pytest.mark.parametrize("action", Action)
def test_history_tells_what_was_done(action: Action) -> None:
    assert done_words(action).endswith("ました")
