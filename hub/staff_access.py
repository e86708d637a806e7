"""Who may enter the staff's pages: staff, signed in with a second factor."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

View = Callable[..., HttpResponse]


def is_staff(user: Any) -> bool:
    """Whether the account belongs to somebody of the city's or 社協's staff, and is in use."""
    return bool(user.is_authenticated and user.is_active and user.is_staff)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether whoever sits here showed a second factor (a code, or a passkey) in this very session, and still has it."""
    records = get_authentication_records(request, request.user)
    shown = [record.get("id") for record in records if record.get("method") == "mfa"]
    if not shown:
        return False
    # A page of the admin asks before it is made and again for its menu.
    asked, known = (request.user.pk, shown), getattr(request, "known_factor", None)
    if known is None or known[0] != asked:
        known = asked, Authenticator.objects.filter(pk__in=shown, user=request.user.pk).exists()
        request.known_factor = known  # type: ignore[attr-defined]
    return bool(known[1])


def staff_required(view: View) -> View:
    """Visitors are sent to sign in, who is not staff is refused, staff without a second factor are sent to make one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_staff(request.user) and has_second_factor(request):
            return view(request, *args, **kwargs)
        return turn_away(request, request.get_full_path())

    return guarded


def turn_away(request: HttpRequest, back: str) -> HttpResponse:
    """To the sign-in, or to the second factor; ``back`` is opened afterwards. 403 for who is not staff."""
    if not request.user.is_authenticated:
        return redirect_to_login(back)
    if not is_staff(request.user):
        raise PermissionDenied
    if is_mfa_enabled(request.user):
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")
    _warn_once(request, _("職員の画面を使うには、2段階認証が要ります。先にここで用意してください。"))
    return HttpResponseRedirect(reverse("mfa_index"))


def _warn_once(request: HttpRequest, text: str) -> None:
    """However many pages were refused before one read it."""
    waiting: Any = messages.get_messages(request)
    is_there = any(str(message) == text for message in waiting)
    waiting.used = False  # looking at them has shown them to nobody
    if not is_there:
        messages.warning(request, text)
