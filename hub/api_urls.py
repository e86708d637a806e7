"""Composition root of the feed: what is offered below ``/api/v1/``."""

from django.urls import path

from events.api import resources as events
from events.api import urls as event_urls
from hub.accounts.api import ORGANIZATIONS
from hub.api import changes, feed
from hub.api.resources import register
from hub.areas.api import DISTRICTS
from hub.vocabulary_api import RESOURCES as WORDS

_READ_ONLY = [DISTRICTS, *WORDS, ORGANIZATIONS]
register([*events.RESOURCES, *_READ_ONLY])

app_name = "api"

urlpatterns = [
    path("", feed.root, name="root"),
    path("changes/", changes.changes, name="changes"),
    *event_urls.urlpatterns,
    *[path(f"{one.name}/", feed.list_view(one), name=one.name) for one in _READ_ONLY],
    *[path(f"{one.name}/<int:pk>/", feed.detail_view(one), name=f"{one.name}_detail") for one in _READ_ONLY],
]
