"""Numbers for a random sample: made, told once, and then known by their hashes alone."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.locking import lock_row
from indicators import survey_numbers
from indicators.models import Survey, Ticket
from indicators.services.surveying import check_may
from indicators.survey_enums import SurveyKind, SurveyState

if TYPE_CHECKING:
    from hub.accounts.models import User

MOST_AT_ONCE = 5_000


@transaction.atomic
def make_tickets(survey: Survey, *, by: "User", count: int) -> list[str]:
    """New numbers, to be told now and never again; together no more than people were drawn.

    Rows lie in the order of their hashes: it says nothing of the order of the list.
    """
    check_may(by)
    locked = lock_row(survey)
    if locked.kind != SurveyKind.SAMPLE:
        raise DomainError(_("番号は、無作為に選んだ人に聞くアンケートだけにあります。"))
    if locked.state not in {SurveyState.DRAFT, SurveyState.OPEN}:
        raise DomainError(_("しめきったアンケートの番号は作れません。"))
    left = (locked.drawn or 0) - locked.tickets_made
    if not 1 <= count <= min(left, MOST_AT_ONCE):
        raise DomainError(
            _("作れるのは、あと%(left)d枚です（一度に%(most)d枚まで）。") % {"left": left, "most": MOST_AT_ONCE}
        )
    numbers: list[str] = []
    while len(set(numbers)) < count:
        numbers = [survey_numbers.new_number() for _n in range(count)]
    hashes = sorted(survey_numbers.hash_of(number, locked.pk) for number in numbers)
    Ticket.objects.bulk_create([Ticket(hash=one, survey=locked) for one in hashes], batch_size=1_000)
    locked.tickets_made += count
    locked.save(update_fields=["tickets_made"])
    return numbers
