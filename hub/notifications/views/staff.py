"""``/staff/notices/``: what goes out, how far it is, what became of it; writing a notice, calling one off."""

import json
import uuid
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.areas.models import District
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.notifications import measures, services
from hub.notifications.enums import Channel, Fate, NoticeKind, StaffAct
from hub.notifications.models import Notice, NoticeAct
from hub.notifications.rules import can_manage_notices
from hub.notifications.services.composing import Draft, Reach, composed_today, reach_of
from hub.notifications.staff_forms import CallOffForm, ComposeForm
from hub.notifications.things import name_of
from hub.paging import page_number, page_of
from hub.small_counts import shown, shown_sum
from hub.staff_access import staff_required

_ORDER = ("-pk",)
_MEASURED_DAYS = 90


@dataclass(frozen=True)
class ChannelRow:
    """One way of a notice, in counts that may be told."""

    label: str
    people: str
    sent: str
    waiting: str
    dropped: str
    dead: str
    opened: str


@dataclass(frozen=True)
class Row:
    """A notice as staff see it."""

    notice: Notice
    thing: str
    channels: list[ChannelRow]
    stopped: str
    is_going_on: bool


def _check(request: HttpRequest) -> None:
    if not can_manage_notices(request.user):
        raise PermissionDenied


def _user(request: HttpRequest) -> Any:
    return request.user


@require_safe
@staff_required
def notice_list(request: HttpRequest) -> HttpResponse:
    """The newest first; what goes to one named person is nothing for staff."""
    _check(request)
    page = page_of(Notice.objects.for_staff(), _ORDER, page_number(request.GET))
    outcomes = measures.outcomes_of(page.items)
    rows = [row_of(notice, outcomes[notice.pk]) for notice in page.items]
    address = reverse("notices:staff_list")
    context = {
        "rows": rows,
        "page": page,
        "made_at": timezone.now(),
        "is_going_on": any(row.is_going_on for row in rows),
        "previous_url": f"{address}?page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{address}?page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "notices/staff_list.html", context)


def row_of(notice: Notice, outcome: measures.Outcome) -> Row:
    ways = [channel for channel in Channel if channel in outcome.fates]
    is_looking = notice.spread_at is None and notice.withdrawn_at is None
    return Row(
        notice=notice,
        thing=name_of(notice.subject),
        channels=[_channel_row(channel, outcome) for channel in ways],
        stopped=shown(outcome.stopped),
        is_going_on=is_looking or outcome.is_going_on,
    )


def _channel_row(channel: Channel, outcome: measures.Outcome) -> ChannelRow:
    fates = outcome.fates[channel]
    parts = [fates[fate] for fate in (Fate.SENT, Fate.WAITING, Fate.DROPPED, Fate.DEAD)]
    opened = outcome.read if channel == Channel.INBOX else outcome.visits.get(channel, 0)
    sent, waiting, dropped, dead = map(shown, parts)
    return ChannelRow(str(channel.label), shown_sum(parts), sent, waiting, dropped, dead, shown(opened))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice, who wrote it, what became of it; calling it off."""
    _check(request)
    notice, by = get_object_or_404(Notice.objects.for_staff(), pk=pk), _user(request)
    form = CallOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with saying_who_waits():
                told = services.call_off_notice(notice, by=by, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, str(error))
            notice.refresh_from_db()
        else:
            said = _beside(told, measures.outcomes_of([notice])[pk])
            messages.success(request, _("取り下げました。もう届いていた人の数：%(people)s。") % {"people": said})
            return HttpResponseRedirect(reverse("notices:staff_notice", args=[pk]))
    outcome = measures.outcomes_of([notice])[notice.pk]
    acts = NoticeAct.objects.filter(notice=notice).select_related("by")
    context = {
        "row": row_of(notice, outcome),
        "notice": notice,
        "acts": [(act, _beside(act.people, outcome)) for act in acts],
        "called_off": StaffAct.CALLED_OFF,
        "form": form,
        "made_at": timezone.now(),
    }
    return render(request, "notices/staff_notice.html", context)


def _beside(people: int, outcome: measures.Outcome) -> str:
    """A number of people over all ways: not told where, less the others, it would give one away."""
    whole = shown_sum([count for fates in outcome.fates.values() for count in fates.values()])
    return shown(people) if whole != _("非公表") else whole


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def compose(request: HttpRequest) -> HttpResponse:
    """First what it says and for whom, then how it will look and how many it will reach; only then it is sent."""
    _check(request)
    if request.method != "POST":
        return _form_page(request, ComposeForm(initial={"key": uuid.uuid4()}))
    form = ComposeForm(request.POST)
    if not form.is_valid() or request.POST.get("act") == "edit":
        return _form_page(request, form)
    draft = form.draft
    is_seen = constant_time_compare(request.POST.get("seen", ""), _seal(draft))
    if request.POST.get("act") != "send" or not is_seen:
        return _preview(request, form, draft)
    try:
        with saying_who_waits():
            notice = services.compose_notice(
                draft, by=_user(request), key=form.cleaned_data["key"],
                is_many_meant=request.POST.get("many") == "on",
            )  # fmt: skip
    except DomainError as error:
        return _preview(request, form, draft, problem=str(error))
    messages.success(request, _("送り始めました。どこまで進んだかは、このページに出ます。"))
    return HttpResponseRedirect(reverse("notices:staff_notice", args=[notice.pk]))


def _seal(draft: Draft) -> str:
    """Of what was shown: what was changed afterwards is shown again before it is sent."""
    return salted_hmac("notices.compose", json.dumps(asdict(draft), sort_keys=True), algorithm="sha256").hexdigest()


def _form_page(request: HttpRequest, form: ComposeForm) -> HttpResponse:
    return render(request, "notices/staff_compose.html", {"form": form} | _brake(request))


def _preview(request: HttpRequest, form: ComposeForm, draft: Draft, *, problem: str = "") -> HttpResponse:
    reach: Reach = reach_of(draft)
    context = {
        "form": form,
        "draft": draft,
        "thing": name_of(draft.subject),
        "chosen": [
            (form.fields[name].label, form.said_of(name)) for name in ("districts", "themes", "audiences", "marks")
        ],
        "reach": reach,
        "people": shown(reach.people),
        "seen": _seal(draft),
        "problem": problem,
        "today": timezone.now(),
    }
    return render(request, "notices/staff_preview.html", context | _brake(request))


def _brake(request: HttpRequest) -> dict[str, Any]:
    most = settings.HUB_NOTICES_COMPOSED_A_DAY
    return {"most": most, "left": max(0, most - composed_today(_user(request), timezone.now()))}


@dataclass(frozen=True)
class MeasuredRow:
    label: str
    notices: int
    sent: str
    opened: str
    stopped: str


@require_safe
@staff_required
def results(request: HttpRequest) -> HttpResponse:
    """By kind and by district, of the last three months."""
    _check(request)
    until = timezone.now()
    since = until - timedelta(days=_MEASURED_DAYS)
    kinds = [
        _measured_row(f"{name_of(subject)}（{NoticeKind(kind).label}）", one)
        for (subject, kind), one in sorted(measures.by_kind(since, until).items())
    ]
    of_district = measures.by_district(since, until)
    districts = [
        _measured_row(district.name, of_district[district.pk,])
        for district in District.objects.slim()
        if (district.pk,) in of_district
    ]
    context = {"tables": [(_("できごと"), kinds), (_("地区"), districts)], "days": _MEASURED_DAYS, "made_at": until}
    return render(request, "notices/staff_results.html", context)


def _measured_row(label: str, one: measures.Measured) -> MeasuredRow:
    return MeasuredRow(label, one.notices, shown(one.sent), shown(one.opened), shown(one.stopped))
