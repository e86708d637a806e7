"""Staff write events."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.admin.dates import DateActionsMixin, OccurrenceInline
from events.admin.editing import DistrictFilter, WaitingFilter
from events.admin.publishing import PublishedAdmin
from events.admin.repeating import AdminRepeatFields
from events.enums import OccurrenceState
from events.forms.repeating import REPEAT_FIELDS, RepeatFields, rule_of, upcoming
from events.forms.reviewed import ReviewedForm, ask_for_both_of_position, refuse_contacts_of_sample
from events.forms.written import name_boxes
from events.models import Event, Occurrence
from events.repetition import describe
from events.services.occurrences import remove_occurrence
from events.services.registrations.capacity import check_capacities
from events.views.event_detail import page_context
from hub.templatetags.reading import day, hour


class EventForm(AdminRepeatFields, ReviewedForm):
    """The event, and its repetition in a clerk's words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, **self.initial_of(self.instance.rrule)}
        name_boxes(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        ask_for_both_of_position(self)
        refuse_contacts_of_sample(self, ["contact_phone", "contact_extension", "contact_email"])
        self.rule_before = self.instance.rrule
        self.instance.rrule = rule_of(self)
        return data

    def changed_names(self) -> list[str]:
        """The boxes of the repetition are one field of the model."""
        names = [name for name in super().changed_names() if name not in REPEAT_FIELDS]
        return [*names, "rrule"] if self.instance.rrule != self.rule_before else names


class ComingFilter(admin.SimpleListFilter):
    """What is still to come, or over."""

    title = _("開催日")
    parameter_name = "coming"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("これから")), ("over", _("すべて終わった")), ("none", _("開催日がない"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        dates = Occurrence.objects.values("event")
        coming = dates.filter(ends_at__gte=timezone.now())
        if self.value() == "yes":
            return queryset.filter(pk__in=coming)
        if self.value() == "over":
            return queryset.filter(pk__in=dates).exclude(pk__in=coming)
        return queryset.exclude(pk__in=dates) if self.value() == "none" else queryset


@admin.register(Event)
class EventAdmin(DateActionsMixin, PublishedAdmin):
    form = EventForm
    change_form_template = "admin/events/event_change_form.html"
    preview_template = "admin/events/event_preview.html"
    waits_in = "review"
    list_display = ("title", "state", "next_date", "district_name", "is_sample", "assured_on")
    list_filter = (WaitingFilter, "state", ComingFilter, "is_sample", "participation", DistrictFilter)
    list_select_related = ("district",)
    search_fields = ("title",)
    search_help_text = _("名前、説明、会場、住所、主催者などから探します。")
    inlines = (OccurrenceInline,)
    readonly_fields = ("town",)
    fieldsets = (
        (None, {"fields": ("seen_version", "title", "subtitle", "summary", "description", "themes")}),
        (
            _("くり返し"),
            {
                "fields": (
                    ("rule_starts_at", "rule_minutes"), "repeat_kind", "repeat_weekdays", "repeat_weeks",
                    "repeat_until", "rule_excluded_on", "repeat_raw",
                ),
                "description": _("1回だけ、または決まった日だけの催しは「くり返さない」のまま、下の「開催日」に書きます。"),
            },
        ),
        (
            _("どこ"),
            {
                "fields": (
                    ("attendance_mode", "online_url"), ("place", "venue_name"), ("postal_code", "address", "building"),
                    ("latitude", "longitude"), ("town", "district"), "access_note", "parking_note", "bicycle_note",
                ),
                "description": _("町丁と中学校区は、住所と位置（なければ場）から自動で入ります。中学校区は選び直せます。"),
            },
        ),
        (_("いくら"), {"fields": (("is_free", "fee_text"),)}),
        (
            _("ひとりで行っていい？"),
            {
                "fields": (
                    "welcome_marks", "alone_note", "body_note", "audiences", "audience_note", "languages_note",
                    "is_professional_present", "professional_note",
                ),
            },
        ),
        (_("設備"), {"fields": ("accessibility", "accessibility_note")}),
        (_("だれが、どう参加するか"), {
            "fields": (
                "organizer", "organizer_name", "is_for_members", ("participation", "allotment"), "how_to_apply", "apply_url", "url",
                "contact_name", ("contact_phone", "contact_extension"), "contact_email", "remarks", "closes_on",
            ),
        }),
        (_("出典と見本"), {"fields": ("source", "license", "category", "is_sample", "sample_note", "reading"), "classes": ("collapse",)}),
    )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.repeat_preview)
        return [path("repeat-preview/", view, name="events_event_repeat_preview"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        coming = Occurrence.objects.filter(event=OuterRef("pk"), ends_at__gte=timezone.now())
        first = coming.exclude(state=OccurrenceState.CANCELLED).order_by().values("event").annotate(at=Min("starts_at"))
        return super().get_queryset(request).annotate(next_at=Subquery(first.values("at")))

    @admin.display(description=_("次の開催日"))
    def next_date(self, event: Any) -> str:
        return f"{day(event.next_at)} {hour(event.next_at)}" if event.next_at else ""

    @admin.display(description=_("中学校区"), ordering="district__order")
    def district_name(self, event: Event) -> str:
        return event.district.short_name if event.district else ""

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:  # type: ignore[override]
        event = context.get("original")
        if event is not None:
            context |= {"rule_words": describe(event.rrule), **self.date_rows(request, event)}
        context["repeat_preview_url"] = reverse("admin:events_event_repeat_preview")
        return super().render_change_form(request, context, **kwargs)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """What a person changed in a date is kept from imports; a date taken away leaves a row of history."""
        formset.save(commit=False)
        check_capacities([date for date, _names in formset.changed_objects])
        _save_dates(formset.changed_objects, formset.new_objects)
        for row in formset.deleted_objects:
            remove_occurrence(row, by=request.user)  # type: ignore[arg-type]

    preview_context = staticmethod(page_context)

    def names_of_rows(self, formsets: Any) -> list[str]:
        """None: each date remembers for itself what was changed by hand."""
        return []

    def repeat_preview(self, request: HttpRequest) -> TemplateResponse:
        """The dates that the repetition in the form would give; the form stays open in its own tab."""
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        form = RepeatFields(request.POST if request.method == "POST" else None)
        dates: list[Any] = []
        rule = ""
        if form.is_valid():
            rule = rule_of(form)
            if rule and form.is_valid():
                excluded = set(form.cleaned_data["rule_excluded_on"])
                found = upcoming(rule, form.cleaned_data["rule_starts_at"], timezone.now())
                dates = [moment for moment in found if timezone.localdate(moment) not in excluded]
        problems = [str(error) for errors in form.errors.values() for error in errors]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": __("くり返しの日付を確かめる"),
            "rule_words": describe(rule),
            "problems": problems,
            "dates": dates[:24],
            "total": len(dates),
        }
        return TemplateResponse(request, "admin/events/repeat_preview.html", context)


def _save_dates(changed: Iterable[tuple[Occurrence, list[str]]], new: Iterable[Occurrence]) -> None:
    for row, names in changed:
        row.edited_fields = sorted({*row.edited_fields, *names})
        row.save(update_fields=[*names, "edited_fields"])
    for row in new:
        row.save()
