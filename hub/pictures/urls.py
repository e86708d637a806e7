"""Addresses of pictures: whoever does not know the key can't guess it, and who knows it must still be allowed to look."""

from django.urls import path

from hub.pictures.sizes import Size
from hub.pictures.views import picture

app_name = "pictures"

urlpatterns = [
    path("<uuid:key>-large.jpg", picture, {"size": Size.LARGE}, name="large"),
    path("<uuid:key>-small.jpg", picture, {"size": Size.SMALL}, name="small"),
]
