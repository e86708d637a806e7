"""Sample events of a demonstration that take registrations: by order, full with a waiting list, by lot, as a course, today."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from events.enums import Participation
from events.models import Event, Occurrence
from events.registration_enums import RegisteredVia, RegistrationScope, Wish
from events.services.publishing import publish
from events.services.registrations import Applicant, Asked, register
from events.services.registrations.terms import save_terms
from events.services.writing import finish_edit, save_edited
from hub.accounts.models import Membership, Organization, User
from hub.models import WelcomeMark
from hub.pages.demo_accounts import CAFETERIA

_NAMES = (
    "さくら",
    "たけし",
    "ひまわり",
    "のんびり",
    "けんじ",
    "あおぞら",
    "みどり",
    "ことり",
    "しろくま",
    "つばめ",
    "もみじ",
    "こうた",
)
_KEPT = "組み込みのデータベースの見本です。"


def make_demo_registrations() -> Iterator[str]:
    """Makes what is missing; what is over is not made anew."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("demo registrations belong into the embedded mode")
    organization = Organization.objects.get(name=CAFETERIA[0])
    owner = Membership.objects.select_related("user").filter(organization=organization).order_by("pk")[0].user
    made = [
        _weekly(organization, owner),
        _lot(organization, owner),
        _course(organization, owner),
        _today(organization, owner),
    ]
    if any(made):
        yield f"申込の見本 {sum(made)}件（子ども食堂ひだまり（見本）の催し）"


def _at(days: int, hour: int) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return datetime.combine(day, time(hour), timezone.get_current_timezone())


def _event(
    organization: Organization, by: User, title: str, days: list[int], hour: int, **values: object
) -> Event | None:
    """None where it is there already and not over."""
    now = timezone.now()
    if Event.objects.filter(organizer=organization, title=title, last_ends_at__gt=now).exists():
        return None
    event = Event(organizer=organization, title=title, is_sample=True, sample_note=_KEPT, is_free=True, **values)
    save_edited(event, by=by, changed=())
    event.welcome_marks.set(WelcomeMark.objects.filter(key__in=["alone", "watch", "leave"]))
    capacity = 8
    for number in days:
        starts_at = _at(number, hour)
        Occurrence.objects.create(
            event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), capacity=capacity
        )
    finish_edit(event)
    publish(event, by=None, is_news=False)
    return event


def _open(event: Event, by: User, participation: Participation, **terms: object) -> None:
    save_terms(event, by=by, participation=participation, questions=[], is_open=True, **terms)


def _fill(date: Occurrence, by: User, number: int, *, since: int = 0) -> None:
    for place in range(number):
        wishes = [Wish.JUST_WATCH] if place % 4 == 1 else [Wish.WRITING] if place % 5 == 2 else []
        asked = Asked(party=2 if place % 6 == 3 else 1, wishes=wishes, is_first=place % 3 == 0)
        who = Applicant(name=_NAMES[(since + place) % len(_NAMES)] + ("" if since + place < len(_NAMES) else "2"))
        register(date.pk, who, asked, by=by, via=RegisteredVia.PHONE)


@transaction.atomic
def _weekly(organization: Organization, by: User) -> bool:
    event = _event(
        organization, by, "はじめての料理の会（見本）", [3, 10, 17, 24], 10, summary="ひとりでも作れるごはんを、いっしょに作ります。",
        description="包丁を使わない料理から始めます。エプロンは貸します。", venue_name="見本の会場", participation=Participation.FIRST_COME,
    )  # fmt: skip
    if event is None:
        return False
    _open(
        event,
        by,
        Participation.FIRST_COME,
        message_after="持ち物は、手をふくタオルだけです。",
        note_before="食物アレルギーのある方は、下の「伝えておきたいこと」に書いてください。",
    )
    first, second = event.occurrences.order_by("starts_at")[:2]
    _fill(first, by, 4)
    _fill(second, by, 9)
    return True


@transaction.atomic
def _lot(organization: Organization, by: User) -> bool:
    event = _event(
        organization, by, "スマートフォンの教室（見本）", [12], 14, summary="写真の撮り方と、家族への送り方を習います。",
        venue_name="見本の会場", participation=Participation.LOT,
    )  # fmt: skip
    if event is None:
        return False
    event.occurrences.update(deadline_at=_at(5, 23))
    _open(event, by, Participation.LOT)
    _fill(event.occurrences.get(), by, 11)
    return True


@transaction.atomic
def _course(organization: Organization, by: User) -> bool:
    event = _event(
        organization, by, "ボッチャ講座（見本）", [6, 13, 20], 13, summary="すわったままでもできる球技です。3回続けて来ます。",
        venue_name="見本の体育室", participation=Participation.FIRST_COME,
    )  # fmt: skip
    if event is None:
        return False
    _open(event, by, Participation.FIRST_COME, scope=RegistrationScope.COURSE)
    _fill(event.occurrences.order_by("starts_at")[0], by, 3)
    return True


@transaction.atomic
def _today(organization: Organization, by: User) -> bool:
    """Its door can be tried at once: it lasts until midnight."""
    event = _event(
        organization, by, "きょうのおしゃべりサロン（見本）", [0], 0, summary="お茶を飲みながら、話しても話さなくてもいい集まりです。",
        venue_name="見本の会場", participation=Participation.FIRST_COME,
    )  # fmt: skip
    if event is None:
        return False
    event.occurrences.update(ends_at=_at(1, 0) - timedelta(minutes=1))
    finish_edit(event)
    _open(event, by, Participation.FIRST_COME)
    _fill(event.occurrences.get(), by, 5)
    return True
