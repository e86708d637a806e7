"""Telephone numbers and addresses of mail out of the text of a sample, however they are written."""

import re

REPLACED = "（省略）"
_DIGIT = "[0-9０-９]"
_ZERO = "[0０]"
_JOIN = r"[\s\u3000]?[-‐‑‒–—―−－ー・.．の()（）][\s\u3000]?[()（）]?"
_PREFIX = r"[(（]?"
_COUNTRY = rf"(?:[+＋][\s\u3000]?[8８][1１]{_JOIN}|[+＋][\s\u3000]?[8８][1１][\s\u3000]?)"
# (042)648-2231, 042-648-2231, 0120（998）632, ０４２－６４８－２２３１, 0426482231, +81 42 648 2231
_PHONE = re.compile(
    rf"(?<![0-9０-９A-Za-z/_=%.-])(?:"
    rf"{_PREFIX}{_ZERO}{_DIGIT}{{1,4}}(?:{_JOIN}|[\s\u3000]){_DIGIT}{{1,4}}(?:{_JOIN}|[\s\u3000]){_DIGIT}{{3,4}}"
    rf"|{_PREFIX}{_ZERO}{_DIGIT}{{1,4}}{_JOIN}{_DIGIT}{{6,8}}"
    rf"|{_ZERO}{_DIGIT}{{9,10}}"
    rf"|{_COUNTRY}[(（]?{_DIGIT}{{1,4}}(?:{_JOIN}|[\s\u3000])?{_DIGIT}{{1,4}}(?:{_JOIN}|[\s\u3000])?{_DIGIT}{{3,4}}"
    rf")(?![0-9０-９])"
)
# 「電話 648-2231」, 「TEL:664-6949」, 「内線 2278」: without the area code only a word before them tells.
_LOCAL = re.compile(
    rf"((?:電話(?:番号)?|でんわ|ＴＥＬ|TEL|Tel|tel|ＦＡＸ|FAX|Fax|fax|ファックス|ファクス|℡|☎|📞)[\s\u3000:：?？.．()（）]*)"
    rf"(?:{_DIGIT}(?:{_JOIN})?){{6,}}(?![0-9０-９])"
)
_EXTENSION = re.compile(rf"(内線[\s\u3000:：]*(?:番号)?[\s\u3000:：]*){_DIGIT}{{2,5}}")
_MAIL = re.compile(
    r"[A-Za-z0-9Ａ-Ｚａ-ｚ０-９._%+-]+[\s\u3000]*(?:[@＠★☆◎●]|\(at\)|（at）|\[at\]|\(アット\)|（アット）|アットマーク)[\s\u3000]*"
    r"[A-Za-z0-9Ａ-Ｚａ-ｚ０-９-]+(?:[.．][A-Za-z0-9Ａ-Ｚａ-ｚ０-９-]+)+"
)


def without_contacts(text: str) -> str:
    """The text with each number and address replaced by （省略）. Postal codes, dates and house numbers stay."""
    text = _MAIL.sub(REPLACED, text)
    text = _PHONE.sub(REPLACED, text)
    text = _LOCAL.sub(rf"\1{REPLACED}", text)
    return _EXTENSION.sub(rf"\1{REPLACED}", text)
