"""The log of changes: its numbers grow in the order of commits, and caches learn of it at once."""

from collections.abc import Callable, Iterator
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction

from hub.changes import forget_generation, generation, record_changes
from hub.models import Change, ChangeAction, Theme
from tests.waiting import until


@pytest.fixture
def theme(db: None) -> Theme:
    return Theme.objects.create(key="go", name="囲碁")


@pytest.mark.django_db
def test_each_object_leaves_a_row(theme: Theme) -> None:
    record_changes([theme], ChangeAction.PUBLISHED)
    record_changes([], ChangeAction.CHANGED)
    assert list(Change.objects.values_list("kind", "object_id", "action")) == [("theme", theme.pk, "published")]


@pytest.mark.django_db(transaction=True)
def test_it_belongs_into_a_transaction() -> None:
    theme = Theme.objects.create(key="go", name="囲碁")
    with pytest.raises(transaction.TransactionManagementError):
        record_changes([theme], ChangeAction.CHANGED)
    assert not Change.objects.exists()


def _in_thread(act: Callable[[], None]) -> Thread:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def _write(
    theme: Theme, *, hold: Signal | None, written: Signal, record: Callable[[list[Theme], ChangeAction], None]
) -> None:
    with transaction.atomic():
        record([theme], ChangeAction.CHANGED)
        written.set()
        if hold:
            assert hold.wait(timeout=20)


def _numbers_seen(record: Callable[[list[Theme], ChangeAction], None]) -> tuple[list[int], list[int]]:
    """A writer takes its number and waits, a second one comes and commits if it can. What a reader saw, and what is."""
    theme = Theme.objects.create(key="go", name="囲碁")
    go_on, first_wrote, second_wrote = Signal(), Signal(), Signal()
    first = _in_thread(lambda: _write(theme, hold=go_on, written=first_wrote, record=record))
    assert first_wrote.wait(timeout=20)
    second = _in_thread(lambda: _write(theme, hold=None, written=second_wrote, record=record))
    until(lambda: not second.is_alive() or _somebody_waits_for_the_lock(), what="the second writer waits or is through")
    seen: list[int] = list(Change.objects.order_by("pk").values_list("pk", flat=True))
    go_on.set()
    for thread in (first, second):
        thread.join(timeout=20)
    newest = seen[-1] if seen else 0
    seen += Change.objects.filter(pk__gt=newest).order_by("pk").values_list("pk", flat=True)
    return seen, sorted(Change.objects.values_list("pk", flat=True))


def _somebody_waits_for_the_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_who_follows_the_log_misses_no_row_that_was_committed_late() -> None:
    seen, all_of_them = _numbers_seen(record_changes)
    assert len(all_of_them) == 2
    assert seen == all_of_them


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_a_row_is_missed() -> None:
    """If this stops failing to keep the order, the test above shows nothing."""

    def without_lock(things: list[Theme], action: ChangeAction) -> None:
        Change.objects.bulk_create(Change(kind="theme", object_id=thing.pk, action=action) for thing in things)

    seen, all_of_them = _numbers_seen(without_lock)
    assert (len(seen), len(all_of_them)) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_nothing() -> None:
    theme = Theme.objects.create(key="go", name="囲碁")
    before = generation()
    with transaction.atomic():
        record_changes([theme], ChangeAction.CHANGED)
        transaction.set_rollback(True)
    assert (generation(), Change.objects.count()) == (before, 0)


@pytest.fixture
def _rarely_looking(settings: object) -> Iterator[None]:
    settings.HUB_GENERATION_CHECK_SECONDS = 3_600.0  # type: ignore[attr-defined]
    forget_generation()
    yield
    forget_generation()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_rarely_looking")
def test_the_number_is_kept_until_this_process_commits_a_change(django_assert_num_queries: Callable) -> None:  # type: ignore[type-arg]
    theme = Theme.objects.create(key="go", name="囲碁")
    before = generation()
    with django_assert_num_queries(0):
        assert generation() == before
    with transaction.atomic():
        record_changes([theme], ChangeAction.CHANGED)
    assert generation() == Change.objects.get().pk > before


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_rarely_looking")
def test_a_number_that_is_not_committed_is_told_to_nobody() -> None:
    theme = Theme.objects.create(key="go", name="囲碁")
    before = generation()
    told: list[int] = []
    with transaction.atomic():
        record_changes([theme], ChangeAction.CHANGED)
        assert generation() > before
        forget_generation()
        _in_thread(lambda: told.append(generation())).join(timeout=20)
    assert told == [before]
