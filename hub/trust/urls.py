"""Reporting, and handling what was reported."""

from django.urls import path

from hub.trust import staff, views

app_name = "trust"

urlpatterns = [
    path("report/thanks/", views.thanks, name="thanks"),
    path("report/<slug:kind>/<int:pk>/thanks/", views.thanks, name="thanks_for"),
    path("report/<slug:kind>/<int:pk>/", views.report, name="report"),
    path("staff/reports/", staff.report_list, name="staff_reports"),
    path("staff/reports/<int:pk>/", staff.report_detail, name="staff_report"),
]
