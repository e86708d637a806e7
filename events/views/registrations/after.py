"""After a date: its numbers and what those who came say, for the organiser; a table for their own use."""

import csv
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.door_enums import DoorAct
from events.door_lists import DoorRow, numbers_of, rows_of, walk_ins_of
from events.models import Attendance, Occurrence, Thanks
from events.services.registrations.thanks import answers_of, due_at
from events.views.registrations.access import at_desk
from events.views.registrations.door import opens_today
from hub.api.formats.tables import inert
from hub.templatetags.reading import local

_GROUP = 4


@require_safe
@at_desk
def after(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """Answers are told after the last day on which one may answer, where ten answered."""
    rows, walk_ins = rows_of(date), walk_ins_of(date)
    thanks = Thanks.objects.filter(occurrence=date).first()
    context = {
        "date": date,
        "event": date.event,
        "numbers": numbers_of(rows, walk_ins),
        "thanks": thanks,
        "answers": answers_of(thanks) if thanks else None,
        "is_answering": thanks is not None and timezone.localdate() <= thanks.closes_on,
        "thanks_at": due_at(date),
        "is_thanked_later": thanks is None and timezone.now() < due_at(date),
        "has_names": has_names(rows),
        "opens_today": opens_today(date),
    }
    return render(request, "events/registrations/after.html", context)


def has_names(rows: list[DoorRow]) -> bool:
    """Whether the names of this date's registrations are still there: with the first that goes, the table goes."""
    return all(row.registration.names_removed_at is None for row in rows)


@require_safe
@at_desk
def attendance_csv(request: HttpRequest, date: Occurrence) -> HttpResponse:
    """Number, whether they came, date, people; names where they are asked for (``?names=1``). Kept by nobody's cache.

    Points and the like are given by the city or the organiser, who may need to know who came.
    """
    rows = rows_of(date)
    if not has_names(rows):
        messages.error(request, _("お名前を消したあとなので、この一覧は出せません。人数は下にあります。"))
        return HttpResponseRedirect(reverse("registrations:after", args=[date.pk]))
    table = _table(date, rows, walk_ins_of(date), with_names=request.GET.get("names") == "1")
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="attendance-{date.pk}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _table(date: Occurrence, rows: list[DoorRow], walk_ins: list[Attendance], *, with_names: bool) -> bytes:
    day = f"{local(date.starts_at):%Y-%m-%d}"
    columns = [_("申込番号"), _("催し"), _("開催日"), _("来たか"), _("人数"), _("うち、はじめての人")]
    if with_names:
        columns.append(_("お名前・よび名"))
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        if row.has_place or row.mark:
            cells = [_numbered(row.registration.code), date.event.title, day, *_came(row)]
            writer.writerow([inert(cell) for cell in [*cells, *([row.registration.name] if with_names else [])]])
    for one in walk_ins:
        cells = [_("当日参加"), date.event.title, day, _("来た"), str(one.people), str(one.first_people)]
        writer.writerow([inert(cell) for cell in [*cells, *([""] if with_names else [])]])
    return file.getvalue().encode("utf-8-sig")


def _numbered(code: str) -> str:
    """With hyphens: a spreadsheet takes twelve digits for a number and rounds it or drops the zeros at its beginning."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def _came(row: DoorRow) -> list[str]:
    if row.mark == DoorAct.CAME:
        said = _("来た（当日参加）") if row.is_walk_in else _("来た")
        return [said, str(row.people), str(row.first_people)]
    return [_("お休み") if row.mark == DoorAct.ABSENT else _("印なし"), "0", "0"]
