"""Applications for roles, hours, certificates, and skills that people would lend."""

from django.urls import path

from partners.views import (
    activity_certificates,
    application_desk,
    application_hours,
    applications,
    lending,
    people,
)

app_name = "applications"

_OWN = "roles/applications/<int:pk>/"
_OF_ORGANIZATION = "me/organizations/<int:organization>/"
_DESK = f"{_OF_ORGANIZATION}applications/<int:pk>/"

_person = [
    path("roles/<int:pk>/apply/", applications.apply_form, name="apply"),
    path("roles/applications/", applications.mine, name="mine"),
    path(_OWN, applications.own, name="own"),
    path(f"{_OWN}hours/<int:hours>/", application_hours.own_hours, name="own_hours"),
    path(f"{_OWN}certificate/", activity_certificates.make, name="make"),
    path("roles/certificates/check/", activity_certificates.check, name="check"),
    path("roles/certificates/check/<str:number>/<str:code>/", activity_certificates.check_code, name="check_code"),
    path("roles/certificates/<int:pk>/", activity_certificates.certificate, name="certificate"),
    path("roles/certificates/<int:pk>.pdf", activity_certificates.certificate_pdf, name="certificate_pdf"),
    path("me/skills/", lending.my_skills, name="my_skills"),
    path("me/skills/<int:pk>/", lending.lending, name="lending"),
]

_organization = [
    path(f"{_OF_ORGANIZATION}applications/", application_desk.desk, name="desk"),
    path(_DESK, application_desk.desk_one, name="desk_one"),
    path(f"{_DESK}hours/<int:hours>/", application_hours.desk_hours, name="desk_hours"),
    path(f"{_DESK}certificates/<int:certificate>/", activity_certificates.desk_revoke, name="desk_revoke"),
    path(f"{_OF_ORGANIZATION}people/", people.people, name="people"),
    path(f"{_OF_ORGANIZATION}people/skills/", lending.offers, name="people_skills"),
    path(f"{_OF_ORGANIZATION}people/skills/<int:offer>/", lending.ask_form, name="ask"),
]

_staff = [
    path("staff/activity-certificates/", activity_certificates.staff_find, name="staff_certificates"),
    path("staff/activity-certificates/<int:pk>/", activity_certificates.staff_revoke, name="staff_certificate"),
]

urlpatterns = [*_person, *_organization, *_staff]
