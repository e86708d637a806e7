"""What the list of projects can be filtered by. The names of the parameters are part of the hub's addresses and never change."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from events.filters import SelectionForm, SharedFilter
from hub.models import Audience
from hub.vocabulary import themes_and_below, words_of
from partners.cocreation_enums import ProjectState
from partners.models import Project

RUNNING, ENDED = "running", "ended"
STATES = [(RUNNING, _("進めているもの")), (ENDED, _("終わったもの"))]
# What was stopped stands with what ended: it says so.
_OF = {RUNNING: (ProjectState.RUNNING,), ENDED: (ProjectState.ENDED, ProjectState.STOPPED)}


class ProjectFilter(SharedFilter):
    """Of what everybody sees, all of it or what goes on or what is over."""

    state = django_filters.ChoiceFilter(label=_("状態"), choices=STATES, method="filter_state")
    # What events and places have, and projects have not.
    town = radius = mark = feature = free = None  # type: ignore[assignment]

    class Meta:
        model = Project
        fields: list[str] = []
        form = SelectionForm

    def filter_words(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value)

    def filter_state(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(state__in=_OF[value]) if value else queryset

    def filter_theme(self, queryset: Any, name: str, value: list[str]) -> Any:
        """With what stands under it."""
        return queryset.filter(_has("themes", theme__in=themes_and_below(value))) if value else queryset

    def filter_audience(self, queryset: Any, name: str, value: list[str]) -> Any:
        """For one of these, or for everybody."""
        keys = [pk for pk, one in words_of(Audience).items() if one.key in {*value, "everyone"}]
        return queryset.filter(_has("audiences", audience__in=keys)) if value else queryset

    def _filter_area(self, queryset: Any) -> Any:
        """What is done everywhere is done there too."""
        keys = self.district_keys()
        return queryset.filter(Q(is_everywhere=True) | _has("districts", district__in=keys)) if keys else queryset


def _has(name: str, **values: Any) -> Exists:
    through = getattr(Project, name).through.objects
    return Exists(through.filter(project=OuterRef("pk"), **values))
