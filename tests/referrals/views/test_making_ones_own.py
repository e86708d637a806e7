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
from referrals.services.records import MADE_ONES_OWN, record_look
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
