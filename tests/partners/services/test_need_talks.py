"""Who was asked, and whose hand is up, hears once what became of a need."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from hub.threads.enums import Side
from hub.threads.mails import written
from hub.threads.models import Post, Thread
from hub.threads.services import close_thread, mark_read, write_post
from partners.models import Need
from partners.services import hands, needs
from tests.hub.accounts.factories import MembershipFactory, UserFactory, member_of
from tests.partners.needs import N, need
from tests.partners.registrations import S, registration
from tests.threads import at_once

pytestmark = pytest.mark.django_db
ENDS: dict[str, tuple[str, Callable[[Need, Any], None]]] = {
    "meet": ("かないました", lambda one, by: needs.meet_need(one, by=by, outcome="毎週集まっています")),
    "close": ("募集は、終わりました", lambda one, by: needs.close_need(one, by=by, reason="ひみつのわけ")),
    "withdraw": ("いったん公開をやめて", lambda one, by: needs.withdraw_need(one, by=by, reason="ひみつのわけ")),
}


def _partners(most: int) -> list[Any]:
    found = [registration(S.APPROVED).organization for _n in range(most)]
    return [(ours, member_of(ours)) for ours in found]


@pytest.mark.parametrize("act", ENDS)
def test_each_who_was_asked_is_told_once_and_nothing_is_owed_any_more(act: str) -> None:
    one, by = need(), UserFactory(coordinator=True)
    (silent, _one), (answered, writer), (chosen, its), (both, theirs), (ended, _two), (up, whose) = _partners(6)
    [(unread, late)] = _partners(1)
    talks = {
        ours: hands.ask_partner(one, ours, by=by, text="いかがですか")
        for ours in (silent, answered, both, ended, unread)
    }
    mark_read(talks[answered], by=by, up_to=write_post(talks[answered], by=writer, text="できるかもしれません").pk)
    write_post(talks[unread], by=late, text="できます")
    close_thread(talks[ended], by=by)
    own = {
        ours: hands.raise_hand(one, ours, by=who, text="できます")
        for ours, who in ((chosen, its), (both, theirs), (up, whose))
    }
    hands.choose_hand(own[chosen], by=by)
    hands.choose_hand(own[both], by=by)
    before, told = Post.objects.latest("pk").pk, Mailing.objects.filter(kind="needs.hand").count()
    said, end = ENDS[act]
    end(one, by)
    posts = Post.objects.filter(pk__gt=before).select_related("thread__organization")
    stays = {up} if act == "withdraw" else set()  # a hand that stays up is told, and is still to be decided on
    assert sorted(post.thread.organization.pk for post in posts) == sorted(
        ours.pk for ours in (silent, answered, chosen, both, unread, *stays)
    )
    assert {post.side for post in posts} == {Side.STAFF}
    assert all(said in post.text and "ひみつ" not in post.text and one.title not in post.text for post in posts)
    waiting = set(Thread.objects.exclude(waits_for="").values_list("organization", "waits_for"))
    assert waiting == {(ours.pk, Side.STAFF) for ours in (unread, *stays)}
    refused = Mailing.objects.filter(kind="needs.hand").count() - told
    assert refused == (0 if stays else 1)
    with pytest.raises(DomainError):
        ENDS["close"][1](Need.objects.get(), by)
    assert posts.count() == len({silent, answered, chosen, both, unread, *stays})


def test_what_nobody_has_read_is_still_promised_and_news_after_the_end() -> None:
    one, by, [(asked, its), (up, whose), (both, theirs)] = need(), UserFactory(coordinator=True), _partners(3)
    talks = {ours: hands.ask_partner(one, ours, by=by, text="いかがですか") for ours in (asked, both)}
    own = {ours: hands.raise_hand(one, ours, by=who, text="できます") for ours, who in ((up, whose), (both, theirs))}
    for thread, who in ((talks[asked], its), (own[up].thread, whose), (talks[both], theirs)):
        write_post(thread, by=who, text="それから、聞きたいことがあります")
    promised = set(Thread.objects.values_list("pk", "answer_by", "waits_since"))
    needs.close_need(one, by=by, reason="理由")
    kept = Thread.objects.exclude(waits_for="")
    assert {thread.pk for thread in kept} == {talks[asked].pk, own[up].thread_id, talks[both].pk}
    assert set(kept.values_list("pk", "answer_by", "waits_since")) < promised
    assert set(Thread.objects.with_news_for(by, Side.STAFF)) >= set(kept)
    letters = [written(row) for row in Mailing.objects.filter(kind="threads.written", user=by)]
    assert len([letter for letter in letters if letter]) == kept.count()


def test_a_hand_that_was_taken_down_waits_for_nothing_when_the_need_is_over() -> None:
    one, by, [(ours, who), (other, whose)] = need(), UserFactory(coordinator=True), _partners(2)
    for organization, member in ((ours, who), (other, whose)):
        hands.take_down_hand(hands.raise_hand(one, organization, by=member, text="できます"), by=member)
    write_post(Thread.objects.get(organization=other), by=whose, text="ほかの日ならできます")
    needs.withdraw_need(one, by=by)
    assert Thread.objects.filter(waits_for=Side.STAFF).count() == 2
    needs.decline_need(one, by=by, reason="理由")
    assert [thread.organization for thread in Thread.objects.exclude(waits_for="")] == [other]
    assert Post.objects.filter(side=Side.STAFF).count() == 0


def test_what_was_over_is_not_told_again_and_what_is_declined_is() -> None:
    one, by, [(ours, _who)] = need(), UserFactory(coordinator=True), _partners(1)
    hands.ask_partner(one, ours, by=by, text="いかがですか")
    counts = []
    for act in (
        lambda: needs.close_need(one, by=by, reason="理由"),
        lambda: needs.withdraw_need(one, by=by),
        lambda: needs.decline_need(one, by=by, reason="理由"),
    ):
        act()
        counts.append(Post.objects.count())
    assert counts == [2, 2, 3]


def test_a_coordinator_who_belongs_to_whom_was_asked_may_end_it_all_the_same() -> None:
    one, by, [(ours, who)] = need(), UserFactory(coordinator=True), _partners(1)
    hands.ask_partner(one, ours, by=UserFactory(coordinator=True), text="いかがですか")
    hands.raise_hand(one, ours, by=who, text="できます")
    MembershipFactory(organization=ours, user=by, level="owner")
    needs.close_need(one, by=by, reason="理由")
    assert (one.state, Thread.objects.exclude(waits_for="").count(), Post.objects.count()) == (N.CLOSED, 0, 2)


def test_the_organisations_are_locked_before_the_need_and_the_talks_after_it() -> None:
    one, by, partners = need(), UserFactory(coordinator=True), _partners(2)
    for ours, _who in partners:
        hands.ask_partner(one, ours, by=by, text="いかがですか")
    up = hands.raise_hand(one, partners[0][0], by=partners[0][1], text="できます")
    for act in (
        lambda: hands.refuse_hand(up, by=by, reason="理由"),
        lambda: needs.close_need(one, by=by, reason="理由"),
    ):
        with CaptureQueriesContext(connection) as done:
            act()
        locks = [row["sql"].split('"')[1] for row in done if "FOR NO KEY UPDATE" in row["sql"]]
        assert locks[:2] == ["accounts_organization", "partners_need"]
        assert "threads_thread" in locks


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_one_tells_and_who_is_asked_meanwhile_is_told_too() -> None:
    one, people, partners = need(), [UserFactory(coordinator=True) for _n in range(3)], _partners(3)
    for ours, _who in partners[:2]:
        hands.ask_partner(one, ours, by=people[0], text="いかがですか")
    late = partners[2][0]
    acts: list[Any] = [
        lambda: needs.close_need(Need.objects.get(), by=people[0], reason="理由"),
        lambda: needs.meet_need(Need.objects.get(), by=people[1], outcome="かないました"),
        lambda: hands.ask_partner(Need.objects.get(), late, by=people[2], text="いかがですか"),
    ]
    first, second, asked = at_once(acts)
    assert [type(error).__name__ for error in (first, second) if error] == ["TransitionError"]
    assert asked is None or type(asked).__name__ == "TransitionError"
    number = {thread.organization_id: thread.posts.count() for thread in Thread.objects.all()}
    assert number == {ours.pk: 2 for ours, _who in partners if asked is None or ours != late}
