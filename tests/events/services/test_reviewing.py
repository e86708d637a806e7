"""Approving, with the wish of the organisation; who is told by mail, once, also where two decide at the same moment."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.enums import Action, State
from events.models import Event, Occurrence, Recheck, Transition
from events.services import publishing
from events.services.member_publishing import publish_repeat, submit_as_member
from events.services.member_writing import copy_event, save_as_member
from events.services.rechecks import open_recheck, recheck_done
from events.services.reviewing import approve, plan, send_back
from hub.accounts.enums import Level
from hub.accounts.models import Membership, Organization, User
from hub.exceptions import DomainError
from hub.notifications.letters import Letter, writer_of
from hub.notifications.models import Mailing
from tests.events.members import complete_event, complete_place, member, public_event, public_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.threads import at_once


def _told() -> list[tuple[str, int | None]]:
    return sorted(Mailing.objects.values_list("kind", "user"))


def _letter(mailing: Mailing) -> Letter | None:
    writer = writer_of(mailing.kind)
    assert writer is not None
    return writer(mailing)


@pytest.fixture
def ours(db: None) -> Organization:
    return OrganizationFactory(verified=True)


def test_approval_publishes_at_once_where_nobody_asked_for_later(ours: Organization) -> None:
    by, boss = member(ours), UserFactory(coordinator=True)
    for thing in (complete_event(ours), complete_place(ours)):
        submit_as_member(thing, by=by)
        approve(thing, by=boss)
        assert thing.state == State.PUBLISHED


def test_approval_schedules_what_was_asked_for_later_and_a_second_one_publishes(ours: Organization) -> None:
    by, boss, now = member(ours), UserFactory(coordinator=True), timezone.now()
    event = complete_event(ours)
    submit_as_member(event, by=by, wanted_at=now + timedelta(days=2), now=now)
    assert publishing.publish_due(now + timedelta(days=3)) == 0  # a wish publishes nothing
    approve(event, by=boss, now=now)
    event.refresh_from_db()
    assert (event.state, event.publish_at) == (State.IN_REVIEW, now + timedelta(days=2))
    assert _told() == []
    approve(event, by=boss, now=now)
    assert event.state == State.PUBLISHED


def test_a_wish_that_has_passed_publishesat_once(ours: Organization) -> None:
    event, now = complete_event(ours), timezone.now()
    submit_as_member(event, by=member(ours), wanted_at=now + timedelta(hours=1), now=now)
    approve(event, by=UserFactory(coordinator=True), now=now + timedelta(hours=2))
    assert event.state == State.PUBLISHED


def test_nobody_wishes_for_the_past(ours: Organization) -> None:
    with pytest.raises(DomainError, match="いまより後"):
        submit_as_member(complete_event(ours), by=member(ours), wanted_at=timezone.now())


def _writers(organization: Organization) -> list[User]:
    """An owner and an editor; a viewer, a stranger and one who can't sign in are there too."""
    writers = [member(organization, Level.OWNER), member(organization)]
    member(organization, Level.VIEWER)
    member(OrganizationFactory(verified=True), Level.OWNER)
    gone = member(organization)
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    return writers


@pytest.mark.parametrize(("act", "kind"), [("approve", "thing_published"), ("return", "thing_returned")])
def test_owners_and_editors_are_told_once_what_was_decided(ours: Organization, act: str, kind: str) -> None:
    writers, boss, event = _writers(ours), UserFactory(coordinator=True), complete_event(ours)
    submit_as_member(event, by=writers[1])
    if act == "approve":
        approve(event, by=boss)
    else:
        publishing.return_to_draft(event, by=boss, reason="住所を書いてください")
    assert _told() == sorted((kind, user.pk) for user in writers)
    moved = Transition.objects.latest("pk")
    mailing = Mailing.objects.get(user=writers[0])
    assert (mailing.ids, mailing.idempotency_key) == ({"transition": moved.pk}, f"{kind}:{moved.pk}:{writers[0].pk}")
    letter = _letter(mailing)
    assert letter is not None
    assert "こども食堂" in letter.subject
    own = f"/me/organizations/{ours.pk}/events/{event.pk}/"
    assert letter.links[-1][1].endswith(own)
    assert any("住所を書いてください" in line for line in letter.paragraphs) == (act == "return")


def test_a_letter_that_is_no_longer_true_is_not_sent(ours: Organization) -> None:
    writer, boss, event = member(ours), UserFactory(coordinator=True), complete_event(ours)
    submit_as_member(event, by=writer)
    approve(event, by=boss)
    mailing = Mailing.objects.get()
    publishing.close(event, by=boss)
    assert _letter(mailing) is None
    publishing.reopen(event, by=boss)
    assert _letter(mailing) is not None
    writer.memberships.all().delete()
    assert _letter(mailing) is None


def test_what_members_do_themselves_is_not_told_to_them(ours: Organization) -> None:
    writer, event = member(ours), public_event(ours)
    publishing.close(event, by=writer)
    publishing.reopen(event, by=writer)
    assert _told() == []


def test_what_belongs_to_no_organisation_is_told_to_nobody(db: None) -> None:
    event = complete_event(None, organizer_name="自治会")  # type: ignore[arg-type]
    publishing.submit(event, by=None)
    approve(event, by=UserFactory(coordinator=True))
    assert _told() == []


def test_the_end_of_a_stop_and_what_is_published_after_it_are_told(ours: Organization) -> None:
    by, boss = member(ours), UserFactory(coordinator=True)
    for thing in (public_event(ours), public_place(ours)):
        publishing.hide(thing, by=boss, reason="お知らせがありました")
        publishing.unhide(thing, by=boss, reason="となりの山田さんの思いちがい")
        mailing = Mailing.objects.order_by("pk").last()
        assert mailing is not None
        letter = _letter(mailing)
        assert letter is not None
        assert letter.subject == f"「{thing}」の公開の停止を解きました"
        assert "山田" not in "\n".join(letter.paragraphs)
        publishing.publish(thing, by=boss)
        assert _letter(mailing) is None
        told = [(one.kind, one.user) for one in Mailing.objects.order_by("pk")]
        assert told == [("thing_hidden", by), ("thing_unhidden", by), ("thing_published", by)]
        Mailing.objects.all().delete()


def test_what_staff_open_again_is_told_and_what_members_publish_is_not(ours: Organization) -> None:
    writer, other, boss = member(ours), member(ours), UserFactory(coordinator=True)
    event = public_event(ours)
    publishing.close(event, by=writer)
    publishing.reopen(event, by=writer)
    publishing.close(event, by=boss)
    assert _told() == []
    publishing.reopen(event, by=boss)
    assert _told() == [("thing_published", writer.pk), ("thing_published", other.pk)]


def test_a_reason_keeps_its_lines_in_the_mail(ours: Organization) -> None:
    by, event = member(ours), complete_event(ours)
    submit_as_member(event, by=by)
    send_back(event, by=UserFactory(coordinator=True), reason="住所を書いてください。\r\n\r\n写真も。")
    letter = _letter(Mailing.objects.get())
    assert letter is not None
    assert letter.paragraphs[1:3] == ["理由：住所を書いてください。", "写真も。"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["approve", "return"])
def test_of_two_coordinators_one_wins_one_is_told_and_one_mail_is_sent(second: str) -> None:
    organization = OrganizationFactory(verified=True)
    writer, event = member(organization), complete_event(organization)
    submit_as_member(event, by=writer)
    bosses = [UserFactory(coordinator=True), UserFactory(coordinator=True)]
    copies = [Event.objects.get(pk=event.pk) for _boss in bosses]
    acts = {
        "approve": lambda: approve(copies[1], by=bosses[1], seen=State.IN_REVIEW),
        "return": lambda: publishing.return_to_draft(copies[1], by=bosses[1], reason="直す", seen=State.IN_REVIEW),
    }
    outcomes = at_once([lambda: approve(copies[0], by=bosses[0], seen=State.IN_REVIEW), acts[second]])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "TransitionError"]
    decided = Transition.objects.get(action__in=[Action.PUBLISH, Action.RETURN])
    kind = "thing_published" if decided.action == Action.PUBLISH else "thing_returned"
    assert _told() == [(kind, writer.pk)]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_back_at_once_one_wins_and_one_mail_is_sent() -> None:
    organization = OrganizationFactory(verified=True)
    writer, event = member(organization), complete_event(organization)
    submit_as_member(event, by=writer)
    copies = [Event.objects.get(pk=event.pk) for _copy in range(2)]
    acts = [lambda one=one: publishing.return_to_draft(one, by=None, reason="直す") for one in copies]  # type: ignore[misc]
    outcomes = at_once(acts)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "TransitionError"]
    assert _told() == [("thing_returned", writer.pk)]


def test_what_changed_after_it_was_shown_is_not_ticked_off(ours: Organization) -> None:
    by, boss, event = member(ours), UserFactory(coordinator=True), public_event(ours)
    shown = open_recheck(event, what=["title"], by=by)
    seen_at = shown.updated_at
    open_recheck(event, what=["summary"], by=by)
    with pytest.raises(DomainError, match="また変わりました"):
        recheck_done(shown, by=boss, seen_at=seen_at)
    shown.refresh_from_db()
    assert (shown.what, shown.done_at) == (["title", "summary"], None)
    recheck_done(shown, by=boss, seen_at=shown.updated_at)
    shown.refresh_from_db()
    assert shown.done_by == boss
    with pytest.raises(DomainError, match="もう確かめました"):
        recheck_done(shown, by=boss, seen_at=shown.updated_at)
    assert open_recheck(event, what=["title"], by=by).pk != shown.pk


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_open_one_recheck() -> None:
    from events.services.member_writing import save_as_member

    organization = OrganizationFactory(verified=True)
    by, event = member(organization), public_event(organization)

    def change(name: str) -> None:
        one = Event.objects.get(pk=event.pk)
        setattr(one, name, "かわりました")
        save_as_member(one, by=by, changed=[name])

    outcomes = at_once([lambda: change("summary"), lambda: change("title")])
    assert outcomes == [None, None]
    assert sorted(Recheck.objects.get().what) == ["summary", "title"]
    event.refresh_from_db()
    assert (event.title, event.summary) == ("かわりました", "かわりました")


def test_nobody_decides_about_what_their_own_organisation_handed_in(ours: Organization) -> None:
    boss = UserFactory(coordinator=True)
    Membership.objects.create(organization=ours, user=boss, level=Level.VIEWER)
    event, public = complete_event(ours), public_event(ours)
    submit_as_member(event, by=member(ours))
    recheck = open_recheck(public, what=["title"], by=member(ours))
    acts: list[Callable[[], Any]] = [
        lambda: approve(event, by=boss),
        lambda: send_back(event, by=boss, reason="直してください"),
        lambda: plan(event, by=boss, at=timezone.now() + timedelta(days=1)),
        lambda: recheck_done(recheck, by=boss, seen_at=timezone.now()),
    ]
    for act in acts:
        with pytest.raises(DomainError, match="自分が入っている団体のもの"):
            act()
    event.refresh_from_db()
    assert (event.state, event.publish_at, Recheck.objects.get().done_at) == (State.IN_REVIEW, None, None)


def test_what_was_written_after_it_was_read_is_not_approved(ours: Organization) -> None:
    by, boss, event = member(ours), UserFactory(coordinator=True), complete_event(ours)
    submit_as_member(event, by=by)
    read = Event.objects.get(pk=event.pk).version
    event.refresh_from_db()
    event.summary = "まったく別のもの"
    save_as_member(event, by=by, changed=["summary"])
    for act in (
        lambda: approve(event, by=boss, seen_version=read),
        lambda: plan(event, by=boss, at=timezone.now() + timedelta(days=1), seen_version=read),
    ):
        with pytest.raises(DomainError, match="見ているあいだに、内容が変わりました"):
            act()
    event.refresh_from_db()
    assert event.state == State.IN_REVIEW
    approve(event, by=boss, seen_version=event.version)
    assert event.state == State.PUBLISHED


def test_a_fresh_copy_does_not_bring_back_what_staff_took_away(ours: Organization) -> None:
    by, boss, original = member(ours), UserFactory(coordinator=True), public_event(ours)
    first, second = (_dated_copy(original, by) for _n in range(2))
    publish_repeat(first, by=by)
    publishing.hide(first, by=boss, reason="勧誘")
    with pytest.raises(DomainError, match="確認に出してください"):
        publish_repeat(second, by=by)
    second.refresh_from_db()
    assert second.state == State.DRAFT


def _dated_copy(event: Event, by: User) -> Event:
    copy = copy_event(event, by=by)
    start = timezone.now() + timedelta(days=30)
    Occurrence.objects.create(event=copy, starts_at=start, ends_at=start + timedelta(hours=1))
    return copy


def test_a_repeat_that_waits_for_its_time_keeps_its_name(ours: Organization) -> None:
    by, original = member(ours), public_event(ours)
    copy = _dated_copy(original, by)
    publish_repeat(copy, by=by, at=timezone.now() + timedelta(days=1))
    copy.refresh_from_db()
    copy.title = "まったく別の会"
    with pytest.raises(DomainError, match="公開の予約があるので"):
        save_as_member(copy, by=by, changed=["title"])
