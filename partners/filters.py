"""What the list of partners can be filtered by. The names of the parameters are part of the hub's addresses and never change."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from events.filters import SelectionForm, SharedFilter
from events.whereabouts import Spot, spot_named
from hub.accounts.enums import OrganizationKind
from hub.accounts.models import Organization
from hub.areas.models import District
from hub.models import Theme
from hub.search import fold
from hub.vocabulary import themes_and_below, words_of
from partners.enums import Field, Offer
from partners.models import Partnership, Programme


class PartnerForm(SelectionForm):
    def clean_town(self) -> str:
        text = super().clean_town()
        if self.spot is not None and not self.spot.districts:
            self.spot = None
            raise forms.ValidationError(
                __("「%(text)s」がどの地区にあるかは、わかりません。町の名前を書くか、下の「地区」から選んでください。")
                % {"text": text}
            )
        return text


def _programmes() -> list[tuple[str, str]]:
    return list(Programme.objects.values_list("key", "name"))


def _several(label: Any, choices: Any, method: str) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(label=label, choices=choices, method=method)


class PartnerFilter(SharedFilter):
    """Of registrations. What one organisation says in two of them is not put together: each must fulfil all."""

    town = django_filters.CharFilter(label=_("町の名前・郵便番号"), method="filter_nothing", max_length=60)
    programme = _several(_("登録制度"), _programmes, "filter_programme")
    offer = _several(_("出せるもの"), Offer.choices, "filter_offer")
    field = _several(_("活動分野"), Field.choices, "filter_field")
    kind = _several(_("団体の種類"), OrganizationKind.choices, "filter_kind")
    # What events and places have, and partners have not.
    radius: Any = None
    audience: Any = None
    mark: Any = None
    feature: Any = None
    free: Any = None

    class Meta:
        model = Partnership
        fields: list[str] = []
        form = PartnerForm

    def filter_words(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value, _named)

    def filter_programme(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.filter(programme__key__in=value) if value else queryset

    def filter_offer(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.filter(offers__overlap=value) if value else queryset

    def filter_field(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.filter(fields__overlap=value) if value else queryset

    def filter_kind(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.filter(organization__kind__in=value) if value else queryset

    def filter_theme(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.with_theme(themes_and_below(value)) if value else queryset

    def _filter_area(self, queryset: Any) -> Any:
        keys = self.district_keys()
        return queryset.in_districts(keys) if keys else queryset

    def organizations(self) -> Any:
        """Whose registrations were found."""
        return organizations_of(self.qs)

    def anywhere(self) -> Any:
        """What fulfils all conditions but those of the area."""
        return self._having(self.form.cleaned_data)

    def found_at(self, query: QueryDict) -> Any:
        """What another address finds whose conditions are some of these: nothing of the form is asked for again."""
        data: dict[str, Any] = {}
        for name, value in self.form.cleaned_data.items():
            given = query.getlist(name)
            data[name] = [one for one in value if one in given] if isinstance(value, list) else given and value
        town = query.get("town")
        keys: Any = {int(pk) for pk in data["district"] or ()} | _districts_of(spot_named(town) if town else None)
        if keys and query.get("near"):
            keys = District.objects.filter(Q(pk__in=keys) | Q(neighbours__in=keys)).values("pk")
        found = self._having(data)
        return found.in_districts(keys) if keys else found

    def _having(self, data: dict[str, Any]) -> Any:
        found = self.queryset.all()
        for name, one in self.filters.items():
            found = one.filter(found, data.get(name))
        return found


def _districts_of(spot: Spot | None) -> set[int]:
    return {district.pk for district in spot.districts} if spot else set()


def organizations_of(partnerships: Any) -> Any:
    """Public ones that hold one of these registrations."""
    return Organization.objects.public().filter(Exists(partnerships.filter(organization=OuterRef("pk")).order_by()))


def _named(word: str) -> Any:
    """Registrations that bring what is called so: 場所, 運動, 企業, 子育て."""
    themes = [
        one.pk for one in words_of(Theme).values() if word in fold(f"{one.name} {one.name_easy} {one.words}").split(" ")
    ]
    meant: Any = Q(offers__overlap=_values(Offer, word)) | Q(fields__overlap=_values(Field, word))
    meant |= Q(organization__kind__in=_values(OrganizationKind, word))
    if themes:
        through = Partnership.themes.through.objects
        meant |= Exists(through.filter(partnership=OuterRef("pk"), theme__in=themes))
    return meant


def _values(choices: Any, word: str) -> list[str]:
    return [value for value, label in choices.choices if word in fold(str(label)).split(" ")]
