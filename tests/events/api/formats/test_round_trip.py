"""What the hub writes as an event list, an empty hub reads, and writes again: the columns are the same."""

import csv
import io
import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation

from events.api.formats.event_lists import write_list_a, write_list_b
from events.api.resources import EVENTS
from events.enums import Allotment, AttendanceMode, OccurrenceState, Outcome, Participation
from events.models import Event, ImportedRow, ImportRun, Occurrence
from events.services.importing import import_paths
from events.services.listing import refresh_events
from hub.api.feed import documents as documents_of
from hub.api.resources import Context
from tests.events.factories import PUBLISHED_AT, EventFactory, OccurrenceFactory
from tests.events.importing.files import HACHIOJI
from tests.tiers import often

CONTEXT = Context("http://testserver/api/v1/events/?format=csv", "http://testserver/events/", "催し")
Row = dict[str, str]


def documents() -> list[dict[str, Any]]:
    keys = Event.objects.listed().order_by("first_starts_at", "pk").values_list("pk", flat=True)
    found = documents_of(EVENTS, keys)
    return [json.loads(found[key]) for key in keys]


def rows_in(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def differences(first: bytes, second: bytes) -> list[tuple[str, str, str]]:
    """Column and both texts of each cell that is not the same; numbers may be others."""
    pairs = zip(_in_order(first), _in_order(second), strict=True)
    return [(name, one[name], other[name]) for one, other in pairs for name in one if one[name] != other[name]]


def _in_order(content: bytes) -> list[Row]:
    names = ("イベント名", "名称", "開始日", "開始時間", "開始時刻", "終了日", "説明")
    rows = [{name: text for name, text in row.items() if name != "NO"} for row in rows_in(content)]
    return sorted(rows, key=lambda row: [row.get(name, "") for name in names])


def emptied() -> None:
    ImportedRow.objects.all().delete()
    ImportRun.objects.all().delete()
    Event.objects.all().delete()


def written_again(content: bytes, folder: Path, write: Callable[..., bytes] = write_list_b) -> bytes:
    """The file that an empty hub writes which has read nothing but this one."""
    emptied()
    path = folder / "list.csv"
    path.write_bytes(content)
    report = import_paths([str(path)]).files[0]
    assert not report.error
    assert report.counts[Outcome.REJECTED] == 0, report.rejections
    with translation.override("ja"):
        return write(documents(), CONTEXT)


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("write", [write_list_b, write_list_a])
def test_the_city_s_own_file(tmp_path: Path, write: Callable[..., bytes]) -> None:
    import_paths([str(HACHIOJI)])
    first = write(documents(), CONTEXT)
    second = written_again(first, tmp_path, write)
    assert differences(first, second) == []


_TITLES = [
    "囲碁の会",
    "=1+1の会",
    "'@家で話そう",
    "＝全角",
    "-5℃の星空",
    "+αの学び",
    "【中止】花見",
    "Café & <b>太字</b>",
    "50%引き{{ x }}",
]
_LINES = [
    "", "", "どなたでもどうぞ。", "一行目\r\n二行目\n\n\n\n三行目", "  前と後　　に空白  ", "=HYPERLINK(\"http://example.com\")", "'+1",
    "カンマ,引用符\",セミコロン;", "区切り\u2028線\u2029", "定員: 初級25人、中級25人", "料金: 一般500円", "名称(英字): Go club",
    "共催団体: 囲碁連盟\n備考のつづき", "対象：小学生以上", "</script><script>alert(1)</script>", "\x01制御\u200b文字", "長い文。" * 200,
]  # fmt: skip
_FEES = [
    (True, ""), (True, "無料"), (True, "無料（材料は持参）"), (True, "500円"), (False, "500円"), (False, "1,500円（材料費）"),
    (False, "一般500円、学生300円"), (None, ""), (None, "材料費は実費"), (False, "参加費: 500円"), (None, "0円（会員）"), (False, "-"),
]  # fmt: skip
_ADDRESSES = [
    "",
    "南大沢2-27",
    "八王子市明神町三丁目5番1号",
    "東京都八王子市八日町",
    "神奈川県相模原市緑区橋本3-1",
    "日野市神明1-12-1",
]
_URLS = ["", "https://example.org/a", "https://example.org/a,b?c=(d)&e=日本語", "http://example.org/%E3%81%82"]
_PHONES = ["", "042-000-0000", "+81-42-000-0000", "(0120)000-000", "－", "代表番号へ"]


def _moments(dice: random.Random) -> dict[str, Any]:
    tokyo = timezone.get_current_timezone()
    minute = dice.choice([0, 0, 600, 615, 1140, 1439])
    starts_at = datetime(2026, 5, dice.randint(1, 28), minute // 60, minute % 60, tzinfo=tokyo)
    length = dice.choice([0, 30, 90, 360, 1439, 1440, 3000])
    found: dict[str, Any] = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=length)}
    found["has_time"] = dice.random() < 0.7
    found["capacity"] = dice.choice([None, None, 1, 20, 1900, 20_250])
    deadline = datetime(2026, 4, 20, *dice.choice([(0, 0), (17, 0), (23, 59)]), tzinfo=tokyo)
    found["deadline_at"] = dice.choice([None, deadline])
    found["state"] = dice.choice(OccurrenceState.values)
    if found["state"] != OccurrenceState.SCHEDULED:
        found["state_note"] = dice.choice(["", "台風のため"])
    if found["state"] == OccurrenceState.MOVED:
        found["moved_from"] = starts_at - timedelta(days=3, minutes=30)
    found["time_note"] = dice.choice(["", "雨天決行", "料金: 500円", "=1", "二行\nの補足"])
    return found


def _random_event(dice: random.Random, number: int) -> None:
    position = dice.choice([(None, None), (35.655833, 139.338889), (-1.5, 20.25)])
    is_free, fee_text = dice.choice(_FEES)
    event = EventFactory.create(
        published=True, published_at=PUBLISHED_AT, title=f"{dice.choice(_TITLES)}{number}", reading=dice.choice(["", "いごのかいゔぁ", "イゴ"]),
        subtitle=dice.choice(_LINES)[:200], summary=dice.choice(_LINES)[:300], description=dice.choice(_LINES),
        venue_name=dice.choice(["", "川口市民センター", "オンライン（Zoom）"]), address=dice.choice(_ADDRESSES),
        building=dice.choice(["", "2階=会議室", "-1階"]), postal_code=dice.choice(["", "192-0364"]),
        latitude=position[0], longitude=position[1], attendance_mode=dice.choice(AttendanceMode.values),
        online_url=dice.choice(["", "https://example.org/online"]), organizer_name=dice.choice(["囲碁クラブ", "＠団体"]),
        is_free=is_free, fee_text=fee_text, audience_note=dice.choice(["", "どなたでも"]),
        participation=dice.choice(Participation.values), allotment=dice.choice(Allotment.values),
        how_to_apply=dice.choice([*_LINES, "申込不要", "電話で"]), apply_url=dice.choice(["", "https://example.org/apply"]),
        url=dice.choice(_URLS), contact_name=dice.choice(["", "事務局"]), contact_phone=dice.choice(_PHONES),
        contact_extension=dice.choice(["", "1234", "x"]), contact_email=dice.choice(["", "go@example.org"]),
        remarks="\n".join(dice.sample(_LINES, 3)), access_note=dice.choice(["", "集合場所: 正門\n駅から5分", "駅から5分"]),
        parking_note=dice.choice(["", "あり（5台）"]), bicycle_note=dice.choice(["", "あり"]), languages_note=dice.choice(["", "英語"]),
        category=dice.choice(["", "音楽", "知らない種類"]), source=dice.choice(["", "八王子市 イベント一覧"]), license=dice.choice(["", "CC BY 4.0"]),
    )  # fmt: skip
    moments = {one["starts_at"]: one for one in (_moments(dice) for _number in range(dice.randint(1, 3)))}
    for one in moments.values():
        OccurrenceFactory.create(event=event, **one)
    refresh_events([event.pk])


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("seed", often(range(4), 0, 1))
def test_any_events(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    for number in range(60):
        _random_event(dice, number)
    first = write_list_b(documents(), CONTEXT)
    second = written_again(first, tmp_path)
    assert len(rows_in(first)) == Occurrence.objects.count()
    assert differences(first, second) == []
    assert differences(second, written_again(second, tmp_path)) == []


@pytest.mark.usefixtures("city")
def test_what_a_spreadsheet_would_calculate_is_text_in_the_file_and_the_same_text_in_the_hub(tmp_path: Path) -> None:
    EventFactory.create(
        published=True, title="=1+1", summary="'=2", subtitle="＠家", organizer_name="-団体", starts=[datetime(2026, 5, 1, 10, tzinfo=timezone.get_current_timezone())],
    )  # fmt: skip
    content = write_list_b(documents(), CONTEXT)
    [row] = rows_in(content)
    assert [row[name] for name in ("名称", "概要", "サブタイトル", "主催団体")] == ["'=1+1", "''=2", "'＠家", "'-団体"]
    written_again(content, tmp_path)
    event = Event.objects.get()
    assert [event.title, event.summary, event.subtitle, event.organizer_name] == ["=1+1", "'=2", "＠家", "-団体"]


@pytest.mark.usefixtures("city")
def test_a_cancelled_date_is_cancelled_in_the_other_hub(tmp_path: Path) -> None:
    tokyo = timezone.get_current_timezone()
    event = EventFactory.create(
        published=True, organizer_name="囲碁クラブ", starts=[datetime(2026, 5, 1, 10, tzinfo=tokyo)]
    )
    OccurrenceFactory.create(event=event, starts_at=datetime(2026, 5, 8, 10, tzinfo=tokyo), cancelled=True)
    written_again(write_list_b(documents(), CONTEXT), tmp_path)
    found = Occurrence.objects.order_by("starts_at").values_list("state", "time_note", "event__remarks")
    assert list(found) == [
        ("scheduled", "", f"出典：つながりハブ http://testserver/events/{event.pk}/"),
        ("cancelled", "変更の理由: 台風のため", f"出典：つながりハブ http://testserver/events/{event.pk}/"),
    ]
