"""``/staff/referrals/search/``: the cases that one sees, by a telephone number that stands in them, whole and exact.

The number is sent in the form, stands in no address, and is not on record; that somebody searched is.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from referrals.enums import Look
from referrals.forms.searching import PhoneSearchForm
from referrals.models import Referral
from referrals.services.records import record_look
from referrals.views.staff import Row, check_works, prepared, rows_of, staff_on_record

MOST = 50


@require_http_methods(["GET", "HEAD", "POST"])
@staff_on_record(Look.SEARCH.label)
def search(request: HttpRequest) -> HttpResponse:
    check_works(request, Look.SEARCH)
    form = PhoneSearchForm(request.POST if request.method == "POST" else None)
    rows: list[Row] | None = None
    if form.is_bound and form.is_valid():
        now = timezone.now()
        visible = Referral.objects.visible_to(request.user, timezone.localdate(now))
        found = prepared(visible.with_phone(form.cleaned_data["phone"])).order_by("-received_at", "-pk")
        rows = rows_of(found[:MOST], now)
        record_look(Look.SEARCH, by=request.user, case=None, what=f"電話番号：{len(rows)}件", now=now)
    return render(request, "referrals/staff/search.html", {"form": form, "rows": rows, "most": MOST, "kept": ""})
