"""A case that somebody else has becomes one's own with a typed reason, and the page of unusual looks shows who opened it then."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hub.exceptions import DomainError
from referrals.enums import Look, State
from referrals.models import AccessRecord, Referral
from referrals.services import cases
from referrals.services.records import MADE_ONES_OWN, REOPENED_ANOTHERS, TOOK_REOPENED, record_look
from referrals.services.unusual import unusual_looks
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.referrals.cases import WORDS, district, office, referral, worker

pytestmark = pytest.mark.django_db
WHY = "担当が入院したため"


@pytest.fixture
def others() -> Referral:
    """Of the first of the office's staff."""
    return referral(State.ASSIGNED, at=office(districts=(district(),)))


def _page(client: Client, one: Referral, **data: Any) -> Any:
    url = f"/staff/referrals/{one.pk}/"
    return client.post(url, data) if data else client.get(url)


def test_without_a_reason_it_stays_where_it_is_and_the_page_asks(client: Client, others: Referral) -> None:
    me = UserFactory(consultation=True)
    sign_in(client, me)
    box = parse(_page(client, others).content.decode()).all("input", id="assign_reason")
    answer = _page(client, others, act="assign", to=me.pk, reason=" ").content.decode()
    others.refresh_from_db()
    assert (len(box), "理由を書いてください" in answer, others.assigned_to) == (1, True, worker(others.office))
    with pytest.raises(DomainError, match="理由を書いてください"):
        cases.assign_referral(others, by=me, to=me, reason="")
    assert AccessRecord.objects.filter(look=Look.CHANGE, user_number=me.pk).count() == 0


def test_with_a_reason_it_is_on_record_and_shown_once_it_is_opened(client: Client, others: Referral) -> None:
    me = UserFactory(consultation=True)
    sign_in(client, me)
    assert _page(client, others, act="assign", to=me.pk, reason=WHY).status_code == 302
    since = timezone.now() - timedelta(days=1)
    before = list(unusual_looks(since).made_own)
    assert WORDS["about_name"] in _page(client, others, act="open", reason="").content.decode()
    (record,) = unusual_looks(since).made_own
    assert (before, record.case_number, record.user_number, record.reason.unsealed()) == ([], others.pk, me.pk, WHY)
    shown = client.get("/staff/referrals/records/unusual/").content.decode()
    section = next(one for one in parse(shown).all("section") if one.attributes["aria-labelledby"] == "own-h")
    assert (WHY in section.text, str(me) in section.text, str(others.pk) in section.text) == (True, True, True)


def test_nobodys_and_ones_own_and_somebody_elses_take_none(client: Client, others: Referral) -> None:
    me, first = UserFactory(consultation=True), worker(others.office)
    nobodys = referral(at=others.office)
    cases.assign_referral(nobodys, by=me, to=me)
    cases.assign_referral(nobodys, by=me, to=me)
    cases.assign_referral(nobodys, by=me, to=first)
    sign_in(client, first)
    for one in (nobodys, others):
        assert parse(_page(client, one).content.decode()).all("input", id="assign_reason") == []
    assert _page(client, nobodys, act="assign", to=me.pk).status_code == 302
    assert set(AccessRecord.objects.filter(look=Look.CHANGE).values_list("what", flat=True)) == {"担当を決めた"}


def test_only_what_the_same_person_opened_of_it_within_the_hour() -> None:
    one, other = UserFactory(staff=True), UserFactory(staff=True)
    now = timezone.now()
    for case, by, later in ((1, one, 59), (2, one, 61), (3, other, 5), (4, one, -5)):
        record_look(Look.CHANGE, by=one, case=case, what=MADE_ONES_OWN, now=now)
        record_look(Look.PERSONAL, by=by, case=case, now=now + timedelta(minutes=later))
    record_look(Look.CHANGE, by=one, case=5, what=MADE_ONES_OWN, now=now)
    record_look(Look.PERSONAL, by=one, case=6, now=now)
    record_look(Look.CHANGE, by=one, case=7, what="引き受けた", now=now)
    record_look(Look.PERSONAL, by=one, case=7, now=now)
    assert [row.case_number for row in unusual_looks(now - timedelta(days=1)).made_own] == [1]


@pytest.mark.parametrize("act", ["take", "assign"])
def test_who_begins_anothers_anew_takes_it_and_opens_it_is_shown_with_the_reason(client: Client, act: str) -> None:
    one, me = referral(State.CLOSED, at=office(districts=(district(),))), UserFactory(consultation=True)
    Referral.objects.update(assigned_to=worker(one.office))
    sign_in(client, me)
    assert _page(client, one, act="reopen", reason=WHY).status_code == 302
    assert _page(client, one, act=act, to=me.pk).status_code == 302
    since = timezone.now() - timedelta(days=1)
    before = list(unusual_looks(since).made_own)
    assert WORDS["about_name"] in _page(client, one, act="open", reason="").content.decode()
    shown = [(row.what, row.user_number, row.reason.unsealed()) for row in unusual_looks(since).made_own]
    assert (before, shown) == ([], [(TOOK_REOPENED, me.pk, ""), (REOPENED_ANOTHERS, me.pk, WHY)])
    page = parse(client.get("/staff/referrals/records/unusual/").content.decode())
    section = page.one("section", **{"aria-labelledby": "own-h"})
    assert (WHY in section.text, section.text.count(str(me))) == (True, 2)


def test_one_that_was_taken_days_after_it_was_begun_anew_is_shown_too() -> None:
    one, me = referral(State.CLOSED), UserFactory(consultation=True)
    Referral.objects.update(assigned_to=worker(one.office))
    now = timezone.now()
    cases.reopen_referral(one, by=me, reason=WHY, now=now - timedelta(days=3))
    cases.take_referral(one, by=me, now=now)
    record_look(Look.PERSONAL, by=me, case=one.pk, now=now)
    assert [row.what for row in unusual_looks(now - timedelta(days=5)).made_own] == [TOOK_REOPENED]


def test_ones_own_begun_anew_and_anothers_that_a_colleague_began_are_plain() -> None:
    here = office(districts=(district(),), staff=3)
    first, second, third = here.staff.order_by("pk")
    own, nobodys, handed, long_ago = (referral(State.CLOSED, at=here) for _n in range(4))
    Referral.objects.filter(pk__in=[own.pk, handed.pk, long_ago.pk]).update(assigned_to=first)
    for one, by, taker in ((own, first, first), (nobodys, second, second), (handed, second, third)):
        cases.reopen_referral(one, by=by, reason=WHY)
        cases.take_referral(one, by=taker)
    # What the second began anew once, and the first had again and ended; the first began that anew.
    cases.reopen_referral(long_ago, by=second, reason=WHY)
    cases.take_referral(long_ago, by=first)
    cases.close_referral(long_ago, by=first, outcome="informed", reason="話した")  # type: ignore[arg-type]
    cases.reopen_referral(long_ago, by=first, reason=WHY)
    cases.take_referral(long_ago, by=second)
    rows = AccessRecord.objects.filter(look=Look.CHANGE).order_by("case_number", "pk")
    said = [(row.case_number, row.what, row.reason.unsealed()) for row in rows]
    assert [row for row in said if row[1] != "引き受けた" and row[1] != "終わった"] == [
        (own.pk, "もう一度始めた", ""), (nobodys.pk, "もう一度始めた", ""), (handed.pk, REOPENED_ANOTHERS, WHY),
        (long_ago.pk, REOPENED_ANOTHERS, WHY), (long_ago.pk, "もう一度始めた", ""),
    ]  # fmt: skip
