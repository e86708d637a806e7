"""Pages of registrations: one's own by a link or a number, and the desk of those who look after a date."""

from django.urls import URLPattern

app_name = "registrations"

urlpatterns: list[URLPattern] = []
