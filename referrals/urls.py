"""Pages for who is in trouble, or noticed somebody."""

from django.urls import path

from referrals.views.follow import follow
from referrals.views.intake import refer
from referrals.views.support import support
from referrals.views.transfer import transfer

app_name = "referrals"

urlpatterns = [
    path("support/", support, name="support"),
    path("support/refer/", refer, name="refer"),
    path("support/follow/", follow, name="follow"),
    path("support/transfer/<str:token>/", transfer, name="transfer"),
]
