"""What lists can be filtered by. The names of the parameters are part of the hub's addresses and never change."""

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters.filters import FilterMethod

from events.enums import Band, Feature, PlaceKind, Weekday
from events.facets import Flag, Kind, band_facet, facet, feature_facet, place_kind_facet
from events.models import Occurrence, Place
from events.periods import When, period_of
from events.whereabouts import Spot, find_spot
from hub.areas.models import District
from hub.models import Audience, Theme, WelcomeMark
from hub.search import query_words
from hub.templatetags.reading import word
from hub.vocabulary import words_of

RADII = [("", _("その町の地区")), ("500", _("500m以内")), ("1000", _("1km以内")), ("2000", _("2km以内"))]


class SelectionForm(forms.Form):
    """Finds the town when it is checked, so that an unknown one is told beside its field."""

    spot: Spot | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages |= {"invalid_choice": _("「%(value)s」という選び方はありません。選び直してください。")}

    def clean_q(self) -> str:
        text: str = self.cleaned_data["q"]
        if text and not query_words(text):
            raise forms.ValidationError(_("さがす言葉を、文字か数字で書いてください。"))
        return text

    def clean_town(self) -> str:
        text: str = self.cleaned_data["town"]
        if text:
            self.spot, problem = find_spot(text)
            if problem:
                raise forms.ValidationError(problem)
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("終わりの日が、始まりの日より前になっています。"))
        if {"since", "until"} & set(self.errors):
            # Half of what was meant would mislead.
            data["since"] = data["until"] = None
        elif (since or until) and "when" in self.fields:
            data["when"] = When.DATES
        return data


def _key_choices(model: Any) -> Any:
    return lambda: [(one.key, word(one)) for one in words_of(model).values() if one.is_active]


def _district_choices() -> list[tuple[str, str]]:
    return [
        (str(pk), name)
        for pk, name in District.objects.current().order_by("reading", "name", "pk").values_list("pk", "name")
    ]


class TickField(forms.BooleanField):
    """True for a ticked box, None otherwise: an absent one is no condition."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> bool | None:  # type: ignore[override]
        return True if str(value).lower() in {"1", "true", "on"} else None


class CheckFilter(django_filters.BooleanFilter):
    """A box that is ticked or not."""

    field_class = TickField


def _several(label: Any, choices: Any, method: str, **options: Any) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(label=label, choices=choices, method=method, **options)


class SharedFilter(django_filters.FilterSet):
    """What lists of events and places have in common."""

    q = django_filters.CharFilter(label=_("言葉"), method="filter_words", max_length=100)
    town = django_filters.CharFilter(label=_("町の名前・郵便番号・駅"), method="filter_nothing", max_length=60)
    radius = django_filters.ChoiceFilter(label=_("近さ"), choices=RADII[1:], method="filter_nothing")
    district = _several(_("地区"), _district_choices, "filter_nothing")
    near = CheckFilter(label=_("となりの地区も"), method="filter_nothing")
    theme = _several(_("興味・分野"), _key_choices(Theme), "filter_theme")
    audience = _several(_("対象"), _key_choices(Audience), "filter_audience")
    mark = _several(_("参加しやすさ"), _key_choices(WelcomeMark), "filter_mark")
    feature = _several(_("設備"), Feature.choices, "filter_feature")
    free = CheckFilter(label=_("無料"), method="filter_free")

    def __init__(self, data: Any, queryset: Any) -> None:
        """As the parent's, but each filter is copied flat: a deep copy of all is a fifth of a list's time."""
        self.is_bound, self.data, self.queryset = True, data, queryset
        self.request = self.form_prefix = None
        self.filters = {name: copy(base) for name, base in self._needed(data)}
        for one in self.filters.values():
            one.parent, one.model = self, queryset.model
            if one.method:
                one.filter = FilterMethod(one)

    def _needed(self, data: Any) -> Iterable[tuple[str, Any]]:
        """The filters of the form: all, since people choose among them."""
        return self.base_filters.items()

    def filter_nothing(self, queryset: Any, name: str, value: Any) -> Any:
        """Taken together with other parameters in ``filter_queryset``."""
        return queryset

    def filter_words(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value)

    def filter_theme(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.with_any(_key_facets(Kind.THEME, Theme, value))

    def filter_audience(self, queryset: Any, name: str, value: list[str]) -> Any:
        """For one of these, or for everybody."""
        wanted = [*value, "everyone"] if value else value
        return queryset.with_any(_key_facets(Kind.AUDIENCE, Audience, wanted))

    def filter_mark(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.with_all(_key_facets(Kind.MARK, WelcomeMark, value))

    def filter_feature(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.with_all([feature_facet(feature) for feature in value])

    def filter_free(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.with_all([facet(Kind.FLAG, Flag.FREE)])

    def filter_queryset(self, queryset: Any) -> Any:
        return self._filter_area(super().filter_queryset(queryset))

    def district_keys(self) -> set[int]:
        """The districts that are chosen, by themselves, by the town, and with their neighbours where asked for."""
        data = self.form.cleaned_data
        keys = {int(pk) for pk in data.get("district") or []}
        spot: Spot | None = self.form.spot
        if spot and not data.get("radius"):
            keys |= {district.pk for district in spot.districts}
        if keys and data.get("near"):
            through = District.neighbours.through.objects.filter(from_district__in=keys)
            keys |= set(through.values_list("to_district", flat=True))
        return keys

    def _filter_area(self, queryset: Any) -> Any:
        spot: Spot | None = self.form.spot
        radius = self.form.cleaned_data.get("radius")
        if spot and (radius or not spot.districts):
            queryset = queryset.within(spot.latitude, spot.longitude, int(radius or 1_000))
        return queryset.with_any([facet(Kind.DISTRICT, pk) for pk in self.district_keys()])

    @property
    def qs(self) -> Any:
        """What fulfils all conditions that were understood; what was not is told by the form beside its field."""
        if not hasattr(self, "_qs"):
            self.form.is_valid()
            for name in self.filters:
                self.form.cleaned_data.setdefault(name, None)
            self._qs = self.filter_queryset(self.queryset.all())
        return self._qs


def _key_facets(kind: Kind, model: Any, keys: list[str]) -> list[int]:
    return [facet(kind, word.pk) for word in words_of(model).values() if word.key in keys]


class OccurrenceFilter(SharedFilter):
    """Filters of ``/events/``."""

    when = django_filters.ChoiceFilter(label=_("いつ"), choices=When.choices, method="filter_nothing")
    since = django_filters.DateFilter(label=_("この日から"), method="filter_nothing")
    until = django_filters.DateFilter(label=_("この日まで"), method="filter_nothing")
    weekday = _several(_("曜日"), Weekday.choices, "filter_weekday")
    time = _several(_("時間帯"), Band.choices, "filter_time")
    professional = CheckFilter(label=_("専門職に会える"), method="filter_professional")
    open = CheckFilter(label=_("申込受付中・申込不要"), method="filter_open")
    online = CheckFilter(label=_("オンライン"), method="filter_online")

    class Meta:
        model = Occurrence
        fields: list[str] = []
        form = SelectionForm

    def filter_weekday(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.with_any([facet(Kind.WEEKDAY, int(day)) for day in value])

    def filter_time(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.with_any([band_facet(band) for band in value])

    def filter_professional(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.with_all([facet(Kind.FLAG, Flag.PROFESSIONAL)])

    def filter_open(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.open_for_application(timezone.now())

    def filter_online(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.with_all([facet(Kind.FLAG, Flag.ONLINE)])

    def within_days(self, found: Any, now: datetime) -> Any:
        """Those of ``found`` that are on within the chosen days and, from today on, have not ended."""
        period = self.period(timezone.localdate(now))
        found = found.upcoming(max(now, period.begin) if period.first >= timezone.localdate(now) else period.begin)
        return found.filter(starts_at__lt=period.end) if period.end else found

    def period(self, today: date) -> Any:
        """The days that were chosen."""
        data = self.form.cleaned_data
        return period_of(data.get("when") or "", today, data.get("since"), data.get("until"))


class PlaceFilter(SharedFilter):
    """Filters of ``/places/``."""

    OPEN = [("now", _("いま開いている")), ("today", _("今日開いている"))]
    hours = django_filters.ChoiceFilter(label=_("開いている時間"), choices=OPEN, method="filter_hours")
    kind = _several(_("種類"), PlaceKind.choices, "filter_kind")
    drop_in = CheckFilter(label=_("約束なしで寄れる"), method="filter_drop_in")

    class Meta:
        model = Place
        fields: list[str] = []
        form = SelectionForm

    def filter_hours(self, queryset: Any, name: str, value: str) -> Any:
        now = timezone.now()
        return queryset.open_at(now) if value == "now" else queryset.open_on(now)

    def filter_kind(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.with_any([place_kind_facet(kind) for kind in value])

    def filter_drop_in(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.with_all([facet(Kind.FLAG, Flag.DROP_IN)])
