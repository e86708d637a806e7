"""Composition root of the feed: what is offered below ``/api/v1/``."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from events.api import describing
from events.api import resources as events
from events.api import urls as event_urls
from hub.accounts.api import ORGANIZATIONS, OwnOrganizations
from hub.api import changes, feed
from hub.api.answers import keep, kept_or_made, public_answer
from hub.api.describing import description_text
from hub.api.resources import register
from hub.areas.api import DISTRICTS
from hub.page_cache import Kept
from hub.vocabulary_api import RESOURCES as WORDS
from indicators.api.resources import INDICATORS
from partners.api import resources as partners
from partners.api.needs import NEEDS
from partners.api.projects import PROJECTS
from partners.api.roles import ROLES

_READ_ONLY = [DISTRICTS, *WORDS, ORGANIZATIONS, *partners.RESOURCES, NEEDS, PROJECTS, ROLES, INDICATORS]
_LISTS = {one.name: feed.list_view(one) for one in _READ_ONLY}
_LISTS[ORGANIZATIONS.name] = feed.with_own(_LISTS[ORGANIZATIONS.name], OwnOrganizations.as_view({"get": "list"}))
register([*events.RESOURCES, *_READ_ONLY])


@feed.open_to_all
def schema(request: HttpRequest) -> HttpResponse:
    """``/api/v1/schema/``: the OpenAPI description."""

    def make() -> Kept:
        return keep(description_text(describing.writing_views).encode(), "application/vnd.oai.openapi+json")

    return public_answer(request, kept_or_made(request, "json", False, make))


app_name = "api"

urlpatterns = [
    path("", feed.root, name="root"),
    path("changes/", changes.changes, name="changes"),
    path("schema/", schema, name="schema"),
    *event_urls.urlpatterns,
    *[path(f"{name}/", view, name=name) for name, view in _LISTS.items()],
    *[path(f"{one.name}/<int:pk>/", feed.detail_view(one), name=f"{one.name}_detail") for one in _READ_ONLY],
    re_path(r"^.*$", feed.elsewhere, name="elsewhere"),
]
