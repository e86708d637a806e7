"""Pages of who looks after the registrations of dates, below ``/registrations/``."""

from django.urls import path

from events.views.registrations import (
    desk,
    desk_acts,
    desk_calls,
    desk_copy,
    desk_date,
    desk_enter,
    desk_messages,
    desk_paper,
)

_DATE = "dates/<int:pk>/"
_PERSON = f"{_DATE}people/<int:registration>/"

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/calls/", desk_calls.all_calls, name="desk_calls"),
    path(_DATE, desk_date.date, name="date"),
    path(f"{_DATE}enter/", desk_enter.enter, name="enter"),
    path(f"{_DATE}paper/", desk_paper.paper, name="paper"),
    path(f"{_DATE}capacity/", desk_date.capacity, name="capacity"),
    path(f"{_DATE}message/", desk_messages.message, name="message"),
    path(f"{_DATE}copy/", desk_copy.copy, name="copy"),
    path(f"{_DATE}calls/", desk_calls.calls, name="calls"),
    path(f"{_DATE}calls/<int:registration>/", desk_calls.call, name="call"),
    path(_PERSON, desk_acts.person, name="person"),
    path(f"{_PERSON}change/", desk_acts.change, name="person_change"),
    *(path(f"{_PERSON}{one.name}/", desk_acts.act_on(one), name=f"person_{one.name}") for one in desk_acts.ACTS),
]
