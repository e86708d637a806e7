"""The board, the form by which anybody tells of something, and what members see: what is wrong is said, nothing is lost."""

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from hub.accounts.models import User
from hub.models import Theme
from hub.threads.models import Post
from hub.trust.subjects import subject_of
from partners.models import Hand, Need
from tests.events.factories import PlaceFactory
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.hub.areas.factories import DistrictFactory
from tests.markup import parse
from tests.partners.needs import SECRET, H, N, hand, need
from tests.partners.registrations import S, registration

pytestmark = pytest.mark.django_db
RAISE = "/needs/raise/"


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


def _send(client: Client, **values: Any) -> Any:
    return client.post(RAISE, {"title": "部屋がほしい", "page": str(uuid.uuid4())} | values)


def test_it_is_raised_once_kept_as_it_was_meant_and_nothing_from_outside(client: Client) -> None:
    page, place = str(uuid.uuid4()), PlaceFactory()
    written = {
        "raised_text": "\u202e一行め\r\n二行め", "contact_phone": "０４２ ０００ ００００", "due_on": "２０９０年１月２日",
        "offers": ["place", "people"], "is_everywhere": "on",
    }  # fmt: skip
    outside = {
        "state": "published", "text": "公開", "source": "city", "speaks_as": f"place-{place.pk}", "place": place.pk,
        "is_source_shown": "on", "published_at": "2020-01-01", "is_sample": "on", "created_by": "1", "outcome": "x",
        "id": 7, "forgotten_at": "2020-01-01",
    }  # fmt: skip
    answers = [_send(client, page=page, **written, **outside) for _turn in range(2)]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    one = Need.objects.get()
    assert (one.raised_text, one.contact_phone, str(one.due_on), one.offers, one.is_everywhere) == (
        *("一行め\n二行め", "042-000-0000", "2090-01-02", ["place", "people"], True),
    )
    kept = (
        one.state,
        one.raised_title,
        one.title,
        one.text,
        one.source,
        one.place,
        one.is_source_shown,
        one.published_at,
        one.is_sample,
    )
    assert kept == (N.RAISED, "部屋がほしい", "", "", "resident", None, False, None, False)
    assert (one.created_by, one.outcome, one.forgotten_at) == (None, "", None)
    thanks = client.get(answers[0].headers["Location"])
    assert [word in thanks.content.decode() for word in ("部屋がほしい", "一行め", "042-000")] == [False] * 3
    assert client.get(answers[0].headers["Location"].replace(f"/{one.pk}/", f"/{one.pk + 1}/")).status_code == 404


def test_what_is_wrong_is_said_beside_it_and_the_limit_loses_nothing(client: Client, settings: Settings) -> None:
    answer = _send(client, title=" ", due_on="きのう", contact_email="sato", raised_text="<b>文</b>")
    assert answer.headers["Cache-Control"] == "private, no-store"  # it has typed names in it
    page = parse(answer)
    wrong = {node.attributes["id"] for node in page.walk() if "aria-invalid" in node.attributes}
    assert (wrong, Need.objects.count()) == ({"id_title", "id_due_on", "id_contact_email"}, 0)
    assert page.one(id="id_due_on").attributes["value"] == "きのう"
    assert "<b>文" not in answer.content.decode()
    settings.HUB_NEEDS_LIMITS = {"client": ((3_600, 1),), "contact": ((86_400, 1),), "all": ((3_600, 50),)}
    first = _send(client)
    assert _send(client).headers["Location"] == first.headers["Location"]
    over = _send(client, raised_text="二つめ")
    assert (over.status_code, "二つめ" in over.content.decode()) == (429, True)
    kept = [answer.headers["Cache-Control"] for answer in (client.get(RAISE), over)]
    assert kept == ["private, no-cache", "private, no-store"]
    assert _send(client, website="x").headers["Location"] == "/needs/"
    assert Need.objects.count() == 1


def test_ways_are_those_that_are_true(client: Client) -> None:
    care, npo = OrganizationFactory(verified=True, kind="care"), OrganizationFactory(verified=True)
    place, user = PlaceFactory(operator=npo), member_of(npo)
    PlaceFactory()
    care.memberships.create(user=user, level="viewer")
    client.force_login(user)
    page = parse(client.get(f"{RAISE}?as=place-{place.pk}"))
    ways = {node.attributes["value"]: "checked" in node.attributes for node in page.all("input", name="speaks_as")}
    assert ways == {"resident": False, f"place-{place.pk}": True, f"professional-{care.pk}": False}
    _send(client, speaks_as=f"place-{place.pk}", is_source_shown="on")
    _send(client, speaks_as="city")
    one = Need.objects.get()
    assert (one.source, one.place, one.organization, one.created_by, one.is_source_shown) == (
        "place",
        place,
        npo,
        user,
        True,
    )
    mine = parse(client.get("/me/needs/")).one("main").text
    assert ("部屋がほしい" in mine, "確認を待っています" in mine) == (True, True)
    client.force_login(UserFactory())
    assert "部屋がほしい" not in client.get("/me/needs/").content.decode()


def test_the_board_shows_what_is_chosen_and_how_to_widen_it(client: Client) -> None:
    here, theme = DistrictFactory(name="元八王子中学校区"), Theme.objects.create(key="tea", name="お茶")
    need(title="ここの部屋", districts=[here], themes=[theme])
    need(title="どこでもの人", offers=["people"])
    need(N.MET, title="かなったもの")
    need(N.RAISED, title="まだのもの")
    shown = {
        "": {"ここの部屋", "どこでもの人"},
        "?state=met": {"かなったもの"},
        f"?district={here.pk}": {"ここの部屋", "どこでもの人"},
        "?offer=place": {"ここの部屋"},
        "?theme=tea&q=部屋": {"ここの部屋"},
        "?q=まだのもの": set(),
    }
    for query, titles in shown.items():
        page = parse(client.get(f"/needs/{query}"))
        assert {
            node.text
            for node in page.all("h3")
            if node.text in {"ここの部屋", "どこでもの人", "かなったもの", "まだのもの"}
        } == titles
    empty = parse(client.get("/needs/?offer=money&state=met"))
    assert [a.attributes["href"] for a in empty.all("a") if a.text == "条件をぜんぶ外す"] == ["/needs/?state=met"]
    assert client.get("/needs/?offer=&q=").headers["Location"] == "/needs/"


def test_who_raised_it_and_who_met_it_is_named_where_they_agreed(client: Client) -> None:
    ours, partner = (
        OrganizationFactory(verified=True, name="みんなの会"),
        OrganizationFactory(verified=True, name="みどり店"),
    )
    one = need(N.MET, organization=ours, source="place", is_source_shown=True)
    hand(one, "chosen", organization=partner, may_be_named=True)
    hand(one, "chosen", organization=OrganizationFactory(verified=True, name="名のらない店"))
    text = parse(client.get(f"/needs/{one.pk}/")).one("main").text
    assert [word in text for word in ("みんなの会", "みどり店", "名のらない店", SECRET["raised_text"])] == [
        True,
        True,
        False,
        False,
    ]
    assert one.title in parse(client.get(f"/organizations/{partner.pk}/")).one("main").text
    Need.objects.update(is_source_shown=False)
    Hand.objects.update(may_be_named=False)
    text = client.get(f"/needs/{one.pk}/?again").content.decode()
    assert [word in text for word in ("みんなの会", "みどり店", "場の運営者")] == [False, False, True]


def test_a_coordinator_hides_it_from_a_report(client: Client) -> None:
    one, by = need(), UserFactory(coordinator=True)
    assert client.get(f"/report/need/{one.pk}/").status_code == 200
    subject = subject_of("need")
    assert subject is not None
    assert (subject.can_hide(by, one), subject.can_hide(UserFactory(), one)) == (True, False)
    assert subject.hide is not None
    subject.hide(one, by=by, reason="名前が出ている")
    assert client.get(f"/needs/{one.pk}/").status_code == 404
    assert one.transitions.latest("pk").reason == ""


def test_a_coordinator_writes_what_is_read_and_is_told_beside_the_field(client: Client) -> None:
    sign_in(client, UserFactory(coordinator=True))
    forms = {}
    for state in N.values:
        page = parse(client.get(f"/staff/needs/{need(state).pk}/"))
        forms[state] = bool(page.all("button", value="save"))
    assert forms == {state: state not in {N.CLOSED, N.DECLINED} for state in N.values}
    one = need()
    page = parse(client.post(f"/staff/needs/{one.pk}/", {"act": "meet", "text": f"{SECRET['contact_phone']}の方"}))
    box = page.one(id="say_text")
    assert (box.attributes["aria-invalid"], box.text.strip()) == ("true", f"{SECRET['contact_phone']}の方")
    assert "知らせた人がわかる言葉があります" in page.one("main").text
    assert Need.objects.get(pk=one.pk).state == N.PUBLISHED


def _raise_hand(client: Client, one: Need, user: User, **values: Any) -> Any:
    client.force_login(user)
    page = str(uuid.uuid4())
    sent = {"text": "できます", "offers": ["place"], "page": page, "state": "chosen", "thread": "1"} | values
    return [client.post(f"/me/organizations/hands/{one.pk}/", sent) for _turn in range(2)]


def test_a_hand_is_raised_once_for_an_organisation_of_ones_own(client: Client) -> None:
    one, partner, other = need(), registration(S.APPROVED), registration(S.APPROVED)
    user = member_of(partner.organization)
    client.force_login(user)
    page = client.get(f"/me/organizations/hands/{one.pk}/")
    assert "場所を出せます" in page.content.decode()
    foreign = _raise_hand(client, one, user, organization=other.organization_id)
    assert ([answer.status_code for answer in foreign], Hand.objects.count()) == ([200, 200], 0)
    answers = _raise_hand(client, one, user, organization=partner.organization_id)
    own = Hand.objects.get()
    address = f"/me/organizations/{partner.organization_id}/hands/{own.pk}/"
    assert [answer.headers["Location"] for answer in answers] == [address, address]
    assert (own.state, own.organization, own.offers, own.may_be_named) == (
        "raised",
        partner.organization,
        ["place"],
        False,
    )
    assert "もう手を挙げています" in client.get(f"/me/organizations/hands/{one.pk}/").content.decode()
    client.post(address, {"act": "name"})
    client.post(address, {"act": "down"})
    own.refresh_from_db()
    assert (own.state, own.may_be_named) == ("withdrawn", True)
    client.force_login(member_of(other.organization))
    assert [client.get(address).status_code, client.post(address, {"act": "name"}).status_code] == [404, 404]


def test_members_read_the_title_of_a_need_as_long_as_everybody_may(client: Client) -> None:
    ours = registration(S.APPROVED).organization
    client.force_login(member_of(ours))
    up = {state: hand(need(state, title=f"課題{state}"), organization=ours) for state in N.values}
    ours_page = f"/me/organizations/{ours.pk}/"
    listed = [node.text for node in parse(client.get(f"{ours_page}needs/")).one("main").all("h3")]
    shown = {
        state: f"課題{state}" if state in {N.PUBLISHED, N.TALKING, N.MET} else "いまは公開されていない地域課題"
        for state in N.values
    }
    assert [text.partition(" ")[0] for text in listed] == list(reversed(shown.values()))
    for state, one in up.items():
        page = client.get(f"{ours_page}hands/{one.pk}/").content.decode()
        assert (parse(client.get(f"{ours_page}hands/{one.pk}/")).one("h1").text, f"課題{state}" in page) == (
            *(shown[state], shown[state] == f"課題{state}"),
        )


def test_who_asks_a_partner_that_is_asked_already_keeps_what_they_wrote(client: Client) -> None:
    staff = sign_in(client, UserFactory(coordinator=True))
    one, partner = need(), registration(S.APPROVED)
    address = f"/staff/needs/{one.pk}/ask/{partner.organization_id}/"
    page = str(uuid.uuid4())
    twice = [staff.post(address, {"text": "いかがですか", "page": page}).status_code for _turn in range(2)]
    answer = staff.post(address, {"text": "べつの話", "page": page})
    said = answer.content.decode()
    assert (twice, answer.status_code) == ([302, 302], 200)
    assert ("もうやりとりが続いています" in said, "べつの話" in said, Post.objects.count()) == (True, True, 1)


def test_of_two_who_decide_on_a_hand_the_second_reads_what_the_first_did(client: Client) -> None:
    staff = sign_in(client, UserFactory(coordinator=True))
    one = need()
    up = hand(one, organization=registration(S.APPROVED).organization)
    address = f"/staff/needs/{one.pk}/hands/{up.pk}/"
    seen = parse(staff.get(address)).one("input", name="seen").attributes["value"]
    assert staff.post(address, {"act": "choose", "seen": seen}).status_code == 302
    page = staff.post(address, {"act": "refuse", "seen": seen, "text": "べつの団体に頼みます"})
    up.refresh_from_db()
    assert (page.status_code, up.state, "べつの団体に頼みます" in page.content.decode()) == (200, H.CHOSEN, True)


def test_what_was_written_while_the_need_closed_is_shown(client: Client) -> None:
    ours = registration(S.APPROVED).organization
    client.force_login(member_of(ours))
    closed, never = need(N.CLOSED, title="ひみつの課題"), need(N.RAISED)
    sent = {"text": "会議室を貸せます", "organization": ours.pk}
    answers = [client.post(f"/me/organizations/hands/{one.pk}/", sent) for one in (closed, never)]
    assert [one.status_code for one in answers] == [409, 404]
    page = answers[0].content.decode()
    assert ("会議室を貸せます" in page, "ひみつの課題" in page) == (True, False)
    assert f"/me/organizations/{ours.pk}/talks/new/" in page
    foreign = sent | {"organization": OrganizationFactory(verified=True).pk}
    assert "/talks/new/" not in client.post(f"/me/organizations/hands/{closed.pk}/", foreign).content.decode()
