"""Pages for who is in trouble, or noticed somebody."""

from django.urls import path

from referrals.views import support, transfer

app_name = "referrals"

urlpatterns = [
    path("support/", support.support, name="support"),
    path("support/transfer/<str:token>/", transfer.transfer, name="transfer"),
]
