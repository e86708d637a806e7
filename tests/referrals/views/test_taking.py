"""引き受けた: offered to who may do it and has not done it; and what the second of two pages is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from referrals.enums import Action, State
from referrals.models import CaseAct, OfficeStaff, Referral, SupportOffice
from referrals.services.cases import assign_referral, take_referral
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse
from tests.referrals.cases import district, office, referral, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> SupportOffice:
    return office(districts=(district(),))


@pytest.fixture
def colleague(here: SupportOffice) -> Any:
    user = UserFactory(staff=True, display_name="となりの人")
    OfficeStaff.objects.create(office=here, user=user)
    return user


def _url(one: Referral) -> str:
    return f"/staff/referrals/{one.pk}/"


def _main(client: Client, one: Referral) -> list[str]:
    """The acts under 「進める」."""
    (part,) = parse(client.get(_url(one))).all("section", **{"aria-labelledby": "main-h"})
    return [node.attributes["value"] for node in part.all("input", name="act")]


def _told(page: Any) -> list[str]:
    found: list[Node] = parse(page).all("div", **{"aria-labelledby": "late-h"})
    return [node.all("p")[0].text for node in found]


def _taken(one: Referral) -> list[int | None]:
    return list(CaseAct.objects.filter(referral=one, action=Action.TAKE).order_by("pk").values_list("by", flat=True))


def test_who_is_offered_to_take_it(client: Client, here: SupportOffice, colleague: Any) -> None:
    one, me = referral(at=here), worker(here)
    mine, theirs = sign_in(client, me), sign_in(Client(), colleague)
    seen = [(_main(mine, one), _main(theirs, one))]
    assign_referral(one, by=me, to=colleague)
    seen.append((_main(mine, one), _main(theirs, one)))
    take_referral(one, by=colleague)
    seen.append((_main(mine, one), _main(theirs, one)))
    assign_referral(one, by=me, to=me, reason="代わりに")
    seen.append((_main(mine, one), _main(theirs, one)))
    assert seen == [
        (["take", "close"], ["take", "close"]),
        (["assign", "contact", "close"], ["take", "contact", "close"]),
        (["assign", "contact", "close"], ["contact", "close"]),
        (["contact", "close"], ["assign", "contact", "close"]),
    ]


def test_who_has_it_does_not_take_it_again(client: Client, here: SupportOffice) -> None:
    one, me = referral(at=here), worker(here)
    sign_in(client, me)
    assert client.post(_url(one), {"act": "take", "seen": State.RECEIVED}).status_code == 302
    # Twice in a moment is one tap, from the page before as from the page after.
    for seen in (State.RECEIVED, State.ASSIGNED):
        assert client.post(_url(one), {"act": "take", "seen": seen}).status_code == 302
    assert _taken(one) == [me.pk]
    old = referral(at=here)
    take_referral(old, by=me, now=timezone.now() - timedelta(minutes=10))
    again = client.post(_url(old), {"act": "take", "seen": State.ASSIGNED})
    assert (again.status_code, _told(again), _taken(old)) == (200, ["もう、あなたが引き受けています。"], [me.pk])


def test_a_page_that_is_behind_is_told_so(client: Client, here: SupportOffice) -> None:
    """It could well be closed: the page was only behind."""
    one = referral(at=here)
    sign_in(client, worker(here))
    client.post(_url(one), {"act": "take", "seen": State.RECEIVED})
    close = {"act": "close", "outcome": "informed", "reason": "話した"}
    behind = client.post(_url(one), close | {"seen": State.RECEIVED})
    assert _told(behind) == ["先にほかの操作がありました。いまの状態を見て、もう一度押してください。"]
    assert client.post(_url(one), close | {"seen": State.ASSIGNED}).status_code == 302
