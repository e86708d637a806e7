"""What in a text would tell who somebody is: found to warn the writer, never to refuse the text."""

import re
import unicodedata

from django.utils.translation import gettext as _

_DASHES = re.compile("[‐‑‒–—―−－ーｰ]")
# Ten or eleven digits from 0, or a number as dialled from abroad, however they are parted.
_PHONE = re.compile(r"(?<![0-9])(?:\+81[- ]?\(?0?\)?|\(?0)[1-9](?:[- ()]{0,2}[0-9]){8,9}(?![0-9])")
_MAIL = re.compile(r"[^\s@、。（）「」]+\s?@\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
# 台町二丁目3番, 台町3-4-5, 3番地; not 2026-11-26.
_KANJI = "一二三四五六七八九十"
_HOUSE = re.compile(
    rf"[0-9{_KANJI}]+丁目\s?[0-9{_KANJI}]|[0-9]+番地|(?<![0-9-])[0-9]{{1,2}}-[0-9]{{1,3}}-[0-9]{{1,4}}(?![0-9-])"
)


def personal_words_in(text: str) -> list[str]:
    """What kinds there are, as they are called beside the field: 電話番号, メールアドレス, 住所. Empty where none was found."""
    plain = unicodedata.normalize("NFKC", _DASHES.sub("-", text))
    without_phones = _PHONE.sub(" ", plain)
    found = []
    if without_phones != plain:
        found.append(_("電話番号"))
    if _MAIL.search(plain):
        found.append(_("メールアドレス"))
    if _HOUSE.search(without_phones):
        found.append(_("住所"))
    return found
