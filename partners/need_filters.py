"""What the board of needs can be filtered by. The names of the parameters are part of the hub's addresses and never change."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from events.filters import SelectionForm, SharedFilter
from hub.models import Audience
from hub.vocabulary import themes_and_below, words_of
from partners.enums import Field, NeedState, Offer
from partners.models import Need

OPEN, MET = "open", "met"
STATES = [(MET, _("かなったもの"))]


class NeedFilter(SharedFilter):
    """Of what everybody sees. Without ``state`` it is what is open."""

    offer = django_filters.MultipleChoiceFilter(label=_("ほしいもの"), choices=Offer.choices, method="filter_offer")
    field = django_filters.MultipleChoiceFilter(label=_("活動分野"), choices=Field.choices, method="filter_field")
    state = django_filters.ChoiceFilter(label=_("状態"), choices=STATES, method="filter_nothing")
    # What events and places have, and needs have not.
    town = radius = mark = feature = free = None  # type: ignore[assignment]

    class Meta:
        model = Need
        fields: list[str] = []
        form = SelectionForm

    def filter_words(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value)

    def filter_offer(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.filter(offers__overlap=value) if value else queryset

    def filter_field(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.filter(fields__overlap=value) if value else queryset

    def filter_theme(self, queryset: Any, name: str, value: list[str]) -> Any:
        """With what stands under it."""
        return queryset.filter(_has("themes", theme__in=themes_and_below(value))) if value else queryset

    def filter_audience(self, queryset: Any, name: str, value: list[str]) -> Any:
        """For one of these, or for everybody."""
        keys = [pk for pk, one in words_of(Audience).items() if one.key in {*value, "everyone"}]
        return queryset.filter(_has("audiences", audience__in=keys)) if value else queryset

    def _of_state(self, queryset: Any) -> Any:
        is_met = self.form.cleaned_data.get("state") == MET
        return queryset.filter(state=NeedState.MET) if is_met else queryset.open()

    def _filter_area(self, queryset: Any) -> Any:
        """What is needed everywhere is needed there too."""
        queryset, keys = self._of_state(queryset), self.district_keys()
        return queryset.filter(Q(is_everywhere=True) | _has("districts", district__in=keys)) if keys else queryset


def _has(name: str, **values: Any) -> Exists:
    through = getattr(Need, name).through.objects
    return Exists(through.filter(need=OuterRef("pk"), **values))
