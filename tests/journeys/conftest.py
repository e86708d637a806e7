"""Hachioji's own areas and the hub's words on a Wednesday morning; what is needed, and much that is not."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.enums import Participation
from hub.areas.models import Town
from tests.city import load_city
from tests.events.published import EVERY_DAY, published_event, published_place
from tests.events.views.conftest import at, now, words

__all__ = ["now", "words"]


def _where(name: str) -> dict[str, Any]:
    town = Town.objects.get(name=name)
    return {"address": f"{name}1-1", "latitude": town.latitude, "longitude": town.longitude}


@pytest.fixture
def city(words: None) -> None:
    load_city()
    near, far = _where("台町四丁目"), _where("南大沢二丁目")
    home = published_place(
        "台町の縁側", open_on=EVERY_DAY, opens=time(9), closes=time(17), is_drop_in=True, welcome_marks=["alone", "silent"], **near
    )  # fmt: skip
    published_event(
        "囲碁を楽しむ会", at(11, 27, 13), place=home, contact_phone="042-000-1234", is_free=True, alone_note="ひとりの方が多いです。",
        participation=Participation.FREE, welcome_marks=["alone"], audiences=["seniors"], **near,
    )  # fmt: skip
    published_event(
        "親子の遊び場", at(11, 26, 10), welcome_marks=["with_children"], audiences=["infants"], is_free=True,
        accessibility={"nursery": True, "diaper_changing": True}, participation=Participation.FREE, **far,
    )  # fmt: skip
    published_event(
        "親子の夜会", at(11, 26, 18), welcome_marks=["with_children"], accessibility={"nursery": True}, **far
    )
    published_event("授乳室のない会", at(11, 26, 10), welcome_marks=["with_children"], **far)
    published_event(
        "夜の学習支援ボランティア", at(11, 26, 18, 30), is_free=True, themes=["youth"], audiences=["students"],
        participation=Participation.FREE, welcome_marks=["newcomers"], **far,
    )  # fmt: skip
    published_event("昼の講座", at(11, 26, 13), is_free=False, fee_text="500円", audiences=["students"], **far)
    for number in range(30):
        published_event(
            f"遠くの催し{number:02}", timezone.now() + timedelta(hours=number + 1), is_free=number % 2 == 0, **far
        )
