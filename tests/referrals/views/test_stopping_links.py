"""The link by which an agency outside reads again what it accepted is stopped at once, whatever the ground was."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hub.exceptions import DomainError
from referrals.enums import Ground, Look, State
from referrals.models import AccessRecord, Referral, SupportOffice, Transfer
from referrals.services import transfers
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse
from tests.referrals.cases import asked, consent, district, office, referral, worker

pytestmark = pytest.mark.django_db
SUMMARY = "ヒミツのまとめ"


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),))


@pytest.fixture
def staff(here: SupportOffice) -> Client:
    return sign_in(Client(), worker(here))


def _accepted(one: Referral, ground: Ground = Ground.PROTECTION) -> Transfer:
    transfer = asked(one, "市内の病院", ground=ground)
    transfers.accept_transfer(transfer, by=None, answer="だれか")
    return Transfer.objects.get(pk=transfer.pk)


def _url(one: Referral) -> str:
    return f"/staff/referrals/{one.pk}/"


def _read(token: str, **sent: str) -> tuple[int, bool]:
    client, url = Client(), f"/support/transfer/{token}/"
    answer = client.post(url, sent) if sent else client.get(url)
    return answer.status_code, SUMMARY in answer.content.decode()


def _links(page: Any) -> list[Node]:
    return parse(page.content.decode()).all("section", **{"aria-labelledby": "links-h"})


def _sent_by(section: Node) -> dict[str, str]:
    boxes = section.one("form").all("input")
    return {
        box.attributes["name"]: box.attributes["value"]
        for box in boxes
        if box.attributes["name"] != "csrfmiddlewaretoken"
    }


@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("is_closed", [False, True])
def test_the_button_stops_it_and_the_page_of_the_agency_is_as_if_it_had_never_been(
    here: SupportOffice, staff: Client, ground: Ground, is_closed: bool
) -> None:
    one = referral(State.IN_CONTACT, at=here)
    consent(one)
    transfer, other = _accepted(one, ground), _accepted(referral(State.ASSIGNED, at=here))
    if is_closed:
        ended = {"state": State.CLOSED, "closed_at": timezone.now(), "outcome": "handed_over"}
        Referral.objects.filter(pk=one.pk).update(**ended)
    (section,) = _links(staff.get(_url(one)))
    assert ("市内の病院" in section.text, _read(str(one.pk))) == (True, (200, True))
    before = AccessRecord.objects.filter(look=Look.CHANGE).count()
    for _n in range(2):  # pressed twice
        assert staff.post(_url(one), _sent_by(section)).status_code == 302
    transfer.refresh_from_db()
    assert (transfer.state, transfer.token_hash, SUMMARY) == ("accepted", "", transfer.summary.unsealed())
    never = Client().get("/support/transfer/0123456789abcdef0123456789abcdef/")
    stopped = Client().get(f"/support/transfer/{one.pk}/")
    assert (stopped.status_code, parse(stopped).text) == (404, parse(never).text)
    assert _read(str(one.pk), act="accept", who="だれか") == (404, False)
    assert _read(str(other.referral_id)) == (200, True)
    page = staff.get(_url(one))
    line = parse(page.content.decode()).one("section", **{"aria-labelledby": "timeline-h"}).all("li")[0].text
    assert (_links(page), line.endswith(f"{worker(here)}：リンクを止めた 市内の病院")) == ([], True)
    records = AccessRecord.objects.filter(look=Look.CHANGE).order_by("-pk")
    assert (records.count() - before, records[0].what, records[0].case_number) == (1, "リンクを止めた", one.pk)


def test_what_is_no_accepted_link_is_not_stopped(here: SupportOffice, staff: Client) -> None:
    me, there = worker(here), office("北の事務所")
    waiting, elsewhere = referral(State.ASSIGNED, at=here), referral(State.ASSIGNED, at=here)
    of_agency, of_office = asked(waiting, "市内の病院"), asked(elsewhere, there)
    transfers.accept_transfer(of_office, by=worker(there))
    Referral.objects.filter(pk=elsewhere.pk).update(office=here)
    for transfer in (of_agency, of_office):
        with pytest.raises(DomainError, match="外の機関が受けた引き継ぎ"):
            transfers.stop_link(transfer, by=me)
    assert (_links(staff.get(_url(waiting))), _read(str(waiting.pk))) == ([], (200, True))


def test_a_link_of_another_case_is_not_stopped_and_that_one_tried_is_on_record(
    here: SupportOffice, staff: Client
) -> None:
    one, theirs = referral(State.ASSIGNED, at=here), referral(State.ASSIGNED, at=office("北の事務所"))
    transfer = _accepted(theirs)
    answer = staff.post(_url(one), {"act": "stop_link", "row": transfer.pk})
    refused = AccessRecord.objects.get(look=Look.REFUSED)
    assert (answer.status_code, refused.case_number, refused.what) == (404, one.pk, "リンクを止めた")
    with pytest.raises(DomainError, match="止められるのは"):
        transfers.stop_link(transfer, by=worker(here))
    assert _read(str(theirs.pk)) == (200, True)


@pytest.mark.parametrize("act", ["done", "withdraw", "stop_link"])
def test_what_the_case_has_not_is_on_record_once(here: SupportOffice, staff: Client, act: str) -> None:
    one = referral(State.ASSIGNED, at=here)
    answer = staff.post(_url(one), {"act": act, "row": "99999", "on": timezone.localdate().isoformat()})
    assert (answer.status_code, AccessRecord.objects.filter(look=Look.REFUSED, case_number=one.pk).count()) == (404, 1)
