"""数字で見る: plans, their figures, and how they are kept."""

from django.urls import path

from indicators.views import coverage, files, people, public, staff

app_name = "indicators"

_public = [
    path("indicators/", public.home, name="home"),
    path("indicators/plans/<slug:code>/", public.plan, name="plan"),
    path("indicators/plans/<slug:code>/paper/", public.plan_paper, name="plan_paper"),
    path("indicators/plans/<slug:code>/figures.csv", files.plan_csv, name="plan_csv"),
    path("indicators/plans/<slug:code>/figures.json", files.plan_json, name="plan_json"),
    path("indicators/map/", coverage.coverage, name="map"),
    path("indicators/people/", people.people, name="people"),
    path("indicators/people.csv", people.people_csv, name="people_csv"),
    path("indicators/people.json", people.people_json, name="people_json"),
    path("indicators/<slug:code>/", public.indicator, name="indicator"),
]
_staff = [
    path("staff/indicators/", staff.desk, name="desk"),
    path("staff/indicators/places/", staff.places, name="places"),
    path("staff/indicators/places/<int:pk>/", staff.decide, name="decide"),
    path("staff/indicators/values/<int:pk>/", staff.correct, name="correct"),
    path("staff/indicators/<slug:code>/", staff.measure, name="measure"),
]
urlpatterns = [*_public, *_staff]
