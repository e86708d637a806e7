"""A circle of the demonstration's cafeteria, with its next dates. Made up and marked as a sample; three names are in it."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from events.enums import Participation
from events.models import Circle, Event, Occurrence, Place
from events.registration_enums import RegisteredVia
from events.services.circles import begin_circle, join_circle, publish_circle
from events.services.publishing import publish
from events.services.registrations import Applicant
from events.services.writing import finish_edit, save_edited
from hub.accounts.enums import Level
from hub.accounts.models import Organization, User
from hub.models import Audience, Theme, WelcomeMark
from hub.pages import demo_accounts as accounts

_NAME = "はじめての手芸の会（見本）"
_MEMBERS = ("さくら（見本）", "のんびり（見本）", "けんじ（見本）")
_MARKS = ("alone", "watch", "leave")
_SUMMARY = "お茶を飲みながら、好きなものを作ります。"
_WEEKS = 4
_SATURDAY = 5


def make_demo_circles() -> Iterator[str]:
    """Yields a line where it was made; nothing where it is there already, or its organisation is not."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("samples of circles belong into the embedded mode")
    organization = Organization.objects.filter(name=accounts.CAFETERIA[0], is_sample=True).first()
    if organization is None or Circle.objects.filter(organization=organization).exists():
        return
    with transaction.atomic():
        _make(organization)
    yield f"見本のサークル 1件と、その日にち {_WEEKS}回"


def _make(organization: Organization) -> None:
    owners = User.objects.filter(memberships__organization=organization, memberships__level=Level.OWNER)
    by: Any = owners.order_by("pk").first()
    place = Place.objects.filter(operator=organization).order_by("pk").first()
    words = {
        "themes": Theme.objects.filter(key="crafts"), "audiences": Audience.objects.filter(key="everyone"),
        "welcome_marks": WelcomeMark.objects.filter(key__in=_MARKS),
    }  # fmt: skip
    circle = begin_circle(
        organization, by=by,
        values={
            "name": _NAME, "reading": "はじめてのしゅげいのかい", "summary": _SUMMARY, "how_often": "毎週土曜日の午後",
            "description": "編みもの、ぬいもの、折り紙など、持ってきたものを作ります。道具は少しあります。何も作らずに、お茶だけでもかまいません。",
            "first_visit": "6人ほどで、半分はひとりで来ます。入口で「手芸の会に来ました」と言ってください。席まで案内します。見ているだけでもかまいません。",
            "who_comes": "小学生から80代まで。近所の方がほとんどです。",
            "fee_text": "1回100円（お茶代）", "place": place, "venue_name": "" if place else "台町のあたり（見本）", **words,
        },
    )  # fmt: skip
    publish_circle(circle, by=None)
    event = Event(
        title="手芸の会（見本）", summary=_SUMMARY, organizer=organization, circle=circle, place=place,
        venue_name="" if place else "台町のあたり（見本）", participation=Participation.FREE, fee_text="100円（お茶代）",
        is_free=False, is_sample=True,
    )  # fmt: skip
    save_edited(event, by=by, changed=())
    Occurrence.objects.bulk_create(
        Occurrence(event=event, starts_at=start, ends_at=start + timedelta(hours=2)) for start in _dates()
    )
    for name, found in words.items():
        getattr(event, name).set(found)
    finish_edit(event)
    publish(event, by=None, is_news=False)
    for name in _MEMBERS:
        join_circle(circle.pk, Applicant(name=name), via=RegisteredVia.COUNTER, by=by)


def _dates() -> list[datetime]:
    """The next Saturdays at two o'clock, not today's."""
    today = timezone.localdate()
    first = today + timedelta(days=(_SATURDAY - today.weekday() - 1) % 7 + 1)
    zone = timezone.get_current_timezone()
    return [datetime.combine(first + timedelta(weeks=week), time(14), zone) for week in range(_WEEKS)]
