"""Asking for notices, reading them, and stopping them."""

from django.urls import path

from hub.notifications.views import inbox, line, linked, subscribing

app_name = "notices"

urlpatterns = [
    path("notices/new/<slug:name>/", subscribing.new, name="new"),
    path("notices/asked/", subscribing.asked, name="asked"),
    path("notices/confirm/<str:token>/", linked.confirm, name="confirm"),
    path("notices/stop/<str:token>/", linked.stop, name="stop"),
    path("notices/manage/<str:token>/", linked.manage, name="manage"),
    path("me/notices/", inbox.inbox, name="inbox"),
    path("me/notices/all/", inbox.read_all, name="read_all"),
    path("me/notices/<int:pk>/open/", inbox.open_notice, name="open"),
    path("me/notices/<int:pk>/archive/", inbox.archive, name="archive"),
    path("me/notices/settings/", inbox.mine, name="settings"),
    path("line/webhook/", line.webhook, name="line_webhook"),
    path("line/link/", line.link, name="line_link"),
]
