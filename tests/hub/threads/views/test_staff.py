"""Talks as coordinators have them: what waits, an answer, the end, and what stands beside it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.accounts.enums import Level
from hub.queues import queues_for
from hub.threads import beside, services
from hub.threads.models import Thread
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.signing_in import sign_in
from tests.hub.threads.talks import talk
from tests.markup import parse
from tests.partners.registrations import S, registration

pytestmark = pytest.mark.django_db
LIST = "/staff/talks/"


@pytest.fixture
def coordinator() -> Any:
    return UserFactory(coordinator=True)


@pytest.fixture
def staff(client: Client, coordinator: Any) -> Client:
    return sign_in(client, coordinator)


@pytest.fixture
def needs() -> Iterator[None]:
    """An app to the right that knows what some talks are about."""
    beside.register_about(
        beside.About("need_of_test", "課題", lambda numbers, _is_staff: {n: beside.Link(f"第{n}号", "/x/") for n in numbers if n < 9})
    )  # fmt: skip
    yield
    del beside._abouts["need_of_test"]


def url(one: Thread) -> str:
    return f"{LIST}{one.pk}/"


def test_what_waits_by_its_promise_and_what_is_late(staff: Client, coordinator: Any) -> None:
    late = talk(OrganizationFactory(name="おそい会"), now=timezone.now() - timedelta(days=30))
    soon = talk(OrganizationFactory(name="はやい会"))
    answered = talk(OrganizationFactory(name="済んだ会"))
    services.write_post(answered, by=coordinator, text="はい", closes=True)
    page = parse(staff.get(LIST))
    links = [node.attributes["href"] for node in page.all("a")]
    assert [link for link in links if link in {url(late), url(soon), url(answered)}] == [url(late), url(soon)]
    assert page.text.count("約束の日を過ぎています") == 1
    for query, found in {
        "q=はやい": [soon],
        "show=closed": [answered],
        "show=open&q=会議室": [late, soon],
        "q=%00%25": [],
    }.items():
        text = staff.get(f"{LIST}?{query}").content.decode()
        assert {one for one in (late, soon, answered) if f'"{url(one)}"' in text} == set(found), query
    (queue,) = [one for one in queues_for(coordinator) if one.key == "talks"]
    rows = queue.rows(coordinator, 5)
    assert (queue.count(coordinator), [row.url for row in rows]) == (2, [url(late), url(soon)])
    assert [row.due_at < timezone.now() for row in rows if row.due_at] == [True, False]


def test_a_talk_is_answered_settled_ended_and_opened_again(staff: Client, coordinator: Any, needs: None) -> None:
    ours = OrganizationFactory(verified=True)
    member = member_of(ours, display_name="かどの人")
    one = talk(ours, by=member, about=("need_of_test", 3))
    registration(S.APPROVED, organization=ours)
    page = parse(staff.get(url(one)))
    shown = [word in page.text for word in ("登録中", "KYOSO-0001", "第3号", "かどの人", "会議室のこと")]
    assert shown == [True] * 5
    acts = [node.attributes["value"] for node in page.all("button", name="act")]
    assert acts == ["send", "send_and_close", "settle"]
    answer = staff.post(url(one), {"act": "close", "text": "書きかけ"}).content.decode()
    assert ("まだお返事していません" in answer, "書きかけ" in answer) == (True, True)
    done = []
    for sent in (
        {"act": "send", "text": "はい"}, {"act": "close"}, {"act": "reopen"}, {"act": "send_and_close", "text": "では"},
    ):  # fmt: skip
        assert staff.post(url(one), sent | {"seen": one.posts.latest("pk").pk}).status_code == 302
        one.refresh_from_db()
        done.append((one.waits_for, bool(one.closed_at)))
    assert done == [("members", False), ("", True), ("", False), ("", True)]
    assert list(one.acts.values_list("action", "by")) == [(act, coordinator.pk) for act in ("close", "reopen", "close")]
    assert staff.post(url(one), {"act": "send", "text": "終わったのに"}).status_code == 200
    assert staff.post(url(one), {"act": "delete"}).status_code == 200
    assert (one.posts.count(), one.posts.filter(side="staff").count()) == (3, 2)


def test_the_city_speaks_first_and_never_to_its_own_organisation(staff: Client, coordinator: Any) -> None:
    ours = OrganizationFactory(verified=True)
    address = f"{LIST}new/{ours.pk}/"
    assert "まだメンバーがいません" in staff.get(address).content.decode()
    assert staff.post(address, {"subject": "お願い", "text": "話"}).status_code == 302
    one = Thread.objects.get()
    assert (one.organization, one.waits_for, one.posts.get().side) == (ours, "members", "staff")
    MembershipFactory(organization=ours, user=coordinator, level=Level.VIEWER)
    for path in (address, url(one)):
        answers = [staff.get(path), staff.post(path, {"subject": "件", "text": "話"})]
        assert ["ほかの職員に頼んでください" in answer.content.decode() for answer in answers] == [True, True]
    assert "書けるのは" in answers[1].content.decode()
    assert one.posts.count() == 1


def test_queries_do_not_grow(staff: Client, needs: None) -> None:
    counts = []
    for number in range(1, 4):
        talk(about=("need_of_test", number))
        if number != 2:
            with CaptureQueriesContext(connection) as queries:
                staff.get(LIST)
            counts.append(len(queries))
    assert len(set(counts)) == 1


def test_what_nobody_knows_or_may_open_has_no_link(needs: None) -> None:
    one, gone, unknown, plain = (
        talk(about=about) for about in (("need_of_test", 1), ("need_of_test", 10), ("old", 1), None)
    )
    assert list(beside.abouts_of([one, gone, unknown, plain], is_staff=False)) == [one.pk]
    with pytest.raises(ValueError, match="two kinds"):
        beside.register_about(beside._abouts["need_of_test"])


def test_that_nobody_would_answer_is_said_where_members_only_read(staff: Client) -> None:
    ours = OrganizationFactory(verified=True)
    member_of(ours, Level.VIEWER)
    said = "読む人がいません"
    assert said in staff.get(f"{LIST}new/{ours.pk}/").content.decode()
    member_of(ours, Level.EDITOR)
    assert said not in staff.get(f"{LIST}new/{ours.pk}/").content.decode()


def test_what_was_written_while_a_colleague_ended_it_comes_back_when_it_is_opened_again(staff: Client) -> None:
    one = talk()
    services.settle_thread(one, by=UserFactory(coordinator=True))
    services.close_thread(one, by=UserFactory(coordinator=True))
    page = parse(staff.post(f"{LIST}{one.pk}/", {"act": "send", "text": "まだ書いていました"}))
    assert page.one("input", name="text").attributes["value"] == "まだ書いていました"
    page = parse(staff.post(f"{LIST}{one.pk}/", {"act": "reopen", "text": "まだ書いていました"}))
    assert (page.one("textarea", name="text").text.strip(), one.posts.count()) == ("まだ書いていました", 1)
