"""What is found by a name is found by its new name: few at once, many soon and without losing one."""

from threading import Event as Signal
from threading import Thread

import pytest
from django.db import connection, transaction

from events.models import Event, ListingDue, Place
from events.services import renames
from events.tasks import refresh_listings
from hub.accounts.services import save_organization
from hub.models import Theme
from hub.vocabulary import save_word
from tests.events.factories import moment
from tests.events.published import draft_event, draft_place
from tests.hub.accounts.factories import OrganizationFactory
from tests.waiting import until

pytestmark = pytest.mark.django_db


def _found(word: str) -> tuple[int, int]:
    return Event.objects.matching(word).count(), Place.objects.matching(word).count()


def _make() -> Theme:
    theme: Theme = Theme.objects.create(key="go", name="囲碁")
    for number in range(3):
        draft_event(f"催し{number}", moment(2026, 12, 1), themes=["go"])
        draft_place(f"場{number}", themes=["go"])
    draft_event("ほかの催し", moment(2026, 12, 1))
    return theme


def _rename(theme: Theme) -> None:
    theme.name = "盤上遊戯"
    save_word(theme)


def test_a_few_follow_at_once() -> None:
    theme = _make()
    _rename(theme)
    assert (_found("盤上遊戯"), _found("囲碁"), ListingDue.objects.count()) == ((3, 3), (0, 0), 0)


def test_many_follow_by_the_beat_and_a_second_rename_notes_none_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renames, "AT_ONCE", 5)
    monkeypatch.setattr(renames, "_BATCH", 2)
    theme = _make()
    _rename(theme)
    _rename(Theme.objects.get(pk=theme.pk))
    theme.name = "碁と将棋"
    save_word(theme)
    assert (_found("碁と将棋"), ListingDue.objects.count()) == ((0, 0), 6)
    refresh_listings()
    assert (_found("碁と将棋"), _found("囲碁"), ListingDue.objects.count()) == ((3, 3), (0, 0), 0)


def test_what_was_deleted_in_between_holds_up_nothing() -> None:
    event = draft_event("催し", moment(2026, 12, 1))
    ListingDue.objects.create(kind="event", object_id=event.pk + 1_000)
    ListingDue.objects.create(kind="event", object_id=event.pk)
    assert renames.refresh_due() == 2
    assert ListingDue.objects.count() == 0


def test_an_organisation_takes_its_things_along() -> None:
    organization = OrganizationFactory(name="台町囲碁会")
    draft_event("催し", moment(2026, 12, 1), organizer=organization)
    draft_place("場", operator=organization)
    organization.name = "台町盤上遊戯会"
    save_organization(organization)
    assert (_found("盤上遊戯"), _found("囲碁")) == ((1, 1), (0, 0))


@pytest.mark.django_db(transaction=True)
def test_a_rename_while_the_old_name_is_written_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renames, "AT_ONCE", 0)
    theme = _make()
    _rename(theme)
    key = Event.objects.filter(themes=theme).latest("pk").pk
    reads, goes_on = Signal(), Signal()

    def refresh_slowly() -> None:
        with transaction.atomic():
            renames._refresh_batch()
            reads.set()
            assert goes_on.wait(20)
        connection.close()

    worker = Thread(target=refresh_slowly)
    worker.start()
    assert reads.wait(20)
    theme.name = "碁と将棋"
    other = Thread(target=lambda: (save_word(theme), connection.close()))
    other.start()
    until(_is_waiting, what="the rename waits for the note")
    goes_on.set()
    worker.join(20)
    other.join(20)
    assert ListingDue.objects.filter(object_id=key).exists()
    renames.refresh_due()
    assert _found("碁と将棋") == (3, 3)


def _is_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
        return bool(cursor.fetchone()[0])
