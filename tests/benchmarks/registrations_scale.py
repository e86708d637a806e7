"""A million registrations over many dates: what each hot page and each turn of the beat takes, and that none of them reads
the table from end to end.

Every statement that was run is explained once more as it was; one that scans the registrations or their moves, or walks
their primary key from end to end, makes the run fail.
"""

import re
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.enums import Participation, State
from events.models import Event, Occurrence, Registration, RegistrationTerms
from events.queues import _unanswered_rows
from events.registration_enums import RegistrationScope
from events.services.listing import refresh_events
from events.services.registrations import drawing, reminding, retention, telling, thanks, waiting
from hub.accounts.models import User
from indicators.taking_part import by_event
from tests.events.members import member
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.accounts.signing_in import sign_in

EVENTS, DATES, PEOPLE, ACCOUNTS = 2_000, 10, 50, 500
ROUNDS = 3
_TABLE = r"events_registration(?:move)?"
_SCAN = re.compile(rf"Seq Scan on {_TABLE}\b|Scan using {_TABLE}_pkey on (?!.*\n *Index Cond)")
# Of past dates who came, was absent, cancelled; of coming ones who comes, waits, is asked, cancelled. One in ten is of an
# account; names are there until thirty days after.
_REGISTRATIONS = """
INSERT INTO events_registration (occurrence_id, scope, state, user_id, name, email, phone, person, language, party, seats,
    wishes, wish_note, answers, is_first, code, via, entered_by_id, "group", queue_number, held_until, sent_as, created_at,
    updated_at, names_removed_at)
SELECT date, scope, state, CASE WHEN n = 1 AND gone IS NULL THEN people[1 + date %% cardinality(people)] END,
    CASE WHEN gone IS NULL THEN 'ひと' || n ELSE '' END,
    CASE WHEN gone IS NULL AND n %% 2 = 0 THEN 'p' || date || '-' || n || '@example.org' ELSE '' END, '',
    CASE WHEN gone IS NULL THEN md5(date || '-' || n) ELSE '' END, 'ja', 1,
    CASE WHEN state IN ('confirmed', 'offered', 'attended', 'absent') THEN 1 ELSE 0 END,
    '{}', '', '{}', n %% 3 = 0, lpad((date::bigint * 1000 + n)::text, 12, '0'), 'web', NULL, NULL,
    CASE WHEN state IN ('waiting', 'offered') THEN n END, CASE WHEN state = 'offered' THEN now() + interval '1 day' END,
    gen_random_uuid(), starts_at - interval '20 days', starts_at - interval '20 days', gone
FROM (
    SELECT o.id AS date, n, o.starts_at, (SELECT array_agg(id) FROM accounts_user) AS people,
        CASE WHEN t.scope = 'course' THEN 'course' ELSE 'date' END AS scope,
        CASE WHEN o.ends_at < now() - interval '30 days' THEN o.ends_at + interval '30 days' END AS gone,
        CASE WHEN n %% 8 = 7 THEN 'cancelled'
            WHEN o.ends_at < now() THEN CASE WHEN n %% 10 = 9 THEN 'absent' ELSE 'attended' END
            WHEN n <= 40 THEN 'confirmed' WHEN n = 41 THEN 'offered' ELSE 'waiting' END AS state
    FROM events_occurrence o JOIN events_registrationterms t ON t.event_id = o.event_id, generate_series(1, %(people)s) n
    WHERE (t.course_date_id IS NULL OR t.course_date_id = o.id) AND o.id >= %(first)s
) made
"""
_MOVES = """
INSERT INTO events_registrationmove (registration_id, action, from_state, to_state, by_id, note, created_at)
SELECT id, 'register', '', 'confirmed', user_id, '', created_at FROM events_registration WHERE names_removed_at IS NULL
"""


def make() -> tuple[User, User]:
    """Two thousand events of ten weekly dates, three years back and one ahead; who looks after a tenth, and who takes part."""
    organization = OrganizationFactory(verified=True)
    writer, resident = member(organization), UserFactory()
    User.objects.bulk_create(User(email=f"a{n}@example.org", password="!") for n in range(ACCOUNTS))
    now = timezone.now()
    events = Event.objects.bulk_create(
        Event(title=f"会 {n}", participation=Participation.FIRST_COME, state=State.PUBLISHED, published_at=now,
              organizer=organization if n % 10 == 0 else None, venue_name="会館", is_free=True)
        for n in range(EVENTS)
    )  # fmt: skip
    begin = [now + timedelta(days=-1_095 + n * 1_460 // EVENTS, hours=n % 9) for n in range(EVENTS)]
    made = Occurrence.objects.bulk_create(
        Occurrence(event=event, starts_at=at, ends_at=at + timedelta(hours=2), capacity=45, taken=45, taken_told=45)
        for n, event in enumerate(events)
        for at in (begin[n] + timedelta(weeks=week) for week in range(DATES))
    )
    leads = {date.event_id: date for date in reversed(made)}
    RegistrationTerms.objects.bulk_create(
        RegistrationTerms(event=event, scope=RegistrationScope.COURSE, course_date=leads[event.pk])
        if n % 20 == 19
        else RegistrationTerms(event=event)
        for n, event in enumerate(events)
    )
    refresh_events([event.pk for event in events])
    first = min(date.pk for date in made)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_REGISTRATIONS, {"people": PEOPLE, "first": first})
        _fill_up(cursor, first)
        cursor.execute(_MOVES)
    # Who is to be telephoned.
    for date in Occurrence.objects.filter(pk__gte=first, starts_at__gt=now).order_by("starts_at", "pk")[:200]:
        _told(date)
    return writer, resident


def _fill_up(cursor: Any, first: int) -> None:
    """Of a course only its first date has registrations; the same number again stands at one great past event."""
    missing = 1_000_000 - Registration.objects.count()
    if missing > 0:
        date = Occurrence.objects.filter(pk__gte=first, starts_at__lt=timezone.now() - timedelta(days=400)).earliest(
            "pk"
        )
        values = {"people": missing + PEOPLE, "first": first}
        only = _REGISTRATIONS.replace("o.id >= %(first)s", f"o.id = {date.pk} AND n > {PEOPLE}")
        only = only.replace("date::bigint * 1000 + n", "900000000000 + n")
        cursor.execute(only, values)


def _works(writer: User, resident: User) -> dict[str, Callable[[], Any]]:
    """Name → what is asked for."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"
    desk, own = (sign_in(Client(SERVER_NAME=host), user) for user in (writer, resident))
    now = timezone.now()
    of_desk = Occurrence.objects.filter(event__organizer__isnull=False, event__registration_terms__scope="date")
    date = of_desk.filter(starts_at__gt=now).earliest("starts_at", "pk")
    course = Occurrence.objects.filter(event__registration_terms__scope="course", starts_at__gt=now).earliest(
        "starts_at"
    )
    row = Registration.objects.filter(occurrence=date).earliest("pk")
    here = f"/registrations/dates/{date.pk}/"

    def page(client: Client, path: str) -> Callable[[], Any]:
        return lambda: _expect(client.get(path))

    return {
        "one's own list": page(own, "/me/registrations/"),
        "the event's page": page(own, f"/events/{date.event_id}/?nothing={time.time()}"),
        "all dates of a desk": page(desk, "/registrations/desk/"),
        "past dates of a desk": page(desk, "/registrations/desk/?when=past"),
        "list of a date": page(desk, here),
        "looking for somebody": lambda: _expect(desk.post(here, {"q": "ひと7"})),
        "one person": page(desk, f"{here}people/{row.pk}/"),
        "list on paper": page(desk, f"{here}paper/"),
        "the door": page(desk, f"{here}door/"),
        "who is to be telephoned": page(desk, "/registrations/desk/calls/"),
        "a course's people": lambda: list(Registration.objects.of_date(course)),
        "queue of staff": lambda: _unanswered_rows(None, 10),
        "beat: due and undecided": lambda: waiting.expire_due(now=now),
        "beat: offers": lambda: waiting.promote_all(now=now),
        "beat: places to tell": telling.tell_places,
        "beat: lots": lambda: drawing.draw_overdue(now=now),
        "beat: reminders, first": lambda: reminding.remind_due(now=_by_day(now)),
        "beat: reminders, told": lambda: reminding.remind_due(now=_by_day(now)),
        "beat: thanks": lambda: thanks.thank_due(now=now),
        "night: names that go": lambda: retention.remove_names(now=now, is_dry_run=True),
        "night: names of a day go": lambda: retention.remove_names(now=now + timedelta(days=1)),
        "a change told to a date": lambda: _told(date),
        "numbers of a quarter": lambda: by_event(now - timedelta(days=91), now),
    }  # fmt: skip


def _by_day(now: Any) -> Any:
    return timezone.localtime(now).replace(hour=12, minute=0)


@transaction.atomic
def _told(date: Occurrence) -> int:
    return telling.tell_registered([date.pk], "registration_changed", time.time_ns() % 1_000_000)


def _expect(answer: Any) -> None:
    if answer.status_code != 200:
        raise AssertionError(f"{answer.status_code} instead of the page")


def registrations_scale() -> dict[str, Any]:
    """Milliseconds and queries of each; raises where one reads all registrations."""
    from tests.benchmarks.run import vacuum

    begun = time.perf_counter()
    writer, resident = make()
    vacuum()
    total, dates = Registration.objects.count(), Occurrence.objects.count()
    print(f"{total:,} registrations of {dates:,} dates (made in {time.perf_counter() - begun:.0f} s)", flush=True)
    return measured(writer, resident)


def measured(writer: User, resident: User) -> dict[str, Any]:
    """Each in turn, over what is there."""
    Occurrence.objects.filter(pk__in=Occurrence.objects.order_by("-pk")[:20].values("pk")).update(taken_told=44)
    report: dict[str, Any] = {}
    whole = dict[str, list[str]]()
    for name, work in _works(writer, resident).items():
        report[name], scans = _measure(work, is_once=name.endswith(", first"))
        print(f"{name:30}{report[name]['ms']:10.1f} ms{report[name]['queries']:7.0f} queries", flush=True)
        if scans:
            whole[name] = scans
    for name, scans in whole.items():
        print(f"\n{name} reads all:", *scans, sep="\n", flush=True)
    if whole:
        raise RuntimeError(f"a sequential scan: {', '.join(whole)}")
    return report


def _measure(work: Callable[[], Any], *, is_once: bool) -> tuple[dict[str, float], list[str]]:
    """The median of some rounds after one that warms what is kept; of what happens once, that one."""
    reset_queries()
    with CaptureQueriesContext(connection) as asked:
        begun = time.perf_counter()
        work()
        times = [time.perf_counter() - begun]
    statements = [one["sql"] for one in asked.captured_queries]
    if not is_once:
        times = [_timed(work) for _again in range(ROUNDS)]
    scans = [plan for sql in dict.fromkeys(statements) if (plan := _plan(sql)) and _SCAN.search(plan)]
    return {"ms": statistics.median(times) * 1_000, "queries": len(statements)}, scans


def _timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _plan(sql: str) -> str:
    """Of a statement that reads registrations; empty of any other."""
    if "events_registration" not in sql or not sql.startswith(("SELECT", "UPDATE")):
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql.replace('%', '%%')}", [])
        return f"{sql}\n" + "\n".join(row[0] for row in cursor.fetchall())
