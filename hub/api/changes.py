"""``/api/v1/changes/``: what was published, changed or withdrawn since a token, and the next token.

A row that was committed late is never skipped: its number is given under the lock that the commit releases
(``hub.changes``). What is told of a thing is how it is now, so a client that applies each answer ends equal to the
full list, in whichever order its requests meet with writers.
"""

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from hub.api.answers import keep, kept_or_made, public_answer
from hub.api.cursors import page_size_of
from hub.api.documents import moment_of
from hub.api.feed import JSON, documents, open_to_all, refuse_unknown
from hub.api.fields import api_url
from hub.api.log import Log, look_at_log
from hub.api.negotiation import format_of
from hub.api.problems import invalid_parameter
from hub.api.resources import Resource, of_kind, registered
from hub.models import Change, ChangeAction
from hub.page_cache import Kept

PARAMETERS = ("since", "kind", "expand", "page_size", "format", "_")


@open_to_all
def changes(request: HttpRequest) -> HttpResponse:
    # Looked at each time: a new epoch is no change, so what is kept would not know of it. Kept under the very number up
    # to which it tells: under a later one it would hide what came between the two looks.
    log = look_at_log()
    kept = kept_or_made(request, log.epoch, False, lambda: _changes(request, log), number=log.newest)
    return public_answer(request, kept)


def _changes(request: HttpRequest, log: Log) -> Kept:
    query = request.GET
    refuse_unknown(set(query) - set(PARAMETERS), PARAMETERS)
    format_of(request, {})
    usual, most = settings.HUB_API_CHANGES
    size = page_size_of(query.get("page_size", ""), usual=usual, most=most)
    kinds = _kinds(query.getlist("kind"))
    is_whole = _is_expanded(query.getlist("expand"))
    if "since" not in query:
        token = log.token(log.settled)
        return keep(_body([], token, False, _next_url(query, token)), JSON)
    begin = log.number_of(query["since"])
    rows = list(Change.objects.filter(id__gt=begin, id__lte=log.newest).order_by("id")[: size + 1])
    has_more = len(rows) > size
    rows = rows[:size]
    end = rows[-1].pk if has_more else log.newest
    entries = _entries([row for row in rows if row.kind in kinds], is_whole)
    token = log.token(end)
    return keep(_body(entries, token, has_more, _next_url(query, token)), JSON)


def _next_url(query: QueryDict, token: str) -> str:
    """The same question from the new token on."""
    changed = query.copy()
    changed.pop("_", None)
    changed["since"] = token
    return f"{settings.SITE_URL}/api/v1/changes/?{changed.urlencode()}"


def _kinds(names: list[str]) -> dict[str, Resource]:
    """The resources that are asked for, by their name in the log."""
    offered = {resource.name: resource for resource in registered() if resource.has_changes}
    wanted = [name for value in names for name in value.split(",") if name]
    for name in wanted:
        if name not in offered:
            raise invalid_parameter("kind", _("使えるもの：%(names)s") % {"names": "、".join(offered)})
    return {offered[name].kind: offered[name] for name in wanted or offered}


def _is_expanded(values: list[str]) -> bool:
    wanted = [name for value in values for name in value.split(",") if name]
    if any(name != "object" for name in wanted):
        raise invalid_parameter("expand", _("使えるもの：%(names)s") % {"names": "object"})
    return bool(wanted)


def _entries(rows: list[Change], is_whole: bool) -> list[str]:
    """One entry for each thing, where it was changed last. Three queries at most for each kind."""
    last = {(row.kind, row.object_id): row for row in rows}
    withdrawn = {(row.kind, row.object_id) for row in rows if row.action == ChangeAction.WITHDRAWN}
    shown = sorted(last.values(), key=lambda row: row.pk)
    entries: dict[int, str] = {}
    for kind in {row.kind for row in shown}:
        resource = of_kind(kind)
        if resource is None:
            continue
        ours = [row for row in shown if row.kind == kind]
        there = documents(resource, [row.object_id for row in ours], None if is_whole else ("id",))
        gone = [row.object_id for row in ours if row.object_id not in there]
        replaced = resource.replaced_by(gone) if gone else {}
        for row in ours:
            text = there.get(row.object_id)
            # What is not to be seen is told if it was withdrawn here, whatever was done with it afterwards.
            if text or (kind, row.object_id) in withdrawn:
                entries[row.pk] = _entry(resource, row, text, replaced.get(row.object_id), is_whole)
    return [entries[number] for number in sorted(entries)]


def _entry(resource: Resource, row: Change, text: str | None, other: int | None, is_whole: bool) -> str:
    """What is no longer there is a tombstone; what is there again after it was withdrawn is no tombstone."""
    action = row.action if text else ChangeAction.WITHDRAWN.value
    if text and action == ChangeAction.WITHDRAWN:
        action = ChangeAction.CHANGED.value
    said: dict[str, Any] = {
        "kind": resource.name,
        "id": row.object_id,
        "action": action,
        "changed_at": moment_of(row.created_at),
        "url": api_url(resource.path, row.object_id),
    }
    if other:
        said["replaced_by"] = api_url(resource.path, other)
    entry = json.dumps(said, ensure_ascii=False)
    return f'{entry[:-1]},"object":{text or "null"}}}' if is_whole else entry


def _body(entries: list[str], token: str, has_more: bool, next_url: str) -> bytes:
    more = "true" if has_more else "false"
    url = json.dumps(next_url)
    return f'{{"changes":[{",".join(entries)}],"next":"{token}","next_url":{url},"has_more":{more}}}'.encode()
