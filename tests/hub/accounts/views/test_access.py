"""Each page of an organisation × who asks; another's is as one that is missing; removal ends access at once."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from hub.accounts.models import Invitation, Level, Membership, Organization, OrganizationTransition, User, Verification
from hub.accounts.services import change_level, remove_member
from hub.notifications.models import Mailing
from tests.hub.accounts.factories import InvitationFactory, OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in

pytestmark = pytest.mark.django_db

WHO = ("visitor", "outsider", "owner of B", "viewer", "editor", "owner")
LOGIN, GONE, NO = 302, 404, 403
# Page -> what GET and an empty POST are answered with, for each of WHO.
PAGES = {
    "home": ((LOGIN, GONE, GONE, 200, 200, 200), (LOGIN, 405, 405, 405, 405, 405)),
    "edit": ((LOGIN, GONE, GONE, NO, 200, 200), (LOGIN, GONE, GONE, NO, 200, 200)),
    "resubmit": ((LOGIN, 405, 405, 405, 405, 405), (LOGIN, GONE, GONE, NO, 302, 302)),
    "leave": ((LOGIN, GONE, GONE, 200, 200, 200), (LOGIN, GONE, GONE, 302, 302, 302)),
    "invite": ((LOGIN, GONE, GONE, NO, NO, 200), (LOGIN, GONE, GONE, NO, NO, 200)),
    "member": ((LOGIN, GONE, GONE, NO, NO, 200), (LOGIN, GONE, GONE, NO, NO, 200)),
    "remove": ((LOGIN, 405, 405, 405, 405, 405), (LOGIN, GONE, GONE, NO, NO, 302)),
    "withdraw": ((LOGIN, 405, 405, 405, 405, 405), (LOGIN, GONE, GONE, NO, NO, 302)),
}


class Cast:
    """Organisation A with one member of each level and an open invitation, and B with its owner."""

    def __init__(self) -> None:
        self.a: Organization = OrganizationFactory(name="ひみつの会", contact_name="ひみつの担当")
        self.b: Organization = OrganizationFactory()
        self.users: dict[str, User] = {
            "outsider": UserFactory(),
            "owner of B": member_of(self.b),
            "viewer": member_of(self.a, Level.VIEWER, display_name="みる人"),
            "editor": member_of(self.a, Level.EDITOR, display_name="かく人"),
            "owner": member_of(self.a, Level.OWNER, display_name="もつ人"),
        }
        self.second = member_of(self.a, Level.OWNER, display_name="べつの人")
        self.invitation: Invitation = InvitationFactory(organization=self.a, address="himitsu@example.org")

    def client(self, who: str, **options: Any) -> Client:
        client = Client(**options)
        if who != "visitor":
            sign_in(client, self.users[who])
        return client

    def address(self, page: str, **keys: int) -> str:
        found: dict[str, int] = {"pk": self.a.pk}
        if page in {"member", "remove"}:
            found["member_pk"] = Membership.objects.get(user=self.second).pk
        if page == "withdraw":
            found["invitation_pk"] = self.invitation.pk
        return reverse(f"organizations:{page}", kwargs=found | keys)


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", WHO)
def test_every_page_answers_each_as_stated(cast: Cast, who: str, page: str) -> None:
    address, place = cast.address(page), WHO.index(who)
    client = cast.client(who)
    answer = client.get(address)
    assert answer.status_code == PAGES[page][0][place]
    assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))
    if who in {"visitor", "outsider", "owner of B"}:
        assert "ひみつ" not in answer.content.decode()
    for method in ("put", "patch", "delete"):
        assert getattr(client, method)(address).status_code in {302, 405}
    answer = client.post(address)
    assert answer.status_code == PAGES[page][1][place]
    if who == "visitor":
        assert answer.headers["Location"].startswith(f"{reverse('account_login')}?next=/me/")


def _seen(answer: HttpResponse, key: int) -> tuple[int, str]:
    text = re.sub(rf"(/|%2F){key}(/|%2F)", "…", answer.content.decode())
    return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["outsider", "owner of B"])
def test_anothers_is_as_one_that_is_missing(cast: Cast, who: str, page: str) -> None:
    client, missing = cast.client(who), 987_654
    for method in (client.get, client.post):
        there = method(cast.address(page))
        assert _seen(there, cast.a.pk) == _seen(method(cast.address(page, pk=missing)), missing)


def test_members_and_invitations_are_those_of_the_organisation_in_the_address(cast: Cast) -> None:
    own = Membership.objects.get(organization=cast.b)
    invitation = InvitationFactory(organization=cast.b)
    client = cast.client("owner")
    answers = [
        client.get(cast.address("member", member_pk=own.pk)),
        client.post(cast.address("member", member_pk=own.pk), {"level": "viewer"}),
        client.post(cast.address("remove", member_pk=own.pk)),
        client.post(cast.address("withdraw", invitation_pk=invitation.pk)),
        client.post(cast.address("remove", pk=cast.b.pk, member_pk=own.pk)),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
    own.refresh_from_db()
    invitation.refresh_from_db()
    assert (own.level, invitation.withdrawn_at) == (Level.OWNER, None)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_token_no_form_is_taken(cast: Cast, page: str) -> None:
    assert cast.client("owner", enforce_csrf_checks=True).post(cast.address(page)).status_code == 403


def test_who_is_removed_or_lowered_may_nothing_more_in_an_open_session(cast: Cast) -> None:
    editor, viewer = cast.client("editor"), cast.client("viewer")
    assert editor.get(cast.address("edit")).status_code == viewer.get(cast.address("home")).status_code == 200
    owner = cast.users["owner"]
    change_level(Membership.objects.get(user=cast.users["editor"]), level=Level.VIEWER, by=owner)
    remove_member(Membership.objects.get(user=cast.users["viewer"]), by=owner)
    assert editor.post(cast.address("edit"), {"name": "乗っ取り"}).status_code == 403
    assert viewer.get(cast.address("home")).status_code == 404
    remove_member(Membership.objects.get(user=cast.users["editor"]), by=owner)
    assert [editor.get(cast.address(page)).status_code for page in ("home", "edit", "leave")] == [404] * 3


def test_an_account_that_is_out_of_use_sees_nothing(cast: Cast) -> None:
    client = cast.client("owner")
    User.objects.filter(pk=cast.users["owner"].pk).update(is_active=False)
    assert client.get(cast.address("home")).status_code == 302


NAMES = {"みる人", "かく人", "もつ人", "べつの人"}


@pytest.mark.parametrize("who", ["viewer", "editor", "owner"])
def test_members_see_nicknames_and_owners_alone_the_invited_addresses(cast: Cast, who: str) -> None:
    text = cast.client(who).get(cast.address("home")).content.decode()
    assert {name for name in NAMES if name in text} == NAMES
    assert ("himitsu@example.org" in text) is (who == "owner")
    emails = [user.email for user in (*cast.users.values(), cast.second)]
    assert [email for email in emails if email in text] == []


def test_no_get_changes_anything(cast: Cast) -> None:
    for who in WHO:
        for page in PAGES:
            cast.client(who).get(cast.address(page))
    assert (Membership.objects.count(), Invitation.objects.filter(withdrawn_at=None).count()) == (5, 1)
    assert Mailing.objects.count() == OrganizationTransition.objects.count() == 0
    assert set(Organization.objects.values_list("verification", "version")) == {(Verification.UNVERIFIED, 1)}
