"""The curated words of the hub: loaded from ``data/vocabulary``, and read from the process's memory."""

import csv
from collections.abc import Collection
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
        with (folder / file).open(encoding="utf-8-sig", newline="") as text:
            written += _load_rows(model, [row | {"order": order} for order, row in enumerate(csv.DictReader(text))])
    record_changes(written, ChangeAction.CHANGED)
    return len(written)


def _load_rows(model: type[Vocabulary], rows: list[dict[str, Any]]) -> list[Vocabulary]:
    """The words that were written. Those that others stand under come first."""
    known = {word.key: word for word in model._default_manager.all()}
    written: list[Vocabulary] = []
    for is_below in (False, True):
        new = []
        for row in rows:
            if bool(row.get("parent")) != is_below:
                continue
            values = {name: value for name, value in row.items() if name not in {"key", "parent"}}
            if is_below:
                values["parent_id"] = known[row["parent"]].pk
            word = known.get(row["key"])
            if word is None:
                new.append(model(key=row["key"], **values))
            elif any(getattr(word, name) != value for name, value in values.items()):
                _change(word, values)
                written.append(word)
        made = model._default_manager.bulk_create(new)
        known |= {word.key: word for word in made}
        written += made
    return written


def _change(word: Vocabulary, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(word, name, value)
    word.save()


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


def themes_and_below(keys: Collection[str]) -> list[int]:
    """The themes of these keys with what stands under them, in the order of their list."""
    words = words_of(Theme)
    chosen = {pk for pk, one in words.items() if one.key in keys}
    return [pk for pk, one in words.items() if pk in chosen or one.parent_id in chosen]


def words_for(model: type[Vocabulary], keys: set[int]) -> list[Any]:
    """The words with these primary keys, in the order of their list."""
    return [word for pk, word in words_of(model).items() if pk in keys] if keys else []
