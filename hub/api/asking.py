"""Views of who asks by name, with a key or in a session: what they answer is for these alone and kept by nobody."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import APIException, NotAuthenticated
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from hub.api.cursors import after, page_size_of, read_cursor, write_cursor
from hub.api.feed import refuse_unknown
from hub.api.own_answers import answer, written
from hub.api.parsing import check_length
from hub.api.problems import ProblemError
from hub.api.throttling import take_turn_of

_OF_LIST = {"mine", "page_size", "cursor", "_"}


class AskingViewSet(ViewSet):
    """Counts each request, and reads no body further than it may be long."""

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

    def own_list(self, path: str, rows: QuerySet[Any], document_of: Callable[[Any], dict[str, Any]]) -> HttpResponse:
        """``?mine=1``: page by page, by number. ``rows``: of who asks."""
        query = self.request.query_params
        refuse_unknown(set(query) - _OF_LIST, _OF_LIST)
        if not self.request.user.is_authenticated:
            raise NotAuthenticated
        size = page_size_of(query.get("page_size", ""), usual=settings.HUB_API_PAGE[0], most=settings.HUB_API_PAGE[1])
        rows, name = rows.order_by("pk"), f"mine{self.request.user.pk}"
        if query.get("cursor"):
            rows = rows.filter(after(("pk",), read_cursor(query["cursor"], name, (int,))))
        found = list(rows[: size + 1])
        document: dict[str, Any] = {"results": [document_of(one) for one in found[:size]], "next": None}
        if len(found) > size:
            cursor = write_cursor(name, [found[size - 1].pk])
            document["next"] = f"{settings.SITE_URL}{path}?mine=1&page_size={size}&cursor={cursor}"
        return answer(plain(self.request), written(document))


def plain(request: Request) -> HttpRequest:
    """Django's own, which the framework has wrapped."""
    found: HttpRequest = request._request  # noqa: SLF001  its documented name for it
    return found
