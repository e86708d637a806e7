"""Composition root of the feed: each app registers what it gives, below ``/api/v1/``."""

from events.api import urls as events

app_name = "api"

urlpatterns = [*events.urlpatterns]
