"""Pages of one's own keys; the composition root puts them below ``/me/``."""

from django.urls import path

from hub.api import views

urlpatterns = [
    path("me/tokens/", views.token_list, name="me_tokens"),
    path("me/tokens/new/", views.new_token, name="me_token_new"),
    path("me/tokens/<int:pk>/revoke/", views.revoke_token, name="me_token_revoke"),
]
