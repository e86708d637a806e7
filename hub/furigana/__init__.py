"""ふりがな: ``<ruby>漢字<rt>かんじ</rt></ruby>`` in a page that is already rendered.

Words and their readings are in ``data/readings.csv``; a word that is not there stays as it is, since no reading is
better than a wrong one. How the list is made and mended: docs/readings.md.
"""

from hub.furigana.markup import annotate

__all__ = ["annotate"]
