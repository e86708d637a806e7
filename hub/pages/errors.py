"""Pages for when something went wrong: what happened, and what one can do now. None of them asks the database."""

import math
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hub.api.feed import allow_reading
from hub.api.problems import ProblemError, is_api, problem_response
from hub.kept_words import keep_words
from hub.reading import finish
from hub.staff_access import is_staff


def _problem(request: HttpRequest, kind: str) -> HttpResponse | None:
    """Programs are told in a document."""
    return allow_reading(problem_response(request, ProblemError(kind))) if is_api(request) else None


def _page(request: HttpRequest, template: str, *, status: int, **context: Any) -> HttpResponse:
    return finish(request, render(request, template, context, status=status))


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _problem(request, "invalid-parameter") or _page(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Staff are in already: to sign in again helps them nothing. Who it is was found out before, if it was asked at all."""
    who = getattr(request, "_cached_user", None)
    return _problem(request, "forbidden") or _page(
        request, "403_staff.html" if who and is_staff(who) else "403.html", status=403
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _problem(request, "not-found") or _page(request, "404.html", status=404)


def too_many(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """For throttles: when one may try again is in ``Retry-After``."""
    wait = getattr(exception, "wait", None) or 60
    response = _page(request, "429.html", status=429, minutes=minutes_of(wait))
    response.headers["Retry-After"] = str(wait)
    return response


def minutes_of(seconds: float) -> int:
    """Whole minutes after which it is over."""
    return max(1, math.ceil(seconds / 60))


LAST_RESORT = """<!doctype html><html lang="ja"><meta charset="utf-8"><title>うまく動きませんでした</title>
<h1>うまく動きませんでした</h1><p>少したってから、もう一度開いてみてください。いのちの危険があるときは119番、110番へ。</p>"""


def server_error(request: HttpRequest) -> HttpResponse:
    """Says so in plain HTML where even the page can't be made."""
    try:
        return _problem(request, "server-error") or _page(request, "500.html", status=500)
    except Exception:  # noqa: BLE001  whatever broke the page may break this one too
        return HttpResponse(LAST_RESORT, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that stood open for long: what was written in it can be sent again, if it came from a page of ours."""
    if is_api(request):
        return problem_response(request, ProblemError("forbidden"))
    kept = keep_words(request)
    return finish(request, kept) if kept else _page(request, "403_csrf.html", status=403)
