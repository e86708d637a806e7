"""Roles in the feed: what everybody sees, open or closed."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from events.api.filters import FeedForm
from hub.api.resources import Resource
from partners.api.role_documents import ROLE
from partners.api.role_serializers import RoleSerializer
from partners.api.role_table import ROLE_LIST
from partners.models import Role
from partners.role_filters import STATES, RoleFilter


class RoleFeedFilter(RoleFilter):
    """As ``/roles/``, by the same names; without ``state`` it gives both, as it does without conditions."""

    state = django_filters.ChoiceFilter(label=_("状態"), choices=STATES, method="filter_nothing")

    class Meta:
        model = Role
        fields: list[str] = []
        form = FeedForm

    def _needed(self, data: Any) -> Iterable[tuple[str, Any]]:
        return [(name, base) for name, base in self.base_filters.items() if name in data]

    def _of_state(self, queryset: Any) -> Any:
        state = self.form.cleaned_data.get("state")
        return queryset.filter(state=state) if state else queryset

    @classmethod
    def unfiltered(cls, queryset: Any) -> Any:
        return queryset


ROLES = Resource(
    name="roles",
    kind="role",
    title=_("手伝えること（役割）"),
    document=ROLE,
    rows=Role.objects.public,
    order=("pk",),
    order_types=(int,),
    filterset=RoleFeedFilter,
    page_path="/roles/",
    serializer=RoleSerializer,
    formats={ROLE_LIST.name: ROLE_LIST},
)
