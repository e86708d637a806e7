"""Asking for notices, reading them, and stopping them."""

from django.urls import path

from hub.notifications.views import inbox, line, linked, pages, staff, subscribing, ways

app_name = "notices"

urlpatterns = [
    path("notices/", ways.ways, name="ways"),
    path("notices/new/<slug:name>/", subscribing.new, name="new"),
    path("notices/asked/", subscribing.asked, name="asked"),
    path("notices/confirm/<str:token>/", linked.confirm, name="confirm"),
    path("notices/stop/<str:token>/", linked.stop, name="stop"),
    path("notices/manage/<str:token>/", linked.manage, name="manage"),
    path("n/<int:pk>/<slug:channel>/", pages.page, name="page"),
    path("staff/notices/", staff.notice_list, name="staff_list"),
    path("staff/notices/new/", staff.compose, name="staff_new"),
    path("staff/notices/results/", staff.results, name="staff_results"),
    path("staff/notices/<int:pk>/", staff.notice_detail, name="staff_notice"),
    path("me/notices/", inbox.inbox, name="inbox"),
    path("me/notices/all/", inbox.read_all, name="read_all"),
    path("me/notices/<int:pk>/open/", inbox.open_notice, name="open"),
    path("me/notices/<int:pk>/archive/", inbox.archive, name="archive"),
    path("me/notices/settings/", inbox.mine, name="settings"),
    path("line/webhook/", line.webhook, name="line_webhook"),
    path("line/link/", line.link, name="line_link"),
]
