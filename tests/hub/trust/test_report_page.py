"""困ったことを知らせる: without an account, twice tapped once told, nothing typed is lost, not without limit."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from events.models import Event
from events.services.publishing import hide
from hub.accounts.models import Organization, Verification
from hub.trust.enums import URGENT_REASONS, ReportReason
from hub.trust.models import Report
from tests.events.published import draft_event, draft_place, published_event, published_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.markup import Node, parse

pytestmark = pytest.mark.django_db

THANKS = "/report/thanks/"


@pytest.fixture
def address() -> str:
    return f"/report/event/{published_event('囲碁の会').pk}/"


def _values(**values: str) -> dict[str, str]:
    return {"reason": "wrong", "text": "", "reply_to": "", "page": str(uuid.uuid4())} | values


def _send(client: Client, address: str, **values: str) -> Any:
    return client.post(address, _values(**values))


def _typed(page: Node) -> dict[str, str]:
    chosen = [node.attributes["value"] for node in page.all("input", type="radio") if "checked" in node.attributes]
    # A browser drops the line break that follows the tag.
    text = "".join(str(piece) for piece in page.one("textarea").children).removeprefix("\n")
    reply_to = page.one("input", id="id_reply_to").attributes["value"]
    return {"reason": "".join(chosen), "text": text, "reply_to": reply_to}


def _without_number(answer: Any) -> str:
    return re.sub(r"(/|%2F)\d+(/|%2F)", "/N/", answer.content.decode())


def _wrongs(page: Node) -> dict[str, str]:
    return {a.attributes["href"]: a.text for a in page.one("div", "wrongs").all("a")}


def test_the_page_says_what_it_is_about_and_what_to_do_in_danger_first(client: Client, address: str) -> None:
    page = parse(client.get(address))
    assert page.one("p", "lead").text == "催し 囲碁の会"
    headings = [node.text for node in page.one("main").walk() if node.tag in {"h1", "h2"}]
    assert headings[:2] == ["いま危ないときは、先に電話を", "困ったことを知らせる"]
    assert [a.attributes["href"] for a in page.one("section", "danger").all("a")] == ["tel:110", "tel:119", "tel:189"]
    assert page.one("main").link("相談する") == "/support/"
    assert [node.attributes["value"] for node in page.all("input", type="radio")] == ReportReason.values


@pytest.mark.parametrize("reason", [reason for reason in ReportReason if reason != ReportReason.OTHER])
def test_a_reason_is_enough(client: Client, address: str, reason: ReportReason) -> None:
    answer = _send(client, address, reason=reason)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{address}thanks/")
    report = Report.objects.get()
    assert (report.kind, address) == ("event", f"/report/event/{report.object_id}/")
    assert (report.reason, report.text, report.reply_to) == (reason, "", "")
    assert report.is_urgent == (reason in URGENT_REASONS)


def test_what_was_written_is_kept_as_it_was_meant(client: Client, address: str) -> None:
    text = "\u202eかんゆう\r\nされた"
    _send(client, address, reason="other", text=text, reply_to="ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｏｒｇ ")
    report = Report.objects.get()
    assert (report.text, report.reply_to) == ("かんゆう\nされた", "hanako@example.org")


LONG = "あ" * 1_001
WRONG = {
    "no reason": ({"reason": ""}, {"#id_reason": "どんなことか、近いものをひとつ選んでください。"}),
    "unknown reason": ({"reason": "x"}, {"#id_reason": "どんなことか、近いものをひとつ選んでください。"}),
    "other, but what": (
        {"reason": "other", "text": " \n"},
        {"#id_text": "「そのほか」のときは、どんなことか少し書いてください。"},
    ),
    "too long": ({"text": LONG}, {"#id_text": "1000文字までで書いてください。いまは1001文字です。"}),
    "no address": (
        {"reply_to": "hanako"},
        {"#id_reply_to": "メールアドレスとして読めません。@ の前と後ろを確かめてください。空のままでも送れます。"},
    ),
    "two at once": (
        {"reason": "", "reply_to": "hanako", "text": "<b>こまった</b>"},
        {
            "#id_reason": "どんなことか、近いものをひとつ選んでください。",
            "#id_reply_to": "メールアドレスとして読めません。@ の前と後ろを確かめてください。空のままでも送れます。",
        },
    ),
}


@pytest.mark.parametrize(("values", "wrongs"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, address: str, values: dict[str, str], wrongs: dict[str, str]
) -> None:
    sent = _values(**values)
    answer = client.post(address, sent)
    page = parse(answer)
    assert (answer.status_code, _wrongs(page)) == (200, wrongs)
    kept = {name: sent[name] for name in ("reason", "text", "reply_to")}
    assert _typed(page) == kept | ({"reason": ""} if kept["reason"] == "x" else {})
    # Sent again after mending, it is the same page as before.
    assert page.one("input", name="page").attributes["value"] == sent["page"]
    for anchor, said in wrongs.items():
        marked = page.one(id=anchor[1:])
        assert f"{anchor[1:]}-e" in marked.attributes["aria-describedby"].split()
        assert page.one(id=f"{anchor[1:]}-e").text == said
    assert not Report.objects.exists()


def test_a_double_tap_is_one_report_and_a_changed_text_is_another(client: Client, address: str) -> None:
    page = str(uuid.uuid4())
    for text in ("はじめ", "はじめ", "つづき"):
        assert _send(client, address, text=text, page=page).status_code == 302
    assert list(Report.objects.order_by("pk").values_list("text", flat=True)) == ["はじめ", "つづき"]
    # Two pages with the same words are two people.
    _send(client, address, text="はじめ")
    assert Report.objects.count() == 3


@pytest.mark.parametrize("page", ["", "x", "\x00", "9" * 400])
def test_without_the_mark_of_a_page_each_is_taken(client: Client, address: str, page: str) -> None:
    for _turn in range(2):
        assert _send(client, address, page=page).status_code == 302
    assert Report.objects.count() == 2


def test_a_machine_that_fills_every_box_is_thanked_and_not_heard(client: Client, address: str) -> None:
    answer = _send(client, address, website="https://example.org/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{address}thanks/")
    assert not Report.objects.exists()


def test_the_thanks_are_the_same_for_everybody(client: Client, address: str) -> None:
    _send(client, address, text="ひみつ", reply_to="himitsu@example.org")
    page = client.get(THANKS)
    assert page.content == Client().get(THANKS).content
    assert "ひみつ" not in page.content.decode()
    assert "囲碁の会" not in page.content.decode()


def test_the_thanks_lead_back_to_the_page_while_it_is_public(client: Client, address: str) -> None:
    page = client.get(_send(client, address, text="ひみつ").headers["Location"])
    event = Event.objects.get()
    assert parse(page).one("main").link("知らせたページに戻る") == event.get_absolute_url()
    assert [words in page.content.decode() for words in ("ひみつ", "囲碁の会")] == [False, False]
    hide(event, by=UserFactory(administrator=True), reason="勧誘")
    answer = Client().get(f"{address}thanks/")
    assert (answer.status_code, "知らせたページに戻る" in answer.content.decode()) == (200, False)


def test_what_is_not_public_answers_like_what_is_not_there(client: Client) -> None:
    staff = UserFactory(administrator=True)
    gone = [draft_event("下書き"), draft_place("下書き")]
    hidden = [published_event("止めた"), published_place("止めた")]
    for thing in hidden:
        hide(thing, by=staff, reason="勧誘")
    organizations = [
        OrganizationFactory(verification=state) for state in Verification if state != Verification.VERIFIED
    ]
    things: list[Any] = [*gone, *hidden, *organizations]
    missing = {}
    for thing in things:
        kind = thing._meta.model_name
        for answer in (client.get(f"/report/{kind}/{thing.pk}/"), _send(client, f"/report/{kind}/{thing.pk}/")):
            missing[kind, thing.pk] = _without_number(answer)
            assert answer.status_code == 404
    for other in ("/report/event/987654/", "/report/place/987654/", "/report/organization/987654/"):
        kind = other.split("/")[2]
        page = _without_number(client.get(other))
        assert {text for (one, _pk), text in missing.items() if one == kind} == {page}
    assert client.get("/report/user/1/").status_code == client.get("/report/event/" + "9" * 40 + "/").status_code == 404
    assert not Report.objects.exists()


def test_each_kind_can_be_reported(client: Client) -> None:
    organization = OrganizationFactory(verified=True)
    things: list[Any] = [published_event("催し"), published_place("場"), organization]
    assert isinstance(organization, Organization)
    for thing in things:
        assert _send(client, f"/report/{thing._meta.model_name}/{thing.pk}/").status_code == 302
    found = set(Report.objects.values_list("kind", "object_id"))
    assert found == {(thing._meta.model_name, thing.pk) for thing in things}


def test_pages_of_places_and_events_lead_to_it(client: Client) -> None:
    for thing in (published_event("催し"), published_place("場")):
        page = parse(client.get(thing.get_absolute_url()))
        link = page.one("main").link("困ったことを知らせる")
        assert link == f"/report/{thing._meta.model_name}/{thing.pk}/"
        assert client.get(link).status_code == 200
        assert "困ったこと" not in parse(client.get(f"{thing.get_absolute_url()}print/")).text


def test_it_is_kept_nowhere_and_asks_for_a_token(address: str) -> None:
    answer = Client().get(address)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert set(answer.cookies) == {"csrftoken"}
    assert Client(enforce_csrf_checks=True).post(address, _values()).status_code == 403


def test_beyond_the_limit_of_a_client_it_is_said_how_else_and_nothing_is_lost(
    client: Client, address: str, settings: Settings
) -> None:
    settings.HUB_REPORT_LIMITS = {"client": ((3_600, 2), (86_400, 3)), "all": ((3_600, 200),)}
    for _turn in range(2):
        assert _send(client, address).status_code == 302
    sent = _values(reason="danger", text="あぶない", reply_to="hanako@example.org")
    answer = client.post(address, sent)
    page = parse(answer)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3_601
    assert _typed(page) == {"reason": "danger", "text": "あぶない", "reply_to": "hanako@example.org"}
    assert "市役所の窓口" in page.one("div", "wrongs").text
    assert Report.objects.count() == 2
    assert client.post(address, sent, REMOTE_ADDR="198.51.100.9").status_code == 302


def test_a_double_tap_and_a_mistake_use_up_nothing(client: Client, address: str, settings: Settings) -> None:
    settings.HUB_REPORT_LIMITS = {"client": ((3_600, 1),), "all": ((3_600, 200),)}
    sent = _values()
    for _turn in range(3):
        assert _send(client, address, reason="").status_code == 200
    for _turn in range(3):
        assert client.post(address, sent).status_code == 302
    assert Report.objects.count() == 1


@pytest.mark.parametrize("reading", ["ja+furigana", "ja-x-easy", "en"])
def test_in_every_reading_what_was_typed_comes_back_as_it_was(client: Client, address: str, reading: str) -> None:
    client.cookies["reading"] = reading
    page = parse(_send(client, address, reason="", text="子どもが<b>心配</b>です"))
    assert _typed(page)["text"] == "子どもが<b>心配</b>です"
