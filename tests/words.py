"""The hub's words, for tests that need them and do not try how they are loaded."""

from typing import Any

from django.conf import settings
from django.db import transaction

from hub.changes import record_changes
from hub.models import Audience, ChangeAction, Theme, WelcomeMark
from hub.vocabulary import load_vocabulary
from tests.kept_rows import KeptRows

_MODELS: tuple[Any, ...] = (Theme, Audience, WelcomeMark)
_kept = KeptRows(*(model._meta.db_table for model in _MODELS))
_words: list[Any] = []


@transaction.atomic
def load_words() -> None:
    """Themes, audiences and welcome marks: read from their files the first time, and the same rows from then on."""
    is_alone = _kept.is_empty()
    if is_alone and _kept.are_kept():
        _kept.put_back()
        record_changes(_words, ChangeAction.CHANGED)
        return
    load_vocabulary(settings.BASE_DIR / "data" / "vocabulary")
    if is_alone:
        _kept.keep()
        _words.extend(word for model in _MODELS for word in model._default_manager.order_by("pk"))
