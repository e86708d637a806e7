"""What can be subscribed to of projects: a selection of their list."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from events.views.choices import chips
from hub.models import Audience
from hub.notifications.selections import Asked, Source, register_source
from hub.notifications.things import register_thing
from hub.search import query_words
from hub.selection import Selection
from hub.vocabulary import themes_and_below, words_of
from partners.models import Project
from partners.project_filters import ProjectFilter
from partners.services.project_notices import SUBJECT

# What is not said of a project that has just begun.
_LEFT_OUT = ("state",)


def _of_list(data: QueryDict) -> Asked:
    path = reverse("partners:projects")
    filterset = ProjectFilter(data, queryset=Project.objects.none())
    filterset.form.is_valid()
    every = [chip.label for chip in chips(filterset, Selection(path, data, filterset.filters))]
    kept = data.copy()
    for name in _LEFT_OUT:
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


def _conditions(filterset: ProjectFilter) -> dict[str, Any]:
    data = filterset.form.cleaned_data
    return {
        "districts": sorted(filterset.district_keys()),
        # As the list has it.
        "themes": sorted(themes_and_below(data.get("theme") or [])),
        "audiences": sorted(one.pk for one in words_of(Audience).values() if one.key in (data.get("audience") or [])),
        "words": query_words(data.get("q") or ""),
    }


def register() -> None:
    """Called when the app is ready."""
    register_thing(SUBJECT, gettext_lazy("共創プロジェクト"))
    register_source(
        Source(
            "projects",
            gettext_lazy("新しく始まる共創プロジェクト"),
            _of_list,
            lambda query: reverse("partners:projects") + (f"?{query}" if query else ""),
        )
    )
