"""Pages for who is in trouble, or noticed somebody."""

from django.urls import path

from referrals.views.support import support

app_name = "referrals"

urlpatterns = [path("support/", support, name="support")]
