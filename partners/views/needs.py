"""``/needs/``: what is missing in the city, for everybody; and the form by which anybody tells of something."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Place
from events.views.choices import chips, groups
from hub.accounts.enums import OrganizationKind
from hub.accounts.models import Organization
from hub.exceptions import DomainError
from hub.link_tokens import fits, token_of
from hub.opening_days import opening_day_after
from hub.page_cache import keep_for_going_back, public_page
from hub.paging import page_number, page_of
from hub.reading import finish
from hub.selection import Selection
from hub.sent_once import number_sent, remember_sent
from partners.enums import NeedAction, NeedSource
from partners.forms.needs import RESIDENT, RaiseForm
from partners.models import Need, Project
from partners.need_filters import MET, NeedFilter
from partners.rules import can_raise_for_city
from partners.services.inquiries import key_of
from partners.services.needs import raise_need, raised, raised_as
from partners.throttle import Held, take_form_turn
from partners.views.need_words import TAGS, is_public, page_context, row_of, standing_of

ORDER = ("-published_at", "-pk")
OPTIONS = ("offer", "district", "theme", "audience", "field")
MOST_OWN = 100
MOST_PROJECTS = 10
_PURPOSE = "partners.need_raised"


@require_safe
@public_page
def need_list(request: HttpRequest) -> HttpResponse:
    """The selection of the address: what is open, or (``?state=met``) what was met."""
    filterset = NeedFilter(request.GET, queryset=Need.objects.public())
    selection = Selection(request.path, request.GET, filterset.filters)
    if selection.has_blanks:
        return HttpResponseRedirect(selection.url())
    page = page_of(filterset.qs, ORDER, page_number(request.GET), prepare=lambda rows: rows.for_list())
    applied = [chip for chip in chips(filterset, selection) if chip.url != selection.url(state=None)]
    is_met = filterset.form.cleaned_data.get("state") == MET
    context = {
        "selection": selection,
        "form": filterset.form,
        "options": groups(filterset, selection, OPTIONS),
        "chips": applied,
        "is_met": is_met,
        "view": MET if is_met else "open",
        "switch": [
            ("open", _("募っているもの"), selection.url(state=None)),
            (MET, _("かなったもの"), selection.url(state=MET)),
        ],
        "notices_url": selection.at(reverse("notices:new", args=["needs"]), state=None),
        "page": page,
        "rows": [row_of(need) for need in page.items],
        "has_sample": any(need.is_sample for need in page.items),
        "near_url": selection.url(near=1) if filterset.district_keys() and "near" not in request.GET else "",
        "clear_url": selection.only(**({"state": MET} if is_met else {})),
        "previous_url": selection.url(page=page.number - 1) if page.has_previous else "",
        "next_url": selection.url(page=page.number + 1) if page.has_next else "",
    }
    return render(request, "partners/needs.html", context)


@require_safe
@public_page
def need_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, where, for whom, by when, what was tried; and what came of it."""
    rows = Need.objects.public().for_list().select_related("place", "organization")
    need = get_object_or_404(rows, pk=pk)
    projects = Project.objects.public().filter(needs=need).only("title", "state").order_by("-published_at", "-pk")
    return render(request, "partners/need.html", page_context(need) | {"projects": projects[:MOST_PROJECTS]})


def _ways(request: HttpRequest) -> list[tuple[str, str]]:
    """As whom the reader may raise a need, the resident first."""
    user: Any = request.user
    ways = [(RESIDENT, _("市民として"))]
    if not user.is_authenticated:
        return ways
    writable = Organization.objects.writable_by(user)
    places = Place.objects.filter(operator__in=writable).exclude(state="closed").order_by("kana", "pk")
    ways += [
        (f"place-{pk}", _("「%(name)s」の運営者として") % {"name": name})
        for pk, name in places.values_list("pk", "name")
    ]
    care = Organization.objects.public().of(user).filter(kind=OrganizationKind.CARE).order_by("name", "pk")
    ways += [
        (f"professional-{pk}", _("「%(name)s」の専門職として") % {"name": name})
        for pk, name in care.values_list("pk", "name")
    ]
    if can_raise_for_city(user):
        ways.append(("city", _("市・社会福祉協議会の職員として")))
    return ways


@require_http_methods(["GET", "HEAD", "POST"])
def raise_form(request: HttpRequest) -> HttpResponse:
    """Without an account, too. ``?as=place-5``: what a link elsewhere has chosen."""
    ways = _ways(request)
    options: dict[str, Any] = {"ways": ways, "has_account": request.user.is_authenticated}
    if request.method != "POST":
        wanted = request.GET.get("as", "")
        chosen = wanted if wanted in dict(ways) else RESIDENT
        return _raise_page(request, RaiseForm(initial={"speaks_as": chosen}, **options))
    form = RaiseForm(request.POST, **options)
    if form.is_from_a_machine:
        return HttpResponseRedirect(reverse("partners:needs"))
    if not form.is_valid():
        return _raise_page(request, form)
    key, said, client = key_of(form.page, **form.said()), form.said(), _sender(request)
    need = raised(key) or raised_as(number_sent("need", client, said))
    if need is None:
        held = take_form_turn("need", request.META.get("REMOTE_ADDR", ""), form.contacts, settings.HUB_NEEDS_LIMITS)
        if held:
            return _raise_page(request, form, held=held)
        try:
            need = raise_need(by=request.user if request.user.is_authenticated else None, key=key, **_raised(form))
            remember_sent("need", client, said, need.pk)
        except DomainError as error:
            form.add_error("speaks_as" if "speaks_as" in form.fields else None, str(error))
            return _raise_page(request, form)
    return HttpResponseRedirect(reverse("partners:need_raised", args=[need.pk, token_of(_PURPOSE, str(need.pk))]))


def _sender(request: HttpRequest) -> str:
    """Somebody with an account is that account, whatever network they are in."""
    return f"user-{request.user.pk}" if request.user.is_authenticated else request.META.get("REMOTE_ADDR", "")


def _raised(form: RaiseForm) -> dict[str, Any]:
    """What the service is told; it asks again whether it is true."""
    kind, _dash, number = form.way.partition("-")
    told: dict[str, Any] = {"source": NeedSource(kind), "values": form.written}
    if kind == NeedSource.PLACE:
        told["place"] = Place.objects.select_related("operator").filter(pk=number).first()
    elif kind == NeedSource.PROFESSIONAL:
        told["organization"] = Organization.objects.filter(pk=number).first()
    return told


def _raise_page(request: HttpRequest, form: RaiseForm, *, held: Held | None = None) -> HttpResponse:
    context = {
        "form": form,
        "held": held,
        "phone": settings.HUB_PARTNERS_PHONE,
        "days": settings.HUB_NEEDS_DAYS,
        "read_by": opening_day_after(timezone.localdate(), settings.HUB_NEEDS_READ_DAYS),
    }
    response = render(request, "partners/need_raise.html", context, status=429 if held else 200)
    if held:
        response.headers["Retry-After"] = str(held.seconds)
    return keep_for_going_back(request, finish(request, response))


@require_safe
def need_raised(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """For whoever sent it: its number and what comes next, nothing of what was written."""
    if not fits(token, _PURPOSE, str(pk)):
        raise Http404
    need = get_object_or_404(Need, pk=pk)
    day = opening_day_after(timezone.localdate(need.created_at), settings.HUB_NEEDS_READ_DAYS)
    context = {
        "need": need,
        "read_by": day,
        "is_own": need.created_by_id is not None and need.created_by_id == request.user.pk,
        "is_told": bool(need.created_by_id or need.contact_email),
        "can_be_asked": bool(need.created_by_id or need.contact_email or need.contact_phone),
    }
    return finish(request, render(request, "partners/need_raised.html", context))


@login_required
@require_safe
def my_needs(request: HttpRequest) -> HttpResponse:
    """What the reader raised, with where it stands; three queries."""
    rows = Need.objects.raised_by(request.user).order_by("-pk").prefetch_related("transitions")  # type: ignore[arg-type]
    context = {"rows": [own_row(need) for need in rows[:MOST_OWN]]}
    return finish(request, render(request, "partners/my_needs.html", context))


def own_row(need: Need) -> dict[str, Any]:
    """For who raised it, alone or for their organisation. ``need`` is loaded with its transitions."""
    reasons = [row.reason for row in need.transitions.all() if row.action == NeedAction.DECLINE]
    is_declined = need.state == "declined"
    return {
        "need": need,
        "tag": TAGS.get(need.state, ""),  # type: ignore[call-overload]
        "standing": standing_of(need),
        "reason": reasons[-1] if is_declined and reasons else "",
        "url": need.get_absolute_url() if is_public(need) else "",
    }
