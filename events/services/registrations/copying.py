"""次の回へ写す: people of one date are registered for another, each by the normal service."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.models import Occurrence, Registration
from events.registration_enums import RegisteredVia, RegistrationState
from events.services.registrations.registering import Applicant, Asked, FullError, mark_of, register
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User

# Who can be copied: whose name and address are known to be theirs.
COPIABLE = (
    RegistrationState.CONFIRMED, RegistrationState.ATTENDED, RegistrationState.ABSENT, RegistrationState.WAITING,
    RegistrationState.NOT_DRAWN, RegistrationState.DECLINED, RegistrationState.OFFERED,
)  # fmt: skip


@dataclass(frozen=True)
class Copied:
    """What came of one: ``made`` is theirs at the other date, also where it was there before; None with ``refused``."""

    of: Registration
    made: Registration | None
    is_new: bool = False
    refused: str = ""
    is_full: bool = False


def copy_registrations(
    rows: Sequence[Registration], target: Occurrence, *, by: "User", sent_as: uuid.UUID
) -> list[Copied]:
    """Each as if they had registered there now, told by mail or by telephone. Pressed twice each is one."""
    return [_copy(row, target, by=by, sent_as=sent_as) for row in rows]


def _copy(row: Registration, target: Occurrence, *, by: "User", sent_as: uuid.UUID) -> Copied:
    applicant = Applicant(row.name, row.email, row.phone, row.user, row.language)
    is_first = False if row.state == RegistrationState.ATTENDED else row.is_first
    asked = Asked(row.party, row.wishes, row.wish_note, row.answers, is_first)
    mark = uuid.uuid5(sent_as, f"{row.pk}:{target.pk}")
    if (known := _nameless_twin(row, target, mark)) is not None:
        return Copied(row, known)
    try:
        receipt = register(target.pk, applicant, asked, sent_as=mark, via=RegisteredVia.COPIED, by=by)
    except FullError as error:
        return Copied(row, None, refused=str(error), is_full=True)
    except DomainError as error:
        return Copied(row, None, refused=str(error))
    return Copied(row, receipt.registration, is_new=receipt.is_new)


def _nameless_twin(row: Registration, target: Occurrence, mark: uuid.UUID) -> Registration | None:
    """Who left nothing but a name is told by it alone."""
    if row.person:
        return None
    same = Registration.objects.filter(occurrence=target.pk, person="", name=row.name).active()
    found: Registration | None = same.exclude(sent_as=mark_of(mark, target.pk)).first()
    return found
