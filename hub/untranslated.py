"""What the city and the organisers wrote stays Japanese on an English page: it is marked there, wherever it stands."""

import re

from hub.markup import rewrite

_JAPANESE = re.compile(r"[々〆ぁ-ゖァ-ヺ㐀-䶿一-鿿豈-﫿ｦ-ﾟ][々〆ぁ-ゖァ-ヺー・、。（）「」0-9０-９㐀-䶿一-鿿豈-﫿ｦ-ﾟ]*")


def label_japanese(html: str, language: str) -> str:
    """The page of another language with ``lang="ja"`` around every Japanese text that has none."""
    return rewrite(html, language, _write) if _JAPANESE.search(html) else html


def _write(text: str, is_japanese: bool, _is_by_itself: bool) -> str:
    return text if is_japanese else _JAPANESE.sub(r'<span lang="ja">\g<0></span>', text)
