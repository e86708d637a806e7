"""What the feed offers of this app."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from events.api.filters import FeedForm
from hub.api.resources import Resource
from partners.api.documents import PARTNERSHIP
from partners.api.serializers import PartnershipSerializer
from partners.api.table import PARTNER_LIST
from partners.filters import PartnerFilter, PartnerForm
from partners.models import Partnership


class PartnerFeedForm(PartnerForm, FeedForm):
    """Checks what belongs together."""


class _NumberFilter(django_filters.Filter):
    field_class = forms.IntegerField


class PartnerFeedFilter(PartnerFilter):
    """As ``/partners/list/``, by the same names, and by the number of the organisation."""

    organization = _NumberFilter(
        label=_("団体の番号"), method="filter_organization", min_value=1, max_value=999_999_999
    )

    class Meta:
        model = Partnership
        fields: list[str] = []
        form = PartnerFeedForm

    def _needed(self, data: Any) -> Iterable[tuple[str, Any]]:
        return [(name, base) for name, base in self.base_filters.items() if name in data]

    def filter_organization(self, queryset: Any, name: str, value: int) -> Any:
        return queryset.filter(organization=int(value))

    @classmethod
    def unfiltered(cls, queryset: Any) -> Any:
        return queryset


PARTNERSHIPS = Resource(
    name="partnerships",
    kind="partnership",
    title=_("会社や団体の登録（共創）"),
    document=PARTNERSHIP,
    rows=Partnership.objects.public,
    order=("pk",),
    order_types=(int,),
    filterset=PartnerFeedFilter,
    page_path="/partners/list/",
    serializer=PartnershipSerializer,
    formats={PARTNER_LIST.name: PARTNER_LIST},
)
RESOURCES = [PARTNERSHIPS]
