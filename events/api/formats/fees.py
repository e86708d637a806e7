"""A fee in the two columns for it, so that the import reads the same fee from them."""

import re

from events.importing.amounts import fee_of
from events.importing.columns import field_called

_YEN = re.compile(r"(\d[\d,]*)円(?:（(.*)）)?")
_NOTHING = re.compile(r"(?:無料|0円)（(.*)）")
_NAMED = re.compile(r"([^:：]{2,20})[:：] ?(\S.*)")


def fee_columns(is_free: bool | None, text: str) -> tuple[str, str]:
    """料金(基本) and 料金(詳細). Where words and ``is_free`` contradict each other, the words count."""
    text = _without_label(text)
    for columns in _candidates(is_free, text):
        if _reads_as(columns, is_free, text):
            return columns
    columns = ("0", text) if is_free else ("", text)
    fee = fee_of(*columns)
    exact = (again for again in _candidates(fee.is_free, fee.text) if _reads_as(again, fee.is_free, fee.text))
    return next(exact, columns)


def _reads_as(columns: tuple[str, str], is_free: bool | None, text: str) -> bool:
    fee = fee_of(*columns)
    is_same = fee.text == text or (is_free is True and fee.text == "無料" and not text)
    return fee.is_free is is_free and is_same and not fee.is_doubtful


def _without_label(text: str) -> str:
    """「参加費: 500円」: the import takes such a line for the column that it names."""
    match = _NAMED.fullmatch(text)
    return match[2] if match and field_called(match[1]) == "fee_basic" else text


def _candidates(is_free: bool | None, text: str) -> list[tuple[str, str]]:
    found = [("", "")] if is_free is None and not text else []
    if is_free and text in {"", "無料"}:
        found.append(("0", ""))
    if match := _NOTHING.fullmatch(text):
        found.append(("0", match[1]))
    if match := _YEN.fullmatch(text):
        found.append((match[1].replace(",", ""), match[2] or ""))
    return [*found, ("", text), (text, ""), ("0", text)]
