"""``/partners/join/``: in which programme, for which organisation; and an organisation that the hub has not yet."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.accounts.forms.organizations import NewOrganizationForm
from hub.accounts.models import Organization
from hub.accounts.services import NameTakenError, create_organization
from hub.exceptions import DomainError
from hub.locking import saying_who_waits
from hub.reading import finish
from partners.enums import ENDED
from partners.forms.choosing import JoinForm
from partners.models import Partnership, Programme
from partners.services.joining import begin_partnership


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """What the programmes are; who is signed in chooses, who is not is led to sign in and back."""
    programmes = list(Programme.objects.filter(is_open=True))
    context: dict[str, Any] = {"programmes": programmes, "back": request.get_full_path()}
    if not request.user.is_authenticated:
        return finish(request, render(request, "partners/join.html", context | {"form": None, "mine": []}))
    organizations = list(Organization.objects.writable_by(request.user).order_by("name", "pk"))
    form = _join_form(request, programmes, organizations)
    if request.method == "POST" and form.is_valid():
        programme = next(one for one in programmes if one.key == form.cleaned_data["programme"])
        if form.cleaned_data["organization"] == JoinForm.NEW:
            return HttpResponseRedirect(reverse("partners:join_new", args=[programme.key]))
        organization = next(one for one in organizations if str(one.pk) == form.cleaned_data["organization"])
        answer = _begun(request, form, programme, organization)
        if answer:
            return answer
    mine = Partnership.objects.visible_to(request.user).exclude(state__in=ENDED)
    mine = mine.select_related("organization", "programme").order_by("-updated_at")
    return finish(request, render(request, "partners/join.html", context | {"form": form, "mine": list(mine)}))


def _join_form(request: HttpRequest, programmes: list[Any], organizations: list[Any]) -> JoinForm:
    """With what the address names, or what alone can be meant."""
    initial = {"programme": request.GET.get("programme", ""), "organization": request.GET.get("organization", "")}
    if not organizations:
        initial["organization"] = JoinForm.NEW
    data = request.POST if request.method == "POST" else None
    return JoinForm(data, programmes=programmes, organizations=organizations, initial=initial)


def _begun(request: HttpRequest, form: Any, programme: Programme, organization: Organization) -> HttpResponse | None:
    """To the form of the registration, new or begun before; None where the form says why not."""
    try:
        with saying_who_waits():
            begun = begin_partnership(programme, organization, by=request.user)  # type: ignore[arg-type]
    except DomainError as error:
        form.add_error(None, str(error))
        return None
    return HttpResponseRedirect(reverse("partners:partnership", args=[organization.pk, begun.pk]))


def _where_else(request: HttpRequest) -> str:
    """What to do instead, where there is an organisation to choose."""
    if not Organization.objects.writable_by(request.user).exists():
        return ""
    return _("もう登録したあなたの団体で申し込むときは、「やめて戻る」を押して、その団体を選んでください。")


def _begun_for_new(request: HttpRequest, form: Any, programme: Programme, made: Organization) -> HttpResponse:
    """To the form of the registration; if that can't be begun, to the organisation, which is there, with the reason."""
    answer = _begun(request, form, programme, made)
    if answer is not None:
        messages.success(request, _("団体を登録しました。つづけて、できることを書いてください。"))
        return answer
    messages.success(request, _("団体を登録しました。"))
    for error in form.non_field_errors():
        messages.error(request, error)
    return HttpResponseRedirect(reverse("organizations:home", args=[made.pk]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_new(request: HttpRequest, key: str) -> HttpResponse:
    """The organisation first; its registration is begun with it."""
    programme = Programme.objects.filter(key=key, is_open=True).first()
    if programme is None:
        raise Http404
    form = NewOrganizationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with saying_who_waits():
                made = create_organization(by=request.user, values=form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error("name" if isinstance(error, NameTakenError) else None, f"{error}{_where_else(request)}")
        else:
            return _begun_for_new(request, form, programme, made)
    return render(request, "partners/join_new.html", {"form": form, "programme": programme})
