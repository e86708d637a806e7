"""The selections of ``/events/`` and ``/places/``, by the same names, and a few that only programs ask for."""

from collections.abc import Collection, Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.facets import Kind, facet
from events.filters import CheckFilter, OccurrenceFilter, PlaceFilter, SelectionForm, TickField
from events.models import Event, Occurrence, Place
from events.periods import When

LARGEST_RADIUS_M = 20_000
# What lists are asked for again a minute later, and then hold something else.
_NOW = {"open", "hours", "when"}
_POINT = {"lat", "lon", "within"}
_OF_DATES = ("when", "since", "until", "weekday", "time", "open", "upcoming")


class FeedForm(SelectionForm):
    """Checks what belongs together: a point is a latitude, a longitude and a radius."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        point = [name for name in ("lat", "lon") if data.get(name) is not None]
        missing = [name for name in ("lat", "lon") if name not in point and name not in self.errors]
        if point and missing:
            self.add_error(missing[0], _("lat と lon は、いっしょに書いてください。"))
        if data.get("within") is not None and not point:
            self.add_error("within", _("lat と lon を書いてください。"))
        self._check_company()
        return data

    def _check_company(self) -> None:
        """What means something only beside something else, or not beside it, must not be passed over."""
        given = {name for name in self.data if self.data.get(name)}
        if "radius" in given and "town" not in given:
            self.add_error("radius", _("town といっしょに書いてください。"))
        if "near" in given and not given & {"town", "district"}:
            self.add_error("near", _("town か district といっしょに書いてください。"))
        # The pages say ``when=dates`` beside them.
        if self.data.get("when") not in {None, "", When.DATES} and given & {"since", "until"}:
            self.add_error("when", _("since、until といっしょには使えません。"))
        for name, field in self.fields.items():
            if isinstance(field, TickField) and name in given and field.to_python(self.data[name]) is None:
                self.add_error(name, _("1 と書くか、書かないかのどちらかです。"))


def _number(label: Any, **bounds: Any) -> django_filters.Filter:
    """A number that is taken together with others."""
    return _FloatFilter(label=label, method="filter_nothing", **bounds)


class _FloatFilter(django_filters.Filter):
    field_class = forms.FloatField


class _IntegerFilter(django_filters.Filter):
    field_class = forms.IntegerField


class FeedFilter(django_filters.FilterSet):
    """Near a point, and by number. Whoever asks has chosen: fields that are not named are not even made."""

    lat = _number(_("緯度"), min_value=-90, max_value=90)
    lon = _number(_("経度"), min_value=-180, max_value=180)
    within = _number(_("その点からの距離（メートル）"), min_value=1, max_value=LARGEST_RADIUS_M)
    organizer = _IntegerFilter(label=_("団体の番号"), method="filter_organizer", min_value=1, max_value=999_999)

    def _needed(self, data: Any) -> Iterable[tuple[str, Any]]:
        names = set(data) | (_POINT if _POINT & set(data) else set())
        return [(name, base) for name, base in self.base_filters.items() if name in names]

    def near_point(self, queryset: Any) -> Any:
        """Those within the circle, where one was given (1 km by default)."""
        data = self.form.cleaned_data
        if data.get("lat") is None or data.get("lon") is None:
            return queryset
        return queryset.within(data["lat"], data["lon"], int(data.get("within") or 1_000))


class OccurrenceFeedFilter(FeedFilter, OccurrenceFilter):
    """``/api/v1/occurrences/``: as on the page, what has not ended, from today on, where no days are named."""

    class Meta:
        model = Occurrence
        fields: list[str] = []
        form = FeedForm

    def filter_organizer(self, queryset: Any, name: str, value: int) -> Any:
        return queryset.with_all([facet(Kind.ORGANIZER, int(value))])

    def filter_queryset(self, queryset: Any) -> Any:
        return self.within_days(self.near_point(super().filter_queryset(queryset)), timezone.now())

    @classmethod
    def unfiltered(cls, queryset: Any) -> Any:
        """The selection of an address without a condition."""
        return queryset.upcoming(timezone.now())


class EventFeedFilter(FeedFilter, OccurrenceFilter):
    """``/api/v1/events/``: all that is published; with conditions on dates, those that have such a date."""

    upcoming = CheckFilter(label=_("これからの日がある"), method="filter_nothing")

    class Meta:
        model = Event
        fields: list[str] = []
        form = FeedForm

    def filter_organizer(self, queryset: Any, name: str, value: int) -> Any:
        return queryset.with_all([facet(Kind.ORGANIZER, int(value))])

    def filter_queryset(self, queryset: Any) -> Any:
        """Where a condition speaks of dates or places, the dates are asked, which carry all that their event has."""
        data = self.form.cleaned_data
        names_dates = any(data.get(name) for name in _OF_DATES)
        names_spot = data.get("lat") is not None or data.get("town")
        if not names_dates and not names_spot:
            return super().filter_queryset(queryset)
        return queryset.filter(Exists(self.dates().filter(event=OuterRef("pk")).order_by()))

    def dates(self) -> Any:
        """The dates that fulfil all conditions."""
        dates = self.near_point(super().filter_queryset(Occurrence.objects.listed()))
        names_dates = any(self.form.cleaned_data.get(name) for name in _OF_DATES)
        return self.within_days(dates, timezone.now()) if names_dates else dates

    @classmethod
    def unfiltered(cls, queryset: Any) -> Any:
        return queryset


class PlaceFeedFilter(FeedFilter, PlaceFilter):
    """``/api/v1/places/``"""

    class Meta:
        model = Place
        fields: list[str] = []
        form = FeedForm

    def filter_organizer(self, queryset: Any, name: str, value: int) -> Any:
        return queryset.filter(operator=int(value))

    def filter_queryset(self, queryset: Any) -> Any:
        return self.near_point(super().filter_queryset(queryset))

    @classmethod
    def unfiltered(cls, queryset: Any) -> Any:
        return queryset


def dates_in(query: Any, events: Collection[int]) -> set[int] | None:
    """Which dates of these events a selection means; None where it says nothing of dates. One query."""
    if not set(_OF_DATES) & set(query):
        return None
    filterset = EventFeedFilter(query, queryset=Event.objects.none())
    filterset.form.is_valid()
    for name in filterset.filters:
        filterset.form.cleaned_data.setdefault(name, None)
    found: set[int] = set(filterset.dates().filter(event__in=events).order_by().values_list("pk", flat=True))
    return found


def depends_on_time(query: Any) -> bool:
    """Whether the selection of events or places is another one a minute later."""
    return bool(_NOW & set(query)) or bool({"weekday", "time", "upcoming", "since", "until"} & set(query))
