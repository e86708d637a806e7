"""``/circles/<id>/join/``: the form, with or without an account."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from events.circle_enums import Joining
from events.circle_forms import JoinForm
from events.circle_rules import closed_because
from events.models import Circle
from events.services.circles import join_circle
from events.services.circles.letters import own_token
from events.services.registrations import Applicant
from hub import turns
from hub.exceptions import DomainError
from hub.page_cache import keep_for_going_back, public_page
from hub.reading import finish


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Sent twice it is one. Without an account the answer is the same whoever is a member already."""
    circle = get_object_or_404(Circle.objects.public().for_page(), pk=pk)
    user: Any = request.user
    has_account = user.is_authenticated
    if request.method != "POST":
        name = user.display_name if has_account else ""
        return _page(request, circle, JoinForm(has_account=has_account, initial={"name": name}))
    form = JoinForm(request.POST, has_account=has_account)
    if form.is_from_a_machine:
        return _done(circle)
    if closed_because(circle) or not form.is_valid():
        return _page(request, circle, form)
    client = f"user-{user.pk}" if has_account else request.META.get("REMOTE_ADDR", "")
    if wait := turns.take_turn("circle", client, settings.HUB_CIRCLE_LIMITS):
        return _page(request, circle, form, wait=wait)
    data = form.cleaned_data
    who = Applicant(
        name=data["name"], email=data.get("email", ""), phone=data.get("phone", ""),
        user=user if has_account else None, language=str(get_language() or settings.LANGUAGE_CODE),
    )  # fmt: skip
    try:
        receipt = join_circle(circle.pk, who, note=data["note"], sent_as=form.page)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, circle, form)
    if has_account:
        member = receipt.member
        return HttpResponseRedirect(reverse("circles:own", args=[member.pk, own_token(member)]))
    return _done(circle)


def _done(circle: Circle) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("circles:joined", args=[circle.pk]))


@require_safe
@public_page
def joined(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for everybody: it tells nothing of who sent what."""
    circle = get_object_or_404(Circle.objects.public().for_page(), pk=pk)
    hours = settings.HUB_REGISTRATION_CONFIRM_HOURS
    return render(request, "events/circles/joined.html", {"circle": circle, "hours": hours})


def _page(request: HttpRequest, circle: Circle, form: JoinForm, *, wait: int = 0) -> HttpResponse:
    again = timezone.now() + timedelta(seconds=wait + 60)
    context = {
        "circle": circle,
        "form": form,
        "closed": closed_because(circle),
        "is_asked": circle.joining == Joining.ASKED,
        "wait": wait,
        "again_at": again,
        "days": settings.HUB_REGISTRATION_NAMES_DAYS,
    }
    response = render(request, "events/circles/join.html", context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return keep_for_going_back(request, finish(request, response))
