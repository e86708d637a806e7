"""Themes and audiences, by the tables in ``data/`` and by words."""

import csv
import re
import unicodedata
from functools import cache

from events.importing.columns import DATA
from events.importing.texts import key_of, one_line

# What a city writes under 対象者, or in a title, and whom it means (keys of data/vocabulary/audiences.csv).
_AUDIENCES: list[tuple[str, re.Pattern[str]]] = [
    ("everyone", re.compile(r"どなたでも|誰でも|だれでも|制限なし|問わず|一般どなた")),
    (
        "infants",
        re.compile(
            r"乳幼児|乳児|幼児|未就学|赤ちゃん|[か箇カヶヵ]月|\b[0-3]歳児?|0.{0,3}[・~〜から]+.{0,3}[123]歳|親子"
        ),
    ),
    ("children", re.compile(r"小学生|小・中学生|小中学生|児童|小学校")),
    ("teens", re.compile(r"中学生|高校生|小・中学生|小中学生|中高生|青少年")),
    ("students", re.compile(r"大学生|学生限定|若者|専門学校")),
    ("adults", re.compile(r"大人|成人|一般|18歳以上|20歳以上|16歳以上|15歳以上")),
    ("seniors", re.compile(r"シニア|高齢者|(?:50|55|60|65|70|75)歳以上|ゆうゆう")),
    ("carers", re.compile(r"介護をしている|介護者|ケアラー|家族介護")),
    ("disabled", re.compile(r"障害|障がい|聴覚|視覚")),
    ("foreigners", re.compile(r"外国人|外国籍|日本語を母語")),
    ("women", re.compile(r"女性|ママ|母親|妊婦")),
    ("men", re.compile(r"男性|パパ|父親")),
]
# A title says for whom it is only in plain words: 「外国人支援を考える」 is not for 外国人.
_IN_TITLE: list[tuple[str, re.Pattern[str]]] = [
    ("infants", re.compile(r"親子|赤ちゃん|乳幼児|[0-3]歳児|か月児|ベビー")),
    ("children", re.compile(r"小学生|小・?中学生|こどもの|子どもの?(?:ため|おはなし|フラ)")),
    ("teens", re.compile(r"中学生|高校生|青少年教室")),
    ("seniors", re.compile(r"シニア|高齢者向け|ゆうゆう")),
    ("disabled", re.compile(r"障(?:害|がい)者(?:のため|向け|交流|卓球|フライング)")),
    ("foreigners", re.compile(r"外国人(?:のため|向け|対象)")),
]
_TARGET_LINE = re.compile(r"^[▽※・○●◆■\s]*(?:参加)?対象(?:者)?\s*[:：*＊は]\s*(.+)$", re.MULTILINE)


def themes_of(kind: str, title: str) -> tuple[set[str], bool]:
    """Keys of themes, and whether the kind is one of the table (or empty)."""
    kinds, words = _tables()
    key = key_of(kind)
    found = set(kinds.get(key, ()))
    plain = unicodedata.normalize("NFKC", title)
    for word, themes in words:
        if word in plain:
            found |= themes
    return found, not key or key in kinds


def audiences_of(stated: str, title: str) -> set[str]:
    """Keys of audiences: by all words where the file states whom it is for, by few and plain ones in a title."""
    plain = unicodedata.normalize("NFKC", stated)
    name = unicodedata.normalize("NFKC", title)
    found = {key for key, pattern in _AUDIENCES if plain and pattern.search(plain)}
    return found | {key for key, pattern in _IN_TITLE if pattern.search(name)}


def stated_audience(*texts: str) -> str:
    """What free text says after 「対象：」, for files that leave 対象者 empty."""
    for text in texts:
        if match := _TARGET_LINE.search(text):
            return one_line(match[1])
    return ""


@cache
def _tables() -> tuple[dict[str, set[str]], list[tuple[str, set[str]]]]:
    with (DATA / "event_kinds.csv").open(encoding="utf-8-sig", newline="") as rows:
        kinds = {key_of(row["kind"]): set(row["themes"].split()) for row in csv.DictReader(rows)}
    with (DATA / "event_words.csv").open(encoding="utf-8-sig", newline="") as rows:
        words = [(row["word"], set(row["themes"].split())) for row in csv.DictReader(rows)]
    return kinds, words
