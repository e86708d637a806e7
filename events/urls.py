"""Pages of places and events."""

from django.urls import path

from events.views.entry import entry
from events.views.event_detail import event_detail, event_print
from events.views.event_list import event_list
from events.views.places import place_detail, place_list, place_print
from events.views.rechecks import recheck_done, rechecks
from events.views.registrations.own import mine
from events.views.registrations.registering import choose, register_date
from events.views.week import week
from events.views.weekly import weekly

app_name = "events"

urlpatterns = [
    path("events/", event_list, name="list"),
    path("events/week/", week, name="week"),
    path("events/<int:pk>/", event_detail, name="detail"),
    path("events/<int:pk>/print/", event_print, name="print"),
    path("events/<int:pk>/register/", choose, name="register"),
    path("events/<int:pk>/register/<int:date_pk>/", register_date, name="register_date"),
    path("me/registrations/", mine, name="my_registrations"),
    path("places/", place_list, name="place_list"),
    path("places/<int:pk>/", place_detail, name="place_detail"),
    path("places/<int:pk>/print/", place_print, name="place_print"),
    path("staff/rechecks/", rechecks, name="rechecks"),
    path("staff/rechecks/<int:pk>/done/", recheck_done, name="recheck_done"),
    path("weekly/<int:place>/<str:week>/<int:user>/<str:token>/", weekly, name="weekly"),
    path("staff/entry/", entry, name="entry"),
]
