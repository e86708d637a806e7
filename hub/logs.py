"""Structured logs without personal data: one line for each thing that happened, each with the id of its request or task.

All that is logged, by the hub or by a library, goes through one handler. The text of an exception may hold what a
person typed (a database names the value that was there twice), so the ``json`` form, which production writes,
gives of an exception only its kind and where it was raised. The ``console`` form is for the developer's terminal.
"""

import logging
import logging.config
import re
import sys
import traceback

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# Links in mails hold what opens something; Django names the address of a request that failed.
_SECRET_PART = re.compile(r"[-:\w]{20,}")


class _WithoutValues(logging.Filter):
    """Celery puts the text of an exception, and what a task returned, into its message, Django the address."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, dict):
            hidden = {"exc": "", "traceback": "", "return_value": "", "args": "", "kwargs": ""}
            record.args = {**record.args, **{key: hidden[key] for key in hidden if key in record.args}}
        if record.name.startswith("django.") and isinstance(record.args, tuple):
            record.args = tuple(_SECRET_PART.sub("…", one) if isinstance(one, str) else one for one in record.args)
        return True


def _where_it_was_raised(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Replaces ``exc_info`` by the kinds of the exceptions in the chain and the frames, without their texts."""
    error = _exception(event.pop("exc_info", None))
    if error is None:
        return event
    chain = []
    while error is not None:
        frames = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
        chain.append({"kind": f"{type(error).__module__}.{type(error).__qualname__}", "frames": frames})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    event["exception"] = chain
    return event


def _exception(given: object) -> BaseException | None:
    """``exc_info`` may be an exception, what ``sys.exc_info()`` gave, or just true."""
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return sys.exc_info()[1] if given else None


def _processors(log_format: str) -> list[Processor]:
    if log_format == "json":
        return [_where_it_was_raised, structlog.processors.JSONRenderer(ensure_ascii=False)]
    plain = structlog.dev.plain_traceback  # the one of ``rich`` prints the variables of each frame
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0, exception_formatter=plain)]


def _timestamper(log_format: str) -> Processor:
    if log_format == "json":
        return structlog.processors.TimeStamper(fmt="iso", utc=True)
    return structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)


def logging_config(log_format: str, level: str) -> None:
    """Sets up logging for this process. ``log_format`` is ``json`` or ``console``."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(allow=["kind", "object_id"]),
        _timestamper(log_format),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_processors(log_format)],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"structured": formatter},
            "filters": {"without_values": {"()": _WithoutValues}},
            "handlers": {
                "stream": {
                    "class": "logging.StreamHandler",
                    "formatter": "structured",
                    "filters": ["without_values"],
                }
            },
            "root": {"level": level, "handlers": ["stream"]},
            "loggers": {
                # Would log statements with their values.
                "django.db.backends": {"level": "WARNING"},
                # A traceback for each request of a scanner; its access line says 400.
                "django.security.DisallowedHost": {"level": "CRITICAL"},
                # Says of each request again what the access line says.
                "django.request": {"level": "ERROR"},
                # A line for each task that was sent, came and was done, a thousand times a day.
                "celery.beat": {"level": "WARNING"},
                "celery.worker.strategy": {"level": "WARNING"},
                "celery.app.trace": {"level": "WARNING"},
            },
        }
    )
