"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings.production")

application = get_wsgi_application()
# All pages are loaded now, before gunicorn's workers part, not by each of them with its first request.
get_resolver().url_patterns  # noqa: B018
