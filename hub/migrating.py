"""Migrations of an empty database in half the time, for those that are made every day: of tests and of `make run`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState

# Its type names no method of this kind.
_State: Any = ProjectState
# What stands beside the fields of a model.
_BESIDE_FIELDS = frozenset({"constraints", "indexes"})


@contextmanager
def quick_states() -> Iterator[None]:
    """Within the block a migration that adds a constraint or an index says so to the model that is there.

    Django makes the classes of that model and of all that refer to it anew each time, in which it would spend half of
    its time. What comes of it in the database is the same.
    """
    append = _State._append_option  # noqa: SLF001

    def add(state: Any, app: str, name: str, option: str, value: Any) -> None:
        if option not in _BESIDE_FIELDS or "apps" not in state.__dict__:
            append(state, app, name, option, value)
            return
        options = state.models[app, name].options
        options[option] = [*options[option], value]
        meta = state.apps.get_model(app, name)._meta
        setattr(meta, option, [*getattr(meta, option), value])

    _State._append_option = add  # noqa: SLF001
    try:
        yield
    finally:
        _State._append_option = append  # noqa: SLF001
