"""``/support/``: what はちまるサポート is, which office answers for one's town, and what to do in danger."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hub.fields import LineField
from hub.page_cache import public_page
from referrals.answering import Found, Offices, find_office
from referrals.models import SpecialDesk


class TownForm(forms.Form):
    """Where one lives."""

    town = LineField(
        label=_("町の名前か郵便番号"), max_length=60,
        error_messages={"required": _("町の名前か郵便番号を書いてください。")},
    )  # fmt: skip


@require_safe
@public_page
def support(request: HttpRequest) -> HttpResponse:
    """Six queries at most, whatever is asked."""
    offices = Offices()
    form = TownForm(request.GET if "town" in request.GET else None)
    found: Found | None = None
    if form.is_valid():
        found = find_office(form.cleaned_data["town"], request.GET.get("district", ""), offices)
        if found.problem:
            form.add_error("town", found.problem)
    desks = list(SpecialDesk.objects.all())
    context = {
        "form": form,
        "found": found,
        "choices": [(name, f"?{urlencode(asked)}#office") for name, asked in found.choices] if found else [],
        "has_offices": offices.are_there,
        "can_write": offices.can_be_written_to,
        "situations": _by_situation(desks),
        "sources": list(dict.fromkeys(desk.source for desk in desks)),
        "look_days": settings.HUB_REFERRALS_LOOK_DAYS,
        "contact_days": settings.HUB_REFERRALS_CONTACT_DAYS,
    }
    return render(request, "referrals/support.html", context)


def _by_situation(desks: list[SpecialDesk]) -> list[tuple[str, list[SpecialDesk]]]:
    """In the order of the first desk of each."""
    found: dict[str, list[SpecialDesk]] = {}
    for desk in desks:
        found.setdefault(desk.situation, []).append(desk)
    return list(found.items())
