"""``docs/examples``: the shell's lines and the notice board, as a reader would run them."""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.services.occurrences import cancel_occurrence
from tests.events.published import published_event
from tests.examples.conftest import FOLDER, SECONDS
from tests.hub.areas.factories import DistrictFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_notice_board_says_what_is_on_today(site: str, run: Callable[..., str]) -> None:
    here, there = DistrictFactory(name="ここ中学校区", column=0), DistrictFactory(name="よそ中学校区", column=1)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    late = midnight + timedelta(hours=23, minutes=59)
    published_event("こども食堂", late, hours=1, venue_name="台町会館", district=here)
    off = published_event(
        "お茶会", late, hours=2, venue_name="台町会館", district=here, is_sample=True, sample_note="x"
    )
    cancel_occurrence(off.occurrences.get(), by=None, note="台風のため")
    published_event("あしたの会", late + timedelta(days=1), district=here)
    published_event("よその会", late, district=there)
    assert run("notice_board.py", site, here.pk).splitlines() == [
        "23:59　こども食堂　台町会館",
        "23:59　【中止】【見本】お茶会　台町会館",
    ]
    there.refresh_from_db()
    assert "よその会" in run("notice_board.py", site, there.pk)


def test_the_notice_board_says_that_there_is_nothing(site: str, run: Callable[..., str]) -> None:
    district = DistrictFactory()
    assert run("notice_board.py", site, district.pk) == "今日これからの催しは、ありません。\n"


def test_the_lines_for_the_shell(site: str) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not here: docs/examples/curl.sh was not run")
    event = published_event("こども食堂", is_free=True)
    command = ["sh", str(FOLDER / "curl.sh"), site, "", str(event.pk)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    today, free, one, changes, status, *calendar = said.stdout.splitlines()
    assert json.loads(today).keys() == {"results", "next"}
    assert [found["title"] for found in json.loads(free)["results"]] == ["こども食堂"]
    assert json.loads(one)["id"] == event.pk
    assert json.loads(changes)["changes"] == []
    assert status == "304"
    has_calendar = Client().get("/api/v1/events/?format=ics").status_code == 200
    assert calendar[:1] == (["BEGIN:VCALENDAR"] if has_calendar else [])
