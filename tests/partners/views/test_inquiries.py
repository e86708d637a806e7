"""``/staff/inquiries/``: order, cost, what can be done, what the second of two is told; and from a question a FAQ."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub.accounts.models import User
from partners.models import Faq, Inquiry
from partners.services.inquiries import answer_inquiry
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.markup import parse
from tests.partners.asked import InquiryFactory

pytestmark = pytest.mark.django_db
LIST = "/staff/inquiries/"


@pytest.fixture
def coordinator() -> User:
    return UserFactory(coordinator=True)


@pytest.fixture
def staff(client: Client, coordinator: User) -> Client:
    return sign_in(client, coordinator)


@pytest.mark.parametrize("number", [1, 3])
def test_the_lists_cost_the_same_whatever_they_hold(staff: Client, coordinator: User, number: int) -> None:
    for _n in range(number):
        InquiryFactory()
        InquiryFactory(answered=True, handled_by=coordinator)
    staff.get(LIST)
    for address in (LIST, f"{LIST}?done=1"):
        with CaptureQueriesContext(connection) as asked:
            page = parse(staff.get(address))
        assert (len(page.all("li", "case")), len(asked)) == (number, 8)


def test_late_ones_first_and_how_to_reach_them(client: Client, coordinator: User) -> None:
    with time_machine.travel(datetime(2026, 11, 26, 3, tzinfo=UTC)):
        staff = sign_in(client, coordinator)
        InquiryFactory(organization_name="あとの会社", answer_by=date(2026, 11, 27))
        late = InquiryFactory(organization_name="遅れた会社", answer_by=date(2026, 11, 25))
        page = parse(staff.get(LIST))
        assert [row.one("h3").one("a").text for row in page.all("li", "case")] == ["遅れた会社", "あとの会社"]
        assert [row.one("h3").one("a").text for row in page.all("li", "is-late")] == ["遅れた会社"]
        detail = parse(staff.get(f"{LIST}{late.pk}/")).one("dl", "qa")
    assert [a.attributes["href"] for a in detail.all("a")] == ["tel:0420000000", "mailto:sato@example.org"]


def test_it_is_tried_answered_and_opened_again(staff: Client) -> None:
    inquiry = InquiryFactory()
    address = f"{LIST}{inquiry.pk}/"
    assert "ひとこと書いてください" in parse(staff.post(address, {"act": "answer", "text": ""})).text
    assert "ボタンのどれかを" in parse(staff.post(address, {"act": "delete", "text": "x"})).text
    for act, text, state in (
        ("try", "", "open"),
        ("answer", "<b>話した</b>", "answered"),
        ("reopen", "", "open"),
        ("close", "宣伝だった", "closed"),
    ):
        assert staff.post(address, {"act": act, "text": text}).status_code == 302
        assert Inquiry.objects.get().state == state
    page = parse(staff.get(address))
    assert [("つながらなかった" in li.text, "<b>話した</b>" in li.text) for li in page.one("ol", "says").all("li")] == [
        (True, False), (False, True), (False, False), (False, False),
    ]  # fmt: skip
    assert [node.attributes["value"] for node in page.all("button", name="act")] == ["reopen"]


def test_the_second_of_two_is_told_and_keeps_the_words(staff: Client) -> None:
    inquiry, other = InquiryFactory(), UserFactory(coordinator=True)
    answer_inquiry(inquiry, by=other, outcome="話した")
    page = parse(staff.post(f"{LIST}{inquiry.pk}/", {"act": "close", "text": "わたしも話した"}))
    wrongs = page.one("div", "wrongs").text
    assert (f"{other}が先に対応しました" in wrongs, "わたしも話した" in wrongs) == (True, True)
    assert inquiry.acts.count() == 1


def test_a_question_becomes_an_entry_that_points_to_nobody(staff: Client) -> None:
    inquiry = InquiryFactory()
    address = f"{LIST}{inquiry.pk}/faq/"
    form = parse(staff.get(address)).one("main").one("form")
    # What was asked stands beside, and in no box.
    assert [form.one(id=f"id_{name}").attributes.get("value", "") for name in ("question", "answer")] == ["", ""]
    refused = parse(staff.post(address, {"question": "佐藤さんの鍵", "answer": "決めます", "is_public": "on"}))
    assert ("佐藤" in refused.one("div", "wrongs").text, Faq.objects.count()) == (True, 0)
    assert refused.one(id="id_question").attributes["value"] == "佐藤さんの鍵"
    assert staff.post(address, {"question": "鍵は？", "answer": "決めます", "is_public": "on"}).status_code == 302
    assert "鍵は？" in parse(staff.get("/partners/")).text


def test_what_was_forgotten_is_empty_and_can_not_be_opened_again(staff: Client) -> None:
    inquiry = InquiryFactory(forgotten=True)
    page = parse(staff.get(f"{LIST}{inquiry.pk}/"))
    assert (page.one("h1").text, page.all("button", name="act")) == ("（連絡先を消したもの）", [])
    assert "連絡先を消した" in parse(staff.post(f"{LIST}{inquiry.pk}/", {"act": "reopen", "text": ""})).text
