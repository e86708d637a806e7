"""Rights that take two administrators: no way around the second, by service, form or database."""

from itertools import product
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from hub.accounts.enums import Right, RightsRequestState
from hub.accounts.groups import CONSULTATION_COORDINATOR, load_groups
from hub.accounts.models import RightsRequest, User
from hub.accounts.rights_rules import has_right
from hub.accounts.services.rights import ask_for_right, grant_right, refuse_right, take_right
from hub.exceptions import DomainError
from tests.hub.accounts.factories import PASSWORD, UserFactory
from tests.hub.accounts.letters import kinds_sent, sent
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _groups() -> None:
    load_groups()


@pytest.fixture
def first() -> User:
    return UserFactory(administrator=True, display_name="ひとりめ")


@pytest.fixture
def second() -> User:
    return UserFactory(administrator=True, display_name="ふたりめ")


@pytest.fixture
def clerk() -> User:
    return UserFactory(staff=True)


@pytest.mark.parametrize("right", [Right.ADMINISTRATOR, Right.CONSULTATION_COORDINATOR])
def test_one_asks_another_confirms_and_the_person_is_told(first: User, second: User, clerk: User, right: Right) -> None:
    request = ask_for_right(clerk, right, by=first, reason="4月から担当")
    assert not has_right(clerk, right)
    grant_right(request, by=second)
    clerk.refresh_from_db()
    assert has_right(clerk, right)
    assert (request.state, request.decided_by) == (RightsRequestState.GRANTED, second)
    assert kinds_sent() == [("accounts.right_given", clerk.email)]


def test_starting_over_with_the_second_factor_takes_two(first: User, second: User, clerk: User) -> None:
    client = sign_in(Client(), clerk)
    request = ask_for_right(clerk, Right.SECOND_FACTOR_RESET, by=first, reason="機種変更")
    assert Authenticator.objects.filter(user=clerk).count() == 1
    grant_right(request, by=second)
    assert Authenticator.objects.filter(user=clerk).count() == 0
    assert client.get("/staff/").status_code == 302


@pytest.mark.parametrize(("asker", "decider"), list(product(["first", "second", "clerk", "resident"], repeat=2)))
def test_who_may_grant_what_another_asked_for(first: User, second: User, clerk: User, asker: str, decider: str) -> None:
    people = {"first": first, "second": second, "clerk": clerk, "resident": UserFactory()}
    may = {asker, decider} == {"first", "second"}
    try:
        request = ask_for_right(clerk, Right.CONSULTATION_COORDINATOR, by=people[asker], reason="担当")
        grant_right(request, by=people[decider])
    except DomainError:
        assert not may
    else:
        assert may
    assert has_right(clerk, Right.CONSULTATION_COORDINATOR) is may


def test_nobody_confirms_what_is_for_themselves(first: User, second: User) -> None:
    request = ask_for_right(first, Right.CONSULTATION_COORDINATOR, by=second, reason="担当")
    with pytest.raises(DomainError, match="自分の権限は、自分では認められません"):
        grant_right(request, by=first)
    own = ask_for_right(second, Right.CONSULTATION_COORDINATOR, by=second, reason="担当")
    with pytest.raises(DomainError, match="申し出た本人は確認できません"):
        grant_right(own, by=second)
    assert not has_right(first, Right.CONSULTATION_COORDINATOR)
    assert not has_right(second, Right.CONSULTATION_COORDINATOR)


def test_what_was_decided_is_not_decided_again(first: User, second: User, clerk: User) -> None:
    request = ask_for_right(clerk, Right.CONSULTATION_COORDINATOR, by=first, reason="担当")
    refuse_right(request, by=first)
    with pytest.raises(DomainError, match="ほかの管理者が先に決めました"):
        grant_right(request, by=second)
    assert not has_right(clerk, Right.CONSULTATION_COORDINATOR)


def test_only_staff_in_use_get_a_right(first: User) -> None:
    for person in (UserFactory(), UserFactory(staff=True, is_active=False)):
        with pytest.raises(DomainError, match="有効な職員"):
            ask_for_right(person, Right.CONSULTATION_COORDINATOR, by=first, reason="担当")


@pytest.mark.parametrize("right", [Right.ADMINISTRATOR, Right.CONSULTATION_COORDINATOR])
def test_one_takes_a_right_away_at_once(first: User, second: User, clerk: User, right: Right) -> None:
    grant_right(ask_for_right(clerk, right, by=first, reason="担当"), by=second)
    clerk.refresh_from_db()
    client = sign_in(Client(), clerk)
    client.get("/staff/")
    take_right(clerk, right, by=first)
    clerk.refresh_from_db()
    assert not has_right(clerk, right)


def test_the_last_administrator_stays(first: User) -> None:
    with pytest.raises(DomainError, match="ただひとりの管理者"):
        take_right(first, Right.ADMINISTRATOR, by=first)


def test_the_database_refuses_what_one_granted_alone(first: User, second: User, clerk: User) -> None:
    now = timezone.now()
    for user, asked, decided in ((clerk, first, first), (second, first, second)):
        with pytest.raises(IntegrityError), transaction.atomic():
            RightsRequest.objects.create(
                user=user, right=Right.ADMINISTRATOR, reason="x", asked_by=asked, decided_by=decided, decided_at=now,
                state=RightsRequestState.GRANTED,
            )  # fmt: skip


def _everything(user: User) -> dict[str, Any]:
    """Every field of the model, as a form would send it to raise somebody."""
    groups = list(Group.objects.values_list("pk", flat=True))
    rights = list(Permission.objects.values_list("pk", flat=True)[:5])
    return {
        "email": "raised@example.org", "display_name": "x", "is_active": "on", "is_staff": "on", "is_superuser": "on",
        "groups": groups, "user_permissions": rights, "password": "x", "password1": PASSWORD, "password2": PASSWORD,
        "language": "en", "date_joined_0": "2020-01-01", "date_joined_1": "00:00", "last_login_0": "2020-01-01",
    }  # fmt: skip


@pytest.mark.parametrize("who", ["first", "clerk"])
def test_no_form_of_the_admin_raises_anybody(first: User, second: User, clerk: User, who: str) -> None:
    client = sign_in(Client(), first)
    person = {"first": first, "clerk": clerk}[who]
    before = (person.email, person.is_superuser, person.password)
    client.post(f"/admin/accounts/user/{person.pk}/change/", _everything(person))
    person.refresh_from_db()
    assert (person.email, person.is_superuser, person.password) == before
    assert not person.groups.filter(name=CONSULTATION_COORDINATOR).exists()
    assert person.user_permissions.count() == 0


def test_an_account_made_in_the_admin_is_an_ordinary_one_and_chooses_its_own_password(first: User) -> None:
    client = sign_in(Client(), first)
    client.post("/admin/accounts/user/add/", _everything(first))
    made = User.objects.get(email="raised@example.org")
    assert (made.is_staff, made.is_superuser, made.groups.count(), made.has_usable_password()) == (
        False,
        False,
        0,
        False,
    )
    assert kinds_sent() == [("accounts.made_for_you", "raised@example.org")]


def test_groups_are_not_edited_in_the_admin(first: User) -> None:
    client = sign_in(Client(), first)
    group = Group.objects.get(name="共創コーディネーター")
    answer = client.post(f"/admin/auth/group/{group.pk}/change/", {"name": CONSULTATION_COORDINATOR, "permissions": []})
    assert answer.status_code == 403
    assert client.post("/admin/auth/group/add/", {"name": "x"}).status_code == 403
    group.refresh_from_db()
    assert group.name == "共創コーディネーター"


def test_saving_an_account_does_not_take_a_protected_group_away(first: User, second: User, clerk: User) -> None:
    grant_right(ask_for_right(clerk, Right.CONSULTATION_COORDINATOR, by=first, reason="担当"), by=second)
    client = sign_in(Client(), first)
    client.post(
        f"/admin/accounts/user/{clerk.pk}/change/", {"display_name": "別の名", "is_active": "on", "is_staff": "on"}
    )
    clerk.refresh_from_db()
    assert clerk.display_name == "別の名"
    assert has_right(clerk, Right.CONSULTATION_COORDINATOR)


def test_two_administrators_in_the_admin(first: User, second: User, clerk: User) -> None:
    one, two = sign_in(Client(), first), sign_in(Client(), second)
    one.post("/admin/accounts/rightsrequest/add/", {"user": clerk.pk, "right": "consultation", "reason": "4月から担当"})
    request = RightsRequest.objects.get()
    assert request.asked_by == first
    page = one.post(f"/admin/accounts/rightsrequest/{request.pk}/grant/")
    assert "申し出た本人は確認できません" in page.content.decode()
    assert two.get(f"/admin/accounts/rightsrequest/{request.pk}/change/").status_code == 200
    assert two.post(f"/admin/accounts/rightsrequest/{request.pk}/grant/").status_code == 302
    assert has_right(clerk, Right.CONSULTATION_COORDINATOR)


def test_who_it_is_for_is_told_by_the_address_and_each_is_offered_what_they_may_do(
    first: User, second: User, clerk: User
) -> None:
    for one in (clerk, UserFactory(staff=True, email="other@example.org"), second):
        User.objects.filter(pk=one.pk).update(display_name="おなじ名")
    third = UserFactory(administrator=True)
    choice = parse(sign_in(Client(), first).get("/admin/accounts/rightsrequest/add/")).one("select", id="id_user")
    assert f"おなじ名（{clerk.email}）" in {option.text for option in choice.all("option")}
    request = ask_for_right(second, Right.CONSULTATION_COORDINATOR, by=first, reason="兼ねる")
    here = f"/admin/accounts/rightsrequest/{request.pk}"
    offered = {}
    for who in (first, second, third):
        page = parse(sign_in(Client(), who).get(f"{here}/change/"))
        assert page.one("div", "field-target").one("div", "readonly").text == f"おなじ名（{second.email}）"
        offered[who.email] = [link.text for link in page.all("a", "button")]
    assert offered == {
        first.email: ["申し出を取り下げる"],
        second.email: ["認めない"],
        third.email: ["認める", "認めない"],
    }
    said = parse(sign_in(Client(), third).get(f"{here}/grant/")).one("ul", "what-happens").text
    assert (f"おなじ名（{second.email}） に" in said, f"ひとりめ（{first.email}）" in said) == (True, True)
    assert parse(sign_in(Client(), first).get(f"{here}/grant/")).one("main").all("form") == []
    assert sign_in(Client(), first).post(f"{here}/withdraw/").status_code == 302
    request.refresh_from_db()
    assert (request.state, request.decided_by) == (RightsRequestState.REFUSED, first)


GIVEN = {
    Right.ADMINISTRATOR: ("管理者になりました", "二人の管理者が決めて、あなたはつながりハブの管理者になりました。"),
    Right.CONSULTATION_COORDINATOR: (
        "相談コーディネーターになりました",
        "二人の管理者が決めて、あなたはつながりハブの相談コーディネーターになりました。",
    ),
    Right.SECOND_FACTOR_RESET: (
        "2段階認証を、もう一度用意してください",
        (
            "二人の管理者が決めて、あなたの2段階認証をなくしました。"
            "前の認証アプリ、パスキー、予備のコードは使えません。ログインすると、もう一度用意できます。"
        ),
    ),
}


@pytest.mark.parametrize("right", Right)
def test_the_mail_says_in_a_sentence_what_was_decided(first: User, second: User, clerk: User, right: Right) -> None:
    grant_right(ask_for_right(clerk, right, by=first, reason="担当"), by=second)
    letter = sent()[-1].letter
    assert letter is not None
    assert (letter.subject, letter.paragraphs[0]) == GIVEN[right]


@pytest.mark.parametrize("flag", ["is_staff", "is_active"])
def test_who_stops_being_staff_loses_what_two_gave_and_does_not_get_it_back(
    first: User, second: User, clerk: User, flag: str
) -> None:
    for right in (Right.ADMINISTRATOR, Right.CONSULTATION_COORDINATOR):
        grant_right(ask_for_right(clerk, right, by=first, reason="担当"), by=second)
    client = sign_in(Client(), first)
    page = f"/admin/accounts/user/{clerk.pk}/change/"
    both = {"display_name": "", "is_active": "on", "is_staff": "on"}
    client.post(page, {name: value for name, value in both.items() if name != flag})
    client.post(page, both)
    clerk.refresh_from_db()
    assert (clerk.is_active, clerk.is_staff, clerk.is_superuser) == (True, True, False)
    assert not has_right(clerk, Right.CONSULTATION_COORDINATOR)


def test_who_was_staff_does_not_take_the_records_along(first: User, second: User, clerk: User) -> None:
    grant_right(ask_for_right(clerk, Right.CONSULTATION_COORDINATOR, by=first, reason="担当"), by=second)
    User.objects.filter(pk=clerk.pk).update(is_staff=False)
    client = sign_in(Client(), User.objects.get(pk=clerk.pk))
    page = client.post("/me/delete/", {"is_sure": "on"}).content.decode()
    assert "職員だったときの記録を残すため" in page
    assert RightsRequest.objects.filter(user=clerk).exists()
