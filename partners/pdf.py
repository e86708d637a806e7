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
from PIL import ImageFile

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
    takes_cut_pictures = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        return import_module("weasyprint")
    except (ImportError, OSError) as error:  # OSError: no Pango
        logger.info("no PDF is made here", extra={"reason": type(error).__name__})
        return None
    finally:
        # It says so for the whole process, in which uploads are looked at too: one that is cut off must be refused.
        ImageFile.LOAD_TRUNCATED_IMAGES = takes_cut_pictures


def _has_japanese_font() -> bool:
    """Asked of fontconfig, which comes with Pango. Without one the sheet would be of empty boxes, and nobody told."""
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    try:
        asked = subprocess.run([lister, ":lang=ja", "family"], capture_output=True, timeout=5, check=False)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return False
    return bool(asked.stdout.strip())


def pdf_of(template: str, context: dict[str, Any]) -> bytes:
    """The template as PDF. Nothing is fetched, from wherever it may be named: all that it shows stands in it."""
    written: bytes = _laid_out(template, context).write_pdf()
    return written


def _laid_out(template: str, context: dict[str, Any]) -> Any:
    """Its pages, with where each word stands."""
    library = _library() if settings.HUB_PDF else None
    if library is None:
        raise NoPdfError
    page = library.HTML(string=render_to_string(template, context), url_fetcher=_fetch_nothing)
    return page.render(stylesheets=[library.CSS(string=_STYLE.read_text(encoding="utf-8"))])


def _fetch_nothing(url: str, *_args: Any, **_options: Any) -> dict[str, Any]:
    raise ValueError("nothing is fetched for a PDF")
