"""A printable page as PDF, where the machine can make one: WeasyPrint, which needs Pango and a Japanese font.

Printing is HTML first, so nothing is lost where this is not to be had: no link to the PDF is then shown.
"""

import logging
import shutil
import subprocess
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

_STYLE = Path(settings.BASE_DIR) / "static" / "css" / "paper.css"


class NoPdfError(RuntimeError):
    """This machine makes no PDF."""


def can_make_pdf() -> bool:
    """Whether it is wished for (``HUB_PDF``) and what it takes is here."""
    return settings.HUB_PDF and _library() is not None


@cache
def _library() -> Any:
    """None where the package is not installed, the libraries that it opens are not, or no font has our letters."""
    if not _has_japanese_font():
        logger.info("no PDF is made here", extra={"reason": "no Japanese font"})
        return None
    try:
        return import_module("weasyprint")
    except (ImportError, OSError) as error:  # OSError: no Pango
        logger.info("no PDF is made here", extra={"reason": type(error).__name__})
        return None


def _has_japanese_font() -> bool:
    """Asked of fontconfig, which comes with Pango. Without one the sheet would be of empty boxes, and nobody told."""
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    asked = subprocess.run([lister, ":lang=ja", "family"], capture_output=True, timeout=30, check=False)  # noqa: S603
    return bool(asked.stdout.strip())


def pdf_of(template: str, context: dict[str, Any]) -> bytes:
    """The template as PDF. Nothing is fetched, from wherever it may be named: all that it shows stands in it."""
    library = _library() if settings.HUB_PDF else None
    if library is None:
        raise NoPdfError
    page = library.HTML(string=render_to_string(template, context), url_fetcher=_fetch_nothing)
    written: bytes = page.write_pdf(stylesheets=[library.CSS(string=_STYLE.read_text(encoding="utf-8"))])
    return written


def _fetch_nothing(url: str, *_args: Any, **_options: Any) -> dict[str, Any]:
    raise ValueError("nothing is fetched for a PDF")
