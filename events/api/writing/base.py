"""How each act is done: the body is read, the thing found among one's own, its row locked, its version looked at, one
service called, and the answer kept under the key that came with it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound

from events.api.filling import refuse
from events.api.inputs import Input, read
from events.api.writing.answers import outcome_of
from events.models import Event, Place
from events.services.readiness import NotReadyError
from events.services.records import lock_thing
from hub.api.asking import AskingViewSet, plain
from hub.api.idempotency import Outcome, fingerprint_of, key_of, perform_once
from hub.api.own_answers import answer
from hub.api.preconditions import check_version
from hub.api.problems import ProblemError

# What ``readiness`` calls what it misses -> the name that programs know.
_MISSING_AS = {"dates": "occurrences", "hours": "opening_hours"}
NOT_A_WRITER = _("この団体のものを書けるのは、団体の代表と編集する人だけです。")
NOTHING_TO_CHANGE = _("変える項目が、ひとつも書かれていません。")
NO_BODY = Outcome(None, 204)
Thing = Event | Place
Told = Mapping[str, Any]


class WritingViewSet(AskingViewSet):
    """For places, events and dates. ``model``: the thing whose version counts."""

    model: type[Thing]

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

    def values_of(
        self, kind: type[Input], judge: Callable[[dict[str, Any]], Told] = lambda _given: {}
    ) -> dict[str, Any]:
        """What was sent. Raises ``ValidationError`` with all that its shape and ``judge``, a rule of the pages, refuse."""
        given, told = read(kind, self.request.data)
        refuse(told, judge(given))
        return given

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
