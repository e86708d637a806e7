"""Reminders: once, by day, of what is still to come; over New Year, holidays and midnight in the city."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from events.enums import OccurrenceState, Participation, State
from events.models import Event, Occurrence, Registration
from events.registration_enums import RegistrationScope
from events.services import registrations
from events.services.listing import refresh_events
from events.services.registrations import letters
from events.services.registrations.reminding import remind_due, reminded_at
from hub.notifications.letters import Letter, writer_of
from hub.notifications.models import Mailing
from tests.events.factories import moment
from tests.events.registrations.people import date, registered
from tests.hub.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
STARTS = moment(2026, 12, 5, 14)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(moment(2026, 11, 20), tick=False) as november:
        yield november


def resident(at: Occurrence, **asked: Any) -> Registration:
    """Somebody with an account, who can be written to."""
    who = registrations.Applicant(name="ふみ", user=UserFactory())
    return registrations.register(at.pk, who, registrations.Asked(**asked)).registration


def reminded() -> list[int]:
    """Registrations with a reminder in the outbox, one entry for each mail."""
    return [one.ids["registration"] for one in Mailing.objects.filter(kind=letters.REMINDER).order_by("pk")]


def written() -> Letter | None:
    """What the last reminder says when it is sent now."""
    mailing = Mailing.objects.filter(kind=letters.REMINDER).order_by("pk").last()
    writer = writer_of(letters.REMINDER)
    assert mailing is not None
    assert writer is not None
    return writer(mailing)


@pytest.mark.parametrize(
    ("starts", "wanted"),
    [
        ((2026, 12, 5, 14), (2026, 12, 4, 14)),
        ((2026, 12, 5, 8), (2026, 12, 4, 8)),
        # By night: the next morning, if that is early enough.
        ((2026, 12, 5, 7, 59), (2026, 12, 4, 8)),
        ((2026, 12, 5, 19, 59), (2026, 12, 4, 19, 59)),
        ((2026, 12, 5, 20), (2026, 12, 5, 8)),
        ((2026, 12, 5, 6, 30), (2026, 12, 4, 8)),
        # At midnight, where no hour is known; over New Year.
        ((2026, 12, 5, 0), (2026, 12, 4, 8)),
        ((2027, 1, 1, 0), (2026, 12, 31, 8)),
        ((2027, 1, 1, 10), (2026, 12, 31, 10)),
        ((2026, 12, 31, 23, 45), (2026, 12, 31, 8)),
        ((2027, 1, 2, 0, 30), (2027, 1, 1, 8)),
    ],
)
def test_when(starts: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    assert reminded_at(moment(*starts)) == moment(*wanted)


@pytest.mark.parametrize(
    ("hours", "starts", "wanted"),
    [
        (3, (2026, 12, 5, 7), (2026, 12, 4, 19)),
        (3, (2026, 12, 5, 9, 30), (2026, 12, 4, 19)),
        (3, (2026, 12, 5, 10), (2026, 12, 5, 8)),
        (3, (2026, 12, 5, 12), (2026, 12, 5, 9)),
        (3, (2026, 12, 5, 23), (2026, 12, 5, 19)),
        (3, (2027, 1, 1, 0, 30), (2026, 12, 31, 19)),
        (48, (2027, 1, 1, 10), (2026, 12, 30, 10)),
    ],
)
def test_when_by_another_setting(settings: Any, hours: int, starts: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    settings.HUB_REGISTRATION_REMIND_HOURS = hours
    assert reminded_at(moment(*starts)) == moment(*wanted)


def test_once_to_the_minute() -> None:
    at = date(starts_at=STARTS)
    row = resident(at)
    registered(at, 2)  # left a number alone
    due = STARTS - DAY
    assert [remind_due(now=now) for now in (due - DAY, due - MINUTE, due, due, due + MINUTE)] == [0, 0, 1, 0, 0]
    assert reminded() == [row.pk]


@pytest.mark.parametrize(
    ("back_at", "number"),
    [
        (moment(2026, 12, 4, 19, 59), 1),
        # Nobody is woken: who was not told in the evening is told in the morning.
        (moment(2026, 12, 4, 20), 0),
        (moment(2026, 12, 5, 7, 59), 0),
        (moment(2026, 12, 5, 8), 1),
        (STARTS - MINUTE, 1),
        (STARTS, 0),
        (STARTS + DAY, 0),
    ],
)
def test_also_when_the_worker_was_away(back_at: datetime, number: int) -> None:
    resident(date(starts_at=STARTS))
    assert remind_due(now=back_at) == number


@pytest.mark.parametrize(
    "change",
    [
        {"occurrence": {"state": OccurrenceState.CANCELLED}},
        {"event": {"state": State.HIDDEN}},
        {"event": {"state": State.CLOSED}},
        {"registration": {"state": "cancelled", "seats": 0}},
        {"registration": {"state": "waiting", "seats": 0, "queue_number": 1}},
        {"registration": {"user": None}},
    ],
    ids=["called off", "hidden", "closed", "cancelled", "waits", "account gone"],
)
@pytest.mark.parametrize("is_queued", [False, True])
def test_not_of_what_is_off(change: dict[str, Any], is_queued: bool) -> None:
    """Neither queued, nor, where it was queued before, written."""
    at = date(starts_at=STARTS)
    row, now = resident(at), STARTS - DAY
    assert not is_queued or remind_due(now=now) == 1
    for name, fields in change.items():
        rows: Any = {"occurrence": Occurrence, "event": Event, "registration": Registration}[name].objects
        rows.filter(pk={"occurrence": at.pk, "event": at.event_id, "registration": row.pk}[name]).update(**fields)
    assert remind_due(now=now) == 0
    with time_machine.travel(now, tick=False):
        assert not is_queued or written() is None


def test_who_came_late_has_just_had_a_mail(clock: Any) -> None:
    at = date(2, starts_at=STARTS)
    early, second = resident(at), resident(at)
    waits = resident(at)
    clock.move_to(STARTS - DAY)
    registrations.cancel(second)
    registrations.accept_offer(waits)
    late = date(5, starts_at=STARTS)
    resident(late)
    assert (remind_due(), reminded()) == (1, [early.pk])
    clock.move_to(STARTS - HOUR)
    assert (remind_due(), reminded()) == (0, [early.pk])


def test_a_date_that_moved_is_reminded_of_its_new_day(clock: Any) -> None:
    at = date(starts_at=STARTS)
    row = resident(at)
    clock.move_to(STARTS - DAY)
    assert remind_due() == 1
    _move(at, STARTS + 7 * DAY)
    assert (remind_due(), written()) == (0, None)
    clock.move_to(STARTS + 6 * DAY)
    assert (remind_due(), reminded()) == (1, [row.pk, row.pk])
    # Of another hour of the same day the mail about the change tells.
    _move(at, STARTS + 7 * DAY + HOUR)
    assert remind_due(now=STARTS + 6 * DAY + HOUR) == 0
    told = written()
    assert told is not None
    assert [line for line in told.paragraphs if line.startswith("日時")] == ["日時：12月12日(土) 15:00–17:00"]


def _move(at: Occurrence, to: datetime) -> None:
    Occurrence.objects.filter(pk=at.pk).update(
        starts_at=to, ends_at=to + 2 * HOUR, state=OccurrenceState.MOVED, moved_from=STARTS
    )
    refresh_events([at.event_id])


def test_of_a_course_each_date_is_reminded_of() -> None:
    at = date(starts_at=STARTS, starts=3, scope=RegistrationScope.COURSE)
    row = resident(at)
    assert [remind_due(now=STARTS + 7 * number * DAY - DAY) for number in range(3)] == [1, 1, 1]
    assert reminded() == [row.pk] * 3
    dates = list(at.event.occurrences.order_by("starts_at").values_list("pk", flat=True))
    assert [one.ids["date"] for one in Mailing.objects.filter(kind=letters.REMINDER).order_by("pk")] == dates


def test_what_it_says() -> None:
    at = date(starts_at=STARTS, message_after="うわばきを\n持ってきてください。", event={"title": "冬の茶話会"})
    row = resident(at, party=3)
    with time_machine.travel(STARTS - DAY, tick=False):
        remind_due()
        told = written()
    assert told is not None
    assert row.user is not None
    assert (told.subject, told.to) == ("もうすぐです：冬の茶話会", row.user.email)
    assert list(told.paragraphs) == [
        "申し込んだ催しが、もうすぐです。お待ちしています。", "日時：12月5日(土) 14:00–16:00", "3人での申込です。",
        "うわばきを", "持ってきてください。",
    ]  # fmt: skip
    own = f"/registrations/{row.pk}-{letters.link_token(row)}/"
    assert [url.split("//", 1)[1].partition("/")[2] for _label, url in told.links] == [
        own[1:],
        f"events/{at.event_id}/",
    ]


def test_also_of_what_is_free_and_of_who_won_a_lot() -> None:
    for participation in (Participation.FREE, Participation.LOT):
        at = date(None if participation == Participation.FREE else 5, starts_at=STARTS, participation=participation)
        Occurrence.objects.filter(pk=at.pk).update(deadline_at=STARTS - 5 * DAY)
        resident(at)
        if participation == Participation.LOT:
            with time_machine.travel(STARTS - 4 * DAY, tick=False):
                registrations.draw_lots(at, by=None)
        assert (participation, remind_due(now=STARTS - DAY)) == (participation, 1)
