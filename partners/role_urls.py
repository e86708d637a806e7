"""手伝う: what one can do for others; the desks of who posts it, of universities that recognise it, and of the city."""

from django.urls import path

from partners.views import courses, role_desk, roles, staff_roles

app_name = "roles"

_OF_ORGANIZATION = "me/organizations/<int:organization>/"

urlpatterns = [
    path("roles/", roles.role_list, name="list"),
    path("roles/<int:pk>/", roles.role_detail, name="role"),
    path("roles/<int:pk>/course/", courses.course_add, name="course_add"),
    path(f"{_OF_ORGANIZATION}roles/", role_desk.role_list, name="ours"),
    path(f"{_OF_ORGANIZATION}roles/new/", role_desk.role_new, name="new"),
    path(f"{_OF_ORGANIZATION}roles/<int:pk>/", role_desk.role_own, name="own"),
    path(f"{_OF_ORGANIZATION}courses/", courses.course_list, name="courses"),
    path(f"{_OF_ORGANIZATION}courses/<int:pk>/", courses.course_detail, name="course"),
    path("staff/roles/", staff_roles.role_list, name="staff_roles"),
    path("staff/roles/<int:pk>/", staff_roles.role_detail, name="staff_role"),
]
