"""The dates of an event: rows that are written by hand, and acts on what was announced."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.admin.fields import WRITTEN, NamedRows
from events.enums import OccurrenceOrigin, OccurrenceState, State
from events.forms.written import WrittenMomentField, name_boxes
from events.models import Event, Occurrence
from events.services import occurrences
from hub.admin_actions import ObjectAction, ObjectActionsMixin
from hub.templatetags.reading import span

# A form of more rows would be refused for its number of fields (DATA_UPLOAD_MAX_NUMBER_FIELDS).
MOST_ROWS = 60
MOST_SHOWN = 120
RECENT = timedelta(days=92)


class OccurrenceForm(forms.ModelForm):
    """The moment of an announced date is changed by its own act, so that readers are told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_boxes(self)
        if self.instance.pk and self.instance.event.state == State.PUBLISHED:
            for name in ("starts_at", "ends_at"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("公開中なので、上の「開催日」から「日時を変える」で直します。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at < starts_at:
            self.add_error("ends_at", __("終わりが始まりより前になっています。"))
        opens, deadline = data.get("apply_from"), data.get("deadline_at")
        if opens and deadline and deadline < opens:
            self.add_error("deadline_at", __("申込の締切が、申込の開始より前になっています。"))
        return data


class OccurrenceInline(admin.StackedInline):
    """Dates written by hand or imported, of the last three months and to come. Those by rule follow the rule."""

    model = Occurrence
    form = OccurrenceForm
    formset = NamedRows
    formfield_overrides = WRITTEN
    extra = 1
    verbose_name_plural = _("開催日を足す・直す")
    fields = (("starts_at", "ends_at"), ("has_time", "capacity"), ("apply_from", "deadline_at"), "time_note")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Occurrence]:
        rows = super().get_queryset(request).exclude(origin=OccurrenceOrigin.RULE)
        event = request.resolver_match.kwargs.get("object_id", "") if request.resolver_match else ""
        recent = rows.filter(event=event if event.isdigit() else None, ends_at__gte=timezone.now() - RECENT)
        return rows.filter(pk__in=recent.order_by("starts_at", "pk").values("pk")[:MOST_ROWS])


class CancelForm(forms.Form):
    note = forms.CharField(label=_("中止の理由"), max_length=200, help_text=_("公開ページに出ます。"))


class MoveForm(forms.Form):
    starts_at = WrittenMomentField(label=_("新しい始まり"), widget=AdminSplitDateTime)
    ends_at = WrittenMomentField(label=_("新しい終わり"), widget=AdminSplitDateTime)
    note = forms.CharField(
        label=_("変更の理由（なくてもかまいません）"),
        max_length=200,
        required=False,
        help_text=_("公開ページに出ます。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_boxes(self)


def _is_cancelled(date: Occurrence) -> bool:
    return date.state == OccurrenceState.CANCELLED


DATE_ACTIONS = (
    ObjectAction(
        "move", _("日時を変える"), done=_("日時を変えました。"), form=MoveForm,
        is_allowed=lambda date: not _is_cancelled(date),
        perform=lambda date, by, values: occurrences.move_occurrence(date, by=by, **values),
        explain=lambda _date: [__("もとの日時も「日時変更」として公開ページに残ります。")],
        initial=lambda date: {"starts_at": date.starts_at, "ends_at": date.ends_at},
    ),
    ObjectAction(
        "cancel", _("中止にする"), done=_("中止にしました。"), form=CancelForm, is_grave=True,
        is_allowed=lambda date: not _is_cancelled(date),
        perform=lambda date, by, values: occurrences.cancel_occurrence(date, by=by, note=values["note"]),
        explain=lambda _date: [__("一覧とページに「中止」と理由が出ます。あとで取り消せます。")],
    ),
    ObjectAction(
        "restore", _("中止を取り消す"), done=_("中止を取り消しました。"), is_allowed=_is_cancelled,
        perform=lambda date, by, _values: occurrences.restore_occurrence(date, by=by),
        explain=lambda _date: [__("「中止」の印が消え、予定どおりに戻ります。")],
    ),
    ObjectAction(
        "remove", _("この日をはずす"), done=_("開催日をはずしました。"), is_grave=True,
        is_allowed=lambda _date: True,
        perform=lambda date, by, _values: occurrences.remove_occurrence(date, by=by),
        explain=lambda _date: [
            __("この日は、はじめからなかったように消えます。"),
            __("もうお知らせした日なら、はずさずに「中止にする」を使ってください。"),
        ],
    ),
)  # fmt: skip


class DateActionsMixin(ObjectActionsMixin):
    """Gives each date its acts, and the event's page the list of its dates."""

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<int:pk>/dates/<int:date_pk>/{action.name}/",
                self.admin_site.admin_view(self._view_of_date(action)),
                name=f"events_event_date_{action.name}",
            )
            for action in DATE_ACTIONS
        ]
        return own + super().get_urls()

    def _view_of_date(self, action: ObjectAction) -> Any:
        def view(request: HttpRequest, pk: int, date_pk: int) -> HttpResponse:
            event = self.thing_or_404(request, pk)
            date = Occurrence.objects.select_related("event").filter(event=event, pk=date_pk).first()
            if date is None:
                raise Http404
            back = reverse("admin:events_event_change", args=[pk])
            trail = [(back, str(event))]
            return self.act(request, action, date, back=back, trail=trail, name=f"{event} {span(date)}")

        return view

    def date_rows(self, request: HttpRequest, event: Event) -> dict[str, Any]:
        """The dates to come with what may be done to each, and how many there are."""
        may = self.has_change_permission(request, event)
        coming = event.occurrences.filter(ends_at__gte=timezone.now()).order_by("starts_at", "pk")
        dates = list(coming[: MOST_SHOWN + 1])
        rows = [
            {
                "date": date,
                "actions": [
                    (action.label, reverse(f"admin:events_event_date_{action.name}", args=[event.pk, date.pk]))
                    for action in DATE_ACTIONS
                    if may and action.is_allowed(date)
                ],
            }
            for date in dates[:MOST_SHOWN]
        ]
        return {"date_rows": rows, "has_more_dates": len(dates) > MOST_SHOWN}
