"""``/staff/referrals/``: for who works with referrals, and for nobody else."""

from django.urls import path

from referrals.views import (
    staff,
    staff_case,
    staff_drafts,
    staff_files,
    staff_measures,
    staff_print,
    staff_records,
    staff_search,
)

app_name = "staff_referrals"

urlpatterns = [
    path("", staff.referral_list, name="list"),
    path("search/", staff_search.search, name="search"),
    path("records/", staff_records.records, name="records"),
    path("records/export/", staff_records.export, name="records_export"),
    path("records/unusual/", staff_records.unusual, name="unusual"),
    path("measures/", staff_measures.page, name="measures"),
    path("measures/export/", staff_measures.export, name="measures_export"),
    path("<int:pk>/", staff_case.case, name="case"),
    path("<int:pk>/draft/", staff_drafts.draft, name="draft"),
    path("<int:pk>/print/", staff_print.sheet, name="print"),
    path("<int:pk>/files/<int:number>/", staff_files.file, name="file"),
]
