"""The curated words of the hub: loaded from ``data/vocabulary``, and read from the process's memory."""

import csv
from pathlib import Path
from typing import Any

from django.db import transaction

from hub.changes import generation_of, record_changes
from hub.models import Audience, ChangeAction, Theme, Vocabulary, WelcomeMark
from hub.renames import tell_renamed

FILES: dict[str, type[Vocabulary]] = {
    "themes.csv": Theme,
    "audiences.csv": Audience,
    "welcome_marks.csv": WelcomeMark,
}

# What others keep of a word in their searchable text and facets.
_FOUND_BY = ("name", "name_easy", "name_en", "words", "parent_id")
_KINDS = frozenset(str(model._meta.model_name) for model in FILES.values())


@transaction.atomic
def load_vocabulary(folder: Path) -> int:
    """Creates what is missing and changes what differs; returns how many rows were written. Nothing is removed."""
    written: list[Vocabulary] = []
    for file, model in FILES.items():
        with (folder / file).open(encoding="utf-8-sig", newline="") as rows:
            for order, row in enumerate(csv.DictReader(rows)):
                thing = _load_row(model, row, order)
                if thing:
                    written.append(thing)
    record_changes(written, ChangeAction.CHANGED)
    return len(written)


def _load_row(model: type[Vocabulary], row: dict[str, str], order: int) -> Vocabulary | None:
    values: dict[str, Any] = {key: value for key, value in row.items() if key not in {"key", "parent"}}
    values["order"] = order
    if row.get("parent"):
        values["parent_id"] = Theme.objects.get(key=row["parent"]).pk
    thing = model._default_manager.filter(key=row["key"]).first()
    if thing is None:
        return model._default_manager.create(key=row["key"], **values)
    if all(getattr(thing, name) == value for name, value in values.items()):
        return None
    for name, value in values.items():
        setattr(thing, name, value)
    thing.save()
    return thing


@transaction.atomic
def save_word(word: Vocabulary) -> None:
    """Saves one word that staff wrote; what is found by it and the pages that show it follow."""
    before = type(word)._default_manager.filter(pk=word.pk).first()
    word.save()
    if before is None or any(getattr(before, name, None) != getattr(word, name, None) for name in _FOUND_BY):
        tell_renamed(word)
    record_changes([word], ChangeAction.CHANGED)


class _Kept:
    # Replaced as a whole: another thread may be reading it.
    words: tuple[int, dict[type[Vocabulary], dict[int, Vocabulary]]] = (-1, {})


def vocabulary_version() -> int:
    """Grows with every change of a word."""
    return generation_of(_KINDS)


def words_of(model: type[Vocabulary]) -> dict[int, Any]:
    """All words of a list by primary key, in their order. One query after a change, none otherwise."""
    newest = vocabulary_version()
    number, words = _Kept.words
    if number != newest:
        words = {}
        _Kept.words = (newest, words)
    if model not in words:
        words[model] = {thing.pk: thing for thing in model._default_manager.order_by("order", "pk")}
    return words[model]


def words_for(model: type[Vocabulary], keys: set[int]) -> list[Any]:
    """The words with these primary keys, in the order of their list."""
    return [word for pk, word in words_of(model).items() if pk in keys] if keys else []
