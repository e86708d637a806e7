"""Who applies, what is promised, who is told of what, and what remains."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from hub.accounts.services.deletion import delete_account
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from hub.pages.personal_data import personal_data
from partners.models import ActivityCertificate, ApplicationMessage, Role, RoleApplication
from partners.services import application_clock as clock
from partners.services import applications as services
from partners.services.application_forgetting import forget_applicant, forget_old_names
from partners.services.applications import Said
from tests.hub.accounts.factories import UserFactory, member_of
from tests.hub.accounts.letters import sent
from tests.partners.activities import certificate, editor_of, hours, message, offer, request_to, working
from tests.partners.cocreation import application, role

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")


def _kinds() -> list[str]:
    return sorted(Mailing.objects.values_list("kind", flat=True))


def test_a_double_tap_is_one_application_and_one_mail() -> None:
    one, by, key = role(), UserFactory(), uuid.uuid4()
    member_of(one.organization)
    first = services.apply(one, by=by, said=Said("はな", text="土曜なら"), key=key)
    assert services.apply(one, by=by, said=Said("はな", text="土曜なら"), key=key) == first
    assert (RoleApplication.objects.count(), ApplicationMessage.objects.count(), _kinds()) == (
        1,
        1,
        ["applications.new"],
    )
    with pytest.raises(DomainError, match="もう申し込んでいます"):
        services.apply(one, by=by, said=Said("はな"))
    services.withdraw_application(first, by=by)
    assert services.apply(one, by=by, said=Said("はな")).pk != first.pk


@pytest.mark.parametrize(
    ("youngest", "said", "error"),
    [
        (None, {}, ""),
        (None, {"is_minor": True}, "保護者の同意"),
        (None, {"is_minor": True, "guardian_agrees": True}, ""),
        (15, {}, "15歳から"),
        (15, {"is_old_enough": True}, ""),
        (15, {"is_old_enough": True, "is_minor": True, "guardian_agrees": True}, ""),
        (18, {"is_old_enough": True, "is_minor": True, "guardian_agrees": True}, "18歳から"),
        (None, {"name": " "}, "何とよべば"),
    ],
)
def test_who_is_too_young_and_who_has_no_agreement_does_not_apply(
    youngest: int | None, said: dict[str, Any], error: str
) -> None:
    one = role(youngest=youngest)
    asked = Said(**{"name": "はな"} | said)
    if error:
        with pytest.raises(DomainError, match=error):
            services.apply(one, by=UserFactory(), said=asked)
    else:
        services.apply(one, by=UserFactory(), said=asked)
    assert RoleApplication.objects.count() == (0 if error else 1)


def test_the_last_place_is_given_away_once_and_is_free_again() -> None:
    one = role(places=1)
    first, second = application(to=one), application(to=one)
    by = member_of(one.organization)
    services.accept_application(first, by=by)
    with pytest.raises(services.FullError):
        services.accept_application(second, by=by)
    with pytest.raises(DomainError, match="人数に達しました"):
        services.apply(one, by=UserFactory(), said=Said("はな"))
    services.end_application(first, by=first.user)
    assert Role.objects.get().filled == 0
    services.accept_application(second, by=by)
    assert (Role.objects.get().filled, RoleApplication.objects.get(pk=second.pk).state) == (1, "accepted")


def test_what_the_organisation_writes_is_its_answer_and_what_the_person_writes_is_answered_anew() -> None:
    one, now = application(to=role(answer_days=3)), timezone.now()
    by = editor_of(one)
    services.write_message(one, by=one.user, text="もうひとつ", now=now)
    assert RoleApplication.objects.get().answer_by == timezone.localdate(now)  # a promise that runs is not put off
    services.write_message(one, by=by, text="来週お返事します", now=now)
    assert RoleApplication.objects.get().answer_by is None
    services.write_message(one, by=one.user, text="わかりました", now=now)
    assert RoleApplication.objects.get().answer_by == timezone.localdate(now) + timedelta(days=3)


def test_who_has_not_read_is_told_once_and_no_mail_holds_a_word_of_people() -> None:
    one = application(name="ひみつの名")
    by, person = editor_of(one), one.user
    for text in ("ひみつのA", "ひみつのB"):
        services.write_message(RoleApplication.objects.get(), by=person, text=text)
    assert _kinds() == ["applications.message"]
    newest = ApplicationMessage.objects.latest("pk").pk
    services.mark_read(one, by=by, up_to=newest)
    services.write_message(RoleApplication.objects.get(), by=person, text="ひみつのC")
    services.accept_application(one, by=by, text="ひみつのD")
    letters = sent()
    assert sorted(mail.kind for mail in letters) == ["applications.message"] * 2 + ["applications.told"]
    for mail in letters:
        said = [mail.letter.subject, *mail.letter.paragraphs, *(url for _label, url in mail.letter.links)]
        assert "ひみつ" not in "".join(said)
        assert person.email not in "".join(said)


def _at(day: date, hour: int = 0, second: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 0, second, tzinfo=TOKYO)


def test_the_promise_is_kept_in_mind_the_day_before_and_when_it_is_broken() -> None:
    """Over the turn of the year, to the second; each once."""
    day = date(2027, 1, 2)
    one = application(applied_at=_at(date(2026, 12, 28)), answer_by=day)
    by, coordinator = editor_of(one), UserFactory(coordinator=True)
    before = _at(day) - timedelta(days=1)
    assert [clock.remind_promises(before - timedelta(seconds=1)), clock.tell_late(before)] == [0, 0]
    assert [clock.remind_promises(before), clock.remind_promises(before)] == [1, 0]
    over = _at(day + timedelta(days=1))
    assert [clock.tell_late(over - timedelta(seconds=1)), clock.tell_late(over), clock.tell_late(over)] == [0, 1, 0]
    told = sorted((mail.kind, mail.user_id) for mail in Mailing.objects.all())
    assert told == sorted(
        [
            ("applications.soon", by.pk), ("applications.late", by.pk), ("applications.late", coordinator.pk),
            ("applications.waits", one.user_id),
        ]
    )  # fmt: skip


def test_who_waits_is_told_once_that_the_role_was_closed() -> None:
    waiting, done = application(), application("accepted")
    now = timezone.now()
    assert clock.tell_of_closed(now) == 0
    Role.objects.update(state="closed", closed_at=now)
    assert [clock.tell_of_closed(now), clock.tell_of_closed(now)] == [1, 0]
    assert [mail.user_id for mail in Mailing.objects.all()] == [waiting.user_id]
    assert done.user_id != waiting.user_id
    Role.objects.update(closed_at=now + timedelta(days=3))  # opened and closed once more
    assert clock.tell_of_closed(now + timedelta(days=4)) == 1


def test_names_and_messages_go_in_time_and_hours_and_certificates_stay(settings: Any) -> None:
    settings.HUB_ROLE_NAMES_DAYS = 365
    ended = timezone.now()
    one = working(state="ended", ended_at=ended)
    message(one)
    asked = request_to(offer(), one.role.organization, "refused", decided_at=ended)
    hours(one), certificate(one)
    due = ended + timedelta(days=365)
    assert [forget_old_names(due - timedelta(seconds=1)), forget_old_names(due, is_dry_run=True)] == [0, 2]
    assert [forget_old_names(due), forget_old_names(due)] == [2, 0]
    one.refresh_from_db()
    asked.refresh_from_db()
    assert (one.name, one.messages.get().text, asked.text) == ("", "", "")
    assert (one.hours.counting().minutes(), one.certificates.get().name) == (90, "ひみつの本名")
    with pytest.raises(DomainError, match="もう書けません"):
        services.write_message(one, by=one.user, text="ひさしぶり")


def test_what_goes_on_never_is_forgotten(settings: Any) -> None:
    settings.HUB_ROLE_NAMES_DAYS = 1
    one = working(days=400)
    assert forget_old_names(timezone.now() + timedelta(days=999)) == 0
    assert RoleApplication.objects.get().name == one.name == "ひみつの申込者"


def test_with_the_account_everything_goes_that_tells_who_it_was() -> None:
    one = working(role(places=1))
    other = application(user=one.user)
    message(one), hours(one, disputed_by="person", dispute="ひみつ", counts=False), certificate(one)
    writer = editor_of(one)
    request_to(offer(one.user), one.role.organization)
    delete_account(one.user, forget=forget_applicant)
    states = dict(RoleApplication.objects.values_list("pk", "state"))
    assert states == {one.pk: "ended", other.pk: "withdrawn"}
    assert set(RoleApplication.objects.values_list("name", "user")) == {("", None)}
    assert ApplicationMessage.objects.get().text == ""
    assert (one.hours.get().text, one.hours.get().dispute, ActivityCertificate.objects.count()) == ("", "", 0)
    assert Role.objects.get(pk=one.role_id).filled == 0
    assert Mailing.objects.filter(kind="applications.told", user=writer).count() == 1


def test_neither_a_role_nor_its_organisation_goes_while_somebody_has_applied() -> None:
    one = working(state="ended", ended_at=timezone.now())
    hours(one), certificate(one)
    for thing in (one.role.organization, one.role):
        with pytest.raises(ProtectedError):
            thing.delete()
    assert (one.hours.count(), ActivityCertificate.objects.count()) == (1, 1)
    # Also when the person has gone: what was done is counted still.
    delete_account(one.user, forget=forget_applicant)
    with pytest.raises(ProtectedError):
        one.role.organization.delete()
    assert (one.hours.count(), list(Role.objects.all())) == (1, [one.role])


def test_the_download_holds_what_is_kept_of_the_person() -> None:
    one = working()
    message(one), hours(one), certificate(one)
    request_to(offer(one.user), one.role.organization)
    found = personal_data(one.user)
    assert [row["name"] for row in found["role_applications"]] == ["ひみつの申込者"]
    assert [row["text"] for row in found["role_messages"]] == ["ひみつの言葉"]
    assert [row["minutes"] for row in found["role_hours"]] == [90]
    assert [row["name"] for row in found["role_certificates"]] == ["ひみつの本名"]
    assert [row["text"] for row in found["skill_requests"]] == ["ひみつのお願い"]
    other = personal_data(UserFactory())
    assert [other[name] for name in ("role_applications", "role_messages", "role_hours", "skill_offers")] == [[]] * 4


def test_what_is_late_keeps_nobody_elses_promise_from_being_kept_in_mind(monkeypatch: Any) -> None:
    """However many of those were never reminded of, while the beat was away."""
    monkeypatch.setattr(clock, "_AT_ONCE", 1)
    today = timezone.localdate()
    for days in (-1, 0):
        application(applied_at=timezone.now() - timedelta(days=3), answer_by=today + timedelta(days=days))
    assert [clock.remind_promises(), clock.remind_promises()] == [1, 0]
    assert list(RoleApplication.objects.exclude(reminded_at=None).values_list("answer_by", flat=True)) == [today]
