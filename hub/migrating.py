"""Migrations of an empty database in a fraction of the time, for those that are made every day: of tests and of `make run`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState
from django.db.models import NOT_PROVIDED

# Its type names no method of this kind.
_State: Any = ProjectState
# What stands beside the fields of a model.
_BESIDE_FIELDS = frozenset({"constraints", "indexes"})


@contextmanager
def quick_states() -> Iterator[None]:
    """Within the block a migration that adds a model or a field, or what stands beside fields, leaves the others as they are.

    Django makes the classes of that model and of all that refer to it anew each time, in which it would spend nine
    tenths of its time. What comes of it in the database is the same.
    """
    ways = {"_append_option": _append, "_remove_option": _remove, "add_model": _add_model, "add_field": _add_field}
    before = {name: getattr(_State, name) for name in ways}
    for name, way in ways.items():
        setattr(_State, name, _where_there_are_classes(way, before[name]))
    try:
        yield
    finally:
        for name, way in before.items():
            setattr(_State, name, way)


def _where_there_are_classes(way: Any, of_django: Any) -> Any:
    """``way`` for what it can do once the classes were made; Django's own for the rest."""

    def change(state: Any, *arguments: Any) -> None:
        if "apps" not in state.__dict__ or way(state, *arguments) is False:
            of_django(state, *arguments)

    return change


def _add_model(state: Any, model: ModelState) -> None:
    key = model.app_label, model.name_lower
    state.models[key] = model
    if state._relations is not None:  # noqa: SLF001
        state.resolve_model_relations(key)
    state.apps.render_multiple([model])


def _add_field(state: Any, app: str, name: str, field: str, added: Any, preserve_default: bool) -> None:
    if not preserve_default:
        added = added.clone()
        added.default = NOT_PROVIDED
    state.models[app, name].fields[field] = added
    if state._relations is not None:  # noqa: SLF001
        state.resolve_model_field_relations((app, name), field, added)
    with state.apps.bulk_update():
        state.apps.get_model(app, name).add_to_class(field, added.clone())


def _append(state: Any, app: str, name: str, option: str, value: Any) -> bool:
    return _set_beside(state, app, name, option, [*state.models[app, name].options[option], value])


def _remove(state: Any, app: str, name: str, option: str, of_name: str) -> bool:
    return _set_beside(
        state, app, name, option, [one for one in state.models[app, name].options[option] if one.name != of_name]
    )


def _set_beside(state: Any, app: str, name: str, option: str, values: list[Any]) -> bool:
    """Whether it could be done."""
    if option not in _BESIDE_FIELDS:
        return False
    state.models[app, name].options[option] = values
    setattr(state.apps.get_model(app, name)._meta, option, list(values))
    return True
