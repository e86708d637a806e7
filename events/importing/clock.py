"""Times of day, in minutes from midnight (24:00 is 1440, the end of the day)."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from events.importing.dates import CellError
from events.importing.texts import narrow, one_line

DAY = 24 * 60
LATEST = 30 * 60
MOST_SESSIONS = 6
_AM, _PM = r"(?:午前|am|a\.m\.)", r"(?:午後|夜|pm|p\.m\.)"
_TIME = rf"(?:(?P<half>{_AM}|{_PM})(?:は|の)?\s*)?(?:(?P<hour>\d{{1,2}})(?:\s*[:時]\s*(?P<rest>半|\d{{1,2}}(?!\d))?\s*分?(?::\d{{2}})?)|(?P<noon>正午))\s*(?P<after>am|pm)?"
_CELL = re.compile(rf"[~〜～]?\s*{_TIME}\s*(?:頃|ごろ|から|[~〜～-]|開始|まで|終了)?(?:\(予定\)|予定)?")
_FRACTION = re.compile(r"0?\.\d+|[01](?:\.0+)?")
_BARE = re.compile(r"(\d{1,2})(\d{2})")
_SEPARATOR = r"\s*(?:[~〜～―–—−‐-]|から|より)+\s*"
_LOOSE = (
    r"(?:(?P<{0}half>"
    + _AM
    + "|"
    + _PM
    + r")(?:の部|の回|コース|クラス|は|の)?[:\s]*)?(?:(?P<{0}hour>\d{{1,2}})(?:\s*[:時]\s*(?P<{0}rest>半|\d{{1,2}}(?!\d))?\s*分?)?|(?P<{0}noon>正午))"
)
_RANGE = re.compile(
    r"(?<![\d月.-])(?<!\d/)(?<!\d:)(?<!午前)(?<!午後)"
    + _LOOSE.format("a")
    + _SEPARATOR
    + _LOOSE.format("b")
    + r"(?![\d/月日円人名回歳才組%.-])"
)
_MARK = re.compile(r"[:時]|正午")
_CIRCLED = re.compile("[①-⑳]")
# 「受付9:30～9:50」, 「前日18:00～20:00リハーサル」, 「雨天の場合は翌日10時～12時」: not when it takes place.
_OTHER_DAY = r"雨|荒天|悪天|順延|延期|翌日|翌週|翌々日|前日|前夜|予備日|別日|リハーサル|仕込み|搬入"
_OTHER_MATTER = re.compile(
    rf"{_OTHER_DAY}|受付|受け付け|申込|申し込み|申込み|開場|集合|電話|tel|℡|問い?合わ?せ|問合|窓口|休館|休憩"
)
_OTHER_BEHIND = re.compile(
    rf"(?:\s|に|は|が|まで|の間)*(?:\((?:電話)?受付\)|電話?受付|受付|リハーサル|開場|集合|{_OTHER_DAY}|休憩|問い?合わ?せ)"
)
_SENTENCE = re.compile(r"[。\n※●○◎■□◆◇▽▼★☆]+")
_IN_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, order=True)
class Session:
    """From when to when, in minutes from midnight of the day on which it begins."""

    start: int
    end: int | None


def minutes_of(text: str) -> int | None:
    """The time in a cell, None where it is empty. Raises ``CellError`` for what is none."""
    plain = narrow(text).casefold()
    if not plain:
        return None
    found: int | None = None
    if match := _CELL.fullmatch(plain):
        found = _minutes(match["half"] or match["after"], match["hour"], match["rest"], match["noon"])
    elif match := _BARE.fullmatch(plain):
        found = int(match[1]) * 60 + int(match[2]) if int(match[2]) < 60 else None
    elif _FRACTION.fullmatch(plain):
        found = round(float(plain) * DAY) % DAY
    if found is None or found > LATEST:
        raise CellError(_("「%(text)s」は時刻として読めません。") % {"text": narrow(text)[:60]})
    return found


def range_of(text: str) -> Session | None:
    """The span of time that a cell holds and nothing else, 「13:00～15:00」."""
    match = _RANGE.fullmatch(narrow(text).casefold())
    return _session(match) if match else None


def sessions_in(text: str) -> list[Session]:
    """All spans of time that free text names, in its order: 「午前10時～12時、午後2時～4時」 gives two.

    None where the sentence speaks, before the span, of rain, another day, reception or inquiries.
    """
    found: list[Session] = []
    for sentence in _SENTENCE.split(unicodedata.normalize("NFKC", _CIRCLED.sub("|", text))):
        plain = one_line(sentence).casefold()
        for match in _RANGE.finditer(plain):
            before = _IN_BRACKETS.sub(" ", plain[: match.start()])
            if _OTHER_MATTER.search(before) or _OTHER_BEHIND.match(plain, match.end()):
                continue
            session = _session(match)
            if session and session not in found:
                found.append(session)
    return found


def separate_sessions(text: str) -> list[Session]:
    """The spans where they follow one another without overlapping; one that frames all the others is left out.

    Where they overlap, the span from the first start to the last end.
    """
    found = sessions_in(text)
    if not found:
        return []
    if len(found) > 2 and _frames(found[0], found[1:]):
        found = found[1:]
    if len(found) > MOST_SESSIONS:
        return []
    in_order = sorted(found)
    if all((one.end or DAY) <= two.start for one, two in pairwise(in_order)):
        return in_order
    return [Session(in_order[0].start, max(one.end or one.start for one in in_order))]


def _frames(frame: Session, others: list[Session]) -> bool:
    return all(frame.start <= one.start and (one.end or 0) <= (frame.end or 0) for one in others)


def _session(match: "re.Match[str]") -> Session | None:
    if not _MARK.search(match.group()):
        return None
    start = _minutes(match["ahalf"] or _half_of_loose(match), match["ahour"], match["arest"], match["anoon"])
    if start is None:
        return None
    end = _minutes(match["bhalf"] or match["ahalf"], match["bhour"], match["brest"], match["bnoon"])
    if end is not None and end <= start and not match["bhalf"]:
        end += DAY // 2
    if end is None or end <= start or end > LATEST:
        return None
    return Session(start, end)


def _half_of_loose(match: "re.Match[str]") -> str | None:
    """「2時～午後4時」 says of both that they are in the afternoon, if that keeps them in order."""
    half, start, end = match["bhalf"], match["ahour"], match["bhour"]
    if half and not re.match(_AM, half) and start and end and int(start) < int(end) <= 11 and int(start) < 8:
        return str(half)
    return None


def _minutes(half: str | None, hour: str | None, rest: str | None, noon: str | None) -> int | None:
    if noon:
        return DAY // 2
    hours = int(hour or 0)
    minutes = 30 if rest == "半" else int(rest or 0)
    if minutes > 59 or hours > 30:
        return None
    if half and not re.match(_AM, half) and hours < 12:
        hours += 12
    return hours * 60 + minutes
