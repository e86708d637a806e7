"""Every act × every state × every kind of user, by one table written by hand; turns, promises, keys, what is counted."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from hub.accounts.enums import Level, Verification
from hub.accounts.models import Membership, Organization
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from hub.threads import services
from hub.threads.enums import Side
from hub.threads.models import Post, Thread
from hub.threads.services.clock import remind_late
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.hub.threads.talks import of_the_city, talk

pytestmark = pytest.mark.django_db

STATES = ["staff", "members", "nobody", "closed"]
# Whose turn it is after an act in each of these states; "." where it may not be.
TABLE = """
open     city  S S S S
open     side  M M M M
write    city  M M M .
write    side  S S S .
end_with city  C C C .
end_with side  . . . .
settle   city  N . . .
settle   side  . . . .
close    city  . C C .
close    side  . . . .
reopen   city  . . . N
reopen   side  . . . .
"""
LETTERS = {"S": "staff", "M": "members", "N": "nobody", "C": "closed"}
SIDES = {
    **dict.fromkeys(["owner", "editor"], "side"),
    **dict.fromkeys(["coordinator", "administrator"], "city"),
}
PEOPLE = [
    *("owner", "editor", "viewer", "outsider", "removed", "gone", "visitor", "planner", "consultation"),
    *("coordinator", "administrator", "member_coordinator"),
]
DO: dict[str, Callable[[Thread, Any], Any]] = {
    "open": lambda one, by: services.open_thread(one.organization, by=by, subject="べつ", text="話"),
    "write": lambda one, by: services.write_post(one, by=by, text="話"),
    "end_with": lambda one, by: services.write_post(one, by=by, text="話", closes=True),
    "settle": lambda one, by: services.settle_thread(one, by=by),
    "close": lambda one, by: services.close_thread(one, by=by),
    "reopen": lambda one, by: services.reopen_thread(one, by=by),
}


def person(kind: str, ours: Organization) -> Any:
    match kind:
        case "owner" | "editor" | "viewer":
            return member_of(ours, Level(kind))
        case "outsider":
            return member_of(OrganizationFactory(verified=True))
        case "removed":
            user = member_of(ours)
            Membership.objects.filter(user=user).delete()
            return user
        case "gone":
            return member_of(ours, is_active=False)
        case "visitor":
            return AnonymousUser()
        case "member_coordinator":
            user = UserFactory(coordinator=True)
            MembershipFactory(organization=ours, user=user, level=Level.VIEWER)
            return user
        case _:
            return UserFactory(**{kind: True})


def put(one: Thread, state: str) -> None:
    now, today = timezone.now(), timezone.localdate()
    waits = state if state in Side.values else ""
    Thread.objects.filter(pk=one.pk).update(
        waits_for=waits,
        waits_since=now if waits else None,
        answer_by=today if state == "staff" else None,
        closed_at=now if state == "closed" else None,
    )


def state_of(one: Thread) -> str:
    now = Thread.objects.get(pk=one.pk)
    return "closed" if now.closed_at else now.waits_for or "nobody"


def seen(one: Thread) -> tuple[Any, ...]:
    rows = Thread.objects.order_by("pk").values()
    return list(rows), Post.objects.count(), one.acts.count(), Mailing.objects.count()


@pytest.mark.parametrize("kind", PEOPLE)
def test_every_act_in_every_state(kind: str) -> None:
    one = talk()
    by = person(kind, one.organization)
    got = {}
    for act, do in DO.items():
        for state in STATES:
            fresh = Thread.objects.select_related("organization").get(pk=one.pk)
            with transaction.atomic():
                put(one, state)
                before = seen(one)
                try:
                    made = do(fresh, by)
                except DomainError:
                    assert seen(one) == before, (act, state)
                    got[act, state] = "."
                else:
                    got[act, state] = state_of(made if act == "open" else one)
                    new_acts = one.acts.count() - before[2]
                    assert new_acts == (act in {"settle", "close", "reopen", "end_with"})
                    assert one.acts.filter(by=by).count() == new_acts
                transaction.set_rollback(True)
    lines = [line.split() for line in TABLE.split("\n")[1:-1]]
    # To open a talk leads to a new one, in which it is the other's turn.
    flipped = {"side": "city", "city": "side"}
    rows = {(act, flipped[side] if act == "open" else side): cells for act, side, *cells in lines}
    expected = {
        (act, state): LETTERS.get(rows[act, SIDES[kind]][place], ".") if kind in SIDES else "."
        for act in DO
        for place, state in enumerate(STATES)
    }
    assert got == expected


@pytest.mark.parametrize("verification", list(Verification))
def test_who_is_refused_or_suspended_reads_and_does_not_write(verification: Verification) -> None:
    ours = OrganizationFactory(verification=verification)
    owner, city = member_of(ours), UserFactory(coordinator=True)
    one = talk(ours, by=city)
    may = verification in {Verification.UNVERIFIED, Verification.VERIFIED}
    assert one.waits_for == ("members" if may else "")
    for act in ("open", "write"):
        if may:
            DO[act](one, owner)
        else:
            with pytest.raises(DomainError, match="いまは読むだけです"):
                DO[act](one, owner)
    assert Thread.objects.visible_to(owner).filter(pk=one.pk).exists()
    services.write_post(one, by=city, text="わけを話します。")


def test_a_removed_member_sees_nothing_more() -> None:
    one = talk()
    member = member_of(one.organization, Level.VIEWER)
    assert list(Thread.objects.visible_to(member)) == [one]
    Membership.objects.filter(user=member).delete()
    assert list(Thread.objects.visible_to(member)) == []
    for user in (AnonymousUser(), UserFactory(coordinator=True), member_of(OrganizationFactory(verified=True))):
        assert list(Thread.objects.visible_to(user)) == []
    for kind, sees in {"coordinator": 1, "administrator": 1, "planner": 0, "consultation": 0, "staff": 0}.items():
        assert (kind, Thread.objects.for_staff(UserFactory(**{kind: True})).count()) == (kind, sees)


# A Friday evening; then Wednesday, as Monday is a holiday; a promise that runs is not put off.
FRIDAY = datetime(2026, 11, 20, 20, 0, tzinfo=timezone.get_default_timezone())


def test_the_promise_counts_opening_days_and_is_not_put_off() -> None:
    one = talk(now=FRIDAY)
    assert (one.waits_for, one.answer_by, one.waits_since) == ("staff", date(2026, 11, 26), FRIDAY)
    member, city = one.posts.get().author, UserFactory(coordinator=True)
    services.write_post(one, by=member, text="もうひとつ", now=FRIDAY + timedelta(days=3))
    one.refresh_from_db()
    assert (one.answer_by, one.waits_since) == (date(2026, 11, 26), FRIDAY)
    services.write_post(one, by=city, text="読みました。", now=FRIDAY + timedelta(days=4))
    one.refresh_from_db()
    assert (one.waits_for, one.answer_by) == ("members", None)


def test_the_same_form_sent_twice_is_one_and_of_nobody_else() -> None:
    ours, other = OrganizationFactory(verified=True), OrganizationFactory(verified=True)
    member, stranger, key = member_of(ours), member_of(other), uuid.uuid4()
    one = talk(ours, by=member, key=key)
    assert talk(ours, by=member, key=key) == one
    theirs = talk(other, by=stranger, key=key)
    assert (theirs.organization, theirs == one) == (other, False)
    posts = {services.write_post(one, by=member, text="また", key=key).pk for _n in range(2)}
    assert (len(posts), one.posts.count(), Thread.objects.count()) == (1, 2, 2)


def test_who_answers_second_reads_first_what_the_first_said() -> None:
    one = talk()
    shown = one.posts.latest("pk").pk
    first, second = UserFactory(coordinator=True), UserFactory(coordinator=True)
    services.write_post(one, by=first, text="はい", seen=shown)
    services.write_post(one, by=first, text="それと", seen=shown)  # one's own is no news
    for act in (
        lambda: services.write_post(one, by=second, text="いいえ", seen=shown),
        lambda: services.close_thread(one, by=second, seen=shown),
    ):
        with pytest.raises(DomainError, match="新しい書きこみがありました"):
            act()
    services.write_post(one, by=second, text="では", seen=one.posts.latest("pk").pk)


def test_there_is_an_end_to_what_one_organisation_writes(settings: Any) -> None:
    settings.HUB_THREAD_MOST_OPEN, settings.HUB_THREAD_MOST_POSTS = 2, 4
    ours = OrganizationFactory(verified=True)
    by = member_of(ours)
    one = talk(ours, by=by)
    talk(ours, by=by)
    with pytest.raises(DomainError, match="同時に2件"):
        talk(ours, by=by)
    services.open_thread(ours, by=by, subject="手を挙げた課題", text="話", about=("need", 1))
    services.write_post(one, by=by, text="四つめ")
    with pytest.raises(DomainError, match="1日に書けるのは4回"):
        services.write_post(one, by=by, text="五つめ")
    of_the_city(ours)
    services.write_post(one, by=by, text="あした", now=timezone.now() + timedelta(days=1, minutes=1))


def test_what_is_new_is_what_the_other_side_wrote_and_one_has_not_read() -> None:
    one = talk()
    member, reader, city = one.posts.get().author, member_of(one.organization), UserFactory(coordinator=True)

    def news() -> list[bool]:
        people = [(member, Side.MEMBERS), (reader, Side.MEMBERS), (city, Side.STAFF)]
        return [Thread.objects.with_news_for(user, side).exists() for user, side in people]

    assert news() == [False, False, True]
    answer = services.write_post(one, by=city, text="はい")
    assert news() == [True, True, False]
    services.mark_read(one, by=reader, up_to=answer.pk)
    services.mark_read(one, by=reader, up_to=1)  # never backwards
    services.mark_read(one, by=member, up_to=answer.pk - 1)  # not what was not shown
    assert news() == [True, False, False]
    rows = Thread.objects.saying_what_is_new(member, Side.MEMBERS)
    assert [row.is_new for row in rows] == [True]


def test_coordinators_are_reminded_once_of_each_promise() -> None:
    one = talk(now=FRIDAY)
    city = UserFactory(coordinator=True)
    late = FRIDAY + timedelta(days=7)
    assert [remind_late(FRIDAY + timedelta(days=6)), remind_late(late), remind_late(late)] == [0, 1, 0]
    assert list(Mailing.objects.filter(kind="threads.late").values_list("user", "ids")) == [
        (city.pk, {"thread": one.pk})
    ]
    services.write_post(one, by=city, text="おそくなりました。", now=late)
    services.write_post(one, by=one.posts.first().author, text="もうひとつ", now=late)
    assert remind_late(late + timedelta(days=10)) == 1
