"""Accounts, groups and words in the admin: rights are given by administrators alone."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from hub.accounts.groups import COCREATION_COORDINATOR, GROUPS, load_groups
from hub.accounts.models import Organization, User
from hub.models import Change, Theme
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.letters import kinds_sent
from tests.hub.accounts.signing_in import sign_in

pytestmark = pytest.mark.django_db

ACCOUNT_PAGES = (
    "accounts_user_changelist",
    "accounts_user_add",
    "auth_group_changelist",
    "accounts_rightsrequest_changelist",
    "accounts_rightsrequest_add",
)


@pytest.fixture
def administrator(client: Client) -> User:
    user: User = UserFactory(administrator=True)
    sign_in(client, user)
    return user


def _account(user: User, **changes: Any) -> dict[str, Any]:
    data = {"email": user.email, "display_name": user.display_name, "groups": []}
    data |= {name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(user, name)}
    return {name: value for name, value in (data | changes).items() if value is not None}


def _url(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


@pytest.mark.parametrize("page", ACCOUNT_PAGES)
def test_no_permission_lets_staff_at_accounts_and_groups(client: Client, page: str) -> None:
    user = UserFactory(coordinator=True)
    user.user_permissions.set(Permission.objects.all())
    sign_in(client, user)
    assert client.get(reverse(f"admin:{page}")).status_code == 403
    assert client.post(_url(user), _account(user, is_superuser="on")).status_code == 403
    user.refresh_from_db()
    assert user.is_superuser is False


@pytest.mark.parametrize("page", ACCOUNT_PAGES)
def test_an_administrator_opens_them(client: Client, administrator: User, page: str) -> None:
    assert client.get(reverse(f"admin:{page}")).status_code == 200


def test_an_account_is_made_with_its_login_in_small_letters(client: Client, administrator: User) -> None:
    data = {"email": "New.Clerk@Example.ORG", "display_name": "係"}
    assert client.post(reverse("admin:accounts_user_add"), data).status_code == 302
    made = User.objects.get(email="new.clerk@example.org")
    assert (made.is_staff, made.is_superuser, made.has_usable_password()) == (False, False, False)
    again = client.post(reverse("admin:accounts_user_add"), data | {"email": "NEW.clerk@example.org"})
    assert (again.status_code, User.objects.count()) == (200, 2)


def test_a_group_is_given(client: Client, administrator: User) -> None:
    load_groups()
    clerk, group = UserFactory(), Group.objects.get(name=COCREATION_COORDINATOR)
    assert client.post(_url(clerk), _account(clerk, is_staff="on", groups=[group.pk])).status_code == 302
    clerk = User.objects.get(pk=clerk.pk)
    assert clerk.has_perm("events.change_place")
    assert not clerk.has_perm("accounts.change_user")


@pytest.mark.parametrize("right", ["is_active", "is_staff"])
def test_the_last_administrator_stays_one(client: Client, administrator: User, right: str) -> None:
    page = client.post(_url(administrator), _account(administrator, **{right: None}))
    assert (page.status_code, "ただひとりの管理者" in page.content.decode()) == (200, True)


@pytest.mark.parametrize("right", ["is_active", "is_staff"])
def test_nobody_closes_their_own_account_but_another_administrator_does(
    client: Client, administrator: User, right: str
) -> None:
    other = UserFactory(administrator=True)
    page = client.post(_url(administrator), _account(administrator, **{right: None}, display_name="打った名"))
    said = "自分の登録は、自分では止められません。ほかの管理者に頼んでください。"
    assert (page.status_code, said in page.content.decode(), "打った名" in page.content.decode()) == (200, True, True)
    administrator.refresh_from_db()
    assert (getattr(administrator, right), client.get("/staff/").status_code) == (True, 200)
    answer = sign_in(Client(), other).post(_url(administrator), _account(administrator, **{right: None}))
    administrator.refresh_from_db()
    assert (answer.status_code, getattr(administrator, right)) == (302, False)


def test_an_account_is_not_deleted(client: Client, administrator: User) -> None:
    user = UserFactory()
    assert client.post(reverse("admin:accounts_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_groups_are_made_once_and_set_right_again() -> None:
    call_command("load_groups", verbosity=0)
    group = Group.objects.get(name=COCREATION_COORDINATOR)
    wanted = sum(len(verbs) for verbs in GROUPS[COCREATION_COORDINATOR].values())
    assert group.permissions.count() == wanted
    group.permissions.add(Permission.objects.get(codename="change_user"))
    assert load_groups() == len(GROUPS)
    assert group.permissions.count() == wanted


def test_a_saved_organisation_and_a_saved_word_renew_the_pages(client: Client, administrator: User) -> None:
    organization = OrganizationFactory()
    url = reverse("admin:accounts_organization_change", args=[organization.pk])
    data = {"name": "あたらしい会", "kind": "npo", "url": "", "verification": "verified"}
    assert client.post(url, data).status_code == 302
    organization = Organization.objects.get()
    assert (organization.name, organization.verification) == ("あたらしい会", "unverified")
    theme = Theme.objects.create(key="go", name="囲碁")
    url = reverse("admin:hub_theme_change", args=[theme.pk])
    assert client.post(url, {"name": "囲碁・将棋", "order": "1", "is_active": "on", "key": "x"}).status_code == 302
    theme.refresh_from_db()
    assert (theme.name, theme.key) == ("囲碁・将棋", "go")
    assert list(Change.objects.values_list("kind", "action")) == [("organization", "changed"), ("theme", "changed")]


@pytest.mark.parametrize("page", ["hub_change", "hub_heartbeat"])
def test_what_the_machine_writes_is_looked_at_alone(client: Client, administrator: User, page: str) -> None:
    assert client.get(reverse(f"admin:{page}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{page}_add")).status_code == 403


def test_an_administrator_signs_somebody_out_everywhere(client: Client, administrator: User) -> None:
    person = UserFactory()
    theirs = sign_in(Client(), person)
    assert client.get(_url(person)).content.decode().count("/sign-out/") == 1
    assert client.post(reverse("admin:accounts_user_sign_out", args=[person.pk])).status_code == 302
    assert theirs.get("/me/").status_code == 302


def test_an_administrator_starts_a_lost_password_and_never_chooses_it(client: Client, administrator: User) -> None:
    person = UserFactory(confirmed=True)
    before = person.password
    page = reverse("admin:accounts_user_send_reset", args=[person.pk])
    assert client.post(page, {"password1": "x", "password": "x"}).status_code == 302
    person.refresh_from_db()
    assert person.password == before
    assert kinds_sent() == [("accounts.reset_password", person.email)]
