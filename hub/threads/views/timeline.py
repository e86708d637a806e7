"""One talk as it is read: what was written and done in it, the oldest first."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header

from hub.threads.enums import Side
from hub.threads.models import Attachment, Post, Thread, ThreadAct
from hub.threads.services.files import SHELF

# So many posts are shown at once; older ones when they are asked for.
MOST_SHOWN = 100


@dataclass(frozen=True)
class Line:
    """A post, or an act of the city."""

    post: Post | None
    act: ThreadAct | None
    is_new: bool = False


@dataclass(frozen=True)
class Timeline:
    lines: list[Line]
    hidden: int
    last: int

    @property
    def has_new(self) -> bool:
        return any(line.is_new for line in self.lines)


def timeline_of(thread: Thread, reader: Any, side: Side, *, is_whole: bool) -> Timeline:
    """Five queries, however long it is. ``is_new``: of the other side, and not read yet (of the city: not answered)."""
    rows = thread.posts.select_related("author").order_by("-pk")
    rows = rows.prefetch_related(Prefetch("attachments", Attachment.objects.order_by("pk")))
    shown, total = list(rows if is_whole else rows[:MOST_SHOWN]), thread.posts.count()
    read = _read_up_to(thread, reader, side)
    since = shown[-1].created_at if len(shown) < total else thread.created_at
    moments = [(post.created_at, Line(post, None, post.side != side and post.pk > read)) for post in reversed(shown)]
    acts = thread.acts.select_related("by").filter(created_at__gte=since)
    moments += [(act.created_at, Line(None, act)) for act in acts]
    lines = [line for _moment, line in sorted(moments, key=lambda moment: moment[0])]
    return Timeline(lines, total - len(shown), shown[0].pk if shown else 0)


def _read_up_to(thread: Thread, reader: Any, side: Side) -> int:
    """Of a member what they said they have read; to the city nothing is new that one of it has answered."""
    if side == Side.STAFF:
        return thread.posts.filter(side=side).order_by("-pk").values_list("pk", flat=True).first() or 0
    return thread.readings.filter(user=reader).values_list("post_id", flat=True).first() or 0


def is_late(thread: Thread) -> bool:
    """Whether the promised day has passed."""
    return thread.answer_by is not None and thread.answer_by < timezone.localdate()


def file_answer(thread: Thread, key: Any) -> HttpResponseBase:
    """A file of this talk, to be taken home: never opened within the site. 404 for what is of another or gone."""
    found = Attachment.objects.kept().filter(post__thread=thread, key=key).first()
    file = SHELF.open(found.key) if found else None
    if found is None or file is None:
        raise Http404
    answer = FileResponse(file, content_type=found.media_type)
    answer.headers["Content-Length"] = str(found.size)
    answer.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
