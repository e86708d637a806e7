"""Who asked hears that it was taken; the agency reads it again; a second tap shows the same link, and no dead one lives."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from hub.notifications.writing import write_message
from referrals import codes
from referrals.enums import Ground, Refusal, State
from referrals.models import OfficeStaff, Referral, SupportOffice, Transfer
from referrals.services import cases, transfers
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.referrals.cases import WORDS, asked, consent, district, office, referral, worker
from tests.threads import at_once

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),), staff=2)


@pytest.fixture
def there() -> SupportOffice:
    return office("北の事務所")


def _handed(one: Referral, to: SupportOffice, by: Any) -> Transfer:
    made = transfers.hand_on_to_office(one, by=by, office=to, ground=Ground.PROTECTION, reason="ヒミツのわけ")
    Mailing.objects.all().delete()
    return made


def _letters() -> list[tuple[int, str]]:
    """Who gets which, of those that are sent when their moment comes."""
    rows = [(mail.user_id, write_message(mail)) for mail in Mailing.objects.order_by("user")]
    return [(user, letter.subject + letter.body) for user, letter in rows if user and letter]


@pytest.mark.parametrize("who", ["asker", "away", "gone", "coordinator"])
def test_who_asked_is_told_that_another_office_has_it(here: SupportOffice, there: SupportOffice, who: str) -> None:
    me, colleague = here.staff.order_by("pk")
    one, by = referral(State.ASSIGNED, at=here), UserFactory(consultation=True) if who == "coordinator" else me
    transfer = _handed(one, there, by)
    if who == "away":
        OfficeStaff.objects.filter(user=me).update(away_from=TODAY(), away_until=TODAY())
    if who == "gone":
        type(me).objects.filter(pk=me.pk).update(is_active=False)
    transfers.accept_transfer(Transfer.objects.get(pk=transfer.pk), by=worker(there))
    ((user, said),) = _letters()
    assert (user, "相手の事務所が受けました" in said) == (
        (by if who in {"asker", "coordinator"} else colleague).pk,
        True,
    )
    sentinels = [*WORDS.values(), "ヒミツ", "北の事務所", f"referrals/{one.pk}"]
    assert [word for word in sentinels if word in said] == []


def test_it_is_seen_in_the_timeline_and_the_office_that_asked_sees_the_case_no_more(
    here: SupportOffice, there: SupportOffice
) -> None:
    one, me = referral(State.ASSIGNED, at=here), worker(here)
    transfers.accept_transfer(_handed(one, there, me), by=worker(there))
    coordinator, before = sign_in(Client(), UserFactory(consultation=True)), sign_in(Client(), me)
    page = coordinator.get(f"/staff/referrals/{one.pk}/").content.decode()
    line = parse(page).one("section", **{"aria-labelledby": "timeline-h"}).all("li")[0].text
    assert line.endswith(f"{worker(there)}：引き継ぎを受けた 北の事務所")
    assert before.get(f"/staff/referrals/{one.pk}/").status_code == 404


def test_a_mail_is_not_written_to_who_works_with_none_any_more(here: SupportOffice, there: SupportOffice) -> None:
    one, me = referral(State.ASSIGNED, at=here), worker(here)
    transfers.accept_transfer(_handed(one, there, me), by=worker(there))
    OfficeStaff.objects.filter(user=me).delete()
    assert (Mailing.objects.count(), _letters()) == (1, [])


def _is_read(one: Referral, *, days: int = 0) -> bool:
    return transfers.find_accepted_by_token(str(one.pk), timezone.now() + timedelta(days=days)) is not None


def test_who_accepted_reads_it_again_until_its_day_and_nobody_else_does(here: SupportOffice) -> None:
    taken, declined, withdrawn, open_one = (referral(State.ASSIGNED, at=here) for _n in range(4))
    rows = {one.pk: asked(one, "市内の病院") for one in (taken, declined, open_one)}
    given, on_consent = consent(withdrawn), asked(withdrawn, "支援の会", ground=Ground.CONSENT)
    for row in (rows[taken.pk], on_consent):
        transfers.accept_transfer(row, by=None, answer="だれか")
    transfers.decline_transfer(rows[declined.pk], by=None, refusal=Refusal.NO_ROOM, reason="手が足りない")
    assert [_is_read(one) for one in (taken, declined, open_one, withdrawn)] == [True, False, False, True]
    assert [_is_read(taken, days=days) for days in (7, 8)] == [True, False]
    cases.withdraw_consent(given, by=worker(here), on=TODAY())
    assert (_is_read(withdrawn), _is_read(taken)) == (False, True)
    cases.close_referral(taken, by=worker(here), outcome="handed_over", reason="引き継いだ")  # type: ignore[arg-type]
    assert (_is_read(taken), transfers.find_by_token(str(taken.pk), timezone.now())) == (True, None)


def _ask(one: Referral, by: Any, key: Any, summary: str = "ツタエ") -> str:
    made = transfers.hand_on_to_agency(
        one, by=by, agency="市内の病院", ground=Ground.PROTECTION, reason="いのち", summary=summary, key=key
    )
    return made[1]


def test_a_second_tap_shows_the_same_link_and_another_page_another(here: SupportOffice) -> None:
    me, colleague = here.staff.order_by("pk")
    one, key = referral(State.ASSIGNED, at=here), uuid4()
    first = _ask(one, me, key)
    assert (_ask(one, me, key), Transfer.objects.count(), one.acts.filter(action="hand_on").count()) == (first, 1, 1)
    for by, page in ((me, uuid4()), (colleague, key), (worker(office("北の事務所")), key)):
        with pytest.raises(DomainError):
            _ask(one, by, page)
    assert len(first) == 32


def test_a_link_that_was_taken_back_is_not_brought_back_to_life_by_its_page(here: SupportOffice) -> None:
    me, one, key = worker(here), referral(State.ASSIGNED, at=here), uuid4()
    first = _ask(one, me, key)
    transfers.take_back_transfer(Transfer.objects.get(), by=me)
    second = _ask(one, me, key)
    now = timezone.now()
    assert (transfers.find_by_token(first, now), transfers.find_by_token(second, now)) == (
        None,
        Transfer.objects.first(),
    )


def test_no_key_of_the_page_alone_makes_the_link(here: SupportOffice, settings: Any) -> None:
    one, key, secret = referral(State.ASSIGNED, at=here), uuid4(), settings.SECRET_KEY
    made, parts = _ask(one, worker(here), key), (str(one.pk), str(key), "0")
    settings.SECRET_KEY = "another key, as long as one should be 0123456789"
    of_another = codes.token_of(*parts)
    settings.SECRET_KEY = secret
    assert (made == codes.token_of(*parts), made == of_another) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_moment_are_one_with_one_link(here: SupportOffice) -> None:
    me, one, key = worker(here), referral(State.ASSIGNED, at=here), uuid4()
    links: list[str] = []
    acts = [lambda: links.append(_ask(Referral.objects.get(pk=one.pk), me, key)) for _n in range(4)]
    assert at_once(acts) == [None] * 4
    assert (len(links), len(set(links)), Transfer.objects.count()) == (4, 1, 1)


def test_the_page_sends_its_mark_and_shows_the_link_again(here: SupportOffice) -> None:
    one, staff = referral(State.ASSIGNED, at=here), sign_in(Client(), worker(here))
    case = f"/staff/referrals/{one.pk}/"
    form = parse(staff.get(case).content.decode()).one(id="act-hand_agency").one("form")
    sent = {node.attributes["name"]: node.attributes.get("value", "") for node in form.all("input", type="hidden")}
    sent |= {"agency": "市内の病院", "ground": "protection", "reason": "いのち", "summary": "ツタエ"}
    links = {parse(staff.post(case, sent).content.decode()).one("textarea", id="link").text for _n in range(2)}
    assert (len(links), Transfer.objects.count()) == (1, 1)


def test_it_is_said_before_one_writes_that_an_office_that_is_asked_reads_it_too(
    client: Client, here: SupportOffice
) -> None:
    assert "引き継ぎを頼まれた事務所の職員" in client.get("/support/").content.decode()
