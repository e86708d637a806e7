"""Of a long table `make test` runs some rows, `make soak` all of them."""

from collections.abc import Iterable
from typing import Any

import pytest


def often(rows: Iterable[Any], *always: Any) -> list[Any]:
    """The rows for ``parametrize``: those named in ``always`` each time, the others by hand."""
    rows = list(rows)
    assert set(always) <= set(rows)
    return [row if row in always else _soak(row) for row in rows]


def every(step: int, rows: Iterable[Any]) -> list[Any]:
    """The rows for ``parametrize``: the first and then every ``step``-th each time, the others by hand."""
    return [_soak(row) if place % step else row for place, row in enumerate(rows)]


def _soak(row: Any) -> Any:
    values = row if isinstance(row, tuple) else (row,)
    return pytest.param(*values, marks=pytest.mark.soak)
