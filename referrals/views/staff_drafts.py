"""``/staff/referrals/<pk>/draft/``: what is typed in a form of the case is kept, or thrown away."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.templatetags.reading import hour
from referrals.enums import Look
from referrals.forms.acts import FORMS
from referrals.services.drafts import drop_draft, save_draft
from referrals.views.shelves import kept_of
from referrals.views.staff import find_case, staff_on_record
from referrals.views.staff_case import form_of
from referrals.views.staff_open import leave_open_mark


@require_POST
@staff_on_record(Look.CASE.label)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as it stands, sent by a script while somebody types: ``saved`` says when. ``throw``: a button, for good."""
    one, by = find_case(request, pk, Look.CASE), cast("Any", request.user)
    name = request.POST.get("act", "")
    if name not in FORMS or not FORMS[name].has_draft():
        return JsonResponse({"saved": ""}, status=400)
    form = form_of(request, one, name)
    if "throw" in request.POST:
        drop_draft(one, by=by, act=name, page=form.key)
        leave_open_mark(request, one)
        messages.success(request, _("書きかけを捨てました。"))
        return HttpResponseRedirect(f"{reverse('staff_referrals:case', args=[one.pk])}{kept_of(request.GET)}")
    now = timezone.now()
    try:
        with saying_who_waits():
            save_draft(one, by=by, act=name, page=form.key, words=form.draft_words(), now=now)
    except DomainError as error:
        return JsonResponse({"saved": "", "why": str(error)})
    return JsonResponse({"saved": str(hour(now))})
