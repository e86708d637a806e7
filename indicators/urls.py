"""数字で見る: plans, their figures, and how they are kept."""

from django.urls import path

from indicators.views import coverage, files, people, public, staff, staff_surveys, survey_sheets, surveys

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
_surveys = [
    path("surveys/", surveys.survey_list, name="surveys"),
    path("surveys/<slug:code>/", surveys.survey, name="survey"),
    path("surveys/<slug:code>/thanks/", surveys.survey_thanks, name="survey_thanks"),
    path("surveys/<slug:code>/results.csv", surveys.survey_csv, name="survey_csv"),
    path("surveys/<slug:code>/results.json", surveys.survey_json, name="survey_json"),
]
_staff_surveys = [
    path("staff/surveys/", staff_surveys.staff_list, name="survey_staff"),
    path("staff/surveys/new/", staff_surveys.new, name="survey_new"),
    path("staff/surveys/<slug:code>/", staff_surveys.desk, name="survey_desk"),
    path("staff/surveys/<slug:code>/edit/", staff_surveys.edit, name="survey_edit"),
    path("staff/surveys/<slug:code>/act/", staff_surveys.act, name="survey_act"),
    path("staff/surveys/<slug:code>/questions/", staff_surveys.question, name="survey_question_new"),
    path("staff/surveys/<slug:code>/questions/<int:pk>/", staff_surveys.question, name="survey_question"),
    path("staff/surveys/<slug:code>/preview/", staff_surveys.preview, name="survey_preview"),
    path("staff/surveys/<slug:code>/texts/", staff_surveys.texts, name="survey_texts"),
    path("staff/surveys/<slug:code>/plan/<int:pk>/", staff_surveys.into_plan, name="survey_into_series"),
    path("staff/surveys/<slug:code>/tickets/", survey_sheets.tickets, name="survey_tickets"),
    path("staff/surveys/<slug:code>/tickets/sheets/", survey_sheets.ticket_sheets, name="survey_ticket_sheets"),
    path("staff/surveys/<slug:code>/sheet/", survey_sheets.sheet, name="survey_sheet"),
    path("staff/surveys/<slug:code>/paper/", survey_sheets.paper, name="survey_paper"),
]
urlpatterns = [*_public, *_staff, *_surveys, *_staff_surveys]
