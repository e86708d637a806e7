"""Pages of registrations: one's own by a link or a number, and the desk of those who look after a date."""

from django.urls import path

from events import registration_desk_urls
from events.views.registrations import own, terms

app_name = "registrations"

_OWN = "<int:pk>-<str:token>/"

urlpatterns = [
    path("", own.find, name="find"),
    path("sent/", own.sent, name="sent"),
    path(_OWN, own.own, name="own"),
    path(f"{_OWN}confirm/", own.confirm, name="confirm"),
    path(f"{_OWN}accept/", own.accept, name="accept"),
    path(f"{_OWN}cancel/", own.cancel, name="cancel"),
    path(f"{_OWN}change/", own.change, name="change"),
    path(f"{_OWN}together/", own.together, name="together"),
    path("events/<int:pk>/terms/", terms.edit, name="terms"),
    *registration_desk_urls.urlpatterns,
]
