"""Composition root: the only place, with ``hub.pages``, that knows all apps."""

from django.contrib import admin
from django.urls import include, path

from hub import health
from hub.pages import about, find, front, reading

handler400 = "hub.pages.errors.bad_request"
handler403 = "hub.pages.errors.forbidden"
handler404 = "hub.pages.errors.not_found"
handler500 = "hub.pages.errors.server_error"

urlpatterns = [
    path("", front.front, name="front"),
    path("find/", find.find, name="find"),
    path("reading/", reading.choose_reading, name="reading"),
    path("about/", about.about, name="about"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("about/accessibility/", about.accessibility, name="accessibility"),
    path("robots.txt", about.robots, name="robots"),
    path("", include("events.urls")),
    path("me/organizations/<int:organization>/", include("events.writing_urls")),
    path("", include("referrals.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("statusz", health.statusz, name="statusz"),
    path("admin/", admin.site.urls),
]
