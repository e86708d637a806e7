"""Who hears by mail that the other side has written, how often, and in what words: never those of the talk."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import resolve
from django.utils import timezone

from hub.accounts.enums import Level
from hub.accounts.models import Membership
from hub.notifications.models import Mailing
from hub.threads import services
from hub.threads.services.clock import remind_late
from tests.hub.accounts.factories import MembershipFactory, OrganizationFactory, UserFactory, member_of
from tests.hub.accounts.letters import sent
from tests.hub.threads.talks import talk

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=timezone.get_default_timezone())


def told() -> list[int | None]:
    return list(Mailing.objects.filter(kind="threads.written").order_by("pk").values_list("user", flat=True))


def test_members_who_write_and_coordinators_hear_and_nobody_else() -> None:
    ours = OrganizationFactory(verified=True)
    owner, editor = member_of(ours), member_of(ours, Level.EDITOR)
    member_of(ours, Level.VIEWER)
    member_of(ours, is_active=False)
    city, also = UserFactory(coordinator=True), UserFactory(coordinator=True)
    UserFactory(administrator=True)
    UserFactory(planner=True)
    both = UserFactory(coordinator=True)
    MembershipFactory(organization=ours, user=both, level=Level.VIEWER)
    one = talk(ours, by=owner)
    assert told() == [city.pk, also.pk]
    Mailing.objects.all().delete()
    services.write_post(one, by=city, text="はい")
    assert told() == [owner.pk, editor.pk]


def test_administrators_hear_where_there_is_no_coordinator() -> None:
    administrator = UserFactory(administrator=True)
    talk()
    assert told() == [administrator.pk]


def test_ten_posts_in_a_row_are_one_mail_and_one_a_day_until_they_are_read(settings: Any) -> None:
    city = UserFactory(coordinator=True)
    one = talk(now=NOON)
    by = one.posts.get().author
    for minute in range(9):
        services.write_post(one, by=by, text="また", now=NOON + timedelta(minutes=minute))
    (mailing,) = Mailing.objects.all()
    assert (mailing.user, mailing.due_at) == (city, NOON + timedelta(seconds=settings.HUB_THREAD_MAIL_SECONDS))
    services.write_post(one, by=by, text="あす", now=NOON + timedelta(days=1))
    assert told() == [city.pk] * 2
    services.mark_read(one, by=city, up_to=one.posts.latest("pk").pk)
    services.write_post(one, by=by, text="読まれたあと", now=NOON + timedelta(days=1, minutes=1))
    assert told() == [city.pk] * 3


def test_who_never_writes_for_the_city_is_told_of_each_turn_of_its_own() -> None:
    writes, reads_mail = UserFactory(coordinator=True), UserFactory(coordinator=True)
    one = talk(now=NOON)
    by = one.posts.get().author
    services.write_post(one, by=writes, text="はい", now=NOON + timedelta(minutes=10))
    for minute in (20, 21):
        services.write_post(one, by=by, text="もうひとつ", now=NOON + timedelta(minutes=minute))
    assert told() == [writes.pk, reads_mail.pk, by.pk, writes.pk, reads_mail.pk]


@pytest.mark.parametrize("side", ["members", "staff"])
def test_the_mail_has_the_title_and_a_link_and_not_the_words(side: str, settings: Any) -> None:
    settings.SITE_URL = "http://testserver"
    city, ours = UserFactory(coordinator=True), OrganizationFactory(verified=True, name="かどの\nパン")
    owner = member_of(ours)
    by, to = (owner, city) if side == "staff" else (city, owner)
    one = talk(ours, by=by, subject="会議室のこと", text="ひみつの話")
    (mail,) = sent()
    letter = mail.letter
    assert letter is not None
    assert (mail.to, "会議室のこと" in str(letter), "ひみつの話" in str(letter)) == (to.email, True, False)
    match = resolve(mail.path)
    expected = ("threads:staff_talk", {"pk": one.pk})
    if side == "members":
        expected = ("threads:talk", {"organization": ours.pk, "pk": one.pk})
    assert (match.view_name, match.kwargs) == expected
    assert "\n" not in letter.subject


@pytest.mark.parametrize("change", ["read", "answered", "left", "gone", "no_right"])
def test_what_is_no_longer_news_is_not_sent(change: str) -> None:
    city, other = UserFactory(coordinator=True), UserFactory(coordinator=True)
    is_member = change in {"left", "read"}
    one = talk(by=city) if is_member else talk()
    if change == "left":
        Membership.objects.all().delete()
    elif change == "read":
        owner = member_of(one.organization)
        Mailing.objects.all().delete()
        services.write_post(one, by=city, text="はい")
        services.mark_read(one, by=owner, up_to=one.posts.latest("pk").pk)
    elif change == "answered":
        services.write_post(one, by=other, text="はい")
        Mailing.objects.exclude(user=city).delete()
    elif change == "no_right":
        for user in (city, other):
            user.groups.clear()
    else:  # the running hub deletes no talk, an administrator of the database may
        Mailing.objects.update(ids={"thread": 0})
    assert {mail.letter for mail in sent()} <= {None}


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_late_answer_is_told_while_it_is_late(is_answered: bool, settings: Any) -> None:
    settings.SITE_URL = "http://testserver"
    city = UserFactory(coordinator=True)
    one = talk(now=timezone.now() - timedelta(days=30))
    Mailing.objects.all().delete()
    remind_late()
    if is_answered:
        services.settle_thread(one, by=city)
    (mail,) = sent()
    assert mail.to == city.email
    assert (mail.letter is None) == is_answered
    if mail.letter:
        assert resolve(mail.path).view_name == "threads:staff_talk"
