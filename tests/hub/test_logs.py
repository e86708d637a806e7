"""The log as it leaves a process: one JSON object a line, without the words of a person."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent.parent
_BEGIN = """
import logging, structlog
from hub.logs import logging_config
logging_config({log_format!r}, "INFO")
log = structlog.get_logger("hub.test")
plain = logging.getLogger("library")
structlog.contextvars.bind_contextvars(request_id="r-1")
"""


def _written(code: str, log_format: str = "json") -> list[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _BEGIN.format(log_format=log_format) + code],
        cwd=_ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "hub.settings.test"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


def _objects(code: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in _written(code)]


def test_our_lines_and_those_of_libraries_have_one_form() -> None:
    lines = _objects('log.info("said", place=3); plain.warning("said %s", "so")')
    for line in lines:
        assert str(line.pop("timestamp")).endswith("Z")
    assert lines == [
        {"event": "said", "place": 3, "request_id": "r-1", "level": "info", "logger": "hub.test"},
        {"event": "said so", "request_id": "r-1", "level": "warning", "logger": "library"},
    ]


def test_a_line_break_stays_within_its_line() -> None:
    assert [line["event"] for line in _objects('plain.error("a\\nb"); log.error("c\\nd")')] == ["a\nb", "c\nd"]


def test_japanese_can_be_read() -> None:
    assert "つながり" in _written('log.info("つながり")')[0]


_RAISES = """
def fail():
    try:
        int("secret-1")
    except ValueError as error:
        raise LookupError("secret-2") from error
try:
    fail()
except LookupError:
    {say}
"""


@pytest.mark.parametrize(
    "say", ['log.exception("failed")', 'plain.exception("failed")', 'log.error("failed", exc_info=True)']
)
def test_of_an_exception_only_kind_and_place_are_written(say: str) -> None:
    (written,) = _written(_RAISES.format(say=say))
    assert "secret" not in written
    chain = json.loads(written)["exception"]
    assert [link["kind"] for link in chain] == ["builtins.LookupError", "builtins.ValueError"]
    assert chain[0]["frames"][-1].endswith(" fail")


def test_the_developer_sees_the_whole_exception() -> None:
    written = "\n".join(_written(_RAISES.format(say='log.exception("failed")'), "console"))
    assert ("secret-1" in written, "secret-2" in written) == (True, True)


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_no_variable_of_a_frame_is_written(log_format: str) -> None:
    code = """
def fail(typed):
    kept = typed.upper()
    raise LookupError("failed")
try:
    fail("hana" + "@example.org")
except LookupError:
    log.exception("failed")
"""
    written = "\n".join(_written(code, log_format))
    assert ("LookupError" in written, "hana@" in written, "HANA@" in written) == (True, False, False)


def test_what_a_task_raised_or_returned_is_not_in_its_line() -> None:
    code = """
task = logging.getLogger("celery.app.trace")
named = {"name": "hub.tasks.x", "id": "1", "exc": "secret-1", "return_value": "secret-2", "description": "raised"}
task.error("Task %(name)s[%(id)s] %(description)s: %(exc)s %(return_value)s", named)
"""
    assert [line["event"] for line in _objects(code)] == ["Task hub.tasks.x[1] raised:  "]


def test_statements_are_never_written() -> None:
    assert _written('logging.getLogger("django.db.backends").info("SELECT secret")') == []
