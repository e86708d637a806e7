"""What those who subscribed are told of a city's list: once, however often it is read; of samples nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Event
from hub.notifications.models import Notice
from hub.templatetags.reading import day as written
from tests.events.importing.conftest import Importer
from tests.events.importing.files import row

pytestmark = pytest.mark.usefixtures("city")


def told() -> list[tuple[str, str, str]]:
    """And forgets it."""
    said = list(Notice.objects.order_by("title", "pk").values_list("kind", "title", "text"))
    Notice.objects.all().delete()
    return said


def test_a_list_tells_what_is_new_changed_and_cancelled_once(import_rows: Importer) -> None:
    first, second = (timezone.localdate() + timedelta(days=days) for days in (20, 21))
    old = timezone.localdate() - timedelta(days=9)
    go, shogi = ({"開始日": f"{one}", "終了日": f"{one}"} for one in (first, second))
    rows = [
        row(**go),
        row(NO="2", 名称="将棋の会", **shogi),
        row(NO="3", 名称="昔の会", 開始日=f"{old}", 終了日=f"{old}"),
        row(NO="4", 名称="歌の会", 開始時刻="", 終了時刻="", **shogi),
    ]
    import_rows(rows)
    assert [(kind, title) for kind, title, _text in told()] == [
        ("published", "囲碁の会"), ("published", "将棋の会"), ("published", "歌の会"),
    ]  # fmt: skip
    import_rows(rows)
    assert told() == []
    rows[0] = row(**go | {"開始時刻": "13:00", "終了時刻": "15:00"})
    rows[1]["名称"] = "【中止】将棋の会"
    rows[3]["説明"] = "大きな声で"
    import_rows(rows)
    assert told() == [
        ("cancelled", "【中止】将棋の会", f"{written(second)} 10:00は、中止になりました。"),
        ("changed", "囲碁の会", f"{written(first)} 10:00は、{written(first)} 13:00に変わりました。"),
    ]
    import_rows(rows)
    assert told() == []


def test_a_demonstration_tells_nothing(import_rows: Importer) -> None:
    for days in (1, 30):
        import_rows([row()], shift_to=timezone.localdate() + timedelta(days=days))
    assert (Event.objects.count(), Notice.objects.count()) == (1, 0)
