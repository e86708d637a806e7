"""手を挙げる: for members of partners. What fits their organisation, the form, and what became of a hand."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.models import Organization
from hub.accounts.querysets import WRITERS
from hub.accounts.rules import can_grow
from hub.accounts.views.access import organization_or_404
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from partners.enums import HOLDING_HANDS, OPEN_NEEDS, HandState, NeedState
from partners.forms.need_desk import HandForm
from partners.matching import fit_of, needs_for
from partners.models import Hand, Need, Partnership
from partners.reasons import sentences_of, suggested_needs
from partners.services.hands import agree_to_be_named, raise_hand, take_down_hand
from partners.services.inquiries import key_of
from partners.views.need_words import HAND_TAGS, is_public, labels_of, row_of
from partners.views.needs import own_row

_FORM_METHODS = ["GET", "HEAD", "POST"]
MOST_SUGGESTED = 10
MOST_HANDS = 50


@login_required
@require_safe
def our_needs(request: HttpRequest, organization: int) -> HttpResponse:
    """What was raised for its places, its hands, and the open needs that fit what it registered, each with the reasons."""
    ours = organization_or_404(request, organization)
    hands = Hand.objects.filter(organization=ours).select_related("need").order_by("-pk")[:MOST_HANDS]
    raised = Need.objects.of_places_of(ours) if ours.level in WRITERS else Need.objects.none()
    raised = raised.select_related("place").prefetch_related("transitions").order_by("-pk")
    context = {
        "organization": ours,
        "can_write": ours.level in WRITERS,
        "is_registered": Partnership.objects.public().filter(organization=ours).exists(),
        "raised": [own_row(need) for need in raised[:MOST_HANDS]],
        "hands": [
            {"hand": hand, "tag": HAND_TAGS.get(HandState(hand.state), ""), "is_public": is_public(hand.need)}
            for hand in hands
        ],
        "suggestions": list(suggested_needs(needs_for([ours.pk], most=MOST_SUGGESTED)).values()),
    }
    return render(request, "partners/our_needs.html", context)


def _may_raise(request: HttpRequest, need: Need) -> list[tuple[str, str]]:
    """The organisations that the reader writes for, that hold a registration and have no hand up."""
    registered = Partnership.objects.public().values("organization")
    up = need.hands.filter(state__in=HOLDING_HANDS).values("organization")
    rows = Organization.objects.writable_by(request.user).filter(pk__in=registered, is_sample=need.is_sample)
    rows = rows.exclude(pk__in=up)
    return [(str(pk), name) for pk, name in rows.order_by("name", "pk").values_list("pk", "name")]


@login_required
@require_http_methods(_FORM_METHODS)
def raise_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever can't raise a hand reads why, and what can be done."""
    need = Need.objects.open().for_list().filter(pk=pk).first()
    if need is None:
        return _too_late(request, pk)
    choices = _may_raise(request, need)
    if not choices and request.method != "POST":
        return _cannot(request, need)
    form = HandForm(
        request.POST if request.method == "POST" else None,
        organizations=_offered(request, choices), initial={"offers": _brought(need, choices)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            hand = _raised(request, need, form)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("手を挙げました。市の共創コーディネーターが読んで、お返事します。"))
            return HttpResponseRedirect(reverse("partners:hand", args=[hand.organization_id, hand.pk]))
    fits = [fit for number, _name in choices if (fit := fit_of(need.pk, int(number)))]
    names = dict(choices)
    reasons = [(names[str(fit.organization)], said) for fit, said in zip(fits, sentences_of(fits), strict=True)]
    context = {"need": need, "row": row_of(need), "form": form, "reasons": reasons}
    if len(choices) == 1:
        context["only"] = choices[0][1]
    return render(request, "partners/hand_raise.html", {"only": ""} | context)


def _brought(need: Need, choices: list[tuple[str, str]]) -> list[str]:
    """Of what the need asks for, what the organisation registered that it brings; of several nobody knows yet which."""
    if len(choices) != 1:
        return []
    registered = Partnership.objects.public().filter(organization=int(choices[0][0])).values_list("offers", flat=True)
    return [offer for offer in need.offers if any(offer in offers for offers in registered)]


def _offered(request: HttpRequest, choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of a second tap all of one's own: its hand is up already, and the service answers with it."""
    if choices and (request.method != "POST" or request.POST.get("organization") in dict(choices)):
        return choices
    rows = Organization.objects.writable_by(request.user).order_by("name", "pk").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def _raised(request: HttpRequest, need: Need, form: HandForm) -> Hand:
    data = form.cleaned_data
    organization = get_object_or_404(Organization.objects.writable_by(request.user), pk=form.chosen)
    key = key_of(form.page, text=data["text"], offers=",".join(data["offers"]))
    with saying_who_waits():
        return raise_hand(
            need, organization, by=request.user, text=data["text"], offers=data["offers"],  # type: ignore[arg-type]
            may_be_named=data["may_be_named"], key=key,
        )  # fmt: skip


def _too_late(request: HttpRequest, pk: int) -> HttpResponse:
    """It ended, or was taken back, while somebody wrote: the words are shown once more, of the need nothing."""
    typed = request.POST.get("text", "").strip()
    if request.method != "POST" or not Need.objects.filter(pk=pk, published_at__isnull=False).exists():
        raise Http404
    writable = {str(one.pk): one for one in Organization.objects.writable_by(request.user)}
    ours = writable.get(request.POST.get("organization", ""))
    context = {
        "typed": typed,
        "organization": ours,
        "may_send": ours is not None and can_grow(ours),
        "mark": uuid.uuid4(),
        "subject": _("手を挙げようとした地域課題のこと"),
    }
    return render(request, "partners/hand_late.html", context, status=409)


def _cannot(request: HttpRequest, need: Need) -> HttpResponse:
    up = Hand.objects.visible_to(request.user).filter(need=need, state__in=HOLDING_HANDS).first()  # type: ignore[arg-type]
    ours = Organization.objects.of(request.user).order_by("name", "pk")
    return render(request, "partners/hand_cannot.html", {"need": need, "up": up, "organizations": ours})


@login_required
@require_http_methods(_FORM_METHODS)
def hand(request: HttpRequest, organization: int, pk: int) -> HttpResponse:
    """What became of it; ``act``: ``down``, ``name`` or ``unname``."""
    is_writing = request.method == "POST"
    ours = organization_or_404(request, organization, writing=is_writing)
    rows = Hand.objects.filter(organization=ours).select_related("need", "organization", "thread")
    own = get_object_or_404(rows, pk=pk)
    error = ""
    if is_writing:
        try:
            with saying_who_waits():
                said = _act(own, request)
        except DomainError as refused:
            error = str(refused)
            own.refresh_from_db()
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("partners:hand", args=[ours.pk, pk]))
    need = own.need
    context = {
        "organization": ours,
        "hand": own,
        "need": need,
        "error": error,
        "tag": HAND_TAGS.get(HandState(own.state), ""),
        "offers": labels_of_hand(own),
        "is_public": is_public(need),
        "can_write": ours.level in WRITERS,
        "may_take_down": own.state in HOLDING_HANDS and need.state in {NeedState.RAISED, *OPEN_NEEDS},
        "is_held": own.state in HOLDING_HANDS,
    }
    return render(request, "partners/hand.html", context)


def labels_of_hand(own: Hand) -> list[str]:
    """What it offers, in words."""
    return labels_of(Need(offers=own.offers))["offers"]


def _act(own: Hand, request: HttpRequest) -> str:
    act, by = request.POST.get("act"), request.user
    if act == "down":
        take_down_hand(own, by=by)  # type: ignore[arg-type]
        return _("手を下ろしました。また挙げることもできます。")
    if act not in {"name", "unname"}:
        raise DomainError(_("下のボタンのどれかを押してください。"))
    agree_to_be_named(own, by=by, agrees=act == "name")  # type: ignore[arg-type]
    return _("団体の名前を載せてよいことにしました。") if act == "name" else _("団体の名前を載せないことにしました。")
