"""``POST /registrations/dates/<pk>/door/entries/``: what the script of the door kept while there was no network."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from events.door_enums import DoorReason
from events.forms.registrations_door import entries_in
from events.models import Occurrence
from events.services.registrations.attending import Outcome, enter
from events.views.registrations.access import at_desk
from events.views.registrations.door import presser
from hub.api.parsing import check_length
from hub.api.problems import ProblemError, problem_response
from hub.exceptions import DomainError


@require_POST
@at_desk
def door_entries(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """An outcome for each entry, in their order; a problem document where the body as a whole can't be read."""
    try:
        return JsonResponse({"outcomes": [_told(one) for one in _entered(request, date)]})
    except ProblemError as error:
        return problem_response(request, error)


def _entered(request: HttpRequest, date: Occurrence) -> list[Outcome]:
    if request.content_type != "application/json":
        raise ProblemError("unsupported-media-type")
    check_length(request)
    now = timezone.now()
    try:
        return enter(date.pk, entries_in(request.body, now=now), by=presser(request), now=now)
    except DomainError as error:
        raise ProblemError("conflict", str(error)) from error


def _told(outcome: Outcome) -> dict[str, object]:
    reason = DoorReason(outcome.reason) if outcome.reason is not None else None
    return {
        "key": str(outcome.key), "result": outcome.result.value, "reason": reason.value if reason else "",
        "why": str(reason.label) if reason else "", "is_walk_in": outcome.is_walk_in,
    }  # fmt: skip
