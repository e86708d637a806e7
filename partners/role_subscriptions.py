"""What can be subscribed to of roles: a selection of their list."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.views.choices import chips
from hub.notifications.selections import Asked, Source, register_source
from hub.notifications.things import register_thing
from hub.search import query_words
from hub.selection import Selection
from hub.vocabulary import themes_and_below
from partners.models import Role
from partners.role_filters import RoleFilter
from partners.role_words import asked
from partners.services import role_notices
from partners.services.role_notices import SUBJECT

# Of a role that is new it says nothing.
_LEFT_OUT = ("room",)


def _of_list(data: QueryDict) -> Asked:
    path = reverse("roles:list")
    filterset = RoleFilter(data, queryset=Role.objects.none())
    filterset.form.is_valid()
    every = [chip.label for chip in chips(filterset, Selection(path, data, filterset.filters))]
    kept = data.copy()
    skills = filterset.form.cleaned_data.get("skill") or []
    # Notices know "all of these", the list "one of these": with several it would be less than one sees.
    for name in (*_LEFT_OUT, *(["skill"] if len(skills) > 1 else [])):
        kept.pop(name, None)
        filterset.form.cleaned_data.pop(name, None)
    selection = Selection(path, kept, filterset.filters)
    words = [chip.label for chip in chips(filterset, selection)]
    return Asked(
        conditions={"subjects": [SUBJECT], **_conditions(filterset)},
        words=words,
        query=selection.at("").removeprefix("?")[:1_000],
        left_out=[word for word in every if word not in words],
    )


def _conditions(filterset: RoleFilter) -> dict[str, Any]:
    data = filterset.form.cleaned_data
    return {
        "kinds": list(data.get("kind") or []),
        "districts": sorted(filterset.district_keys()),
        "themes": sorted(themes_and_below(data.get("theme") or [])),
        "features": _features(data),
        "topics": [role_notices.course_topic(int(number)) for number in data.get("university") or []],
        "words": query_words(asked(data.get("q") or "")),
    }


def _features(data: dict[str, Any]) -> list[str]:
    found = [role_notices.skill_feature(skill) for skill in data.get("skill") or []]
    if data.get("minutes"):
        found.append(role_notices.minutes_feature(int(data["minutes"])))
    flags = (("online", role_notices.ONLINE), ("visit", role_notices.VISIT), ("credit", role_notices.CREDIT))
    return [*found, *(feature for name, feature in flags if data.get(name))]


def _list_url(query: str) -> str:
    return reverse("roles:list") + (f"?{query}" if query else "")


def register() -> None:
    """Called when the app is ready."""
    register_thing(SUBJECT, _("手伝えること（役割）"))
    register_source(Source("roles", _("新しい手伝えること（役割）"), _of_list, _list_url))
