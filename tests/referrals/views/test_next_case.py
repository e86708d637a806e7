"""From a list through its cases, one after the other: the list stands in the address, through every act."""

from typing import Any

import pytest
from django.test import Client

from hub.areas.models import District
from referrals.enums import State, Urgency
from referrals.models import Referral, SupportOffice
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.referrals.cases import district, office, referral, worker
from tests.tiers import often

pytestmark = pytest.mark.django_db
LIST = "/staff/referrals/"


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),))


@pytest.fixture
def staff(client: Client, here: SupportOffice) -> Client:
    return sign_in(client, worker(here))


def _next(page: Any) -> list[str]:
    return [
        node.attributes["href"]
        for node in parse(page.content.decode()).all("a")
        if node.attributes.get("rel") == "next"
    ]


def _listed(staff: Client, query: str) -> list[str]:
    page = parse(staff.get(f"{LIST}{query}").content.decode())
    return [node.all("a")[0].attributes["href"] for node in page.all("li", cls="case")]


def _walk(staff: Client, first: str) -> list[str]:
    """The addresses as the links lead, until there is none."""
    walked = [first]
    while there := _next(staff.get(walked[-1])):
        assert there[0] not in walked
        walked += there
    return walked


def _again(page: Any) -> tuple[bool, list[str]]:
    """Whether it is said that the list is at its end, and where its beginning is offered."""
    nav = parse(page).all("nav", **{"aria-label": "一覧の順"})[0]
    links = [node.attributes["href"] for node in nav.all("a") if "はじめの相談に戻る" in node.text]
    return "この一覧の最後まで来ました。" in nav.text, links


@pytest.mark.parametrize("show", often(["open", "untaken", "mine", "held", "closed"], "open", "untaken", "closed"))
def test_the_links_lead_through_the_list_in_its_order(staff: Client, here: SupportOffice, show: str) -> None:
    for urgency in (Urgency.NORMAL, Urgency.URGENT, Urgency.SOON, Urgency.NORMAL):
        for state in (State.RECEIVED, State.ASSIGNED, State.CLOSED):
            referral(state, at=here, urgency=urgency)
        referral(at=here, urgency=urgency, is_held=True)
    listed = _listed(staff, f"?show={show}")
    assert len(listed) == {"open": 12}.get(show, 4)
    assert _walk(staff, listed[0]) == listed
    assert all(address.endswith(f"?show={show}") for address in listed)


def test_it_is_kept_through_an_act_that_takes_the_case_out_of_the_list(staff: Client, here: SupportOffice) -> None:
    first, second, third = (referral(at=here) for _n in range(3))
    query = f"?show=untaken&office={here.pk}&district={District.objects.get().pk}"
    assert _listed(staff, query) == [f"{LIST}{one.pk}/{query}" for one in (first, second, third)]
    page = staff.get(f"{LIST}{second.pk}/{query}")
    forms = {
        node.attributes["action"].partition("#")[0] for node in parse(page.content.decode()).one("main").all("form")
    }
    assert forms == {f"{LIST}{second.pk}/{query}"}
    taken = staff.post(f"{LIST}{second.pk}/{query}", {"act": "take", "seen": State.RECEIVED})
    assert taken.headers["Location"] == f"{LIST}{second.pk}/{query}"
    assert _next(staff.get(taken.headers["Location"])) == [f"{LIST}{third.pk}/{query}"]
    last = staff.get(f"{LIST}{third.pk}/{query}")
    assert (_next(last), _again(last)) == ([], (True, [f"{LIST}{first.pk}/{query}"]))


def test_nobody_is_led_to_a_case_that_they_do_not_see(staff: Client, here: SupportOffice) -> None:
    mine, _theirs = referral(at=here), referral(at=office("北の事務所"))
    page = staff.get(f"{LIST}{mine.pk}/?show=open")
    assert (_next(page), "ほかの相談は、この一覧にありません" in page.content.decode()) == ([], True)


@pytest.mark.parametrize("query", ["", "?show=", "?show=x", "?office=1", "?show=%00"])
def test_without_a_list_there_is_no_next(staff: Client, here: SupportOffice, query: str) -> None:
    one, _other = referral(at=here), referral(at=here)
    page = staff.get(f"{LIST}{one.pk}/{query}")
    assert (page.status_code, _next(page)) == (200, [])
    taken = staff.post(f"{LIST}{one.pk}/{query}", {"act": "take", "seen": State.RECEIVED})
    assert (taken.headers["Location"], Referral.objects.get(pk=one.pk).state) == (f"{LIST}{one.pk}/", State.ASSIGNED)


def test_the_queue_takes_ten_queries(staff: Client, here: SupportOffice, django_assert_num_queries: Any) -> None:
    """Session, account, second factor, rights, count, rows, record, offices and districts, the menu's permissions (two)."""
    referral(at=here)
    staff.get(LIST)
    with django_assert_num_queries(10):
        staff.get(LIST)
