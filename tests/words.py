"""The hub's words, for tests that need them and do not try how they are loaded."""

from typing import Any

from django.conf import settings
from django.db import transaction

from hub.changes import record_changes
from hub.models import Audience, ChangeAction, Theme, WelcomeMark
from hub.vocabulary import load_vocabulary

_MODELS: tuple[Any, ...] = (Theme, Audience, WelcomeMark)
# Their rows as ``load_vocabulary`` wrote them once in this process. Sequences are never set back, so numbers stay free.
_kept: list[list[Any]] = []


@transaction.atomic
def load_words() -> None:
    """Themes, audiences and welcome marks: read from their files the first time, and the same rows from then on."""
    is_alone = not any(model._default_manager.exists() for model in _MODELS)
    if not is_alone or not _kept:
        load_vocabulary(settings.BASE_DIR / "data" / "vocabulary")
        if is_alone:
            _kept.extend(list(model._default_manager.order_by("pk")) for model in _MODELS)
        return
    for model, rows in zip(_MODELS, _kept, strict=True):
        model._default_manager.bulk_create(rows)
    record_changes([row for rows in _kept for row in rows], ChangeAction.CHANGED)
