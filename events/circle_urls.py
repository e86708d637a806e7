"""Pages of circles for everybody, for members and for staff."""

from django.urls import path

from events.views.circles import joining, listing, own, staff

app_name = "circles"

_OWN = "circles/members/<int:pk>-<str:token>/"

urlpatterns = [
    path("circles/", listing.circle_list, name="list"),
    path("circles/<int:pk>/", listing.circle_detail, name="detail"),
    path("circles/<int:pk>/join/", joining.join, name="join"),
    path("circles/<int:pk>/join/done/", joining.joined, name="joined"),
    path(_OWN, own.own, name="own"),
    path(f"{_OWN}confirm/", own.confirm, name="confirm"),
    path(f"{_OWN}leave/", own.leave, name="leave"),
    path(f"{_OWN}mail/", own.mail, name="mail"),
    path(f"{_OWN}stop/", own.stop, name="stop"),
    path("me/circles/", own.mine, name="mine"),
    path("staff/circles/", staff.circle_list, name="staff_list"),
    path("staff/circles/<int:pk>/", staff.circle, name="staff"),
]
