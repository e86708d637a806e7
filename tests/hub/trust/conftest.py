"""No count of another test."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from hub.trust import throttle


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    throttle._own.clear()
    yield
    cache.clear()
