"""Two who act at the same moment: one wins, and the other is told; a double tap is one."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from hub.notifications.models import Mailing
from hub.threads.models import Post, Thread
from hub.threads.services import StaleError, open_thread, write_post
from hub.threads.services.clock import remind_late
from tests.hub.accounts.factories import OrganizationFactory, UserFactory, member_of
from tests.hub.threads.talks import talk
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_answer_at_once_the_second_reads_the_first() -> None:
    one = talk()
    shown, people = one.posts.get().pk, [UserFactory(coordinator=True) for _n in range(2)]
    acts: list[Any] = [
        lambda by=by: write_post(Thread.objects.get(), by=by, text=f"{by}から", seen=shown) for by in people
    ]
    outcomes = at_once(acts)
    assert [type(error) for error in outcomes if error] == [StaleError]
    assert Post.objects.latest("pk").author == people[outcomes.index(None)]


def test_a_double_tap_opens_one_talk_and_writes_one_post() -> None:
    ours, key = OrganizationFactory(verified=True), uuid.uuid4()
    by = member_of(ours)
    opening: list[Any] = [lambda: open_thread(ours, by=by, subject="一度", text="話", key=key)] * 3
    assert at_once(opening) == [None] * 3
    one = Thread.objects.get()
    assert at_once([lambda: write_post(one, by=by, text="また", key=key)] * 3) == [None] * 3
    assert Post.objects.count() == 2


def test_two_beats_remind_once() -> None:
    UserFactory(coordinator=True)
    talk(now=timezone.now() - timedelta(days=30))
    Mailing.objects.all().delete()
    assert at_once([remind_late, remind_late]) == [None, None]
    assert Mailing.objects.count() == 1
