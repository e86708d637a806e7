"""ふりがな: ``<ruby>漢字<rt>かんじ</rt></ruby>`` in a page that is already rendered.

Words and their readings are in ``data/readings.csv``; a word that is not there stays as it is, since no reading is
better than a wrong one. How the list is made and mended: docs/readings.md.
"""

from hub.furigana.dictionary import KANJI, align
from hub.furigana.writing import kana, ruby
from hub.markup import rewrite

__all__ = ["align", "annotate", "kana"]


def annotate(html: str, *, language: str = "ja") -> str:
    """The same page, or part of a page, with readings where it is Japanese."""
    return rewrite(html, language, _write) if KANJI.search(html) else html


def _write(text: str, is_japanese: bool, is_by_itself: bool) -> str:
    return ruby(text, is_by_itself=is_by_itself) if is_japanese and KANJI.search(text) else text
