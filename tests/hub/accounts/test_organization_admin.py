"""Coordinators check organisations in the admin."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hub.accounts.models import Invitation, Level, Organization, User, Verification
from hub.accounts.services import edit_organization, refuse_organization, suspend_organization, verify_organization
from tests.hub.accounts.factories import (
    InvitationFactory,
    MembershipFactory,
    OrganizationFactory,
    UserFactory,
    member_of,
)
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse

pytestmark = pytest.mark.django_db

ACTS = {
    "verify": {Verification.UNVERIFIED, Verification.REFUSED},
    "confirm": {Verification.VERIFIED},
    "refuse": {Verification.UNVERIFIED},
    "suspend": {Verification.VERIFIED},
    "restore": {Verification.SUSPENDED},
    "invite": {Verification.UNVERIFIED, Verification.VERIFIED},
}


@pytest.fixture
def coordinator(client: Client) -> User:
    user: User = UserFactory(coordinator=True, display_name="みどり")
    sign_in(client, user)
    return user


def _url(organization: Organization, act: str = "change") -> str:
    return reverse(f"admin:accounts_organization_{act.replace('-', '_')}", args=[organization.pk])


def _sent(page: Node, **changes: Any) -> dict[str, Any]:
    """What the form of an act holds, with changes."""
    hidden = {node.attributes["name"]: node.attributes["value"] for node in page.all("input", type="hidden")}
    office = {"office": "八王子市"} if page.all("input", name="office") else {}
    return hidden | office | changes


@pytest.mark.parametrize("state", Verification)
def test_the_acts_of_each_state_are_offered(client: Client, coordinator: User, state: Verification) -> None:
    organization = OrganizationFactory(verification=state)
    page = parse(client.get(_url(organization)))
    offered = {node.attributes["href"].rstrip("/").rpartition("/")[2] for node in page.one("ul", "act-links").all("a")}
    assert offered == {act for act, states in ACTS.items() if state in states}


@pytest.mark.parametrize(("name", "kept"), [("\u202e\u2066\u200b", "もとの会"), ("\u202e新しい会\u200b", "新しい会")])
def test_a_name_that_nobody_sees_is_none(client: Client, coordinator: User, name: str, kept: str) -> None:
    organization = OrganizationFactory(name="もとの会")
    form = parse(client.get(_url(organization))).one("form", id="organization_form")
    boxes = form.all("input", type="text") + form.all("input", type="hidden")
    sent = {node.attributes["name"]: node.attributes.get("value", "") for node in boxes}
    client.post(_url(organization), sent | {"kind": "npo", "name": name})
    assert Organization.objects.get().name == kept


@pytest.mark.parametrize(
    ("checked", "note", "what"),
    [
        (["rules"], "", "規約・会則"),
        (["number", "phone"], "代表の方と話した", "法人番号の公表サイト、電話（代表の方と話した）"),
        (["other"], "活動を見学した", "活動を見学した"),
        ([], "活動を見学した", "活動を見学した"),
    ],
)
def test_what_was_marked_becomes_what_was_checked(
    client: Client, coordinator: User, checked: list[str], note: str, what: str
) -> None:
    organization = OrganizationFactory()
    page = parse(client.get(_url(organization, "verify")))
    answer = client.post(_url(organization, "verify"), _sent(page, checked=checked, note=note))
    assert (answer.status_code, answer.headers["Location"]) == (302, _url(organization))
    row = Organization.objects.get()
    assert (row.verification, row.verified_what, row.verified_by) == ("verified", what, "八王子市")
    assert what in client.get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"checked": ["other"]}, {"checked": ["magic"]}, {"note": " "}, {"office": "", "note": "あ"}]
)
def test_nothing_checked_is_nothing_verified(client: Client, coordinator: User, sent: dict[str, Any]) -> None:
    organization = OrganizationFactory()
    page = parse(client.get(_url(organization, "verify")))
    answer = client.post(_url(organization, "verify"), _sent(page, **sent))
    assert (answer.status_code, Organization.objects.get().verification) == (200, "unverified")
    assert parse(answer).all("ul", "errorlist") != []


def test_what_changed_while_it_was_looked_at_is_not_verified(client: Client, coordinator: User) -> None:
    organization = OrganizationFactory()
    page = parse(client.get(_url(organization, "verify")))
    edit_organization(organization, by=member_of(organization), values={"name": "別の会"}, seen_version=1)
    answer = client.post(_url(organization, "verify"), _sent(page, checked=["rules"], note="くわしく"))
    again = parse(answer)
    assert ("見ているあいだに、内容が変わりました" in again.text, answer.status_code) == (True, 200)
    assert again.one("input", name="note").attributes["value"] == "くわしく"
    assert Organization.objects.get().verification == Verification.UNVERIFIED


def test_the_second_coordinator_is_told(client: Client, coordinator: User) -> None:
    organization = OrganizationFactory()
    page = parse(client.get(_url(organization, "verify")))
    other = UserFactory(coordinator=True, display_name="あおい")
    refuse_organization(organization, by=other, reason="規約がない")
    answer = client.post(_url(organization, "verify"), _sent(page, checked=["rules"]))
    assert "ほかの人（あおい）が先に「確認できないと返す」をしました" in parse(answer).text
    assert Organization.objects.get().verification == Verification.REFUSED


def test_one_is_refused_suspended_and_restored_with_words(client: Client, coordinator: User) -> None:
    organization = OrganizationFactory()
    assert client.post(_url(organization, "refuse"), {"reason": ""}).status_code == 200
    assert client.post(_url(organization, "refuse"), {"reason": "規約がない"}).status_code == 302
    page = parse(client.get(_url(organization, "verify")))
    assert client.post(_url(organization, "verify"), _sent(page, checked=["rules"])).status_code == 302
    assert client.post(_url(organization, "suspend"), {"reason": "勧誘"}).status_code == 302
    assert client.post(_url(organization, "restore"), {}).status_code == 302
    history = list(Organization.objects.get().transitions.values_list("action", "reason", "by"))
    assert history == [
        ("refuse", "規約がない", coordinator.pk),
        ("verify", "規約・会則", coordinator.pk),
        ("suspend", "勧誘", coordinator.pk),
        ("restore", "", coordinator.pk),
    ]


def test_one_that_changed_is_looked_at_again(client: Client, coordinator: User) -> None:
    organization = OrganizationFactory(name="もとの会", verified=True)
    edit_organization(organization, by=member_of(organization), values={"name": "新しい会"}, seen_version=1)
    page = parse(client.get(_url(organization)))
    assert "名前：もとの会 → 新しい会" in page.text
    assert "もう一度確かめています" in client.get(organization.get_absolute_url()).content.decode()
    page = parse(client.get(_url(organization, "confirm")))
    assert client.post(_url(organization, "confirm"), _sent(page, checked=["phone"])).status_code == 302
    row = Organization.objects.get()
    assert (row.recheck_since, row.verified_what) == (None, "電話")


def test_staff_enter_one_and_invite_its_owner(client: Client, coordinator: User) -> None:
    values = {
        "name": "電話の会",
        "kind": "community",
        "corporate_number": "７０００-０１２０-５０００-２",
        "verification": "verified",
    }
    assert client.post(reverse("admin:accounts_organization_add"), values).status_code == 302
    organization = Organization.objects.get()
    assert (organization.corporate_number, organization.verification) == ("7000012050002", "unverified")
    assert (organization.created_by, organization.memberships.count()) == (coordinator, 0)
    assert client.post(_url(organization, "invite"), {"address": "ｎｅｗ＠example.org"}).status_code == 302
    one = Invitation.objects.get()
    assert (one.address, one.level, one.invited_by) == ("new@example.org", Level.OWNER, coordinator)
    assert "返事を待っている招待：1通" in parse(client.get(_url(organization))).text
    assert client.post(_url(organization, "withdraw-invitations")).status_code == 302
    one.refresh_from_db()
    assert one.withdrawn_at is not None


def test_the_same_name_twice_and_contacts_of_a_sample_are_said_in_the_form(client: Client, coordinator: User) -> None:
    OrganizationFactory(name="台町会", kind="npo")
    add = reverse("admin:accounts_organization_add")
    assert client.post(add, {"name": "台町会", "kind": "npo"}).status_code == 200
    answer = client.post(add, {"name": "見本会", "kind": "npo", "is_sample": "on", "phone": "042-000-0000"})
    assert ("見本には、電話番号とメールアドレスを載せられません" in parse(answer).text, answer.status_code) == (
        True,
        200,
    )
    assert Organization.objects.count() == 1


def test_of_two_who_save_the_later_is_told(client: Client, coordinator: User) -> None:
    organization = OrganizationFactory(name="もとの会")
    page = parse(client.get(_url(organization)))
    seen = page.one("input", name="seen_version").attributes["value"]
    edit_organization(organization, by=member_of(organization), values={"kana": "かな"}, seen_version=1)
    values = {"name": "あとの会", "kind": "npo", "seen_version": seen}
    page = parse(client.post(_url(organization), values))
    assert "いまの内容から変わる項目：名前、名前のよみ（かな）" in page.text
    values["seen_version"] = page.one("input", name="seen_version").attributes["value"]
    assert client.post(_url(organization), values).status_code == 302
    assert Organization.objects.get().name == "あとの会"


def test_nobody_decides_on_their_own(client: Client, coordinator: User) -> None:
    organization = OrganizationFactory()
    MembershipFactory(organization=organization, user=coordinator)
    page = parse(client.get(_url(organization, "verify")))
    answer = client.post(_url(organization, "verify"), _sent(page, checked=["rules"]))
    assert "自分が入っている団体のことは、ほかの職員に頼んでください" in parse(answer).text
    assert Organization.objects.get().verification == Verification.UNVERIFIED


def test_what_waits_is_found(client: Client, coordinator: User) -> None:
    OrganizationFactory(name="待つ会")
    OrganizationFactory(name="済んだ会", verified=True)
    text = client.get(reverse("admin:accounts_organization_changelist"), {"waiting": "1"}).content.decode()
    assert ("待つ会" in text, "済んだ会" in text) == (True, False)


@pytest.mark.parametrize("page", ["changelist", "change"])
def test_queries_do_not_grow(client: Client, coordinator: User, page: str) -> None:
    organization, counts = OrganizationFactory(), []
    address = _url(organization) if page == "change" else reverse("admin:accounts_organization_changelist")
    for _round in range(2):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
        OrganizationFactory.create_batch(2)
        MembershipFactory.create_batch(2, organization=organization)
        InvitationFactory.create_batch(2, organization=organization)
        for act in (
            lambda: verify_organization(organization, by=UserFactory(coordinator=True), what="規約", office="市"),
            lambda: suspend_organization(organization, by=UserFactory(coordinator=True), reason="勧誘"),
        ):
            if _round == 0:
                act()
    assert counts[0] == counts[1]
