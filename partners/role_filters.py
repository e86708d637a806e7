"""What the list of roles can be filtered by. The names of the parameters are part of the hub's addresses and never change."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from events.filters import CheckFilter, SelectionForm, SharedFilter
from hub.accounts.models import Organization
from hub.changes import generation_of
from hub.vocabulary import themes_and_below
from partners.models import Role, RoleCourse
from partners.role_enums import PUBLIC_ROLES, RoleKind, RoleState, Skill

MINUTES = [("30", _("30分まで")), ("60", _("1時間まで")), ("120", _("2時間まで")), ("240", _("半日まで"))]


class _Kept:
    # Replaced as a whole: another thread may be reading it.
    universities: tuple[int, list[tuple[str, str]]] = (-1, [])


_KINDS = frozenset({"role", "organization"})


def _universities() -> list[tuple[str, str]]:
    """Those that have confirmed a role that is open. One query after a change, none otherwise."""
    newest = generation_of(_KINDS)
    if _Kept.universities[0] != newest:
        _Kept.universities = (newest, _asked_for())
    return _Kept.universities[1]


def _asked_for() -> list[tuple[str, str]]:
    shown = RoleCourse.objects.confirmed().filter(role__in=Role.objects.listed())
    rows = Organization.objects.filter(pk__in=shown.values("university")).order_by("kana", "name", "pk")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


class RoleFilter(SharedFilter):
    """Of what one can apply for."""

    kind = django_filters.MultipleChoiceFilter(label=_("種類"), choices=RoleKind.choices, method="filter_kind")
    minutes = django_filters.ChoiceFilter(label=_("1回の時間"), choices=MINUTES, method="filter_minutes")
    skill = django_filters.MultipleChoiceFilter(label=_("活かせること"), choices=Skill.choices, method="filter_skill")
    credit = CheckFilter(label=_("大学が認める活動"), method="filter_credit")
    university = django_filters.MultipleChoiceFilter(
        label=_("認めている大学"), choices=_universities, method="filter_university"
    )
    visit = CheckFilter(label=_("まず見学できる"), method="filter_visit")
    online = CheckFilter(label=_("家からでもできる"), method="filter_online")
    room = CheckFilter(label=_("いま空きがある"), method="filter_room")
    # What events and places have, and roles have not.
    town = radius = audience = mark = feature = free = None  # type: ignore[assignment]

    class Meta:
        model = Role
        fields: list[str] = []
        form = SelectionForm

    def filter_words(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value)

    def filter_kind(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.filter(kind__in=value) if value else queryset

    def filter_minutes(self, queryset: Any, name: str, value: str) -> Any:
        """At one time not longer than this."""
        return queryset.filter(minutes__lte=int(value))

    def filter_skill(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.filter(skills__overlap=value) if value else queryset

    def filter_credit(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.with_course()

    def filter_university(self, queryset: Any, name: str, value: list[str]) -> Any:
        return queryset.with_course([int(one) for one in value]) if value else queryset

    def filter_visit(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(can_visit_first=True)

    def filter_online(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.filter(is_online=True)

    def filter_room(self, queryset: Any, name: str, value: bool) -> Any:
        return queryset.with_room()

    def filter_theme(self, queryset: Any, name: str, value: list[str]) -> Any:
        """With what stands under it."""
        return queryset.with_theme(themes_and_below(value)) if value else queryset

    def _of_state(self, queryset: Any) -> Any:
        """What one can apply for."""
        return queryset.filter(state=RoleState.PUBLISHED)

    def _filter_area(self, queryset: Any) -> Any:
        """What is done everywhere, or from home, is done there too."""
        queryset, keys = self._of_state(queryset), self.district_keys()
        return queryset.in_districts(keys) if keys else queryset


STATES = [(state.value, state.label) for state in PUBLIC_ROLES]
