"""Owners look after members in the browser."""

import pytest
from django.test import Client
from django.urls import reverse

from hub.accounts.models import Invitation, Level, Membership, Organization
from hub.notifications.models import Mailing
from tests.hub.accounts.factories import InvitationFactory, OrganizationFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def organization() -> Organization:
    made: Organization = OrganizationFactory(verified=True)
    return made


@pytest.fixture
def owner(client: Client, organization: Organization) -> Client:
    sign_in(client, member_of(organization))
    return client


def _url(name: str, *keys: int) -> str:
    return reverse(f"organizations:{name}", args=keys)


def test_an_address_is_invited_and_the_invitation_withdrawn(owner: Client, organization: Organization) -> None:
    forged = {
        "organization": "1",
        "accepted_at": "2026-01-01",
        "accepted_by": "1",
        "expires_at": "2099-01-01",
        "nonce": "x",
    }
    values = {"address": "ｎｅｗ＠example.org", "level": "viewer", **forged}
    assert owner.post(_url("invite", organization.pk), values).status_code == 302
    one = Invitation.objects.get()
    assert (one.address, one.level, one.organization, one.accepted_at) == (
        "new@example.org",
        "viewer",
        organization,
        None,
    )
    assert one.expires_at.year < 2099
    page = parse(owner.get(_url("home", organization.pk)))
    assert page.one("div", role="status").text == "招待のメールを送ります。数分で届きます。"
    assert "new@example.org" in page.one("main").text
    assert owner.post(_url("withdraw", organization.pk, one.pk)).status_code == 302
    assert "new@example.org への招待を" not in parse(owner.get(_url("home", organization.pk))).text
    one.refresh_from_db()
    assert one.withdrawn_at is not None


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"address": "x", "level": "viewer"}, "address"),
        ({"address": "mıke@example.org", "level": "viewer"}, "address"),
        ({"address": "a@example.org\nBcc: b@example.org", "level": "viewer"}, "address"),
        ({"address": "new@example.org", "level": "god"}, "level"),
        ({"address": "new@example.org"}, "level"),
    ],
)
def test_what_is_wrong_is_said(owner: Client, organization: Organization, values: dict[str, str], name: str) -> None:
    page = parse(owner.post(_url("invite", organization.pk), values))
    assert page.one("div", "wrong", id=f"id_{name}_error").text != ""
    assert page.one("div", "wrongs").one("a").attributes["href"] == f"#id_{name}"
    assert page.one("input", name="address").attributes["value"] == values["address"]
    assert Invitation.objects.count() == Mailing.objects.count() == 0


def test_what_the_service_refuses_is_said_and_nothing_is_lost(owner: Client, organization: Organization) -> None:
    InvitationFactory(organization=organization, address="new@example.org")
    page = parse(owner.post(_url("invite", organization.pk), {"address": "new@example.org", "level": "owner"}))
    assert "もう招待しています" in page.one("div", "wrongs").text
    assert page.one("input", type="radio", checked="").attributes["value"] == "owner"


def test_a_level_is_changed_and_a_member_taken_out(owner: Client, organization: Organization) -> None:
    membership = Membership.objects.get(user=member_of(organization, Level.VIEWER, display_name="みどり"))
    address = _url("member", organization.pk, membership.pk)
    page = parse(owner.get(address))
    assert page.one("input", type="radio", checked="").attributes["value"] == "viewer"
    assert owner.post(address, {"level": "editor", "user": "1", "organization": "1"}).status_code == 302
    membership.refresh_from_db()
    assert (membership.level, membership.organization) == (Level.EDITOR, organization)
    assert owner.post(_url("remove", organization.pk, membership.pk)).status_code == 302
    page = parse(owner.get(_url("home", organization.pk)))
    assert "メンバーからはずしました。" in page.one("div", role="status").text
    assert not Membership.objects.filter(pk=membership.pk).exists()


def test_the_only_owner_is_told_why_not(owner: Client, organization: Organization) -> None:
    membership = Membership.objects.get()
    page = parse(owner.post(_url("member", organization.pk, membership.pk), {"level": "viewer"}))
    assert "代表がひとりもいなくなります" in page.one("div", "wrongs").text
    for address in (_url("remove", organization.pk, membership.pk), _url("leave", organization.pk)):
        page = parse(owner.post(address, follow=True))
        assert "代表がひとりもいなくなります" in page.one("div", role="status").text
    assert Membership.objects.get().level == Level.OWNER


def test_the_only_member_reads_what_becomes_of_it_and_goes(owner: Client, organization: Organization) -> None:
    assert parse(owner.get(_url("home", organization.pk))).one("p", "more").text == "この団体をやめる"
    page = parse(owner.get(_url("leave", organization.pk)))
    assert page.one("h1").text == "団体をやめる"
    assert page.one("div", "panel").one("h2").text == "団体と、団体の場や催しは、どうなりますか"
    answer = owner.post(_url("leave", organization.pk), {"is_last": "1"}, follow=True)
    assert answer.redirect_chain == [(reverse("me"), 302)]  # type: ignore[attr-defined]
    assert Membership.objects.count() == 0


def test_the_only_owner_is_led_to_the_members(owner: Client, organization: Organization) -> None:
    member_of(organization, Level.EDITOR)
    main = parse(owner.get(_url("leave", organization.pk))).one("main")
    assert main.one("div", "note").one("a").attributes["href"] == _url("home", organization.pk) + "#members"
    assert main.all("form") == []


def test_a_member_leaves(client: Client, organization: Organization) -> None:
    member_of(organization)
    sign_in(client, member_of(organization, Level.EDITOR))
    assert client.get(_url("leave", organization.pk)).status_code == 200
    answer = client.post(_url("leave", organization.pk), follow=True)
    assert answer.redirect_chain == [(reverse("me"), 302)]  # type: ignore[attr-defined]
    assert parse(answer).one("div", role="status").text == "団体から抜けました。"
    assert client.get(_url("home", organization.pk)).status_code == 404
    assert Membership.objects.count() == 1


def test_who_takes_themselves_out_is_led_away(owner: Client, organization: Organization) -> None:
    member_of(organization)
    mine = Membership.objects.order_by("pk").first()
    assert mine is not None
    answer = owner.post(_url("remove", organization.pk, mine.pk), follow=True)
    assert answer.redirect_chain == [(reverse("me"), 302)]  # type: ignore[attr-defined]
    assert parse(answer).one("div", role="status").text == "メンバーからはずしました。"
