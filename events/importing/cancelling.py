"""Whether a row says outright that it is cancelled. 「雨天中止」 is a condition, no cancellation."""

import re

from events.importing.texts import narrow

_TITLE = re.compile(
    r"^[【(\[〔<]\s*(?:開催|この催しは)?中止(?:のお知らせ|になりました|します|しました|決定)?\s*[】)\]〕>]"
)
_MARKED = re.compile(r"^[【(\[〔<](?:開催)?中止(?:になりました|します|しました|決定)?[】)\]〕>]")
_WEATHER = r"(?:雨|荒天|悪天候?|強風|台風|雪|雷|風雨|警報|高温|猛暑)"
# 「雨天のため中止」 names a cause, 「雨天中止」 a condition.
_CONDITION = re.compile(
    rf"場合|こと(?:が|も)あ|可能性|おそれ|恐れ|とき|時(?:は|に|、|,)|際(?:は|に)|決行|中止(?:も)?あり|中止の有無"
    rf"|判断|検討|未定|予備日|順延|中止(?:は|に)?(?:しません|しない|なりません|ならない)|中止では|中止な[しく]"
    rf"|{_WEATHER}(?!.{{0,8}}(?:のため|により|によって|に伴い|の影響)).{{0,6}}中止"
)


def is_cancelled(status: str, title: str) -> bool:
    """By the state, or by 【中止】 at the beginning of the title."""
    plain = re.sub(r"\s+", "", narrow(status)).rstrip("。.!")
    if _TITLE.search(narrow(title)) or _MARKED.search(plain):
        return True
    return "中止" in plain and "一部" not in plain and not _CONDITION.search(plain)
