"""Made events for the benchmark: the same for the same number, with rare, middling and frequent words."""

import random
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from events.enums import Participation, State
from events.models import Event, Occurrence, Place
from events.services.listing import refresh_events
from hub.areas.models import Town
from hub.changes import record_changes
from hub.models import Audience, ChangeAction, Theme, WelcomeMark

# A two-character word and the share of titles that carry it. 囲碁, 手話 and 体操 are among the words of a theme or a
# welcome mark too, so more events are found by them: one in twenty, nine, and six.
WORDS = {"尺八": 0.0005, "囲碁": 0.0007, "手話": 0.02, "体操": 0.12, "講座": 0.6}
TITLES = ("春の", "はじめての", "みんなの", "やさしい", "夜の", "親子で楽しむ", "ゆっくり")
THINGS = ("集まり", "教室", "お茶会", "散歩", "音楽会", "読書会", "工作", "料理", "園芸", "健康相談")
FILLER = (
    "どなたでもお気軽にご参加ください。道具は会場にあります。動きやすい服装でお越しください。",
    "途中からの参加、途中での退出もできます。車でのご来場はご遠慮ください。",
    "持ち物は飲み物とタオルです。くわしいことは主催者までおたずねください。雨天の場合は中止します。",
)
SEED = 20_261_123


def make_events(first: int, last: int) -> None:
    """Events ``first`` to ``last`` (not included) with one date each, spread over the coming year."""
    chance = random.Random(SEED + first)  # noqa: S311  made data, not a secret
    towns = list(Town.objects.order_by("pk").prefetch_related("districts"))
    places = list(Place.objects.order_by("pk"))
    words = [list(model.objects.order_by("pk")) for model in (Theme, Audience, WelcomeMark)]
    for begin in range(first, last, 5_000):
        _make_batch(range(begin, min(begin + 5_000, last)), chance, towns, places, words)


def _make_batch(numbers: range, chance: random.Random, towns: list, places: list, words: list) -> None:
    now = timezone.now()
    events = Event.objects.bulk_create(_event(number, chance, towns, places, now) for number in numbers)
    for name, rows in zip(("themes", "audiences", "welcome_marks"), words, strict=True):
        through = getattr(Event, name).through
        column = f"{rows[0]._meta.model_name}_id"
        through.objects.bulk_create(
            through(event_id=event.pk, **{column: row.pk})
            for event in events
            for row in chance.sample(rows, chance.choice((0, 1, 1, 2)))
        )
    Occurrence.objects.bulk_create(_occurrence(event, chance, now) for event in events)
    refresh_events([event.pk for event in events])
    with transaction.atomic():
        record_changes(events, ChangeAction.PUBLISHED)


def _event(number: int, chance: random.Random, towns: list, places: list, now: object) -> Event:
    town = chance.choice(towns)
    carried = "".join(word for word, share in WORDS.items() if chance.random() < share)
    return Event(
        title=f"{chance.choice(TITLES)}{carried}{chance.choice(THINGS)} {number}",
        description="".join(chance.sample(FILLER, 3)),
        venue_name=f"{town.name}会館",
        place=chance.choice(places) if chance.random() < 0.3 else None,
        address=f"{town.name}1-1",
        town=town,
        district=town.districts.all()[0],
        latitude=town.latitude,
        longitude=town.longitude,
        is_free=chance.random() < 0.6,
        participation=Participation.FREE if chance.random() < 0.5 else Participation.ELSEWHERE,
        state=State.PUBLISHED,
        published_at=now,
    )


def _occurrence(event: Event, chance: random.Random, now: object) -> Occurrence:
    starts_at = now + timedelta(minutes=chance.randrange(60 * 24 * 365))  # type: ignore[operator]
    return Occurrence(event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), capacity=20)


# What a copy of an event has for itself. Its words are not searched here: an index over a million texts takes an hour.
_OF_COPY = {
    "id": "c.made",
    "title": "t.title || ' ' || c.n",
    "search_text": "''",
    "search_tokens": "NULL",
    "sent_as": "NULL",
    "first_starts_at": "t.first_starts_at + c.n * interval '7 minutes'",
    "last_ends_at": "t.last_ends_at + c.n * interval '7 minutes'",
}
_OF_DATE = {
    "id": "nextval('events_occurrence_id_seq')",
    "event_id": "c.made",
    "starts_at": "t.starts_at + c.n * interval '7 minutes'",
    "ends_at": "t.ends_at + c.n * interval '7 minutes'",
}


# Of the events that were there before, each with the numbers of its copies.
_COPIES = (
    "(SELECT e.id AS original, n, %(begin)s - 1 + row_number() OVER (ORDER BY e.id, n) AS made "
    "FROM events_event e, generate_series(1, %(times)s) n WHERE e.id < %(begin)s) c"
)


def multiply_events(first: int, last: int) -> None:
    """Copies of the ``first`` events until there are ``last``, with dates, words and changes: a million in minutes."""
    times = last // first - 1
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        # The running role makes no table, not even a temporary one: which copy has which number is reckoned each time.
        cursor.execute(
            "SELECT min(made) FROM (SELECT nextval('events_event_id_seq') AS made "
            "FROM events_event, generate_series(1, %s)) AS taken",
            [times],
        )
        copies = _COPIES % {"begin": cursor.fetchone()[0], "times": times}
        cursor.execute(_copy(Event, _OF_COPY, copies, "c.original = t.id"))
        cursor.execute(_copy(Occurrence, _OF_DATE, copies, "c.original = t.event_id"))
        for name in ("themes", "audiences", "welcome_marks"):
            through: Any = getattr(Event, name).through
            own = {"id": f"nextval('{through._meta.db_table}_id_seq')", "event_id": "c.made"}
            cursor.execute(_copy(through, own, copies, "c.original = t.event_id"))
        cursor.execute(
            "INSERT INTO hub_change (kind, object_id, action, created_at) "
            f"SELECT 'event', made, 'published', now() FROM {copies}"
        )


def _copy(model: Any, own: dict[str, str], copies: str, condition: str) -> str:
    names = [field.column for field in model._meta.concrete_fields]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(own.get(name, f't."{name}"') for name in names)
    return f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {values} FROM {model._meta.db_table} t JOIN {copies} ON {condition}"
