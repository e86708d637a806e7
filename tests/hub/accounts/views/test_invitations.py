"""``/invitations/…/``: looked at by whoever holds the link, accepted by whose address it is, once."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.accounts.invitation_tokens import token_of
from hub.accounts.models import Invitation, Level, Membership, User, Verification
from tests.hub.accounts.factories import InvitationFactory, MembershipFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    made: User = UserFactory(email="invited@example.org", confirmed=True)
    return made


@pytest.fixture
def one() -> Invitation:
    made: Invitation = InvitationFactory(
        organization__name="台町会", organization__verified=True, address="invited@example.org", level=Level.EDITOR
    )
    return made


def _link(one: Invitation, token: str = "") -> str:
    return reverse("organizations:invitation", args=[one.pk, token or token_of(one)])


def _kept_nowhere(answer: HttpResponse) -> bool:
    return {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))


def test_a_visitor_sees_what_is_offered_and_is_asked_to_sign_in(client: Client, one: Invitation) -> None:
    answer = client.get(_link(one))
    page, back = parse(answer), _link(one).replace("/", "%2F")
    assert (answer.status_code, _kept_nowhere(answer)) == (200, True)
    assert page.one("h1").text == "「台町会」への招待"
    assert page.link("ログインする") == f"{reverse('account_login')}?next={back}"
    assert page.link("はじめて登録する") == f"{reverse('account_signup')}?next={back}"
    assert "invited@example.org" not in answer.content.decode()
    answer = client.post(_link(one))
    assert (answer.status_code, answer.headers["Location"].startswith(reverse("account_login"))) == (302, True)
    assert Invitation.objects.get().accepted_at is None


def test_whose_address_it_is_presses_once(client: Client, one: Invitation, user: User) -> None:
    sign_in(client, user)
    for _look in range(2):
        assert parse(client.get(_link(one))).one("main").one("button").text == "メンバーになる"
    assert Membership.objects.count() == 0
    home = reverse("organizations:home", args=[one.organization_id])
    answer = client.post(_link(one), {"level": "owner", "organization": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, home)
    assert list(Membership.objects.values_list("user", "organization", "level")) == [
        (user.pk, one.organization_id, Level.EDITOR)
    ]
    for again in (client.post(_link(one)), client.get(_link(one))):  # pressed twice
        assert (again.status_code, again.headers["Location"]) == (302, home)
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_account_is_told_without_learning_the_address(client: Client, one: Invitation, method: str) -> None:
    sign_in(client, UserFactory(confirmed=True))
    answer = getattr(client, method)(_link(one))
    text = answer.content.decode()
    assert (answer.status_code, "この招待は別のメールアドレスあてです" in text) == (403, True)
    acts = [form.attributes["action"] for form in parse(answer).one("main").all("form")]
    assert ("invited@example.org" in text, acts) == (False, [reverse("account_logout")])
    assert (Membership.objects.count(), Invitation.objects.get().accepted_at) == (0, None)


def test_an_address_that_is_not_confirmed_is_another(client: Client, one: Invitation) -> None:
    sign_in(client, UserFactory(email="invited@example.org"))
    assert client.post(_link(one)).status_code == 403
    assert Membership.objects.count() == 0


CASES = ("unknown", "forged", "of another", "expired", "used", "withdrawn", "suspended", "refused", "short", "long")


def _gone(case: str, one: Invitation) -> str:
    now, other = timezone.now(), InvitationFactory()
    changes = {
        "expired": {"expires_at": now - timedelta(seconds=1)},
        "used": {"accepted_at": now, "accepted_by": UserFactory()},
        "withdrawn": {"withdrawn_at": now},
    }
    Invitation.objects.filter(pk=one.pk).update(**changes.get(case, {"level": one.level}))
    if case in {"suspended", "refused"}:
        type(one.organization).objects.filter(pk=one.organization_id).update(verification=Verification(case))
    token = token_of(one)
    tokens = {
        "forged": "0" * 32, "of another": token_of(other), "short": token[:-1], "long": f"{token}-0" * 50,
    }  # fmt: skip
    if case == "unknown":
        return reverse("organizations:invitation", args=[987_654_321_987, token])
    return _link(one, tokens.get(case, ""))


@pytest.mark.parametrize("who", ["visitor", "invited", "another"])
def test_all_that_can_not_be_accepted_is_one_page(client: Client, who: str, user: User) -> None:
    if who != "visitor":
        sign_in(client, user if who == "invited" else UserFactory(confirmed=True))
    pages = {}
    for number, case in enumerate(CASES):
        one = InvitationFactory(address=user.email, organization__name=f"ひみつの会{number}")
        link = _gone(case, one)
        for method in (client.get, client.post):
            answer = method(link)
            text = answer.content.decode().replace(link, "").replace(link.replace("/", "%2F"), "")
            pages[case, method.__name__] = answer.status_code, _kept_nowhere(answer), text
    assert len(set(pages.values())) == 1
    status, is_private, text = pages["unknown", "get"]
    assert (status, is_private, "ひみつ" in text, "もう一度招待してもらってください" in text) == (
        404,
        True,
        False,
        True,
    )
    assert Membership.objects.count() == 0


def test_who_is_a_member_already_is_told(client: Client, one: Invitation, user: User) -> None:
    MembershipFactory(organization=one.organization, user=user, level=Level.VIEWER)
    sign_in(client, user)
    answer = client.post(_link(one))
    assert (answer.status_code, "もうこの団体のメンバーです" in answer.content.decode()) == (409, True)
    assert Membership.objects.get().level == Level.VIEWER


def test_who_was_removed_does_not_come_back_by_the_old_link(client: Client, one: Invitation, user: User) -> None:
    member_of(one.organization)
    sign_in(client, user)
    client.post(_link(one))
    Membership.objects.filter(user=user).delete()
    assert client.get(_link(one)).status_code == client.post(_link(one)).status_code == 404


def test_without_a_token_of_the_form_nothing_is_accepted(one: Invitation, user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, user)
    assert client.post(_link(one)).status_code == 403
    assert Membership.objects.count() == 0


def test_who_came_with_another_account_signs_out_and_comes_back(client: Client, one: Invitation) -> None:
    sign_in(client, UserFactory(confirmed=True))
    form = parse(client.get(_link(one))).one("main").one("form")
    assert (form.attributes["action"], form.one("button").text) == (
        reverse("account_logout"),
        "ログアウトして、この招待に戻る",
    )
    answer = client.post(form.attributes["action"], {"next": form.one("input", name="next").attributes["value"]})
    assert (answer.status_code, answer.headers["Location"]) == (302, _link(one))
    assert parse(client.get(_link(one))).link("ログインする").startswith(reverse("account_login"))


def _waiting(one: Invitation) -> str:
    return reverse("organizations:waiting_invitation", args=[one.pk])


def test_what_waits_stands_on_ones_own_page_and_is_taken_up_there(client: Client, one: Invitation, user: User) -> None:
    InvitationFactory(organization__name="ひみつの会")
    InvitationFactory(
        address=user.email, organization__name="返した会", organization__verification=Verification.REFUSED
    )
    InvitationFactory(address=user.email, organization__name="過ぎた会", expires_at=timezone.now())
    sign_in(client, user)
    page = parse(client.get("/me/"))
    assert [link.text for link in page.one("section", "note").all("a")] == ["「台町会」への招待を見る"]
    assert page.link("「台町会」への招待を見る") == _waiting(one)
    assert token_of(one) not in client.get(_waiting(one)).content.decode()
    assert Membership.objects.count() == 0
    answer = client.post(_waiting(one))
    assert answer.headers["Location"] == reverse("organizations:home", args=[one.organization_id])
    assert Membership.objects.get().user == user
    assert parse(client.get("/me/")).one("main").all("section", "note") == []


def test_without_the_link_nobody_else_finds_an_invitation(client: Client, one: Invitation, user: User) -> None:
    unconfirmed = UserFactory(email="other@example.org")
    EmailAddress.objects.create(user=unconfirmed, email=one.address, verified=False, primary=True)
    for other in (unconfirmed, UserFactory(confirmed=True), UserFactory(coordinator=True)):
        visitor = sign_in(Client(), other)
        assert (visitor.get(_waiting(one)).status_code, visitor.post(_waiting(one)).status_code) == (404, 404)
        assert "台町会" not in visitor.get("/me/").content.decode()
    assert client.get(_waiting(one)).headers["Location"].startswith(reverse("account_login"))
    assert Membership.objects.count() == 0
