"""Pages of registrations: one's own by a link or a number, and the desk of those who look after a date."""

from django.urls import URLPattern, path

from events.views.registrations import after, after_own, door, door_entries, door_paper

app_name = "registrations"

# The door of a date, and what comes after it.
_door: list[URLPattern] = [
    path("dates/<int:pk>/door/", door.door, name="door"),
    path("dates/<int:pk>/door/entries/", door_entries.door_entries, name="door_entries"),
    path("dates/<int:pk>/door/paper/", door_paper.door_paper, name="door_paper"),
    path("dates/<int:pk>/after/", after.after, name="after"),
    path("dates/<int:pk>/attendance.csv", after.attendance_csv, name="attendance_csv"),
    path("<int:pk>-<str:token>/proof/", after_own.proof, name="proof"),
    path("proof/", after_own.proof_check, name="proof_check"),
    path("thanks/<int:pk>/", after_own.thanked, name="thanked"),
    path("thanks/<int:pk>/<str:token>/", after_own.thanks, name="thanks"),
]

urlpatterns: list[URLPattern] = [*_door]
