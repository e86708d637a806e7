"""One's own page: what the hub knows of one, and the way out."""

import json
from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from events.models import Event
from hub.accounts.enums import Level
from hub.accounts.models import Membership, User
from partners.models import Need, RoleApplication
from partners.role_enums import Party
from tests.events.published import published_event
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.letters import kinds_sent
from tests.hub.accounts.signing_in import sign_in, sign_in_by_password_alone
from tests.locks import holding
from tests.markup import parse
from tests.partners.activities import hours, working
from tests.partners.cocreation import application, part, project, role
from tests.partners.needs import SECRET, N, hand, need

pytestmark = pytest.mark.django_db

OWN_PAGES = ["/me/", "/me/profile/", "/me/download/", "/me/delete/"]


@pytest.fixture
def resident() -> User:
    return UserFactory(email="hana@example.org", display_name="ひみつのはな", confirmed=True)


@pytest.mark.parametrize("path", OWN_PAGES)
def test_a_visitor_is_sent_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("path", [*OWN_PAGES, "/accounts/email/", "/accounts/sessions/", "/accounts/2fa/"])
def test_nobody_keeps_a_page_of_ones_own(client: Client, resident: User, path: str) -> None:
    sign_in(client, resident)
    answer = client.get(path)
    assert answer.status_code == 200
    assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(" ", "").split(","))


def test_an_anonymous_copy_asked_for_afterwards_holds_no_name(client: Client, resident: User) -> None:
    sign_in(client, resident)
    for path in ("/", "/events/", "/about/"):
        client.get(path)
        page = Client().get(path).content.decode()
        assert "ひみつのはな" not in page
        assert "csrfmiddlewaretoken" not in page


def test_the_page_names_ones_organisations_in_a_fixed_number_of_queries(
    client: Client, resident: User, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, resident)
    organizations = [OrganizationFactory(verified=True, name=f"団体{n}") for n in range(3)]
    OrganizationFactory(name="ひみつの団体")
    Membership.objects.create(user=resident, organization=organizations[0], level=Level.OWNER)
    with django_assert_max_num_queries(14) as one:
        assert client.get("/me/").status_code == 200
    for organization in organizations[1:]:
        Membership.objects.create(user=resident, organization=organization, level=Level.VIEWER)
    with django_assert_max_num_queries(14) as three:
        page = client.get("/me/").content.decode()
    assert len(one) == len(three)
    assert [name in page for name in ("団体0", "団体1", "団体2", "ひみつの団体")] == [True, True, True, False]


def test_what_waits_for_somebody_is_named_once_for_each_organisation(client: Client, resident: User) -> None:
    ours, looked_at = OrganizationFactory(verified=True, name="みどりの会"), OrganizationFactory(verified=True)
    Membership.objects.create(user=resident, organization=ours, level=Level.EDITOR)
    Membership.objects.create(user=resident, organization=looked_at, level=Level.VIEWER)
    wanted = role(organization=ours)
    done = working(wanted)
    for one in (wanted, wanted, role(organization=looked_at), role()):
        application(to=one)
    application(to=wanted, user=resident)
    mine = working(role())
    RoleApplication.objects.filter(pk=mine.pk).update(user=resident)
    hours(done, counts=False)
    hours(done, counts=False, ago=2)
    hours(done, ago=3)
    hours(working(role()), counts=False)
    hours(mine, written_by=Party.ORGANIZATION, counts=False, by_person=None, person_at=None, by_organization=UserFactory(),
          organization_at=mine.applied_at)  # fmt: skip
    part(project(), ours, "invited")
    part(project(), looked_at, "invited")
    sign_in(client, resident)
    links = parse(client.get("/me/")).one("section", **{"aria-labelledby": "waiting-h"}).all("a")
    assert [(link.text, link.attributes["href"]) for link in links] == [
        ("団体が書いた活動の記録を確かめる（1件）", f"/roles/applications/{mine.pk}/"),
        ("みどりの会：役割への申し込みに返事をする（2件）", f"/me/organizations/{ours.pk}/applications/"),
        ("みどりの会：活動の記録を確かめる（2件）", f"/me/organizations/{ours.pk}/applications/{done.pk}/"),
        ("みどりの会：共創プロジェクトへのおさそいに答える（1件）", f"/me/organizations/{ours.pk}/projects/"),
    ]


def test_the_nickname_is_changed_and_nothing_else(client: Client, resident: User) -> None:
    sign_in(client, resident)
    everything = {
        "display_name": "はなちゃん", "language": "en", "email": "other@example.org", "is_staff": "on", "is_superuser": "on",
        "is_active": "", "password": "x", "groups": "1", "date_joined": "2020-01-01", "session_generation": "9",
    }  # fmt: skip
    before = User.objects.filter(pk=resident.pk).values().get()
    assert client.post("/me/profile/", everything)["Location"] == "/me/"
    after = User.objects.filter(pk=resident.pk).values().get()
    assert {key for key in before if before[key] != after[key]} == {"display_name", "language"}


def test_a_nickname_turns_no_text_around(client: Client, resident: User) -> None:
    sign_in(client, resident)
    client.post("/me/profile/", {"display_name": "\u202eはな\u200b", "language": "ja"})
    assert User.objects.get().display_name == "はな"
    client.post("/me/profile/", {"display_name": "\u202e\u2066\u200b", "language": "ja"})
    assert User.objects.get().display_name == ""


def test_nicknames_from_before_are_cleaned(resident: User) -> None:
    clean = import_module("hub.accounts.migrations.0006_nicknames_are_seen").CLEAN
    others = [
        UserFactory(display_name=name)
        for name in ("\u202eみぎ\u200b", "\u2066\u202e", "\U0001f468\u200d\U0001f469の会")
    ]
    with connection.cursor() as cursor:
        cursor.execute(clean)
    names = [User.objects.get(pk=user.pk).display_name for user in (resident, *others)]
    assert names == ["ひみつのはな", "みぎ", "", "\U0001f468\u200d\U0001f469の会"]


def test_one_is_once_in_the_way_to_ones_own_page(client: Client, resident: User) -> None:
    sign_in(client, resident)
    ways = {
        url: [one.text for one in parse(client.get(url)).one("nav", "crumbs").all("li")]
        for url in ("/me/", "/me/profile/")
    }
    assert ways == {
        "/me/": ["入口", "わたしのページ"],
        "/me/profile/": ["入口", "わたしのページ", "ニックネームと言葉"],
    }


def test_hostile_words_in_a_nickname_stay_words(client: Client, resident: User) -> None:
    sign_in(client, resident)
    client.post("/me/profile/", {"display_name": "<script>alert(1)</script>", "language": "ja"})
    page = client.get("/me/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;さん" in page


def test_what_the_hub_knows_of_one_is_a_file(client: Client, resident: User) -> None:
    other = UserFactory(email="secret@example.org", display_name="ひみつ")
    Event.objects.filter(pk=published_event("わたしの会").pk).update(created_by=resident)
    Event.objects.filter(pk=published_event("ひみつの会").pk).update(created_by=other)
    sign_in(client, resident)
    answer = client.get("/me/download/")
    assert answer["Content-Disposition"].startswith('attachment; filename="tsunagari-hub-')
    text = answer.content.decode()
    data = json.loads(text)
    assert data["account"]["email"] == "hana@example.org"
    assert [row["title"] for row in data["written_events"]] == ["わたしの会"]
    assert "ひみつの会" not in text
    assert "secret@" not in text
    assert resident.password not in text


def test_ones_own_file_names_a_need_as_long_as_everybody_may_read_it(client: Client, resident: User) -> None:
    shown = {state: hand(need(state, title=f"課題{state}"), created_by=resident).need.title for state in N.values}
    sign_in(client, resident)
    hands = json.loads(client.get("/me/download/").content)["hands"]
    public = {N.PUBLISHED, N.TALKING, N.MET}
    assert [row["need__title"] for row in hands] == [shown[state] if state in public else None for state in N.values]
    assert set(hands[0]) == {"need__title", "organization__name", "state", "created_at"}


@pytest.mark.parametrize("path", ["/me/download/", "/me/delete/"])
def test_what_can_not_be_undone_asks_for_the_password_again(client: Client, resident: User, path: str) -> None:
    sign_in_by_password_alone(client, resident)  # a session without a fresh sign-in
    assert client.get(path)["Location"].startswith("/accounts/reauthenticate/")


def test_an_account_is_gone_with_all_that_belongs_to_it(client: Client, resident: User) -> None:
    elsewhere = sign_in(Client(), resident)
    organization = OrganizationFactory(verified=True)
    Membership.objects.create(user=resident, organization=organization, level=Level.OWNER)
    event = published_event("残る会", organizer=organization)
    Event.objects.filter(pk=event.pk).update(created_by=resident)
    sign_in(client, resident)
    assert client.post("/me/delete/", {}).status_code == 200
    assert User.objects.filter(pk=resident.pk).exists()
    assert client.post("/me/delete/", {"is_sure": "on"})["Location"] == "/me/deleted/"
    assert not User.objects.filter(email="hana@example.org").exists()
    assert not EmailAddress.objects.filter(email="hana@example.org").exists()
    assert Membership.objects.count() == 0
    assert Event.objects.get(pk=event.pk).created_by is None
    assert kinds_sent() == [("accounts.deleted", "hana@example.org")]
    assert elsewhere.get("/me/").status_code == 302
    assert client.get("/me/deleted/").status_code == 200
    assert all(str(resident.pk) != row.get_decoded().get("_auth_user_id") for row in Session.objects.filter(
        session_key=client.session.session_key))  # fmt: skip


def test_a_deleted_account_leaves_nothing_that_tells_who_raised_its_needs(client: Client, resident: User) -> None:
    mine, other = need(created_by=resident), need("raised", created_by=UserFactory())
    owned = Membership.objects.create(user=resident, organization=OrganizationFactory(), level=Level.OWNER)
    Membership.objects.create(user=UserFactory(), organization=owned.organization, level=Level.EDITOR)
    sign_in(client, resident)
    kept = {one.pk: tuple(SECRET.values()) for one in (mine, other)}
    client.post("/me/delete/", {"is_sure": "on"})  # not yet: nobody else is owner
    assert _personal() == kept
    Membership.objects.exclude(pk=owned.pk).update(level=Level.OWNER)
    assert client.post("/me/delete/", {"is_sure": "on"})["Location"] == "/me/deleted/"
    assert _personal() == kept | {mine.pk: ("",) * len(SECRET)}
    assert Need.objects.values_list("state", "text", "created_by").get(pk=mine.pk) == (N.PUBLISHED, mine.text, None)


def _personal() -> dict[int, tuple[str, ...]]:
    return {pk: tuple(values) for pk, *values in Need.objects.values_list("pk", *SECRET)}


@pytest.mark.django_db(transaction=True)
def test_who_has_to_wait_for_an_organisation_is_told(client: Client, resident: User) -> None:
    organization = OrganizationFactory()
    Membership.objects.create(user=resident, organization=organization, level=Level.OWNER)
    sign_in(client, resident)
    with holding(organization), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
        try:
            page = client.post("/me/delete/", {"is_sure": "on"}).content.decode()
        finally:
            cursor.execute("RESET lock_timeout")
    assert ("少し待って、もう一度" in page, User.objects.filter(pk=resident.pk).exists()) == (True, True)


def test_the_only_owner_first_makes_another_member_owner(client: Client, resident: User) -> None:
    organization = OrganizationFactory(name="囲碁の会")
    Membership.objects.create(user=resident, organization=organization, level=Level.OWNER)
    other = Membership.objects.create(user=UserFactory(), organization=organization, level=Level.EDITOR)
    sign_in(client, resident)
    page = client.post("/me/delete/", {"is_sure": "on"}).content.decode()
    assert "ただひとりの代表になっている団体があります（囲碁の会）" in page
    Membership.objects.filter(pk=other.pk).update(level=Level.OWNER)
    assert client.post("/me/delete/", {"is_sure": "on"})["Location"] == "/me/deleted/"


def test_the_page_says_what_becomes_of_ones_organisations(client: Client, resident: User) -> None:
    alone, headless, shared = (
        OrganizationFactory(verified=True, name=name) for name in ("囲碁の会", "将棋の会", "花の会")
    )
    for organization in (alone, headless, shared):
        Membership.objects.create(user=resident, organization=organization, level=Level.OWNER)
    Membership.objects.create(user=UserFactory(), organization=headless, level=Level.EDITOR)
    Membership.objects.create(user=UserFactory(), organization=shared, level=Level.OWNER)
    Membership.objects.create(
        user=UserFactory(), organization=OrganizationFactory(name="ひみつの会"), level=Level.OWNER
    )
    sign_in(client, resident)
    notes = parse(client.get("/me/delete/")).all("div", "note")
    assert [(note.one("h2").text, [link.text for link in note.all("a")]) for note in notes] == [
        ("先に、ほかのメンバーを代表にする団体", ["将棋の会"]),
        ("だれもいなくなる団体", ["囲碁の会"]),
    ]


def test_each_organisation_of_a_deleted_account_remembers_that_somebody_went(client: Client, resident: User) -> None:
    alone, shared = OrganizationFactory(verified=True, name="囲碁の会"), OrganizationFactory(verified=True)
    Membership.objects.create(user=resident, organization=alone, level=Level.OWNER)
    Membership.objects.create(user=resident, organization=shared, level=Level.EDITOR)
    Membership.objects.create(user=UserFactory(), organization=shared, level=Level.OWNER)
    page = f"/organizations/{alone.pk}/"
    assert parse(client.get(page)).one("main").all("div", "note") == []
    sign_in(client, resident)
    assert client.post("/me/delete/", {"is_sure": "on"})["Location"] == "/me/deleted/"
    assert [list(one.transitions.values_list("action", "by", "reason")) for one in (alone, shared)] == [
        [("leave", None, "最後のメンバーが登録を消しました。")],
        [("leave", None, "登録を消しました。")],
    ]
    [note] = parse(Client().get(page)).one("main").all("div", "note")
    assert note.text.startswith("いま団体の人がいません。")
    assert parse(Client().get(f"/organizations/{shared.pk}/")).one("main").all("div", "note") == []


def test_staff_do_not_delete_themselves(client: Client) -> None:
    staff = UserFactory(staff=True)
    sign_in(client, staff)
    page = client.post("/me/delete/", {"is_sure": "on"}).content.decode()
    assert "職員の登録は、管理者に頼んで止めてもらってください。" in page
    assert User.objects.filter(pk=staff.pk).exists()


@pytest.mark.parametrize("path", ["/", "/events/", "/about/", "/me/", "/accounts/email/"])
def test_who_is_signed_in_finds_the_way_back_in_the_menu(client: Client, resident: User, path: str) -> None:
    sign_in(client, resident)
    links = parse(client.get(path)).one("nav", "sheet").all("a")
    assert (links[-1].text, links[-1].attributes["href"]) == ("わたしのページ", "/me/")


@pytest.mark.parametrize("path", ["/", "/events/", "/about/"])
def test_visitors_see_the_same_menu_as_ever(client: Client, resident: User, path: str) -> None:
    before = Client().get(path).content
    sign_in(client, resident)
    client.get(path)
    again, stale = Client(), Client()
    stale.cookies["sessionid"] = "x" * 32
    assert again.get(path).content == before
    for page in (again.get(path), stale.get(path)):
        assert [link.text for link in parse(page).one("nav", "sheet").all("a")][-1] == "数字で見る"
