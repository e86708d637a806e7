"""The read path: from one query to bytes, before the REST framework, for whoever asks without a name.

Lists are the same for who shows a key or a session. A single thing is then answered by the viewset of the same address,
which knows drafts; so are ``?mine=1`` and all methods that write.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.urls import is_valid_path, resolve
from django.utils import translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.api.answers import keep, kept_or_made, public_answer
from hub.api.authentication import token_of
from hub.api.cursors import after, page_size_of, read_cursor, selection_name, write_cursor
from hub.api.files import file_of, leave_out_dates, newest_of
from hub.api.negotiation import format_of
from hub.api.problems import ProblemError, invalid_parameter, language_of, problem_response
from hub.api.reading import chosen_documents, documents_of, plain_page, stamps_of
from hub.api.resources import Format, Resource, registered
from hub.api.throttling import take_turn_of
from hub.changes import newest_number
from hub.models import Change, ChangeAction
from hub.page_cache import Kept

JSON = "application/json"
# What says how a selection is shown. ``_`` is what programs add to get past caches; it says nothing.
VIEW_PARAMETERS = ("cursor", "page_size", "fields", "expand", "format", "_")
LONGEST_LIST = 1_000
_VERSION = re.compile(r'"version":([0-9]+)')


def reads(request: HttpRequest, *, is_detail: bool = False) -> bool:
    """Whether the read path answers: nothing is written, and what is asked for is the same for everybody."""
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        return False
    if not is_detail:
        return "mine" not in request.GET
    return "Authorization" not in request.headers and settings.SESSION_COOKIE_NAME not in request.COOKIES


def either(read: Callable[..., HttpResponse], write: Callable[..., HttpResponse], *, is_detail: bool) -> Any:
    """One address: what everybody reads by the read path, all else by the framework's view."""

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = read if reads(request, is_detail=is_detail) else write
        return chosen(request, *args, **kwargs)

    # The framework sees to CSRF itself, where it matters.
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def with_own(read: Callable[..., HttpResponse], own: Callable[..., HttpResponse]) -> Any:
    """One address of what nobody writes: with ``?mine=1`` the framework's view, which knows who asks."""

    def view(request: HttpRequest) -> HttpResponse:
        is_own = request.method in {"GET", "HEAD"} and "mine" in request.GET
        return own(request) if is_own else read(request)

    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Counts the request, turns what is wrong into a document, and lets pages of other hosts read the answer."""

    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return allow_reading(HttpResponse(status=204, headers={"Allow": "GET, HEAD, OPTIONS"}))
        try:
            check_reads(request)
            _take_turn(request)
            with translation.override(language_of(request)):
                response = view(request, *args, **kwargs)
        except ProblemError as error:
            response = problem_response(request, error)
        turn = getattr(request, "turn", None)
        if turn:
            turn.tell(response)
        return allow_reading(response)

    # Nothing is written here: what would be is refused for that, not for a missing token of a page.
    wrapped.csrf_exempt = True  # type: ignore[attr-defined]
    return wrapped


def _take_turn(request: HttpRequest) -> None:
    """A key that opens nothing is counted too, as its sender's, or it could be guessed as fast as one likes."""
    try:
        token = token_of(request)
    except ProblemError:
        take_turn_of(request)
        raise
    take_turn_of(request, token=token)


def check_reads(request: HttpRequest) -> None:
    if request.method not in {"GET", "HEAD"}:
        raise ProblemError("method-not-allowed", headers={"Allow": "GET, HEAD, OPTIONS"})


def allow_reading(response: HttpResponse) -> HttpResponse:
    """CORS for reading: any page may, without cookies."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
    headers["Access-Control-Expose-Headers"] = (
        "ETag, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"
    )
    headers["Access-Control-Max-Age"] = "86400"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def elsewhere(request: HttpRequest) -> HttpResponse:
    """Any other address. What only lacks its last slash is redirected where it is read; what is written must not get lost."""
    found = None if request.path_info.endswith("/") else is_valid_path(f"{request.path_info}/")
    is_there = bool(found) and resolve(f"{request.path_info}/").url_name != "elsewhere"
    if is_there and request.method in {"GET", "HEAD"}:
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    detail = _("アドレスの最後に / を書いてください。") if is_there else ""
    return allow_reading(problem_response(request, ProblemError("not-found", detail)))


elsewhere.csrf_exempt = True  # type: ignore[attr-defined]


@open_to_all
def root(request: HttpRequest) -> HttpResponse:
    """``/api/v1/``: what there is."""
    refuse_unknown(set(request.GET) - {"_"}, ())

    def make() -> Kept:
        said = {one.name: settings.SITE_URL + one.path for one in registered()}
        said["changes"] = f"{settings.SITE_URL}/api/v1/changes/"
        said["documentation"] = f"{settings.SITE_URL}/data/"
        return keep(json.dumps(said).encode(), JSON)

    return public_answer(request, kept_or_made(request, "json", False, make))


def list_view(resource: Resource) -> Callable[..., HttpResponse]:
    """``/api/v1/events/``"""

    @open_to_all
    def view(request: HttpRequest) -> HttpResponse:
        form = format_of(request, resource.formats)
        name = form.name if form else "json"
        depends = resource.depends_on_time(request.GET)
        return public_answer(request, kept_or_made(request, name, depends, lambda: _page(resource, request, form)))

    return view


def detail_view(resource: Resource) -> Callable[..., HttpResponse]:
    """``/api/v1/events/42/``"""

    @open_to_all
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return read_one(resource, request, pk)

    return view


def read_one(resource: Resource, request: HttpRequest, pk: int) -> HttpResponse:
    """One thing as everybody sees it. Raises the problem of one that is not there."""
    form = format_of(request, resource.formats)
    name = form.name if form else "json"
    try:
        # Looked at each time: who was told of a change and asks for the thing must not get it as it was before.
        number = newest_number()
        kept = kept_or_made(request, name, False, lambda: _one(resource, request, pk, form), number=number)
    except MissingError:
        other = resource.replaced_by([pk]).get(pk) if pk < 2**63 else None
        if other is None:
            raise
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(f"{resource.path}{other}/{'?' if query else ''}{query}")
    return public_answer(request, kept)


def _page(resource: Resource, request: HttpRequest, form: Format | None) -> Kept:
    query = request.GET
    _check_names(resource, query)
    usual, most = form.pages if form else settings.HUB_API_PAGE
    size = page_size_of(query.get("page_size", ""), usual=usual, most=most)
    conditions = {name: query.getlist(name) for name in query if name not in VIEW_PARAMETERS}
    name = selection_name(resource.name, conditions)
    place = read_cursor(query["cursor"], name, resource.order_types) if query.get("cursor") else []
    names, extra = _shape(resource, query, form)
    if form and form.order:
        found = newest_of(resource, selected(resource, query), form, size)
    elif resource.lists_all and not conditions:
        found = plain_page(resource.document, place, size + 1)
    else:
        found = _filtered_page(resource, query, place, size + 1)
    next_url = ""
    if len(found) > size:
        cursor = write_cursor(name, found[size - 1][:-1])
        next_url = settings.SITE_URL + resource.path + "?" + _with(query, cursor=cursor)
    stamps = {row[-2]: row[-1] for row in found[:size]}
    written = _written(resource, stamps, names, extra)
    # One that was deleted or hidden between the queries is not there.
    texts = [written[key] for key in stamps if key in written]
    headers = (("Link", f'<{next_url}>; rel="next"'),) if next_url else ()
    if form:
        things = [json.loads(text) for text in texts]
        if form.has_dates:
            leave_out_dates(things, resource.dates_in(query, list(stamps)))
        return file_of(resource, request, form, things, headers)
    body = f'{{"results":[{",".join(texts)}],"next":{json.dumps(next_url) if next_url else "null"}}}'
    return keep(body.encode(), JSON, headers=headers)


def answer_of(resource: Resource, query: str) -> bytes:
    """What the address of a list answers, for pages that explain it. Nobody's turn is counted."""
    request = HttpRequest()
    request.path = request.path_info = resource.path
    request.META["QUERY_STRING"], request.GET = query, QueryDict(query)
    # Absolute addresses of its own are made of SITE_URL; the host is asked for by nothing.
    return _page(resource, request, format_of(request, resource.formats)).plain


def _one(resource: Resource, request: HttpRequest, pk: int, form: Format | None) -> Kept:
    query = request.GET
    refuse_unknown(set(query) - {"fields", "expand", "format", "_"}, {"fields", "expand", "format"})
    names, extra = _shape(resource, query, form)
    text = documents(resource, [pk], names, extra).get(pk)
    if text is None:
        raise missing(resource, pk)
    if form:
        return file_of(resource, request, form, [json.loads(text)], ())
    found = _VERSION.search(text) if "version" in resource.document.fields else None
    return keep(text.encode(), JSON, version=found[1] if found else "")


def documents(
    resource: Resource,
    keys: Iterable[int],
    names: tuple[str, ...] | None = None,
    extra: tuple[tuple[str, str], ...] = (),
) -> dict[int, str]:
    """The documents of those things that are public, as JSON, by their number. Two queries at most."""
    wanted = [key for key in keys if 0 <= key < 2**63]
    return _written(resource, stamps_of(resource.document, wanted), names, extra)


def _written(
    resource: Resource,
    stamps: Mapping[int, int | None],
    names: tuple[str, ...] | None,
    extra: tuple[tuple[str, str], ...],
) -> dict[int, str]:
    if names is None and not extra:
        return documents_of(resource.document, stamps)
    return chosen_documents(resource.document, list(stamps), names, extra)


class MissingError(ProblemError):
    """Not there for everybody."""


def missing(resource: Resource, pk: int) -> MissingError:
    """Gone, where the feed has told once that it was withdrawn; else as if it had never been."""
    if pk < 2**63:
        told = Change.objects.filter(kind=resource.kind, object_id=pk).exclude(action=ChangeAction.CHANGED)
        last = told.order_by("-id").first()
        if last and last.action == ChangeAction.WITHDRAWN:
            return MissingError("gone")
    return MissingError("not-found")


def selected(resource: Resource, query: QueryDict) -> Any:
    """The rows of a selection. Raises the problem that names every parameter that can't be read."""
    rows = resource.rows()
    if resource.filterset is None or not (set(query) - set(VIEW_PARAMETERS)):
        return resource.filterset.unfiltered(rows) if resource.filterset else rows
    filterset = resource.filterset(query, queryset=rows)
    if not filterset.form.is_valid():
        raise ProblemError(
            "invalid-parameter",
            errors=[
                {"parameter": name if name != "__all__" else "", "detail": detail}
                for name, details in filterset.form.errors.items()
                for detail in details
            ],
        )
    return filterset.qs


def _check_names(resource: Resource, query: QueryDict) -> None:
    filters = resource.filterset.base_filters if resource.filterset else {}
    known = {*filters, *VIEW_PARAMETERS}
    refuse_unknown(set(query) - known, known)
    many = {name for name, one in filters.items() if "Multiple" in one.field_class.__name__} | {"fields", "expand"}
    for name in query:
        if name not in many and len(query.getlist(name)) > 1:
            raise invalid_parameter(name, _("ひとつだけ書いてください。"))
    if any("\0" in value for name in query for value in query.getlist(name)):
        raise ProblemError("invalid-parameter", _("使えない文字（NUL）があります。"))


def refuse_unknown(unknown: set[str], known: Iterable[str]) -> None:
    """A misspelt filter must not give what nobody asked for."""
    if unknown:
        names = "、".join(sorted(set(known) - {"_"}))
        raise ProblemError(
            "invalid-parameter",
            errors=[
                {
                    "parameter": name[:60],
                    "detail": _("知らないパラメーターです。使えるもの：%(names)s") % {"names": names},
                }
                for name in sorted(unknown)[:20]
            ],
        )


def _shape(
    resource: Resource, query: QueryDict, form: Format | None
) -> tuple[tuple[str, ...] | None, tuple[tuple[str, str], ...]]:
    """The names of the fields (None: the usual ones), and the expansions. A file has all that its form needs."""
    document = resource.document
    if form and ("fields" in query or "expand" in query):
        raise invalid_parameter("fields" if "fields" in query else "expand", _("JSONのときだけ使えます。"))
    if form and not form.expand and not document.heavy:
        return None, ()
    if form:
        return tuple(document.fields), tuple((name, resource.expand[name]) for name in form.expand)
    chosen = _names(query, "fields", document.fields)
    expanded = _names(query, "expand", resource.expand)
    if not chosen and not expanded:
        return None, ()
    names = chosen or document.usual
    return (
        tuple(name for name in document.fields if name in names and name not in expanded),
        tuple((name, resource.expand[name]) for name in expanded),
    )


def _names(query: QueryDict, parameter: str, known: Iterable[str]) -> tuple[str, ...]:
    said = [name.strip() for value in query.getlist(parameter) for name in value[:LONGEST_LIST].split(",")]
    names = tuple(dict.fromkeys(name for name in said if name))
    allowed = list(known)
    for name in names:
        if name not in allowed:
            detail = __("「%(name)s」はありません。使えるもの：%(names)s")
            raise invalid_parameter(parameter, detail % {"name": name[:40], "names": "、".join(allowed)})
    return names


def _filtered_page(resource: Resource, query: QueryDict, place: list[Any], most: int) -> list[tuple[Any, ...]]:
    """The first rows of a selection after a place: the values of its order, then the stamp. Two queries."""
    rows = selected(resource, query)
    if place:
        rows = rows.filter(after(resource.order, place))
    try:
        found = list(rows.order_by(*resource.order).values_list(*resource.order)[:most])
    except DataError:
        raise ProblemError("invalid-parameter") from None
    stamps = stamps_of(resource.document, [row[-1] for row in found])
    return [(*row, stamps.get(row[-1])) for row in found]


def _with(query: QueryDict, **changes: str) -> str:
    changed = query.copy()
    changed.pop("_", None)
    for name, value in changes.items():
        changed[name] = value
    return changed.urlencode()
