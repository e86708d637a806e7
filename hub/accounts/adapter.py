"""How allauth does things here: mails go to the outbox, throttles lock nobody out, and where one goes afterwards."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hub.accounts import known_devices
from hub.accounts.mails.accounts import KINDS, NOT_SENT, NOTICES
from hub.accounts.models import User
from hub.accounts.services.profiles import forget_wish
from hub.accounts.services.sessions import forget_where
from hub.accounts.session_limits import SIGNED_IN_AT
from hub.notifications.services import queue_mail
from hub.staff_access import is_staff

# As long as the counters of "login_failed" run.
_HELD_BACK = _("まちがいが続いたので、10分のあいだ受け付けを止めています。10分たってから、もう一度試してください。")
_OF_KNOWN_DEVICE = {"login_failed": "10/10m/key"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _HELD_BACK,
        "rate_limited": _HELD_BACK,
        "duplicate_email": _(
            "このメールアドレスは、もうあなたの登録にあります。変えるときは、別のアドレスを書いてください。"
        ),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Writes a row: what the mail says, its links and their tokens are made when it is sent.

        Neither the address of the client nor its browser, which allauth offers for notices, is kept.
        """
        user = context.get("user")
        if not isinstance(user, User):
            user = User.objects.filter(email__iexact=email).first()
        with transaction.atomic():
            if template_prefix in NOT_SENT:
                return
            if template_prefix in NOTICES:
                _queue_notice(template_prefix, user, email)
            else:
                _queue_link(KINDS[template_prefix], user, email)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Whose account it is can't be told from an address that it had before."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the attempt before the password is looked at; the same for known and unknown addresses."""
        login = str(credentials.get("email") or "").lower()
        device = known_devices.known_device(request, login)
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed",
            config=_OF_KNOWN_DEVICE if device else None,
            key=f"{login}:{device}" if device else self._get_login_attempts_cache_key(request, **credentials),
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        request.session[SIGNED_IN_AT] = time.time()

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """The browser is known from now on, and where one was on the way to is found once."""
        response = super().post_login(request, user, **kwargs)
        forget_wish(user)
        forget_where(request.session.session_key)
        known_devices.remember_device(request, response, user.email)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in a moment ago is not asked again."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        wish = getattr(request.user, "came_for", "")
        return wish or (reverse("staff:home") if is_staff(request.user) else reverse("me"))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Mails are written in the language in which one signed up."""
        user.language = _language()
        return super().save_user(request, user, form, commit)


def _language() -> str:
    spoken = (translation.get_language() or "ja").lower()
    known = {code for code, _name in User._meta.get_field("language").choices or ()}
    return spoken if spoken in known else "ja"


def _queue_notice(prefix: str, user: User | None, email: str) -> None:
    """To the account; to the former address as it is, once it is no longer the account's."""
    if user is None:
        return
    is_own = email.lower() == user.email.lower()
    queue_mail(NOTICES[prefix], to=user if is_own else email, ids={"user": user.pk}, language=user.language)


def _queue_link(kind: str, user: User | None, email: str) -> None:
    if user is None:
        queue_mail(kind, to=email, language=_language())
        return
    ids = {"user": user.pk}
    waiting = EmailAddress.objects.filter(user=user, email__iexact=email).first()
    if waiting:
        ids["email_address"] = waiting.pk
    # An address that is not confirmed yet is not the account's.
    is_own = bool(waiting and waiting.verified and email.lower() == user.email.lower())
    queue_mail(kind, to=user if is_own else email, ids=ids, language=user.language)
