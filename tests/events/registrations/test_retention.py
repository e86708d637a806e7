"""Promise 11: some days after the last date no table holds who took part; how many they were stays."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.db.utils import ProgrammingError

from events.enums import Participation
from events.models import Occurrence, Registration, RegistrationMove
from events.registration_enums import RegistrationScope
from events.services import registrations
from events.services.listing import refresh_events
from events.services.registrations.retention import remove_names
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from tests.events.factories import moment
from tests.events.registrations.people import date, registered
from tests.hub.accounts.factories import UserFactory
from tests.locks import holding

pytestmark = pytest.mark.django_db
STARTS = moment(2026, 12, 1, 10)
ENDS = STARTS + timedelta(hours=2)
DUE = ENDS + timedelta(days=30)
DAY = timedelta(days=1)
# Words that stand nowhere else in the database.
WORDS = (
    "くさぶえ太郎",
    "kusabue@example.org",
    "042-987-6543",
    "みどりの杖を持つ",
    "ひみつの答え",
    "くさぶえさんから電話",
)


@pytest.fixture(autouse=True)
def _november() -> Any:
    with time_machine.travel(moment(2026, 11, 20), tick=False):
        yield


def _everywhere(word: str) -> list[str]:
    """Tables that hold a word, in whichever column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT 1 FROM "{table}" t WHERE t::text LIKE %s LIMIT 1', [f"%{word}%"])
            if cursor.fetchone():
                found.append(table)
        return found


def _filled(at: Occurrence, **who: Any) -> Registration:
    applicant = registrations.Applicant(**{"name": WORDS[0], "phone": WORDS[2]} | who)
    asked = registrations.Asked(
        party=2, wishes=["wheelchair"], wish_note=WORDS[3], answers={"1": WORDS[4]}, is_first=True
    )
    return registrations.register(at.pk, applicant, asked).registration


def test_nothing_is_left_anywhere() -> None:
    at = date(20, starts_at=STARTS)
    staff, resident = UserFactory(staff=True), UserFactory()
    _filled(at)
    _filled(at, email=WORDS[1], phone="")
    own = _filled(at, user=resident, phone="")
    registrations.cancel(own, by=resident)
    other = registered(at, 4)
    registrations.cancel(other, by=staff, note=WORDS[5], is_own=False)
    # A mail that holds an address all the same, sent after the date.
    Mailing.objects.create(
        idempotency_key="x", kind="registration_thanks", address=WORDS[1], ids={"registration": own.pk},
        due_at=ENDS, message_id="x",
    )  # fmt: skip
    assert [bool(_everywhere(word)) for word in WORDS] == [True] * len(WORDS)
    before = Registration.objects.order_by("pk").values_list("state", "party", "seats", "is_first", "code", "via")
    kept = list(before)
    assert remove_names(now=DUE) == 4
    assert {word: _everywhere(word) for word in WORDS} == {word: [] for word in WORDS}
    assert list(before.all()) == kept
    assert Occurrence.objects.get(pk=at.pk).taken == 4
    # Nor is it told by which account it was; what staff did is still told of them.
    rows = (
        Registration.objects.order_by()
        .values_list("user", "person", "wishes", "answers", "names_removed_at")
        .distinct()
    )
    assert list(rows) == [(None, "", [], {}, DUE)]
    moves = RegistrationMove.objects.order_by("pk").values_list("by", flat=True)
    assert {resident.pk, staff.pk} & set(moves) == {staff.pk}


@pytest.mark.parametrize(
    ("now", "removed"),
    [(DUE - DAY, 0), (DUE - timedelta(seconds=1), 0), (DUE, 1), (DUE + DAY, 1)],
    ids=["a day before", "a second before", "due", "a day after"],
)
def test_on_its_day_over_new_year(now: datetime, removed: int) -> None:
    """The thirty days end on 31 December, at noon in the city."""
    at = date(starts_at=STARTS)
    registered(at)
    assert moment(2026, 12, 31, 12) == DUE
    assert (remove_names(now=now, is_dry_run=True), remove_names(now=now), remove_names(now=now)) == (
        removed,
        removed,
        0,
    )


def test_of_a_course_after_its_last_date() -> None:
    at = date(starts_at=STARTS, starts=4, scope=RegistrationScope.COURSE)
    single = date(starts_at=STARTS)
    registered(at)
    registered(single)
    last = DUE + timedelta(days=21)
    assert [remove_names(now=now) for now in (DUE, last - DAY, last)] == [1, 0, 1]


def test_a_date_that_was_put_off_is_waited_for() -> None:
    at = date(starts_at=STARTS)
    registered(at)
    Occurrence.objects.filter(pk=at.pk).update(starts_at=STARTS + 7 * DAY, ends_at=ENDS + 7 * DAY)
    refresh_events([at.event_id])
    assert [remove_names(now=now) for now in (DUE, DUE + 6 * DAY, DUE + 7 * DAY)] == [0, 0, 1]


@pytest.mark.parametrize("participation", [Participation.FREE, Participation.LOT, Participation.APPROVAL])
def test_whatever_became_of_them(participation: Participation) -> None:
    at = date(1, starts_at=STARTS, participation=participation)
    for number in range(3):
        registered(at, number)
    registrations.expire_due(now=ENDS)
    assert remove_names(now=DUE) == 3
    assert set(Registration.objects.values_list("name", "phone", "person")) == {("", "", "")}


def test_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.services.registrations.retention._BATCH", 3)
    at, other = date(50, starts_at=STARTS), date(50, starts_at=STARTS)
    for number in range(8):
        registered(at, number)
    registered(other, 1)
    assert remove_names(now=DUE) == 9
    assert not Registration.objects.exclude(name="").exists()


def test_by_hand_it_is_counted_first() -> None:
    at = date(starts_at=STARTS)
    registered(at)
    said = StringIO()
    with time_machine.travel(DUE, tick=False):
        call_command("remove_participant_names", "--dry-run", stdout=said)
        assert Registration.objects.get().name == "ひと1"
        call_command("remove_participant_names", stdout=said)
        call_command("remove_participant_names", stdout=said)
    assert said.getvalue().splitlines() == [
        "名前を消すことになる申込: 1件", "名前を消した申込: 1件", "名前を消した申込: 0件",
    ]  # fmt: skip


def test_nobody_writes_a_name_back() -> None:
    at = date(starts_at=STARTS)
    row = registered(at)
    remove_names(now=DUE)
    changes = registrations.Changes(WORDS[0], WORDS[2], 1, [], "", {}, None)
    with pytest.raises(DomainError, match="この申込は、もう変えられません。"):
        registrations.change_registration(row, changes, is_own=False, now=DUE)
    assert _everywhere(WORDS[0]) == []


def test_a_note_is_not_rewritten_by_any_other_way() -> None:
    """The running role can empty the notes of those whose names are gone, and no others."""
    at = date(starts_at=STARTS)
    row = registered(at)
    registrations.cancel(row, note=WORDS[5], is_own=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT events_forget_notes_of_registrations(%s)", [[row.pk]])
        assert cursor.fetchone() == (0,)
    assert RegistrationMove.objects.filter(note=WORDS[5]).count() == 1
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("UPDATE events_registrationmove SET note = ''")


@pytest.mark.django_db(transaction=True)
def test_a_date_that_somebody_holds_is_taken_up_in_the_next_turn() -> None:
    at, other = date(starts_at=STARTS), date(starts_at=STARTS)
    registered(at)
    registered(other)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    try:
        with holding(at):
            assert remove_names(now=DUE) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
    assert remove_names(now=DUE) == 1
