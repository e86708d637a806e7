"""What the pages of a registration have in common."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from events.models import Occurrence, Registration
from events.registration_enums import RegistrationState
from events.services.registrations.letters import link_token
from hub.reading import finish

_S = RegistrationState
# A word of colour for each state: good, waiting, over.
TONES = {
    _S.CONFIRMED: "on", _S.ATTENDED: "on", _S.OFFERED: "care", _S.UNCONFIRMED: "care", _S.WAITING: "care",
    _S.AWAITING: "care", _S.IN_LOT: "care",
}  # fmt: skip


def private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Kept by no cache and by no search engine."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return finish(request, response)


def own_url(registration: Registration, act: str = "own") -> str:
    """The person's own page, or one of its acts."""
    return reverse(f"registrations:{act}", args=[registration.pk, link_token(registration)])


def in_groups(code: str) -> str:
    """申込番号 as it is read aloud: four digits at a time."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def about(date: Occurrence) -> dict[str, Any]:
    """What every page says of the event."""
    return {"event": date.event, "date": date, "place": date.event.place}
