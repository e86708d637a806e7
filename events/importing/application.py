"""How one takes part, from what a city writes under 申込方法."""

import re
import unicodedata

from events.enums import Allotment, AttendanceMode, Participation

_NOT_NEEDED = re.compile(
    r"^(?:申込|申し込み|申込み|予約|事前申込|事前申込み)?(?:は)?不要"
    r"|(?:申込|申し込み|申込み|予約)(?:は)?(?:不要|いりません|必要(?:は)?ありません|の必要はありません)"
    r"|^▽?(?:当日)?、?(?:直接)?、?(?:会場|教室|集合場所|現地)(?:へ|に)(?:直接)?(?:おいで|お越し|お集まり)"
    r"|^▽?(?:当日)?、?直接、?(?:会場|教室|集合場所|現地)(?:へ|に)"
    r"|^当日自由参加|^自由参加"
)
_NEEDED = re.compile(r"要申込|必要$|申込書|電話か直接|電話または直接")
_LOT = re.compile(r"抽選(?!会|券)|抽せん")
_FIRST_COME = re.compile(r"先着|申込み?順|申し込み順|受付順|到着順")
_ONLINE = re.compile(r"^(?:オンライン|zoom|youtube|ウェブ|web)(?:開催|配信|会議)?", re.IGNORECASE)
_HYBRID = re.compile(
    r"(?:オンライン|zoom|配信)(?:併用|または|・|と)|(?:会場|または|・|と)(?:及び|および)?オンライン", re.IGNORECASE
)


def participation_of(how: str) -> Participation:
    """Free where the file says that no application is needed; else the organiser takes it, wherever that is."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", how))
    if _NOT_NEEDED.search(plain) and not _NEEDED.search(plain):
        return Participation.FREE
    return Participation.ELSEWHERE


def allotment_of(*texts: str) -> str:
    """By lot goes before first come: 「抽選。定員に満たないときは先着順」."""
    plain = unicodedata.normalize("NFKC", " ".join(texts))
    if _LOT.search(plain):
        return Allotment.LOT.value
    return Allotment.FIRST_COME.value if _FIRST_COME.search(plain) else ""


def attendance_of(venue: str, title: str) -> AttendanceMode:
    """Online where the venue is nothing else; both where it says both."""
    plain = unicodedata.normalize("NFKC", venue).strip()
    if _HYBRID.search(plain):
        return AttendanceMode.HYBRID
    if _ONLINE.search(plain) or (not plain and "オンライン開催" in unicodedata.normalize("NFKC", title)):
        return AttendanceMode.ONLINE
    return AttendanceMode.ONSITE
