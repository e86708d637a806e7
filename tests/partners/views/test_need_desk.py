"""A need at the coordinator's desk: words as they were raised, a past day, samples; and what its organisation sees."""

from datetime import date, datetime
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client

from hub.accounts.enums import Level
from hub.notifications.models import Mailing
from hub.queues import queues_for
from partners.models import Hand, Need
from partners.need_mails import list_of_week as letter_of_week
from partners.services.weekly import list_of_week, send_list_of_week
from tests.events.factories import PlaceFactory
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.partners.needs import SECRET, SHOWN, H, N, hand, need
from tests.partners.registrations import S, registration

pytestmark = pytest.mark.django_db
UNREAD = {"title": "", "text": "", "where": "", "for_whom": "", "tried": ""}
TOKYO = ZoneInfo("Asia/Tokyo")
BOXES = {name: f"id_{name}" for name in UNREAD}


def _boxes(page: object) -> dict[str, str]:
    return {name: _value(page.one(id=box)) for name, box in BOXES.items()}  # type: ignore[attr-defined]


def _value(node: object) -> str:
    return (node.attributes.get("value") or node.text).strip()  # type: ignore[attr-defined]


def test_raised_words_stand_beside_and_in_a_box_only_when_they_are_asked_for(client: Client) -> None:
    staff = sign_in(client, UserFactory(coordinator=True))
    one = need(N.RAISED, **UNREAD)
    address = f"/staff/needs/{one.pk}/"
    page = parse(staff.get(address))
    assert _boxes(page) == UNREAD
    assert all(SECRET[f"raised_{name}"] in page.one("main").text for name in UNREAD)
    typed = {"act": "draft", "title": "書きかけ", "offers": ["people"], "due_on": "きのう", "seen_version": "1"}
    page = parse(staff.post(address, typed))
    expected = {name: SECRET[f"raised_{name}"] for name in UNREAD} | {"title": "書きかけ"}
    assert (_boxes(page), page.one(id="id_due_on").attributes["value"]) == (expected, "きのう")
    assert [box.attributes["value"] for box in page.all("input", name="offers") if "checked" in box.attributes] == [
        "people"
    ]
    assert "人を指す言葉がないか見てください" in page.one("main").text
    assert (Need.objects.values_list("title", "version").get(), one.transitions.count()) == (("", 1), 0)
    city = need(N.RAISED, source="city")
    assert _boxes(parse(staff.get(f"/staff/needs/{city.pk}/")))["title"] == SHOWN["title"]


@pytest.mark.parametrize(("state", "words"), [(N.RAISED, "知らせてくれた人に伝わります"), (N.TALKING, "公開のページに載る"), (N.MET, "職員だけが読みます"), (N.DECLINED, "職員だけが読みます")])  # fmt: skip
def test_what_words_become_is_said_by_the_state(client: Client, state: str, words: str) -> None:
    staff = sign_in(client, UserFactory(coordinator=True))
    page = parse(staff.get(f"/staff/needs/{need(state).pk}/"))
    assert words in page.one(id="say_text_helptext").text


def test_what_was_met_asks_who_helped_and_late_words_are_kept(client: Client) -> None:
    staff = sign_in(client, UserFactory(coordinator=True))
    one, other = need(), need()
    hand(other, H.CHOSEN)
    asked = {
        pk: (button.attributes["class"], "だれが助けてくれましたか" in page.one("main").text)
        for pk in (one.pk, other.pk)
        for page in [parse(staff.get(f"/staff/needs/{pk}/"))]
        for button in page.all("button", value="meet")
    }
    assert asked == {one.pk: ("btn plain", True), other.pk: ("btn", False)}
    for state, said in ((H.DECLINED, "手を挙げた団体なら"), (H.WITHDRAWN, "手は挙がっていません")):
        Hand.objects.filter(need=other).update(state=state)
        assert said in parse(staff.get(f"/staff/needs/{other.pk}/")).one("main").text
    gone = need(N.DECLINED)
    typed = {name: f"書いた{name}" for name in UNREAD} | {
        "title": "書いた\x00題",
        "due_on": "きのう",
        "seen_version": "1",
    }
    for act in ("draft", "save", "publish"):
        text = parse(staff.post(f"/staff/needs/{gone.pk}/", typed | {"act": act})).one("main").text
        kept = [
            "書いたtext",
            "書いたwhere",
            "書いたfor_whom",
            "書いたtried",
            "きのう",
            "いま押したことは、行われていません",
        ]
        assert [word for word in kept if word not in text] == []
        assert ("空いていた欄に入れました" in text, "直してほしいところ" in text) == (False, False)
    page = parse(staff.post(f"/staff/needs/{gone.pk}/", {"act": "meet", "text": "かないました"}))
    assert "職員だけが読みます" in page.one(id="say_text_helptext").text
    assert "かないました" in page.one("main").text


def test_writers_of_a_place_see_what_was_raised_for_it(client: Client) -> None:
    ours = OrganizationFactory(verified=True)
    place = PlaceFactory(operator=ours)
    need(N.DECLINED, source="place", place=place, organization=ours, created_by=member_of(ours), **UNREAD)
    need(N.RAISED, source="professional", organization=ours, raised_title="専門職のひみつ", **UNREAD)
    need(N.RAISED, source="place", organization=OrganizationFactory(), raised_title="よその場", **UNREAD)
    address, seen = f"/me/organizations/{ours.pk}/needs/", {}
    for level in Level:
        client.force_login(member_of(ours, level))
        text = client.get(address).content.decode()
        seen[level] = SECRET["raised_title"] in text
        hidden = (
            "専門職のひみつ",
            "よその場",
            SECRET["contact_name"],
            SECRET["contact_phone"],
            SECRET["contact_email"],
        )
        assert [word for word in hidden if word in text] == []
    assert seen == {Level.OWNER: True, Level.EDITOR: True, Level.VIEWER: False}


def test_what_the_organisation_brings_of_it_is_ticked(client: Client) -> None:
    partner = registration(S.APPROVED, offers=["place", "goods"])
    client.force_login(member_of(partner.organization))
    page = parse(client.get(f"/me/organizations/hands/{need(offers=['place', 'people']).pk}/"))
    ticked = [box.attributes["value"] for box in page.all("input", name="offers") if "checked" in box.attributes]
    assert ticked == ["place"]


def test_a_day_that_has_passed_is_said_and_somebody_is_reminded(client: Client) -> None:
    by, day = UserFactory(coordinator=True), date(2027, 3, 4)
    one = need(N.TALKING, due_on=day)
    need(N.MET, due_on=day, title="かなったもの")
    need(due_on=day, is_sample=True, title="見本のもの")
    hand(one)
    shown = {}
    for today in (4, 5):
        with time_machine.travel(datetime(2027, 3, today, 12, tzinfo=TOKYO), tick=False):
            waiting = {queue.key: queue.rows(by, 5) for queue in queues_for(by)}["needs-overdue"]
            pages = [
                parse(client.get(f"{path}?q=")).one("main").text for path in (one.get_absolute_url(), "/needs/?state=x")
            ]
            said = [page.count("めやすの日は過ぎました。まだ受け付けています") for page in pages]
            shown[today] = ([row.label for row in waiting], list_of_week().overdue_total, said)
    assert shown == {4: ([], 0, [0, 0]), 5: ([one.title], 1, [1, 2])}  # the sample is read, too
    assert Need.objects.get(pk=one.pk).state == N.TALKING


def test_samples_are_in_no_list_of_the_week() -> None:
    UserFactory(coordinator=True)
    with time_machine.travel(datetime(2027, 3, 4, 12, tzinfo=TOKYO), tick=False):  # a Thursday
        need(is_sample=True, due_on=date(2027, 3, 1))
        ours = OrganizationFactory(verified=True, is_sample=True)
        registration(S.APPROVED, organization=ours, is_sample=True, contact_phone="")
        assert (list_of_week().is_empty, send_list_of_week(), Need.objects.overdue(date(2027, 3, 4)).count()) == (
            True,
            0,
            0,
        )
        hand(need(due_on=date(2027, 3, 1), title="ほんとうの課題"))
        assert send_list_of_week() == 1
        letter = letter_of_week(Mailing.objects.get())
    assert letter is not None
    assert letter.paragraphs[1:3] == ["めやすの日が過ぎた地域課題：1件", "・ほんとうの課題"]


def test_what_nobody_has_read_yet_is_moved_apart_and_the_rest_stays() -> None:
    apart = import_module("partners.migrations.0005_unread_needs_are_as_they_were_raised").APART
    unread = dict.fromkeys((name for name in SECRET if name.startswith("raised_")), "")
    old, read = need(N.RAISED, **unread), need(N.RAISED, version=2, **unread)
    city, shown = need(N.RAISED, source="city", **unread), need(**unread)
    with connection.cursor() as cursor:
        cursor.execute(apart)
    rows = {one.pk: (one.title, one.where, one.raised_title, one.raised_where) for one in Need.objects.all()}
    stays = (SHOWN["title"], SHOWN["where"], "", "")
    assert rows == {old.pk: ("", "", *stays[:2]), read.pk: stays, city.pk: stays, shown.pk: stays}
