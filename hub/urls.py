"""Composition root: the only place, with ``hub.pages``, that knows all apps."""

from django.contrib import admin
from django.urls import include, path

from hub import health
from hub.accounts import urls as accounts
from hub.notifications.views import demo as demo_mails
from hub.pages import about, data, demo, find, front, me, organizations, reading, staff, staff_session

admin.autodiscover()

handler400 = "hub.pages.errors.bad_request"
handler403 = "hub.pages.errors.forbidden"
handler404 = "hub.pages.errors.not_found"
handler429 = "hub.pages.throttled.too_many"  # allauth's
handler500 = "hub.pages.errors.server_error"

organization_urls = [path("organizations/<int:pk>/", organizations.detail, name="detail"), *accounts.urlpatterns]

staff_urls = [path("", staff.home, name="home"), path("session/", staff_session.session, name="session")]

urlpatterns = [
    path("api/v1/", include("hub.api_urls")),
    path("", front.front, name="front"),
    path("find/", find.find, name="find"),
    path("reading/", reading.choose_reading, name="reading"),
    path("about/", about.about, name="about"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("about/terms/", about.terms, name="terms"),
    path("about/accessibility/", about.accessibility, name="accessibility"),
    path("data/", data.overview, name="data"),
    path("data/api/", data.api, name="data_api"),
    path("data/formats/", data.formats, name="data_formats"),
    path("data/changes/", data.changes, name="data_changes"),
    path("data/examples/", data.examples, name="data_examples"),
    path("data/examples/<str:name>", data.example, name="data_example"),
    path("data/problems/", data.problems, name="data_problems"),
    path("data/writing/", data.writing, name="data_writing"),
    path("robots.txt", about.robots, name="robots"),
    path("me/", me.me, name="me"),
    path("me/profile/", me.profile, name="me_profile"),
    path("me/download/", me.download, name="me_download"),
    path("me/delete/", me.delete, name="me_delete"),
    path("me/deleted/", me.deleted, name="me_deleted"),
    path("", include("hub.api.urls")),
    path("staff/", include((staff_urls, "staff"))),
    path("", include("hub.accounts.allauth_urls")),
    path("", include((organization_urls, "organizations"))),
    path("", include("hub.notifications.urls")),
    path("", include("hub.threads.urls")),
    path("", include("hub.trust.urls")),
    path("pictures/", include("hub.pictures.urls")),
    path("", include("events.urls")),
    path("registrations/", include("events.registration_urls")),
    path("", include("events.circle_urls")),
    path("me/organizations/<int:organization>/circles/", include("events.circle_desk_urls")),
    path("me/organizations/<int:organization>/", include("events.writing_urls")),
    path("", include("partners.urls")),
    path("", include("partners.role_urls")),
    path("", include("partners.application_urls")),
    path("", include("referrals.urls")),
    path("", include("indicators.urls")),
    path("", include("indicators.voice_urls")),
    path("staff/referrals/", include("referrals.staff_urls")),
    path("demo/", demo.accounts, name="demo_accounts"),
    path("demo/mails/", demo_mails.mail_list, name="demo_mails"),
    path("demo/mails/<int:number>/", demo_mails.mail_detail, name="demo_mail"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("statusz", health.statusz, name="statusz"),
    path("admin/", admin.site.urls),
]
