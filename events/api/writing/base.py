"""How each act is done: the body is read, the thing found among one's own, its row locked, its version looked at, one
service called, and the answer kept under the key that came with it."""

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from events.api.inputs import Input
from events.api.writing.answers import outcome_of
from events.models import Event, Place
from events.services.readiness import NotReadyError
from events.services.records import lock_thing
from hub.api.idempotency import Outcome, fingerprint_of, key_of, perform_once
from hub.api.own_answers import answer
from hub.api.parsing import check_length
from hub.api.preconditions import check_version
from hub.api.problems import ProblemError
from hub.api.throttling import take_turn_of

# What ``readiness`` calls what it misses -> the name that programs know.
_MISSING_AS = {"dates": "occurrences", "hours": "opening_hours"}
NOT_A_WRITER = _("この団体のものを書けるのは、団体の代表と編集する人だけです。")
NO_BODY = Outcome(None, 204)
Thing = Event | Place


class WritingViewSet(ViewSet):
    """For places, events and dates. ``model``: the thing whose version counts."""

    model: type[Thing]
    # No list of what may be sent: OpenAPI tells it.
    metadata_class = None
    # The document of OpenAPI is not made from these views.
    schema: Any = None
    body = b""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nobody's body is read further than it may be long, whoever sends it."""
        check_length(plain(request))
        self.body = plain(request).body
        try:
            super().initial(request, *args, **kwargs)
        except (APIException, PermissionDenied, ProblemError):
            take_turn_of(plain(request))  # who is refused is counted too
            raise
        take_turn_of(plain(request), user=request.user.pk, token=request.auth.pk if request.auth else None)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        finished = super().finalize_response(request, response, *args, **kwargs)
        turn = getattr(plain(request), "turn", None)
        if turn:
            turn.tell(finished)
        return finished

    @property
    def by(self) -> Any:
        """Whose act it is. ``MayWrite`` has seen to it that this is an account, where anything is written."""
        return self.request.user

    def own(self) -> QuerySet[Any]:
        """Of organisations in which one is a member, in whichever state."""
        rows: Any = self.model._default_manager.get_queryset()
        found: QuerySet[Any] = rows.readable_by_member(self.request.user)
        return found

    def check_writes(self, pk: int) -> None:
        """Another's thing is as missing as none, also a public one; who only reads for its organisation is refused."""
        if not self.own().filter(pk=pk).exists():
            raise NotFound
        rows: Any = self.model._default_manager.get_queryset()
        if not rows.writable_by(self.request.user).filter(pk=pk).exists():
            raise ProblemError("forbidden", NOT_A_WRITER)

    def values_of(self, kind: type[Input], *, is_part: bool = False) -> dict[str, Any]:
        """What was sent, by its shape. Raises ``ValidationError``."""
        found = kind(data=self.request.data, partial=is_part)
        found.is_valid(raise_exception=True)
        return cast("dict[str, Any]", found.validated_data)

    def change(self, pk: int, perform: Callable[[Thing], Outcome], *, needs_version: bool = True) -> HttpResponse:
        """``perform`` gets the locked thing, whose version is the one that the program has read."""
        self.check_writes(pk)
        request = plain(self.request)

        def work() -> Outcome:
            locked = lock_thing(self.model(pk=pk))
            if needs_version or "If-Match" in request.headers:
                check_version(request, locked.version)
            return perform(locked)

        return self.once(work)

    def once(self, work: Callable[[], Outcome]) -> HttpResponse:
        """In one transaction, once for each key."""
        request = plain(self.request)
        try:
            outcome = perform_once(
                work, user=self.by, key=key_of(request), fingerprint=fingerprint_of(request, self.body)
            )
        except NotReadyError as error:
            told = [{"field": _MISSING_AS.get(name, name), "detail": text} for name, text in error.missing.items()]
            raise ProblemError("conflict", str(error), errors=told) from error
        return answer(request, outcome.text, status=outcome.status, headers=outcome.headers)

    def shown(self, thing: Any) -> HttpResponse:
        found = outcome_of(thing)
        return answer(plain(self.request), found.text, headers=found.headers)


def plain(request: Request) -> HttpRequest:
    """Django's own, which the framework has wrapped."""
    found: HttpRequest = request._request  # noqa: SLF001  its documented name for it
    return found
