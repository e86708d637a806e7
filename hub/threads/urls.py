"""Talks: an organisation's members have theirs below the organisation, staff all of them."""

from django.urls import path

from hub.threads.views import member, staff

app_name = "threads"

_OF_ORGANIZATION = "me/organizations/<int:organization>/talks/"

urlpatterns = [
    path(_OF_ORGANIZATION, member.talk_list, name="mine"),
    path(f"{_OF_ORGANIZATION}new/", member.new, name="new"),
    path(f"{_OF_ORGANIZATION}<int:pk>/", member.talk, name="talk"),
    path(f"{_OF_ORGANIZATION}<int:pk>/read/", member.read, name="read"),
    path(f"{_OF_ORGANIZATION}<int:pk>/files/<uuid:key>/", member.file, name="file"),
    path("staff/talks/", staff.talk_list, name="staff_list"),
    path("staff/talks/new/<int:organization>/", staff.new, name="staff_new"),
    path("staff/talks/<int:pk>/", staff.talk, name="staff_talk"),
    path("staff/talks/<int:pk>/files/<uuid:key>/", staff.file, name="staff_file"),
]
