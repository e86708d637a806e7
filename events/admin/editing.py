"""What the forms of places and events share: who saved first, what was changed by hand, saving through the services."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import ManyToManyField, QuerySet, TextField, URLField
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.fields import WRITTEN
from events.enums import State
from events.forms.accessibility import AccessibilityField
from events.forms.held_at import HeldAtField
from events.models import Event, Place, Transition
from events.services.records import KINDS
from events.services.writing import delete_draft, finish_edit, save_edited
from hub.accounts.models import Organization
from hub.admin_refusal import RefusingAdmin, refusal_of
from hub.areas.models import District
from hub.exceptions import DomainError

# Plain selects, which need no script and a screen reader knows; of each row no more is read than its name.
_CHOICES: dict[str, Callable[[], QuerySet[Any]]] = {
    "district": lambda: District.objects.current().slim(),
    "place": lambda: Place.objects.unmerged().order_by("kana", "name").only("name"),
    "operator": lambda: Organization.objects.order_by("name").only("name"),
    "organizer": lambda: Organization.objects.order_by("name").only("name"),
}


class DistrictFilter(admin.SimpleListFilter):
    """By district, without loading the shapes of the map."""

    title = gettext_lazy("中学校区")
    parameter_name = "district"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            *((str(district.pk), district.short_name) for district in District.objects.current().slim()),
            ("none", _("（わからない）")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value == "none":
            return queryset.filter(district__isnull=True)
        if value and value.isascii() and value.isdigit() and len(value) < 10:
            return queryset.filter(district=int(value))
        return queryset.none() if value else queryset


class WaitingFilter(admin.SimpleListFilter):
    """What a coordinator is to look at: as counted on the staff's home."""

    title = gettext_lazy("待っているもの")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("review", gettext_lazy("公開の確認を待っている"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "review":
            rows: Any = queryset
            return rows.waiting_for_review()
        return queryset if self.value() is None else queryset.none()


class ReviewedAdmin(RefusingAdmin):
    """Places and events: read, searched and saved alike."""

    change_form_template = "admin/events/reviewed_change_form.html"
    object_history_template = "admin/recorded_object_history.html"
    formfield_overrides = WRITTEN
    show_full_result_count = False
    list_per_page = 50
    actions = None
    view_on_site = False
    save_on_top = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.defer("search_text", "search_tokens", "district__geometry", "district__path")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """As readers search: ｽﾏﾎ finds スマホ."""
        return queryset.matching(search_term), False  # type: ignore[attr-defined]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Locked while it is being saved, so that of two who save at once the later one is told."""
        thing = super().get_object(request, object_id, from_field)
        if thing is None or request.method != "POST" or refusal_of(request):
            return thing
        locked = self.model._default_manager.select_for_update(of=("self",), no_key=True)
        return locked.filter(pk=thing.pk).first()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "accessibility":
            return AccessibilityField(label=db_field.verbose_name)
        if isinstance(db_field, TextField):
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 4})
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        if db_field.name == "place":
            kwargs["form_class"] = HeldAtField
        if db_field.name in _CHOICES:
            kwargs["queryset"] = _CHOICES[db_field.name]()
        if isinstance(db_field, ManyToManyField):
            return db_field.formfield(widget=forms.CheckboxSelectMultiple, required=False)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change or form.changed_names():
            form.before = save_edited(obj, by=request.user, changed=form.changed_names())  # type: ignore[arg-type]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        thing, touched = form.instance, [formset for formset in formsets if formset.has_changed()]
        if change and touched and not form.changed_names():
            form.before = save_edited(thing, by=request.user, changed=())  # type: ignore[arg-type]
        super().save_related(request, form, formsets, change)
        if not change or form.changed_names() or touched:
            finish_edit(thing, changed=self.names_of_rows(touched) if change else (), before=form.before)

    def names_of_rows(self, formsets: list[BaseInlineFormSet]) -> list[str]:
        """The relations whose rows a person changed, as imports are to leave them alone."""
        return [str(formset.fk.remote_field.related_name) for formset in formsets]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft that nobody saw may be deleted; what was public is closed."""
        if obj is not None and (obj.state != State.DRAFT or obj.published_at):
            return False
        return super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_draft(obj)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except DomainError as error:  # published by somebody else since the page was opened
            messages.error(request, str(error))
            return HttpResponseRedirect("../change/")

    def history_of(self, thing: Event | Place) -> QuerySet[Transition]:
        """What was done with it, the newest first."""
        rows = Transition.objects.filter(kind=KINDS[type(thing)], object_id=thing.pk)
        return rows.select_related("by").order_by("-pk")[:50]
