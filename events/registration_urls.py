"""Pages of registrations: one's own by a link or a number, and the desk of those who look after a date."""

from django.urls import path

from events import registration_desk_urls
from events.views.registrations import after, after_own, door, door_entries, door_paper, drawing, own, terms

app_name = "registrations"

_OWN = "<int:pk>-<str:token>/"
# Of one date: at the door, after it, and the drawing of lots.
_DATE = "dates/<int:pk>/"

urlpatterns = [
    path("", own.find, name="find"),
    path("sent/", own.sent, name="sent"),
    path("proof/", after_own.proof_check, name="proof_check"),
    path("thanks/<int:pk>/", after_own.thanked, name="thanked"),
    path("thanks/<int:pk>/<str:token>/", after_own.thanks, name="thanks"),
    path(_OWN, own.own, name="own"),
    path(f"{_OWN}confirm/", own.confirm, name="confirm"),
    path(f"{_OWN}accept/", own.accept, name="accept"),
    path(f"{_OWN}cancel/", own.cancel, name="cancel"),
    path(f"{_OWN}change/", own.change, name="change"),
    path(f"{_OWN}together/", own.together, name="together"),
    path(f"{_OWN}proof/", after_own.proof, name="proof"),
    path("events/<int:pk>/terms/", terms.edit, name="terms"),
    path(f"{_DATE}door/", door.door, name="door"),
    path(f"{_DATE}door/entries/", door_entries.door_entries, name="door_entries"),
    path(f"{_DATE}door/paper/", door_paper.door_paper, name="door_paper"),
    path(f"{_DATE}after/", after.after, name="after"),
    path(f"{_DATE}attendance.csv", after.attendance_csv, name="attendance_csv"),
    path(f"{_DATE}draw/", drawing.draw, name="draw"),
    *registration_desk_urls.urlpatterns,
]
