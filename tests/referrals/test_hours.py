"""When an office reads, from the words for its hours."""

from datetime import time

import pytest

from referrals.hours import reading_hours

WHOLE = (time(8, 30), time(17, 15))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("月〜金 8:30〜17:15", WHOLE),
        ("月～金曜日　８時３０分～１７時１５分（祝日・年末年始を除く）", WHOLE),
        ("平日 午前8時30分から午後5時15分まで", WHOLE),
        ("月曜日から金曜日 8:30-17:15 土日祝休み", WHOLE),
        ("8:30〜17:15", WHOLE),
        ("平日9時から17時", (time(9), time(17))),
        ("月火水木金 10:00〜16:00", (time(10), time(16))),
        ("", None),
        ("電話で聞いてください", None),
        ("月〜金 8:30〜12:00、13:00〜17:15", None),
        ("月〜土 8:30〜17:15", None),
        ("火〜土 9:00〜17:00", None),
        ("月・水・金 9:00〜17:00", None),
        ("平日 8:30〜17:15、土曜 9:00〜12:00", None),
        ("24時間", None),
    ],
)
def test_words_of_hours(text: str, hours: tuple[time, time] | None) -> None:
    assert reading_hours(text) == hours
