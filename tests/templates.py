"""An unknown variable in a template of ours is an error; templates of Django and of libraries keep their ways."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.signals import setting_changed
from django.template import engines
from django.template.base import FilterExpression, Origin, Template
from django.test.utils import instrumented_test_render

_BASE = Path(__file__).resolve().parent.parent


class UnknownVariableError(AssertionError):
    """A template of ours names something that the view did not give."""


class _Strict(str):
    """Stands in ``string_if_invalid``. Django asks whether it is empty just when a variable is missing.

    An empty answer leaves everything as without it; for a template of ours we raise instead.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        caller = sys._getframe(1)
        if caller.f_code is FilterExpression.resolve.__code__:
            _check(caller, caller.f_locals["self"].token)
        return False

    def __contains__(self, part: object) -> bool:
        caller = sys._getframe(1)
        if part == "%s" and caller.f_code.co_name == "render_value":  # of {% blocktranslate %}
            _check(caller, caller.f_locals["key"])
        return False


def _check(frame: FrameType, variable: str) -> None:
    origin = _origin(frame)
    if origin is not None and _is_ours(Path(origin.name)):
        raise UnknownVariableError(f"{origin.template_name}: {{{{ {variable} }}}}")


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(_BASE) and "site-packages" not in path.parts


def _origin(frame: FrameType | None) -> Origin | None:
    """Of the template whose node is being rendered, the innermost first."""
    while frame is not None:
        if frame.f_code.co_name == "render_annotated":
            return getattr(frame.f_locals["self"], "origin", None)
        frame = frame.f_back
    return None


@contextmanager
def strict() -> Iterator[None]:
    """Makes the engine strict within the block, and each that is made anew there since a test changed ``TEMPLATES``."""
    before = engines["django"].engine.string_if_invalid
    _make_strict()
    setting_changed.connect(_make_strict)
    try:
        yield
    finally:
        setting_changed.disconnect(_make_strict)
        engines["django"].engine.string_if_invalid = before


def _make_strict(setting: str = "TEMPLATES", **_change: Any) -> None:
    if setting == "TEMPLATES":
        engines["django"].engine.string_if_invalid = _Strict()


# As it is before the tests' environment is made: this module is imported before.
_AS_EVER = Template._render


@contextmanager
def rendered_as_ever() -> Iterator[None]:
    """Within the block a test's client is not told what each template was rendered with.

    Keeping a copy for it costs a tenth of the time of a page, and hardly a test asks for it.
    """
    with _rendered_by(_AS_EVER):
        yield


@contextmanager
def rendered_with_contexts() -> Iterator[None]:
    """Within the block ``response.context`` is there."""
    with _rendered_by(instrumented_test_render):
        yield


@contextmanager
def _rendered_by(render: Any) -> Iterator[None]:
    before, Template._render = Template._render, render
    try:
        yield
    finally:
        Template._render = before
