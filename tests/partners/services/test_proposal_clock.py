"""Nothing waits longer than was promised without somebody being told: to the second, over New Year, once for each promise."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.accounts.enums import Level
from hub.notifications.models import Mailing
from hub.opening_days import latest_day_past, opening_day_after
from hub.threads.enums import Side
from hub.threads.models import Thread
from hub.threads.services import settle_thread, write_post
from hub.threads.services.clock import remind_late
from partners.models import Proposal
from partners.promises import is_late, promise_of
from partners.proposal_mails import arrived, late, longer, told
from partners.services import proposal_decisions as decisions
from partners.services import proposals
from partners.services.proposal_clock import remind_late_proposals
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.partners.cocreation import proposal
from tests.threads import at_once

_TOKYO = ZoneInfo("Asia/Tokyo")
# A Friday before New Year: the fifth opening day after it is the 8th of January.
HANDED_IN = datetime(2026, 12, 25, 16, tzinfo=_TOKYO)
PROMISED = "2027-01-07"
END = datetime(2027, 1, 8, tzinfo=_TOKYO)


def _mails() -> list[tuple[str, int]]:
    rows = Mailing.objects.filter(kind__in=["proposals.late", "proposals.longer"])
    return sorted(rows.values_list("kind", "user"))


def _handed_in() -> tuple[Proposal, Any, Any]:
    ours = OrganizationFactory(verified=True)
    by, city = member_of(ours, Level.EDITOR), UserFactory(coordinator=True)
    one = proposal("draft", organization=ours)
    proposals.submit_proposal(one, by=by, seen_version=1, now=HANDED_IN)
    return one, by, city


@pytest.mark.django_db
def test_it_is_late_from_the_first_second_of_the_next_day_and_told_once() -> None:
    one, by, city = _handed_in()
    ours_too = UserFactory(coordinator=True)
    MembershipFactory(organization=one.organization, user=ours_too, level=Level.VIEWER)
    assert str(promise_of(one)) == PROMISED
    before, after = END - timedelta(seconds=1), END + timedelta(seconds=1)
    assert (is_late(one, before), remind_late_proposals(before), _mails()) == (False, 0, [])
    assert not Proposal.objects.late(before.date()).exists()
    assert (is_late(one, END), remind_late_proposals(END)) == (True, 1)
    assert _mails() == [("proposals.late", city.pk), ("proposals.longer", by.pk)]
    assert [remind_late_proposals(moment) for moment in (after, END + timedelta(days=30))] == [0, 0]
    assert (len(_mails()), remind_late(after)) == (2, 0)


@pytest.mark.django_db
def test_a_new_promise_that_is_broken_is_told_anew() -> None:
    one, by, city = _handed_in()
    remind_late_proposals(END)
    decisions.talk_about_proposal(one, by=city, text="いつから", now=END)
    thread = Thread.objects.get()
    # It is their turn: however long they take, nobody is told off.
    assert (promise_of(Proposal.objects.get()), remind_late_proposals(END + timedelta(days=99))) == (None, 0)
    asked = datetime(2027, 2, 1, 9, tzinfo=_TOKYO)  # a Monday: three opening days until the 4th
    write_post(thread, by=by, text="4月からです", now=asked)
    fifth = datetime(2027, 2, 5, tzinfo=_TOKYO)
    assert [remind_late_proposals(moment) for moment in (fifth - timedelta(seconds=1), fifth, fifth)] == [0, 1, 0]
    # Nobody's turn, and no decision: something comes of it five opening days after the last word (the 8th).
    thread.refresh_from_db()
    settle_thread(thread, by=city, now=fifth)
    ninth = datetime(2027, 2, 9, tzinfo=_TOKYO)
    assert str(promise_of(Proposal.objects.get())) == "2027-02-08"
    assert [remind_late_proposals(moment) for moment in (ninth - timedelta(seconds=1), ninth, ninth)] == [0, 1, 0]
    decisions.decline_proposal(Proposal.objects.get(), by=city, reason="理由", seen_version=1, now=ninth)
    assert (promise_of(Proposal.objects.get()), remind_late_proposals(ninth + timedelta(days=99))) == (None, 0)
    assert len(_mails()) == 6


@pytest.mark.django_db
def test_a_word_that_answers_nothing_does_not_stop_the_clock_of_what_nobody_has_read() -> None:
    one, _by, city = _handed_in()
    write_post(Thread.objects.get(), by=city, text="受け取りました", now=HANDED_IN)
    assert str(promise_of(Proposal.objects.get())) == PROMISED
    assert remind_late_proposals(END) == 1
    assert _mails()[0][0] == "proposals.late"
    assert one.pk


@pytest.mark.django_db(transaction=True)
def test_two_beats_tell_once() -> None:
    _handed_in()
    assert at_once([lambda: remind_late_proposals(END), lambda: remind_late_proposals(END)]) == [None, None]
    assert len(_mails()) == 2


@pytest.mark.django_db
def test_samples_are_not_reminded_of() -> None:
    proposal("submitted", is_sample=True, submitted_at=HANDED_IN)
    assert (remind_late_proposals(END), _mails()) == (0, [])


@pytest.mark.django_db
def test_the_database_and_the_page_mean_the_same_day() -> None:
    """Each state × turn × age: what the queryset finds is what the rule says."""
    made = []
    for day in range(1, 29):
        at = datetime(2026, 12, day, 23, 59, tzinfo=_TOKYO)
        for state, turn in (("submitted", ""), ("talking", ""), ("talking", Side.MEMBERS), ("talking", Side.STAFF)):
            one = proposal(state, submitted_at=at)
            due = opening_day_after(at.date(), 3) if turn == Side.STAFF else None
            since = at if turn else None
            Thread.objects.filter(pk=one.thread_id).update(
                last_post_at=at, waits_for=turn, answer_by=due, waits_since=since
            )
            made.append(one.pk)
    rows = list(Proposal.objects.select_related("thread", "organization"))
    for day in (8, 23, 29):
        now = datetime(2026, 12, day, 0, 0, tzinfo=_TOKYO)
        assert set(Proposal.objects.late(now.date())) == {one for one in rows if is_late(one, now)}, day
    assert set(Proposal.objects.with_city()) == {one for one in rows if promise_of(one)}
    assert len(rows) == len(made)


@settings(max_examples=30, deadline=None)
@given(st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 12, 31)), st.integers(1, 12))
def test_the_latest_day_past_is_the_last_of_which_the_promise_is_broken(today: Any, number: int) -> None:
    found = latest_day_past(today, number)
    assert opening_day_after(found, number) < today <= opening_day_after(found + timedelta(days=1), number)


@pytest.mark.django_db
def test_mails_say_what_is_true_when_they_are_sent() -> None:
    one, by, city = _handed_in()
    gone, joins = member_of(one.organization, Level.OWNER), UserFactory(coordinator=True)
    rows = {(row.kind, row.user_id): row for row in Mailing.objects.all()}
    receipt, news = rows["proposals.told", by.pk], rows["proposals.arrived", city.pk]
    letter = told(receipt)
    assert letter is not None
    assert (letter.subject, "1月7日" in letter.paragraphs[1]) == (
        "共創提案を受け取りました：「ひみつの提案：移動図書室」",
        True,
    )
    link = f"/me/organizations/{one.organization_id}/proposals/{one.pk}/"
    assert [address.endswith(link) for _label, address in letter.links] == [True]
    found = arrived(news)
    assert found is not None
    assert "ひみつの本文" not in " ".join(found.paragraphs)
    with time_machine.travel(END, tick=False):
        remind_late_proposals(END)
        rows = {(row.kind, row.user_id): row for row in Mailing.objects.all()}
        assert late(rows["proposals.late", city.pk]) is not None
        assert longer(rows["proposals.longer", by.pk]) is not None
        # Whoever left, or joined the other side, hears nothing any more.
        gone.memberships.all().delete()
        assert longer(rows["proposals.longer", gone.pk]) is None
        MembershipFactory(organization=one.organization, user=joins, level=Level.VIEWER)
        assert late(rows["proposals.late", joins.pk]) is None
        decisions.talk_about_proposal(one, by=city, text="いつから", now=END)
        assert [late(rows["proposals.late", city.pk]), longer(rows["proposals.longer", by.pk])] == [None, None]
        assert (told(receipt), arrived(news)) == (None, None)
