"""A selection as a file: a calendar, news, a table, a map."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as __

from hub.api.answers import keep
from hub.api.reading import stamps_of
from hub.api.resources import Context, Format, Resource
from hub.page_cache import Kept


def newest_of(resource: Resource, rows: Any, form: Format, size: int) -> list[tuple[Any, ...]]:
    """The newest of a selection: number and stamp. Two queries."""
    keys = list(rows.order_by(*form.order).values_list("pk", flat=True)[:size])
    stamps = stamps_of(resource.document, keys)
    return [(key, stamps.get(key)) for key in keys]


def leave_out_dates(events: list[dict[str, Any]], meant: set[int] | None) -> None:
    """Of each event only those dates stay that a selection means; all, where it says nothing of dates."""
    if meant is not None:
        for event in events:
            event["occurrences"] = [date for date in event["occurrences"] if date["id"] in meant]


def file_of(
    resource: Resource, request: HttpRequest, form: Format, things: list[dict[str, Any]], headers: tuple[Any, ...]
) -> Kept:
    """The same bytes for everybody, so in Japanese."""
    query = request.GET.copy()
    for name in ("format", "cursor", "page_size", "_"):
        query.pop(name, None)
    said = f"?{query.urlencode()}" if query else ""
    with translation.override(settings.LANGUAGE_CODE):
        context = Context(
            url=settings.SITE_URL + request.get_full_path(),
            page_url=f"{settings.SITE_URL}{resource.page_path or '/data/'}{said if resource.page_path else ''}",
            title=__("つながりハブ %(title)s") % {"title": resource.title},
        )
        body = form.write(things, context)
    if form.suffix:
        headers = (*headers, ("Content-Disposition", f'attachment; filename="{resource.name}.{form.suffix}"'))
    return keep(body, form.media_type, headers=headers)
