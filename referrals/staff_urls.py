"""``/staff/referrals/``: for who works with referrals, and for nobody else."""

from django.urls import path

from referrals.views import staff, staff_case

app_name = "staff_referrals"

urlpatterns = [
    path("", staff.referral_list, name="list"),
    path("<int:pk>/", staff_case.case, name="case"),
]
