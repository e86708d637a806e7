"""The admin's forms are typed over as the page was given them."""

from collections.abc import Iterator

import pytest

from tests import templates


@pytest.fixture(autouse=True)
def _contexts_are_remembered() -> Iterator[None]:
    with templates.rendered_with_contexts():
        yield
