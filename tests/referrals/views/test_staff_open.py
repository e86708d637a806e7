"""The personal part stays open from an act to the next page, each time on record; no address opens it."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from referrals.enums import Look, State
from referrals.models import AccessRecord, OfficeStaff, Referral, SupportOffice
from referrals.services.cases import assign_referral
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse
from tests.referrals.cases import WORDS, district, office, referral, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),))


@pytest.fixture
def me(client: Client, here: SupportOffice) -> Client:
    return sign_in(client, worker(here))


def _url(one: Referral) -> str:
    return f"/staff/referrals/{one.pk}/"


def _is_open(answer: Any) -> bool:
    return WORDS["text"] in answer.content.decode()


def _sent(page: Node, act: str) -> dict[str, str]:
    form = next(one for one in page.all("form") if one.all("input", name="act", value=act))
    return {box.attributes["name"]: box.attributes["value"] for box in form.all("input") if "value" in box.attributes}


def _looks(one: Referral) -> list[tuple[str, str]]:
    rows = AccessRecord.objects.filter(case_number=one.pk).exclude(look=Look.CHANGE).order_by("pk")
    return [(row.look, row.reason.unsealed()) for row in rows]


@pytest.mark.parametrize(("state", "reason"), [(State.ASSIGNED, ""), (State.TRIAGED, "担当の休み")])
def test_after_an_act_it_is_open_once_and_on_record(me: Client, here: SupportOffice, state: str, reason: str) -> None:
    one = referral(state, at=here)
    page = parse(me.post(_url(one), {"act": "open", "reason": reason}))
    assert me.post(_url(one), _sent(page, "note") | {"text": "訪ねた"}).status_code == 302
    assert [_is_open(me.get(_url(one))) for _load in range(2)] == [True, False]
    assert _looks(one) == [(Look.PERSONAL, reason), (Look.PERSONAL, reason), (Look.CASE, "")]


def test_a_form_with_something_wrong_stays_open(me: Client, here: SupportOffice) -> None:
    one = referral(State.ASSIGNED, at=here)
    page = parse(me.post(_url(one), {"act": "open"}))
    answer = me.post(_url(one), _sent(page, "note") | {"text": " "})
    assert (_is_open(answer), _looks(one)) == (True, [(Look.PERSONAL, "")] * 2)


def test_after_an_act_of_a_closed_page_it_is_closed(me: Client, here: SupportOffice) -> None:
    one = referral(State.ASSIGNED, at=here)
    me.post(_url(one), _sent(parse(me.get(_url(one))), "note") | {"text": "訪ねた"})
    assert (_is_open(me.get(_url(one))), _looks(one)) == (False, [(Look.CASE, "")] * 2)


def test_who_gives_their_case_away_finds_it_closed(me: Client, here: SupportOffice) -> None:
    one, colleague = referral(State.ASSIGNED, at=here), UserFactory(staff=True)
    OfficeStaff.objects.create(office=here, user=colleague)
    page = parse(me.post(_url(one), {"act": "open"}))
    me.post(_url(one), _sent(page, "assign") | {"to": colleague.pk})
    one.refresh_from_db()
    assert (one.assigned_to, _is_open(me.get(_url(one)))) == (colleague, False)
    assert _looks(one) == [(Look.PERSONAL, ""), (Look.CASE, "")]


def test_what_is_typed_into_an_address_opens_nothing(me: Client, here: SupportOffice) -> None:
    one = referral(State.ASSIGNED, at=here)
    asked = "?act=open&opened_for=x&reason=x&opened=1&referral_open=1"
    assert [_is_open(me.get(_url(one) + query)) for query in ("", asked)] == [False, False]


def test_the_mark_is_of_one_case_one_person_and_one_minute(me: Client, here: SupportOffice) -> None:
    one, other = referral(State.ASSIGNED, at=here), referral(State.ASSIGNED, at=here)
    page = parse(me.post(_url(one), {"act": "open"}))
    me.post(_url(one), _sent(page, "note") | {"text": "訪ねた"})
    assert [_is_open(me.get(_url(case))) for case in (other, one)] == [False, False]
    me.post(_url(one), _sent(page, "note") | {"text": "また訪ねた"})
    with time_machine.travel(timezone.now().timestamp() + 61):
        assert not _is_open(me.get(_url(one)))


def test_what_is_opened_from_a_page_of_before_asks_for_a_reason_again(me: Client, here: SupportOffice) -> None:
    one = referral(State.ASSIGNED, at=here)
    page, colleague = parse(me.post(_url(one), {"act": "open"})), UserFactory(staff=True)
    OfficeStaff.objects.create(office=here, user=colleague)
    assign_referral(one, by=worker(here), to=colleague)
    answers = [me.post(_url(one), _sent(page, "note") | {"text": text}) for text in (" ", "訪ねた")]
    assert [_is_open(answer) for answer in (*answers, me.get(_url(one)))] == [False, False, False]


def test_the_reason_lies_in_no_session_in_the_clear(me: Client, here: SupportOffice) -> None:
    one = referral(State.TRIAGED, at=here)
    page = parse(me.post(_url(one), {"act": "open", "reason": "ヒミツのわけ"}))
    me.post(_url(one), _sent(page, "note") | {"text": "訪ねた"})
    kept = me.session["referral_open"]
    assert ("ヒミツ" in str(dict(me.session)), len(kept) > 100) == (False, True)
