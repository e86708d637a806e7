"""Needs in the feed: what everybody sees, open or met."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from events.api.filters import FeedForm
from hub.api.resources import Resource
from partners.api.need_documents import NEED
from partners.api.need_serializers import NeedSerializer
from partners.api.need_table import NEED_LIST
from partners.models import Need
from partners.need_filters import MET, OPEN, NeedFilter

_STATES = [(OPEN, _("募っているもの")), (MET, _("かなったもの"))]


class NeedFeedFilter(NeedFilter):
    """As ``/needs/``, by the same names; without ``state`` it gives both, as it does without conditions."""

    state = django_filters.ChoiceFilter(label=_("状態"), choices=_STATES, method="filter_nothing")

    class Meta:
        model = Need
        fields: list[str] = []
        form = FeedForm

    def _needed(self, data: Any) -> Iterable[tuple[str, Any]]:
        return [(name, base) for name, base in self.base_filters.items() if name in data]

    def _of_state(self, queryset: Any) -> Any:
        return super()._of_state(queryset) if self.form.cleaned_data.get("state") else queryset

    @classmethod
    def unfiltered(cls, queryset: Any) -> Any:
        return queryset


NEEDS = Resource(
    name="needs",
    kind="need",
    title=_("地域で求められていること（地域課題）"),
    document=NEED,
    rows=Need.objects.public,
    order=("pk",),
    order_types=(int,),
    filterset=NeedFeedFilter,
    page_path="/needs/",
    serializer=NeedSerializer,
    formats={NEED_LIST.name: NEED_LIST},
)
