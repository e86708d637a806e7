"""A referral is taken in whole, once, by the office that answers for the place, and its code is shown to the writer alone."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from hub.areas.models import Town
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from referrals import codes, promises
from referrals.enums import Action, State, Urgency
from referrals.models import AccessRecord, CaseAct, OfficeStaff, Referral, Sign, SupportOffice
from referrals.services.intake import is_received, receive_referral
from tests.hub.accounts.factories import UserFactory
from tests.referrals.cases import WORDS, district, office, told, worker

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")


def test_it_is_there_with_its_clocks_its_history_and_the_mail_of_the_office() -> None:
    here = office(districts=(district(),), staff=2)
    office("べつの事務所")
    now = datetime(2026, 11, 20, 18, 0, tzinfo=TOKYO)  # Friday evening; Monday is a holiday
    receipt = receive_referral(told(), now=now)
    one = Referral.objects.get()
    assert (one.office, one.state, one.urgency, one.created_by) == (here, State.RECEIVED, Urgency.NORMAL, None)
    assert receipt.next_reading == datetime(2026, 11, 24, 9, 0, tzinfo=TOKYO)
    assert one.first_look_by == datetime(2026, 11, 25, 0, 0, tzinfo=TOKYO)
    assert one.contact_by == datetime(2026, 11, 27, 0, 0, tzinfo=TOKYO)
    assert list(CaseAct.objects.values_list("action", "about")) == [(Action.RECEIVE, "南の事務所")]
    rung = Mailing.objects.order_by("user").values_list("user", "ids", "address")
    assert list(rung) == [(user.pk, {"referral": one.pk}, "") for user in here.staff.order_by("pk")]


def test_the_same_form_sent_twice_is_one_with_one_code_and_other_words_are_another() -> None:
    office(districts=(district(),))
    first, again = receive_referral(told()), receive_referral(told())
    other = receive_referral(told(words=WORDS | {"text": "書きなおした"}))
    elsewhere = receive_referral(told(page="another"))
    assert (first.code, first.referral.pk) == (again.code, again.referral.pk)
    assert len({first.code, other.code, elsewhere.code}) == Referral.objects.count() == 3
    assert Mailing.objects.count() == 3


def test_the_code_is_found_as_it_was_written_down_and_stands_in_no_row() -> None:
    office(districts=(district(),))
    code = receive_referral(told()).code
    typed = "－".join(codes.in_groups(code).split()).translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert (len(code), codes.digits_in(f"受付番号：{typed} \n"), codes.digits_in("abc")) == (20, code, "")
    assert Referral.objects.get(code_hash__in=codes.hashes_of(code))
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(r::text, '') FROM referrals_referral r")
        assert code not in cursor.fetchone()[0]


def test_a_code_holds_after_the_key_of_the_hub_was_changed(settings: Any) -> None:
    office(districts=(district(),))
    code = receive_referral(told()).code
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = (
        [settings.SECRET_KEY],
        "another key, as long as one should be 0123456789",
    )
    assert Referral.objects.filter(code_hash__in=codes.hashes_of(code)).exists()
    settings.SECRET_KEY_FALLBACKS = []
    assert not Referral.objects.filter(code_hash__in=codes.hashes_of(code)).exists()


def test_the_town_comes_before_the_district_and_the_fallback_desk_last() -> None:
    town = Town.objects.create(name="境町", latitude=35.6, longitude=139.3)
    of_district, of_town = office("地区", districts=(district(),)), office("町")
    of_town.towns.add(town)
    fallback = office("どこでも", is_fallback=True)
    find = SupportOffice.objects.answering_for
    assert [find(town, district()), find(None, district()), find(None, district("ほかの地区")), find(None, None)] == [
        of_town, of_district, fallback, fallback,
    ]  # fmt: skip


def test_a_district_that_is_only_likely_finds_the_office_and_is_not_kept() -> None:
    office("ほか", districts=(district("ほか"),))
    here = office(districts=(district(),))
    one = receive_referral(told(district=None, likely_district=district())).referral
    assert (one.office, one.district) == (here, None)


@pytest.mark.parametrize(
    "lacks", [{"phone": ""}, {"opens_at": None, "closes_at": None}, {"staff": 0}, {"is_active": False}, {"is_sample": True, "phone": ""}]
)  # fmt: skip
def test_an_office_that_nobody_answers_for_is_not_written_to(lacks: dict[str, Any]) -> None:
    office(districts=(district(),), **lacks)
    with pytest.raises(DomainError, match="電話で相談"):
        receive_referral(told())
    assert (Referral.objects.count(), Mailing.objects.count()) == (0, 0)


def test_staff_that_left_is_no_staff() -> None:
    here = office(districts=(district(),))
    one = worker(here)
    one.is_active = False
    one.save()
    assert SupportOffice.objects.answering_for(None, district()) is None


def test_the_substitute_is_rung_while_somebody_is_away_and_coordinators_where_all_are() -> None:
    here, coordinator = office(districts=(district(),)), UserFactory(consultation=True)
    now = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
    away = {"away_from": now.date(), "away_until": now.date()}
    substitute = UserFactory(staff=True)
    OfficeStaff.objects.update(**away, substitute=substitute)
    receive_referral(told(page="a"), now=now)
    OfficeStaff.objects.update(substitute=None)
    receive_referral(told(page="b"), now=now)
    assert list(Mailing.objects.order_by("pk").values_list("user", flat=True)) == [substitute.pk, coordinator.pk]
    assert here.staff.count() == 1


def test_nothing_said_is_nothing_sent_and_an_urgent_sign_is_urgent() -> None:
    office(districts=(district(),))
    with pytest.raises(DomainError, match="ひとことでも"):
        receive_referral(told(words={}))
    sign = Sign.objects.create(text="どなり声がする", is_urgent=True)
    assert receive_referral(told(words={}, signs=[sign.pk])).referral.urgency == Urgency.URGENT


@pytest.mark.parametrize(("is_own", "known"), [(True, False), (False, True)])
def test_a_professional_is_known_of_anothers_case_alone_and_stands_in_no_act(*, is_own: bool, known: bool) -> None:
    office(districts=(district(),))
    nurse = UserFactory()
    form = told(is_own=is_own, words=WORDS | {"household": "ヒミツの世帯"})
    one = receive_referral(form, by=nurse).referral
    assert (one.created_by, one.household.unsealed()) == ((nurse, "ヒミツの世帯") if known else (None, ""))
    assert (is_received(form, by=nurse), list(CaseAct.objects.values_list("by", flat=True))) == (True, [None])
    assert not AccessRecord.objects.exists()


def test_of_those_that_are_held_the_office_hears_once_an_hour() -> None:
    office(districts=(district(),))
    now = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
    for page, minutes in (("a", 0), ("b", 30), ("c", 70)):
        assert receive_referral(told(page=page), is_held=True, now=now + timedelta(minutes=minutes)).referral.is_held
    assert (Referral.objects.count(), Mailing.objects.count()) == (3, 2)


@pytest.mark.parametrize(
    ("now", "reading"),
    [
        ("2026-11-24 08:00", "2026-11-24 09:00"),
        ("2026-11-24 10:30", "2026-11-24 10:30"),
        ("2026-11-24 17:00", "2026-11-25 09:00"),
        ("2026-11-21 12:00", "2026-11-24 09:00"),  # Saturday; Monday is a holiday
        ("2026-12-28 17:30", "2027-01-04 09:00"),  # the city's offices close from 29 December to 3 January
    ],
)
def test_when_it_is_next_read(now: str, reading: str) -> None:
    moment, wanted = (datetime.fromisoformat(text).replace(tzinfo=TOKYO) for text in (now, reading))
    with time_machine.travel(moment, tick=False):
        assert promises.next_reading(office(), moment) == wanted
