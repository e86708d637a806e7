"""One's own page: organisations, the account, what the hub knows of one, and the way out."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Event
from events.services.circles import forget_member
from events.services.registrations.forgetting import forget_registrant
from hub.accounts.models import Invitation, Membership, Organization, User
from hub.accounts.querysets import WRITERS
from hub.accounts.services.deletion import delete_account
from hub.accounts.services.profiles import change_profile
from hub.api.models import PersonalToken
from hub.exceptions import DomainError
from hub.fields import LineField, count_aloud
from hub.locking import saying_who_waits
from hub.notifications.models import Delivery
from hub.pages.personal_data import personal_data
from hub.pages.waiting_for_me import waiting_for
from hub.threads.enums import Side
from hub.threads.models import Thread
from hub.threads.querysets import LATEST_FIRST
from partners.enums import ENDED
from partners.models import Partnership
from partners.services.application_forgetting import forget_applicant
from partners.services.needs import forget_raiser

_MOST_SHOWN = 10


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("display_name", "language")
        field_classes = {"display_name": LineField}
        labels = {"display_name": _("ニックネーム"), "language": _("メールの言葉")}
        help_texts = {
            "display_name": _("団体のメンバーなどに見える名前です。本名でなくてかまいません。"),
            "language": _("メールを書く言葉です。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        count_aloud(self.fields["display_name"])


class DeleteForm(forms.Form):
    is_sure = forms.BooleanField(
        label=_("登録を消します。もとに戻せないことがわかりました。"),
        error_messages={"required": _("消してよければ、印をつけてください。")},
    )


@require_safe
@login_required
def me(request: HttpRequest) -> HttpResponse:
    memberships = list(Membership.objects.filter(user=_user(request)).select_related("organization").order_by("pk"))
    is_writer = any(one.level in WRITERS for one in memberships)
    invited = Invitation.objects.waiting_for(request.user, timezone.now()).select_related("organization")
    partnerships = Partnership.objects.visible_to(_user(request)).exclude(state__in=ENDED)
    context = {
        "memberships": memberships,
        "is_writer": is_writer,
        "waiting": waiting_for(_user(request), is_writer=is_writer),
        "partnerships": partnerships.select_related("organization", "programme").order_by("-updated_at"),
        "invitations": invited.order_by("expires_at", "pk"),
        "meetings": _meetings(request),
        "talks": _unread_talks(request),
        "unread": Delivery.objects.unread_of(_user(request)).count(),
        "has_keys": PersonalToken.objects.of(request.user).live(timezone.now()).exists(),
    }
    return render(request, "hub/me.html", context)


def _meetings(request: HttpRequest) -> list[Event]:
    """交流会, for who may come: members of an organisation that the city has verified."""
    if not Organization.objects.of(request.user).public().exists():
        return []
    return list(Event.objects.meetings(timezone.now())[:_MOST_SHOWN])


def _unread_talks(request: HttpRequest) -> QuerySet[Thread]:
    found = Thread.objects.visible_to(request.user).with_news_for(request.user, Side.MEMBERS)
    return found.select_related("organization").order_by(*LATEST_FIRST)[:_MOST_SHOWN]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        change_profile(user, **form.cleaned_data)
        messages.success(request, str(_("保存しました。")))
        return HttpResponseRedirect(reverse("me"))
    return render(request, "hub/me_profile.html", {"form": form})


@require_safe
@login_required
@reauthentication_required
def download(request: HttpRequest) -> HttpResponse:
    """What the hub knows of the person who asks, as a file."""
    answer = JsonResponse(personal_data(_user(request)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    day = timezone.localdate().isoformat()
    answer.headers["Content-Disposition"] = f'attachment; filename="tsunagari-hub-{day}.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def delete(request: HttpRequest) -> HttpResponse:
    form = DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with saying_who_waits():
                delete_account(_user(request), forget=_forget)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            logout(request)
            return HttpResponseRedirect(reverse("me_deleted"))
    organizations = Organization.objects.order_by("name", "pk")
    context = {
        "form": form,
        "abandoned": organizations.with_nobody_but(request.user),
        "headless": organizations.with_no_owner_but(request.user),
    }
    return render(request, "hub/me_delete.html", context)


def _forget(user: User) -> None:
    """What apps keep of a person beside the account."""
    forget_raiser(user)
    forget_applicant(user)
    forget_registrant(user)
    forget_member(user)


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/me_deleted.html")


def _user(request: HttpRequest) -> Any:
    """``login_required`` has seen to it that this is an account."""
    return request.user
