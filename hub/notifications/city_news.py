"""Asking for what the city's staff write: ``/notices/new/city/?theme=go&district=3``."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.areas.models import District
from hub.models import Audience, Theme
from hub.notifications.selections import Asked, Source, register_source
from hub.notifications.things import CITY
from hub.templatetags.reading import word
from hub.vocabulary import words_of

_MOST = 20


def _read(data: QueryDict) -> Asked:
    """What no word or district is called is left out."""
    query = QueryDict(mutable=True)
    conditions: dict[str, Any] = {"subjects": [CITY]}
    said: list[str] = []
    models: tuple[tuple[str, str, Any], ...] = (("theme", "themes", Theme), ("audience", "audiences", Audience))
    for name, field, model in models:
        chosen = [one for one in words_of(model).values() if one.key in data.getlist(name)[:_MOST]]
        conditions[field] = sorted(one.pk for one in chosen)
        said += [word(one) for one in chosen]
        query.setlist(name, [one.key for one in chosen])
    numbers = [text for text in data.getlist("district")[:_MOST] if text.isascii() and text.isdigit() and len(text) < 9]
    districts = list(District.objects.slim().current().filter(pk__in=numbers)) if numbers else []
    conditions["districts"] = sorted(one.pk for one in districts)
    said += [one.name for one in districts]
    query.setlist("district", [str(one.pk) for one in districts])
    return Asked(conditions, said, query=query.urlencode())


def register() -> None:
    """Called when the app is ready."""
    register_source(Source("city", _("市からのお知らせ"), _read, _url))


def _url(query: str) -> str:
    """Where one chooses."""
    return reverse("notices:ways") + (f"?{query}" if query else "") + "#city"
