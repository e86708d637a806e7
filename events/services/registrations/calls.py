"""電話で伝えること: written where others get a mail, ticked off by who telephoned."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events.models import Registration, RegistrationCall
from events.registration_desk_enums import CallAbout, CallOutcome

if TYPE_CHECKING:
    from hub.accounts.models import User


def note_call(
    registration: Registration, about: CallAbout, *, key: str = "", due_at: datetime | None = None, **ids: int
) -> None:
    """Within the transaction that makes it true. The same ``key`` is one call."""
    _note([(registration, key)], about, due_at or timezone.now(), ids)


def note_calls(people: Iterable[tuple[Registration, str]], about: CallAbout, **ids: int) -> None:
    """The same for many, each with a key, in one statement: from now on."""
    _note(people, about, timezone.now(), ids)


def _note(
    people: Iterable[tuple[Registration, str]], about: CallAbout, due_at: datetime, ids: Mapping[str, int]
) -> None:
    calls = [
        RegistrationCall(
            registration=one,
            about=about,
            key=key,
            due_at=due_at,
            date_id=ids.get("date"),
            message_id=ids.get("message"),
        )
        for one, key in people
    ]
    RegistrationCall.objects.bulk_create(calls, ignore_conflicts=True)


def note_answer(registration: Registration, *, by: "User | None", now: datetime) -> None:
    """Who answered an offer knows of it. Under the lock of the date."""
    outcome = CallOutcome.TOLD if by else CallOutcome.NEEDLESS
    rows = RegistrationCall.objects.filter(registration=registration.pk, about=CallAbout.OFFERED, outcome="")
    rows.update(outcome=outcome, ended_at=now, ended_by=by.pk if by else None)


@transaction.atomic
def end_calls(
    registration: Registration,
    outcome: CallOutcome,
    *,
    by: "User",
    now: datetime | None = None,
    upto: int | None = None,
) -> int:
    """All that this person was to be told is told, or needless. Returns how many; pressed twice it is one.

    ``upto``: the newest call that stood on the page; one that came afterwards was not said and stays.
    """
    now = now or timezone.now()
    rows = RegistrationCall.objects.open(now).filter(registration=registration.pk)
    if upto is not None:
        rows = rows.filter(pk__lte=upto)
    found = RegistrationCall.objects.filter(pk__in=list(rows.values_list("pk", flat=True)), outcome="")
    return found.update(outcome=outcome, ended_at=now, ended_by=by.pk)


@transaction.atomic
def note_no_answer(registration: Registration, *, now: datetime | None = None) -> int:
    """Nobody took the telephone: it stays on the list, with how often and when one tried."""
    now = now or timezone.now()
    rows = RegistrationCall.objects.open(now).filter(registration=registration.pk)
    found = RegistrationCall.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    return found.update(tries=F("tries") + 1, tried_at=now)


@transaction.atomic
def reopen_call(call: RegistrationCall) -> None:
    """Ticked off by mistake: it is to be told again."""
    RegistrationCall.objects.filter(pk=call.pk).update(outcome="", ended_at=None, ended_by=None)
