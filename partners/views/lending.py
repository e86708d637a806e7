"""プロボノ: what one would lend, who asks, and for partners what there is. Neither name nor contact stands anywhere here."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.models import Organization
from hub.accounts.views.access import organization_or_404
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.paging import page_number, page_of
from partners.application_rules import can_ask_for_skills
from partners.forms.applications import ApplyForm
from partners.forms.lending import LENDABLE, AskSkillForm, OfferForm
from partners.models import Role, SkillOffer, SkillRequest
from partners.role_enums import LendingState, RoleState, Skill
from partners.services import lending as services
from partners.services.inquiries import key_of
from partners.views.application_words import skills_of

_FORM_METHODS = ["GET", "HEAD", "POST"]
TAGS = {LendingState.ASKED: "care", LendingState.AGREED: "on"}
MOST_REQUESTS = 50


@login_required
@require_http_methods(_FORM_METHODS)
def my_skills(request: HttpRequest) -> HttpResponse:
    """``act``: ``offer`` (as it is written now) or ``close``."""
    by: Any = request.user
    offer = SkillOffer.objects.filter(user=by).first()
    initial = {
        name: getattr(offer, name)
        for name in ("skills", "text", "hours_a_month", "is_online_only")
        if offer is not None
    }
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = OfferForm(request.POST if request.method == "POST" and act != "close" else None, initial=initial)
    if act == "close" and offer is not None:
        with saying_who_waits():
            services.take_back_offer(offer, by=by)
        messages.success(request, _("たのまれないことにしました。"))
        return HttpResponseRedirect(reverse("applications:my_skills"))
    if form.is_bound and form.is_valid():
        try:
            with saying_who_waits():
                services.offer_skills(by=by, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("保存しました。団体からお願いが届いたら、メールで知らせます。"))
            return HttpResponseRedirect(reverse("applications:my_skills"))
    requests = SkillRequest.objects.filter(offer__user=by).select_related("organization", "role").order_by("-pk")
    context = {
        "offer": offer,
        "form": form,
        "rows": [{"one": one, "tag": TAGS.get(LendingState(one.state), "")} for one in requests[:MOST_REQUESTS]],
    }
    return render(request, "partners/my_skills.html", context)


@login_required
@require_http_methods(_FORM_METHODS)
def lending(request: HttpRequest, pk: int) -> HttpResponse:
    """What an organisation asks; ``act``: ``agree`` (with the form of an application) or ``refuse``."""
    by: Any = request.user
    rows = SkillRequest.objects.filter(offer__user=by).select_related(
        "organization", "role__organization", "application"
    )
    one = get_object_or_404(rows, pk=pk)
    act, error = (request.POST.get("act", "") if request.method == "POST" else ""), ""
    form = ApplyForm(request.POST if act == "agree" else None, role=one.role, initial={"by": "lending"})
    if request.method == "POST":
        try:
            with saying_who_waits():
                answer = _answer(request, one, act, form)
        except DomainError as refused:
            error = str(refused)
            one = get_object_or_404(rows, pk=pk)
        else:
            if answer is not None:
                return answer
    context = {
        "one": one,
        "form": form,
        "error": error,
        "tag": TAGS.get(LendingState(one.state), ""),
        "is_waiting": one.state == LendingState.ASKED,
        "is_public": one.role.state == RoleState.PUBLISHED and one.organization.is_verified,
    }
    return render(request, "partners/lending.html", context)


def _answer(request: HttpRequest, one: SkillRequest, act: str, form: ApplyForm) -> HttpResponse | None:
    by: Any = request.user
    if act == "refuse":
        services.refuse_request(one, by=by)
        messages.success(request, _("ことわりました。団体には、あなたがだれかは伝わりません。"))
        return HttpResponseRedirect(reverse("applications:my_skills"))
    if act != "agree":
        raise DomainError(_("下のボタンのどれかを押してください。"))
    if not form.is_valid():
        return None
    begun = services.agree_to_talk(one, by=by, said=form.said)
    messages.success(request, _("話を聞くことにしました。ここから、団体とやりとりできます。"))
    return HttpResponseRedirect(reverse("applications:own", args=[begun.pk]))


@login_required
@require_safe
def offers(request: HttpRequest, organization: int) -> HttpResponse:
    """What people would lend, without who; and what became of what the organisation asked."""
    ours = organization_or_404(request, organization, writing=True)
    by: Any = request.user
    may_ask = can_ask_for_skills(by, ours)
    skill = request.GET.get("skill", "")
    rows = SkillOffer.objects.open() if may_ask else SkillOffer.objects.none()
    if skill in Skill.values:
        rows = rows.filter(skills__contains=[skill])
    page = page_of(rows.exclude(user_id=by.pk), ("-pk",), page_number(request.GET))
    base = reverse("applications:people_skills", args=[ours.pk])
    asked = SkillRequest.objects.filter(organization=ours).select_related("role").order_by("-pk")[:MOST_REQUESTS]
    context = {
        "organization": ours,
        "may_ask": may_ask,
        "page": page,
        "skill": skill,
        "choices": LENDABLE,
        "rows": [{"offer": one, "skills": skills_of(one.skills)} for one in page.items],
        "asked": [{"one": one, "tag": TAGS.get(LendingState(one.state), "")} for one in asked],
        "previous_url": f"{base}?skill={skill}&page={page.number - 1}" if page.has_previous else "",
        "next_url": f"{base}?skill={skill}&page={page.number + 1}" if page.has_next else "",
    }
    return render(request, "partners/skill_offers.html", context)


@login_required
@require_http_methods(_FORM_METHODS)
def ask_form(request: HttpRequest, organization: int, offer: int) -> HttpResponse:
    """``act=end``, ``request=…``: takes back what was asked and not answered."""
    ours = organization_or_404(request, organization, writing=True)
    found = get_object_or_404(_offers_for(request, ours), pk=offer)
    open_one = found.requests.filter(organization=ours, state=LendingState.ASKED).first()
    roles = Role.objects.filter(organization=ours, state=RoleState.PUBLISHED).order_by("-pk")
    is_ending = request.POST.get("act") == "end"
    form = AskSkillForm(request.POST if request.method == "POST" and not is_ending else None, roles=roles)
    error = ""
    if request.method == "POST":
        try:
            with saying_who_waits():
                answer = _asked(request, ours, found, open_one if is_ending else None, form)
        except DomainError as refused:
            error = str(refused)
        else:
            if answer is not None:
                return answer
    context = {
        "organization": ours, "offer": found, "skills": skills_of(found.skills), "form": form, "error": error,
        "open_one": open_one, "has_roles": roles.exists(),
    }  # fmt: skip
    return render(request, "partners/skill_ask.html", context)


def _offers_for(request: HttpRequest, ours: Organization) -> Any:
    by: Any = request.user
    found = SkillOffer.objects.open() if can_ask_for_skills(by, ours) else SkillOffer.objects.none()
    return found.exclude(user=by)


def _asked(
    request: HttpRequest, ours: Organization, offer: SkillOffer, ending: SkillRequest | None, form: AskSkillForm
) -> HttpResponse | None:
    by: Any = request.user
    if ending is not None:
        services.end_request(ending, by=by)
        messages.success(request, _("お願いを取り消しました。"))
    elif form.is_bound and form.is_valid():
        data = form.cleaned_data
        services.ask_for_skill(
            offer, ours, by=by, role=data["role"], text=data["text"],
            key=key_of(form.page, text=data["text"], role=str(data["role"].pk)),
        )  # fmt: skip
        messages.success(request, _("お願いを届けました。相手が話を聞くことにしたら、「申し込み」に出ます。"))
    else:
        return None
    return HttpResponseRedirect(reverse("applications:people_skills", args=[ours.pk]))
