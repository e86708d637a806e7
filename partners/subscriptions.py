"""What can be subscribed to of this app: a selection of the board of needs, and the needs that fit a partner."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.views.choices import chips
from hub.accounts.models import Organization
from hub.models import Audience
from hub.notifications.selections import Asked, Source, register_source
from hub.notifications.things import register_thing
from hub.search import query_words
from hub.selection import Selection
from hub.vocabulary import themes_and_below, words_of
from partners.models import Need
from partners.need_filters import NeedFilter
from partners.services.need_notices import SUBJECT, topic_of

# What is not said of a need that is new.
_LEFT_OUT = ("state", "field")


def _of_board(data: QueryDict) -> Asked:
    path = reverse("partners:needs")
    filterset = NeedFilter(data, queryset=Need.objects.none())
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


def _conditions(filterset: NeedFilter) -> dict[str, Any]:
    data = filterset.form.cleaned_data
    return {
        "kinds": list(data.get("offer") or []),
        "districts": sorted(filterset.district_keys()),
        # As the board has it.
        "themes": sorted(themes_and_below(data.get("theme") or [])),
        "audiences": sorted(one.pk for one in words_of(Audience).values() if one.key in (data.get("audience") or [])),
        "words": query_words(data.get("q") or ""),
    }


def _of_partner(data: QueryDict) -> Asked | None:
    number = data.get("id", "")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    organization = Organization.objects.public().filter(pk=number).first()
    if organization is None:
        return None
    words = [_("「%(name)s」に合いそうな地域課題") % {"name": organization.name}]
    conditions = {"subjects": [SUBJECT], "topics": [topic_of(organization.pk)]}
    return Asked(conditions, words, query=f"id={organization.pk}")


def _board_url(query: str) -> str:
    return reverse("partners:needs") + (f"?{query}" if query else "")


def register() -> None:
    """Called when the app is ready."""
    register_thing(SUBJECT, gettext_lazy("地域課題"))
    register_source(Source("needs", gettext_lazy("新しい地域課題"), _of_board, _board_url))
    register_source(
        Source(
            "partner", gettext_lazy("団体に合いそうな地域課題"), _of_partner, lambda _query: reverse("partners:needs")
        )
    )
