"""What the list of circles can be filtered by. The names of the parameters are part of the hub's addresses and never change."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q

from events.filters import SelectionForm, SharedFilter
from events.models import Circle
from hub.models import Audience, WelcomeMark
from hub.vocabulary import themes_and_below, words_of


class CircleFilter(SharedFilter):
    """Words, district with its neighbours, theme, audience, marks."""

    # What events and places have, and circles have not.
    town = radius = feature = free = None  # type: ignore[assignment]

    class Meta:
        model = Circle
        fields: list[str] = []
        form = SelectionForm

    def filter_theme(self, queryset: Any, name: str, value: list[str]) -> Any:
        return with_any_theme(queryset, value)

    def filter_audience(self, queryset: Any, name: str, value: list[str]) -> Any:
        """For one of these, or for everybody."""
        keys = [pk for pk, one in words_of(Audience).items() if one.key in {*value, "everyone"}]
        return queryset.filter(_has("audiences", audience__in=keys)) if value else queryset

    def filter_mark(self, queryset: Any, name: str, value: list[str]) -> Any:
        """All of them must be there."""
        condition = Q()
        for pk, one in words_of(WelcomeMark).items():
            if one.key in value:
                condition &= Q(_has("welcome_marks", welcomemark=pk))
        return queryset.filter(condition)

    def _filter_area(self, queryset: Any) -> Any:
        keys = self.district_keys()
        return queryset.filter(district__in=keys) if keys else queryset


def with_any_theme(queryset: Any, keys: Sequence[str]) -> Any:
    """Of one of these themes, with what stands under them; without any, all."""
    return queryset.filter(_has("themes", theme__in=themes_and_below(keys))) if keys else queryset


def _has(name: str, **values: Any) -> Exists:
    through = getattr(Circle, name).through.objects
    return Exists(through.filter(circle=OuterRef("pk"), **values))
