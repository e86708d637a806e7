"""For companies, universities and groups."""

app_name = "partners"

urlpatterns: list[object] = []
