"""Pages of registrations: one's own by a link or a number, and the desk of those who look after a date."""

from django.urls import URLPattern

from events import registration_desk_urls

app_name = "registrations"

urlpatterns: list[URLPattern] = [*registration_desk_urls.urlpatterns]
