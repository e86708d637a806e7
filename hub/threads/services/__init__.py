"""What is done to talks: the names that other apps call."""

from hub.threads.services.ending import close_thread, let_rest, mark_read, reopen_thread, settle_answered, settle_thread
from hub.threads.services.forgetting import forget_subjects
from hub.threads.services.records import promised_day
from hub.threads.services.writing import (
    ClosedError,
    StaleError,
    go_on_with,
    open_thread,
    opened_with,
    tell_outcome,
    write_post,
)

__all__ = [
    "ClosedError",
    "StaleError",
    "close_thread",
    "forget_subjects",
    "go_on_with",
    "let_rest",
    "mark_read",
    "open_thread",
    "opened_with",
    "promised_day",
    "reopen_thread",
    "settle_answered",
    "settle_thread",
    "tell_outcome",
    "write_post",
]
