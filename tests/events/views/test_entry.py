"""What came by telephone is entered on one page: few boxes, one tap, nothing lost, nothing twice."""

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.enums import Allotment, EnteredVia, Participation, State
from events.models import Event, Occurrence, Transition
from hub.accounts.models import User
from tests.events.factories import EventFactory, PlaceFactory, moment
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import Node, parse

pytestmark = pytest.mark.django_db

NOW = moment(2026, 11, 25, 9)
URL = "/staff/entry/"
EMPTY = {"via": "phone", "way": "apply", "rows": "3"}
CALL = EMPTY | {"title": "折り紙の会", "day_0": "１２／５", "from_0": "10時", "to_0": "正午"}
PUBLISH, DRAFT, MORE = {"publish": "1"}, {"draft": "1"}, {"more": "1"}


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(client: Client) -> Client:
    sign_in(client, UserFactory(coordinator=True))
    return client


def page_of(client: Client, sent: dict[str, str] | None = None, url: str = URL) -> Node:
    answer = client.get(url) if sent is None else client.post(url, sent)
    assert answer.status_code == 200
    return parse(answer.content.decode())


def boxes(page: Node) -> dict[str, str]:
    """What stands in each box that one sees."""
    found = {}
    for node in page.all("input") + page.all("select"):
        name, kind = node.attributes.get("name", ""), node.attributes.get("type", node.tag)
        if kind in {"hidden", "submit"} or not name:
            continue
        if kind in {"radio", "checkbox"}:
            found.setdefault(name, "")
            if "checked" in node.attributes:
                found[name] = node.attributes["value"] if kind == "radio" else "on"
        elif node.tag == "select":
            found[name] = next((o.attributes["value"] for o in node.all("option") if "selected" in o.attributes), "")
        else:
            found[name] = node.attributes.get("value", "")
    return found


def wrongs(page: Node) -> list[str]:
    return [node.text.strip() for node in page.all(cls="wrong")]


def dates_of(event: Event) -> list[tuple[Any, Any, bool]]:
    rows = event.occurrences.order_by("starts_at")
    return [(timezone.localtime(row.starts_at), timezone.localtime(row.ends_at), row.has_time) for row in rows]


def test_a_telephone_call_is_public_with_five_boxes_and_one_tap(staff: Client) -> None:
    seen = boxes(page_of(staff))
    assert len(seen) == 22
    call = {"via": "phone", "title": "折り紙の会", "day_0": "12/5", "from_0": "10時", "venue_name": "台町会館"}
    assert (len(call), call.keys() <= seen.keys()) == (5, True)
    response = staff.post(URL, seen | call | {"rows": "3", "warned": ""} | PUBLISH)
    event = Event.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, f"{URL}?done={event.pk}")
    assert event.state == State.PUBLISHED
    assert Client().get(event.get_absolute_url()).status_code == 200


def test_all_that_is_filled_in_is_kept(staff: Client) -> None:
    place, organizer = PlaceFactory(published=True), OrganizationFactory(verified=True)
    typed = CALL | {
        "via": "fax", "place": str(place.pk), "organizer": str(organizer.pk), "audience_note": "小学生", "is_free": "on",
        "fee_text": "材料費100円", "way": "lot", "contact_phone": "０４２ー６２６ー３１１１", "summary": "鶴を折ります",
        "day_1": "12月12日", "from_1": "", "to_1": "",
    }  # fmt: skip
    staff.post(URL, typed | PUBLISH)
    event = Event.objects.get()
    assert (event.title, event.place, event.organizer, event.district) == (
        "折り紙の会",
        place,
        organizer,
        place.district,
    )
    assert (event.is_free, event.fee_text, event.audience_note, event.summary) == (
        True,
        "材料費100円",
        "小学生",
        "鶴を折ります",
    )
    assert (event.participation, event.allotment) == (Participation.ELSEWHERE, Allotment.LOT)
    assert (event.contact_phone, event.entered_via) == ("042-626-3111", EnteredVia.FAX)
    assert (event.state, str(event.assured_on), event.assured_by) == (State.PUBLISHED, "2026-11-25", "八王子市")
    assert dates_of(event) == [
        (moment(2026, 12, 5, 10), moment(2026, 12, 5, 12), True),
        (moment(2026, 12, 12, 0), moment(2026, 12, 12, 23, 59), False),
    ]
    user = User.objects.get()
    assert event.created_by == user
    assert set(Transition.objects.values_list("action", "by")) == {("assure", user.pk), ("publish", user.pk)}
    assert Occurrence.objects.filter(is_listed=True).count() == 2


def test_what_nobody_said_is_not_made_up(staff: Client) -> None:
    page = page_of(staff)
    assert boxes(page)["way"] == "unknown"
    staff.post(URL, CALL | {"way": boxes(page)["way"]} | PUBLISH)
    event = Event.objects.get()
    assert (event.participation, event.allotment) == (Participation.UNKNOWN, Allotment.UNKNOWN)
    for address in (event.get_absolute_url(), f"/events/{event.pk}/print/", "/events/"):
        shown = parse(Client().get(address)).one("main").text
        assert ("主催者に聞いてください" in shown, "主催者に申し込む" in shown, "申込は主催者へ" in shown) == (
            True,
            False,
            False,
        )


def test_the_boxes_of_a_date_have_visible_heads(staff: Client) -> None:
    rows = page_of(staff).all("div", "when")
    assert [head.text for head in rows[0].all("b")] == ["日付", "始まり", "終わり"]
    assert [box.attributes["aria-label"] for box in rows[1].all("input")] == [
        "1日目 日付",
        "1日目 始まり",
        "1日目 終わり",
    ]


def test_a_draft_needs_no_date_and_nobody_sees_it(staff: Client) -> None:
    staff.post(URL, EMPTY | {"title": "いつか", "via": "mail"} | DRAFT)
    event = Event.objects.get()
    assert (event.state, event.entered_via, event.assured_on, dates_of(event)) == (State.DRAFT, "mail", None, [])
    page = page_of(staff, url=f"{URL}?done={event.pk}")
    links = {node.attributes["href"] for node in page.all("a")}
    assert reverse("admin:events_event_preview", args=[event.pk]) in links
    assert event.get_absolute_url() not in links


def test_after_saving_one_sees_prints_and_enters_the_next(staff: Client) -> None:
    typed = CALL | {
        "via": "paper",
        "venue_name": "台町会館",
        "address": "台町1-1",
        "organizer_name": "町会",
        "summary": "鶴",
    }
    page = page_of(staff, url=staff.post(URL, typed | PUBLISH).headers["Location"])
    event = Event.objects.get()
    links = {node.attributes["href"] for node in page.all("a")}
    wanted = {
        event.get_absolute_url(),
        reverse("events:print", args=[event.pk]),
        reverse("admin:events_event_change", args=[event.pk]),
    }
    assert wanted <= links
    kept = {name: value for name, value in boxes(page).items() if value}
    assert kept == {
        "via": "paper", "venue_name": "台町会館", "address": "台町1-1", "organizer_name": "町会", "way": "unknown",
    }  # fmt: skip


@pytest.mark.parametrize("key", ["0", "x", "9" * 40, "-1", "１"])
def test_a_made_up_number_of_what_was_done_shows_the_empty_form(staff: Client, key: str) -> None:
    assert {name for name, value in boxes(page_of(staff, url=f"{URL}?done={key}")).items() if value} == {"way"}


def test_more_days_keep_everything(staff: Client) -> None:
    typed = CALL | {"from_1": "おひる", "is_free": "on", "via": "fax", "way": "lot"}
    page = page_of(staff, typed | MORE)
    found = boxes(page)
    assert {name: value for name, value in found.items() if value} == {n: v for n, v in typed.items() if n != "rows"}
    assert ("day_5" in found, "day_6" in found, wrongs(page)) == (True, False, [])
    assert not Event.objects.exists()
    for rows, last in (("6", "day_8"), ("12", "day_11"), ("99999", "day_5"), ("x", "day_5"), ("99", "day_11")):
        found = boxes(page_of(staff, typed | MORE | {"rows": rows}))
        assert (rows, [name for name in found if name.startswith("day_")][-1]) == (rows, last)
    staff.post(URL, CALL | {"rows": "6", "day_5": "12/20"} | PUBLISH)
    assert len(dates_of(Event.objects.get())) == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"via": ""}, "どうやって届いたかを、ひとつ選んでください。"),
        ({"title": ""}, "催しの名前を書いてください。"),
        ({"day_0": "", "from_0": "", "to_0": ""}, "日付をひとつは書いてください。まだ決まらないときは「下書きに残す」を押します。"),
        ({"day_0": ""}, "時刻だけが書かれています。日付も書いてください。"),
        ({"day_0": "2/30"}, "日付として読めません。12/5 や 2026-12-05 のように書いてください。"),
        ({"day_0": "2026-11-24"}, "もう過ぎた日です。これからの日を書いてください。"),
        ({"from_0": "25時"}, "時刻として読めません。10:00 のように書いてください。"),
        ({"from_0": ""}, "終わりだけが書かれています。始まりも書いてください。"),
        ({"to_0": "9時"}, "終わりが始まりより前になっています。"),
        ({"day_1": "12/5", "from_1": "10:00"}, "同じ日時が2つあります。片方を空にしてください。"),
        ({"contact_phone": "でんわ"}, "電話番号を、042-000-0000 のように市外局番から書いてください。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(staff: Client, typed: dict[str, str], words: str) -> None:
    sent = CALL | {"summary": "鶴を折ります"} | typed
    page = page_of(staff, sent | PUBLISH)
    assert wrongs(page) == [words]
    found = boxes(page)
    assert {name: found[name] for name in sent if name != "rows"} == {n: v for n, v in sent.items() if n != "rows"}
    assert not Event.objects.exists()


def test_a_name_that_nobody_sees_is_none(staff: Client) -> None:
    page = page_of(staff, CALL | PUBLISH | {"title": "\u202e\u2066\u200b"})
    assert (wrongs(page), Event.objects.count()) == (["催しの名前を書いてください。"], 0)
    staff.post(URL, CALL | PUBLISH | {"title": "\u202e折り紙\u200b", "venue_name": "会館", "address": "台町１−１"})
    event = Event.objects.get()
    assert (event.title, event.address) == ("折り紙", "台町1-1")


def test_a_double_tap_is_one_event(staff: Client) -> None:
    for _tap in range(2):
        assert staff.post(URL, CALL | PUBLISH).status_code == 302
    assert Event.objects.count() == 1
    assert Transition.objects.filter(action="publish").count() == 1


def test_a_draft_that_is_then_published_is_one_event(staff: Client) -> None:
    staff.post(URL, CALL | DRAFT)
    staff.post(URL, CALL | PUBLISH)
    assert Event.objects.get().state == State.PUBLISHED


def test_who_enters_the_same_title_and_day_is_warned_once(staff: Client) -> None:
    EventFactory(title="折り紙 の 会", starts=[moment(2026, 12, 6)])
    there = EventFactory(title="おりがみの会", published=True, starts=[moment(2026, 12, 5, 14)])
    Event.objects.filter(pk=there.pk).update(title="折り紙の会")
    page = page_of(staff, CALL | PUBLISH)
    assert Event.objects.count() == 2
    assert reverse("admin:events_event_change", args=[there.pk]) in {n.attributes["href"] for n in page.all("a")}
    seal = next(n.attributes["value"] for n in page.all("input") if n.attributes.get("name") == "warned")
    other_day = page_of(staff, CALL | PUBLISH | {"warned": seal, "day_1": "12/6"})
    assert "別の催しなら" in other_day.text
    assert staff.post(URL, CALL | PUBLISH | {"warned": seal}).status_code == 302
    assert Event.objects.filter(entered_via="phone").count() == 1


def test_who_may_enter(client: Client) -> None:
    assert client.get(URL).status_code == 302
    for user, status in ((UserFactory(), 403), (UserFactory(staff=True), 403), (UserFactory(administrator=True), 200)):
        sign_in(client, user)
        answers = [client.get(URL).status_code, client.post(URL, EMPTY | PUBLISH).status_code]
        assert answers == [status, status]
    user = UserFactory(staff=True)
    user.user_permissions.add(Permission.objects.get(codename="add_event"))
    sign_in(client, user)
    assert client.get(URL).headers["Cache-Control"] == "private, no-store"
    assert client.post(URL, CALL | PUBLISH).status_code == 302
    assert Client(enforce_csrf_checks=True).post(URL, CALL | PUBLISH).status_code == 403


def test_what_is_not_public_is_not_offered(staff: Client) -> None:
    PlaceFactory(name="ひみつの場")
    OrganizationFactory(name="ひみつの団体")
    public = PlaceFactory(name="台町会館", published=True)
    assert "ひみつ" not in staff.get(URL).content.decode()
    page = page_of(staff, CALL | PUBLISH | {"place": str(public.pk + 10_000)})
    assert (len(wrongs(page)), Event.objects.count()) == (1, 0)


def test_the_form_takes_the_same_queries_for_more_places(staff: Client, django_assert_num_queries: Any) -> None:
    staff.get(URL)
    for number in (1, 4):
        for _turn in range(number):
            PlaceFactory(published=True)
            OrganizationFactory(verified=True)
        with django_assert_num_queries(8):
            assert staff.get(URL).status_code == 200


def test_a_place_that_was_merged_since_the_page_was_opened(staff: Client) -> None:
    """Nothing is entered at it: beside the box stands which one stays."""
    into = PlaceFactory(published=True, name="南会館")
    place = PlaceFactory(closed=True, merged_into=into)
    page = page_of(staff, CALL | PUBLISH | {"place": str(place.pk)})
    assert f"この場は「南会館」（番号{into.pk}）にまとめられました。" in page.text
    assert page.one("select", id="id_place").attributes["aria-invalid"] == "true"
    assert not Event.objects.exists()
    elsewhere = PlaceFactory(closed=True)
    page = page_of(staff, CALL | PUBLISH | {"place": str(elsewhere.pk)})
    assert "まとめられました" not in page.text
    assert not Event.objects.exists()
