"""Accounts of staff: the way in by the first mail, and what only the machine's owner does."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client

from hub.accounts.models import User
from hub.accounts.services.staff_accounts import create_staff_account
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.letters import kinds_sent, sent
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db
CHOSEN = "とても長くて覚えやすい合言葉"


def _choose(client: Client, path: str) -> HttpResponse:
    return client.post(client.get(path)["Location"], {"password1": CHOSEN, "password2": CHOSEN})


@pytest.fixture
def made() -> User:
    user = User(email="kakari@example.org", is_staff=True)
    create_staff_account(user)
    return user


def test_the_link_of_the_first_mail_opens_the_account_and_proves_the_address(client: Client, made: User) -> None:
    letter = sent()[0].letter
    assert letter is not None
    assert [label for label, _url in letter.links] == ["パスワードを決める", "新しいリンクを受け取る"]
    assert not EmailAddress.objects.get().verified
    answer = _choose(client, sent()[0].path)
    assert (answer.status_code, answer["Location"]) == (302, "/staff/")
    assert EmailAddress.objects.get().verified
    assert kinds_sent()[1:] == [("accounts.password_changed", "kakari@example.org")]


def test_so_does_a_new_link_that_one_asks_for(client: Client, made: User) -> None:
    client.post("/accounts/password/reset/", {"email": "kakari@example.org"})
    assert _choose(client, sent()[-1].path)["Location"] == "/staff/"
    assert EmailAddress.objects.get().verified


def test_a_link_proves_no_address_but_the_only_one(client: Client, made: User) -> None:
    EmailAddress.objects.create(user=made, email="another@example.org", primary=False, verified=False)
    _choose(client, sent()[0].path)
    assert set(EmailAddress.objects.values_list("email", "verified")) == {
        ("kakari@example.org", False),
        ("another@example.org", False),
    }


def test_who_signed_up_and_never_confirmed_is_not_confirmed_by_a_lost_password(client: Client) -> None:
    user = UserFactory(email="hana@example.org")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    client.post("/accounts/password/reset/", {"email": user.email})
    _choose(client, sent()[0].path)
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize(("who", "is_led"), [("staff", True), ("", False)])
@pytest.mark.parametrize("address", ["/accounts/2fa/", "/accounts/2fa/recovery-codes/"])
def test_after_the_second_factor_there_is_a_way_on(client: Client, address: str, who: str, is_led: bool) -> None:
    sign_in(client, UserFactory(**({who: True} if who else {})))
    client.post("/accounts/2fa/recovery-codes/generate/")
    links = {link.text: link.attributes["href"] for link in parse(client.get(address)).one("main").all("a")}
    assert links.get("職員の画面へ") == ("/staff/" if is_led else None)


def test_the_owner_of_the_machine_resets_a_second_factor_and_it_is_noted() -> None:
    user = UserFactory(administrator=True)
    client = sign_in(Client(), user)
    call_command("reset_second_factor", user.email.upper(), stdout=StringIO())
    assert (Authenticator.objects.count(), client.get("/staff/").status_code) == (0, 302)
    assert kinds_sent() == [("accounts.factor_removed", user.email)]
    entry = LogEntry.objects.get()
    said = "サーバーを動かす人が、2段階認証をやり直しにしました（reset_second_factor）。"
    assert (entry.object_id, entry.change_message) == (str(user.pk), said)


@pytest.mark.parametrize("who", [{}, {"staff": True, "is_active": False}, None])
def test_it_is_for_staff_in_use(who: dict[str, bool] | None) -> None:
    other = UserFactory(staff=True)
    sign_in(Client(), other)
    email = UserFactory(**who).email if who is not None else "nobody@example.org"
    with pytest.raises(CommandError, match="ありません"):
        call_command("reset_second_factor", email, stdout=StringIO())
    assert (Authenticator.objects.filter(user=other).count(), LogEntry.objects.count()) == (1, 0)
