"""How an event takes registrations: what the organiser chooses, and the questions that are asked besides."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Action, Participation, State
from events.models import Event, Occurrence, Registration, RegistrationQuestion, RegistrationTerms
from events.registration_enums import RegistrationScope
from events.services.listing import refresh_events
from events.services.records import announce_edit, write_history
from hub.exceptions import DomainError
from hub.locking import lock_row

if TYPE_CHECKING:
    from hub.accounts.models import User

MOST_QUESTIONS = 3


def people_waiting(event: Event, *, now: datetime) -> int:
    """Who waits for a place of a date to come: nobody is offered one while the hub takes no registrations."""
    rows = Registration.objects.filter(occurrence__event=event, occurrence__starts_at__gt=now)
    return rows.waiting().people()


@transaction.atomic
def save_terms(
    event: Event, *, by: "User", participation: Participation, questions: Sequence[Mapping[str, Any]], **terms: Any
) -> RegistrationTerms:
    """Writes both; ``questions`` are dicts of text, purpose, kind, is_required, those kept with their ``pk``.

    What people were asked keeps its words: a question that is changed or taken away is retired, and asked anew under
    its new words. How places are given can't change once somebody registered. Raises ``DomainError``.
    """
    locked: Event = lock_row(event)
    found = RegistrationTerms.objects.filter(event=locked).first() or RegistrationTerms(event=locked)
    rows = Registration.objects.filter(occurrence__event=locked)
    is_fixed = rows.exists()
    scope = terms.get("scope", found.scope)
    if is_fixed and (locked.participation != participation or (found.pk and found.scope != scope)):
        raise DomainError(_("もう申し込んだ人がいるので、先着・抽選などの決め方と、申込の単位は変えられません。"))
    for name, value in terms.items():
        setattr(found, name, value)
    found.course_date = _lead(locked, found) if scope == RegistrationScope.COURSE else None
    found.version += 1
    found.save()
    _save_questions(locked, questions)
    locked.participation = participation
    locked.version += 1
    locked.edited_fields = sorted({*locked.edited_fields, "participation"})
    locked.save(update_fields=["participation", "version", "edited_fields", "updated_at"])
    refresh_events([locked.pk])
    write_history(locked, Action.SET_TERMS, by=by, reason=str(Participation(participation).label))
    if locked.state in {State.PUBLISHED, State.CLOSED}:
        announce_edit(locked)
    return found


def _lead(event: Event, terms: RegistrationTerms) -> Occurrence:
    """The first date of a course stands for it; one that was chosen stays."""
    if terms.course_date is not None:
        return terms.course_date
    first: Occurrence | None = event.occurrences.order_by("starts_at", "pk").first()
    if first is None:
        raise DomainError(_("開催日を書いてから、講座として申込を受けてください。"))
    return first


def _save_questions(event: Event, questions: Sequence[Mapping[str, Any]]) -> None:
    asked = {one.pk: one for one in RegistrationQuestion.objects.filter(event=event, retired_at=None)}
    for position, said in enumerate(questions[:MOST_QUESTIONS]):
        known = asked.get(said.get("pk") or 0)
        fields = {name: said[name] for name in ("text", "purpose", "kind", "is_required")}
        if known is not None and all(getattr(known, name) == value for name, value in fields.items()):
            asked.pop(known.pk)
            continue
        RegistrationQuestion.objects.create(event=event, position=position, **fields)
    RegistrationQuestion.objects.filter(pk__in=asked).update(retired_at=timezone.now())
